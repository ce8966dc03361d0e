"""The balances that the year before leaves, as rows of the table `soldes`: advice reads no other, and must
know of those that the year is then judged on.
"""

from collections.abc import Iterator
from fractions import Fraction

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import Connu
from convrules.compiler import Programme
from convrules.facts.records import Faits, Ligne
from convrules.year.cellules import Clef, as_number, as_text, facts_of, is_unseen
from convrules.year.laisses import balances_left
from convrules.year.model import Bilan
from convrules.year.partage import carries, splits_of


def with_balances(faits: Faits, precedent: Bilan | None) -> Faits:
    """The same tables, with a row for each balance that is known of an account of which none says one."""
    if precedent is None:
        return faits
    said = _said(faits, precedent.annee)
    left = tuple(row for account, row in _rows(precedent) if account not in said)
    return replace(faits, soldes=(*(faits.soldes or ()), *left))


def takes_up(programme: Programme, faits: Faits, precedent: Bilan) -> bool:
    """Does a convention bring forward, from the year before, a balance that no row of `soldes` says?"""
    ident, said = programme.convention.ident, _said(faits, precedent.annee)
    carrying = {c.ident for c in programme.clauses if isinstance(c.clause, ir.Part | ir.Quota) and carries(c)}
    carrying |= {own.entete.ident for part in carrying for _, own in splits_of(part, programme)}
    left = balances_left(precedent, ident)
    # Of a split, each account by its own name, « répartition.compte ».
    taken = (compte for compte in left if carrying & {compte, compte.rpartition(".")[0]})
    return any((ident, compte) not in said for compte in taken)


def _said(faits: Faits, annee: int) -> set[tuple[str, str]]:
    """Accounts of which the table says what a year leaves."""
    return {
        (as_text(ligne.cellule("convention")) or "", as_text(ligne.cellule("clause")) or "")
        for ligne in faits.soldes or ()
        if as_number(ligne.cellule("annee")) == annee
    }


def _rows(precedent: Bilan) -> Iterator[tuple[tuple[str, str], Ligne]]:
    for b in precedent.conventions:
        convention = b.convention.ident
        for compte, cells in balances_left(precedent, convention).items():
            for clef, solde in cells.items():
                known = solde.valeur if solde is not None else None
                if known is not None and not is_unseen(clef):
                    yield (convention, compte), _row((convention, compte, precedent.annee), clef, known)


def _row(account: tuple[str, str, int], clef: Clef, solde: Fraction) -> Ligne:
    convention, compte, annee = account
    cells = {
        **facts_of(clef),
        "convention": Connu(convention),
        "clause": Connu(compte),
        "annee": Connu(Fraction(annee)),
        "solde": Connu(solde),
    }
    return Ligne(table="soldes", id=f"{convention} {compte} {annee}", cellules=cells)
