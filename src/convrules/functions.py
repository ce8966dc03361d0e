"""Builtin functions and conditions of the language: name, signature, gloss."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from convrules.base.records import dataclass
from convrules.base.values import TCondition, TTexte, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonction:
    nom: str
    parametres: tuple[Type, ...]
    resultat: Type
    glose: str


EXERCICE_DELEGUE: Final = "exercice_delegue"
"""The condition, written alone: does a delegate exercise the rights of the convention's holder?"""

FONCTIONS: Final[Mapping[str, Fonction]] = MappingProxyType(
    {
        "en_vigueur": Fonction(
            nom="en_vigueur",
            parametres=(TTexte(),),
            resultat=TCondition(),
            glose="la convention de cet identifiant est-elle en vigueur au jour de référence ?",
        )
    }
)
