"""What the ledger of a holder shows beside its verdicts: the four counts, who exercised the rights, the
State's statistics, each part over the year and town by town, and the vacancies behind each count of statuses
and of withdrawals. Data only."""

from datetime import date
from enum import StrEnum
from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.runtime.decision import Statut
from convrules.year.valeurs import Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decompte:
    """How many vacancies of the base, on the holder's account, met an event in the period. `lignes`: those
    that did for certain; `possibles`: those that may have."""

    evenement: str
    nombre: Bornes
    lignes: tuple[str, ...]
    possibles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercice:
    """Who proposed for the holder, on rows of its account that are certain. `par`: « réservataire »,
    « bailleur », or the delegate as the clause names it; empty when it is not known."""

    par: str
    lignes: tuple[str, ...]


class Difference(StrEnum):
    """Why a letting is in one ledger and not in the other."""

    PAR_EFFET = "par_effet"
    SANS_BAIL = "sans_bail"
    BAIL_D_UNE_AUTRE_ANNEE = "bail_d_une_autre_annee"
    AUTRE_COMPTE_ENREGISTRE = "autre_compte_enregistre"
    COMPTE_UNE_AUTRE_ANNEE = "compte_une_autre_annee"
    HORS_DE_LA_VALIDITE = "hors_de_la_validite"
    EVENEMENT_HORS_DE_LA_VALIDITE = "evenement_hors_de_la_validite"
    HORS_DE_L_ASSIETTE = "hors_de_l_assiette"
    NON_COMPTE = "non_compte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapprochement:
    """A part, or an objective (`objectif`), beside the leases signed in the civil year, for its public, whose
    recorded account is the holder's (`au_compte`), or any. `manquent`:
    counted by the part and no such lease; `en_plus`: such a lease and not counted; `a_venir`: what comes next
    will tell whether it counts; `douteuses`: not known for want of a fact. For rows that are known: counted −
    `manquent` + `en_plus` = leases. `echanges`: turns exchanged, which are no letting."""

    clause: str
    compte: Bornes
    baux: Bornes
    manquent: tuple[tuple[Difference, tuple[str, ...]], ...]
    en_plus: tuple[tuple[Difference, tuple[str, ...]], ...]
    a_venir: tuple[str, ...]
    douteuses: tuple[str, ...]
    echanges: Bornes
    objectif: bool = False
    au_compte: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Jalon:
    """A part on a day: the exact due and the done of what has happened by then, as far as is certain."""

    jour: date
    du: Fraction
    fait: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Fil:
    """A part month by month, all its cells together. `en_doute`: rows of which something (whether they count,
    or on which day) is not known, and is left out."""

    clause: str
    jalons: tuple[Jalon, ...]
    en_doute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LignesDeLieu:
    """Vacancies of one town that a part reads alike: in the base, counted (None: perhaps). `causes`: what is
    not known of them."""

    dans_la_base: bool | None
    comptee: bool | None
    causes: frozenset[Cause]
    vacances: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lieu:
    """What a part makes of the vacancies of one town (empty: the town is not known). `lignes`: those that may
    be in the base or counted, where rows are named (`comply`)."""

    clause: str
    commune: str
    base: Bornes
    du: Bornes
    fait: Bornes
    lignes: tuple[LignesDeLieu, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Livres:
    decomptes: tuple[Decompte, ...]
    exercices: tuple[Exercice, ...]
    rapprochements: tuple[Rapprochement, ...]
    fils: tuple[Fil, ...] = ()
    lieux: tuple[Lieu, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Vacancies of the year, in the order of the rows, that have one status for one reason. `certain`: they
    are of the year and have it for sure; one that may have several is in as many situations. `clause`: what
    gives it the status, if a clause does. `categories`: for which it is withdrawn; several: one of them.
    `causes`: what is not known."""

    statut: Statut
    certain: bool
    clause: ir.Clause | None
    categories: tuple[str, ...]
    causes: frozenset[Cause]
    vacances: tuple[str, ...]

    def withdrawn(self, categorie: str) -> bool | None:
        """For this category: surely, perhaps (None), or not."""
        if categorie not in self.categories:
            return False
        return True if self.certain and len(self.categories) == 1 else None
