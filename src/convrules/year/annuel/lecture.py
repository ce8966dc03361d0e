"""Which dwellings were proposed and let in the year, and on whose account.

An event counts in the civil year of its own date, whatever a convention chooses for its parts: the report
is of the year, not of an account. A dwelling out of a convention's scope is not in the statement of its
holder; one that is withdrawn is on nobody's account. Source: docs/langage, « Le bilan annuel ».
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Evenement
from convrules.base.outcomes import Issue, causes_of, et, non, ou
from convrules.base.records import dataclass
from convrules.base.values import Connu
from convrules.compiler import Programme
from convrules.compiler.titulaires import grouped_by_holder
from convrules.facts.destinataires import fold
from convrules.facts.records import Faits, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Statut
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import with_acts
from convrules.year.annuel.model import AXES, INCONNUE, Groupe, Logement, Periodes, Sorte
from convrules.year.assiette import Cadre, account, is_row
from convrules.year.cellules import as_number, as_text
from convrules.year.periode import Intervalle, falls_in
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm
from convrules.year.titulaires import told_apart

EVENEMENTS = ("proposition", "attribution")
"""The event behind each measure, in the order of `MESURES`."""

AUCUN_COMPTE = frozenset({Statut.SOUSTRAIT, Statut.HORS_CHAMP})
_SORTES = {Statut.SOUSTRAIT: Sorte.SOUSTRAIT, Statut.HORS_CHAMP: Sorte.HORS_CHAMP}
"""Where a dwelling stands that is on no account."""

Lu = tuple[Programme, Cadre | None]
"""A convention, and its year when it is in force in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Titulaire:
    """A holder, whatever the number of its conventions. `autrement`: other names that these give it."""

    groupe: Groupe
    lus: tuple[Lu, ...]
    autrement: tuple[str, ...] = ()

    @property
    def noms(self) -> frozenset[str]:
        """As its conventions write it, folded."""
        each = (p.convention.reservataire for p, _ in self.lus)
        return frozenset(fold(one.nom) for one in each if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One dwelling under one convention: its holder, and whether it is on its account."""

    titulaire: Groupe
    cadre: Cadre
    suivi: Suivi
    present: Issue


# --- holders --------------------------------------------------------------------------------
def holders(read: Iterable[Lu], every: Iterable[Programme], annee: int) -> tuple[Titulaire, ...]:
    """Conventions by holder, in the order in which they come. Its name is that of the convention which is in
    force at the end of the year: the latest, of several. every: the landlord's, in force or not."""
    groups = grouped_by_holder(programme.convention for programme in every)
    whose = {convention.ident: rank for rank, group in enumerate(groups) for convention in group}
    by_rank: dict[int, list[Lu]] = {}
    for lu in read:
        by_rank.setdefault(whose[lu[0].convention.ident], []).append(lu)
    found = [*by_rank.values()]
    named = [_latest_first(lus, annee) for lus in found]
    names = Counter(fold(written[0].nom) for written in named)
    return tuple(
        Titulaire(
            groupe=_group(written, alone=names[fold(written[0].nom)] == 1),
            lus=tuple(lus),
            autrement=_otherwise(written),
        )
        for lus, written in zip(found, named, strict=True)
    )


def _latest_first(lus: Sequence[Lu], annee: int) -> list[ir.Reservataire]:
    """The holder as each of its conventions writes it, the last in force first; those of the next year come
    after those of the year."""
    last = date(annee, 12, 31)
    found: list[tuple[bool, int, int, str, ir.Reservataire]] = []
    for programme, cadre in lus:
        holder = programme.convention.reservataire
        assert holder is not None, "checked: a convention has a holder"
        life = programme.convention.en_vigueur if cadre is None else cadre.en_vigueur
        ends, begins = min(life.au or JOUR_MAX, last), life.du or JOUR_MIN
        # Why the name last: what the conventions themselves are called decides nothing.
        found.append((cadre is None, -ends.toordinal(), -begins.toordinal(), holder.nom, holder))
    return [holder for *_, holder in sorted(found, key=lambda one: one[:4])]


def _otherwise(written: Sequence[ir.Reservataire]) -> tuple[str, ...]:
    """Names that are not the first, each once, the latest first."""
    names: dict[str, str] = {}
    for one in written:
        names.setdefault(fold(one.nom), one.nom)
    return tuple(names.values())[1:]


def _group(written: Sequence[ir.Reservataire], *, alone: bool) -> Groupe:
    """alone: no other holder has its name; those that share one are told apart."""
    nom = written[0].nom if alone else told_apart(written)
    return Groupe(sorte=Sorte.RESERVATAIRE, code=written[0].type, nom=nom)


def on_accounts(titulaires: Sequence[Titulaire]) -> Mapping[str, Sequence[Situation]]:
    """Each vacancy under every convention that may cover it, by identifier."""
    found: dict[str, list[Situation]] = {}
    for titulaire in titulaires:
        for _, cadre in titulaire.lus:
            for suivi in cadre.suivis if cadre is not None else ():
                assert cadre is not None
                seen = Situation(
                    titulaire=titulaire.groupe, cadre=cadre, suivi=suivi, present=_present(suivi, cadre)
                )
                found.setdefault(suivi.vacance.id, []).append(seen)
    return found


def _present(suivi: Suivi, cadre: Cadre) -> Issue:
    """Is the dwelling in the convention's scope and on its holder's account? One that is withdrawn or out of
    scope, whichever it is, is on none."""
    if _on_no_account(suivi):
        return False
    inside = et(is_row(suivi), non(status_of(suivi.decision, Statut.HORS_CHAMP)))
    return et(inside, firm(account(suivi, cadre))) if firm(inside) is not False else False


def _on_no_account(suivi: Suivi) -> bool:
    return AUCUN_COMPTE.issuperset(suivi.decision.statut.possibles)


# --- dwellings ------------------------------------------------------------------------------
def by_holder(
    situations: Iterable[Sequence[Situation]],
) -> Mapping[Groupe, Sequence[Sequence[Situation]]]:
    """The same by holder: each of its vacancies, under its own conventions."""
    found: dict[Groupe, list[list[Situation]]] = {}
    for group in situations:
        own: dict[Groupe, list[Situation]] = {}
        for situation in group:
            own.setdefault(situation.titulaire, []).append(situation)
        for titulaire, seen in own.items():
            found.setdefault(titulaire, []).append(seen)
    return found


def of_holder(vacances: Iterable[Sequence[Situation]], lecture: "Lecture") -> Iterator[Logement]:
    """The dwellings of one account, or perhaps of it, that were, or may have been, proposed or let. vacances:
    those that the holder's conventions may cover."""
    for own in vacances:
        present: Issue = False
        for situation in own:
            present = ou(present, situation.present)
        if present is not False:
            yield from lecture.dwelling(own[0].suivi.vacance, own[0].suivi.mondes[0].contexte, present)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lecture:
    """How a row is read: the year that counts, and the bins of the year of construction."""

    annee: int
    periodes: Periodes

    def dwelling(self, vacance: Vacance, contexte: Contexte, present: Issue) -> Iterator[Logement]:
        """Nothing when neither measure may count it."""
        year = Intervalle(du=date(self.annee, 1, 1), au=date(self.annee, 12, 31))
        events = [read_event(nom, contexte) for nom in EVENEMENTS]
        issues = [et(present, firm(falls_in(event, year))) for event in events]
        if _let_before(events[0], events[1], year):
            issues[0] = False
        if all(issue is False for issue in issues):
            return
        yield Logement(
            vacance=vacance.id,
            certain=present is True,
            valeurs=tuple(self.value(vacance, axe) for axe in AXES),
            propose=_known(issues[0]),
            attribue=_known(issues[1]),
            propose_le=_day(issues[0], events[0]),
            attribue_le=_day(issues[1], events[1]),
            causes=causes_of(issues[0]) | causes_of(issues[1]),
        )

    def value(self, vacance: Vacance, axe: str) -> str:
        """Where a dwelling stands along a dimension; empty when it is not filled in."""
        if axe == "periode_construction" and self.periodes.debuts:
            return self._bin(vacance)
        return as_text(vacance.cellule(axe)) or INCONNUE

    def _bin(self, vacance: Vacance) -> str:
        year = as_number(vacance.cellule("annee_construction"))
        if year is None:
            return INCONNUE
        return bin_name(sum(debut <= year for debut in self.periodes.debuts), self.periodes)


def bin_name(rang: int, periodes: Periodes) -> str:
    """The code of a bin: « -1948 », « 1949-1974 », « 1975- »."""
    ends = (None, *periodes.debuts, None)
    first, after = ends[rang], ends[rang + 1]
    return f"{first or ''}-{after - 1 if after is not None else ''}"


def bins(periodes: Periodes) -> tuple[str, ...]:
    """Every bin declared, the oldest first."""
    if periodes.debuts:
        return tuple(bin_name(rang, periodes) for rang in range(len(periodes.debuts) + 1))
    return periodes.codes


def _let_before(proposition: Evenement, attribution: Evenement, year: Intervalle) -> bool:
    """Was the dwelling let before the year, so that a proposal of which the day is not known was too?"""
    let = not attribution.jamais and attribution.high < year.du.toordinal()
    return let and proposition.connu is None


def _known(issue: Issue) -> bool | None:
    return issue if isinstance(issue, bool) else None


def _day(issue: Issue, event: Evenement) -> date | None:
    return event.connu if issue is not False else None


# --- the landlord ---------------------------------------------------------------------------
def shared_out(
    situations: Mapping[str, Sequence[Situation]],
    anywhere: Programme | None,
    faits: Faits,
    au: date,
    lecture: Lecture,
) -> Iterator[tuple[Groupe, Logement]]:
    """Every dwelling that was, or may have been, proposed or let, each once, with the one place where it
    stands. anywhere: a convention, to read the events of dwellings that none covers."""
    for vacance in faits.vacances:
        group = situations.get(vacance.id, ())
        if group:
            seen, contexte = group[0].suivi.vacance, group[0].suivi.mondes[0].contexte
        elif anywhere is not None:
            seen = with_acts(vacance, faits, au)
            contexte = Contexte(
                exercer=of_landlord, programme=anywhere, au=au, jour=au, vacance=seen, faits=faits
            )
        else:
            continue
        place = _place(group)
        for dwelling in lecture.dwelling(seen, contexte, True):
            yield place, dwelling


def _place(group: Sequence[Situation]) -> Groupe:
    """On a holder's account for certain; otherwise why on none, or that it is not known."""
    sure = list(dict.fromkeys(v.titulaire for v in group if v.present is True))
    if len(sure) == 1:
        return sure[0]
    if sure:
        return Groupe(sorte=Sorte.PLUSIEURS)
    if any(v.present is not False for v in group):
        return Groupe(sorte=Sorte.INDETERMINE)
    rows = [v for v in group if firm(is_row(v.suivi)) is not False]
    sortes = _sortes(rows)
    if len(sortes) > 1:
        return Groupe(sorte=Sorte.INDETERMINE)
    (sorte,) = sortes
    return _other_account(rows[0]) if sorte is Sorte.COMPTE else Groupe(sorte=sorte)


def _sortes(rows: Sequence[Situation]) -> frozenset[Sorte]:
    """What a dwelling that is on no holder's account may be, by whether it is of each convention and by its
    status there: withdrawn where one withdraws it, out of scope where it is in the scope of none."""
    every = [_sortes_under(row.suivi) for row in rows]
    if any(found == {Sorte.SOUSTRAIT} for found in every):
        return frozenset({Sorte.SOUSTRAIT})
    possible = frozenset[Sorte]().union(*every)
    sure = [found for found in every if Sorte.HORS_CONVENTION not in found]
    if sure or not rows:
        possible -= {Sorte.HORS_CONVENTION}
    if any(Sorte.HORS_CHAMP not in found for found in sure):
        possible -= {Sorte.HORS_CHAMP}
    return possible or frozenset({Sorte.HORS_CONVENTION})


def _sortes_under(suivi: Suivi) -> set[Sorte]:
    """The same under one convention."""
    found = {_SORTES.get(statut, Sorte.COMPTE) for statut in suivi.decision.statut.possibles}
    return found if firm(is_row(suivi)) is True else found | {Sorte.HORS_CONVENTION}


def _other_account(situation: Situation) -> Groupe:
    """The account that is recorded, or that the ledger gives, without a convention of the year."""
    recorded = situation.suivi.vacance.cellule(COMPTE)
    if isinstance(recorded, Connu):
        return Groupe(sorte=Sorte.COMPTE, code=str(recorded.valeur))
    written = situation.cadre.livre.of(situation.suivi.vacance.id)
    if written is not None and written.compte is not None:
        return Groupe(sorte=Sorte.COMPTE, code=written.compte)
    return Groupe(sorte=Sorte.INDETERMINE)
