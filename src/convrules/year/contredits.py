"""Balances that the table `soldes` says, held against those that the year before leaves, judged in the same
run.

Source: docs/langage, « Report »."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from convrules import ir
from convrules.facts.records import Faits
from convrules.year.cellules import Clef, as_number, as_text
from convrules.year.laisses import balances_left
from convrules.year.model import Bilan, BilanConvention, Bornes
from convrules.year.soldes import year_round
from convrules.year.valeurs import Contredit


def contradicted(
    precedent: Bilan | None, conventions: Sequence[BilanConvention], faits: Faits
) -> Iterator[Contredit]:
    """Of accounts that a year takes up; nothing when no year was judged before it."""
    if precedent is None or not faits.soldes:
        return
    for b in conventions:
        left = balances_left(precedent, b.convention.ident)
        for clause, names, cell, repris in _taken_up(b):
            laisse = left.get(clause, {}).get(cell)
            dit = _said(faits, (b.convention.ident, precedent.annee), names, cell)
            if dit is not None and laisse is not None and laisse.valeur != dit:
                yield Contredit(
                    convention=b.convention.ident,
                    clause=clause,
                    cellule=cell,
                    annee=precedent.annee,
                    dit=dit,
                    laisse=laisse,
                    repris=repris,
                )


def _taken_up(b: BilanConvention) -> Iterator[tuple[str, frozenset[str], Clef, Bornes | None]]:
    """Account, its names in the table, cell, and balance brought forward: of quarters, to the first."""
    seen: set[tuple[str, Clef]] = set()
    for regle in b.regles:
        entete = regle.clause.entete
        for cell in regle.cellules if not regle.partagee else ():
            key = entete.ident, year_round(cell.cellule)
            if key not in seen and not cell.modes <= {ir.ModeReport.AUCUN}:
                seen.add(key)
                yield *_named(key, entete.nom), cell.solde_initial
    for split in b.repartitions:
        for shared in split.cellules:
            for lot in shared.lots:
                key = f"{split.clause.entete.ident}.{lot.compte}", year_round(shared.cellule)
                if key not in seen:
                    seen.add(key)
                    yield *_named(key, key[0]), lot.solde_initial


def _named(key: tuple[str, Clef], nom: str) -> tuple[str, frozenset[str], Clef]:
    return key[0], frozenset({key[0], nom}), key[1]


def _said(faits: Faits, of: tuple[str, int], names: frozenset[str], cell: Clef) -> Fraction | None:
    """What the table says of one account and year; None when it says nothing, or two things."""
    convention, annee = of
    found = [
        as_number(row.cellule("solde"))
        for row in faits.soldes or ()
        if as_text(row.cellule("convention")) == convention
        and as_number(row.cellule("annee")) == annee
        and as_text(row.cellule("clause")) in names
        and all(as_text(row.cellule(nom)) == valeur for nom, valeur in cell)
    ]
    return found[0] if len(found) == 1 else None
