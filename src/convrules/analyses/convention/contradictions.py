"""Clauses that can never apply: conditions that no row can satisfy, alone or with what must hold beside.

Never a false alarm: a finding stands for every vacancy, whatever its facts. A clause that an exception
departs from is left out, its text being one case among others. Nothing is said to be always true that a
missing fact may leave open.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from convrules import ir
from convrules.analyses.convention.examen import Examen
from convrules.analyses.convention.lecture import is_excepted
from convrules.analyses.decision.formules import Lecture
from convrules.analyses.decision.recherche import PAS_FAUX, But, Reponse, possible, settle
from convrules.base.source import Span
from convrules.base.texte import cite, suite
from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested

_EFFETS: Final[dict[type[ir.ClauseBase], str]] = {
    ir.ClauseChamp: "aucune vacance ne la satisfait",
    ir.DroitIdentifie: "aucun droit n'est visé",
    ir.Soustraction: "rien n'est jamais soustrait à ce titre",
    ir.Eligibilite: "aucun logement ne la satisfait",
    ir.Obligation: "rien ne peut la respecter",
}
_ENSEMBLE: Final[dict[type[ir.ClauseBase], str]] = {
    ir.ClauseChamp: "aucune vacance n'est dans le champ",
    ir.Eligibilite: "aucun logement ne peut aller au réservataire",
}
_JAMAIS: Final = "la clause ne s'applique jamais"
_A_CONDITION: Final = (ir.Soustraction, ir.Eligibilite, ir.Obligation)
_SUR_UNE_VACANCE: Final = (*_A_CONDITION, ir.Delai, ir.Suite, ir.Imputation)
"""Clauses judged on a vacancy of the `champ`: outside it the convention owes nothing."""


def contradictions(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """What can never hold in the clauses of this file; those inherited are told in theirs."""
    examen = Examen(convention, socles)
    for clause in with_nested(convention.clauses):
        if not is_excepted(clause, convention, examen.noms):
            yield from _of_clause(examen, clause)
    yield from _joint(examen, [c for c in examen.constantes() if isinstance(c, ir.ClauseChamp)])
    for menage in (False, True):
        judged = [c for c in examen.constantes() if isinstance(c, ir.Eligibilite) and c.menage is menage]
        yield from _joint(examen, judged)


# --- one clause -----------------------------------------------------------------------------
def _of_clause(examen: Examen, clause: ir.Clause) -> Iterator[Diagnostic]:
    told: set[tuple[int, int]] = set()
    for buts, effet in _own(clause):
        found = tuple(_alone(examen, clause, buts, effet))
        if not found and _in_scope(clause, buts):
            found = tuple(_against_scope(examen, clause, buts, effet))
        for diagnostic in found:
            place = (diagnostic.span.start, diagnostic.span.end)
            if place not in told:
                yield diagnostic
            told.add(place)


def _own(clause: ir.Clause) -> Iterator[tuple[tuple[But, ...], str]]:
    """Conditions of a clause that must be able to hold, each with what follows when they cannot."""
    si = clause.entete.si
    before = (_but(si),) if si is not None else ()
    if before:
        yield before, _JAMAIS
    match clause:
        case ir.Tour():
            return
        case ir.Soustraction(regle=r) | ir.Eligibilite(regle=r) | ir.Obligation(regle=r):
            yield (*before, _but(r)), _EFFETS[type(clause)]
        case ir.ClauseChamp(regle=r) | ir.DroitIdentifie(regle=r):
            yield (_but(r),), _EFFETS[type(clause)]
        case ir.Quota(regle=r, compte=compte):
            yield from _of_population(r.population, r.public)
            if compte is not None:
                yield from _of_population(compte, None)
        case ir.Part(regle=r, compte=compte):
            yield from _of_population(r.population, None)
            yield from _of_population(compte, None)
        case ir.ModeCorrectif(impose=r):
            yield (_but(r),), "aucune attribution ne peut respecter ce que le mode impose"
        case _:
            return


def _of_population(rows: ir.Population, public: ir.Expr | None) -> Iterator[tuple[tuple[But, ...], str]]:
    where = (_but(rows.condition),) if rows.condition is not None else ()
    if where:
        yield where, "la population est toujours vide"
    if public is not None:
        yield (*where, _but(public)), "rien n'est jamais compté"


def _but(expr: ir.Expr) -> But:
    return But(expr=expr, span=expr.span)


def _in_scope(clause: ir.Clause, buts: tuple[But, ...]) -> bool:
    """Are the rows that must satisfy this vacancies of the champ?"""
    if isinstance(clause, ir.Delai | ir.Obligation):
        # Why: a programme, a dwelling of the stock or the convention is in no `champ`.
        return clause.porte_sur in (ir.Niveau.VACANCE, ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)
    if isinstance(clause, _SUR_UNE_VACANCE):
        return True
    if not isinstance(clause, ir.Part | ir.Quota):
        return False
    rows = clause.regle.population
    where = rows.condition
    return rows.statut is not None and where is not None and any(b.expr is where for b in buts)


def _alone(examen: Examen, clause: ir.Clause, buts: tuple[But, ...], effet: str) -> Iterator[Diagnostic]:
    nom = clause.entete.nom
    if settle(Lecture().formule(buts[-1].expr), {}) is True:
        yield problems.condition_toujours_vraie(span=buts[-1].span, clause=nom)
        return
    found = examen.conflict(buts)
    if isinstance(found, tuple):
        place = _place(found, clause)
        yield problems.condition_impossible(span=place, clause=nom, effet=effet, autres=_labels(found[1:]))
    elif found is Reponse.INCONNUE:
        yield problems.condition_trop_longue(span=clause.entete.span, clause=nom)


def _against_scope(
    examen: Examen, clause: ir.Clause, buts: tuple[But, ...], effet: str
) -> Iterator[Diagnostic]:
    if not examen.champs:
        return
    found = examen.conflict((*examen.champs, *buts))
    if isinstance(found, tuple):
        own, scope = [b for b in found if not b.role], [b for b in found if b.role]
        yield problems.clause_hors_du_champ(
            span=_place(own, clause),
            clause=clause.entete.nom,
            effet=effet,
            champ=suite(map(cite, dict.fromkeys(b.role for b in scope))),
            autres=_labels([*own[1:], *scope]),
        )


# --- several clauses ------------------------------------------------------------------------
def _joint(examen: Examen, clauses: Sequence[ir.ClauseChamp | ir.Eligibilite]) -> Iterator[Diagnostic]:
    """Rules none of which may be false, and that cannot all be so: what does not apply is left out."""
    buts = [But(expr=c.regle, issues=PAS_FAUX, span=c.regle.span, role=c.entete.nom) for c in clauses]
    if len(buts) < 2 or any(possible([b], examen.fixes) is not Reponse.POSSIBLE for b in buts):
        return
    found = examen.conflict(buts)
    if not isinstance(found, tuple):
        return
    here = examen.convention.span.source.name
    found = tuple(sorted(found, key=lambda b: (b.span.source.name == here, b.span.start)))
    own = [b for b in found if b.span.source.name == here]
    if own:
        yield problems.clauses_inconciliables(
            span=own[-1].span,
            clauses=suite(map(cite, dict.fromkeys(b.role for b in found)), "et"),
            effet=_ENSEMBLE[type(clauses[0])],
            autres=_labels([b for b in found if b is not own[-1]]),
        )


def _place(buts: Sequence[But], clause: ir.Clause) -> Span:
    return buts[0].span if buts else clause.entete.span


def _labels(buts: Sequence[But]) -> tuple[Label, ...]:
    return tuple(Label(span=b.span, texte="ne peut être vrai en même temps") for b in buts)
