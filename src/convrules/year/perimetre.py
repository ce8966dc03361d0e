"""Every vacancy that was read is accounted for: under a convention in the year, out of its period, or on no
convention's territory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from convrules.base.outcomes import Issue, et
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu
from convrules.compiler import Programme
from convrules.facts.coherence import happened
from convrules.facts.records import Vacance
from convrules.runtime.lives import ends_unrecorded
from convrules.runtime.places import departement_of
from convrules.year.assiette import Cadre, is_row, reference_in_period
from convrules.year.model import Perimetre
from convrules.year.parc import Parc
from convrules.year.suivi import Suivi

_SUIVIS: Final = ("information", "proposition", "attribution", "bail")


def in_year(suivi: Suivi, cadre: Cadre) -> Issue:
    """Is the vacancy of the part of the year that is judged?"""
    return et(is_row(suivi), reference_in_period(suivi, None, cadre))


def in_years(cadre: Cadre) -> Sequence[Issue]:
    """The same of every vacancy, asked once for all that ask."""
    key = ("dans l'année", id(cadre.suivis), cadre.periode.du, cadre.periode.au)
    return cadre.keep(key, cadre.suivis, lambda: list(_in_years(cadre)))


def _in_years(cadre: Cadre) -> Iterator[Issue]:
    # Why by identity: rows of one day share their very date of reference.
    known: dict[tuple[int, int], Issue] = {}
    for suivi in cadre.suivis:
        key = id(suivi.reference), id(suivi.couverte)
        if key not in known:
            known[key] = in_year(suivi, cadre)
        yield known[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareilles:
    """Vacancies that share the very status of one of them, and are alike of the year or not: how many."""

    une: Suivi
    dedans: Issue
    nombre: int


def alike(cadre: Cadre) -> Sequence[Pareilles]:
    """Every vacancy, in such classes, laid out once for all that ask."""
    key = ("pareilles", id(cadre.suivis), cadre.periode.du, cadre.periode.au)
    return cadre.keep(key, cadre.suivis, lambda: list(_alike(cadre)))


def _alike(cadre: Cadre) -> Iterator[Pareilles]:
    statuts = [id(suivi.dite.statut) for suivi in cadre.suivis]
    firsts = dict(zip(statuts, cadre.suivis, strict=True))
    for (statut, inside), number in Counter(zip(statuts, in_years(cadre), strict=True)).items():
        yield Pareilles(une=firsts[statut], dedans=inside, nombre=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abords:
    """The vacancies that one convention meets, by their ranks in the stock: on its territory, under it in the
    year (`surs`: for certain). `suites`: does something follow from a turn that is not closed? `reference`:
    its event of reference, and the year; None of one that is not in force in it."""

    autour: tuple[int, ...]
    sous: tuple[int, ...] = ()
    surs: tuple[int, ...] = ()
    suites: bool = False
    reference: tuple[str, int] | None = None


def met_by(programme: Programme, cadre: Cadre | None, parc: Parc) -> Abords:
    """Without a frame, a convention that is not in force in the year."""
    if cadre is None:
        there = sorted(parc.ranks(programme.convention.territoire))
        return Abords(autour=tuple(rank for rank in there if not parc.vues[rank].ligne.refusee))
    there = [suivi.rang for suivi in cadre.suivis]
    kept = [suivi.rang for suivi in cadre.suivis if not suivi.vacance.ligne.refusee]
    inside = dict(zip(there, in_years(cadre), strict=True))
    return Abords(
        autour=tuple(there),
        sous=tuple(rank for rank in kept if inside[rank] is not False),
        surs=tuple(rank for rank in kept if inside[rank] is True),
        suites=bool(programme.chaine),
        reference=(cadre.choix.rattachement, cadre.annee),
    )


class Pourtour:
    """The landlord's vacancies, met convention by convention: none of these need be kept.

    A refused row that counts as a vacancy one knows nothing of is told with those that the files refused."""

    def __init__(self, parc: Parc, au: date) -> None:
        self.parc, self.au = parc, au
        self.around: set[int] = set()
        self.under: set[int] = set()
        self.sure: set[int] = set()
        self.open_: set[int] = set()
        self.references: dict[tuple[str, int], None] = {}

    def meet(self, abords: Abords) -> None:
        self.around.update(abords.autour)
        self.under.update(abords.sous)
        self.sure.update(abords.surs)
        # Why only then: elsewhere the end of a life changes nothing.
        if abords.suites:
            self.open_.update(abords.sous)
        if abords.reference is not None:
            self.references[abords.reference] = None

    def told(self) -> Perimetre:
        """Each vacancy once: rows that share an identifier are one."""
        vues = self.parc.vues
        idents = [v.ligne.id for v in vues]
        around, under, sure = (
            frozenset(map(idents.__getitem__, ranks)) for ranks in (self.around, self.under, self.sure)
        )
        kept = [v for v in vues if not v.ligne.refusee]
        ranges = tuple(_ranges(kept, self.references))
        outside = [v for v in kept if v.ligne.id not in around]
        places = Counter(_departement(v) for v in outside)
        beyond = around - under
        endless = {idents[rank] for rank in self.open_ if ends_unrecorded(vues[rank], self.au)}
        return Perimetre(
            sous_convention=len(under),
            hors_periode=tuple(sorted(v.ligne.id for v in kept if v.ligne.id in beyond)),
            hors_territoire=tuple(sorted(v.ligne.id for v in outside)),
            departements=tuple(sorted(places.items())),
            sans_fin=tuple(sorted(endless)),
            dates=tuple((nom, *days) for nom, days in ranges if days is not None),
            sans_date=tuple(nom for nom, days in ranges if days is None),
            peut_etre=len(under - sure),
        )


def _ranges(
    vacances: Sequence[Vacance], references: Mapping[tuple[str, int], None]
) -> Iterator[tuple[str, tuple[date, date] | None]]:
    """From when to when the dates of the year go, those of reference first, each event once: no count shows
    that a file stops before it is said to. None: the files have the event, and no date of the year."""
    years = dict.fromkeys(annee for _, annee in references)
    usual = dict.fromkeys((nom, annee) for nom in _SUIVIS for annee in years)
    for nom, annee in {**references, **usual}:
        cells = _told_apart(v.ligne.cellules.get(nom) for v in vacances)
        events = [e for cell in cells if cell is not None and (e := happened(cell)) is not None]
        days = [(e.debut, e.fin) for e in events if e.debut is not None and e.fin is not None]
        own = [(first, last) for first, last in days if first.year == last.year == annee]
        if own:
            yield nom, (min(first for first, _ in own), max(last for _, last in own))
        elif any(cell is not None for cell in cells):
            yield nom, None


def _told_apart(cells: Iterable[Cellule | None]) -> list[Cellule | None]:
    """Each once: reading makes one cell of each day of a column."""
    return list({id(cell): cell for cell in cells}.values())


def _departement(vacance: Vacance) -> str:
    own, commune = vacance.cellule("departement"), vacance.cellule("commune")
    if isinstance(own, Connu) and isinstance(own.valeur, str):
        return own.valeur
    if isinstance(commune, Connu) and isinstance(commune.valeur, str):
        return departement_of(commune.valeur)
    return ""
