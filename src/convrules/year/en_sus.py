"""`en sus de`: a quota that asks for rows beyond those another one needs.

B holds when its own rows reach its due, and the rows good for A or B reach both dues together.
Source: docs/langage, « En sus de ». With missing facts each count takes its bounds: sound, perhaps wide.
"""

from fractions import Fraction

from convrules.base.records import replace
from convrules.year.bornes import ZERO, plus
from convrules.year.model import Bornes, ResultatCellule, Verdict
from convrules.year.rangs import Rang, counted_bounds
from convrules.year.regles import CelluleLue, RegleLue
from convrules.year.verdict import TOUT_DEFAVORABLE, at_least_position, target_unknown, unbounded


def beyond(b: RegleLue, a: RegleLue) -> RegleLue:
    """Judge every cell of B again, beside the cell of A that bears the same name."""
    cells = tuple(replace(cell, resultat=_judge(cell, a.cell(cell.groupe.clef))) for cell in b.cellules)
    causes = b.causes | a.causes
    autre = b.autre
    if autre is not None:
        autre = replace(autre, resultat=_judge(autre, a.cell(autre.groupe.clef)))
    # Why: rows to come that serve B may not serve both.
    to_come = tuple(replace(c, lue=None) if c.verdict is Verdict.CONFORME else c for c in b.a_venir)
    return replace(b, cellules=cells, causes=causes, autre=autre, a_venir=to_come)


def _judge(b: CelluleLue, a: CelluleLue | None) -> ResultatCellule:
    resultat = b.resultat
    if resultat.verdict is None:
        return resultat
    own, other = resultat.du_arrondi, a.resultat.du_arrondi if a else ZERO
    good = union_bounds([r for _, r in b.rangs], [r for _, r in a.rangs] if a else [])
    sure, possible = False, True
    if own is not None and other is not None:
        together = plus(own, other)
        sure, possible = good.min >= together.max, good.max >= together.min
    clos = b.dossiers[0].avenir.clos
    if sure and not clos:
        asked = [_most_asked(cell) for cell in (b, a) if cell is not None]
        sure = all(most is not None for most in asked) and good.min >= sum(m for m in asked if m is not None)
    possibles = _possibles(resultat.verdicts_possibles, clos=clos, sure=sure, possible=possible)
    verdict = possibles[0] if len(possibles) == 1 else Verdict.INDETERMINE
    causes = resultat.causes | (a.resultat.causes if a and not (sure or not possible) else frozenset())
    return replace(resultat, verdict=verdict, verdicts_possibles=possibles, causes=causes)


def _most_asked(cell: CelluleLue) -> Fraction | None:
    """Most that the cell may ask for when its period closes; None when nothing bounds it."""
    found = [Fraction(0)] if cell.resultat.du_arrondi is None else [cell.resultat.du_arrondi.max]
    for dossier in cell.dossiers:
        free = unbounded(dossier) and dossier.regime.nombre is None and dossier.avenir.base_croit
        if target_unknown(dossier) or (free and dossier.avenir.taux.max > 0):
            return None
        found.append(at_least_position(dossier, TOUT_DEFAVORABLE).cible)
    return max(found)


def _possibles(own: tuple[Verdict, ...], *, clos: bool, sure: bool, possible: bool) -> tuple[Verdict, ...]:
    """While the period is open, rows still to come may serve both, or make more due."""
    found = set(own)
    if sure or Verdict.CONFORME not in found:
        return own
    if not clos:
        found = (found - {Verdict.CONFORME}) | {Verdict.EN_COURS, Verdict.HORS_D_ATTEINTE}
    elif possible:
        found.add(Verdict.NON_CONFORME)
    else:
        found = (found - {Verdict.CONFORME}) | {Verdict.NON_CONFORME}
    return tuple(v for v in Verdict if v in found)


def union_bounds(b: list[Rang], a: list[Rang]) -> Bornes:
    """Rows good for A or for B, each vacancy once."""
    merged: dict[str, Rang] = {}
    for rang in (*b, *a):
        other = merged.get(rang.id)
        merged[rang.id] = rang if other is None else _either(other, rang)
    return counted_bounds(merged.values())


def _either(x: Rang, y: Rang) -> Rang:
    """Counted when either counts it; only the numerator of the result means something."""
    options = frozenset((p or q, False) for p, _ in x.options for q, _ in y.options)
    return replace(x, options=options)
