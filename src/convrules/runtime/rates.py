"""What a vacancy makes due under each part: the rate that its day, and its facts, give."""

from collections.abc import Iterator

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, cases
from convrules.runtime.context import Contexte
from convrules.runtime.decision import ResultatTaux
from convrules.runtime.rules import Candidat, resolve
from convrules.runtime.scalar import evaluate


def rates_read(contexte: Contexte) -> Iterator[ResultatTaux]:
    """The rate of each part that applies: one for certain, or every one that may, where it is not known
    whether an exception decides."""
    for clause in contexte.programme.of(ir.Part):
        resolution = resolve(clause, "règle", contexte)
        given = [c for c in resolution.candidats if isinstance(c.valeur, ir.ReglePart)]
        if len(given) == len(resolution.candidats) or any(_departs(clause, c) for c in given):
            doubt = resolution.causes if len(resolution.candidats) > 1 else frozenset[Cause]()
            yield from (_rate(clause, candidate, contexte, doubt) for candidate in given)


def _departs(clause: ClauseCompilee, candidate: Candidat) -> bool:
    return any(nom != clause.ident for nom in candidate.cas)


def _rate(
    clause: ClauseCompilee, candidate: Candidat, contexte: Contexte, doubt: frozenset[Cause]
) -> ResultatTaux:
    regle, shown = candidate.valeur, clause.on(contexte.jour)
    assert isinstance(regle, ir.ReglePart) and isinstance(shown, ir.Part), "checked: the rule of a part"
    trace = evaluate(regle.taux, contexte)
    if not _departs(clause, candidate):
        return ResultatTaux(clause=shown, trace=trace, cas=candidate.cas, causes=doubt)
    named = [
        cas.clause
        for cas in cases(*clause.regles["règle"].on(contexte.jour).exceptions)
        if cas.ident in candidate.cas and cas.en_vigueur.contains(contexte.jour)
    ]
    return ResultatTaux(
        clause=replace(shown, regle=regle),
        trace=trace,
        cas=candidate.cas,
        exceptions=tuple(dict.fromkeys(e for e in named if isinstance(e, ir.ExceptionClause))),
        causes=doubt,
    )
