"""What a reader in a hurry takes away: one plain sentence per convention, then what remains to do."""

from collections.abc import Iterator
from fractions import Fraction

from convrules import ir
from convrules.render import numbers
from convrules.render.year_text import holder, rows_to_complete
from convrules.year.model import Bilan, BilanConvention, Bornes, ResultatCellule, ResultatRegle, Verdict


def summary(bilan: Bilan) -> tuple[str, ...]:
    """Sentences, one per convention."""
    return tuple(" ".join(_convention(b)) for b in bilan.conventions)


def _convention(b: BilanConvention) -> Iterator[str]:
    yield f"{holder(b.convention)}\u202f:"
    parts = [r for r in b.regles if isinstance(r.clause, ir.Part) and r.ecartee_par is None]
    for regle in parts:
        yield _part(regle)
    yield _verdicts(b)
    waiting = len(rows_to_complete(b))
    if waiting:
        yield f"{numbers.count(waiting, 'ligne')} à compléter pour trancher ce qui reste incertain."


def _part(regle: ResultatRegle) -> str:
    cells = regle.cellules
    if not cells:
        return "aucune part n'est calculée."
    targets = [target(c) for c in cells]
    due = sum((t.min for t in targets), Fraction(0))
    due_max = sum((t.max for t in targets), Fraction(0))
    done = sum((c.realise.min for c in cells), Fraction(0))
    done_max = sum((c.realise.max for c in cells), Fraction(0))
    owed = _range(due, due_max)
    got = _range(done, done_max)
    return f"{got} au titre de la part pour {owed} à faire."


def target(c: ResultatCellule) -> Bornes:
    """What is to be done: the target where there is one, else the rounded due."""
    return c.cible if c.cible is not None else c.du_arrondi


def _range(low: Fraction, high: Fraction) -> str:
    if low == high:
        return numbers.count(low, "logement")
    return f"{numbers.decimal(low)} à {numbers.count(high, 'logement')}"


def _verdicts(b: BilanConvention) -> str:
    """« 5 règles : 3 conformes, 1 non conforme, 1 indéterminée. »"""
    judged = [r.verdict for r in b.regles if r.verdict is not None and r.ecartee_par is None]
    if not judged:
        return "Aucune règle n'a de verdict."
    forms = {
        Verdict.CONFORME: ("conforme", "conformes"),
        Verdict.NON_CONFORME: ("non conforme", "non conformes"),
        Verdict.HORS_D_ATTEINTE: ("hors d'atteinte", "hors d'atteinte"),
        Verdict.INDETERMINE: ("indéterminée", "indéterminées"),
        Verdict.DECISION_HUMAINE: ("en attente d'une décision", "en attente d'une décision"),
        Verdict.EN_COURS: ("en cours", "en cours"),
        Verdict.NON_APPLICABLE: ("non applicable", "non applicables"),
    }
    found = [numbers.count(judged.count(v), one, many) for v, (one, many) in forms.items() if judged.count(v)]
    total = f"{numbers.count(len(judged), 'règle')} {numbers.plural(len(judged), 'jugée')}"
    return f"{total}\u202f: {', '.join(found)}."
