"""Deadlines of rows of which a convention says the same, but for days that are known.

It gives no meaning of its own: the evaluator judges the first of these rows and says which clauses speak;
what is left to find of another is on which side of a limit its day fell. A row of which such a day is not
known is judged by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Duree, Evenement, connu, jamais
from convrules.base.records import dataclass
from convrules.base.values import Cellule
from convrules.compiler import ClauseCompilee
from convrules.runtime.answers import SENS
from convrules.runtime.context import Contexte
from convrules.runtime.deadlines import SILENCE, suspended
from convrules.runtime.decision import Decision, EtatDelai, ResultatDelai, ResultatEffet, Trace
from convrules.runtime.limits import Compteur, limit_after
from convrules.runtime.reading import in_own_cell, read_event
from convrules.runtime.rules import Resolution, resolve
from convrules.runtime.windows import counter_of

Suivis: TypeAlias = tuple[tuple[ResultatDelai, ...], tuple[ResultatEffet, ...]]
"""Deadlines of a row, and what follows from them before effects meet."""
_UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delai:
    """A deadline that speaks, from the event `ancre` to the event `cible`. `jamais`: when what follows a miss
    happens, if it is kept. `lus`: events by their cells, which stand beside."""

    delai: ir.Delai
    si: Trace | None
    cas: tuple[str, ...]
    effet: ir.Effet | None
    ancre: str
    cible: str
    compteur: Compteur
    jamais: Evenement
    lus: dict[tuple[str, int], tuple[Evenement, Cellule]]

    def judge(self, contexte: Contexte, au: date) -> Suivis | None:
        """`au`: the day one looks, or the end of the life; None where one of the two days is not by then."""
        anchor, target = self._event(self.ancre, contexte), self._event(self.cible, contexte)
        begun, done = anchor.connu, target.connu
        if begun is None or done is None or begun > au or done > au:
            return None
        (last, _), _ = limit_after(begun, self.compteur)
        limit = date.fromordinal(last)
        late = done > limit
        ident, effet = self.jamais.fait, self.effet
        since = connu(limit + _UN_JOUR, ident) if late else self.jamais
        result = ResultatDelai(
            clause=self.delai,
            etat=EtatDelai.DEPASSE if late else EtatDelai.TENU,
            limite=limit,
            echeance=limit,
            retard_jours=(done - limit).days if late else None,
            ancre=anchor,
            cible=target,
            avant_ancre=done < begun,
            si=self.si,
            effet=effet,
            effet_date=since,
            cas=self.cas,
        )
        if effet is None:
            return (result,), ()
        return (result,), (ResultatEffet(clause=ident, effet=effet, date=since, issue=late, ouverture=since),)

    def _event(self, nom: str, contexte: Contexte) -> Evenement:
        assert contexte.vacance is not None
        cell = contexte.vacance.cellule(nom)
        found = self.lus.get((nom, id(cell)))
        if found is not None:
            return found[0]
        event = read_event(nom, contexte)
        if event.connu is not None:
            # Why only then: what else one knows of an event, the end of the life of its row decides too.
            self.lus[nom, id(cell)] = event, cell
        return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscrites:
    """What the records of a row say of each end of its turn, `lus` by their names, and the day its life is
    known to have ended. `sure`: is there no other day on which it may have?"""

    fins: tuple[Evenement, ...]
    lus: Mapping[str, Evenement]
    vie: date | None
    sure: bool


class JoursConnus:
    """The deadlines of rows that say what one that was judged says, in the order of the paper."""

    def __init__(self, clauses: Sequence[ResultatDelai | _Delai]) -> None:
        self._clauses = clauses

    def judge(self, contexte: Contexte, vie: date | None) -> Suivis | None:
        """None of a row that is to be judged by itself. vie: the day its life is known to have ended."""
        au = contexte.au if vie is None else vie
        delais: list[ResultatDelai] = []
        effets: list[ResultatEffet] = []
        for clause in self._clauses:
            if isinstance(clause, ResultatDelai):
                delais.append(clause)
                continue
            found = clause.judge(contexte, au)
            if found is None:
                return None
            delais += found[0]
            effets += found[1]
        return tuple(delais), tuple(effets)


def known_days(modele: Decision, contexte: Contexte) -> JoursConnus | None:
    """`modele`: what was judged of the row of `contexte`. None where more than two days decides of a deadline
    that speaks: a suspension, several events, what another clause brings about, a day that is a fact."""
    programme = contexte.programme
    choix = programme.convention.choix
    chain = {clause.ident for clause in programme.chaine}
    if contexte.retenues is None or len(chain) < len(programme.chaine) or programme.denombre:
        return None
    if choix is None or choix.gestion_deleguee:
        return None
    kept = {result.clause.entete.ident: result for result in modele.delais}
    clauses = [clause for clause in programme.clauses if clause.ident in chain]
    found = [_told(clause, kept.get(clause.ident), contexte) for clause in clauses]
    known = [told for told in found if told is not None]
    return JoursConnus(known) if len(known) == len(programme.chaine) else None


def _told(
    clause: ClauseCompilee, kept: ResultatDelai | None, contexte: Contexte
) -> ResultatDelai | _Delai | None:
    own = clause.on(contexte.jour)
    if kept is None or not isinstance(own, ir.Delai) or clause.reversible:
        return None
    regle, suite = resolve(clause, "règle", contexte), resolve(clause, "à défaut", contexte)
    if suite.unique is None or suite.conflit:
        return None
    if regle.candidats == SILENCE:
        return kept if suite.valeur is None else None
    return _speaking(clause, own, regle, suite, contexte)


def _speaking(
    clause: ClauseCompilee, own: ir.Delai, regle: Resolution, suite: Resolution, contexte: Contexte
) -> _Delai | None:
    rule, effet, memoire = regle.valeur, suite.valeur, contexte.memoire
    if memoire is None or not isinstance(rule, ir.RegleDelai) or suspended(clause):
        return None
    due = rule.echeance
    if not isinstance(due, ir.EcheanceRelative) or not due.apres or not isinstance(due.duree, Duree):
        return None
    events = (*due.instant.evenements, rule.evenement)
    brought = frozenset[str]().union(*(other.apporte for other in contexte.programme.chaine))
    if len(events) > 2 or not all(in_own_cell(nom) and nom not in brought for nom in events):
        return None
    if effet is not None and not (isinstance(effet, ir.Effet) and _by_itself(effet)):
        return None
    return _Delai(
        delai=own,
        si=regle.si,
        cas=regle.cas,
        effet=effet,
        ancre=events[0],
        cible=events[1],
        compteur=counter_of(due.duree, contexte),
        jamais=jamais(clause.ident),
        lus=memoire.everywhere(("jours connus", contexte.au), contexte.au, dict),
    )


def _by_itself(effet: ir.Effet) -> bool:
    """Does it take place by the day alone: neither an act nor another holder nor an answer has a say?"""
    return not effet.faculte and effet.acte is not ir.Acte.REMISE_A and effet.acte not in SENS
