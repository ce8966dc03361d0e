"""Balances brought forward: 0 in a convention's first period, later read in the table `soldes`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.base.values import Erreur
from convrules.facts.records import Ligne
from convrules.runtime.reading import cited
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, exactly
from convrules.year.cellules import NON_VUE, Clef, as_number, as_text, unseen_of
from convrules.year.model import Bornes
from convrules.year.valeurs import SoldeDit

QUI: Final = frozenset({"convention", "clause", "annee", "solde"})
"""Columns of a balance that say whose it is, and how much: others say of which cell."""
SOLDES = Cause(fait="soldes")
JAMAIS: Final[Clef] = ((NON_VUE, NON_VUE),)
"""Without dimension there is no such cell."""
INCONNUES: Final[Clef] = (("", NON_VUE),)
"""Cells that no year has shown since the first that was judged, and that the table for it does not name: not
known, once a row shows one; no ground to doubt of the others."""


def unseen_key(clef: Clef) -> Clef:
    """The key of cells that no row shows, of the same dimensions."""
    return tuple((nom, NON_VUE) for nom, _ in clef) or JAMAIS


def made_otherwise(left: Mapping[Clef, Bornes | None], clef: Clef) -> Sequence[Bornes | None]:
    """What was left in cells of other dimensions than those of this one."""
    names = [nom for nom, _ in clef]
    return [
        s for key, s in left.items() if key not in (JAMAIS, INCONNUES) and [nom for nom, _ in key] != names
    ]


def carried_cells(names: Sequence[str], dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells in which a balance other than nothing is brought forward under one of these names."""
    fields = [cited(champ) for champ in dimensions]
    return (clef for clef, solde in told_cells(names, fields, cadre) if solde != 0)


def told_cells(
    names: Sequence[str], fields: Sequence[str], cadre: Cadre
) -> Iterator[tuple[Clef, Fraction | None]]:
    """Cells of these fields of which the table says the balance under one of these names."""
    for ligne in _rows(names, cadre):
        valeurs = [as_text(ligne.cellule(nom)) for nom in fields]
        known = [(nom, v) for nom, v in zip(fields, valeurs, strict=True) if v is not None]
        if len(known) == len(fields):
            yield tuple(known), as_number(ligne.cellule("solde"))


def told(names: Sequence[str], fields: Sequence[str], cadre: Cadre) -> Mapping[Clef, Bornes | None]:
    """The same, by cell; others are not known, nor, when it says none, whether there are any."""
    found: dict[Clef, Bornes | None] = {}
    for clef, solde in told_cells(names, fields, cadre):
        # Why: two balances for one cell contradict each other, whichever is right.
        found[clef] = exactly(solde) if solde is not None and clef not in found else None
    return {**found, INCONNUES: None} if found and fields else found or {unseen_of(fields): None}


def initial_balance(clause: ir.Clause, clef: Clef, cadre: Cadre) -> Bornes | None:
    """s₀ of a cell; None when it is not known."""
    names = (clause.entete.ident, clause.entete.nom)
    above = clause.parent if isinstance(clause, ir.Quota) else None
    part = (c.clause for c in cadre.programme.clauses if c.ident == above)
    return balance_named(names, clef, cadre, debut=begins_in((clause, *part), cadre))


def begins_in(clauses: Iterable[ir.Clause], cadre: Cadre) -> bool:
    """Does one of them begin in the period? It has nothing from before."""
    begun = (clause.entete.en_vigueur.du for clause in clauses)
    return cadre.periode.premier or any(day is not None and day >= cadre.periode.du for day in begun)


def balance_named(names: Sequence[str], clef: Clef, cadre: Cadre, *, debut: bool = False) -> Bornes | None:
    """The same of an account by its names: those of a clause, or of an account of a split. debut: of one that
    begins in the period (`begins_in`)."""
    found = [
        as_number(ligne.cellule("solde"))
        for ligne in _rows(names, cadre)
        if all(as_text(ligne.cellule(nom)) == valeur for nom, valeur in clef)
    ]
    if len(found) == 1:
        return exactly(found[0]) if found[0] is not None else None
    # Why: two balances for one cell contradict each other, whichever is right.
    return ZERO if not found and debut else None


def brings_nothing(names: Sequence[str], cadre: Cadre, *, debut: bool) -> bool:
    """Has an account nothing from before, in any cell: one that begins in the period (`begins_in`), or a year
    before, judged in this run, that left it nothing?"""
    left = [cadre.reportes[nom] for nom in names if nom in cadre.reportes]
    if left:
        return all(solde == ZERO for cells in left for solde in cells.values())
    return debut and not any(_rows(names, cadre))


def without_said(cadre: Cadre) -> Cadre:
    """The year without the balances that the year before leaves to accounts of which the table says one."""
    said = {as_text(ligne.cellule("clause")) for ligne in _of_convention(cadre)}
    left = {nom: cells for nom, cells in cadre.reportes.items() if said.isdisjoint(_names(nom, cadre))}
    return replace(cadre, reportes=left)


def _names(compte: str, cadre: Cadre) -> frozenset[str]:
    """How the table may name an account, of a clause or of a split."""
    noms = {c.ident: c.clause.entete.nom for c in cadre.programme.clauses}
    clause, _, own = compte.rpartition(".")
    short = noms.get(compte) or f"{noms.get(clause, clause)}.{own}"
    return frozenset({compte, short})


def balances_said(cadre: Cadre) -> frozenset[SoldeDit]:
    """Of every convention and year; of this one, by the identifiers of its clauses too."""
    own = cadre.programme.convention.ident
    idents = [
        (c.clause.entete.nom, c.ident) for c in cadre.programme.clauses if c.ident != c.clause.entete.nom
    ]
    found: set[SoldeDit] = set()
    for ligne in cadre.faits.soldes or ():
        convention, compte = as_text(ligne.cellule("convention")), as_text(ligne.cellule("clause"))
        annee = as_number(ligne.cellule("annee"))
        if convention is None or compte is None or annee is None or as_number(ligne.cellule("solde")) is None:
            continue
        others = ((nom, as_text(ligne.cellule(nom))) for nom in ligne.cellules if nom not in QUI)
        where = frozenset((nom, v) for nom, v in others if v is not None)
        names = [compte]
        for nom, ident in idents if convention == own else ():
            if compte == nom or compte.startswith(f"{nom}."):
                names.append(ident + compte.removeprefix(nom))
        found.update(
            SoldeDit(convention=convention, compte=name, annee=int(annee), cellule=where) for name in names
        )
    return frozenset(found)


def first_day(cellule: Clef, otherwise: date) -> date:
    """Of the quarter of a cell; `otherwise`, of one without."""
    annee, _, rang = dict(cellule).get("trimestre", "").partition("-T")
    return date(int(annee), 3 * int(rang) - 2, 1) if rang else otherwise


def year_round(cellule: Clef) -> Clef:
    return tuple(pair for pair in cellule if pair[0] != "trimestre")


def by_rank(cellule: Clef) -> Clef:
    """With the rank of its quarter in the place of the quarter: « T1 » of « 2024-T1 »."""
    return tuple((nom, _rank_in_year(v) if nom == "trimestre" else v) for nom, v in cellule)


def _rank_in_year(trimestre: str) -> str:
    _, found, rang = trimestre.partition("-T")
    return f"T{rang}" if found else trimestre


def _rows(names: Sequence[str], cadre: Cadre) -> Iterable[Ligne]:
    """Balances as of the end of the year before, under these names."""
    return (ligne for ligne in _of_convention(cadre) if as_text(ligne.cellule("clause")) in names)


def _of_convention(cadre: Cadre) -> Iterable[Ligne]:
    """Balances of its accounts as of the end of the year before; those of a year that is an error are perhaps
    of it, and what they say is not known."""
    convention = cadre.programme.convention.ident
    for ligne in cadre.faits.soldes or ():
        if as_text(ligne.cellule("convention")) != convention:
            continue
        annee = ligne.cellule("annee")
        if isinstance(annee, Erreur) and not cadre.periode.premier:
            yield replace(ligne, cellules={**ligne.cellules, "solde": annee})
        elif as_number(annee) == cadre.annee - 1:
            yield ligne
