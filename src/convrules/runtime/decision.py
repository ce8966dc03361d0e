"""What evaluating one vacancy under one convention gives. Data only."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Issue, NonApplicable, causes_of
from convrules.base.records import dataclass
from convrules.base.values import Resultat


class Trace:
    """An expression, what it gave, and how: `enfants`, the traces of its parts, or what finds them, of `de`,
    when they are first read. Equal when all three are. `ecrits`: parts that are written out, told after the
    others: the same whatever the row, hence held once for all."""

    __slots__ = ("_de", "_ecrits", "_enfants", "expr", "valeur")
    _enfants: "tuple[Trace, ...] | Callable[[Any], tuple[Trace, ...]]"

    def __init__(
        self,
        *,
        expr: ir.Expr,
        valeur: Resultat,
        enfants: "tuple[Trace, ...] | Callable[[Any], tuple[Trace, ...]]" = (),
        de: object = None,
        ecrits: "tuple[Trace, ...]" = (),
    ) -> None:
        self.expr, self.valeur, self._enfants, self._de, self._ecrits = expr, valeur, enfants, de, ecrits

    @property
    def enfants(self) -> "tuple[Trace, ...]":
        found = self._enfants
        if not isinstance(found, tuple):
            found = self._enfants = found(self._de)
            self._de = None
        return found + self._ecrits

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Trace):
            return NotImplemented
        return (self.expr, self.valeur, self.enfants) == (other.expr, other.valeur, other.enfants)

    def __hash__(self) -> int:
        return hash((self.expr, self.valeur, self.enfants))

    def __reduce__(self) -> tuple[object, ...]:
        # Why whole: what finds the parts is of this process.
        return _whole_trace, (self.expr, self.valeur, self.enfants)

    def __repr__(self) -> str:
        return f"Trace(expr={self.expr!r}, valeur={self.valeur!r}, enfants={self.enfants!r})"


def _whole_trace(expr: ir.Expr, valeur: Resultat, enfants: tuple[Trace, ...]) -> Trace:
    return Trace(expr=expr, valeur=valeur, enfants=enfants)


class Statut(StrEnum):
    HORS_CHAMP = "hors_champ"
    RESERVE_IDENTIFIE = "reserve_identifie"
    SOUSTRAIT = "soustrait"
    DANS_L_ASSIETTE = "dans_l_assiette"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatClause:
    """Outcome of a clause on one vacancy. `cas`: identifiers of the case(s) that gave its rule (the
    clause itself, or exceptions), all of them when they conflict. `si`: trace of the clause's own
    condition when it has one. `trace`: of its rule, None when the clause does not apply. `possibles`: what
    each candidate of the rule gives, when there are several."""

    clause: ir.Clause
    issue: Issue
    trace: Trace | None = None
    si: Trace | None = None
    cas: tuple[str, ...] = ()
    possibles: tuple[Issue, ...] = ()

    def among_rules(self, *, silent: bool) -> Issue:
        """The outcome for a fold of rules, where a rule that says nothing weighs as `silent`: determined
        when every candidate weighs the same there, although some of them may say nothing."""
        if not self.possibles:
            return self.issue
        weights = {silent if isinstance(issue, NonApplicable) else issue for issue in self.possibles}
        return weights.pop() if len(weights) == 1 else self.issue


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDroit:
    """A right that locks this dwelling, or may. `droit`: identifier of its row; `clause`: whose rule keeps
    it; `issue`: does it lock? `titulaire`: is it a right of this convention's holder? `designation`: whose
    it is, as recorded."""

    droit: str
    clause: ir.Clause
    issue: Issue
    titulaire: Issue
    designation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatStatut:
    """Possible statuses in the order of the tests; one when determined. `clause`: identifier of the
    clause that decided (None for « dans l'assiette » or when undetermined). `categorie`: of a
    withdrawal, None when it is itself undetermined. `droits`: those that lock the dwelling, or may."""

    possibles: tuple[Statut, ...]
    causes: frozenset[Cause] = frozenset()
    clause: str | None = None
    categorie: str | None = None
    droits: tuple[ResultatDroit, ...] = ()

    @property
    def statut(self) -> Statut | None:
        return self.possibles[0] if len(self.possibles) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatMenage:
    """One candidature before the clauses about a household. `issue`: may the holder present it?"""

    candidature: str
    issue: Issue
    resultats: tuple[ResultatClause, ...]


class EtatDelai(StrEnum):
    TENU = "tenu"
    EN_COURS = "en_cours"
    DEPASSE = "depasse"
    SANS_OBJET = "sans_objet"
    INDETERMINE = "indetermine"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatSuspension:
    """A suspension that the clause provides for, as of the day the deadline is judged. `evenements`: its
    pairs of events, `clause` naming them; `jours`: runs of days of the year that do not count before the
    limit, both ends included; `initiale`: the limit without it, None when the anchor is not known;
    `sans_evenement`: the limit that the days of the year alone would give."""

    clause: ir.Suspension
    evenements: tuple[tuple[Evenement, Evenement], ...] = ()
    jours: tuple[tuple[date, date], ...] = ()
    initiale: date | None = None
    sans_evenement: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDelai:
    """State of a deadline as of `au`. `limite`: last day to act, None when not begun or unknown; `echeance`:
    what it would be if the clause applies, which is perhaps not known.
    `retard_jours`: days after the limit when `depasse`. `candidats`: possible states when
    undetermined. `provisoire`: counted from a forecast. `effet` and `effet_date`: what follows a miss,
    and when (an event: never, not yet, unknown, or the days after the possible limits). `ouverture`: for a
    second window, the effect that opens it. `suspension`: the one that the clause provides for, when one
    reading of it is possible."""

    clause: ir.Delai
    etat: EtatDelai
    limite: date | None = None
    echeance: date | None = None
    retard_jours: int | None = None
    provisoire: bool = False
    candidats: tuple[EtatDelai, ...] = ()
    causes: frozenset[Cause] = frozenset()
    ancre: Evenement | None = None
    cible: Evenement | None = None
    avant_ancre: bool = False
    si: Trace | None = None
    effet: ir.Effet | None = None
    effet_date: Evenement | None = None
    ouverture: ir.Effet | None = None
    suspension: ResultatSuspension | None = None
    cas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatElement:
    """What a clause says of one row that is no vacancy, on its own. `element`: its identifier;
    empty when the table that would list them was not supplied. `vacance`: the one that it hangs on."""

    niveau: ir.Niveau
    element: str
    resultat: ResultatDelai | ResultatClause
    vacance: str = ""

    @property
    def causes(self) -> frozenset[Cause]:
        """Why it is not known."""
        found = self.resultat
        return found.causes if isinstance(found, ResultatDelai) else causes_of(found.issue)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatEffet:
    """An effect on the vacancy's turn or on accounts. `clause`: identifier of the clause it comes from;
    `date`: an event; `issue`: whether it takes place (a `faculté` only by a recorded act); `devance`: it
    does not, because the turn had been closed before; `ouverture`: when what it follows happened; `attend`:
    not known only because something has not come, from which it would date: it has not happened yet;
    `revocable`: it takes place, and what has not come would undo it, if anything (« non (x a eu lieu) »)."""

    clause: str
    effet: ir.Effet
    date: Evenement
    issue: Issue
    devance: bool = False
    ouverture: Evenement
    attend: bool = False
    revocable: frozenset[Cause] = frozenset()


class EtatMode(StrEnum):
    NORMAL = "normal"
    CORRECTIF = "correctif"
    INDETERMINE = "indetermine"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatMode:
    """A corrective mode on one letting. `resultat`: what it asks of it (not applicable when nothing binds).
    `etat`: of the mode on the day of the letting, or as of `au` while there is none; `depuis`: the finding
    that binds; `causes`: why the state is not known. `cellule`: (dimension, value) pairs."""

    resultat: ResultatClause
    etat: EtatMode
    depuis: date | None = None
    causes: frozenset[Cause] = frozenset()
    cellule: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDecision:
    """A human decision about this vacancy or what it belongs to. `element`: which one (a commune, a
    programme), empty for the whole convention. `reponse`: undetermined until recorded. `par`, `jour`,
    `motif`: as recorded."""

    clause: ir.DecisionHumaine
    element: str
    reponse: Issue
    jour: date | None = None
    par: str | None = None
    motif: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDelegation:
    """A delegation that bears on this vacancy, or may. `convention`: where it is written; `titulaire`: the
    convention whose rights it is about; `delegataire`: as the clause designates it, with the convention
    and the name it stands for here when one convention of the landlord's is that one's."""

    clause: ir.Delegation
    convention: str
    titulaire: str
    delegataire: str
    issue: Issue
    convention_delegataire: str | None = None
    nom: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatExercice:
    """Who exercises the rights of this convention's holder on this vacancy. `possibles`: delegations under
    which it may be exercised, None for the holder itself; none in a conflict. `conflit`: the delegations
    that are in force together."""

    delegations: tuple[ResultatDelegation, ...]
    possibles: tuple[ResultatDelegation | None, ...]
    causes: frozenset[Cause] = frozenset()
    conflit: tuple[str, ...] = ()

    @property
    def sur(self) -> bool:
        """Is it known who exercises?"""
        return len(self.possibles) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatConcurrence:
    """Another convention of the same holder that bears on the vacancy (`issue` vrai), or may."""

    convention: str
    issue: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatRemise:
    """To whom a `remise à` goes: the convention that covers the dwelling, None when there is none (the
    landlord then takes it). `conventions`: those that may be meant; `issue`: is there one? `certaine`:
    does one of them surely receive it, be it known which or not? `a_venir`: of one that has not taken
    place, and may still."""

    clause: str
    destinataire: str
    issue: Issue
    conventions: tuple[str, ...] = ()
    certaine: bool = True
    a_venir: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatOuverture:
    """A turn that another convention's `remise à` opens, or may: `date` is an event. `faculte`: it only
    does so by a recorded act; `revocable`: as of an effect. `a_venir`: it has not, and may still."""

    convention: str
    clause: str
    date: Evenement
    faculte: bool = False
    revocable: frozenset[Cause] = frozenset()
    a_venir: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatDefaut:
    """A holder without convention in force on the reference date, whose vacancies fall to another. `absent`:
    that convention, `nom` its holder; `designe`: the type of holder that the control names; `convention`:
    that holder's own, with its name, when there is one."""

    clause: ir.Controle
    absent: str
    nom: str
    designe: str
    issue: Issue
    convention: str | None = None
    nom_designe: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultatTaux:
    """The rate that a part reads from this vacancy. `clause`: as its rule is there; `cas`: the cases of it,
    `exceptions` those that are none of the clause as signed. `causes`: why another may apply."""

    clause: ir.Part
    trace: Trace
    cas: tuple[str, ...] = ()
    exceptions: tuple[ir.ExceptionClause, ...] = ()
    causes: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NonEvalue:
    """A clause the engine parses and types but does not evaluate yet: shown, never ignored."""

    clause: ir.Clause
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One vacancy under one convention, as of `au`. `territoire`: is it a row of the convention at all?
    `reference`: its reference date, an event. `en_vigueur`: is the convention in force on that day? If
    it is not, it says nothing of the vacancy, whatever its clauses would have given. `eligible`: may it
    go to this convention's holder? `tour_clos`: when the vacancy's turn closed (an event).
    `nouvelles_propositions`: second windows. `exercice`: who exercises the holder's rights, when a
    delegation may bear on it; `exercees`: rights of others that this holder exercises. `ouvertures`:
    remises of others that give it a turn. `defaut`: this holder is absent; `recueillis`: absent holders
    whose vacancies fall to it. `concurrentes`: the holder's other conventions here. `taux`: rates read from
    the vacancy, when its reference date is known."""

    vacance: str
    convention: str
    au: date
    territoire: Issue
    reference: Evenement
    statut: ResultatStatut
    eligible: Issue
    champs: tuple[ResultatClause, ...] = ()
    soustractions: tuple[ResultatClause, ...] = ()
    eligibilites: tuple[ResultatClause, ...] = ()
    menages: tuple[ResultatMenage, ...] = ()
    delais: tuple[ResultatDelai, ...] = ()
    obligations: tuple[ResultatClause, ...] = ()
    suites: tuple[ResultatClause, ...] = ()
    modes: tuple[ResultatMode, ...] = ()
    decisions: tuple[ResultatDecision, ...] = ()
    effets: tuple[ResultatEffet, ...] = ()
    tour_clos: Evenement | None = None
    nouvelles_propositions: tuple[ResultatDelai, ...] = ()
    elements: tuple[ResultatElement, ...] = ()
    exercice: ResultatExercice | None = None
    exercees: tuple[ResultatDelegation, ...] = ()
    remises: tuple[ResultatRemise, ...] = ()
    ouvertures: tuple[ResultatOuverture, ...] = ()
    recue: Evenement | None = None
    defaut: ResultatDefaut | None = None
    recueillis: tuple[ResultatDefaut, ...] = ()
    concurrentes: tuple[ResultatConcurrence, ...] = ()
    en_vigueur: Issue = True
    taux: tuple[ResultatTaux, ...] = ()

    @property
    def muette(self) -> bool:
        """Does the convention say nothing of the vacancy: off its territory, or out of its dates?"""
        return self.territoire is False or self.en_vigueur is False
