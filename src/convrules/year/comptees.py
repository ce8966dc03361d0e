"""Rows that a part which is split counts on one of its accounts: its letting, or a turn that was lost.

Source: docs/langage, « Répartition ».
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

from convrules import ir
from convrules.base.outcomes import Genre, Indetermine, Issue, causes_of, et, indetermine, non, ou
from convrules.base.records import dataclass, replace
from convrules.base.values import Inconnu
from convrules.compiler import ClauseCompilee
from convrules.runtime.holders import is_holder
from convrules.runtime.recorded import ORIENTE, recorded_act
from convrules.year.assiette import (
    Cadre,
    Sujet,
    before,
    belongs,
    closed,
    in_flow,
    recorded_on,
    reference_in_period,
    unrecorded,
    vacancy,
)
from convrules.year.cellules import Clef, Groupe, Place, as_text, key_of, locate
from convrules.year.effets import counted_before, counted_by_effect
from convrules.year.eligibles import once_let
from convrules.year.imputation import FAIT, awaits, holds_account
from convrules.year.partage import splits_of
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import Monde, Suivi, firm
from convrules.year.textes import Textes, text_of_cell

Texte: TypeAlias = tuple[ir.ReglePart, ir.Population]
"""What the part is a share of, and what it counts."""
DUnTexte: TypeAlias = Callable[[Texte, Monde], Issue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comptee:
    """A row that may be done on an account: where it stands, and whether it is."""

    id: str
    place: Place
    issue: Issue


Candidates: TypeAlias = tuple[tuple[Suivi, Place], ...]
"""Vacancies that may be done on an account, and where they stand."""


def candidates(
    compte: str, comptes: Sequence[str], dimensions: Sequence[ir.Champ], cadre: Cadre
) -> Candidates:
    """Whatever the period and the cell."""
    rows = [suivi for suivi in cadre.suivis if _may(compte, comptes, suivi, cadre)]
    found = ((suivi, locate(vacancy(suivi), dimensions)) for suivi in rows)
    return tuple((suivi, place) for suivi, place in found if place is not None)


def _may(compte: str, comptes: Sequence[str], suivi: Suivi, cadre: Cadre) -> bool:
    return bool(suivi.decision.effets) or recorded_on(compte, comptes, suivi, cadre) is not False


def counted_on(
    compte: str, rows: Candidates, textes: Textes, clef: Clef, comptes: Sequence[str]
) -> Iterator[Comptee]:
    """Those of a cell. `textes`: of the part, in the cell and its period; `comptes`: all that share it."""
    for suivi, place in rows:
        issue = _counts(compte, suivi, textes, comptes) if place.may_be(clef) else False
        if issue is not False:
            yield Comptee(id=suivi.vacance.id, place=place, issue=issue)


def counted_apart(part: ClauseCompilee, dimensions: Sequence[ir.Champ], cadre: Cadre) -> Iterator[Clef]:
    """Cells in which an account counts a vacancy that is not of the base of the period: the part itself may
    have nothing there."""
    comptes = [c for _, own in splits_of(part.ident, cadre.programme) for c, _ in own.entre]
    if not comptes or cadre.avec_leur_vacance:
        return
    for compte in dict.fromkeys(comptes):
        for suivi, place in candidates(compte, comptes, dimensions, cadre):
            if place.sure and reference_in_period(suivi, None, cadre) is not True:
                clef = key_of(place, dimensions)
                groupe = Groupe(clef=clef, surs=(), peut_etre=())
                if _counts(compte, suivi, text_of_cell(part, groupe, cadre), comptes) is not False:
                    yield clef


def _counts(compte: str, suivi: Suivi, textes: Textes, comptes: Sequence[str]) -> Issue:
    issue, cadre = _recorded(compte, comptes, suivi, textes), textes.cadre
    if not is_holder(cadre.programme, compte, cadre.finer):
        return issue
    lost = _lost_turn(compte, comptes, suivi, textes)
    if lost is not False:
        lost = et(lost, _whose(suivi, compte, comptes, cadre))
    return et(ou(issue, lost), non(counted_before(suivi, cadre)))


def _whose(suivi: Suivi, compte: str, comptes: Sequence[str], cadre: Cadre) -> Issue:
    """A turn that the holder has lost is one of its accounts': where several are, the one that the
    orientation then in force names, else the one recorded."""
    own = [c for c in comptes if is_holder(cadre.programme, c, cadre.finer)]
    if own == [compte] and compte not in cadre.finer:
        return True
    recorded = suivi.vacance.cellule(FAIT)
    for named in (_oriented_to(suivi, cadre), as_text(recorded) or ""):
        if is_holder(cadre.programme, named, cadre.finer):
            mine = holds_account(named, compte, cadre.programme, cadre.finer)
            return named == compte or (named not in own and mine)
    if not isinstance(recorded, Inconnu):
        return indetermine(ORIENTE)
    return indetermine(FAIT, Genre.FUTUR if awaits(suivi.vacance, suivi.decision) else Genre.MANQUANT)


def _oriented_to(suivi: Suivi, cadre: Cadre) -> str:
    """The account that the orientation in force named when the turn was lost; empty when none did."""
    lost = [e.date.connu for e in suivi.decision.effets if e.effet.decompte is ir.Decompte.COMPTEE]
    day = min([cadre.au, *(d for d in lost if d is not None)])
    acte = recorded_act(suivi.vacance, cadre.faits, "orientation", day)
    return as_text(acte.ligne.cellule("compte")) or "" if acte is not None else ""


def _recorded(compte: str, comptes: Sequence[str], suivi: Suivi, textes: Textes) -> Issue:
    """Does the event that the part counts stand on the account?"""
    cadre = textes.cadre
    if recorded_on(compte, comptes, suivi, cadre) is False:
        return False
    asked = unrecorded(suivi) and is_holder(cadre.programme, compte, cadre.finer)

    def of_text(texte: Texte, monde: Monde) -> Issue:
        event = _event(texte, suivi, monde, cadre)
        account = recorded_on(compte, comptes, suivi, cadre, close=closed(event, cadre))
        return once_let(event, account, suivi, monde.contexte, asked=asked)

    return _under_each_text(suivi, textes, of_text)


def _lost_turn(compte: str, comptes: Sequence[str], suivi: Suivi, textes: Textes) -> Issue:
    """Does an effect count the vacancy for the holder, whose turn is lost, and who was not counted before?"""
    cadre = textes.cadre
    effect = counted_by_effect(suivi, cadre, a_venir=True)
    if effect is False:
        return False

    def of_text(texte: Texte, monde: Monde) -> Issue:
        regle, counted = texte
        inside = in_flow(regle.population, vacancy(suivi), monde, cadre, comptees=counted.classes)
        return et(inside, status_issue(regle.population, suivi.decision))

    effect = firm(et(effect, _under_each_text(suivi, textes, of_text)))
    if effect is False or cadre.avec_leur_vacance:
        return effect
    return et(effect, non(_recorded(compte, comptes, suivi, replace(textes, cadre=before(cadre), lus={}))))


def _under_each_text(suivi: Suivi, textes: Textes, of_text: DUnTexte) -> Issue:
    """The same of every text that may be that of the vacancy; a text that says nothing counts nothing."""
    found: list[Issue] = []
    causes = suivi.causes
    for monde in suivi.mondes:
        regle, compte = (textes.at(cle, monde.contexte.jour) for cle in ("règle", "compte"))
        causes |= regle.causes | compte.causes
        if None in regle.valeurs or not (regle.given and compte.given):
            found.append(False)
        for population, counted in product(regle.given, compte.given):
            assert isinstance(population, ir.ReglePart) and isinstance(counted, ir.Population), "checked"
            found.append(firm(of_text((population, counted), monde)))
    if all(issue == found[0] for issue in found):
        return found[0]
    return Indetermine(causes.union(*map(causes_of, found)))


def _event(texte: Texte, suivi: Suivi, monde: Monde, cadre: Cadre) -> Issue:
    """The event that the part counts, on a row of its flow, whoever holds the account."""
    regle, compte = texte
    sujet: Sujet = vacancy(suivi)
    # A part's count is the holder's by nature; here it is that of each account.
    counted = replace(compte, rattachement=None)
    inside = in_flow(regle.population, sujet, monde, cadre, comptees=counted.classes)
    issue = et(belongs(counted, sujet, monde, cadre), inside)
    if issue is False:
        return False
    issue = et(issue, status_issue(counted, suivi.decision))
    issue = et(issue, status_issue(regle.population, suivi.decision))
    inside = reference_in_period(suivi, monde, cadre) if cadre.avec_leur_vacance else True
    return et(issue, inside)
