"""What ranks holders for one dwelling: reserves, orders of priority and criteria, each with what it may
say here. A clause in doubt is a candidate: it acts, or it does not.

Orders of priority stand in conventions (and their socles) and in the policy; reserves and criteria in the
policy. Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TypeAlias, assert_never

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, causes_of, et, non
from convrules.base.outcomes import indetermine as not_known
from convrules.base.records import dataclass, replace
from convrules.facts.records import Faits, Vacance
from convrules.orientation.comptes import Titulaire
from convrules.orientation.flux import texts
from convrules.orientation.gardes import ActeDeGarde, kept_by_reserves
from convrules.orientation.model import Citation, Garde
from convrules.orientation.politique import PolitiqueCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Statut
from convrules.runtime.delegation import of_landlord
from convrules.runtime.places import on_territory
from convrules.runtime.reached import turns_of
from convrules.runtime.rules import Candidat, resolve
from convrules.runtime.scalar import evaluate_issue
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.assiette import PREMIERE, is_row
from convrules.year.statut_demande import status_of
from convrules.year.suivi import Suivi, firm, holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Cases of one clause that contradict one another: it gives no order, and says so."""

    cas: tuple[Citation, ...]


Valeur: TypeAlias = Garde | ir.Critere | ir.Ordre | ir.TourDe | Contradiction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegleLue:
    """One clause here. `valeurs`: what it may say, None being nothing; several when it is in doubt, for
    `causes`."""

    citation: Citation
    valeurs: tuple[Valeur, ...]
    causes: frozenset[Cause] = frozenset()

    @property
    def en_doute(self) -> bool:
        return len(self.valeurs) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """The policy in force over a session, and what has been kept back. `supposes`: dwellings that the
    advice of the same day keeps, by reserve."""

    politique: PolitiqueCompilee | None
    faits: Faits
    au: date
    actes: tuple[ActeDeGarde, ...] = ()
    supposes: dict[str, int] = field(default_factory=dict)


def open_regime(politique: PolitiqueCompilee | None, faits: Faits, au: date) -> Regime:
    """The policy counts only while it is in force."""
    in_force = politique is not None and politique.politique.en_vigueur.contains(au)
    return Regime(
        politique=politique if in_force else None,
        faits=faits,
        au=au,
        actes=kept_by_reserves(faits, au),
    )


def rules_for(
    regime: Regime, vacance: Vacance, suivis: Sequence[tuple[Titulaire, Suivi]]
) -> tuple[RegleLue, ...]:
    """Clauses that rank, or may rank, the holders of this dwelling, by text and name."""
    found = [*_of_conventions(suivis)]
    if regime.politique is not None:
        found += _of_policy(regime, regime.politique, vacance)
    acting = {rule for rule in found if rule.valeurs != (None,)}
    return tuple(sorted(acting, key=lambda r: (r.citation.texte, r.citation.clause)))


def citation(entete: ir.Entete, texte: str) -> Citation:
    return Citation(clause=entete.ident, texte=texte, source=entete.source, retouches=entete.retouches)


# --- orders of conventions ------------------------------------------------------------------
def _of_conventions(suivis: Sequence[tuple[Titulaire, Suivi]]) -> Iterator[RegleLue]:
    for titulaire, suivi in suivis:
        for clause in titulaire.programme.clauses:
            if not isinstance(clause.clause, ir.Priorite | ir.Tour):
                continue
            covered = _covers(suivi, titulaire)
            if covered is False:
                continue
            contexte = replace(texts(suivi, titulaire.cadre.au)[0].contexte, a_ce_jour=True)
            resolution = resolve(clause, "règle", contexte)
            texte = _text_of(titulaire, clause.ident)
            valeurs = [_value(c, texte) for c in resolution.candidats]
            causes = resolution.causes | causes_of(covered)
            if isinstance(clause.clause, ir.Tour):
                valeurs, more = _in_turn(clause.clause, valeurs, contexte)
                causes |= more
            if causes_of(covered):
                valeurs.append(None)
            yield RegleLue(
                citation=citation(clause.clause.entete, texte),
                valeurs=_sorted(valeurs),
                causes=causes,
            )


def _in_turn(
    clause: ir.Tour, valeurs: Sequence[Valeur], contexte: Contexte
) -> tuple[list[Valeur], frozenset[Cause]]:
    """Its order from each holder whose turn it may be, where the clause acts."""
    if not any(isinstance(v, ir.TourDe) for v in valeurs):
        return list(valeurs), frozenset()
    tours = turns_of(clause, contexte)
    orders: list[Valeur] = [_from(clause.ordre, place) for place in tours.possibles]
    silent: list[Valeur] = [v for v in valeurs if not isinstance(v, ir.TourDe)]
    if tours.concernee is not True:
        silent.append(None)
    return [*orders, *silent], tours.causes | causes_of(tours.concernee)


def _from(ordre: ir.Ordre, place: int) -> ir.Ordre:
    steps = (*ordre.etapes[place:], *ordre.etapes[:place])
    return ir.Ordre(etapes=tuple({etape.compte: etape for etape in steps}.values()))


def _text_of(titulaire: Titulaire, ident: str) -> str:
    """The convention, or the socle that its clause comes from: the same for all that inherit it."""
    socles = (s.ident for s in titulaire.programme.socles)
    return next((s for s in socles if ident.startswith(f"{s}.")), titulaire.programme.convention.ident)


def _covers(suivi: Suivi, titulaire: Titulaire) -> Issue:
    """Does the convention speak of this dwelling: a row of it, in its assiette? What only time leaves open
    is taken as today's text has it."""
    inside = et(is_row(suivi), status_of(suivi.decision, Statut.DANS_L_ASSIETTE))
    if isinstance(inside, Indetermine) and all(c.genre is Genre.FUTUR for c in inside.causes):
        return True
    return inside


def _value(candidat: Candidat, texte: str) -> Valeur:
    if candidat.conflit:
        return Contradiction(cas=tuple(Citation(clause=nom, texte=texte) for nom in candidat.conflit))
    assert candidat.valeur is None or isinstance(candidat.valeur, ir.Ordre | ir.TourDe), "checked: an order"
    return candidat.valeur


def _sorted(valeurs: Iterable[Valeur]) -> tuple[Valeur, ...]:
    """« Does not act » first, then in an order of their own: neither files nor rows decide."""
    return tuple(sorted(set(valeurs), key=lambda v: (v is not None, repr(v))))


# --- policy ---------------------------------------------------------------------------------
def _of_policy(regime: Regime, compilee: PolitiqueCompilee, vacance: Vacance) -> Iterator[RegleLue]:
    politique = compilee.politique
    contexte = Contexte(
        exercer=of_landlord,
        programme=compilee.programme,
        au=regime.au,
        jour=regime.au,
        vacance=vacance,
        faits=regime.faits,
    )
    inside = on_territory(politique.territoire, vacance.cellule)
    for clause in politique.clauses:
        if not clause.entete.en_vigueur.contains(regime.au):
            continue
        acts = et(firm(inside), holds(clause.entete.si, contexte))
        cited = citation(clause.entete, politique.ident)
        match clause:
            case ir.Reserve():
                garde, acts = _reserve(clause, cited, regime, (contexte, acts))
                yield _acting(cited, garde, acts)
            case ir.Critere():
                yield _acting(cited, clause, acts)
            case ir.Priorite():
                yield _acting(cited, clause.regle, acts)
            case _:
                assert_never(clause)


def _acting(cited: Citation, valeur: Valeur, acts: Issue) -> RegleLue:
    match acts:
        case True:
            return RegleLue(citation=cited, valeurs=(valeur,))
        case False | NonApplicable():
            return RegleLue(citation=cited, valeurs=(None,))
        case Indetermine(causes=causes):
            return RegleLue(citation=cited, valeurs=(None, valeur), causes=causes)
        case _:
            assert_never(acts)


def _reserve(
    clause: ir.Reserve, cited: Citation, regime: Regime, ici: tuple[Contexte, Issue]
) -> tuple[Garde, Issue]:
    """Fewer than its number kept so far in the year, and the dwelling one of those it counts."""
    contexte, acts = ici
    assert isinstance(clause.regle.nombre, int), "checked: a whole number"
    least, most = _kept(regime, clause.entete.nom)
    garde = Garde(clause=cited, gardes=least, nombre=clause.regle.nombre)
    if acts is False:
        return garde, acts
    room: Issue = least < garde.nombre
    if room is True and (most is None or most >= garde.nombre):
        room = not_known("journal" if most is None else "clause")
    if room is not False:
        room = et(room, _in_population(clause.regle.population, contexte))
    return garde, et(acts, room)


def _kept(regime: Regime, nom: str) -> tuple[int, int | None]:
    """Dwellings kept by this reserve in the year of `au`: for certain, and at most (None: there is no
    journal, so any number)."""
    acts = [a for a in regime.actes if a.jour.year == regime.au.year]
    supposed = regime.supposes.get(nom, 0)
    least = sum(a.clause == nom for a in acts) + supposed
    if not regime.faits.keeps("reserve"):
        return least, None
    return least, least + sum(a.clause is None for a in acts)


def _in_population(population: ir.Population, contexte: Contexte) -> Issue:
    """Is the dwelling one of the landlord's rows that the reserve counts, by the socle's own rules?"""
    vacance = contexte.vacance
    assert vacance is not None
    decision = evaluate_vacance(contexte.programme, vacance, contexte.au, faits=contexte.faits)
    inside = et(firm(decision.territoire), _of_class(population.classes, contexte))
    match population.statut:
        case ir.StatutPopulation.ASSIETTE:
            inside = et(inside, status_of(decision, Statut.DANS_L_ASSIETTE))
        case ir.StatutPopulation.CHAMP:
            inside = et(inside, non(status_of(decision, Statut.HORS_CHAMP)))
        case None:
            pass
        case _:
            assert_never(population.statut)
    return et(inside, holds(population.condition, contexte))


def _of_class(classes: Sequence[ir.Classe], contexte: Contexte) -> Issue:
    """All vacancies; or first lettings, or relettings."""
    first = firm(evaluate_issue(PREMIERE, contexte))
    wanted: Mapping[ir.Classe, Issue] = {
        ir.Classe.MISES_EN_SERVICE: first,
        ir.Classe.REMISES_EN_LOCATION: firm(non(evaluate_issue(PREMIERE, contexte))),
    }
    if len(classes) > 1 or classes[0] is ir.Classe.VACANCES:
        return True
    return wanted[classes[0]]
