"""A vacancy followed under one convention: its decision, and the texts that may apply to it.

When the reference date is not known, the text changes only on a few days: one context per version
that it may fall in, and whatever depends on the text is known when all of them agree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN, Evenement, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, et
from convrules.base.records import dataclass, replace
from convrules.base.values import Resultat, TNombre
from convrules.columnar.reach import brought, plain_facts
from convrules.compiler import EVENEMENT_DE_L_ACTE, Programme
from convrules.facts.records import Vacance
from convrules.runtime.answers import with_answer
from convrules.runtime.context import AUCUN_EVENEMENT, Contexte
from convrules.runtime.decision import Decision, ResultatStatut, Statut
from convrules.runtime.events import first_of, is_within
from convrules.runtime.holders import within
from convrules.runtime.memoire import Communes, Memoire
from convrules.runtime.numbers import Plage
from convrules.runtime.parameters import RIEN_DE_SU, Sauf, table_in_force, values_left
from convrules.runtime.places import on_territory
from convrules.runtime.reading import read_event
from convrules.runtime.recorded import with_acts
from convrules.runtime.scalar import evaluate, evaluate_issue
from convrules.runtime.vacance import evaluate_vacance
from convrules.runtime.versions import changes_of_text
from convrules.year.bornes import between, exactly, hull
from convrules.year.model import Bornes
from convrules.year.periode import Intervalle


@dataclass(frozen=True, slots=True, kw_only=True)
class Monde:
    """One version of the text that may apply, from `contexte.jour` to `fin`."""

    contexte: Contexte
    fin: date

    def meets(self, periode: Intervalle) -> bool:
        """May the reference date fall both in this version and in the period?"""
        return self.contexte.jour <= periode.au and self.fin >= periode.du

    def stays_in(self, periode: Intervalle) -> bool:
        """Is every day of this version that the reference date may be in the period?"""
        return periode.du <= self.contexte.jour and self.fin <= periode.au


@dataclass(frozen=True, slots=True, kw_only=True)
class Marque:
    """What rows of one mark have in common: the very status, the text of their day, whether they are under
    the convention. Their day is known, and no clause brings a fact about that the data would not record."""

    statut: ResultatStatut


@dataclass(frozen=True, slots=True, kw_only=True)
class Suivi:
    """`mondes`: one when the reference date is known. `causes`: why there are several. `couverte`: is it
    under the convention, on its territory, on a day when it was in force? `marque`: the same for rows that
    are told apart by nothing but their own facts; None for one that is read by itself. `rang`: its place in
    the landlord's stock; less than nothing where it was not found there."""

    vacance: Vacance
    decision: Decision
    mondes: tuple[Monde, ...]
    couverte: Issue
    causes: frozenset[Cause] = frozenset()
    marque: Marque | None = field(default=None, compare=False, repr=False)
    rang: int = field(default=-1, compare=False, repr=False)

    @property
    def dite(self) -> Decision:
        """What is said of it, but perhaps for its name, its own days and what comes of them (did an effect
        take place, and when?): read of a row that says the same."""
        return self.decision

    @property
    def reference(self) -> Evenement:
        return self.decision.reference

    @property
    def jour(self) -> date:
        """Its day, or the first of those that it may have."""
        return self.mondes[0].contexte.jour

    @property
    def evenements(self) -> Mapping[str, Evenement]:
        """Those that clauses brought about."""
        return self.mondes[0].contexte.evenements


def memory_of(programme: Programme, au: date, communes: Communes | None = None) -> Memoire:
    """Where the answers of a convention on the rows of a year are kept. communes: those of no convention."""
    events = brought(programme)
    ends = takewhile(lambda end: end < JOUR_MAX, programme.convention.fins_de_terme())
    anywhere = Contexte(programme=programme, au=au, jour=au)
    days = {*changes_of_text(programme, JOUR_MAX, anywhere), *(end + timedelta(days=1) for end in ends)}
    return Memoire(programme.clauses, sorted(days), lambda parts: plain_facts(parts, events), communes)


def follow_some(vacances: Iterable[Vacance], anywhere: Contexte, changes: Sequence[date]) -> Iterator[Suivi]:
    """The same for some of the landlord's vacancies, seen from `anywhere`: the convention, the day."""
    territoire = anywhere.programme.convention.territoire
    seen = (with_acts(v, anywhere.faits, anywhere.au) for v in vacances)
    return _follow((v for v in seen if on_territory(territoire, v.cellule) is not False), anywhere, changes)


def _follow(vacances: Iterable[Vacance], anywhere: Contexte, changes: Sequence[date]) -> Iterator[Suivi]:
    return (follow_one(vacance, anywhere, changes) for vacance in vacances)


def follow_one(vacance: Vacance, anywhere: Contexte, changes: Sequence[date]) -> Suivi:
    decision = evaluate_vacance(
        anywhere.programme,
        vacance,
        anywhere.au,
        faits=anywhere.faits,
        memoire=anywhere.memoire,
        comptes_seuls=anywhere.comptes_seuls,
    )
    return followed(vacance, decision, anywhere, changes)


def followed(vacance: Vacance, decision: Decision, contexte: Contexte, changes: Sequence[date]) -> Suivi:
    """A vacancy that was judged, with the texts that may apply to it. `contexte`: of no row."""
    base = replace(contexte, vacance=vacance)
    mondes = worlds(with_effects(base, decision), decision.reference, changes)
    causes = why(decision.reference).causes if len(mondes) > 1 else frozenset()
    in_force = within(contexte.programme.convention.en_vigueur, decision.reference)
    covered = et(firm(decision.territoire), in_force)
    return Suivi(vacance=vacance, decision=decision, mondes=mondes, couverte=covered, causes=causes)


def with_effects(
    contexte: Contexte, decision: Decision, lus: Mapping[str, Evenement] = AUCUN_EVENEMENT
) -> Contexte:
    """What clauses brought about, for conditions that read it: a deemed answer, the end of the turn. A day
    that the data record stands, unless an effect came earlier. `remise` is the one that opened the turn,
    for a holder to whom another convention may hand over. lus: events of the row that were read before."""
    found: dict[str, Evenement] = {} if decision.recue is None else {"remise": decision.recue}
    for effet in decision.effets:
        nom = EVENEMENT_DE_L_ACTE.get(effet.effet.acte)
        if nom == "remise" and decision.recue is not None:
            continue
        if nom is not None and effet.issue is True and is_within(effet.date):
            recorded = found.get(nom) or lus.get(nom) or read_event(nom, contexte)
            found[nom] = first_of([e for e in (recorded, effet.date) if is_within(e)])
    return replace(
        contexte,
        evenements=found,
        clos=decision.tour_clos,
        recue=decision.recue,
        exercice=decision.exercice,
        cellule=with_answer(contexte, {"": decision.effets}),
    )


def of_status(suivi: Suivi, possibles: tuple[Statut, ...]) -> Suivi:
    """The vacancy, of which it would be known that its status is one of these. Without a mark nor a rank: of
    rows that say the same, that is not known."""
    statut = suivi.decision.statut
    causes = statut.causes if len(possibles) > 1 else frozenset[Cause]()
    return Suivi(
        vacance=suivi.vacance,
        decision=replace(suivi.decision, statut=replace(statut, possibles=possibles, causes=causes)),
        mondes=suivi.mondes,
        couverte=suivi.couverte,
        causes=suivi.causes,
    )


def text_changes(programme: Programme, au: date) -> tuple[date, ...]:
    """Days on which the text of the convention becomes another, in order."""
    last = programme.convention.en_vigueur.au or JOUR_MAX
    contexte = Contexte(programme=programme, au=au, jour=au)
    return tuple(sorted(set(changes_of_text(programme, last, contexte))))


def worlds(contexte: Contexte, reference: Evenement, limits: Sequence[date]) -> tuple[Monde, ...]:
    """The versions that the reference date may fall in, in date order."""
    known = reference.connu or (contexte.au if reference.est_jamais else None)
    if known is not None:
        return (Monde(contexte=replace(contexte, jour=known), fin=known),)
    en_vigueur = contexte.programme.convention.en_vigueur
    first = _at_least(reference.low, en_vigueur.du or JOUR_MIN)
    # Why this one: of an event that may never come, the last day on which it may is known all the same.
    latest = reference.high if reference.fin is None else reference.fin.toordinal()
    last = _at_most(latest, en_vigueur.au or JOUR_MAX)
    starts = (first, *(day for day in limits if first < day <= last))
    ends = (*(day - timedelta(days=1) for day in starts[1:]), max(last, starts[-1]))
    return tuple(
        Monde(contexte=replace(contexte, jour=start), fin=end)
        for start, end in zip(starts, ends, strict=True)
    )


def _at_least(ordinal: int, floor: date) -> date:
    return floor if ordinal <= floor.toordinal() else date.fromordinal(min(ordinal, JOUR_MAX.toordinal()))


def _at_most(ordinal: int, ceiling: date) -> date:
    return ceiling if ordinal >= ceiling.toordinal() else date.fromordinal(ordinal)


# --- conditions and rates -------------------------------------------------------------------
def holds(expr: ir.Expr | None, contexte: Contexte) -> Issue:
    """A condition on a row; without one, vrai. What does not apply is out: a row is in a population
    only when its condition is vrai."""
    if expr is None:
        return True
    return contexte.once(expr, "vaut", lambda: ir.walk(expr), lambda: firm(evaluate_issue(expr, contexte)))


def firm(issue: Issue) -> Issue:
    return False if isinstance(issue, NonApplicable) else issue


def counted(issues: Iterable[tuple[Issue, int]]) -> Bornes:
    """How many hold, each standing for so many: those that do for certain, and those that may."""
    low = high = 0
    for issue, number in issues:
        low += number if issue is True else 0
        high += number if firm(issue) is not False else 0
    return between(low, high)


UN_TAUX = between(0, 1)
SANS_TAUX: tuple[Bornes, frozenset[Cause]] = exactly(0), frozenset()


def rate(
    expr: ir.Expr | None, contexte: Contexte, sauf: Sauf = RIEN_DE_SU
) -> tuple[Bornes, frozenset[Cause]]:
    """ρ as an interval. A rate that is not known may be anything between the bounds its field declares,
    else from 0 to 1. One that does not apply, or is not a share, is an error of the row."""
    if expr is None:
        return SANS_TAUX
    if contexte.memoire is not None and isinstance(expr, ir.Litteral):
        return contexte.memoire.of(("taux", id(expr)), expr, lambda: _rate(expr, contexte, sauf))
    return _rate(expr, contexte, sauf)


def _rate(expr: ir.Expr, contexte: Contexte, sauf: Sauf) -> tuple[Bornes, frozenset[Cause]]:
    valeur: Resultat = evaluate(expr, contexte).valeur
    if isinstance(valeur, Fraction) and 0 <= valeur <= 1:
        return exactly(valeur), frozenset()
    if isinstance(valeur, Plage):
        return _shares_of(valeur) or _possible_rates(expr, contexte, sauf), valeur.causes
    if isinstance(valeur, Indetermine):
        return _possible_rates(expr, contexte, sauf), valeur.causes
    return UN_TAUX, frozenset({Cause(fait=_named(expr), genre=Genre.ERREUR)})


def rates_to_choose(expr: ir.Expr | None, contexte: Contexte, sauf: Sauf = RIEN_DE_SU) -> tuple[Bornes, ...]:
    """The rates of which a vacancy to come has one, by what it is; each as far as the data tell it."""
    whole, _ = rate(expr, contexte, sauf)
    if whole.valeur is not None:
        return (whole,)
    table = table_in_force(expr, contexte)
    if table is not None and isinstance(expr, ir.Parametre) and _of_a_row(expr.selon):
        return tuple(rate(line, contexte)[0] for line in values_left(table, sauf)) or (whole,)
    match expr:
        case ir.Champ(type=TNombre(bornes=(least, greatest))) if _of_a_row(expr):
            return exactly(least), exactly(greatest)
        case ir.Nomme(expr=inner):
            return rates_to_choose(inner, contexte, sauf)
        case _:
            return (whole,)


def _of_a_row(champ: ir.Champ | None) -> bool:
    return champ is not None and champ.niveau not in (ir.Niveau.CONVENTION, ir.Niveau.RESERVATAIRE)


def _shares_of(plage: Plage) -> Bornes | None:
    """The interval, when every number of it is a share."""
    least, most = plage.min, plage.max
    return (
        between(least, most) if least is not None and most is not None and 0 <= least <= most <= 1 else None
    )


def _possible_rates(expr: ir.Expr, contexte: Contexte, sauf: Sauf) -> Bornes:
    """What the declaration of the field read, or the lines of a table, allow, whatever the facts. A condition
    that chooses between two rates may not apply, hence be an error: it narrows nothing."""
    table = table_in_force(expr, contexte)
    if table is not None and not table.sans_objet:
        return hull(rate(line, contexte)[0] for line in values_left(table, sauf))
    match expr:
        case ir.Champ(type=TNombre(bornes=(least, greatest))):
            return between(least, greatest)
        case ir.Nomme(expr=inner):
            return _possible_rates(inner, contexte, sauf)
        case _:
            return UN_TAUX


def _named(expr: ir.Expr) -> str:
    return expr.nom if isinstance(expr, ir.Nomme | ir.Champ | ir.Parametre) else "taux"
