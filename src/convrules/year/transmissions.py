"""What is sent to whom by when, judged each year: an act of the journal does it.

A transmission bears on no vacancy, so it takes the text of the first day of its period; one that is
anchored on an event of a vacancy is judged on each, like a deadline. Source: docs/langage, « Les actes
enregistrés », « Transmissions ».
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from convrules import ir
from convrules.base.dates import INFINI, Evenement, connu, inconnu, pas_survenu
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Connu, Erreur
from convrules.compiler import ClauseCompilee, cases
from convrules.facts.destinataires import Destinataire, fold, recipients
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import Possible, states
from convrules.runtime.decision import EtatDelai
from convrules.runtime.journal import Acte, acts_on, missing, text
from convrules.runtime.limits import Compteur, day_of_year, roll
from convrules.runtime.rules import Resolution, conflict_cause, resolve
from convrules.runtime.windows import Fenetre, windows_of
from convrules.year.assiette import Cadre, is_row, reference_in_period
from convrules.year.echeances import tally
from convrules.year.model import ResultatEcheance, ResultatTransmission
from convrules.year.suivi import Suivi

MOIS_PAR_PERIODE: Final = {"mois": 1, "trimestre": 3, "semestre": 6, "année": 12}
RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tranche:
    """A part of the year in which one sending is due. `nom` empty: the whole year."""

    nom: str
    du: date
    au: date


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
    """The parts of the year for which something is due."""
    found = resolve(clause, "règle", cadre.contexte(cadre.periode.du))
    periodic = {c.valeur.periode for c in found.candidats if isinstance(c.valeur, ir.EcheancePeriodique)}
    if not periodic:
        yield Tranche(nom="", du=cadre.periode.du, au=cadre.periode.au)
        return
    months = MOIS_PAR_PERIODE[min(periodic, key=lambda p: MOIS_PAR_PERIODE[p])]
    for rang in range(12 // months):
        first = date(cadre.annee, rang * months + 1, 1)
        last = _end_of(cadre.annee, rang * months + months)
        if cadre.periode.contains(last):
            yield Tranche(nom=_name(cadre.annee, rang, months), du=max(first, cadre.periode.du), au=last)


def _end_of(annee: int, mois: int) -> date:
    after = date(annee + 1, 1, 1) if mois == 12 else date(annee, mois + 1, 1)
    return after - timedelta(days=1)


def _name(annee: int, rang: int, months: int) -> str:
    letters = {1: f"{rang + 1:02d}", 3: f"T{rang + 1}", 6: f"S{rang + 1}"}
    return f"{annee}-{letters[months]}" if months in letters else str(annee)


# --- one sending ----------------------------------------------------------------------------
def _judged(
    clause: ClauseCompilee, own: ir.Transmission, recipient: Destinataire, part: Tranche, cadre: Cadre
) -> ResultatTransmission:
    contexte = cadre.contexte(part.du)
    regle = resolve(clause, "règle", contexte)
    target = _done(clause.ident, recipient, part, cadre)
    limits = {_limit(c.valeur, part, cadre) for c in regle.candidats if not c.conflit}
    possibles = [_state(limit, target, cadre.au) for limit in limits]
    if regle.conflit:
        cause = conflict_cause(clause, "règle", regle.conflit)
        possibles.append(Possible(etats=frozenset({EtatDelai.INDETERMINE}), causes=frozenset({cause})))
    limit = next(iter(limits)) if len(limits) == 1 and not regle.conflit else None
    base = ResultatTransmission(
        clause=own,
        destinataire=recipient.libelle,
        periode=part.nom,
        etat=EtatDelai.INDETERMINE,
        limite=limit,
        faite_le=target.connu,
        cas=tuple(dict.fromkeys((*regle.cas, *regle.conflit))),
    )
    return _common(base, possibles, regle, target, cadre.au)


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


def _state(limit: date | None, target: Evenement, au: date) -> Possible:
    if limit is None:
        return Possible(etats=frozenset({EtatDelai.SANS_OBJET}))
    bound = limit.toordinal()
    return states(Fenetre(ancre=None, limites=(bound, bound)), target, au)


def _limit(valeur: ir.CleValeur | None, part: Tranche, cadre: Cadre) -> date | None:
    """The last day to send; None when nothing is due for want of a rule, or out of the convention's time."""
    match valeur:
        case ir.EcheanceFixe():
            day = valeur.date or day_of_year(cadre.annee, valeur.mois or 1, valeur.jour or 1)
            day = day if valeur.inclus else day - timedelta(days=1)
            if day.year != cadre.annee or not cadre.periode.contains(day):
                return None
        case ir.EcheancePeriodique():
            day = part.au
        case _:
            return None
    rolled = cadre.choix.report_jour_ouvre
    return roll(day, Compteur(duree=None, calendrier=cadre.calendrier, report_jour_ouvre=rolled, au=cadre.au))


# --- acts -----------------------------------------------------------------------------------
def _done(ident: str, recipient: Destinataire, part: Tranche, cadre: Cadre) -> Evenement:
    """When it was first sent, as of `au`; not known when no journal is supplied, or when a line may be
    this sending for want of saying."""
    acts = acts_on(cadre.faits, "transmission", ident, cadre.programme.convention.ident, ())
    if acts is None:
        return inconnu(ident, genre=Genre.HUMAIN)
    sure: list[date] = []
    doubts: set[Cause] = set()
    for act in acts:
        found = _is_sending(act, recipient, part, cadre)
        if found is True and act.jour is not None:
            sure += [act.jour] if act.jour <= cadre.au else []
        elif not isinstance(found, bool):
            doubts.add(found)
    if sure:
        return connu(min(sure), ident)
    if doubts:
        cause = min(doubts)
        return inconnu(cause.fait, cause.ligne, cause.genre)
    return pas_survenu(cadre.au, ident, Genre.FUTUR)


def _is_sending(act: Acte, recipient: Destinataire, part: Tranche, cadre: Cadre) -> bool | Cause:
    """Is the line this sending? A cause when it does not say enough."""
    annee = act.ligne.cellule("annee")
    if isinstance(annee, Erreur):
        return missing(act.ligne, "annee")
    if isinstance(annee, Connu) and text(annee) != str(cadre.annee):
        return False
    to = act.ligne.cellule("destinataire")
    if isinstance(to, Connu) and fold(str(to.valeur)) not in recipient.noms:
        return False
    if act.jour is None:
        return missing(act.ligne, "date")
    if not isinstance(annee, Connu) and act.jour.year != cadre.annee:
        return False
    if part.nom and not part.du <= act.jour <= part.au:
        return False
    named = isinstance(act.ligne.cellule("convention"), Connu)
    if isinstance(to, Connu) or recipient.seul or (named and recipient.titulaire):
        return True
    return missing(act.ligne, "destinataire")


# --- sendings about vacancies ---------------------------------------------------------------
def sent_by_vacancy(clauses: Iterable[ClauseCompilee], cadre: Cadre) -> Iterator[ResultatEcheance]:
    """Sendings counted from an event of each vacancy of the year: how many were kept."""
    rows = [
        s
        for s in cadre.suivis
        if is_row(s, cadre) is not False and reference_in_period(s, None, cadre) is not False
    ]
    for clause in clauses:
        own = clause.clause
        if isinstance(own, ir.Transmission) and bears_on_a_vacancy(clause):
            found = [(s.vacance.id, _of_vacancy(clause, s, cadre).value) for s in rows]
            yield ResultatEcheance(
                clause=own,
                decomptes=tally([mot for _, mot in found]),
                manquees=tuple(v for v, mot in found if mot == EtatDelai.DEPASSE.value),
            )


def _of_vacancy(clause: ClauseCompilee, suivi: Suivi, cadre: Cadre) -> EtatDelai:
    target = _done_for(clause.ident, suivi.vacance.id, cadre)
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


def _done_for(ident: str, vacance: str, cadre: Cadre) -> Evenement:
    matter = (("vacance", vacance),)
    acts = acts_on(cadre.faits, "transmission", ident, cadre.programme.convention.ident, matter)
    if acts is None:
        return inconnu(ident, genre=Genre.HUMAIN)
    sure = [a.jour for a in acts if not a.doutes and a.jour is not None and a.jour <= cadre.au]
    doubts = [cause for a in acts for cause in a.doutes]
    if sure:
        return connu(min(sure), ident)
    return (
        inconnu(doubts[0].fait, doubts[0].ligne, doubts[0].genre)
        if doubts
        else pas_survenu(cadre.au, ident, Genre.FUTUR)
    )
