"""What a landlord's years say for certain on each of some days, and where a later day contradicts it."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from convrules.year.model import Bilan, Bornes, Lot, ResultatCellule, ResultatRegle, Verdict
from convrules.year.ouverte import EtatPortee
from property.landlords import FIN, Bailleur
from property.signed import PARTS, PLAFONDS
from year import build as b

JOURS = tuple(
    map(
        b.day,
        (
            "2025-03-31",
            "2025-06-15",
            "2025-09-30",
            "2025-12-01",
            "2025-12-31",
            "2026-01-05",
            "2026-06-30",
            "2027-06-30",
        ),
    )
)
"""All is known on the last."""
TENU = frozenset({Verdict.CONFORME, Verdict.NON_APPLICABLE})
MANQUE = frozenset({Verdict.NON_CONFORME, Verdict.HORS_D_ATTEINTE})
FIGURES = ("base", "du", "cible", "realise", "reste", "restituees", "solde")
SURS = {
    Verdict.CONFORME: TENU,
    Verdict.NON_APPLICABLE: TENU,
    Verdict.HORS_D_ATTEINTE: MANQUE,
    Verdict.NON_CONFORME: MANQUE,
}


def sure(bilan: Bilan) -> Iterator[tuple[tuple[str, ...], frozenset[Verdict]]]:
    """Each rule, each of its cells and each account of a split, with the verdicts that it may have."""
    for convention in bilan.conventions:
        for regle in convention.regles:
            nom = regle.clause.entete.nom
            if regle.verdict is None:
                continue
            cells = [(c, frozenset(c.verdicts_possibles or (c.verdict,))) for c in regle.cellules]
            together = _together(regle, [found for _, found in cells])
            if together:
                yield (nom, "en tout"), together
            for cell, found in cells:
                yield (nom, *(valeur for _, valeur in cell.cellule)), found
        for repartie in convention.repartitions:
            nom = repartie.clause.entete.nom
            if repartie.verdict not in (None, Verdict.INDETERMINE):
                yield (nom, "en tout"), frozenset({repartie.verdict})
            for part in repartie.cellules:
                for lot in part.lots:
                    named = (nom, lot.compte, *(valeur for _, valeur in part.cellule))
                    yield named, frozenset(lot.verdicts_possibles or (lot.verdict,))


def _together(regle: ResultatRegle, cells: list[frozenset[Verdict]]) -> frozenset[Verdict]:
    """What the rule may come to: its worst cell, each taking any of its verdicts. Nothing: cannot be told."""
    if regle.verdict is not Verdict.INDETERMINE:
        return frozenset({regle.verdict})
    every = list(cells)
    if (other := regle.autre) is not None:
        # Why not applicable too: a cell that no row shows may be none.
        every.append(frozenset({*(other.verdicts_possibles or (other.verdict,)), Verdict.NON_APPLICABLE}))
    rank = {verdict: n for n, verdict in enumerate(Verdict)}
    if not every or regle.causes or regle.a_venir or regle.ailleurs:
        return frozenset()
    best = min(max(rank[v] for v in cell) for cell in every)
    return frozenset(v for cell in every for v in cell if rank[v] <= best)


def figures(bilan: Bilan) -> Iterator[tuple[tuple[str, ...], Bornes]]:
    for convention in bilan.conventions:
        for regle in convention.regles:
            for cell in regle.cellules:
                where = (regle.clause.entete.nom, *(valeur for _, valeur in cell.cellule))
                yield from _figures(cell, where)
        for repartie in convention.repartitions:
            for part in repartie.cellules:
                for lot in part.lots:
                    where = (lot.compte, *(valeur for _, valeur in part.cellule))
                    yield from _figures(lot, (repartie.clause.entete.nom, *where))


def _figures(cell: ResultatCellule | Lot, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Bornes]]:
    """Nothing where rows may be added without number: what is told is then of that day."""
    if isinstance(cell, ResultatCellule) and (cell.en_attente or cell.sans_nombre):
        return
    for nom in FIGURES:
        if (found := getattr(cell, nom, None)) is not None:
            yield (nom, *where), found


def contradicted(bailleur: Bailleur) -> Iterator[tuple[str, str]]:
    """The rule, and what was said of it that turned out otherwise."""
    progs = bailleur.signe.programmes()
    bilans = [bailleur.bilan(progs, au) for au in JOURS]
    told = [dict(sure(bilan)) for bilan in bilans]
    for (au, before), (_, after) in pairwise(zip(JOURS, told, strict=True)):
        for what, (verdict, *others) in before.items():
            kept = SURS.get(verdict)
            if kept is not None and not others and what in after and not after[what] <= kept:
                yield what[0], f"{what} {au} {verdict} {sorted(after[what])}"
    for before, after in pairwise(x for au, x in zip(JOURS, bilans, strict=True) if au >= FIN):
        yield from _wider(dict(figures(before)), dict(figures(after)))
    last = (told[-1].get((nom, "en tout"), ()) for nom in (*PARTS, *PLAFONDS))
    lost = any(x.portee is not None and x.portee.etat is EtatPortee.HORS_D_ATTEINTE for x in bilans)
    if lost and frozenset().union(*last) <= TENU:
        yield "portée", "all that was out of reach together is kept"


def _wider(
    before: Mapping[tuple[str, ...], Bornes], after: Mapping[tuple[str, ...], Bornes]
) -> Iterator[tuple[str, str]]:
    for what in before.keys() & after.keys():
        if not (before[what].min <= after[what].min and after[what].max <= before[what].max):
            yield what[1], f"{what} {b.shown(before[what])} -> {b.shown(after[what])}"
