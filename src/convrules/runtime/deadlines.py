"""States of a deadline as of a day: the one common to every possible pair of dates, else undetermined.

A limit grows with its anchor, so the ends of the possible anchors and targets decide; a property test
compares this with enumeration. Source: docs/langage, « Délais ».
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

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
from convrules.compiler import ClauseCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.decision import EtatDelai, ResultatDelai
from convrules.runtime.events import may_be_after, may_be_by
from convrules.runtime.limits import UN_JOUR
from convrules.runtime.memoire import conditions_of
from convrules.runtime.operators import causes_of_value
from convrules.runtime.reading import own_life_closed, read_event
from convrules.runtime.rules import Candidat, Resolution, conflict_cause, resolve
from convrules.runtime.windows import Fenetre, windows_of

RIEN: frozenset[Cause] = frozenset()
ORDRE = tuple(EtatDelai)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """States that one reading of the clause allows."""

    etats: frozenset[EtatDelai]
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
    closed = own_life_closed(contexte)
    then = contexte if closed is None else replace(contexte, au=closed)
    suspension = resolve(clause, "suspension", contexte) if suspended(clause) else SANS_PAUSE
    possibles = [
        _of_candidates(clause, candidate, pause, then)
        for candidate in regle.candidats
        for pause in (suspension.candidats if candidate.valeur is not None else (SANS_CANDIDAT,))
    ]
    if closed is not None:
        possibles = [_closed(p) for p in possibles]
    doubt = regle.causes | suspension.causes
    result = _with_target(_common(delai, regle, possibles, doubt, then.au), regle, then)
    return _with_effect(result, clause, contexte)


def evaluate_opened(
    clause: ClauseCompilee, delai: ir.Delai, regle: Resolution, opened: Issue, contexte: Contexte
) -> ResultatDelai:
    """The state of a deadline that stands only once something has opened it. `regle`: candidates that are
    rules of a deadline. The suspension of the deadline that opens it pauses it too. Nothing follows a miss
    by itself."""
    closed = own_life_closed(contexte)
    then = contexte if closed is None else replace(contexte, au=closed)
    pauses: tuple[Candidat, ...] = (SANS_CANDIDAT,)
    doubt = regle.causes | causes_of(opened)
    if "suspension" in clause.regles:
        suspension = resolve(clause, "suspension", contexte)
        pauses, doubt = tuple(suspension.candidats), doubt | suspension.causes
    possibles = [
        _of_candidates(clause, c, pause, then)
        for c in regle.candidats
        for pause in (pauses if c.valeur is not None else (SANS_CANDIDAT,))
    ]
    if opened is not True:
        shut = Possible(etats=frozenset({EtatDelai.SANS_OBJET}), causes=causes_of(opened))
        possibles = [*possibles, shut] if isinstance(opened, Indetermine) else [shut]
    if closed is not None:
        possibles = [_closed(p) for p in possibles]
    result = _with_target(_common(delai, regle, possibles, doubt, then.au), regle, then)
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
    return _union([states(w, target, contexte.au) for w in windows])


def _union(possibles: Sequence[Possible]) -> Possible:
    """Over the anchors that may serve; when they disagree, for want of knowing which one does."""
    if len(possibles) == 1:
        return possibles[0]
    etats = frozenset[EtatDelai]().union(*(p.etats for p in possibles))
    if len(etats) == 1:
        return replace(possibles[0], etats=etats)
    windows = [p.fenetre for p in possibles if p.fenetre is not None]
    causes = RIEN.union(*(p.causes for p in possibles), *(_anchor_causes(w) for w in windows))
    return Possible(etats=etats, causes=causes)


def _anchor_causes(window: Fenetre) -> frozenset[Cause]:
    return RIEN if window.ancre is None else causes_of_value(window.ancre)


def _closed(possible: Possible) -> Possible:
    etats = {EtatDelai.SANS_OBJET if e is EtatDelai.EN_COURS else e for e in possible.etats}
    if len(etats) == 1 and EtatDelai.INDETERMINE not in etats:
        return replace(possible, etats=frozenset(etats), causes=RIEN)
    return replace(possible, etats=frozenset(etats))


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
    au: date,
) -> ResultatDelai:
    """The state that every reading gives; otherwise the possible ones, with their causes."""
    etats = frozenset[EtatDelai]().union(*(p.etats for p in possibles))
    windows = [p.fenetre for p in possibles if p.fenetre is not None]
    cas = tuple(dict.fromkeys((*regle.cas, *regle.conflit)))
    told = all(p.fenetre is not None or p.etats == {EtatDelai.SANS_OBJET} for p in possibles)
    common = _limit(windows) if windows else None
    base = ResultatDelai(
        clause=delai,
        etat=EtatDelai.INDETERMINE,
        provisoire=any(w.provisoire for w in windows),
        ancre=windows[0].ancre if windows else None,
        suspension=windows[0].suspension if len(windows) == len(possibles) == 1 else None,
        si=regle.si,
        cas=cas,
        echeance=common if told else None,
    )
    limit = common if len(windows) == len(possibles) else None
    if len(etats) == 1 and EtatDelai.INDETERMINE not in etats:
        etat = next(iter(etats))
        limit = None if etat is EtatDelai.SANS_OBJET else limit
        return replace(base, etat=etat, limite=limit, depuis=_since(delai, etat, limit, windows))
    causes = RIEN.union(*(p.causes for p in possibles))
    if len({p.etats for p in possibles}) > 1:
        causes |= doubt
    candidats = tuple(e for e in ORDRE if e in etats and e is not EtatDelai.INDETERMINE)
    return replace(base, limite=limit, candidats=candidats, causes=causes)


def _limit(windows: Sequence[Fenetre]) -> date | None:
    """The limit, when there is one and the same in every reading."""
    bounds = {w.limites for w in windows}
    if len(bounds) != 1 or any(w.a_venir or w.jamais for w in windows):
        return None
    found = next(iter(bounds))
    if found is None or found[0] != found[1] or abs(found[0]) == INFINI:
        return None
    return date.fromordinal(found[0])


def _since(
    delai: ir.Delai, etat: EtatDelai, limit: date | None, windows: Sequence[Fenetre]
) -> Evenement | None:
    """From the day after the first possible limit to the day after the last, when a limit was missed
    whichever it is; under the name of what hides it, when one fact does."""
    if etat is not EtatDelai.DEPASSE or limit is not None:
        return None
    bounds = [w.limites for w in windows if w.limites is not None]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    first = None if low == -INFINI else date.fromordinal(low) + UN_JOUR
    hidden = _hidden(delai.entete.ident, RIEN.union(*(w.causes | _anchor_causes(w) for w in windows)))
    return replace(hidden, debut=first, fin=date.fromordinal(high) + UN_JOUR, jamais=False)


def _hidden(nom: str, causes: frozenset[Cause]) -> Evenement:
    """An event that is not known, for want of the one fact that is lacking, or under the clause's name."""
    if len(causes) == 1:
        (cause,) = causes
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
        effet_date=consequence_date(result, contexte.au),
    )


def _lateness(result: ResultatDelai, contexte: Contexte) -> int | None:
    """Days after the limit, counted to the target or to the day one looks (the end of the life)."""
    target, limit = result.cible, result.limite
    if result.etat is not EtatDelai.DEPASSE or limit is None or target is None:
        return None
    closed = own_life_closed(contexte)
    au = closed or contexte.au
    if target.connu is not None and target.connu <= au:
        return (target.connu - limit).days
    return None if may_be_by(target, au) else (au - limit).days


def consequence_date(result: ResultatDelai, au: date) -> Evenement:
    """When what follows a miss happens: the day after the limit, never, not yet, or not known."""
    nom = result.clause.entete.ident
    match result.etat:
        case EtatDelai.DEPASSE:
            if result.limite is None:
                return result.depuis or inconnu(nom)
            return connu(result.limite + UN_JOUR, nom)
        case EtatDelai.TENU | EtatDelai.SANS_OBJET:
            return jamais(nom)
        case EtatDelai.EN_COURS:
            return pas_survenu(au, nom, Genre.FUTUR)
        case EtatDelai.INDETERMINE:
            possible = set(result.candidats)
            if possible and possible <= {EtatDelai.TENU, EtatDelai.SANS_OBJET}:
                return jamais(nom)
            if possible and possible <= {EtatDelai.TENU, EtatDelai.SANS_OBJET, EtatDelai.EN_COURS}:
                return pas_survenu(au, nom, Genre.FUTUR)
            return _unknown_consequence(nom, result)
        case _:
            assert_never(result.etat)


def _unknown_consequence(nom: str, result: ResultatDelai) -> Evenement:
    """Not known, for want of the one fact that the state lacks, or else under the clause's name: on the one
    day that every reading which has a limit gives, or never."""
    event = _hidden(nom, result.causes)
    if result.echeance is None:
        return event
    day = result.echeance + UN_JOUR
    return replace(event, debut=day, fin=day, ouvert=False)


def without_object(delai: ir.Delai) -> ResultatDelai:
    """A deadline that nobody owes."""
    nom = delai.entete.ident
    return ResultatDelai(clause=delai, etat=EtatDelai.SANS_OBJET, effet_date=jamais(nom))
