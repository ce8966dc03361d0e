"""What is sent to whom by when, judged each year: an act of the journal does it.

A transmission bears on no vacancy, so it takes the text of the first day of its period; one that is
anchored on an event of a vacancy is judged on each, like a deadline. Source: docs/langage, « Les actes
enregistrés », « Transmissions ».
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import INFINI, Duree, Evenement, add_months, inconnu, shift
from convrules.base.outcomes import Cause, Genre, NonApplicable
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee, cases
from convrules.facts.destinataires import Destinataire, recipients
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import Possible, states
from convrules.runtime.decision import EtatDelai
from convrules.runtime.journal import acts_on
from convrules.runtime.limits import SANS_BORNE, Compteur, day_of_year, roll
from convrules.runtime.rules import Resolution, conflict_cause, resolve
from convrules.runtime.windows import Fenetre, duration, windows_of
from convrules.year.assiette import Cadre, is_row, reference_in_period
from convrules.year.echeances import tally
from convrules.year.envois import Attendu, Releve, count_sent, done, is_to
from convrules.year.model import LigneEcheance, ResultatEcheance, ResultatTransmission
from convrules.year.suivi import Suivi
from convrules.year.tranches import UN_JOUR, Tranche, parts, whole

RIEN: frozenset[Cause] = frozenset()
PIRE: Final = (
    EtatDelai.DEPASSE,
    EtatDelai.INDETERMINE,
    EtatDelai.EN_COURS,
    EtatDelai.TENU,
    EtatDelai.SANS_OBJET,
)
"""States of a sending, the worst first."""

Limite: TypeAlias = date | frozenset[Cause] | None
"""The last day to send; None: nothing is due; causes: it is not known."""


# --- over the year --------------------------------------------------------------------------
def sent(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatTransmission]:
    """One result per sending due in the year and per recipient. A socle judged by itself has no holder to
    send to: each convention that inherits it is judged for its own."""
    if cadre.programme.convention.reservataire is None:
        return
    for clause in clauses:
        own = clause.on(cadre.periode.du)
        if not isinstance(own, ir.Transmission) or bears_on_a_vacancy(clause):
            continue
        for recipient in recipients(own, cadre.programme.convention):
            for part in _parts(clause, cadre):
                yield _judged(clause, own, recipient, part, cadre)


def bears_on_a_vacancy(clause: ClauseCompilee) -> bool:
    """Is a due date of the clause, or of an exception to it, counted from an event of a vacancy?"""
    return any(isinstance(cas.valeur, ir.EcheanceRelative) for cas in cases(*clause.regles["règle"].versions))


def _parts(clause: ClauseCompilee, cadre: Cadre) -> Iterator[Tranche]:
    """The parts of the year for which something is due; the year itself when there is none."""
    found = resolve(clause, "règle", cadre.contexte(cadre.periode.du))
    periodic = {c.valeur.periode for c in found.candidats if isinstance(c.valeur, ir.EcheancePeriodique)}
    due = tuple(parts(periodic, cadre)) if periodic else ()
    yield from due or (whole(cadre),)


# --- one sending ----------------------------------------------------------------------------
def _judged(
    clause: ClauseCompilee, own: ir.Transmission, recipient: Destinataire, part: Tranche, cadre: Cadre
) -> ResultatTransmission:
    regle = resolve(clause, "règle", cadre.contexte(part.du))
    values = [c.valeur for c in regle.candidats if not c.conflit]
    dues = {_due(valeur, clause.ident, recipient, part, cadre) for valeur in values}
    told = [(limit, done(attendu, cadre)) for limit, attendu in dues]
    possibles = [_state(limit, found.cible, cadre.au) for limit, found in told]
    if regle.conflit:
        cause = conflict_cause(clause, "règle", regle.conflit)
        possibles.append(Possible(etats=frozenset({EtatDelai.INDETERMINE}), causes=frozenset({cause})))
    owed = any(limit is not None for limit, _ in dues)
    limits = {limit for limit, _ in dues if not isinstance(limit, frozenset)}
    times = {attendu.fois for _, attendu in dues}
    releves = {found for _, found in told}
    made = releves.pop() if len(releves) == 1 else Releve(cible=inconnu(clause.ident))
    base = ResultatTransmission(
        clause=own,
        destinataire=recipient.libelle,
        periode=part.nom,
        etat=EtatDelai.INDETERMINE,
        limite=limits.pop() if len(dues) == len(limits) == 1 and not regle.conflit else None,
        faite_le=made.cible.connu,
        attendus=times.pop() if owed and len(times) == 1 else None,
        faits=made.faits if owed else None,
        cas=tuple(dict.fromkeys((*regle.cas, *regle.conflit))),
    )
    return _common(base, possibles, regle, made.cible, cadre.au)


def _due(
    valeur: ir.CleValeur | None, ident: str, recipient: Destinataire, part: Tranche, cadre: Cadre
) -> tuple[Limite, Attendu]:
    """The last day under one reading of the rule, and what is then waited for."""
    limit = _limit(valeur, part, cadre)
    deferred = isinstance(valeur, ir.EcheancePeriodique) and valeur.differee
    before = replace(part, au=part.precedente)
    earlier = _limit(valeur, before, cadre) if deferred else None
    attendu = Attendu(
        ident=ident,
        destinataire=recipient,
        tranche=part,
        differe=deferred,
        fois=valeur.fois if isinstance(valeur, ir.EcheancePeriodique) else 1,
        limite=limit if isinstance(limit, date) else None,
        precedente=earlier if isinstance(earlier, date) else None,
    )
    return limit, attendu


def _common(
    base: ResultatTransmission,
    possibles: Sequence[Possible],
    regle: Resolution,
    target: Evenement,
    au: date,
) -> ResultatTransmission:
    etats, causes = _union(possibles, regle.causes)
    if len(etats) > 1 or EtatDelai.INDETERMINE in etats:
        candidats = tuple(e for e in EtatDelai if e in etats and e is not EtatDelai.INDETERMINE)
        return replace(base, candidats=candidats, causes=causes)
    (etat,) = etats
    late = None
    if (
        etat is EtatDelai.DEPASSE
        and base.limite is not None
        and (target.connu or target.low > au.toordinal())
    ):
        late = ((target.connu or au) - base.limite).days
    return replace(
        base, etat=etat, limite=None if etat is EtatDelai.SANS_OBJET else base.limite, retard_jours=late
    )


def _union(
    possibles: Sequence[Possible], doubt: frozenset[Cause]
) -> tuple[frozenset[EtatDelai], frozenset[Cause]]:
    etats = frozenset[EtatDelai]().union(*(p.etats for p in possibles))
    causes = RIEN.union(*(p.causes for p in possibles))
    differ = len({p.etats for p in possibles}) > 1
    return etats, causes | doubt if differ else causes


def _state(limit: Limite, target: Evenement, au: date) -> Possible:
    if limit is None:
        return Possible(etats=frozenset({EtatDelai.SANS_OBJET}))
    if isinstance(limit, frozenset):
        return states(Fenetre(ancre=None, limites=SANS_BORNE, causes=limit), target, au)
    bound = limit.toordinal()
    return states(Fenetre(ancre=None, limites=(bound, bound)), target, au)


def _limit(valeur: ir.CleValeur | None, part: Tranche, cadre: Cadre) -> Limite:
    """The last day to send; None when nothing is due for want of a rule, or out of the convention's time;
    causes when a parameter leaves it unknown. What is due after a period is due even if the convention
    ends before that day: the period ended within it."""
    day: Limite
    match valeur:
        case ir.EcheanceFixe():
            day = valeur.date or day_of_year(cadre.annee, valeur.mois or 1, valeur.jour or 1)
            day = day if valeur.inclus else day - UN_JOUR
            if day.year != cadre.annee or not cadre.periode.contains(day):
                return None
        case ir.EcheancePeriodique() if part.nom:
            day = _after_period(valeur, part, cadre)
        case _:
            return None
    if not isinstance(day, date):
        return day
    rolled = cadre.choix.report_jour_ouvre
    return roll(day, Compteur(duree=None, calendrier=cadre.calendrier, report_jour_ouvre=rolled, au=cadre.au))


def _after_period(valeur: ir.EcheancePeriodique, part: Tranche, cadre: Cadre) -> Limite:
    """The last day of the part, of the civil month that follows it, or so long after it."""
    if valeur.mois_suivant:
        return add_months(part.au + UN_JOUR, 1) - UN_JOUR
    if valeur.apres is None:
        return part.au
    found = duration(valeur.apres, cadre.contexte(part.du))
    if isinstance(found, Duree):
        return shift(part.au, found, cadre.calendrier)
    return None if isinstance(found, NonApplicable) else found


# --- sendings about vacancies ---------------------------------------------------------------
def sent_by_vacancy(
    clauses: Iterable[ClauseCompilee], cadre: Cadre, *, nommer: bool = False
) -> Iterator[ResultatEcheance]:
    """Sendings counted from an event of each vacancy of the year: how many were kept. nommer: with each of
    the vacancies for which something is due."""
    own_clauses = [c for c in clauses if isinstance(c.clause, ir.Transmission) and bears_on_a_vacancy(c)]
    rows = [
        s
        for s in (cadre.suivis if own_clauses else ())
        if is_row(s) is not False and reference_in_period(s, None, cadre) is not False
    ]
    for clause in own_clauses:
        own = clause.clause
        if isinstance(own, ir.Transmission):
            to = recipients(own, cadre.programme.convention)
            found = [(s, _of_vacancy(clause, s, to, cadre)) for s in rows]
            yield ResultatEcheance(
                clause=own,
                decomptes=tally([etat.value for _, etat in found]),
                manquees=tuple(s.vacance.id for s, etat in found if etat is EtatDelai.DEPASSE),
                lignes=tuple(
                    _named(clause, s, etat, to, cadre)
                    for s, etat in found
                    if nommer and etat is not EtatDelai.SANS_OBJET
                ),
            )


def _named(
    clause: ClauseCompilee, suivi: Suivi, etat: EtatDelai, to: Sequence[Destinataire], cadre: Cadre
) -> LigneEcheance:
    """Its last day where there is one, and the day on which the last of its sendings was done."""
    limits = {
        w.limites or (-INFINI, INFINI)
        for monde in suivi.mondes
        for c in resolve(clause, "règle", monde.contexte).candidats
        if isinstance(c.valeur, ir.EcheanceRelative | ir.EcheanceFixe | ir.EcheancePeriodique)
        for w in windows_of(c.valeur, None, monde.contexte)
    }
    ends = {day for pair in limits for day in pair}
    last = ends.pop() if len(ends) == 1 else INFINI
    limit = date.fromordinal(last) if abs(last) != INFINI else None
    done = [_done_for(clause.ident, suivi.vacance.id, one, cadre).connu for one in to]
    days = [day for day in done if day is not None]
    sent_on = max(days) if days and len(days) == len(done) else None
    late = etat is EtatDelai.DEPASSE and limit is not None
    return LigneEcheance(
        vacance=suivi.vacance.id,
        etat=etat.value,
        limite=limit,
        faite_le=sent_on,
        retard_jours=((sent_on or cadre.au) - limit).days if late and limit is not None else None,
    )


def _of_vacancy(clause: ClauseCompilee, suivi: Suivi, to: Sequence[Destinataire], cadre: Cadre) -> EtatDelai:
    """The worst of its sendings, one to each recipient."""
    return min((_to_one(clause, suivi, one, cadre) for one in to), key=PIRE.index)


def _to_one(clause: ClauseCompilee, suivi: Suivi, to: Destinataire, cadre: Cadre) -> EtatDelai:
    target = _done_for(clause.ident, suivi.vacance.id, to, cadre)
    etats: set[EtatDelai] = set()
    for monde in suivi.mondes:
        for candidate in resolve(clause, "règle", monde.contexte).candidats:
            etats |= _candidate_states(candidate.valeur, bool(candidate.conflit), target, monde.contexte)
    return etats.pop() if len(etats) == 1 else EtatDelai.INDETERMINE


def _candidate_states(
    valeur: ir.CleValeur | None, conflict: bool, target: Evenement, contexte: Contexte
) -> frozenset[EtatDelai]:
    if conflict:
        return frozenset({EtatDelai.INDETERMINE})
    if valeur is None:
        return frozenset({EtatDelai.SANS_OBJET})
    assert isinstance(valeur, ir.EcheanceRelative | ir.EcheanceFixe | ir.EcheancePeriodique)
    windows = windows_of(valeur, None, contexte)
    if any(w.limites is not None and abs(w.limites[0]) == INFINI == w.limites[1] for w in windows):
        return frozenset({EtatDelai.INDETERMINE})
    return frozenset[EtatDelai]().union(*(states(w, target, contexte.au).etats for w in windows))


def _done_for(ident: str, vacance: str, to: Destinataire, cadre: Cadre) -> Evenement:
    matter = (("vacance", vacance),)
    acts = acts_on(cadre.faits, "transmission", ident, cadre.programme.convention.ident, matter)
    if acts is None:
        return inconnu(ident, genre=Genre.HUMAIN)
    told = [(a, is_to(a, to)) for a in acts]
    return count_sent(told, 1, ident, cadre.au).cible
