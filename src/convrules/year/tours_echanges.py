"""Acts of exchange, as the journal has them: one turn, from an account to another.

Source: docs/langage, « Échanges ».
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, as_of
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue
from convrules.base.records import dataclass, replace
from convrules.base.values import Connu, Erreur, Inconnu
from convrules.compiler import COMPTES, Programme, declared_accounts, files_of, is_named
from convrules.facts.records import COMPTES as COTES
from convrules.facts.records import Ligne, adds_up
from convrules.runtime.journal import missing
from convrules.runtime.reading import event_of_cell
from convrules.year.assiette import Cadre
from convrules.year.cellules import as_text
from convrules.year.partage import splits_of
from convrules.year.suivi import Suivi

ACTE: Final = "echange"


class Quelconque(str):
    """The account of an act that names one nobody can read, or has: it may be any. To a convention it is
    perhaps its own, and reads as the name under which it would be (`seen_from`)."""

    __slots__ = ("causes",)
    causes: frozenset[Cause]

    def __new__(cls, nom: str, causes: frozenset[Cause]) -> "Quelconque":
        one = super().__new__(cls, nom)
        one.causes = causes
        return one


def is_told(nom: str) -> Issue:
    """Is the account the one that the act says?"""
    return Indetermine(nom.causes) if isinstance(nom, Quelconque) else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Echange:
    """`compte` gains one dwelling done, `cedant` loses one. `vacance`: the letting exchanged, when the act
    names it. `clause`, `convention`: where it says that the exchange is; `nommees`: conventions of which the
    clause is, by identifier: that convention alone, where it is one of them. `doutes`: why
    it is perhaps no exchange that counts; `vacance_tue`: it names a letting, of which nothing is known;
    `noms_tus`: the same of a clause or a convention."""

    id: str
    compte: str
    cedant: str
    date: Evenement
    ligne: Ligne
    vacance: str | None = None
    clause: str | None = None
    convention: str | None = None
    nommees: frozenset[str] = frozenset()
    doutes: frozenset[Cause] = frozenset()
    vacance_tue: bool = False
    noms_tus: frozenset[Cause] = frozenset()

    @property
    def there(self) -> Issue:
        return Indetermine(self.doutes) if self.doutes else True

    @property
    def comptes(self) -> tuple[str, str]:
        return self.compte, self.cedant

    @property
    def en_partie_tu(self) -> bool:
        """May one of its accounts be any?"""
        return any(isinstance(nom, Quelconque) for nom in self.comptes)

    def names(self, programme: Programme) -> bool:
        """By its clause, or as a whole."""
        return self.names_clause(programme) or programme.convention.ident == self.convention

    def names_clause(self, programme: Programme) -> bool:
        return programme.convention.ident in self.nommees


def exchanges(cadre: Cadre) -> Sequence[Echange]:
    """Acts of exchange as known on a day, and as a convention sees them. A row that does not name two
    accounts is refused on reading: it says nothing (CR820); nor does that of a vacancy which was not read
    (CR824), or of a part that no convention has (CR810)."""
    actes = cadre.faits.actes
    if not actes:
        return ()
    if cadre.memoire is None:
        found = tuple(_known(cadre))
    else:
        found = cadre.memoire.everywhere((ACTE, id(actes)), actes, lambda: tuple(_known(cadre)))
    return tuple(seen_from(echange, cadre.programme, cadre.finer) for echange in found)


def seen_from(echange: Echange, programme: Programme, finer: Mapping[str, str]) -> Echange:
    """The act, where an account that may be any is perhaps that of the convention."""
    if not echange.en_partie_tu:
        return echange
    ident, holder = programme.convention.ident, programme.convention.reservataire
    # Why first: by its identifier, it is its own wherever the dwelling is.
    own = ident if holder is None or is_named(programme, ident, finer) else holder.type

    def read(nom: str) -> str:
        return Quelconque(own, nom.causes) if isinstance(nom, Quelconque) else nom

    return replace(echange, compte=read(echange.compte), cedant=read(echange.cedant))


def _known(cadre: Cadre) -> Iterator[Echange]:
    rows = [ligne for ligne in cadre.faits.actes or () if adds_up(ligne.cellules)]
    for echange in exchanges_of(rows, (cadre.programme, *cadre.programme.voisins)):
        lost = echange.clause is not None and not echange.nommees
        if not lost and (echange.vacance is None or _is_read(echange.vacance, cadre)):
            yield replace(echange, date=as_of(echange.date, cadre.au))


def exchanges_of(rows: Iterable[Ligne], programmes: Sequence[Programme]) -> Iterator[Echange]:
    """What rows of the journal say, of those that name two accounts. programmes: all the landlord's."""
    rows = tuple(rows)
    if not rows:
        return
    parts = [(p.convention.ident, frozenset(_names_of_parts(p))) for p in programmes]
    known = COMPTES | declared_accounts(files_of(programmes)) | {ident for ident, _ in parts}
    for ligne in rows:
        compte, cedant = (_account(ligne, nom, known) for nom in COTES)
        if compte is None or cedant is None:
            continue
        vacance, clause, convention = (
            as_text(ligne.cellule(nom)) for nom in ("vacance", "clause", "convention")
        )
        having = frozenset(ident for ident, names in parts if clause in names)
        yield Echange(
            id=ligne.id,
            compte=compte,
            cedant=cedant,
            date=event_of_cell(ligne.cellule("date"), "journal.date", f"journal {ligne.id}"),
            ligne=ligne,
            vacance=vacance,
            clause=clause,
            convention=convention,
            nommees=having if convention not in having else frozenset({convention}),
            doutes=frozenset(_doubts(ligne)),
            vacance_tue=isinstance(ligne.cellule("vacance"), Erreur),
            noms_tus=frozenset(_unread(ligne, "clause", "convention")),
        )


def _account(ligne: Ligne, nom: str, known: Container[str]) -> str | None:
    """None of a row that names none there."""
    cell = ligne.cellule(nom)
    told = as_text(cell)
    if isinstance(cell, Inconnu) or told in known:
        return told
    return Quelconque("", frozenset({Cause(fait=nom, genre=Genre.ERREUR, ligne=f"journal {ligne.id}")}))


def _doubts(ligne: Ligne) -> Iterator[Cause]:
    yield from ligne.doutes
    if not isinstance(ligne.cellule("acte"), Connu):
        yield missing(ligne, "acte")
    # Why: it may be of a vacancy that was not read, or of a clause that nobody has.
    yield from _unread(ligne, "vacance", "clause")


def _unread(ligne: Ligne, *noms: str) -> Iterator[Cause]:
    """Of these cells, those that are written and cannot be read."""
    for nom in noms:
        if isinstance(ligne.cellule(nom), Erreur):
            # Why: « vacance » alone is the column of another table.
            why = missing(ligne, nom)
            yield replace(why, fait="journal.vacance") if nom == "vacance" else why


def exchanged(echange: Echange, cadre: Cadre) -> Suivi | None:
    """The vacancy that the act names, as the convention sees it."""
    if echange.vacance is None:
        return None
    suivis, memoire = cadre.suivis, cadre.memoire
    if memoire is None:
        return next((s for s in suivis if s.vacance.id == echange.vacance), None)
    by_ident = memoire.of(
        ("vacances échangées", id(suivis)), suivis, lambda: {s.vacance.id: s for s in suivis}
    )
    return by_ident.get(echange.vacance)


def says_part(echange: Echange, part: ir.Clause, programme: Programme) -> bool:
    """Does the act name the part, or what splits it?"""
    return echange.names_clause(programme) and echange.clause in tuple(_names_of(part, programme))


def _names_of_parts(programme: Programme) -> Iterator[str]:
    for part in programme.of(ir.Part):
        yield from _names_of(part.clause, programme)


def _names_of(part: ir.Clause, programme: Programme) -> Iterator[str]:
    splits = (own.entete for _, own in splits_of(part.entete.ident, programme))
    for entete in (part.entete, *splits):
        yield from (entete.ident, entete.nom)


def _is_read(vacance: str, cadre: Cadre) -> bool:
    if cadre.parc is None:
        return any(one.id == vacance for one in cadre.faits.vacances)
    return cadre.parc.has(vacance)
