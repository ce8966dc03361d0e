"""Run the cases of one file against the compiled programme they are about."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from convrules import ir
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.examples.compare import compare
from convrules.examples.model import Observation, ResultatCas
from convrules.examples.observe import fold, observe_bilan, observe_decision
from convrules.examples.observe_orientation import observe_orientation
from convrules.facts.records import Faits
from convrules.orientation.journee import rank
from convrules.orientation.ranking import Bailleur
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from convrules.year.bilan import comply
from convrules.year.comptes import accounts, decided
from convrules.year.model import Bilan

ORIENTATION: Final = "orientation"


def run_essais(
    essais: ir.Essais,
    programme: Programme,
    others: Sequence[Programme],
    bailleur: Callable[[date], Bailleur] | None = None,
) -> tuple[ResultatCas, ...]:
    """One result per case, in file order. `others`: the landlord's further programmes, if any.
    `bailleur`: all that ranks holders on a day, for cases that expect an order of them."""
    return tuple(run_cas(cas, programme, others, bailleur) for cas in essais.cas)


def run_cas(
    cas: ir.CasEssai,
    programme: Programme,
    others: Sequence[Programme],
    bailleur: Callable[[date], Bailleur] | None = None,
) -> ResultatCas:
    """Evaluate one case and list what differs from what it expects."""
    seen = _observe(cas, programme, others)
    if bailleur is not None and cas.annee is None and any(fold(cle) == ORIENTATION for cle, _ in cas.attendu):
        faits = build_faits(cas, programme.convention)
        seen[ORIENTATION] = observe_orientation(rank(bailleur(cas.au), faits, faits.vacances[0], cas.au))
    yearly = frozenset(_judged_by_year(programme)) if cas.annee is None else frozenset[str]()
    ecarts = tuple(compare(cas, seen, yearly))
    return ResultatCas(convention=programme.convention.ident, cas=cas, ecarts=ecarts)


def _judged_by_year(programme: Programme) -> Iterator[str]:
    """Clauses that are judged over a year, under the names by which a case may expect something of them."""
    for clause in programme.clauses:
        if isinstance(clause.clause, ir.Part | ir.Quota | ir.Repartition | ir.Transmission):
            yield from (clause.ident, clause.clause.entete.nom)
    for clause in programme.elements:
        yield from (clause.ident, clause.clause.entete.nom)


def _observe(cas: ir.CasEssai, programme: Programme, others: Sequence[Programme]) -> dict[str, Observation]:
    faits = build_faits(cas, programme.convention)
    if cas.annees:
        return _observe_years(cas, programme, others, faits)
    if cas.annee is not None:
        return _observe_year(comply_of(cas, programme, others, faits), programme)
    assert faits.vacances, "checking refuses a case with neither its vacancy nor a year"
    faits = with_accounts((programme, *others), faits, cas.au)
    decision = evaluate_vacance(programme, faits.vacances[0], cas.au, faits=faits)
    judged = decided((programme, *others), faits, cas.au)
    imputations = accounts(judged, faits, cas.au)
    return observe_decision(decision, imputations.get(faits.vacances[0].id))


def comply_of(
    cas: ir.CasEssai,
    programme: Programme,
    others: Sequence[Programme],
    faits: Faits,
    precedent: Bilan | None = None,
) -> Bilan:
    """The year of a case: the next one when another was judged before it. Other conventions of the landlord
    are read for their accounts only."""
    assert cas.annee is not None
    return comply(
        (programme, *others),
        faits,
        precedent.annee + 1 if precedent is not None else cas.annee,
        cas.au,
        precedent=precedent,
        seule=programme.convention.ident,
    )


def _observe_years(
    cas: ir.CasEssai, programme: Programme, others: Sequence[Programme], faits: Faits
) -> dict[str, Observation]:
    """Year after year, each taking the balances that the one before leaves."""
    seen: dict[str, Observation] = {}
    bilan: Bilan | None = None
    for annee in cas.annees:
        bilan = comply_of(cas, programme, others, faits, bilan)
        seen[str(annee)] = Observation(mots=(str(annee),), parties=_observe_year(bilan, programme))
    return seen


def _observe_year(bilan: Bilan, programme: Programme) -> dict[str, Observation]:
    own = next(b for b in bilan.conventions if b.convention.ident == programme.convention.ident)
    found = observe_bilan(own, bilan.imputations)
    if own.periode is None:
        said = f"rien\u202f: la convention n'est pas en vigueur en {bilan.annee}"
        silent = Observation(mots=(said,), parties={})
        found |= {nom: silent for nom in _judged_by_year(programme) if nom not in found}
    return found
