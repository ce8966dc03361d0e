"""Conditions as formulas over variables of finitely many values.

A variable stands for a fact, or for a whole term that is compared (`loyer / surface`): two occurrences of one
term have one value. Constants cut an ordered variable into intervals, one witness each, so nothing is lost:
every witness is a value that the fact may take, and every value behaves as a witness. What is not understood
is a variable of its own that may take any outcome: the answer then errs towards « possible ».

Facts are complete here. By monotonicity of the language (docs/langage, « Les issues »), an outcome that no
complete facts give is given by no incomplete ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from convrules import ir, vocabulary
from convrules.analyses.decision.constantes import JAMAIS, Constante, constant, ordered
from convrules.base.outcomes import NON_APPLICABLE, Issue
from convrules.base.records import dataclass
from convrules.base.values import TCode, TCondition, TEvenement, TNombre, Type
from convrules.geographie import lies_in

Cle: TypeAlias = tuple[str, ir.Expr] | tuple[str, ir.Expr, ir.Expr]


class _Autre(Enum):
    AUTRE = "autre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """`cle`: what it stands for. Filled while formulas are read: constants met, then its witnesses."""

    cle: Cle
    type: Type | None = None
    sans_objet: bool = True
    constantes: set[Constante] = field(default_factory=set, compare=False, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atome:
    """A test on one variable."""

    variable: Cle
    test: Callable[[object], Issue] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixe:
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    operande: "Formule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liaison:
    """`et` or `ou`."""

    et: bool
    gauche: "Formule"
    droite: "Formule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    condition: "Formule"
    alors: "Formule"
    sinon: "Formule"


Formule: TypeAlias = Atome | Fixe | Negation | Liaison | Alternative

_CONTRAIRES: Final = (ir.Comparateur.DIFFERENT, ir.Comparateur.SUPERIEUR_EGAL, ir.Comparateur.INFERIEUR_EGAL)
_LIBRE: Final = "libre"


class Lecture:
    """Reads expressions into formulas, and knows the witnesses of their variables.

    fixes: values of facts that hold for all that is read (`reservataire.type` of a convention)."""

    def __init__(self, fixes: Mapping[tuple[str, str], str] | None = None) -> None:
        self.variables: dict[Cle, Variable] = {}
        self._fixes = fixes or {}

    # --- reading --------------------------------------------------------------------------------
    def formule(self, expr: ir.Expr) -> Formule:
        match expr:
            case ir.Litteral(valeur=bool() as issue):
                return Fixe(issue=issue)
            case ir.Nomme(expr=inner):
                return self.formule(inner)
            case ir.Non(operande=inner):
                return Negation(operande=self.formule(inner))
            case ir.Et(gauche=a, droite=b):
                return Liaison(et=True, gauche=self.formule(a), droite=self.formule(b))
            case ir.Ou(gauche=a, droite=b):
                return Liaison(et=False, gauche=self.formule(a), droite=self.formule(b))
            case ir.Si(condition=c, alors=a, sinon=b):
                return Alternative(condition=self.formule(c), alors=self.formule(a), sinon=self.formule(b))
            case ir.Comparaison(operateur=op, gauche=a, droite=b):
                return self._comparison(op, a, b)
            case ir.Dans(operande=e, ensemble=es):
                return self._membership(expr, e, es)
            case ir.Entre(operande=e, bas=a, haut=b):
                low = self._comparison(ir.Comparateur.SUPERIEUR_EGAL, e, a)
                high = self._comparison(ir.Comparateur.INFERIEUR_EGAL, e, b)
                return Liaison(et=True, gauche=low, droite=high)
            case (
                ir.Champ() | ir.DecisionAttendue() | ir.AEuLieu() | ir.Atteint() | ir.TourDe() | ir.EnSaison()
                | ir.EnVigueur() | ir.ExerciceDelegue() | ir.Parametre() | ir.Litteral() | ir.Calcul()
                | ir.Oppose() | ir.Compte()
                | ir.Somme() | ir.Chiffre() | ir.Renseigne() | ir.Invalide()
            ):  # fmt: skip
                return self._truth(expr)
            case _:
                assert_never(expr)

    def _truth(self, expr: ir.Expr) -> Atome:
        """A yes-or-no fact, or a condition that is not looked into."""
        cle = (_LIBRE, expr)
        may = _may_not_apply(expr)
        self.variables.setdefault(cle, Variable(cle=cle, type=TCondition(), sans_objet=may))
        return Atome(variable=cle, test=_as_issue)

    def _comparison(self, op: ir.Comparateur, a: ir.Expr, b: ir.Expr) -> Formule:
        left, right = constant(a), constant(b)
        if left is not None and right is not None:
            return self._both_constant(op, left, right, a, b)
        if right is not None:
            return self._against(op, a, right)
        if left is not None:
            return self._against(_MIROIRS[op], b, left)
        return self._signs(op, a, b)

    def _both_constant(
        self, op: ir.Comparateur, left: Constante, right: Constante, a: ir.Expr, b: ir.Expr
    ) -> Formule:
        if type(left) is type(right) and (isinstance(left, Fraction | date) or op in _EGALITES):
            return Fixe(issue=_holds(op, ordered(left, right)))
        return self._truth(ir.Comparaison(operateur=op, gauche=a, droite=b))

    def _against(self, op: ir.Comparateur, term: ir.Expr, value: Constante) -> Formule:
        """A term against a constant."""
        if isinstance(value, bool):
            said = self.formule(term)
            wanted = value if op is ir.Comparateur.EGAL else not value
            return said if wanted else Negation(operande=said)
        variable = self._variable(term, value)
        variable.constantes.add(value)

        def test(held: object) -> Issue:
            return NON_APPLICABLE if held is None else _holds(op, _standing(held, value, variable.type))

        return Atome(variable=variable.cle, test=test)

    def _membership(self, whole: ir.Expr, term: ir.Expr, members: Sequence[ir.Expr]) -> Formule:
        values = [constant(m) for m in members]
        known = [v for v in values if v is not None and not isinstance(v, bool)]
        if len(known) < len(members) or isinstance(_type_of(term), TCondition):
            return self._truth(whole)
        variable = self._variable(term, known[0] if known else "")
        variable.constantes.update(known)

        def test(held: object) -> Issue:
            return (
                NON_APPLICABLE if held is None else any(_standing(held, v, variable.type) == 0 for v in known)
            )

        return Atome(variable=variable.cle, test=test)

    def _variable(self, term: ir.Expr, value: Constante) -> Variable:
        # One term may be compared to texts and, by another road, to numbers: never to be mixed.
        cle = (type(value).__name__, _bare(term))
        made = Variable(cle=cle, type=_type_of(term), sans_objet=_may_not_apply(term))
        return self.variables.setdefault(cle, made)

    def _signs(self, op: ir.Comparateur, a: ir.Expr, b: ir.Expr) -> Formule:
        """Two terms that are not constants: how they stand to one another is one variable."""
        first, second = _bare(a), _bare(b)
        swapped = repr(first) > repr(second)
        if swapped:
            first, second, op = second, first, _MIROIRS[op]
        cle = ("signe", first, second)
        self.variables.setdefault(cle, Variable(cle=cle))

        def test(held: object) -> Issue:
            return NON_APPLICABLE if held is None else _holds(op, held if isinstance(held, int) else 0)

        return Atome(variable=cle, test=test)

    # --- witnesses ------------------------------------------------------------------------------
    def witnesses(self, cle: Cle) -> tuple[object, ...]:
        """Values of a variable, enough to tell apart all the tests it is put to."""
        variable = self.variables[cle]
        values = tuple(self._witnesses(variable))
        # None: the term does not apply.
        return (*values, None) if variable.sans_objet else values

    def _witnesses(self, variable: Variable) -> Iterator[object]:
        kind, term = variable.cle[0], variable.cle[1]
        if kind == "signe":
            yield from (-1, 0, 1)
        elif isinstance(variable.type, TCondition):
            yield from (True, False)
        elif kind == "str":
            yield from self._names(variable, term)
        else:
            yield from _cuts(variable)

    def _names(self, variable: Variable, term: ir.Expr) -> Iterator[object]:
        """Codes or texts that were named, and one that was not: any file may lengthen a list of codes."""
        if isinstance(term, ir.Champ) and (term.niveau.value, term.nom) in self._fixes:
            yield self._fixes[(term.niveau.value, term.nom)]
            return
        yield from sorted(str(c) for c in variable.constantes)
        yield _Autre.AUTRE


def _cuts(variable: Variable) -> Iterator[object]:
    """`jamais` after every day for an event; the rows of a count are never fewer than none."""
    whole = isinstance(variable.type, TNombre) and variable.type.entier
    counted = isinstance(variable.cle[1], ir.Compte)
    for value in cuts(variable.constantes, whole=whole):
        if not (counted and isinstance(value, Fraction) and value < 0):
            yield value
        elif all(isinstance(c, Fraction) and c > 0 for c in variable.constantes):
            yield Fraction(0)
    if isinstance(variable.type, TEvenement):
        yield JAMAIS


def cuts(constantes: Iterable[object], *, whole: bool) -> Iterator[Fraction | date]:
    """Each constant, one value in each gap, one on each side."""
    points = sorted(c for c in constantes if isinstance(c, Fraction | date))
    if points:
        yield _shifted(points[0], -1)
    for rank, point in enumerate(points):
        if not (whole and isinstance(point, Fraction) and point.denominator != 1):
            yield point
        if rank + 1 < len(points):
            yield from _between(point, points[rank + 1], whole)
    if points:
        yield from _after(points[-1], whole)


def _shifted(point: Fraction | date, days: int) -> Fraction | date:
    if isinstance(point, Fraction):
        return Fraction(point.numerator // point.denominator + days)
    return point + timedelta(days=days)


def _between(low: Fraction | date, high: Fraction | date, whole: bool) -> Iterator[Fraction | date]:
    if isinstance(low, Fraction) and isinstance(high, Fraction) and not whole:
        yield (low + high) / 2
        return
    following = _shifted(low, 1)
    if ordered(following, high) < 0:
        yield following


def _after(point: Fraction | date, whole: bool) -> Iterator[Fraction | date]:
    yield _shifted(point, 1)


# --- tests ----------------------------------------------------------------------------------
_MIROIRS: Final = {
    ir.Comparateur.EGAL: ir.Comparateur.EGAL,
    ir.Comparateur.DIFFERENT: ir.Comparateur.DIFFERENT,
    ir.Comparateur.INFERIEUR: ir.Comparateur.SUPERIEUR,
    ir.Comparateur.SUPERIEUR: ir.Comparateur.INFERIEUR,
    ir.Comparateur.INFERIEUR_EGAL: ir.Comparateur.SUPERIEUR_EGAL,
    ir.Comparateur.SUPERIEUR_EGAL: ir.Comparateur.INFERIEUR_EGAL,
}
_EGALITES: Final = (ir.Comparateur.EGAL, ir.Comparateur.DIFFERENT)


def _holds(op: ir.Comparateur, sign: int) -> bool:
    match op:
        case ir.Comparateur.EGAL:
            return sign == 0
        case ir.Comparateur.DIFFERENT:
            return sign != 0
        case ir.Comparateur.INFERIEUR:
            return sign < 0
        case ir.Comparateur.INFERIEUR_EGAL:
            return sign <= 0
        case ir.Comparateur.SUPERIEUR:
            return sign > 0
        case ir.Comparateur.SUPERIEUR_EGAL:
            return sign >= 0
        case _:
            assert_never(op)


def _standing(held: object, value: Constante, kind: Type | None) -> int:
    """A commune holds its municipal arrondissements; its own code stands for one that no rule names."""
    if kind == TCode("commune") and isinstance(held, str) and isinstance(value, str):
        return 0 if lies_in(held, value) else 1
    return ordered(held, value)


def _as_issue(held: object) -> Issue:
    return held if isinstance(held, bool) else NON_APPLICABLE


def _bare(expr: ir.Expr) -> ir.Expr:
    """The term itself, under the name of no definition."""
    return _bare(expr.expr) if isinstance(expr, ir.Nomme) else expr


def _type_of(expr: ir.Expr) -> Type | None:
    match _bare(expr):
        case ir.Champ(type=t) | ir.Parametre(type=t) | ir.Calcul(type=t) | ir.Somme(type=t):
            return t
        case ir.Compte():
            return TNombre(entier=True)
        case _:
            return None


def _may_not_apply(expr: ir.Expr) -> bool:
    """May the term be `sans objet`? Said to be so whenever it is not known not to be."""
    match _bare(expr):
        case ir.Champ(nom=nom, niveau=ir.Niveau.VACANCE as niveau):
            found = vocabulary.champ(nom, niveau)
            return found is None or found.sans_objet
        case ir.Champ(niveau=ir.Niveau.RESERVATAIRE) | ir.DecisionAttendue():
            return False
        case _:
            return True
