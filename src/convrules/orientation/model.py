"""What advice on one dwelling says: whom it may go to, in which order, and why. Data only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import Cause, Issue


class Rangement(StrEnum):
    """Where a holder stands for one dwelling."""

    CLASSE = "classe"
    INDETERMINE = "indetermine"
    INELIGIBLE = "ineligible"


class Departage(StrEnum):
    """What told two holders of equal deficit apart."""

    TAUX = "taux"
    IDENTIFIANT = "identifiant"


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatCompte:
    """Account of a holder in the dwelling's cells, in dwellings. `retard`: exact deficit before this
    dwelling (None: the balance brought forward is not known). `taux`: what the dwelling adds to it.
    `apres`: deficit once it has gone to this holder; `sinon`: once it has gone to another. `oriente`:
    dwellings counted so far. `en_doute`: dwellings oriented to an account that is not recorded."""

    taux: Fraction
    retard: Fraction | None
    apres: Fraction | None
    sinon: Fraction | None
    oriente: int
    en_doute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Avertissement:
    """An annual cap that this dwelling would take the holder beyond, on the flow to date. `fait`: counted
    with this dwelling; `plafond`: exact cap with this dwelling in the base."""

    clause: ir.Quota
    fait: Fraction
    plafond: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidat:
    """A holder, or the landlord's own share (`convention` None). `rang`: from 1, for those eligible for
    certain. `viendrait_premier`: not known to be eligible, it would come first if it were. `clause`: what
    makes it ineligible, as cited. `departage`: what placed it before the next one, when deficits tie."""

    convention: ir.Convention | None
    rangement: Rangement
    eligible: Issue
    compte: EtatCompte
    rang: int | None = None
    viendrait_premier: bool = False
    clause: str | None = None
    causes: frozenset[Cause] = frozenset()
    departage: Departage | None = None
    avertissements: tuple[Avertissement, ...] = ()

    @property
    def ident(self) -> str:
        """Identifier of the convention; « bailleur » for the landlord's own share."""
        return self.convention.ident if self.convention is not None else BAILLEUR


BAILLEUR = "bailleur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Advice on one dwelling: holders in order, then those not known to be eligible, then the others.
    `borne`: no deficit exceeds it (H_k − 1), when the conditions of the theorem hold; else None."""

    vacance: str
    au: date
    candidats: tuple[Candidat, ...]
    borne: Fraction | None

    @property
    def propose(self) -> Candidat | None:
        """The holder that comes first, if any is eligible for certain."""
        return next((c for c in self.candidats if c.rang == 1), None)
