"""`en sus de`: a quota that asks for rows beyond those another one needs.

B holds when its own rows reach its due, and the rows good for A or B reach both dues together.
Source: docs/langage, « En sus de ». With missing facts each count takes its bounds: sound, perhaps wide.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from convrules import ir
from convrules.base.records import replace
from convrules.base.values import round_count
from convrules.compiler import cases
from convrules.year.bornes import ZERO, plus
from convrules.year.cellules import NON_VUE, Clef
from convrules.year.dossier import Dossier
from convrules.year.en_sus_joue import played
from convrules.year.lues import CelluleAVenir, CelluleLue, RegleLue
from convrules.year.model import Bornes, ResultatCellule, Verdict
from convrules.year.rangs import Rang, counted_bounds, due_bounds
from convrules.year.verdict import TOUT_DEFAVORABLE, at_least_position, target_unknown, unbounded


def beyond(b: RegleLue, a: RegleLue) -> RegleLue:
    """Judge every cell of B again, beside the cell of A that bears the same name."""
    same = _base(b) is not None and _base(b) == _base(a)
    cells = tuple(
        replace(cell, resultat=_judge(cell, *_beside(a, cell.groupe.clef), meme_base=same))
        for cell in b.cellules
    )
    causes = b.causes | a.causes
    autre = b.autre
    if autre is not None:
        other = a.cell(autre.groupe.clef)
        autre = replace(autre, resultat=_judge(autre, other, obscure=False, meme_base=same))
    to_come = tuple(_still_to_come(c, a, meme_base=same) for c in b.a_venir)
    return replace(b, cellules=cells, causes=causes, autre=autre, a_venir=to_come)


def _still_to_come(cell: CelluleAVenir, a: RegleLue, *, meme_base: bool) -> CelluleAVenir:
    """Rows to come that serve B may not serve both: judged beside the cell of A, where one knows which."""
    named = all(valeur != NON_VUE for _, valeur in cell.groupe.clef)
    if cell.lue is not None and named:
        found = _judge(cell.lue, *_beside(a, cell.groupe.clef), meme_base=meme_base)
        return replace(cell, lue=replace(cell.lue, resultat=found))
    return replace(cell, lue=None) if cell.verdict is Verdict.CONFORME else cell


def _base(lue: RegleLue) -> ir.Population | None:
    """What the rate is taken on, when every text and every exception says the same."""
    texts = (cas.valeur for cas in cases(*lue.clause.regles["règle"].versions))
    found = {regle.population for regle in texts if isinstance(regle, ir.RegleQuota)}
    return found.pop() if len(found) == 1 else None


def _beside(a: RegleLue, clef: Clef) -> tuple[CelluleLue | None, bool]:
    """The cell of A that bears this name, one to come included; may A have one of which nothing is known?"""
    shown = a.cell(clef)
    if shown is not None:
        return shown, False
    named = next((c for c in a.a_venir if c.groupe.clef == clef), None)
    if named is not None:
        return named.lue, named.lue is None
    return None, any(v == NON_VUE for c in a.a_venir for _, v in c.groupe.clef)


def _judge(b: CelluleLue, a: CelluleLue | None, obscure: bool, *, meme_base: bool) -> ResultatCellule:
    """`obscure`: A may yet have a cell here, of which nothing is known."""
    resultat = b.resultat
    if resultat.verdict is None:
        return resultat
    own, other = resultat.du_arrondi, a.resultat.du_arrondi if a else ZERO
    good = union_bounds([r for _, r in b.rangs], [r for _, r in a.rangs] if a else [])
    sure, possible, together = False, True, None
    if own is not None and other is not None:
        together = plus(own, other)
        sure, possible = good.min >= together.max, good.max >= together.min
    both = [cell for cell in (b, a) if cell is not None]
    exact: tuple[Verdict, ...] = ()
    if not obscure and all(len(cell.dossiers) == 1 for cell in both):
        exact = played(_standing(b), _standing(a) if a else None, meme_base=meme_base)
    if any(d.avenir.suites for cell in both for d in cell.dossiers):
        # Why: rows without bound may serve both as well as they may make more due.
        sure, possible = False, True
    if b.dossiers[0].avenir.clos:
        possibles = exact or _closed(resultat.verdicts_possibles, sure=sure, possible=possible)
    else:
        possibles = exact or _open(resultat.verdicts_possibles, good.min, both)
        if obscure and Verdict.CONFORME in possibles:
            unsure = {*possibles, Verdict.EN_COURS} - {Verdict.CONFORME}
            possibles = tuple(v for v in Verdict if v in unsure)
    verdict = possibles[0] if len(possibles) == 1 else Verdict.INDETERMINE
    causes = resultat.causes | (a.resultat.causes if a and not (sure or not possible) else frozenset())
    both_asked = None if together is None or a is None else (good, together)
    return replace(resultat, verdict=verdict, verdicts_possibles=possibles, causes=causes, en_sus=both_asked)


def _standing(cell: CelluleLue) -> Dossier:
    """Of a cell that is still to come, rows alone will make it."""
    dossier = cell.dossiers[0]
    to_come = bool(cell.groupe.clef) and not cell.rangs and dossier.initial == ZERO
    return replace(dossier, par_lignes=dossier.par_lignes or to_come)


def _most_asked(cell: CelluleLue) -> Fraction | None:
    """Most that the cell may ask for when its period closes; None when nothing bounds it."""
    found = [Fraction(0)]
    for dossier in cell.dossiers:
        if dossier.regime.mode is not ir.ModeReport.AUCUN and cell.resultat.du_arrondi is not None:
            found.append(cell.resultat.du_arrondi.max)
        free = unbounded(dossier) and dossier.regime.nombre is None and dossier.avenir.base_croit
        if target_unknown(dossier) or (free and dossier.avenir.taux.max > 0):
            return None
        found.append(at_least_position(dossier, TOUT_DEFAVORABLE).cible)
    return max(found)


def _most_due(cell: CelluleLue) -> Fraction:
    """Rounded due when every row that may be in the base is, and all that is expected comes."""
    found = [Fraction(0)]
    for dossier in cell.dossiers:
        attendus, retenue = dossier.avenir.attendus or (), dossier.retenue
        gross = due_bounds(dossier.rangs).max + sum(a.base.max * a.taux.max for a in attendus)
        gross += retenue.viendront(haut=True, points=Fraction(0)) - retenue.prevu.min * retenue.taux.min
        gap = retenue.regularisation.max if retenue.regularisation is not None else Fraction(0)
        due = dossier.regime.nombre
        found.append(
            round_count(max(Fraction(0), gross) + gap if due is None else due, dossier.regime.arrondi)
        )
    return max(found)


def _closed(own: tuple[Verdict, ...], *, sure: bool, possible: bool) -> tuple[Verdict, ...]:
    found = set(own)
    if sure or Verdict.CONFORME not in found:
        return own
    if not possible:
        found.discard(Verdict.CONFORME)
    return tuple(v for v in Verdict if v in found | {Verdict.NON_CONFORME})


def _open(own: tuple[Verdict, ...], good: Fraction, cells: Sequence[CelluleLue]) -> tuple[Verdict, ...]:
    """Rows still to come may serve both, or make more due. `good`: what the rows that are there give both for
    certain."""
    if Verdict.CONFORME not in own:
        return own
    asked = [_most_asked(cell) for cell in cells]
    most = None if None in asked else sum((m for m in asked if m is not None), Fraction(0))
    if most is not None and good >= max(most, sum((_most_due(cell) for cell in cells), Fraction(0))):
        return own
    open_ended = any(unbounded(d) for cell in cells for d in cell.dossiers)
    found = set(own) - {Verdict.CONFORME} | {Verdict.EN_COURS}
    if not open_ended and (most is None or _best(cells) < most):
        found.add(Verdict.HORS_D_ATTEINTE)
    return tuple(v for v in Verdict if v in found)


def _best(cells: Sequence[CelluleLue]) -> Fraction:
    """Rows good for one of them or the other when all that may come does, missing data at their worst."""
    merged = _merged(r for cell in cells for _, r in cell.rangs)
    low = sum(r.poids * (max if r.futur else min)(a for a, _ in r.options) for r in merged)
    to_come: dict[int, int] = {}
    for dossier in (cell.dossiers[0] for cell in cells):
        for a in dossier.avenir.attendus or ():
            if any(counted for counted, _ in a.options) and not a.doute:
                to_come[a.rang] = max(a.max, to_come.get(a.rang, 0))
    return Fraction(low + sum(to_come.values()))


def union_bounds(b: list[Rang], a: list[Rang]) -> Bornes:
    """Rows good for A or for B, each vacancy once."""
    return counted_bounds(_merged((*b, *a)))


def _merged(rangs: Iterable[Rang]) -> Collection[Rang]:
    found: dict[str, Rang] = {}
    for rang in rangs:
        other = found.get(rang.id)
        found[rang.id] = rang if other is None else _either(other, rang)
    return found.values()


def _either(x: Rang, y: Rang) -> Rang:
    """Counted when either counts it; only the numerator of the result means something."""
    options = frozenset((p or q, False) for p, _ in x.options for q, _ in y.options)
    return replace(x, options=options, causes=x.causes | y.causes)
