"""Clauses whose condition keeps only the dwellings of another holder than that of the convention."""

from collections.abc import Iterator
from functools import reduce

from convrules import ir, vocabulary
from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import questions as problems
from convrules.ir.parcours import everything
from convrules.ir.textes import with_nested

_DU_TITULAIRE = (
    ir.Delai,
    ir.Suite,
    ir.Obligation,
    ir.Eligibilite,
    ir.Priorite,
    ir.ExceptionClause,
    ir.Part,
    ir.Quota,
)
_Comptes = dict[str, Span]


def comptes_d_autrui(convention: ir.Convention) -> Iterator[Diagnostic]:
    """`si: contingent = commune` in the convention of another holder, where nothing else says why the
    accounts of that one would matter to it."""
    holder = convention.reservataire
    if holder is None or convention.version is not None:
        return
    pairs = [(c, wanted) for c in with_nested(convention.clauses) for wanted in map(_wanted, _conditions(c))]
    own = {holder.type, convention.ident, "bailleur", *_finer(convention, holder.type)}
    foreign = [(clause, wanted) for clause, wanted in pairs if wanted and not own & wanted.keys()]
    mentioned = frozenset(_mentioned(convention)) if foreign else frozenset()
    for clause, wanted in foreign:
        if not mentioned & wanted.keys():
            compte, span = next(iter(wanted.items()))
            yield problems.compte_d_un_autre(
                span=span, clause=clause.entete.nom, ecrit=span.text, compte=compte, propre=holder.type
            )


def _conditions(clause: ir.Clause) -> Iterator[ir.Expr]:
    """Its own, and those of the lettings that it counts for the holder."""
    if isinstance(clause, _DU_TITULAIRE) and clause.entete.si is not None:
        yield clause.entete.si
    populations: tuple[ir.Population | None, ...] = ()
    if isinstance(clause, ir.Part):
        populations = (clause.compte,)
    elif isinstance(clause, ir.Quota) and clause.du_reservataire:
        populations = (clause.compte or clause.regle.population,)
    yield from (p.condition for p in populations if p is not None and p.condition is not None)


def _finer(convention: ir.Convention, kind: str) -> Iterator[str]:
    for champ in convention.vocabulaire:
        yield from (code for code, holder in champ.titulaires if holder == kind)


def _mentioned(convention: ir.Convention) -> Iterator[str]:
    """Accounts that the convention deals with by itself: shared out, served in turn, handed a dwelling."""
    for node in everything(convention.clauses):
        match node:
            case ir.Repartition(entre=entre):
                yield from (compte for compte, _ in entre)
            case ir.Etape(compte=compte):
                yield compte
            case ir.Delegation(titulaire=titulaire, delegataire=delegataire):
                yield from (titulaire, delegataire)
            case ir.Effet(destinataire=str(destinataire)):
                yield destinataire
            case ir.TourDe(titulaire=str(titulaire)):
                yield titulaire


def _wanted(expr: ir.Expr) -> _Comptes:
    """The accounts that a condition keeps, each where it is written; none when it keeps others too."""
    match expr:
        case ir.Nomme(expr=inner):
            return dict.fromkeys(_wanted(inner), expr.span)
        case ir.Et(gauche=a, droite=b):
            return _wanted(a) or _wanted(b)
        case ir.Ou(gauche=a, droite=b):
            left, right = _wanted(a), _wanted(b)
            return {**left, **right} if left and right else {}
        case ir.Comparaison(operateur=ir.Comparateur.EGAL, gauche=a, droite=b):
            return _code(a, b, expr.span)
        case ir.Dans(operande=a, ensemble=ensemble):
            codes = [_code(a, b, expr.span) for b in ensemble]
            return reduce(lambda x, y: {**x, **y}, codes, _Comptes()) if all(codes) else {}
        case _:
            return {}


def _code(champ: ir.Expr, code: ir.Expr, span: Span) -> _Comptes:
    if not isinstance(champ, ir.Champ) or champ.nom != "contingent" or not isinstance(code, ir.Litteral):
        return {}
    written = str(code.valeur)
    known = written in vocabulary.codes("contingent") or "-" in written
    return {written: span} if known else {}
