"""Acts of exchange, as the journal has them: one turn, from an account to another.

Source: docs/langage, « Échanges ».
"""

from collections.abc import Iterator
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, as_of
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Ligne
from convrules.runtime.reading import event_of_cell
from convrules.year.assiette import Cadre
from convrules.year.cellules import as_text
from convrules.year.partage import splits_of
from convrules.year.suivi import Suivi

ACTE: Final = "echange"


@dataclass(frozen=True, slots=True, kw_only=True)
class Echange:
    """`compte` gains one dwelling done, `cedant` loses one. `vacance`: the letting exchanged, when the act
    names it. `clause`, `convention`: where it says that the exchange is."""

    id: str
    compte: str
    cedant: str
    date: Evenement
    ligne: Ligne
    vacance: str | None = None
    clause: str | None = None
    convention: str | None = None

    @property
    def comptes(self) -> tuple[str, str]:
        return self.compte, self.cedant


def exchanges(cadre: Cadre) -> Iterator[Echange]:
    """Acts of exchange as known on a day. A row that names only one account is refused on reading: it says
    nothing; nor does that of a vacancy which was not read (CR824), or of a part that no convention has
    (CR810)."""
    for ligne in cadre.faits.actes or ():
        if as_text(ligne.cellule("acte")) != ACTE:
            continue
        echange = exchange_of(ligne)
        if echange is None or (echange.vacance is not None and not _is_read(echange.vacance, cadre)):
            continue
        programme = cadre.programme
        if echange.clause is None or any(says(echange, p) for p in (programme, *programme.voisins)):
            yield replace(echange, date=as_of(echange.date, cadre.au))


def exchange_of(ligne: Ligne) -> Echange | None:
    """What a row of the journal says; None when one of its accounts lacks."""
    compte, cedant, vacance, clause, convention = (
        as_text(ligne.cellule(nom)) for nom in ("compte", "cedant", "vacance", "clause", "convention")
    )
    if compte is None or cedant is None:
        return None
    return Echange(
        id=ligne.id,
        compte=compte,
        cedant=cedant,
        date=event_of_cell(ligne.cellule("date"), "date", f"journal {ligne.id}"),
        ligne=ligne,
        vacance=vacance,
        clause=clause,
        convention=convention,
    )


def exchanged(echange: Echange, cadre: Cadre) -> Suivi | None:
    return next((s for s in cadre.suivis if s.vacance.id == echange.vacance), None)


def says(echange: Echange, programme: Programme) -> bool:
    """Does the act name this convention, by a part of it or what splits one, or by its identifier?"""
    if echange.convention not in (None, programme.convention.ident):
        return False
    if echange.clause is None:
        return echange.convention is not None
    return any(says_part(echange, c.clause, programme) for c in programme.of(ir.Part))


def says_part(echange: Echange, part: ir.Clause, programme: Programme) -> bool:
    """Does the act name the part, or what splits it?"""
    splits = (own.entete for _, own in splits_of(part.entete.ident, programme))
    return any(echange.clause in (entete.ident, entete.nom) for entete in (part.entete, *splits))


def _is_read(vacance: str, cadre: Cadre) -> bool:
    if cadre.parc is None:
        return any(one.id == vacance for one in cadre.faits.vacances)
    return cadre.parc.has(vacance)
