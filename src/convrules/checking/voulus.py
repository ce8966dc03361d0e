"""The name that was probably meant, where what is written means nothing."""

from collections.abc import Collection, Iterator
from typing import Final

from convrules import ir, vocabulary
from convrules.base.motifs import Motif
from convrules.base.values import TCode, TCondition, TTexte, Type
from convrules.checking.scope import Chantier, Lieu, walk
from convrules.checking.words import closest, fold
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import noms as problems
from convrules.functions import EXERCICE_DELEGUE
from convrules.syntax import nodes as n

MOTS_DE_L_EXERCICE: Final = frozenset({"exercant", "delegue", "delegataire", "delegation", "droit_delegue"})
_TIRETS: Final = Motif("[a-z][a-z0-9_]*(?:-[a-z0-9_]+)+")
_PRESQUE: Final = 0.86
"""How alike a name of another type must be, of 1: put in the place of what is written, it is refused."""


def near_name(c: Chantier, nom: str, lieu: Lieu, souhait: type[Type] | None) -> str:
    """What was probably meant by a name: one in scope, of the wished type if there is any, its negation, or a
    comparison with the code that it is."""
    if lieu.exercice and nom in MOTS_DE_L_EXERCICE:
        return EXERCICE_DELEGUE
    named = dict(_in_scope(c, lieu))
    fitting = [name for name, type_ in named.items() if souhait is None or isinstance(type_, souhait)]
    conditions = [name for name, type_ in named.items() if isinstance(type_, TCondition)]
    negated = _negated(nom, conditions) if souhait in (None, TCondition) else ""
    compared = _compared(c, nom, lieu) if souhait is TCondition else ""
    others = (name for name in named if name not in fitting)
    return negated or compared or closest(nom, fitting) or closest(nom, others, _PRESQUE)


def _negated(nom: str, conditions: list[str]) -> str:
    """`nonqpv`, `non_qpv`: no name is near that does not say « non »."""
    bare = nom.removeprefix("non").removeprefix("_")
    near = closest(nom, conditions)
    if bare == nom or near.startswith("non"):
        return ""
    meant = closest(bare, conditions) if len(bare) > 1 else ""
    return f"non {meant}" if meant and (near in ("", meant) or fold(meant) == fold(bare)) else ""


def _compared(c: Chantier, nom: str, lieu: Lieu) -> str:
    """`nature = logement_ordinaire`, of a code that one field alone has; the nearest level comes first."""
    for niveau in (lieu.niveau, *vocabulary.ACCES[lieu.niveau]):
        having = [
            fait.nom
            for fait in c.faits(niveau)
            if isinstance(fait.type, TCode) and nom in c.codes(fait.type.enumeration)
        ]
        if having:
            field = having[0] if niveau == lieu.niveau else f"{niveau}.{having[0]}"
            return f"{field} = {nom}" if len(having) == 1 else ""
    return ""


def is_hyphenated(c: Chantier, node: n.Expr, known: Collection[str], lieu: Lieu) -> bool:
    """Is `public-prioritaire` a name with hyphens, and no subtraction? It is one of those `known` but for
    them, or no side of a hyphen is what is subtracted."""
    if _TIRETS.fullmatch(node.span.text) is None:
        return False
    named, own = dict(_in_scope(c, lieu)), own_names(c)
    pieces = [".".join(x.noms) for x in walk(node) if isinstance(x, n.Chemin)]
    if all(piece in named for piece in pieces):
        return False
    folded = fold(node.span.text)
    return any(fold(name) == folded for name in known) or not any(
        piece in named and (piece in own or not isinstance(named[piece], TCode | TTexte | TCondition))
        for piece in pieces
    )


def hyphenated_name(c: Chantier, node: n.Expr, lieu: Lieu) -> Diagnostic | None:
    """A name with hyphens, as one mistake: another spelling of any name, or near that of a condition."""
    nom = node.span.text
    if _TIRETS.fullmatch(nom) is None:
        return None  # Why first: nearly every subtraction is one, and all the names are many.
    named = dict(_in_scope(c, lieu))
    if not is_hyphenated(c, node, named, lieu):
        return None
    same = [name for name in sorted(named) if fold(name) == fold(nom)]
    conditions = [name for name, type_ in named.items() if isinstance(type_, TCondition)]
    return problems.nom_inconnu(span=node.span, nom=nom, proche=closest(nom, same or conditions, _PRESQUE))


def _in_scope(c: Chantier, lieu: Lieu) -> Iterator[tuple[str, Type]]:
    """Names that could stand here, with their types; a definition is most often a condition."""
    if lieu.exercice and lieu.niveau is ir.Niveau.VACANCE:
        yield EXERCICE_DELEGUE, TCondition()
    for fait in c.faits(lieu.niveau):
        yield fait.nom, fait.type
    for niveau in vocabulary.ACCES[lieu.niveau]:
        for fait in c.faits(niveau):
            yield f"{niveau}.{fait.nom}", fait.type
    for nom in own_names(c):
        yield nom, c.parametres[nom].type if nom in c.parametres else TCondition()


def own_names(c: Chantier) -> tuple[str, ...]:
    """Names that the file or its socles give to parameters, definitions and decisions."""
    return (*c.parametres, *c.definitions, *c.definitions_heritees, *c.decisions)
