"""States of a deadline as of a day: the one common to every possible pair of dates, else undetermined.

A limit grows with its anchor, so the ends of the possible anchors and targets decide; a property test
compares this with enumeration. Source: docs/langage, « Délais ».
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from convrules import ir
from convrules.base.dates import (
    INFINI,
    Evenement,
    connu,
    inconnu,
    jamais,
    pas_survenu,
)
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.trous import VACANCES_DE
from convrules.compiler import ClauseCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.decision import EtatDelai, ResultatDelai
from convrules.runtime.events import may_be_after, may_be_by
from convrules.runtime.limits import UN_JOUR
from convrules.runtime.lives import ended_on, ends_in_doubt, own_life_ended, recorded_days
from convrules.runtime.memoire import conditions_of
from convrules.runtime.operators import causes_of_value
from convrules.runtime.reading import read_event
from convrules.runtime.rules import Candidat, Resolution, conflict_cause, resolve
from convrules.runtime.windows import Fenetre, windows_of

RIEN: frozenset[Cause] = frozenset()
ORDRE = tuple(EtatDelai)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """States that one reading of the clause allows; `reels`: those that the anchor itself does, where a
    forecast stands for it."""

    etats: frozenset[EtatDelai]
    reels: frozenset[EtatDelai] = frozenset()
    fenetre: Fenetre | None = None
    causes: frozenset[Cause] = RIEN


def evaluate_deadline(clause: ClauseCompilee, contexte: Contexte) -> ResultatDelai:
    """The state of a deadline, with its limit, delay and consequence. A life that is known to have ended
    is judged as of its end; what was then still running has no object."""
    regle = resolve(clause, "règle", contexte)
    if regle.candidats != SILENCE:
        return _evaluate(clause, regle, contexte)
    # Why: nothing of the row but these facts is read, neither its days nor the end of its life.
    return contexte.once(
        clause,
        "délai muet",
        lambda: _what_silences(clause),
        lambda: _evaluate(clause, regle, contexte),
    )


def _what_silences(clause: ClauseCompilee) -> Iterator[ir.Expr]:
    for cle in ("règle", "à défaut"):
        yield from conditions_of(clause, cle)


def _evaluate(clause: ClauseCompilee, regle: Resolution, contexte: Contexte) -> ResultatDelai:
    delai = clause.on(contexte.jour)
    assert isinstance(delai, ir.Delai)
    suspension = resolve(clause, "suspension", contexte) if suspended(clause) else SANS_PAUSE
    vies = lives(contexte)
    possibles = [p for vie in vies for p in _under(clause, regle, suspension.candidats, vie)]
    doubt = regle.causes | suspension.causes | ends_in_doubt(contexte)
    then = vies[-1].contexte
    result = _with_target(_common(delai, regle, possibles, doubt), regle, then)
    when = _consequence(result, possibles, contexte.au)
    return _with_effect(replace(result, effet_date=when), clause, contexte)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vie:
    """A row as it is judged: on the day one looks, or on the one its life ended."""

    contexte: Contexte
    close: bool


def lives(contexte: Contexte) -> Sequence[Vie]:
    """As its life may have gone: on the first and the last day on which it may have ended, and as it is now
    if it may not have. In between, a state only passes from without object to kept or missed, but for the
    days on which a recorded event may come after the end, or before."""
    ended = own_life_ended(contexte)
    if ended is None:
        return (Vie(contexte=contexte, close=False),)
    first, last = ended
    if first == last:
        return (Vie(contexte=replace(contexte, au=first), close=True),)
    days = dict.fromkeys((first, *_turns(contexte, first, last or contexte.au), last or contexte.au))
    found = [Vie(contexte=ended_on(contexte, day), close=True) for day in days]
    return found if last is not None else [*found, Vie(contexte=contexte, close=False)]


def _turns(contexte: Contexte, first: date, last: date) -> Iterator[date]:
    """The days of recorded events between two days, and the days before them."""
    assert contexte.vacance is not None, "only a vacancy has an end"
    for cell in contexte.vacance.ligne.cellules.values():
        for day in recorded_days(cell):
            if day is not None and first < day <= last:
                yield from (day - UN_JOUR, day)


def _under(
    clause: ClauseCompilee, regle: Resolution, pauses: Sequence[Candidat], vie: Vie
) -> Iterator[Possible]:
    for candidate in regle.candidats:
        for pause in pauses if candidate.valeur is not None else (SANS_CANDIDAT,):
            found = _of_candidates(clause, candidate, pause, vie.contexte)
            yield _closed(found) if vie.close else found


def evaluate_opened(
    clause: ClauseCompilee, delai: ir.Delai, regle: Resolution, opened: Issue, contexte: Contexte
) -> ResultatDelai:
    """The state of a deadline that stands only once something has opened it. `regle`: candidates that are
    rules of a deadline. The suspension of the deadline that opens it pauses it too. Nothing follows a miss
    by itself."""
    pauses: tuple[Candidat, ...] = (SANS_CANDIDAT,)
    doubt = regle.causes | causes_of(opened) | ends_in_doubt(contexte)
    if "suspension" in clause.regles:
        suspension = resolve(clause, "suspension", contexte)
        pauses, doubt = tuple(suspension.candidats), doubt | suspension.causes
    vies = lives(contexte)
    possibles = [p for vie in vies for p in _under(clause, regle, pauses, vie)]
    if opened is not True:
        shut = Possible(etats=frozenset({EtatDelai.SANS_OBJET}), causes=causes_of(opened))
        possibles = [*possibles, shut] if isinstance(opened, Indetermine) else [shut]
    then = vies[-1].contexte
    result = _with_target(_common(delai, regle, possibles, doubt), regle, then)
    return replace(result, retard_jours=_lateness(result, contexte))


def _with_target(result: ResultatDelai, regle: Resolution, contexte: Contexte) -> ResultatDelai:
    target = _target(regle, contexte)
    return replace(result, cible=target, avant_ancre=_precedes(target, result.ancre))


SANS_CANDIDAT = Candidat(valeur=None)
SILENCE = (SANS_CANDIDAT,)
SANS_PAUSE = Resolution(cle="suspension", candidats=SILENCE, causes=RIEN, condition=True, si=None)


def suspended(clause: ClauseCompilee) -> bool:
    """May it be, under one of its texts, by the clause or by an exception?"""
    bases = clause.regles["suspension"].versions
    return any(base.valeur is not None or base.exceptions for base in bases)


def _of_candidates(
    clause: ClauseCompilee, candidate: Candidat, pause: Candidat, contexte: Contexte
) -> Possible:
    if candidate.conflit or pause.conflit:
        cle = "règle" if candidate.conflit else "suspension"
        cause = conflict_cause(clause, cle, candidate.conflit or pause.conflit)
        return Possible(etats=frozenset({EtatDelai.INDETERMINE}), causes=frozenset({cause}))
    if candidate.valeur is None:
        return Possible(etats=frozenset({EtatDelai.SANS_OBJET}))
    assert isinstance(candidate.valeur, ir.RegleDelai)
    suspension = pause.valeur
    assert suspension is None or isinstance(suspension, ir.Suspension)
    target = read_event(candidate.valeur.evenement, contexte)
    windows = windows_of(candidate.valeur.echeance, suspension, contexte)
    found = _union([states(w, target, contexte.au) for w in windows])
    ahead = [replace(w, limites=w.reelles) for w in windows if w.prevue is not None]
    return replace(found, reels=_all(states(w, target, contexte.au) for w in ahead)) if ahead else found


def _all(possibles: Iterable[Possible]) -> frozenset[EtatDelai]:
    return frozenset[EtatDelai]().union(*(p.etats for p in possibles))


def _union(possibles: Sequence[Possible]) -> Possible:
    """Over the anchors that may serve; when they disagree, for want of knowing which one does."""
    if len(possibles) == 1:
        return possibles[0]
    etats = _all(possibles)
    if len(etats) == 1:
        return replace(possibles[0], etats=etats)
    windows = [p.fenetre for p in possibles if p.fenetre is not None]
    causes = RIEN.union(*(p.causes for p in possibles), *(_anchor_causes(w) for w in windows))
    return Possible(etats=etats, causes=causes)


def _anchor_causes(window: Fenetre) -> frozenset[Cause]:
    return RIEN if window.ancre is None else causes_of_value(window.ancre)


def _closed(possible: Possible) -> Possible:
    etats, reels = (
        frozenset(EtatDelai.SANS_OBJET if e is EtatDelai.EN_COURS else e for e in found)
        for found in (possible.etats, possible.reels)
    )
    settled = len(etats) == 1 and EtatDelai.INDETERMINE not in etats
    return replace(possible, etats=etats, reels=reels, causes=RIEN if settled else possible.causes)


# --- states ---------------------------------------------------------------------------------
def states(window: Fenetre, target: Evenement, au: date) -> Possible:
    """States that some possible anchor and some possible target give, as of `au`."""
    done, open_yet = may_be_by(target, au), may_be_after(target, au) or target.jamais
    last = min(target.fin or au, au).toordinal()
    found: set[EtatDelai] = set()
    if window.limites is not None:
        low, high = window.limites
        if done and target.low <= high:
            found.add(EtatDelai.TENU)
        if (done and last > low) or (open_yet and au.toordinal() > low):
            found.add(EtatDelai.DEPASSE)
        if open_yet and au.toordinal() <= high:
            found.add(EtatDelai.EN_COURS)
    if done and (window.a_venir or window.jamais):
        found.add(EtatDelai.TENU)
    if open_yet and window.a_venir:
        found.add(EtatDelai.EN_COURS)
    if window.sans_objet or (open_yet and window.jamais):
        found.add(EtatDelai.SANS_OBJET)
    if len(found) == 1:
        return Possible(etats=frozenset(found), fenetre=window)
    causes = window.causes | (causes_of_value(target) if done else RIEN)
    return Possible(etats=frozenset(found), fenetre=window, causes=causes)


def _common(
    delai: ir.Delai,
    regle: Resolution,
    possibles: Sequence[Possible],
    doubt: frozenset[Cause],
) -> ResultatDelai:
    """The state that every reading gives; otherwise the possible ones, with their causes."""
    etats = _all(possibles)
    windows = [p.fenetre for p in possibles if p.fenetre is not None]
    told = all(p.fenetre is not None or p.etats == {EtatDelai.SANS_OBJET} for p in possibles)
    common = _limit(windows) if windows else None
    base = ResultatDelai(
        clause=delai,
        etat=EtatDelai.INDETERMINE,
        provisoire=any(w.provisoire for w in windows),
        ancre=windows[0].ancre if windows else None,
        suspension=windows[0].suspension if len(windows) == len(possibles) == 1 else None,
        si=regle.si,
        cas=tuple(dict.fromkeys((*regle.cas, *regle.conflit))),
        echeance=common if told else None,
    )
    limit = common if len(windows) == len(possibles) else None
    if len(etats) == 1 and EtatDelai.INDETERMINE not in etats:
        etat = next(iter(etats))
        base = replace(base, etat=etat, limite=None if etat is EtatDelai.SANS_OBJET else limit)
    else:
        causes = RIEN.union(*(p.causes for p in possibles))
        if len({p.etats for p in possibles}) > 1:
            causes |= doubt
        candidats = tuple(e for e in ORDRE if e in etats and e is not EtatDelai.INDETERMINE)
        base = replace(base, limite=limit, candidats=candidats, causes=causes)
    return base


def _limit(windows: Sequence[Fenetre]) -> date | None:
    """The limit, when there is one and the same in every reading."""
    bounds = {w.limites for w in windows}
    if len(bounds) != 1 or any(w.a_venir or w.jamais for w in windows):
        return None
    found = next(iter(bounds))
    if found is None or found[0] != found[1] or abs(found[0]) == INFINI:
        return None
    return date.fromordinal(found[0])


def _hidden(nom: str, causes: frozenset[Cause]) -> Evenement:
    """An event that is not known, for want of the one fact that is lacking, or under the clause's name. Of
    vacancies that no file says, and of other facts, the vacancies: no fact of a row makes up for them."""
    days = sorted(c for c in causes if c.fait.startswith(VACANCES_DE))
    if days or len(causes) == 1:
        cause = days[0] if days else next(iter(causes))
        return inconnu(cause.fait, cause.ligne, cause.genre)
    erroneous = any(c.genre is Genre.ERREUR for c in causes)
    return inconnu(nom, genre=Genre.ERREUR if erroneous else Genre.MANQUANT)


def _target(regle: Resolution, contexte: Contexte) -> Evenement | None:
    rules = [c.valeur for c in regle.candidats if isinstance(c.valeur, ir.RegleDelai)]
    return read_event(rules[0].evenement, contexte) if rules else None


def _precedes(target: Evenement | None, anchor: Evenement | None) -> bool:
    if target is None or anchor is None or target.connu is None or anchor.connu is None:
        return False
    return target.connu < anchor.connu


# --- delay and consequence ------------------------------------------------------------------
def _with_effect(result: ResultatDelai, clause: ClauseCompilee, contexte: Contexte) -> ResultatDelai:
    effet = resolve(clause, "à défaut", contexte).valeur
    assert effet is None or isinstance(effet, ir.Effet)
    return replace(
        result,
        retard_jours=_lateness(result, contexte),
        effet=effet,
    )


def _lateness(result: ResultatDelai, contexte: Contexte) -> int | None:
    """Days after the limit, counted to the target or to the day one looks (the end of the life)."""
    target, limit = result.cible, result.limite
    if result.etat is not EtatDelai.DEPASSE or limit is None or target is None:
        return None
    ends = {_ended_on(target, vie.contexte.au) for vie in lives(contexte)}
    end = ends.pop() if len(ends) == 1 else None
    return None if end is None else (end - limit).days


def _ended_on(target: Evenement, au: date) -> date | None:
    """The day of a target, or the one that one looks on where it has not come; None: not known."""
    if target.connu is not None and target.connu <= au:
        return target.connu
    return None if may_be_by(target, au) else au


def _consequence(result: ResultatDelai, possibles: Sequence[Possible], au: date) -> Evenement:
    """When what follows a miss happens: the day after the limit, never, not yet, not known. A forecast says
    nothing of it: the anchor does."""
    nom = result.clause.entete.ident
    ahead = [p for p in possibles if p.reels]
    if ahead:
        found = _all(possibles) if len(ahead) < len(possibles) else frozenset[EtatDelai]()
        return _by_states(nom, found.union(*(p.reels for p in ahead)), result, possibles, au)
    if result.etat is EtatDelai.DEPASSE and result.limite is not None:
        return connu(result.limite + UN_JOUR, nom)
    return _by_states(nom, frozenset(result.candidats or (result.etat,)), result, possibles, au)


def _by_states(
    nom: str, etats: frozenset[EtatDelai], result: ResultatDelai, possibles: Sequence[Possible], au: date
) -> Evenement:
    """By the states that are possible."""
    if etats <= {EtatDelai.TENU, EtatDelai.SANS_OBJET}:
        return jamais(nom)
    if etats <= {EtatDelai.TENU, EtatDelai.SANS_OBJET, EtatDelai.EN_COURS}:
        return pas_survenu(au, nom, Genre.FUTUR)
    windows = [p.fenetre for p in possibles if p.fenetre is not None]
    event = _hidden(nom, result.causes or RIEN.union(*map(_doubts, windows)))
    if any(p.fenetre is None and p.etats != {EtatDelai.SANS_OBJET} for p in possibles):
        return event
    return _between(event, windows, jamais=etats != {EtatDelai.DEPASSE})


def _doubts(window: Fenetre) -> frozenset[Cause]:
    """Why the limit is not known."""
    anchor = window.ancre if window.prevue is None else window.prevue
    return window.causes | (RIEN if anchor is None else causes_of_value(anchor))


def _between(event: Evenement, windows: Sequence[Fenetre], *, jamais: bool) -> Evenement:
    """From the day after the first possible limit to the day after the last; jamais: or never."""
    bounds = [b for w in windows if (b := w.limites if w.prevue is None else w.reelles) is not None]
    if not bounds:
        return event
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    first = None if low == -INFINI else date.fromordinal(low) + UN_JOUR
    ends = high < INFINI and not any(w.a_venir for w in windows)
    last = date.fromordinal(high) + UN_JOUR if ends else None
    return replace(event, debut=first, fin=last, jamais=jamais, ouvert=first is None or first != last)


def without_object(delai: ir.Delai) -> ResultatDelai:
    """A deadline that nobody owes."""
    nom = delai.entete.ident
    return ResultatDelai(clause=delai, etat=EtatDelai.SANS_OBJET, effet_date=jamais(nom))
