"""On whose account a letting counts: what is recorded, else what an effect or an act says, else the cascade.

The ledger (`Livre`) holds, for each vacancy of the landlord, the accounts it may be on; each convention then
asks whether its own holder is among them. Nothing recorded and nothing that speaks: not known (cause
`contingent`). A dwelling withdrawn counts for nobody. Source: docs/langage, « Comptes ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Final, assert_never

from convrules import ir
from convrules.base.dates import Evenement, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, indetermine, non, une
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.compiler import Programme
from convrules.facts.records import Vacance
from convrules.runtime.closing import closes, may_still, taken
from convrules.runtime.concurrents import alone
from convrules.runtime.decision import Decision, ResultatEffet, Statut
from convrules.runtime.events import is_within, may_be_after, may_be_by
from convrules.runtime.holders import is_holder, is_named, within
from convrules.runtime.lives import life_closed
from convrules.year.ecritures import AUCUN as AUCUN
from convrules.year.model import Imputation, LectureCascade, Raison
from convrules.year.orientee import ended, oriented_after, toward

FAIT: Final = "contingent"
ATTRIBUTION: Final = "attribution"
BAILLEUR: Final = "bailleur"
RIEN: Final[frozenset[Cause]] = frozenset()
SANS_COMPTE: Final = Cause(fait=FAIT)


Ecritures = Mapping[str, Imputation]
VIDES: Final[Ecritures] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Livre:
    """The landlord's ledger: the account of each vacancy, by identifier. Empty when no clause speaks of
    accounts: each convention then reads what is recorded. `du_jour`: as things stand, whatever may come.
    `connu`: the day on which one knows to whom dwellings went, of a year that is looked at again."""

    ecritures: Ecritures = field(default_factory=lambda: VIDES)
    du_jour: bool = False
    connu: date | None = None

    def of(self, vacance: str) -> Imputation | None:
        found = self.ecritures.get(vacance)
        return found if found is None or not self.du_jour else found.aujourdhui or found

    def taken(self, effet: ResultatEffet, au: date) -> Issue:
        """Has an effect taken place, whatever may come? As things stand on a day, what may come has neither
        undone it nor entailed it."""
        return effet.issue if self.du_jour else taken(effet, au)


LIVRE_VIDE: Final = Livre()


# --- what one convention reads ----------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Regard:
    """One vacancy under one convention, and the landlord's ledger. `compte`: the account that is asked about;
    None for that of its holder; `autres`: those that have a share of their own; `close`: does a letting still
    to come count for nothing here?"""

    programme: Programme
    vacance: Vacance
    decision: Decision
    finer: Mapping[str, str]
    livre: Livre = LIVRE_VIDE
    compte: str | None = None
    autres: frozenset[str] = frozenset()
    close: bool = False

    def is_it(self, nom: str) -> bool:
        """Is this account the one that is asked about?"""
        if nom in self.autres:
            return False
        if self.compte is None:
            return is_holder(self.programme, nom, self.finer)
        return holds_account(nom, self.compte, self.programme, self.finer)


def holds_account(nom: str, compte: str, programme: Programme, finer: Mapping[str, str]) -> bool:
    """Is what a name stands for on an account, of those that share a part? The identifier of a convention of
    the landlord is the whole of its holder's, not a finer part of it."""
    if within_account(nom, compte, finer):
        return True
    every = (p for p in (programme, *programme.voisins) if is_named(p, nom, finer))
    return compte not in finer and any(is_holder(p, compte, finer) for p in every)


def imputed(regard: Regard) -> Issue:
    """Does the letting of this vacancy count for the holder of the convention?

    A dwelling withdrawn goes to no account, whatever is recorded: were it otherwise, recording an account
    could reverse an answer that stood without it.
    """
    return unless_withdrawn(et(_account(regard), _its_own(regard)), regard.decision)


def in_hand(oriented: str, regard: Regard) -> Issue:
    """Is a dwelling that was oriented to an account with the holder on the day one looks, whatever account
    its letting may yet be recorded on?"""
    regard = replace(regard, livre=replace(regard.livre, du_jour=True))
    written = regard.livre.of(regard.vacance.id)
    answer = _unwritten(regard) if written is None else _held(oriented, written, regard)
    return unless_withdrawn(et(answer, _its_own(regard)), regard.decision)


def _held(oriented: str, written: Imputation, regard: Regard) -> Issue:
    found = {regard.is_it(p) for p in written.possibles}
    if written.raison is Raison.EFFET and BAILLEUR in written.possibles and regard.is_it(oriented):
        # Why: what another convention gave back was perhaps not the turn of this holder.
        told = says(written.lectures) or ended(regard.vacance, regard.decision) is True
        found |= set() if told else {True}
    if len(found) == 1:
        return found.pop()
    return Indetermine(written.causes or frozenset({SANS_COMPTE}))


def unless_withdrawn(account: Issue, decision: Decision) -> Issue:
    """A dwelling withdrawn is on no account."""
    statut = decision.statut
    if statut.possibles == (Statut.SOUSTRAIT,):
        return False
    return et(account, Indetermine(statut.causes)) if Statut.SOUSTRAIT in statut.possibles else account


def _its_own(regard: Regard) -> Issue:
    """Of several conventions of one holder on one dwelling, an account that is a type or a finer code is
    everybody's; the identifier of a convention is its own."""
    decision, cellule = regard.decision, regard.vacance.cellule(FAIT)
    written = regard.livre.of(regard.vacance.id)
    named = {str(cellule.valeur)} if isinstance(cellule, Connu) else set(written.possibles if written else ())
    own = named == {decision.convention} and is_named(regard.programme, decision.convention, regard.finer)
    validite = regard.programme.convention.en_vigueur
    if own or decision.territoire is False or within(validite, decision.reference) is False:
        # Why of one that is not under the convention: it is none of its own dwellings, whatever others bear
        # on it, and who asks of it all the same asks of the holder.
        return True
    others = decision.concurrentes
    if decision.statut.possibles == (Statut.HORS_CHAMP,):
        return non(une((False, *(c.issue for c in others))))
    return alone(decision.convention, others)


def imputed_on(compte: str, comptes: Iterable[str], regard: Regard) -> Issue:
    """Does the convention, which splits a part among several accounts, count the letting on this one?"""
    asked = replace(regard, compte=compte, autres=frozenset(comptes) - {compte})
    return unless_withdrawn(_account(asked), regard.decision)


def on_account(compte: str, cellule: Cellule, written: Imputation | None, finer: Mapping[str, str]) -> Issue:
    """Is the letting on this very account (or on a finer one of it), whoever holds it? By what is recorded,
    else by what the ledger wrote."""
    if isinstance(cellule, Connu):
        return within_account(str(cellule.valeur), compte, finer)
    if isinstance(cellule, SansObjet):
        return False
    if isinstance(cellule, Erreur):
        return indetermine(FAIT, Genre.ERREUR)
    if written is None or not written.possibles:
        return indetermine(FAIT)
    found = {within_account(p, compte, finer) for p in written.possibles}
    return found.pop() if len(found) == 1 else Indetermine(written.causes or frozenset({SANS_COMPTE}))


def within_account(compte: str, autre: str, finer: Mapping[str, str]) -> bool:
    """Is an account the other one, or a finer part of it?"""
    return compte == autre or finer.get(compte) == autre


def _account(regard: Regard) -> Issue:
    cellule = regard.vacance.cellule(FAIT)
    match cellule:
        case Connu(valeur=valeur):
            return regard.is_it(str(valeur))
        case SansObjet():
            return False
        case Erreur():
            return indetermine(FAIT, Genre.ERREUR)
        case Inconnu():
            return _not_recorded(regard)
        case _:
            assert_never(cellule)


def _not_recorded(regard: Regard) -> Issue:
    """What speaks of it; a letting that has not taken place may yet be recorded on any account."""
    answer = _unwritten(regard)
    if isinstance(answer, Indetermine) or regard.livre.du_jour or (answer and _decided(regard)):
        return answer
    return unless_to_let(answer, regard.vacance, regard.decision, close=regard.close)


def unless_to_let(answer: Issue, vacance: Vacance, decision: Decision, *, close: bool = False) -> Issue:
    """What speaks of a letting of which no account is recorded, where it has taken place. close: does one
    still to come count for nothing?"""
    if awaits(vacance, decision):
        return indetermine(FAIT, Genre.FUTUR)
    # Why not of a turn recorded as given back: that is what was decided of it.
    over = close or ended(vacance, decision) is True
    return indetermine(ATTRIBUTION) if not over and perhaps_awaits(vacance, decision) else answer


def _decided(regard: Regard) -> bool:
    """Did somebody orient the dwelling to this account? It is what was decided of what has been proposed, and
    an effect that gives it to the same leaves it so."""
    compte, stands = toward(regard.vacance, regard.decision)
    if compte is None or stands is not True:
        return False
    written = regard.livre.of(regard.vacance.id)
    same = written is not None and written.raison is Raison.EFFET and written.possibles == (compte,)
    return written is None or written.raison is Raison.ACTE or same


def perhaps_awaits(vacance: Vacance, decision: Decision) -> bool:
    """For want of its day, may the letting not have taken place by the day one looks, and still do?"""
    cellule = vacance.cellule(ATTRIBUTION)
    if life_closed(vacance, decision.au) is not None or isinstance(cellule, SansObjet):
        return False
    day, au = cellule.valeur if isinstance(cellule, Connu) else None, decision.au
    return not isinstance(day, Evenement) or (may_be_after(day, au) and may_be_by(day, au))


def awaits(vacance: Vacance, decision: Decision) -> bool:
    """Is it known that the letting has not taken place by the day one looks, and may still?"""
    cellule = vacance.cellule(ATTRIBUTION)
    day, au = cellule.valeur if isinstance(cellule, Connu) else None, decision.au
    return isinstance(day, Evenement) and may_be_after(day, au) and not may_be_by(day, au)


def _unwritten(regard: Regard) -> Issue:
    """By the convention's own effects, else by the ledger. An effect that may or may not take place leaves
    both answers."""
    written = regard.livre.of(regard.vacance.id)
    if written is not None and written.raison is Raison.EFFET:
        # Why first: the ledger has read what every convention makes of its turn.
        return _closed(written, regard)
    doubtful: list[tuple[bool, frozenset[Cause]]] = []
    effets = closing(regard.decision.effets)
    alike = len({tuple(given_to(effet, regard.decision)) for effet in effets}) == 1
    for effet in effets:
        since = oriented_after(effet.date, regard.vacance, regard.decision)
        if since is True:
            continue
        accounts = given_to(effet, regard.decision)
        answers = {regard.is_it(compte) for compte in accounts}
        issue = regard.livre.taken(effet, regard.decision.au)
        known = issue is True and since is False and (effet.date.connu is not None or alike)
        if known and len(answers) == 1 and not received_since(effet, regard.decision):
            return answers.pop()
        causes = causes_of(issue) | causes_of(since)
        doubtful += [(given, causes.union(*accounts.values())) for given in answers]
    answer = _written(regard)
    for given, causes in doubtful:
        if answer is not given:
            answer = Indetermine(causes_of(answer) | (causes or frozenset({SANS_COMPTE})))
    return answer


def received_since(effet: ResultatEffet, decision: Decision) -> bool:
    """May another convention hand the turn over to this holder after it lost its own?"""
    if effet.effet.acte is ir.Acte.REMISE_A and decision.ouvertures:
        # Why whatever their days: they are found as if this holder handed nothing over.
        return True
    recue = decision.recue
    return recue is not None and may_be_by(recue, decision.au) and recue.high >= effet.date.low


def says(lectures: Sequence[LectureCascade]) -> bool:
    """Does a cascade apply for certain, and say whose turn it was?"""
    return any(lecture.issue is True for lecture in lectures)


def _closed(written: Imputation, regard: Regard) -> Issue:
    """Of a turn that was closed for certain. Without a cascade nothing says whose it was that the landlord
    received, unless it was this holder's own, or the data record that it was given back."""
    vacance, decision = regard.vacance, regard.decision
    own = any(
        regard.livre.taken(effet, decision.au) is True
        and oriented_after(effet.date, vacance, decision) is False
        for effet in closing(decision.effets)
    )
    told = (
        own or says(written.lectures) or ended(vacance, decision) is True or _oriented_back(written, regard)
    )
    found = {regard.is_it(p) for p in written.possibles if told or p != BAILLEUR}
    if len(found) == 1 and (told or BAILLEUR not in written.possibles):
        return found.pop()
    return Indetermine(written.causes or frozenset({SANS_COMPTE}))


def _oriented_back(written: Imputation, regard: Regard) -> bool:
    """Was it oriented to the landlord, who has it again if an effect that gave it to another is undone?"""
    today = written.aujourdhui
    undone = today is not None and BAILLEUR not in today.possibles
    return undone and toward(regard.vacance, regard.decision)[0] == BAILLEUR


def _written(regard: Regard) -> Issue:
    written = regard.livre.of(regard.vacance.id)
    if written is not None and written.possibles:
        return _unless_taken_back(_among(written, regard), written, regard)
    received = regard.decision.recue
    au = regard.decision.au
    if (
        written is None
        and received is not None
        and is_within(received)
        and may_be_by(received, au) is not may_be_after(received, au)
    ):
        # Why: a remise to this holder gives it the letting, as long as its own turn gives it to nobody.
        return _received(may_be_by(received, au), regard)
    found = _unreceived(written, regard)
    if received is not None and may_be_by(received, au):
        given = _received(True, regard)
        return found if found is given else Indetermine(causes_of(found) | why(received).causes)
    return found


def _unreceived(written: Imputation | None, regard: Regard) -> Issue:
    """Of a turn that is not known to come from another."""
    if written is not None and written.conflit:
        # Why before an orientation: clauses speak, and nobody knows what they say.
        return Indetermine(written.causes or frozenset({SANS_COMPTE}))
    compte, stands = toward(regard.vacance, regard.decision)
    if compte is not None:
        answer, back = regard.is_it(compte), regard.is_it(BAILLEUR)
        return answer if stands is True or answer is back else Indetermine(causes_of(stands))
    over = ended(regard.vacance, regard.decision)
    if over is True:
        return regard.is_it(BAILLEUR)
    found = Indetermine(written.causes) if written is not None and written.causes else indetermine(FAIT)
    return Indetermine(found.causes | over.causes) if isinstance(over, Indetermine) else found


def _received(holds: bool, regard: Regard) -> Issue:
    """Does the holder receive it? Otherwise nothing says which of the others does."""
    if regard.compte is None:
        return holds
    own = is_holder(regard.programme, regard.compte, regard.finer)
    return own if holds else False if own else indetermine(FAIT)


def _among(written: Imputation, regard: Regard) -> Issue:
    found = {regard.is_it(p) for p in written.possibles}
    if len(found) == 1:
        return found.pop()
    return Indetermine(written.causes or frozenset({SANS_COMPTE}))


def _unless_taken_back(answer: Issue, written: Imputation, regard: Regard) -> Issue:
    """Not another's for certain where an effect of another convention may have closed the turn since: nothing
    would then say to whom the dwelling went."""
    own = regard.decision.convention
    doubts = [causes for convention, causes in written.reprises if convention != own]
    return Indetermine(RIEN.union(*doubts)) if doubts and answer is False else answer


# --- effects ----------------------------------------------------------------------------------
def closing(effets: Sequence[ResultatEffet]) -> list[ResultatEffet]:
    """Effects that close the turn, or may, the earliest known first."""
    found = [e for e in effets if e.issue is not False and closes(e.effet.acte)]
    return sorted(found, key=lambda e: (e.issue is not True, e.date.connu is None, e.date.low))


def to_close(decision: Decision) -> list[ResultatEffet]:
    """Effects that have not closed the turn, and may still."""
    return [e for e in decision.effets if closes(e.effet.acte) and may_still(e, decision.au)]


def given_to(resultat: ResultatEffet, decision: Decision) -> Mapping[str, frozenset[Cause]]:
    """Accounts that get this letting when a turn closes, and why there are several: the landlord's, or that
    which the clause names if a convention of that holder covers the dwelling."""
    named = resultat.effet.destinataire
    if resultat.effet.acte is not ir.Acte.REMISE_A or named is None:
        return {BAILLEUR: RIEN}
    own = [r for r in decision.remises if r.clause == resultat.clause and r.destinataire == named]
    if any(remise.issue is False for remise in own):
        return {BAILLEUR: RIEN}
    causes = RIEN.union(*(causes_of(remise.issue) for remise in own if not remise.certaine))
    return {named: causes, BAILLEUR: causes} if causes else {named: RIEN}
