"""Events that clauses bring about, and the order in which clauses that read them come."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias, cast

from convrules import ir
from convrules.base.source import Span
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
REPONSE: Final = "reponse"
SENS_DE_REPONSE: Final = "sens_reponse"


def chain_of(clauses: Sequence[ClauseCompilee]) -> tuple[tuple[ClauseCompilee, ...], frozenset[str]]:
    """Order of evaluation: a clause comes after those that bring about an event it reads, itself apart
    (« reponse au plus tard …, à défaut réputé refusé » judges the answer that was given). Clauses in a
    circle come last, with the events of the circle, which evaluation then takes as errors.

    Silences that await the same answer make no circle: a silence is deemed to answer after its own limit,
    hence never in time for a limit that comes first. Each is judged in turn, then again once the others are
    known, before what reads the answer."""
    silences, reads, writes = _links(clauses)
    waiting = list(clauses)
    ordered: list[ClauseCompilee] = []
    while waiting:
        ready = [c for c in waiting if not (reads[c.ident] & _union(writes, waiting, c))]
        if not ready:
            return (*ordered, *waiting), _union(writes, waiting, None)
        ordered.append(ready[0])
        waiting.remove(ready[0])
        if ready[0].ident in silences and not any(c.ident in silences for c in waiting):
            found = [c for c in ordered if c.ident in silences]
            ordered += found if len(found) > 1 else []
    return tuple(ordered), frozenset()


Evenements: TypeAlias = Mapping[str, frozenset[str]]


def _links(clauses: Sequence[ClauseCompilee]) -> tuple[frozenset[str], Evenements, Evenements]:
    """The silences that are deemed to answer, then what each clause reads and brings about."""
    silences = frozenset(c.ident for c in clauses if REPONSE in _writes(c))
    together = frozenset(event for c in clauses if c.ident in silences for event in _writes(c))
    reads = {c.ident: _awaited_apart(c) if c.ident in silences else _reads(c) for c in clauses}
    writes = {c.ident: together if c.ident in silences else _writes(c) for c in clauses}
    return silences, reads, writes


def circle_of(clauses: Sequence[ClauseCompilee]) -> tuple[ClauseCompilee, ...]:
    """The clauses of `chain_of` that wait for one another, none before the others: those that only read what
    a circle brings about, or only feed it, apart."""
    chaine, boucles = chain_of(clauses)
    _, reads, writes = _links(clauses)
    left = list({c.ident: c for c in chaine}.values()) if boucles else []
    while True:
        kept = [
            c
            for c in left
            if reads[c.ident] & _union(writes, left, c) and writes[c.ident] & _union(reads, left, c)
        ]
        if len(kept) == len(left):
            return tuple(kept)
        left = kept


def _union(
    links: Evenements, clauses: Sequence[ClauseCompilee], apart: ClauseCompilee | None
) -> frozenset[str]:
    return frozenset(event for c in clauses if c is not apart for event in links[c.ident])


def _awaited_apart(clause: ClauseCompilee) -> frozenset[str]:
    """What a silence depends on, the answer that it awaits apart, unless it reads it elsewhere too."""
    found = _reads(clause)
    return found if REPONSE in _reads(clause, awaited=False) else found - {REPONSE}


def _writes(clause: ClauseCompilee) -> frozenset[str]:
    """Events that the clause, or an exception to it, may bring about."""
    effects = [v for v in values_of(clause) if isinstance(v, ir.Effet) and not v.faculte]
    events = (EVENEMENT_DE_L_ACTE.get(effet.acte) for effet in effects)
    deemed = {SENS_DE_REPONSE} if any(effet.acte in REPONSES for effet in effects) else set()
    return frozenset(event for event in events if event is not None) | deemed


def _reads(clause: ClauseCompilee, awaited: bool = True) -> frozenset[str]:
    """Events that the clause depends on, in its sentences and in every condition of its cases. awaited:
    the event that a deadline awaits is one of them."""
    found = _read_in(clause, awaited)
    return found | {clause.clause.apres} if isinstance(clause.clause, ir.Suite) else found


def _read_in(clause: ClauseCompilee, awaited: bool = True) -> frozenset[str]:
    found: set[str] = set()
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
            found |= _events_of(cas.condition) | _events_of(cas.valeur, awaited)
    return frozenset(found)


def awaited_by(clause: ClauseCompilee) -> frozenset[str]:
    """Events that its conditions depend on, of those that effects may bring about."""
    found = _read_in(clause)
    answered = {REPONSE} if SENS_DE_REPONSE in found else set[str]()
    return (found | answered) & frozenset(EVENEMENT_DE_L_ACTE.values())


def _events_of(valeur: ir.CleValeur | None, awaited: bool = True) -> set[str]:
    """Names of the events that a sentence or a condition depends on (of all its fields, for a condition:
    a field that no clause brings about does not matter)."""
    if isinstance(valeur, ir.RegleDelai):
        return ({valeur.evenement} if awaited else set()) | _events_of(valeur.echeance)
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
    below: list[object] = [valeur]
    while below:
        part = below.pop()
        if isinstance(part, ir.Expr):
            yield from ir.walk(part)
        else:
            # Why the cast: mypy does not see that a class has a hash of its own.
            below += [getattr(part, name) for name in _parts(cast(Hashable, type(part)))]


@cache
def _parts(kind: Hashable) -> tuple[str, ...]:
    """Names of the fields of a class of records, the last first; of any other, and of a place, none."""
    assert isinstance(kind, type)
    if not is_dataclass(kind) or issubclass(kind, Span):
        return ()
    return tuple(part.name for part in reversed(fields(kind)))


def values_of(clause: ClauseCompilee) -> Iterator[ir.CleValeur]:
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
            if cas.valeur is not None:
                yield cas.valeur
