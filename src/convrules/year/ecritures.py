"""Entries of the ledger: on whose account a letting is, why, and what each clause says of it. Data only."""

from datetime import date
from enum import StrEnum
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of
from convrules.base.records import dataclass
from convrules.year.valeurs import Bornes

AUCUN: Final = "aucun"
"""No account."""


class Raison(StrEnum):
    """Why a letting is on its account."""

    ENREGISTRE = "enregistre"
    ACTE = "acte"
    EFFET = "effet"
    CASCADE = "cascade"
    SANS_COMPTE = "sans_compte"
    INCONNU = "inconnu"


class Suite(StrEnum):
    """What a line of a cascade does to an entry."""

    PREND = "prend"
    PEUT_PRENDRE = "peut_prendre"
    SANS_CONVENTION = "sans_convention"
    ATTEINTE = "atteinte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ligne:
    """One line of an order, as the entry met it. `fait`, `limite`: what is on the account before the entry,
    and what the line allows; None without a limit."""

    etape: ir.Etape
    suite: Suite
    fait: Bornes | None = None
    limite: Bornes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureCascade:
    """What one `imputation` clause says of one letting. `convention`: under which it was read; `issue`: does
    it apply; `comptes`: accounts it may give; `lignes`: the lines met, in order."""

    convention: str
    clause: ir.Imputation
    ordre: ir.Ordre
    issue: Issue
    comptes: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRendu:
    """A turn that an effect (`clause`) of a convention gave back on `jour` to the account `rendu_a`, without
    counting it for its holder, while the data record the letting on that holder's account (`enregistre`)."""

    vacance: str
    convention: str
    clause: str
    effet: ir.Effet
    jour: date
    rendu_a: str
    enregistre: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imputation:
    """The account of one letting. `possibles`: accounts it may be on (one: known; none: any of them).
    `clause`: of the effect or of the cascade that decided. `lectures`: every clause that may apply, whether
    or not it decided. `conflit`: clauses that contradict one another. `remarque`: accounts that the cascade
    would have given, when they differ from the one recorded. `rendus`: turns given back uncounted to another
    account than the one recorded. `reprises`: conventions under which the landlord may have taken back a
    dwelling that was oriented, and why it is not known: to whom it went since is then not known either.
    `aujourdhui`: the same without the turns that may still be lost, where some may. `retire`: is the dwelling
    withdrawn, hence on no account whatever else is said? Each convention reads its own withdrawals of it."""

    vacance: str
    raison: Raison
    possibles: tuple[str, ...] = ()
    aujourdhui: "Imputation | None" = None
    causes: frozenset[Cause] = frozenset()
    clause: str | None = None
    lectures: tuple[LectureCascade, ...] = ()
    conflit: tuple[str, ...] = ()
    remarque: tuple[str, ...] = ()
    rendus: tuple[TourRendu, ...] = ()
    reprises: tuple[tuple[str, frozenset[Cause]], ...] = ()
    retire: Issue = False

    @property
    def peut_etre_retire(self) -> frozenset[Cause]:
        """Why one does not know whether it is withdrawn; nothing when that is known."""
        return causes_of(self.retire)

    @property
    def dits(self) -> tuple[str, ...]:
        """Accounts as they are told: of a dwelling that is perhaps withdrawn, perhaps none."""
        perhaps = bool(self.possibles) and isinstance(self.retire, Indetermine)
        return tuple(dict.fromkeys((*self.possibles, AUCUN))) if perhaps else self.possibles

    @property
    def pourquoi(self) -> frozenset[Cause]:
        """Why one account is not told, or more facts than the letting's own decide of it."""
        return self.causes if self.possibles == (AUCUN,) else self.causes | self.peut_etre_retire

    @property
    def compte(self) -> str | None:
        """The account, when one only is possible."""
        return self.dits[0] if len(self.dits) == 1 else None
