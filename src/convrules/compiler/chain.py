"""Events that clauses bring about, and the order in which clauses that read them come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Final

from convrules import ir
from convrules.compiler.model import ClauseCompilee, cases

EVENEMENT_DE_L_ACTE: Final[Mapping[ir.Acte, str]] = MappingProxyType(
    {
        ir.Acte.REMISE_AU_BAILLEUR: "remise",
        ir.Acte.REMISE_A: "remise",
        ir.Acte.REPRISE: "reprise",
        ir.Acte.REPUTE_ACCEPTE: "reponse",
        ir.Acte.REPUTE_REFUSE: "reponse",
    }
)


REPONSES: Final = frozenset({ir.Acte.REPUTE_ACCEPTE, ir.Acte.REPUTE_REFUSE})


def chain_of(clauses: Sequence[ClauseCompilee]) -> tuple[tuple[ClauseCompilee, ...], frozenset[str]]:
    """Order of evaluation: a clause comes after those that bring about an event it reads, itself apart
    (« reponse au plus tard …, à défaut réputé refusé » judges the answer that was given). Clauses in a
    circle come last, with the events of the circle, which evaluation then takes as errors."""
    waiting = list(clauses)
    ordered: list[ClauseCompilee] = []
    while waiting:
        ready = [c for c in waiting if not (_reads(c) & _written_by(waiting, c))]
        if not ready:
            return (*ordered, *waiting), _written_by(waiting, None)
        ordered.append(ready[0])
        waiting.remove(ready[0])
    return tuple(ordered), frozenset()


def _written_by(clauses: Sequence[ClauseCompilee], apart: ClauseCompilee | None) -> frozenset[str]:
    return frozenset(event for c in clauses if c is not apart for event in _writes(c))


def _writes(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause, or an exception to it, may bring about."""
    effects = [v for v in values_of(clause) if isinstance(v, ir.Effet) and not v.faculte]
    events = (EVENEMENT_DE_L_ACTE.get(effet.acte) for effet in effects)
    deemed = {"sens_reponse"} if any(effet.acte in REPONSES for effet in effects) else set()
    return frozenset(event for event in events if event is not None) | deemed


def _reads(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause depends on, in its sentences and in every condition of its cases."""
    found: set[str] = set()
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
            found |= _events_of(cas.condition) | _events_of(cas.valeur)
    if isinstance(clause.clause, ir.Suite):
        found.add(clause.clause.apres)
    return frozenset(found)


def _events_of(valeur: ir.CleValeur | None) -> set[str]:
    """Names of the events that a sentence or a condition depends on (of all its fields, for a condition:
    a field that no clause brings about does not matter)."""
    if isinstance(valeur, ir.RegleDelai):
        return {valeur.evenement} | _events_of(valeur.echeance)
    if isinstance(valeur, ir.EcheanceRelative):
        fallback = {valeur.instant.a_defaut} if valeur.instant.a_defaut else set()
        return {*valeur.instant.evenements, *fallback}
    if isinstance(valeur, ir.Suspension):
        return {name for pair in valeur.evenements for name in pair}
    if isinstance(valeur, ir.Expr):
        return {e.nom for e in ir.walk(valeur) if isinstance(e, ir.Champ)}
    return set()


def expressions_of(valeur: ir.CleValeur | None) -> Iterator[ir.Expr]:
    """Every expression inside a sentence or a condition, the smallest included."""
    if isinstance(valeur, ir.Expr):
        yield from ir.walk(valeur)
    elif is_dataclass(valeur):
        for part in fields(valeur):
            yield from expressions_of(getattr(valeur, part.name))


def values_of(clause: ClauseCompilee) -> Iterator[ir.CleValeur]:
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
            if cas.valeur is not None:
                yield cas.valeur
