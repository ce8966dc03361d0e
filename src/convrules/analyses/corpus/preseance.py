"""Which of two instruments of the same parties prevails (contrôle « preseance »).

The engine judges a vacancy by every convention that covers it: it never drops one by itself. The finding says
which prevails, so that the other is brought to an end."""

from collections.abc import Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.analyses.corpus.demandes import Demande, Socles, common, day_text, demandes, first_day
from convrules.analyses.corpus.territoires import contains, meet
from convrules.analyses.corpus.unicite import of_same_parties
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def preseance(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """Each pair that covers one dwelling on one day, with the one that prevails."""
    asked = list(demandes(conventions, socles, ir.OrdrePreseance))
    for one, other in of_same_parties(asked):
        jours = common(one.jours, other.jours)
        a, b = one.convention, other.convention
        if a is b or jours is None or not meet(a.territoire, b.territoire):
            continue
        yield _told(one, other, first_day(jours))


def _told(one: Demande[ir.OrdrePreseance], other: Demande[ir.OrdrePreseance], day: date) -> Diagnostic:
    a, b = one.convention, other.convention
    for critere in one.reglage.ordre if one.reglage == other.reglage else ():
        wins = _wins(critere, a, b)
        if wins is not None:
            loses = b if wins is a else a
            return problems.preseance(
                span=loses.span,
                gagne=wins.ident,
                perd=loses.ident,
                critere=critere.value,
                jour=day_text(day),
                autre=wins.span,
            )
    return problems.preseance_indecise(
        span=b.span, une=a.ident, autre=b.ident, jour=day_text(day), lieu=a.span
    )


def _wins(critere: ir.Preseance, a: ir.Convention, b: ir.Convention) -> ir.Convention | None:
    match critere:
        case ir.Preseance.PLUS_RECENTE:
            first, second = a.en_vigueur.du or date.min, b.en_vigueur.du or date.min
            return None if first == second else a if first > second else b
        case ir.Preseance.PLUS_PRECISE:
            inside, around = contains(b.territoire, a.territoire), contains(a.territoire, b.territoire)
            return None if inside is around else a if inside else b
