"""The name that was probably meant, where what is written means nothing."""

import re
from collections.abc import Iterator
from typing import Final

from convrules import ir, vocabulary
from convrules.base.values import TCode, TCondition, Type
from convrules.checking.scope import Chantier, Lieu, walk
from convrules.checking.words import closest, fold
from convrules.functions import EXERCICE_DELEGUE
from convrules.syntax import nodes as n

MOTS_DE_L_EXERCICE: Final = frozenset({"exercant", "delegue", "delegataire", "delegation", "droit_delegue"})
_TIRETS: Final = re.compile("[a-z][a-z0-9_]*(?:-[a-z0-9_]+)+")
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


def hyphenated(node: n.Expr, known: list[str]) -> str:
    """The known name that `public-prioritaire` is but for its hyphens; empty when it is none, or when each
    side of a hyphen is itself a name."""
    if _TIRETS.fullmatch(node.span.text) is None:
        return ""
    pieces = [".".join(x.noms) for x in walk(node) if isinstance(x, n.Chemin)]
    if all(piece in known for piece in pieces):
        return ""
    return next((name for name in sorted(known) if fold(name) == fold(node.span.text)), "")


def names_in_scope(c: Chantier, lieu: Lieu) -> list[str]:
    """Those that an expression may cite here."""
    return [name for name, _ in _in_scope(c, lieu)]


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
