"""What least change of the facts would give a vacancy another status, or another eligibility.

Found by trying: every set of one fact, then of two, over values that tell apart all the tests that rules put
to them. Within that, no smaller set does what a listed one does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from typing import Final, TypeAlias

from convrules import ir, vocabulary
from convrules.analyses.decision.formules import cuts
from convrules.base.dates import connu, pas_survenu
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.values import (
    Cellule,
    Connu,
    Erreur,
    Inconnu,
    TCode,
    TCondition,
    TEvenement,
    TNombre,
    Type,
)
from convrules.compiler import ClauseCompilee, Programme, cases
from convrules.compiler.chain import expressions_of, values_of
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.scalar import evaluate

ESSAIS_MAX: Final = 4_000  # LIMIT: vacancies tried for one explanation.
TAILLE_MAX: Final = 2
"""Facts moved at once."""
LIEUX: Final = frozenset({"id", "commune", "departement", "region", "epci", "ept", "programme", "logement"})

Valeur: TypeAlias = bool | str | Fraction | date
Juger: TypeAlias = Callable[[Vacance], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """A fact, what is known of it, and a value it would have. `valeur` None: it has not happened."""

    champ: str
    type: Type
    avant: Cellule
    valeur: Valeur | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A status, and whether the holder may receive the dwelling (None: the question is not put)."""

    statut: Statut
    eligible: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piste:
    """An outcome, and the least sets of changes that give it, all of one size."""

    issue: Issue
    changements: tuple[tuple[Changement, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Autrement:
    """`figes`: facts that describe the dwelling, known, hence not moved. `hors`: facts that stand in a
    computation, whose values were not tried. `entier`: was every set of two facts tried?"""

    pistes: tuple[Piste, ...]
    figes: tuple[str, ...]
    hors: tuple[str, ...]
    entier: bool


def otherwise(contexte: Contexte, juger: Juger, codes: Mapping[str, Sequence[str]]) -> Autrement:
    """contexte: of the vacancy under one convention. codes: those of each enumerated field."""
    vacance = contexte.vacance
    assert vacance is not None
    read = _Lecture(contexte, codes)
    for clause in _deciding(contexte.programme):
        read.clause(clause)
    moves = {nom: moved for nom, moved in read.moves(vacance).items() if moved}
    found: dict[Issue, list[tuple[Changement, ...]]] = {}
    now = _outcome(juger(vacance))
    left = ESSAIS_MAX
    for size in range(1, TAILLE_MAX + 1):
        known = frozenset(found)
        for fields in combinations(sorted(moves), size):
            for changed in product(*(moves[nom] for nom in fields)):
                if not left:
                    return read.told(found, entier=False)
                left -= 1
                outcome = _outcome(juger(with_changes(vacance, changed, contexte.au)))
                if outcome is not None and outcome != now and outcome not in known:
                    found.setdefault(outcome, []).append(changed)
    return read.told(found, entier=True)


def with_changes(vacance: Vacance, changed: Iterable[Changement], au: date) -> Vacance:
    """The vacancy as if the facts were so, for its row and its dwelling alike."""
    cells = {c.champ: _cell(c, au) for c in changed}
    ligne = replace(vacance.ligne, cellules={**vacance.ligne.cellules, **cells})
    return replace(vacance, ligne=ligne, logement=_without(vacance.logement, frozenset(cells)))


def _without(logement: Ligne | None, fields: frozenset[str]) -> Ligne | None:
    if logement is None:
        return None
    return replace(logement, cellules={n: c for n, c in logement.cellules.items() if n not in fields})


def _cell(c: Changement, au: date) -> Cellule:
    if c.valeur is None:
        return Connu(pas_survenu(au))
    if isinstance(c.type, TEvenement) and isinstance(c.valeur, date):
        return Connu(connu(c.valeur))
    return Connu(c.valeur)


def _outcome(decision: Decision) -> Issue | None:
    """What is told of a vacancy; None while it is not known."""
    statut, eligible = decision.statut.statut, decision.eligible
    if statut is None or isinstance(eligible, Indetermine):
        return None
    return Issue(statut=statut, eligible=None if isinstance(eligible, NonApplicable) else eligible)


def _deciding(programme: Programme) -> Iterator[ClauseCompilee]:
    for compiled in programme.clauses:
        own = compiled.clause
        if isinstance(own, ir.ClauseChamp | ir.Soustraction) or (
            isinstance(own, ir.Eligibilite) and not own.menage
        ):
            yield compiled


class _Lecture:
    """The facts that clauses read of a vacancy or its dwelling, and the values that they are held against."""

    def __init__(self, contexte: Contexte, codes: Mapping[str, Sequence[str]]) -> None:
        self.contexte = contexte
        self.codes = codes
        self.champs: dict[str, ir.Champ] = {}
        self.seuils: dict[str, set[Valeur]] = {}
        self.libres: set[str] = set()
        self.figes: tuple[str, ...] = ()

    def clause(self, clause: ClauseCompilee) -> None:
        held: list[ir.CleValeur | None] = [*values_of(clause)]
        for regle in clause.regles.values():
            held += [cas.condition for cas in cases(*regle.versions)]
        for value in held:
            for expr in expressions_of(value):
                self._read(expr)

    def _read(self, expr: ir.Expr) -> None:
        match expr:
            case ir.Champ(niveau=ir.Niveau.VACANCE | ir.Niveau.LOGEMENT) if expr.nom not in LIEUX:
                self.champs.setdefault(expr.nom, expr)
            case ir.Comparaison(gauche=a, droite=b):
                term, other = (a, b) if _reads(a) else (b, a)
                self._held(term, (other,))
            case ir.Entre(operande=e, bas=a, haut=b):
                self._held(e, (a, b))
            case ir.Dans(operande=e, ensemble=es):
                self._held(e, es)
            case _:
                pass

    def _held(self, term: ir.Expr, against: Sequence[ir.Expr]) -> None:
        """A term, and what it is compared with: a fact by itself has its values cut there; one that stands in
        a computation, or is compared with a fact, may have others that matter."""
        bare = _bare(term)
        for other in against:
            value = None if _reads(other) else evaluate(other, self.contexte).valeur
            if isinstance(bare, ir.Champ) and isinstance(value, bool | str | Fraction | date):
                self.seuils.setdefault(bare.nom, set()).add(value)
            else:
                sides = (part for side in (bare, other) for part in ir.walk(side))
                self.libres |= {c.nom for c in sides if isinstance(c, ir.Champ) and _measured(c.type)}

    # --- moves --------------------------------------------------------------------------------
    def moves(self, vacance: Vacance) -> dict[str, tuple[Changement, ...]]:
        """By fact, its other values; none for what describes the dwelling and is known."""
        found: dict[str, tuple[Changement, ...]] = {}
        fixed: list[str] = []
        for nom, champ in self.champs.items():
            before = vacance.cellule(nom)
            if describes_dwelling(nom) and not isinstance(before, Inconnu | Erreur):
                fixed.append(nom)
                continue
            found[nom] = tuple(
                Changement(champ=nom, type=champ.type, avant=before, valeur=value)
                for value in self._values(champ)
                if value is None or before != Connu(value)
            )
        self.figes = tuple(sorted(fixed))
        return found

    def _values(self, champ: ir.Champ) -> tuple[Valeur | None, ...]:
        points = self.seuils.get(champ.nom, set())
        match champ.type:
            case TCondition():
                return (True, False)
            case TCode(enumeration=nom):
                return tuple(self.codes.get(nom) or self.codes.get(champ.nom) or sorted(map(str, points)))
            case TEvenement():
                days = tuple(d for d in cuts(points, whole=True) if isinstance(d, date))
                return (None, *(d for d in days if d <= self.contexte.au), self.contexte.au)
            case TNombre(entier=whole):
                return tuple(v for v in cuts(points, whole=whole) if isinstance(v, Fraction) and v >= 0)
            case _:
                return tuple(cuts(points, whole=True))

    def told(self, found: Mapping[Issue, list[tuple[Changement, ...]]], *, entier: bool) -> Autrement:
        order = sorted(
            found.items(), key=lambda item: (len(item[1][0]), item[0].statut, str(item[0].eligible))
        )
        return Autrement(
            pistes=tuple(Piste(issue=issue, changements=tuple(sets)) for issue, sets in order),
            figes=self.figes,
            hors=tuple(sorted(self.libres & self.champs.keys())),
            entier=entier,
        )


def describes_dwelling(nom: str) -> bool:
    """Is the fact one of the building, which no decision changes?"""
    return vocabulary.champ(nom, ir.Niveau.LOGEMENT) is not None


def _bare(expr: ir.Expr) -> ir.Expr:
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr


def _measured(kind: Type) -> bool:
    """Has it more values than one can try?"""
    return not isinstance(kind, TCondition | TCode)


def _reads(expr: ir.Expr) -> bool:
    return any(isinstance(part, ir.Champ) for part in ir.walk(expr))
