"""Rows that an account counts or stands on, whatever the period, each with what orders and what places it.

Source: docs/langage, « Un compte atteint ».
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import Evenement
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et
from convrules.base.records import dataclass
from convrules.runtime.closing import taken
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre, account, in_flow, vacancy
from convrules.year.bornes import ZERO
from convrules.year.cellules import Place, locate
from convrules.year.epuisement import CompteDu
from convrules.year.model import Bornes
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import UN_TAUX, Monde, Suivi, firm, holds, rate

RIEN: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDeCompte:
    """A row that counts, or may. `survient`: what orders it; `appartient`: what places it in a period."""

    id: str
    place: Place
    issue: Issue
    survient: Evenement
    appartient: Evenement
    taux: Bornes = ZERO
    causes: frozenset[Cause] = RIEN

    @property
    def sure(self) -> bool:
        known = self.survient.connu is not None and self.appartient.connu is not None
        return self.issue is True and self.place.sure and known

    @property
    def doutes(self) -> frozenset[Cause]:
        """Why it is not known whether, where or when it counts."""
        events = (e for e in (self.survient, self.appartient) if e.connu is None)
        dated = (Cause(fait=e.fait, genre=e.genre, ligne=e.ligne) for e in events)
        return causes_of(self.issue) | self.place.causes | self.causes | frozenset(dated)


def base_rows(suivi: Suivi, du: CompteDu) -> Iterator[LigneDeCompte]:
    """What a vacancy makes due, in each version of the text that may apply to it."""
    place = locate(vacancy(suivi), du.dimensions)
    du = du if place is None else du.around(place)
    for monde in suivi.mondes if place is not None else ():
        cle = du.textes.at("règle", monde.contexte.jour)
        for regle in cle.given:
            assert isinstance(regle, ir.ReglePart | ir.RegleQuota), "checked: the rule of what is owed"
            counted = du.textes.classes_counted(monde.contexte.jour)
            issue = _stands(regle.population, suivi, monde, du.cadre, counted)
            if len(suivi.mondes) > 1 and issue is True:
                issue = Indetermine(suivi.causes)
            taux, causes = (UN_TAUX, cle.causes) if cle.conflit else rate(regle.taux, monde.contexte)
            if issue is not False and taux.max and place is not None:
                yield _row(suivi, place, issue, regle.population, (monde, du.cadre), (taux, causes))


def done_rows(suivi: Suivi, du: CompteDu) -> Iterator[LigneDeCompte]:
    """The event of a vacancy that the account counts, and each effect that counts it."""
    place = locate(vacancy(suivi), du.dimensions)
    if place is None:
        return
    du = du.around(place)
    readings = [(text, monde) for monde in suivi.mondes for text in _texts(du, monde)]
    for population in dict.fromkeys(_counted(text) for text, _ in readings):
        found = {_counts(t, suivi, m, du) if _counted(t) == population else False for t, m in readings}
        issue = found.pop() if len(found) == 1 else _one_of(found, suivi, du)
        if issue is not False:
            yield _row(suivi, place, issue, population, (suivi.mondes[0], du.cadre), (ZERO, RIEN))
    if isinstance(du.clause.clause, ir.Part):
        yield from _by_effect(suivi, place, readings[:1], du)


_Texte: TypeAlias = tuple[ir.ReglePart | ir.RegleQuota, ir.Population | None]
"""What an account is a share of, and what it counts when that is another population."""


def _texts(du: CompteDu, monde: Monde) -> Iterator[_Texte]:
    jour = monde.contexte.jour
    counted = du.textes.at("compte", jour).given or (None,)
    for regle, compte in product(du.textes.at("règle", jour).given, counted):
        assert isinstance(regle, ir.ReglePart | ir.RegleQuota), "checked: the rule of what is owed"
        assert compte is None or isinstance(compte, ir.Population), "checked: what is counted"
        yield regle, compte


def _counted(text: _Texte) -> ir.Population:
    regle, compte = text
    return compte if compte is not None else regle.population


def _one_of(found: set[Issue], suivi: Suivi, du: CompteDu) -> Issue:
    """Texts that do not agree, for want of the day that chooses or of a fact that an exception reads."""
    causes = suivi.causes.union(*map(causes_of, found), *(cle.causes for cle in du.textes.lus.values()))
    return Indetermine(causes)


def _by_effect(
    suivi: Suivi, place: Place, readings: Sequence[tuple[_Texte, Monde]], du: CompteDu
) -> Iterator[LigneDeCompte]:
    for effet in suivi.decision.effets:
        counted = effet.effet.decompte is ir.Decompte.COMPTEE
        done = firm(taken(effet, suivi.decision.au)) if counted else False
        for text, monde in readings if done is not False else ():
            done = et(done, _stands_in_base(text, suivi, monde, du.cadre))
        if done is not False:
            day = effet.date
            placed = suivi.decision.reference if du.cadre.avec_leur_vacance else day
            yield LigneDeCompte(id=suivi.vacance.id, place=place, issue=done, survient=day, appartient=placed)


def _counts(text: _Texte, suivi: Suivi, monde: Monde, du: CompteDu) -> Issue:
    """Does the account count the vacancy, whatever the day?"""
    regle, compte = text
    inside = _stands(_counted(text), suivi, monde, du.cadre)
    if inside is False:
        return False
    if isinstance(regle, ir.ReglePart):
        inside = et(inside, _stands_in_base(text, suivi, monde, du.cadre))
        return et(inside, account(suivi, du.cadre)) if inside is not False else False
    return inside if compte is not None else et(inside, holds(regle.public, monde.contexte))


def _stands_in_base(text: _Texte, suivi: Suivi, monde: Monde, cadre: Cadre) -> Issue:
    regle, compte = text
    return _stands(regle.population, suivi, monde, cadre, () if compte is None else compte.classes)


def _stands(
    population: ir.Population, suivi: Suivi, monde: Monde, cadre: Cadre, comptees: Iterable[ir.Classe] = ()
) -> Issue:
    """Is the vacancy of the population, whatever the period? comptees: as of `in_flow`."""
    inside = status_issue(population, suivi.decision)
    if inside is not False:
        inside = et(inside, in_flow(population, vacancy(suivi), monde, cadre, comptees=comptees))
    if inside is not False and population.rattachement is ir.Rattachement.RESERVATAIRE:
        inside = et(inside, account(suivi, cadre))
    return firm(inside)


def _row(
    suivi: Suivi,
    place: Place,
    issue: Issue,
    population: ir.Population,
    seen: tuple[Monde, Cadre],
    taux: tuple[Bornes, frozenset[Cause]],
) -> LigneDeCompte:
    monde, cadre = seen
    nom = EVENEMENTS.get(population.classes[0])
    reference = suivi.decision.reference
    day = read_event(nom, monde.contexte) if nom is not None else reference
    return LigneDeCompte(
        id=suivi.vacance.id,
        place=place,
        issue=False if day.est_jamais else issue,
        survient=day,
        appartient=reference if cadre.avec_leur_vacance else day,
        taux=taux[0],
        causes=taux[1],
    )
