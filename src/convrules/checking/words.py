"""Near words, and the French of types, units and kinds that messages need."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, assert_never

from convrules import ir
from convrules.base.dates import UniteDuree
from convrules.base.motifs import Motif
from convrules.base.ressemblance import nearest
from convrules.base.texte import suite, t
from convrules.base.values import (
    SANS_UNITE,
    Base,
    TCode,
    TCondition,
    TDate,
    TDuree,
    TEvenement,
    TInvalide,
    TNombre,
    TTexte,
    Type,
    Unite,
)

_DU_BAILLEUR: Final = "--"
"""What parts the name of a convention and that of its landlord."""
_NOM: Final = Motif(r"(?:[^.]*\.)?[a-z][a-z0-9_]*")


@cache
def fold(word: str) -> str:
    """A word without accents, case, spaces, hyphens or underscores."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(s for s in plain if not unicodedata.combining(s) and s not in " -_")


def closest(word: str, known: Iterable[str], cutoff: float = 0.72) -> str:
    """The known word that was probably meant, or nothing. A slip of accent or underscore wins. cutoff: how
    alike another must be, of 1."""
    listed = sorted(set(known))
    same = [k for k in listed if fold(k) == fold(word)]
    if same:
        return same[0]
    tail = "".join(word.partition(_DU_BAILLEUR)[1:])
    if tail:
        # Why: « --oph-plaine-nord », which all of them bear, makes none of them like another.
        kin = {k.removesuffix(tail): k for k in listed if k.endswith(tail)}
        listed = [k for k in listed if not k.endswith(tail)]
        if kin and (near := closest(word.removesuffix(tail), kin)):
            return kin[near]
    by_fold = {fold(k): k for k in listed}
    swapped = next((k for f, k in by_fold.items() if are_swapped(fold(word), f)), None)
    if swapped is not None:
        return swapped
    return by_fold.get(nearest(fold(word), by_fold, cutoff=cutoff), "")


def is_ill_written(word: str, known: Iterable[str]) -> bool:
    """Is it the name of something that bears it with an accent, a space or a hyphen? That is told there."""
    return any(fold(k) == fold(word) and _NOM.fullmatch(k) is None for k in known)


def are_swapped(a: str, b: str) -> bool:
    """Are they one word, but for two neighbouring letters?"""
    apart = [n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y]
    if len(a) != len(b) or len(apart) != 2:
        return False
    n, m = apart
    return m == n + 1 and a[n] == b[m] and a[m] == b[n]


def listing(words: Iterable[str], limit: int = 12) -> str:
    """`a, b, c`; what exceeds the limit is told by an ellipsis."""
    listed = list(words)
    shown = suite(listed[:limit])
    return t("{liste}, …", liste=shown) if len(listed) > limit else shown


def unit_name(u: Unite) -> str:
    """A unit as files write it: `€/m²`, `logement`, `jours`."""
    if u == SANS_UNITE:
        return "sans unité"
    above = [_SYMBOLES.get(nom, nom) + _power(p) for nom, p in u if p > 0]
    below = [_SYMBOLES.get(nom, nom) + _power(-p) for nom, p in u if p < 0]
    top = "·".join(above) or "1"
    return f"{top}/{'/'.join(below)}" if below else top


_SYMBOLES: Final = {"centime": "€", "jour": "jours"}


def _power(p: int) -> str:
    return "" if p == 1 else f"^{p}"


_DUREES: Final = {
    UniteDuree.JOUR: "jours",
    UniteDuree.JOUR_OUVRE: "jours ouvrés",
    UniteDuree.JOUR_OUVRABLE: "jours ouvrables",
    UniteDuree.SEMAINE: "semaines",
    UniteDuree.MOIS: "mois",
    UniteDuree.AN: "ans",
}


def describe(type_: Type) -> str:
    """A type as a French noun phrase."""
    match type_:
        case TCondition():
            return "une condition"
        case TNombre():
            return describe_number(type_)
        case TDate():
            return "une date"
        case TEvenement():
            return "un événement"
        case TDuree(unite=u):
            return t("une durée en {unite}", unite=_DUREES[u])
        case TCode(enumeration=nom):
            return t("un code de « {nom} »", nom=nom)
        case TTexte():
            return "un texte"
        case TInvalide():
            return "une valeur illisible"
        case _:
            assert_never(type_)


def describe_whole(type_: Type) -> str:
    """The same, of a rate with what it is a share of."""
    if isinstance(type_, TNombre) and type_.taux and type_.base is not None:
        return t("un taux {base} (%)", base=base_words(type_.base))
    return describe(type_)


def base_words(base: Base | None) -> str:
    return "du stock" if base is Base.STOCK else "du flux"


def describe_number(type_: TNombre) -> str:
    if type_.taux:
        return "un taux (%)"
    if type_.unite == SANS_UNITE:
        return "un nombre sans unité"
    return t("un nombre en {unite}", unite=unit_name(type_.unite))


GENRES: Final[dict[type[ir.ClauseBase], str]] = {
    ir.ClauseChamp: "champ",
    ir.DroitIdentifie: "droit identifié",
    ir.Soustraction: "soustraction",
    ir.Part: "part",
    ir.Quota: "quota",
    ir.Repartition: "répartition",
    ir.Eligibilite: "éligibilité",
    ir.Delai: "délai",
    ir.Suite: "suite",
    ir.Obligation: "obligation",
    ir.Tour: "tour",
    ir.Priorite: "priorité",
    ir.Imputation: "imputation",
    ir.Delegation: "délégation",
    ir.ModeCorrectif: "mode correctif",
    ir.Transmission: "transmission",
    ir.ExceptionClause: "exception",
    ir.DecisionHumaine: "décision humaine",
    ir.NonCodable: "non codable",
    ir.Controle: "contrôle",
    ir.Reserve: "réserve",
    ir.Critere: "critère",
}
