"""What advice on one dwelling says: whom it may go to, in which order, and why. Data only."""

import dataclasses
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Issue
from convrules.base.records import dataclass
from convrules.runtime.decision import ResultatDefaut, ResultatEffet, ResultatExercice
from convrules.year.bornes import ZERO, between, exactly, minus, plus
from convrules.year.model import Bornes


class Rangement(StrEnum):
    """Where a holder stands for one dwelling."""

    CLASSE = "classe"
    INDETERMINE = "indetermine"
    INELIGIBLE = "ineligible"


class GenreMotif(StrEnum):
    """What places a holder, in the order in which it is asked."""

    RESERVE = "reserve"
    PRIORITE = "priorite"
    ANTICIPATION = "anticipation"
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


@dataclasses.dataclass(frozen=True, kw_only=True)
class EtatCompte:
    """Account of a holder in the dwelling's cells, in dwellings. `reporte`: balance brought forward (None:
    not known). `du`: made due this year, this dwelling excluded. `taux`: what this dwelling adds to it,
    between two numbers while one does not know whether the base holds it.
    `oriente`: dwellings counted so far; `suppose`: those that the advice before, of the same day, gave.
    `en_doute`: further dwellings that perhaps count, the account or the flow not being known. `rendus`: of
    those counted, the ones whose turn was given back uncounted, the data keeping the letting on the holder's
    account. `du_en_doute`: what vacancies perhaps in the flow add to `du`. `doutes`: the vacancies that leave
    the account in doubt, for `causes`. `compte`: does the dwelling count on this account, if it goes there?
    Not when no part of the holder holds it, even perhaps. `echanges`: acts by which turns were exchanged;
    `oriente` counts one more for each received, one less for each given."""

    taux: Bornes
    reporte: Fraction | None
    du: Fraction
    oriente: int
    suppose: int
    en_doute: int
    rendus: tuple[str, ...] = ()
    du_en_doute: Bornes = ZERO
    doutes: tuple[str, ...] = ()
    causes: frozenset[Cause] = frozenset()
    compte: bool = True
    echanges: tuple[str, ...] = ()

    @cached_property
    def dus(self) -> Bornes:
        """Least and greatest due of this year, this dwelling excluded."""
        return plus(exactly(self.du), self.du_en_doute)

    @cached_property
    def realises(self) -> Bornes:
        """Least and greatest number of dwellings counted."""
        done = self.oriente + self.suppose
        return between(done, done + self.en_doute)

    @cached_property
    def retards(self) -> Bornes | None:
        """Least and greatest deficit before this dwelling; None when a balance is not known."""
        if self.reporte is None:
            return None
        return plus(exactly(self.reporte), minus(self.dus, self.realises))

    @cached_property
    def retard(self) -> Fraction | None:
        """Exact deficit before this dwelling; None when it is not known exactly."""
        return self.retards.valeur if self.retards is not None else None

    @cached_property
    def sinons(self) -> Bornes | None:
        """Least and greatest deficit once the dwelling has gone to another."""
        return None if self.retards is None else plus(self.retards, self.taux)

    @cached_property
    def sinon(self) -> Fraction | None:
        """The same when it is known exactly."""
        return self.sinons.valeur if self.sinons is not None else None

    @cached_property
    def apres_bornes(self) -> Bornes | None:
        """Least and greatest deficit once it has gone to this holder."""
        return None if self.sinons is None else minus(self.sinons, exactly(self.compte))

    @cached_property
    def apres(self) -> Fraction | None:
        """The same when it is known exactly."""
        return None if self.sinon is None else self.sinon - self.compte


@dataclass(frozen=True, slots=True, kw_only=True)
class Plafond:
    """A cap that this dwelling would take the holder beyond. `fait`: counted with this dwelling.
    `plafond`: exact cap on the flow to date, or the whole number of dwellings that the declared forecast
    allows (`prevu`), or the number that the clause says (`absolu`), None when that is not known. `issue`:
    False when the cap forbids the dwelling, not known when only some completions do; True for a warning."""

    clause: ir.Quota
    fait: Fraction
    plafond: Fraction | None
    prevu: bool = False
    absolu: bool = False
    issue: Issue = True


class EffetQuota(StrEnum):
    """What a dwelling does to a quota of the holder that gets it."""

    AIDE = "aide"
    PESE = "pese"
    SELON_MENAGE = "selon_menage"
    INCONNU = "inconnu"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaTouche:
    """A quota that would count the dwelling, or have it in its base alone. `fait`: counted so far, what the
    advice before gave included; `apres`: with it; `cible`: asked for or allowed to this day, this dwelling
    included, or on the declared forecast (`prevu`); None: not known. `causes`: why one does not know that it
    counts."""

    clause: ir.Quota
    effet: EffetQuota
    fait: Bornes
    apres: Bornes
    cible: Bornes | None
    prevu: bool = False
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelaiOuvert:
    """A deadline that orienting the dwelling to the holder today opens. `limite`: the last day to act; None
    when it begins with the information of the holder, still to come."""

    clause: ir.Delai
    limite: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidat:
    """A holder, or the landlord's own share (`convention` None). `rang`: from 1, among those eligible for
    certain; None unless it is the same whatever is not known. `rang_selon`: holders that it may come before
    or after. `viendrait_premier`: not known to be eligible, it would come first if it were. `clause`: what
    makes it ineligible. `points`: under the policy's criteria, None when the deficit alone ranks.
    `types`: its type and the finer accounts of that type, by which orders may name it. `exercice`: who
    exercises its rights on the dwelling, when it may be another. `en_vigueur`: is its convention, on the
    dwelling's reference date (`reference`)? `fins`: effects of its convention that have closed its turn, or
    perhaps have. `quotas`, `delais`: its own that the dwelling would touch, and open. `terme`: last day of a
    convention that ended in a year before. `homonyme`: has another candidate its
    name?"""

    convention: ir.Convention | None
    rangement: Rangement
    eligible: Issue
    compte: EtatCompte
    rang: int | None = None
    rang_selon: tuple[str, ...] = ()
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
    quotas: tuple[QuotaTouche, ...] = ()
    delais: tuple[DelaiOuvert, ...] = ()
    terme: date | None = None
    homonyme: bool = False

    @property
    def place_inconnue(self) -> bool:
        """It may receive the dwelling for certain, but what ranks it is not known."""
        return self.eligible is True and self.rangement is Rangement.INDETERMINE

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


class Sans(StrEnum):
    """Why the deficit alone ranks, though the policy looks ahead."""

    AUCUNE_PREVISION = "aucune_prevision"
    TOUS = "tous"
    COMPTES = "comptes"
    AUTANT = "autant"
    DOUTE = "doute"
    TYPE = "type"
    SEUL = "seul"
    BORNE = "borne"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevu:
    """What a plan says of a holder. `pour_lui`: how many dwellings of this type it is to get by the end of
    the month, since the third of month began, `recus` of them gone to it already; `ouverts`: how many of
    those expected by the end of the year it may take."""

    ident: str
    pour_lui: Fraction
    recus: int
    ouverts: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Anticipee:
    """Look-ahead over `annee` (None: the vacancies declared as expected). `sans`: why it does not rank here.
    Otherwise `type_attendu`: how many dwellings of this type are expected by the end of the month, `attendus`
    of any type by the end of the year; `premier`: whom it puts first, `retard_seul`: whom the deficit alone
    would have. `laissees`: rows of the forecast that could not be read, out of `lues`, for `causes`."""

    annee: int | None
    lues: int
    laissees: int
    causes: frozenset[Cause] = frozenset()
    sans: Sans | None = None
    type_attendu: Fraction = Fraction(0)
    attendus: Fraction = Fraction(0)
    premier: Prevu | None = None
    retard_seul: Prevu | None = None

    @property
    def autrement(self) -> bool:
        """Does it put another first than the deficit alone?"""
        pair = (self.premier, self.retard_seul)
        return None not in pair and len({p.ident for p in pair if p is not None}) == 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisoire:
    """Who would come first if the vacancies in doubt were set aside, and balances that are not known taken
    for nothing (`soldes_a_zero`: whose): no advice, a help to be confirmed. `retard`: its deficit before this
    dwelling on these accounts. `a_garder`: would a reserve keep the dwelling? `avis_suivis`: earlier ones of
    the same day that it supposes followed."""

    ident: str
    retard: Fraction | None
    mises_de_cote: tuple[str, ...]
    soldes_a_zero: tuple[str, ...] = ()
    a_garder: bool = False
    avis_suivis: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Advice on one dwelling: holders in order, then those not known to be eligible, then the others.

    `borne`: no deficit exceeds it (H_k − 1), when the deficit alone ranks and the conditions of the theorem
    hold; otherwise `ecart`. `politique`: the one in force. `gardes`: reserves that advise keeping it.
    `conflit`: orders of priority that contradict one another, so that none ranks. `variantes`: when a
    clause is in doubt (for `causes`), each ranking it may give; the first is the one shown. `absents`:
    holders without convention in force, whose dwellings fall to another. `provisoire`: where nobody is
    proposed, for want of known accounts only. `anticipation`: where the policy looks ahead."""

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
    provisoire: Provisoire | None = None
    anticipation: Anticipee | None = None

    @property
    def doutes(self) -> tuple[str, ...]:
        """The vacancies that leave an account in doubt."""
        return tuple(sorted({row for c in self.candidats for row in c.compte.doutes}))

    @property
    def sans_convention(self) -> bool:
        """Does no convention bear on the dwelling? Nothing of it is then due to anybody."""
        return all(c.convention is None or c.en_vigueur is False for c in self.candidats)

    @property
    def hors_flux(self) -> bool:
        """Does no part hold the dwelling, even perhaps? It then changes no account, whoever takes it."""
        return not any(c.compte.compte for c in self.candidats)

    @property
    def due_en(self) -> Evenement | None:
        """The reference date of a dwelling that makes nothing due this year, being of another one, and that
        counts all the same for whom it goes to."""
        found = {c.reference for c in self.candidats if c.reference is not None}
        event = found.pop() if len(found) == 1 and not self.hors_flux else None
        if event is None or event.jamais or event.debut is None or event.fin is None:
            return None
        return event if event.debut.year == event.fin.year != self.au.year else None

    @property
    def ordre_ouvert(self) -> bool:
        """May one that is eligible for certain come first, what ranks it not being known?"""
        return any(c.place_inconnue and c.viendrait_premier for c in self.candidats)

    @property
    def soldes_inconnus(self) -> tuple[str, ...]:
        """Those that may receive the dwelling, and whose balance brought forward is not known."""
        may = (c for c in self.candidats if c.rangement is not Rangement.INELIGIBLE)
        return tuple(sorted(c.ident for c in may if c.compte.reporte is None))

    @property
    def propose(self) -> Candidat | None:
        """The holder that comes first in every ranking possible, if any is eligible for certain. Nobody, when
        there are more rankings than are shown, or when one that is eligible for certain may come first, its
        place not being known."""
        listed = bool(self.variantes) or not self.causes
        if not listed or len({v.ordre[:1] for v in self.variantes}) > 1:
            return None
        if self.ordre_ouvert:
            return None
        return next((c for c in self.candidats if c.rangement is Rangement.CLASSE), None)
