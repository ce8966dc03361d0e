"""The landlord's policy: what it decides where conventions leave the choice."""

from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from convrules.base.records import dataclass
from convrules.base.source import NOWHERE, Span
from convrules.ir.clauses import TOUJOURS, ClauseBase, Priorite, Validite
from convrules.ir.expressions import Expr
from convrules.ir.files import Bailleur, ChampDeclare, Choix, ParametreDeclare, Territoire
from convrules.ir.sentences import Ordre, RegleQuota


class Mesure(StrEnum):
    """A number of an account, in dwellings: `retard` is `solde` + `du` − `realise`."""

    RETARD = "compte.retard"
    DU = "compte.du"
    REALISE = "compte.realise"
    SOLDE = "compte.solde"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve(ClauseBase):
    """Dwellings kept back from the holders: at most so many in a year."""

    regle: RegleQuota


@dataclass(frozen=True, slots=True, kw_only=True)
class Critere(ClauseBase):
    """Points: so many for each dwelling of the measure."""

    mesure: Mesure
    poids: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Anticipation:
    """The forecast over which the landlord looks ahead: its own vacancies of a past year, or those that it
    declares as expected (`annee` None)."""

    annee: int | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


ClausePolitique: TypeAlias = Reserve | Critere | Priorite


@dataclass(frozen=True, slots=True, kw_only=True)
class Politique:
    """`choix`, `socle`: answers to the open questions and territory of the socle that judges for the
    landlord; None when none of those inherited answers them."""

    ident: str
    bailleur: Bailleur
    territoire: Territoire = Territoire()
    en_vigueur: Validite = TOUJOURS
    herite: tuple[tuple[str, str], ...] = ()
    choix: Choix | None = None
    socle: Territoire = Territoire()
    parametres: tuple[ParametreDeclare, ...] = ()
    definitions: tuple[tuple[str, Expr], ...] = ()
    vocabulaire: tuple[ChampDeclare, ...] = ()
    clauses: tuple[ClausePolitique, ...] = ()
    departage: Ordre | None = None
    anticipation: Anticipation | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
