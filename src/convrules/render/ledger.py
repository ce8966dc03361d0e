"""The ledger of a holder in words: its four counts, who proposed, and its parts beside the leases signed."""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules.render import numbers
from convrules.render.bounds import bornes
from convrules.render.brought import carries
from convrules.render.cells import cell_name
from convrules.render.french import cite, listing
from convrules.year.livres import Decompte, Difference, Exercice, Rapprochement
from convrules.year.model import Bilan, BilanConvention, ResultatCellule

FIN = numbers.FINE
LIGNES_MAX = 5
TITRE: Final = "Le compte, événement par événement"
EVENEMENTS: Final = {
    "orientation": "orientés",
    "proposition": "proposés",
    "attribution": "attribués",
    "bail": "baux signés",
}
DIFFERENCES: Final = {
    Difference.SANS_BAIL: "sans bail signé à ce jour",
    Difference.BAIL_D_UNE_AUTRE_ANNEE: "bail d'une autre année",
    Difference.AUTRE_COMPTE_ENREGISTRE: "enregistrés sur un autre compte",
    Difference.COMPTE_UNE_AUTRE_ANNEE: "comptés une autre année",
    Difference.HORS_DE_L_ASSIETTE: "hors de l'assiette de la convention",
    Difference.NON_COMPTE: "que la règle ne compte pas",
}


def ledger_lines(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    """Nothing for rules judged once per landlord."""
    if b.livres is None or b.periode is None:
        return
    yield f"Logements de l'assiette, sur ce compte{FIN}: {_counts(b.livres.decomptes)}."
    if b.livres.exercices:
        yield f"Propositions faites par{FIN}: {_by_whom(b.livres.exercices)}."
    for found in b.livres.rapprochements:
        yield from _beside(found, bilan.annee)
    yield from balance_lines(b, bilan)


def _counts(decomptes: Sequence[Decompte]) -> str:
    return listing([f"{EVENEMENTS[d.evenement]} {bornes(d.nombre)}" for d in decomptes])


def _by_whom(exercices: Sequence[Exercice]) -> str:
    said = {"réservataire": "le réservataire", "bailleur": "le bailleur", "": "on ne sait pas qui"}
    return listing([f"{said.get(e.par, e.par)} ({numbers.group(len(e.lignes))})" for e in exercices])


def _beside(r: Rapprochement, annee: int) -> Iterator[str]:
    """The convention beside the State's statistics, difference by difference."""
    told = [
        *_listed("comptés par la convention", r.manquent),
        *_listed("dans les baux seulement", r.en_plus),
    ]
    if r.douteuses:
        told.append(f"{numbers.count(len(r.douteuses), 'ligne')} à compléter ({_rows(r.douteuses)})")
    if r.echanges.min or r.echanges.max:
        told.append(f"tours échangés, qui ne sont pas des baux{FIN}: {bornes(r.echanges)}")
    head = (
        f"{cite(r.clause)}{FIN}: {bornes(r.compte)} comptés\u202f; baux signés en {annee} et enregistrés sur "
        f"ce compte, comme les compte le système national d'enregistrement (CCH R. 441-2-9){FIN}: "
        f"{bornes(r.baux)}"
    )
    yield f"{head}. Différences{FIN}: {f'{FIN}; '.join(told)}." if told else f"{head}. Aucune différence."


def _listed(head: str, found: Sequence[tuple[Difference, tuple[str, ...]]]) -> Iterator[str]:
    for why, lignes in found:
        yield f"{head}, {DIFFERENCES[why]}{FIN}: {numbers.group(len(lignes))} ({_rows(lignes)})"


def _rows(lignes: Sequence[str]) -> str:
    left = len(lignes) - LIGNES_MAX
    told = ", ".join(lignes[:LIGNES_MAX])
    return f"{told} et {numbers.count(left, 'autre')}" if left > 0 else told


# --- from one year to the next --------------------------------------------------------------------
def balance_lines(b: BilanConvention, bilan: Bilan) -> Iterator[str]:
    """Each account that carries a balance, year by year; nothing when one year only was judged."""
    if not bilan.precedents:
        return
    for regle in b.regles:
        ident = regle.clause.entete.ident
        for cell in regle.cellules if carries(regle.clause) else ():
            where = f" ({cell_name(cell)})" if cell.cellule else ""
            years = [
                (year.annee, found)
                for year in (*bilan.precedents, bilan)
                if (found := _cell_of(year, b.convention.ident, ident, cell.cellule)) is not None
            ]
            told = f"{FIN}; ".join(_year(annee, found) for annee, found in years)
            yield f"Soldes de {cite(ident)}{where}, d'une année à l'autre{FIN}: {told}."


def _year(annee: int, c: ResultatCellule) -> str:
    return (
        f"{annee}, reporté {bornes(c.solde_initial)}, dû {bornes(c.du)}, fait {bornes(c.realise)}, "
        f"laissé {bornes(c.solde)}"
    )


def _cell_of(
    bilan: Bilan, convention: str, clause: str, cellule: tuple[tuple[str, str], ...]
) -> ResultatCellule | None:
    found = (
        cell
        for b in bilan.conventions
        if b.convention.ident == convention
        for regle in b.regles
        if regle.clause.entete.ident == clause
        for cell in regle.cellules
        if cell.cellule == cellule
    )
    return next(found, None)
