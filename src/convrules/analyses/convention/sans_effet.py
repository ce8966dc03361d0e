"""What changes nothing: an exception that puts back the value it departs from, a share of all the base."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.convention.exceptions import targets_of
from convrules.analyses.convention.lecture import exceptees, fixed_facts, is_excepted
from convrules.analyses.decision.recherche import PAS_VRAI, But, Reponse, possible
from convrules.base.texte import cite, suite
from convrules.compiler.keys import keys_of
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import questions as problems
from convrules.ir.textes import with_nested


def exceptions_sans_effet(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Keys to which an exception gives what every clause that it departs from already gives.

    Of a clause with a condition, its own value may be wanted beyond it; and an exception that another one
    changes may be there for that."""
    files = (convention, *socles)
    changed = {
        clause.a
        for clause in convention.clauses
        if isinstance(clause, ir.ExceptionClause) and clause.remplace
    }
    for clause in convention.clauses:
        if not isinstance(clause, ir.ExceptionClause) or clause.entete.ident in changed:
            continue
        held = [target for target, _ in targets_of(clause, files)]
        if not held or any(isinstance(target, ir.ExceptionClause | ir.Tour) for target in held):
            continue
        same = [
            cle
            for cle, value in clause.remplace
            if all(keys_of(x).get(cle) == value and (x.entete.si is None or cle == "si") for x in held)
        ]
        if same:
            yield problems.exception_sans_effet(
                span=clause.entete.span,
                clause=clause.entete.nom,
                cles=suite(map(cite, same), "et"),
                cible=clause.a,
                autres=tuple(Label(span=x.entete.span, texte="la clause visée") for x in held),
            )


def parts_de_tout(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """Quotas whose base holds only rows that `pour` counts: 100 %, whatever the year."""
    noms, fixes = exceptees((convention, *socles)), fixed_facts(convention)
    for clause in with_nested(convention.clauses):
        if not isinstance(clause, ir.Quota) or is_excepted(clause, convention, noms):
            continue
        where, public = clause.regle.population.condition, clause.regle.public
        if where is None or public is None:
            continue
        kept = But(expr=where, span=where.span)
        left = But(expr=public, issues=PAS_VRAI, span=public.span)
        if (
            possible([kept], fixes) is Reponse.POSSIBLE
            and possible([kept, left], fixes) is Reponse.IMPOSSIBLE
        ):
            yield problems.part_de_tout(
                span=public.span, clause=clause.entete.nom, public=public.span.text, place=where.span
            )
