"""What advice on one dwelling says: whom it may go to, in which order, and why. Data only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Issue
from convrules.compiler import Programme
from convrules.runtime.decision import ResultatDefaut, ResultatEffet, ResultatExercice


@dataclass(frozen=True, slots=True, kw_only=True)
class PolitiqueCompilee:
    """A policy ready to evaluate. `programme`: the `champ`, `soustraction` and `choix` that judge for the
    landlord, and the parameters that its clauses cite."""

    politique: ir.Politique
    programme: Programme


class Rangement(StrEnum):
    """Where a holder stands for one dwelling."""

    CLASSE = "classe"
    INDETERMINE = "indetermine"
    INELIGIBLE = "ineligible"


class GenreMotif(StrEnum):
    """What places a holder, in the order in which it is asked."""

    RESERVE = "reserve"
    PRIORITE = "priorite"
    POINTS = "points"
    RETARD = "retard"
    TAUX = "taux"
    DEPARTAGE = "departage"
    IDENTIFIANT = "identifiant"
    SEUL = "seul"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A clause as cited, and the text it stands in: a convention or a policy. `retouches`: what amendments
    made of it."""

    clause: str
    texte: str
    source: ir.SourceJuridique = ir.SANS_SOURCE
    retouches: tuple[ir.Retouche, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """What placed a holder before the next one (the last: after the one before), and the clauses that say
    it; none for the deficit and the ties of the engine."""

    genre: GenreMotif
    clauses: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatCompte:
    """Account of a holder in the dwelling's cells, in dwellings. `reporte`: balance brought forward (None:
    not known). `du`: made due this year, this dwelling excluded. `taux`: what this dwelling adds to it.
    `oriente`: dwellings counted so far; `suppose`: those that the advice before, of the same day, gave.
    `en_doute`: dwellings oriented to an account that is not recorded. `rendus`: of those counted, the ones
    whose turn was given back uncounted, the data keeping the letting on the holder's account."""

    taux: Fraction
    reporte: Fraction | None
    du: Fraction
    oriente: int
    suppose: int
    en_doute: int
    rendus: tuple[str, ...] = ()

    @property
    def retard(self) -> Fraction | None:
        """Exact deficit before this dwelling."""
        return None if self.reporte is None else self.reporte + self.du - self.oriente - self.suppose

    @property
    def sinon(self) -> Fraction | None:
        """Deficit once the dwelling has gone to another."""
        return None if self.retard is None else self.retard + self.taux

    @property
    def apres(self) -> Fraction | None:
        """Deficit once it has gone to this holder."""
        return None if self.retard is None else self.retard + self.taux - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plafond:
    """An annual cap that this dwelling would take the holder beyond. `fait`: counted with this dwelling.
    `plafond`: exact cap on the flow to date, or the whole number of dwellings that the declared forecast
    allows (`prevu`). `issue`: False when the forecast forbids the dwelling, not known when only some
    completions do; True for a warning."""

    clause: ir.Quota
    fait: Fraction
    plafond: Fraction
    prevu: bool = False
    issue: Issue = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidat:
    """A holder, or the landlord's own share (`convention` None). `rang`: from 1, for those eligible for
    certain. `viendrait_premier`: not known to be eligible, it would come first if it were. `clause`: what
    makes it ineligible. `points`: under the policy's criteria, None when the deficit alone ranks.
    `types`: its type and the finer accounts of that type, by which orders may name it. `exercice`: who
    exercises its rights on the dwelling, when it may be another. `en_vigueur`: is its convention, on the
    dwelling's reference date (`reference`)? `fins`: effects of its convention that have closed its turn, or
    perhaps have."""

    convention: ir.Convention | None
    rangement: Rangement
    eligible: Issue
    compte: EtatCompte
    rang: int | None = None
    viendrait_premier: bool = False
    clause: Citation | None = None
    causes: frozenset[Cause] = frozenset()
    motif: Motif | None = None
    points: Fraction | None = None
    avertissements: tuple[Plafond, ...] = ()
    types: frozenset[str] = frozenset()
    exercice: ResultatExercice | None = None
    en_vigueur: Issue = True
    reference: Evenement | None = None
    fins: tuple[ResultatEffet, ...] = ()

    @property
    def ident(self) -> str:
        """Identifier of the convention; « bailleur » for the landlord's own share."""
        return self.convention.ident if self.convention is not None else BAILLEUR


BAILLEUR = "bailleur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Garde:
    """A reserve that advises keeping the dwelling. `gardes`: kept so far in the year."""

    clause: Citation
    gardes: int
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variante:
    """The ranking when the clauses in doubt act as said. `sans`: those that do not act."""

    avec: tuple[Citation, ...]
    sans: tuple[Citation, ...]
    ordre: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """No bound is claimed: the largest deficit once the advice is followed, whose it is, and the largest
    one had the deficit alone been followed."""

    retard: Fraction
    ident: str
    retard_seul: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Advice on one dwelling: holders in order, then those not known to be eligible, then the others.

    `borne`: no deficit exceeds it (H_k − 1), when the deficit alone ranks and the conditions of the theorem
    hold; otherwise `ecart`. `politique`: the one in force. `gardes`: reserves that advise keeping it.
    `conflit`: orders of priority that contradict one another, so that none ranks. `variantes`: when a
    clause is in doubt (for `causes`), each ranking it may give; the first is the one shown. `absents`:
    holders without convention in force, whose dwellings fall to another."""

    vacance: str
    au: date
    candidats: tuple[Candidat, ...]
    borne: Fraction | None
    ecart: Ecart | None = None
    politique: str | None = None
    gardes: tuple[Garde, ...] = ()
    conflit: tuple[Citation, ...] = ()
    variantes: tuple[Variante, ...] = ()
    causes: frozenset[Cause] = frozenset()
    absents: tuple[ResultatDefaut, ...] = ()

    @property
    def sans_convention(self) -> bool:
        """Does no convention bear on the dwelling? Nothing of it is then due to anybody."""
        return all(c.convention is None or c.en_vigueur is False for c in self.candidats)

    @property
    def propose(self) -> Candidat | None:
        """The holder that comes first in every ranking possible, if any is eligible for certain. Nobody, when
        there are more rankings than are shown."""
        listed = bool(self.variantes) or not self.causes
        if not listed or len({v.ordre[:1] for v in self.variantes}) > 1:
            return None
        return next((c for c in self.candidats if c.rang == 1), None)
