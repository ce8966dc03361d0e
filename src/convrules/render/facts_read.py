"""From a trace: the facts that were read, and what they were."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import assert_never

from convrules import ir
from convrules.base.dates import Duree, Evenement
from convrules.base.outcomes import Genre, Indetermine, NonApplicable
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.base.values import Resultat, TNombre, Type
from convrules.render import numbers
from convrules.render.french import joined
from convrules.render.lexicon import Lexique, shown, titulaire
from convrules.render.values import value
from convrules.runtime.decision import Trace
from convrules.runtime.numbers import Plage

_AU_DESSUS = (ir.Niveau.PROGRAMME, ir.Niveau.DEMANDE, ir.Niveau.RESERVATAIRE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaitLu:
    """A fact as a rule writes it, and the value it had (French)."""

    nom: str
    valeur: str


def facts_read(traces: Iterable[Trace | None]) -> tuple[FaitLu, ...]:
    """Facts and parameters read by these traces, each once, in reading order."""
    found: dict[str, FaitLu] = {}
    for trace in traces:
        if trace is not None:
            for fait in _walk(trace):
                found.setdefault(fait.nom, fait)
    return tuple(found.values())


def _walk(trace: Trace) -> Iterator[FaitLu]:
    match trace.expr:
        case ir.Champ(nom=nom, niveau=niveau, type=type_):
            upper = t("{a}.", a=niveau.value) if niveau in _AU_DESSUS else ""
            yield FaitLu(nom=t("{a}{b}", a=upper, b=nom), valeur=result(trace.valeur, type_))
        case ir.Parametre(nom=nom, type=type_):
            yield FaitLu(nom=nom, valeur=result(trace.valeur, type_))
        case ir.DecisionAttendue(nom=nom) | ir.EnVigueur(convention=nom):
            yield FaitLu(nom=nom, valeur=result(trace.valeur))
        case ir.ExerciceDelegue():
            yield FaitLu(nom="exercice_delegue", valeur=result(trace.valeur))
        case ir.Compte(population=p):
            condition = p.condition.span.text if p.condition is not None else ""
            which = t(" où {condition}", condition=condition) if condition else ""
            said = _bounds(trace.valeur, None) or result(trace.valeur)
            yield FaitLu(
                nom=t("nombre de {value}{which}", value=p.classes[0].value, which=which), valeur=said
            )
        case ir.Chiffre(grandeur=g, clause=clause, precedente=avant, type=type_):
            when = t("sur la période précédente") if avant else t("sur la période")
            said = _bounds(trace.valeur, type_) or result(trace.valeur, type_)
            yield FaitLu(
                nom=t("{value} de {clause} {when}", value=g.value, clause=clause, when=when), valeur=said
            )
        case ir.TourDe(clause=clause) if trace.enfants:
            yield FaitLu(nom=t("tour {clause}", clause=clause), valeur=_holders(trace.enfants))
            return
        case _:  # Why: every other node is computed from facts below it.
            pass
    for child in trace.enfants:
        yield from _walk(child)


def _holders(traces: Iterable[Trace]) -> str:
    """« l'État ou la commune »: those whose turn it was, or may have been."""
    asked = (trace.expr for trace in traces)
    return joined([titulaire(e.titulaire) for e in asked if isinstance(e, ir.TourDe) and e.titulaire], " ou ")


def _bounds(valeur: Resultat, type_: Type | None) -> str:
    """« de 1 logement à 3 logements », « au moins 2 logements »; empty when there are no bounds."""
    if not isinstance(valeur, Plage) or valeur.min is None:
        return ""
    low, high = (result(x, type_) if x is not None else "" for x in (valeur.min, valeur.max))
    return t("de {low} à {high}", low=low, high=high) if high else t("au moins {low}", low=low)


def result(valeur: Resultat, type_: Type | None = None) -> str:
    """A result in French: a value as its type is written, « sans objet », or why it is not known."""
    match valeur:
        case NonApplicable():
            return t("sans objet")
        case Indetermine(causes=causes):
            kinds = {c.genre for c in causes}
            if Genre.ERREUR in kinds:
                return t("en erreur")
            if kinds == {Genre.FUTUR}:
                return t("pas encore survenu")
            return t("décision attendue") if kinds == {Genre.HUMAIN} else t("non renseigné")
        case Fraction() if isinstance(type_, TNombre) and type_.taux:
            return numbers.percent(valeur)
        case bool() | str() | Evenement() | Fraction() | date() | Duree():
            return value(valeur, type_)
        case _:
            assert_never(valeur)


def described(faits: Iterable[FaitLu], lexique: Lexique) -> str:
    """« la surface (surface) : 38 m² ; le financement (financement) : PLAI »."""
    words = []
    for fait in faits:
        words.append(t("{a}\u202f: {b}", a=shown(fait.nom, lexique), b=fait.valeur))
    return joined(words, "\u202f; ")
