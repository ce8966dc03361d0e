"""A clause as written: its kind, its name, its heading, and the keys common to all kinds."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeVar

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.checking import keys
from convrules.checking.expressions import condition
from convrules.checking.keys import Lecteur, Place
from convrules.checking.readers import member, phrase, text, validity
from convrules.checking.scope import Chantier
from convrules.checking.sources import read_source
from convrules.checking.words import GENRES
from convrules.syntax import nodes as n

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """A clause as written, with its heading. `genre`: as files write it. `dont`: those nested in it."""

    genre: str
    table: n.Table
    nom: n.Scalaire
    entete: ir.Entete
    dont: tuple["Fiche", ...] = ()

    @property
    def contexte(self) -> str:
        return t("{de} « {nom} »", de=_DE[self.genre], nom=self.nom.texte)


_DE: Final[Mapping[str, str]] = {
    genre: f"de la {genre}"
    if genre
    in (
        "part",
        "soustraction",
        "répartition",
        "suite",
        "priorité",
        "délégation",
        "transmission",
        "décision humaine",
        "réserve",
    )
    else f"de l'{genre}"
    if genre[0] in "éeoi"
    else f"du {genre}"
    for genre in GENRES.values()
}
NIVEAUX: Final[Mapping[str, ir.Niveau]] = {
    "droit identifié": ir.Niveau.DROIT,
    "transmission": ir.Niveau.CONVENTION,
    "contrôle": ir.Niveau.CONVENTION,
    "répartition": ir.Niveau.CONVENTION,
}
"""Rows that a clause judges; those not listed judge vacancies."""


def level_judged(fiche: Fiche) -> ir.Niveau:
    """Rows that the clause judges: those of its kind, unless it says otherwise (`porte sur`)."""
    said = text(fiche.table, "porte sur") if fiche.genre in SUR_UN_ELEMENT else None
    return member(ir.Niveau, said) or NIVEAUX.get(fiche.genre, ir.Niveau.VACANCE)


def says_an_unknown_level(fiche: Fiche) -> bool:
    """Does `porte sur` name no rows that there are? It was told of; names of the rule cannot be read."""
    said = fiche.table.get("porte sur")
    return said is not None and member(ir.Niveau, text(fiche.table, "porte sur")) is None


SUR_UN_ELEMENT: Final = ("délai", "obligation")
"""Kinds that may say which rows they judge."""


LISENT_L_EXERCICE: Final = frozenset({"éligibilité", "obligation", "délai", "suite"})
"""Kinds whose conditions may ask whether a delegate exercises the rights: none of them says who does."""


# --- common keys ----------------------------------------------------------------------------
def place_of(fiche: Fiche) -> Place:
    return Place(
        contexte=fiche.contexte, niveau=level_judged(fiche), exercice=fiche.genre in LISENT_L_EXERCICE
    )


def read(c: Chantier, fiche: Fiche, cle: str, lecteur: Lecteur, at: Place) -> ir.CleValeur | None:
    """The typed sentence of a key; None when absent or refused."""
    node = phrase(fiche.table, cle)
    return lecteur(c, node, at) if node is not None else None


def rule(c: Chantier, fiche: Fiche, kind: type[T]) -> T | None:
    """The clause's `règle`, of the type that its kind gives."""
    value = read(c, fiche, "règle", keys.LECTEURS[fiche.genre]["règle"], place_of(fiche))
    return value if isinstance(value, kind) else None


def optional(c: Chantier, fiche: Fiche, cle: str, kind: type[T]) -> T | None:
    value = read(c, fiche, cle, keys.LECTEURS[fiche.genre][cle], place_of(fiche))
    return value if isinstance(value, kind) else None


def condition_of(c: Chantier, fiche: Fiche, at: Place) -> ir.Expr | None:
    """`si`, read where the clause stands."""
    node = phrase(fiche.table, "si")
    if not isinstance(node, n.Expr):
        return None
    return condition(c, node, at.lieu("la condition « si »"))


def expression_of(c: Chantier, fiche: Fiche) -> ir.Expr | None:
    node = phrase(fiche.table, "règle")
    at = place_of(fiche)
    lieu = at.lieu("la règle", renseigne=fiche.genre == "obligation")
    return condition(c, node, lieu) if isinstance(node, n.Expr) else None


def with_if(
    c: Chantier, fiche: Fiche, niveau: ir.Niveau | None = None, *, exercice: bool | None = None
) -> ir.Entete:
    """The heading, with its condition typed. niveau, exercice: where an exception reads as what it departs
    from does."""
    at = place_of(fiche)
    at = replace(at, niveau=niveau or at.niveau, exercice=at.exercice if exercice is None else exercice)
    return replace(fiche.entete, si=condition_of(c, fiche, at))


def read_entete(c: Chantier, table: n.Table, nom: n.Scalaire) -> ir.Entete:
    """The heading but for its condition. Its source is checked apart."""
    return ir.Entete(
        nom=nom.texte,
        ident=c.cited(nom.texte),
        enonce=text(table, "énoncé"),
        force=member(ir.Force, text(table, "force")),
        source=read_source(table),
        en_vigueur=validity(c, table.get("en vigueur")),
        groupe=text(table, "groupe"),
        debiteur=text(table, "débiteur"),
        caractere=text(table, "caractère"),
        retouches=c.amende.retouches.get(nom.texte, ()),
        span=nom.span,
    )


def reads_household(c: Chantier, expr: ir.Expr) -> bool:
    """Does it read a flag of the household retained, or its demand? What is counted is not: it is about
    others."""
    if isinstance(expr, ir.Compte | ir.Somme):
        return False
    if isinstance(expr, ir.DecisionAttendue):
        return c.elements.get(expr.nom) in (ir.Niveau.CANDIDATURE, ir.Niveau.DEMANDE)
    if isinstance(expr, ir.Champ):
        fait = c.fait(expr.nom, expr.niveau)
        return expr.niveau is ir.Niveau.DEMANDE or (fait is not None and fait.menage)
    return any(reads_household(c, child) for child in ir.children(expr))
