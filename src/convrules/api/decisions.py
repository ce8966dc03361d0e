"""Record what somebody decided about a dwelling, beside the advice that was given.

The advice binds nobody: another holder may be chosen, with a reason. What may not be recorded is what the
data already exclude, or a choice made in ignorance of another one recorded in the meantime.
"""

from collections.abc import Callable
from datetime import date
from enum import Enum
from hashlib import sha256

from convrules.api.demandees import check_asked
from convrules.api.dossier import Dossier, orient
from convrules.api.journal import JournalLu
from convrules.base.dates import Evenement
from convrules.base.records import dataclass
from convrules.base.values import Connu
from convrules.compiler import finer_accounts, is_holder, is_named
from convrules.facts.journal.chaine import Acte, Chaine, Conseil, Decision, Entree, in_force, standing
from convrules.facts.journal.tenue import Ecrite, Horloge, Refus, Renonce
from convrules.facts.records import Vacance
from convrules.orientation.model import Candidat, Orientation
from convrules.render.machine.orientation import sealed
from convrules.render.machine.parts import Recu

CLOSES = ("attribution", "bail", "retrait", "abandon")
"""Once one of these has taken place, there is nothing left to orient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voeu:
    """What one asks to record: this dwelling to that holder (a convention, or « bailleur »)."""

    vacance: str
    titulaire: str
    par: str
    motif: str | None


class Obstacle(Enum):
    """Why a decision is not recorded."""

    TITULAIRE_INCONNU = "titulaire inconnu"
    IDENTIFIANT_DE_COMPTE = "identifiant de compte"
    MOTIF_ATTENDU = "motif attendu"
    MOTIF_DE_REMPLACEMENT = "motif de remplacement"
    VIE_CLOSE = "vie close"
    DATE_EXCLUE = "date exclue"
    DEJA_DIT = "deja dit"
    ENTRE_TEMPS = "entre temps"
    ANTERIEURE = "anterieure"
    LIGNE_INCONNUE = "ligne inconnue"
    DECIDEE_DEPUIS = "decidee depuis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Empeche:
    """`precision`: the event, the day, the holder that the message names. `connus`: holders one may name."""

    obstacle: Obstacle
    precision: str = ""
    connus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enregistree:
    """The line written, the advice it was written beside, and where the holder chosen stood in it."""

    ecrite: Ecrite
    conseil: Orientation
    choisi: Candidat


def record(
    dossier: Dossier, voeu: Voeu, au: date, recu: Recu, horloge: Horloge
) -> Enregistree | Empeche | Refus:
    """Write one decision, dated of the day one looks. Raises what `api.orient` raises of what is asked."""
    check_asked(dossier, au)
    journal = dossier.journal
    assert journal is not None, "a repository that opens has its journal"
    vacance = next(v for v in dossier.faits.vacances if v.id == voeu.vacance)
    conseil = _advice(dossier, voeu.vacance, au)
    choisi = next((c for c in conseil.candidats if c.ident == voeu.titulaire), None)
    if choisi is None:
        idents = tuple(c.ident for c in conseil.candidats)
        return Empeche(obstacle=Obstacle.TITULAIRE_INCONNU, precision=voeu.titulaire, connus=idents)
    if choisi.convention is not None and _is_read_otherwise(choisi, dossier):
        return Empeche(obstacle=Obstacle.IDENTIFIANT_DE_COMPTE, precision=choisi.ident)
    before = _standing(journal, voeu.vacance)
    wrong = _excluded(vacance, au) or _unreasoned(conseil, voeu, before, au)
    if wrong is not None:
        return wrong
    decision = _decision(conseil, choisi, voeu, before, au, _seal(conseil, journal, choisi, recu))
    seen = len(journal.chaine.entrees) if journal.chaine is not None else 0
    done = journal.tenue.append(_unless_decided(decision, seen), horloge)
    if isinstance(done, Renonce):
        return Empeche(obstacle=Obstacle.ENTRE_TEMPS, precision=str(done.autre.rang) if done.autre else "")
    return done if isinstance(done, Refus) else Enregistree(ecrite=done, conseil=conseil, choisi=choisi)


def _is_read_otherwise(choisi: Candidat, dossier: Dossier) -> bool:
    """Is its identifier an account, that another one may have?"""
    programme = next(p for p in dossier.programmes if p.convention.ident == choisi.ident)
    finer = finer_accounts(programme)
    if is_named(programme, choisi.ident, finer):
        return False
    others = any(is_holder(voisin, choisi.ident, finer) for voisin in programme.voisins)
    return others or not is_holder(programme, choisi.ident, finer)


def record_cancellation(
    journal: JournalLu, rang: int, dit: tuple[str, str], au: date, horloge: Horloge
) -> Ecrite | Empeche | Refus:
    """Write that a line was a mistake: it never counted. dit: by whom, why."""
    chaine = journal.chaine
    old = next((e for e in standing(chaine) if e.rang == rang), None) if chaine is not None else None
    if old is None:
        return Empeche(obstacle=Obstacle.LIGNE_INCONNUE, precision=str(rang))
    since = _standing(journal, old.decision.vacance)
    if old.decision.acte is Acte.ANNULATION and since is not None and since.rang > rang:
        # What was cancelled would count again beside what was decided since.
        return Empeche(obstacle=Obstacle.DECIDEE_DEPUIS, precision=str(since.rang))
    decision = Decision(
        acte=Acte.ANNULATION,
        jour=au,
        vacance=old.decision.vacance,
        compte=None,
        clause=None,
        par=dit[0],
        motif=dit[1],
        remplace=rang,
        conseil=None,
    )
    assert chaine is not None, "a line of it was found"
    done = journal.tenue.append(_unless_decided(decision, len(chaine.entrees)), horloge)
    if isinstance(done, Renonce):
        return Empeche(obstacle=Obstacle.ENTRE_TEMPS, precision=str(done.autre.rang) if done.autre else "")
    return done


# --- the advice -------------------------------------------------------------------------------
def _advice(dossier: Dossier, ident: str, au: date) -> Orientation:
    """As `orient` shows it that day: in the list of what is on offer, else for this dwelling alone."""
    return orient(dossier, au, (ident,))[0]


def _seal(conseil: Orientation, journal: JournalLu, choisi: Candidat, recu: Recu) -> Conseil:
    return Conseil(
        propose=conseil.propose.ident if conseil.propose is not None else None,
        rangement=choisi.rangement.value,
        jusqu_a=len(journal.chaine.entrees) if journal.chaine is not None else 0,
        empreinte=sha256(sealed(conseil, recu).encode("utf-8")).hexdigest(),
    )


# --- what may be recorded ---------------------------------------------------------------------
def _standing(journal: JournalLu, vacance: str) -> Entree | None:
    """The last decision on a dwelling that still counts."""
    found = [e for e in in_force(journal.chaine) if e.decision.vacance == vacance] if journal.chaine else []
    return found[-1] if found else None


def _excluded(vacance: Vacance, au: date) -> Empeche | None:
    """What the data say against an orientation on that day."""
    for nom in CLOSES:
        day = _event(vacance, nom)
        if day is not None and day.connu is not None and day.connu <= au:
            return Empeche(obstacle=Obstacle.VIE_CLOSE, precision=f"{nom} du {day.connu.isoformat()}")
    own = _event(vacance, "orientation")
    if own is None or own.low <= au.toordinal() <= own.high:
        return None
    if own.connu is not None:
        return Empeche(obstacle=Obstacle.DEJA_DIT, precision=own.connu.isoformat())
    first = date.fromordinal(own.low).isoformat() if own.low > au.toordinal() else ""
    return Empeche(obstacle=Obstacle.DATE_EXCLUE, precision=first)


def _event(vacance: Vacance, nom: str) -> Evenement | None:
    cell = vacance.ligne.cellule(nom)
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, Evenement) else None


def _unreasoned(conseil: Orientation, voeu: Voeu, before: Entree | None, au: date) -> Empeche | None:
    """A choice that departs from the advice, or from an earlier decision, says why."""
    if before is not None and before.decision.jour > au:
        return Empeche(obstacle=Obstacle.ANTERIEURE, precision=before.decision.jour.isoformat())
    if voeu.motif is not None:
        return None
    if before is not None:
        return Empeche(obstacle=Obstacle.MOTIF_DE_REMPLACEMENT, precision=str(before.rang))
    first = conseil.propose
    if first is None or first.ident != voeu.titulaire:
        return Empeche(obstacle=Obstacle.MOTIF_ATTENDU, precision=first.ident if first is not None else "")
    return None


def _decision(
    conseil: Orientation, choisi: Candidat, voeu: Voeu, before: Entree | None, au: date, sceau: Conseil
) -> Decision:
    """Kept for the landlord where a reserve advises it: an act of that reserve."""
    garde = conseil.gardes[0] if choisi.convention is None and conseil.gardes else None
    return Decision(
        acte=Acte.RESERVE if garde is not None else Acte.ORIENTATION,
        jour=au,
        vacance=voeu.vacance,
        compte=choisi.ident,
        clause=garde.clause.clause if garde is not None else None,
        par=voeu.par,
        motif=voeu.motif,
        remplace=before.rang if before is not None else None,
        conseil=sceau,
    )


def _unless_decided(decision: Decision, seen: int) -> Callable[[Chaine], Decision | Renonce]:
    """Somebody else may have decided of the same dwelling since the journal was read."""

    def choose(chaine: Chaine) -> Decision | Renonce:
        since = (e for e in chaine.entrees[seen:] if e.decision.vacance == decision.vacance)
        other = next(since, None)
        return Renonce(autre=other) if other is not None else decision

    return choose
