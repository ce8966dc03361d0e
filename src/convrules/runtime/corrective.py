"""Corrective mode: a finding « manqué » binds the lettings dated after it, until the proof frees them.

A state machine driven by recorded acts, one per cell of what is watched. Source: docs/langage, « Les actes
enregistrés », « Mode correctif ».
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.dates import Calendrier, Duree, Evenement, shift, why
from convrules.base.outcomes import (
    NON_APPLICABLE,
    Cause,
    Genre,
    Indetermine,
    Issue,
    NonApplicable,
    causes_of,
)
from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, Inconnu, SansObjet
from convrules.compiler import ClauseCompilee, Programme
from convrules.runtime.context import Contexte
from convrules.runtime.decision import EtatMode, ResultatMode
from convrules.runtime.events import may_be_after, may_be_by
from convrules.runtime.journal import Acte, Clef, acts_on, missing, text
from convrules.runtime.reading import cited, find_cell, read_event
from convrules.runtime.rules import common, judge

RIEN: frozenset[Cause] = frozenset()
UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Etat:
    """The mode on one day. `depuis`: the finding that binds."""

    etat: EtatMode
    depuis: date | None = None
    causes: frozenset[Cause] = RIEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Liaison:
    """Binds the lettings dated between `du` and `au`, neither included; `au` None: not freed yet."""

    du: date
    au: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histoire:
    """What is recorded of one cell as of `au`. `constats`: findings that say all they must, by day.
    `doutes`: days from which something leaves the state open (None: always), with why. `dus`: days on
    which a finding is due. `fourni` False: no journal at all."""

    clause: ClauseCompilee
    contexte: Contexte
    constats: tuple[tuple[date, bool], ...]
    liaisons: tuple[Liaison, ...]
    doutes: tuple[tuple[date | None, frozenset[Cause]], ...]
    dus: tuple[date, ...]
    fourni: bool

    @property
    def mode(self) -> ir.ModeCorrectif:
        own = self.clause.on(self.contexte.jour)
        assert isinstance(own, ir.ModeCorrectif)
        return own

    @property
    def days(self) -> Iterator[date]:
        """Days after which, or on which, the state may become another."""
        yield from (jour for jour, _ in self.constats)
        yield from (x.au for x in self.liaisons if x.au is not None)
        yield from (jour for jour, _ in self.doutes if jour is not None)
        yield from self.dus


# --- the story of a cell --------------------------------------------------------------------
def history(clause: ClauseCompilee, cellule: Clef, contexte: Contexte) -> Histoire:
    """Findings and proofs of one cell, as of `contexte.au`."""
    mode = clause.on(contexte.jour)
    assert isinstance(mode, ir.ModeCorrectif)
    acts = acts_on(contexte.faits, "constat", clause.ident, contexte.programme.convention.ident, cellule)
    seen = [a for a in acts or () if a.jour is None or a.jour <= contexte.au]
    constats, doutes = _findings(clause.ident, seen)
    empty = Histoire(
        clause=clause,
        contexte=contexte,
        constats=constats,
        liaisons=(),
        doutes=tuple(doutes),
        dus=tuple(due_days(mode.constat, contexte.au, contexte.calendrier)),
        fourni=acts is not None,
    )
    return _bound(empty)


def due_days(constat: ir.Periodicite, au: date, calendrier: Calendrier) -> Iterator[date]:
    """Days on which a finding is due, up to `au`; each is counted from the first."""
    rang, day = 0, constat.depuis
    while day <= au:
        yield day
        rang += 1
        day = shift(constat.depuis, Duree(nombre=rang * constat.nombre, unite=constat.unite), calendrier)


def _findings(
    ident: str, acts: Sequence[Acte]
) -> tuple[tuple[tuple[date, bool], ...], list[tuple[date | None, frozenset[Cause]]]]:
    """Findings by day; what is wrong with the others. Two of one day that differ contradict each other."""
    by_day: dict[date, set[bool]] = {}
    doubts: list[tuple[date | None, frozenset[Cause]]] = []
    for act in acts:
        result = text(act.ligne.cellule("resultat"))
        causes = act.doutes | (frozenset({missing(act.ligne, "resultat")}) if result is None else RIEN)
        if causes or act.jour is None:
            doubts.append((act.jour, causes))
        else:
            by_day.setdefault(act.jour, set()).add(result == "manque")
    for day, found in by_day.items():
        if len(found) > 1:
            doubts.append((day, frozenset({Cause(fait=ident, genre=Genre.ERREUR)})))
    sure = ((day, found.pop()) for day, found in sorted(by_day.items()) if len(found) == 1)
    return tuple(sure), doubts


def _bound(histoire: Histoire) -> Histoire:
    """Intervals during which the mode binds: from a finding « manqué » while normal to the first proof
    recorded after it. A finding and a proof of one day cannot both be: neither is read."""
    liaisons: list[Liaison] = []
    doutes = list(histoire.doutes)
    error = Cause(fait=histoire.clause.ident, genre=Genre.ERREUR)
    for jour, manque in histoire.constats:
        if not manque:
            continue
        if _proved_on(histoire, jour):
            doutes.append((jour, frozenset({error})))
            continue
        if liaisons and (liaisons[-1].au is None or jour < liaisons[-1].au):
            continue
        proof, more = _first_proof(histoire, jour)
        doutes += more
        liaisons.append(Liaison(du=jour, au=proof))
    return replace(histoire, liaisons=tuple(liaisons), doutes=tuple(doutes))


# --- proofs ---------------------------------------------------------------------------------
def _decision_days(histoire: Histoire) -> list[date]:
    """Days of the lines that record a decision which ends the mode, whatever it bears on."""
    contexte = histoire.contexte
    ident = contexte.programme.convention.ident
    names = {e.nom for e in ir.walk(histoire.mode.fin) if isinstance(e, ir.DecisionAttendue)}
    found = (a.jour for nom in names for a in acts_on(contexte.faits, "decision", nom, ident, ()) or ())
    return sorted({day for day in found if day is not None and day <= contexte.au})


def _proved_on(histoire: Histoire, jour: date) -> bool:
    return jour in _decision_days(histoire) and _ended(histoire, jour, jour - UN_JOUR) is True


def _first_proof(
    histoire: Histoire, manque: date
) -> tuple[date | None, list[tuple[date | None, frozenset[Cause]]]]:
    """The day that frees, and the lines before it that leave the question open."""
    doubts: list[tuple[date | None, frozenset[Cause]]] = []
    for day in _decision_days(histoire):
        if day <= manque:
            continue
        issue = _ended(histoire, day, manque)
        if issue is True:
            return day, []
        if _open(issue):
            doubts.append((day, causes_of(issue)))
    return None, doubts


def _ended(histoire: Histoire, jour: date, after: date) -> Issue:
    """Does the end hold as of a day, by decisions recorded after the finding?"""
    seen = replace(histoire.contexte, au=min(jour, histoire.contexte.au), actes_apres=after)
    return judge(histoire.clause, seen, "fin").issue


def _open(issue: Issue) -> bool:
    """Is it undetermined otherwise than for want of a proof, which simply is not recorded yet?"""
    return any(c.genre is not Genre.HUMAIN for c in causes_of(issue))


# --- the state on a day ---------------------------------------------------------------------
def state_on(histoire: Histoire, jour: date) -> Etat:
    """The mode for a letting dated `jour`."""
    awaited = frozenset({Cause(fait=histoire.clause.ident, genre=Genre.HUMAIN)})
    if not histoire.fourni:
        return Etat(etat=EtatMode.INDETERMINE, causes=awaited)
    doubts = [causes for day, causes in histoire.doutes if day is None or day < jour]
    if doubts:
        return Etat(etat=EtatMode.INDETERMINE, causes=RIEN.union(*doubts))
    bound = next((x for x in histoire.liaisons if x.du < jour and (x.au is None or jour < x.au)), None)
    if bound is not None:
        return _still_bound(histoire, bound, jour)
    if _finding_missing(histoire, jour):
        return Etat(etat=EtatMode.INDETERMINE, causes=awaited)
    return Etat(etat=EtatMode.NORMAL)


def _still_bound(histoire: Histoire, bound: Liaison, jour: date) -> Etat:
    """An end that rests on facts holds as soon as they do, without any line."""
    issue = _ended(histoire, jour, bound.du)
    if issue is True:
        return Etat(etat=EtatMode.NORMAL)
    if _open(issue):
        return Etat(etat=EtatMode.INDETERMINE, causes=causes_of(issue))
    return Etat(etat=EtatMode.CORRECTIF, depuis=bound.du)


def _finding_missing(histoire: Histoire, jour: date) -> bool:
    """Was a finding due before this day, while the mode was normal, and not recorded by this day?"""
    due = max((f for f in histoire.dus if f < jour), default=None)
    if due is None or any(due <= day <= jour for day, _ in histoire.constats):
        return False
    return not any(x.du < due and (x.au is None or due < x.au) for x in histoire.liaisons)


# --- one letting ----------------------------------------------------------------------------
def evaluate_mode(clause: ClauseCompilee, contexte: Contexte) -> ResultatMode:
    """What the mode asks of this letting: not applicable while nothing binds it."""
    resultat = judge(clause, contexte, "impose")
    event = read_event("attribution", contexte)
    cellule, unknown = cell_of(clause, contexte)
    if cellule is None and not unknown:
        return ResultatMode(resultat=replace(resultat, issue=NON_APPLICABLE), etat=EtatMode.NORMAL)
    states, shown = _states(clause, cellule, unknown, event, contexte)
    issues = [_outcome(state, resultat.issue) for state in states]
    if not event.connu and (event.jamais or may_be_after(event, contexte.au)):
        issues.append(NON_APPLICABLE)
    doubts = why(event).causes if event.low != event.high else RIEN
    return ResultatMode(
        resultat=replace(resultat, issue=common(issues, doubts)),
        etat=shown.etat,
        depuis=shown.depuis,
        causes=shown.causes,
        cellule=cellule or (),
    )


def cell_of(clause: ClauseCompilee, contexte: Contexte) -> tuple[Clef | None, frozenset[Cause]]:
    """The cell of the letting; None when it has none, or when a fact that makes it is missing."""
    found: list[tuple[str, str]] = []
    causes: set[Cause] = set()
    for champ in dimensions(clause, contexte.programme):
        cell, ligne = find_cell(champ, contexte)
        if isinstance(cell, Inconnu) and champ.nom == "programme":
            cell = _programme(contexte)
        if isinstance(cell, SansObjet):
            return None, RIEN
        if isinstance(cell, Connu):
            found.append((champ.nom, text(cell) or ""))
        else:
            genre = Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT
            causes.add(Cause(fait=cited(champ), genre=genre, ligne=ligne))
    return (None if causes else tuple(found)), frozenset(causes)


def _programme(contexte: Contexte) -> Cellule:
    """The programme, when only its own row names it."""
    programme = contexte.vacance.programme if contexte.vacance is not None else None
    return Connu(programme.id) if programme is not None and programme.id else INCONNU


def dimensions(clause: ClauseCompilee, programme: Programme) -> tuple[ir.Champ, ...]:
    """Those of the watched quota: the mode holds in each of its cells."""
    mode = clause.clause
    assert isinstance(mode, ir.ModeCorrectif)
    watched = next(c.clause for c in programme.clauses if c.ident == mode.surveille)
    assert isinstance(watched, ir.Quota | ir.Part), "checked: a part or quota is watched"
    return watched.application.dimensions


def _states(
    clause: ClauseCompilee,
    cellule: Clef | None,
    unknown: frozenset[Cause],
    event: Evenement,
    contexte: Contexte,
) -> tuple[list[Etat], Etat]:
    """States on the days the letting may bear, and the one to show. Without its cell, the mode is known
    only where nothing is recorded or due in any."""
    histoire = history(clause, cellule if cellule is not None else (), contexte)
    days = list(_possible_days(event, histoire, contexte.au))
    states = [state_on(histoire, day) for day in days]
    now = state_on(histoire, event.connu or contexte.au)
    if cellule is None:
        lost = Etat(etat=EtatMode.INDETERMINE, causes=unknown)
        silent = not histoire.constats and not histoire.doutes
        states = [s if silent and s.etat is EtatMode.NORMAL else lost for s in states]
        now = now if silent and now.etat is EtatMode.NORMAL else lost
    return states, now


def _possible_days(event: Evenement, histoire: Histoire, au: date) -> Iterator[date]:
    """The day of the letting; otherwise a day on each side of every change of state. A letting still to
    come is judged under the state that holds as one looks."""
    if event.connu is not None:
        yield event.connu
        return
    if may_be_after(event, au):
        yield au + UN_JOUR
    if not may_be_by(event, au):
        return
    last = min(event.fin or au, au)
    first = event.debut or histoire.contexte.programme.convention.en_vigueur.du or last
    edges = {first, last, *histoire.days, *(day + UN_JOUR for day in histoire.days)}
    yield from sorted(day for day in edges if first <= day <= last)


def _outcome(state: Etat, imposed: Issue) -> Issue:
    if state.etat is EtatMode.NORMAL or isinstance(imposed, NonApplicable):
        return NON_APPLICABLE
    if state.etat is EtatMode.CORRECTIF:
        return imposed
    return Indetermine(state.causes | causes_of(imposed))
