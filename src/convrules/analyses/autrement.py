"""What least change of the facts would give a vacancy another status, or another eligibility.

Found by trying: every set of one fact, then of two, over values that tell apart all the tests that rules put
to them. Within that, no smaller set does what a listed one does.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product
from typing import Final, TypeAlias

from convrules import ir, vocabulary
from convrules.analyses.decision.formules import cuts
from convrules.base.dates import connu, pas_survenu
from convrules.base.outcomes import Indetermine, NonApplicable
from convrules.base.records import dataclass, replace
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
class Domaine:
    """The numbers, or the days, from `bas` to `haut` (None: without end on that side)."""

    bas: Fraction | date | None
    haut: Fraction | date | None
    bas_compris: bool = True
    haut_compris: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Changement:
    """A fact, what is known of it, and a value it would have. `valeur` None: it has not happened. `domaine`:
    values of which every rule says the same as of this one. `exemple`: it stands for others of which that is
    not known."""

    champ: str
    type: Type
    avant: Cellule
    valeur: Valeur | None
    domaine: Domaine | None = None
    exemple: bool = False


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
        self.lus: dict[int, str] = {}
        """Every place where a fact is read; of these, those where it is only held against constants."""
        self.compares: set[int] = set()
        self.figes: tuple[str, ...] = ()

    def clause(self, clause: ClauseCompilee) -> None:
        held: list[ir.CleValeur | None] = [*values_of(clause)]
        for regle in clause.regles.values():
            held += [cas.condition for cas in cases(*regle.versions)]
        for value in held:
            for expr in expressions_of(value):
                self._read(expr)

    def _read(self, expr: ir.Expr) -> None:
        if isinstance(expr, ir.Champ):
            self.lus[id(expr)] = expr.nom
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
        if isinstance(bare, ir.Champ) and not any(map(_reads, against)):
            self.compares.add(id(bare))
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
                self._change(champ, before, value)
                for value in self._values(champ)
                if value is None or before != Connu(value)
            )
        self.figes = tuple(sorted(fixed))
        return found

    def _change(self, champ: ir.Champ, before: Cellule, value: Valeur | None) -> Changement:
        """A value, with those that no rule tells from it; without them, an example of others."""
        domaine, exemple = None, False
        if isinstance(value, Fraction | date):
            if self._only_compared(champ.nom):
                domaine = self._around(champ, value)
            else:
                exemple = True
        elif isinstance(champ.type, TCode):
            exemple = not self._listed(champ, champ.type.enumeration)
        return Changement(
            champ=champ.nom, type=champ.type, avant=before, valeur=value, domaine=domaine, exemple=exemple
        )

    def _only_compared(self, nom: str) -> bool:
        """Is the fact read nowhere but beside constants? The reference date also chooses the text."""
        choix = self.contexte.programme.convention.choix
        if nom in self.libres or (choix is not None and nom == choix.rattachement):
            return False
        return all(place in self.compares for place, read in self.lus.items() if read == nom)

    def _around(self, champ: ir.Champ, value: Fraction | date) -> Domaine:
        """Between the constants around it."""
        kinds = date if isinstance(value, date) else Fraction
        points = [p for p in self.seuils.get(champ.nom, set()) if isinstance(p, kinds)]
        if value in points:
            return Domaine(bas=value, haut=value)
        low = max((p for p in points if _rank(p) < _rank(value)), default=None, key=_rank)
        high = min((p for p in points if _rank(p) > _rank(value)), default=None, key=_rank)
        if isinstance(champ.type, TNombre) and not champ.type.entier:
            return Domaine(bas=low, haut=high, bas_compris=False, haut_compris=False)
        first = _next(low, 1) if low is not None else None
        last = _next(high, -1) if high is not None else None
        if isinstance(value, date) and isinstance(champ.type, TEvenement):
            last = self.contexte.au if last is None else min(last, self.contexte.au, key=_rank)
        return Domaine(bas=first, haut=last)

    def _listed(self, champ: ir.Champ, enumeration: str) -> Sequence[str]:
        return self.codes.get(enumeration) or self.codes.get(champ.nom) or ()

    def _values(self, champ: ir.Champ) -> tuple[Valeur | None, ...]:
        points = self.seuils.get(champ.nom, set())
        match champ.type:
            case TCondition():
                return (True, False)
            case TCode(enumeration=nom):
                return tuple(self._listed(champ, nom) or sorted(map(str, points)))
            case TEvenement():
                days = [d for d in cuts(points, whole=True) if isinstance(d, date) and d <= self.contexte.au]
                last = max((p for p in points if isinstance(p, date)), default=None)
                # Why: past the last constant, the day one looks is of one domain with the day after it.
                known = last is not None and any(d > last for d in days) and self._only_compared(champ.nom)
                return (None, *days, *(() if known else (self.contexte.au,)))
            case TNombre(entier=whole):
                found = [v for v in cuts(points, whole=whole) if isinstance(v, Fraction) and v >= 0]
                least = min((p for p in points if isinstance(p, Fraction)), default=None)
                if least is not None and least > 0 and not any(v < least for v in found):
                    found.insert(0, Fraction(0))
                return tuple(found)
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


def _rank(value: Fraction | date) -> Fraction:
    return Fraction(value.toordinal()) if isinstance(value, date) else value


def _next(point: Fraction | date, way: int) -> Fraction | date:
    """The whole number, or the day, after a point (`way` 1) or before it (-1)."""
    if isinstance(point, date):
        return point + timedelta(days=way)
    return Fraction(math.floor(point) + 1 if way > 0 else math.ceil(point) - 1)


def _bare(expr: ir.Expr) -> ir.Expr:
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr


def _measured(kind: Type) -> bool:
    """Has it more values than one can try?"""
    return not isinstance(kind, TCondition | TCode)


def _reads(expr: ir.Expr) -> bool:
    return any(isinstance(part, ir.Champ) for part in ir.walk(expr))
