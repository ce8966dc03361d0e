"""Where a dwelling stands in the parts of a holder: the flows and cells that hold it, or may, and whether it
has gone to somebody.

Source: docs/langage, « L'orientation ».
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import Evenement, at_most, connu, why
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of, et, indetermine, ou
from convrules.base.records import replace
from convrules.base.values import Erreur
from convrules.runtime.decision import Statut
from convrules.runtime.reading import read_event, recorded_within
from convrules.year.assiette import EVENEMENTS, Cadre, looks_in, vacancy
from convrules.year.cellules import Clef, Groupe, key_of, locate
from convrules.year.lues import RegleLue
from convrules.year.periode import falls_in
from convrules.year.statut_demande import status_issue
from convrules.year.suivi import Monde, Suivi, firm, holds
from convrules.year.textes import Cle, Textes, classes_of, text_of_cell

PartCellule: TypeAlias = tuple[str, Clef]
Clefs: TypeAlias = frozenset[PartCellule]
"""Cell of the dwelling in each part that holds it."""


def _said(cle: str, part: RegleLue, suivi: Suivi, monde: Monde, cadre: Cadre) -> Cle:
    """What a key of a part says of the vacancy, in one version of the text: its condition and its exceptions
    read the cell."""
    jour, regle, si = monde.contexte.jour, part.clause.regles[cle], part.clause.regles["si"]
    plain = all(cas.valeur is None for cas in si.versions)
    if plain and not any(cas.exceptions for r in (regle, si) for cas in r.versions):
        base = regle.on(jour)
        valeur = base.valeur if base.en_vigueur.contains(jour) else None
        return Cle(
            valeurs=(valeur,),
            causes=frozenset(),
            cas=(),
            conflit=(),
            ecartee_par=(),
            omise=valeur is None,
        )
    place = locate(vacancy(suivi), part.dimensions)
    clef = key_of(place, part.dimensions) if place is not None and place.sure else ()
    return text_in(part, clef, cadre).at(cle, jour)


def text_in(part: RegleLue, clef: Clef, cadre: Cadre) -> Textes:
    """A part as it reads in a cell, of which the rows say what its exceptions read."""
    cell = part.cell_or_to_come(clef)
    groupe = cell.groupe if cell is not None else Groupe(clef=clef, surs=(), peut_etre=())
    key = ("textes", part.clause.ident, clef)
    return cadre.keep(key, part.clause, lambda: text_of_cell(part.clause, groupe, cadre))


def _flows(part: RegleLue, suivi: Suivi, mondes: Sequence[Monde], cadre: Cadre) -> list[tuple[Issue, Issue]]:
    """Is the vacancy of the flow that the part is a share of, in each version of the text: has it the status
    that this flow asks for, and all else? Not where the part says nothing of it."""
    found: list[tuple[Issue, Issue]] = []
    for monde in mondes:
        cle = _said("règle", part, suivi, monde, cadre)
        comptees = classes_of(_said("compte", part, suivi, monde, cadre).given)
        for regle in cle.valeurs:
            if regle is None:
                found.append((True, Indetermine(cle.causes) if cle.given else False))
                continue
            assert isinstance(regle, ir.ReglePart), "checked: the rule of a part"
            statut = status_issue(regle.population, suivi.decision)
            if statut is False:
                found.append((False, False))
                continue
            inside = looks_in(regle.population, monde, cadre, comptees=comptees)
            if _awaited(inside):
                # Why: who will live there is the future of the year, and what the advice is about.
                inside = et(inside, holds(regle.population.condition, monde.contexte))
            found.append((statut, et(_covered(suivi), inside)))
    return found


def _covered(suivi: Suivi) -> Issue:
    """Is the convention the one that speaks of it, today's while its reference date is to come?"""
    return et(firm(suivi.decision.territoire), suivi.decision.en_vigueur)


def holding(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> Iterator[PartCellule]:
    """Parts whose flow holds the vacancy for certain, whatever its period, and its cell in each."""
    sujet = vacancy(suivi)
    for part in parts:
        flows = _flows(part, suivi, texts(suivi, cadre.au), cadre)
        inside = all(statut is True and _holds(issue) for statut, issue in flows)
        place = locate(sujet, part.dimensions)
        if inside and place is not None and place.sure:
            yield part.clause.ident, key_of(place, part.dimensions)


def _holds(inside: Issue) -> bool:
    """For certain, or for want of nothing but time: the reference date of a dwelling on offer may be to
    come, and today's convention is then the one that speaks."""
    return inside is True or _awaited(inside)


def _awaited(inside: Issue) -> bool:
    """Not known for want of nothing but time."""
    return isinstance(inside, Indetermine) and all(c.genre is Genre.FUTUR for c in inside.causes)


def perhaps_holding(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> Iterator[PartCellule]:
    """Parts whose flow may hold the vacancy, and its cell in each when the place is known: the accounts
    to show for a holder of whom one does not know whether it may receive the dwelling."""
    if Statut.DANS_L_ASSIETTE not in suivi.decision.statut.possibles:
        return
    sujet = vacancy(suivi)
    for part in parts:
        place = locate(sujet, part.dimensions)
        if place is not None and place.sure:
            yield part.clause.ident, key_of(place, part.dimensions)


def texts(suivi: Suivi, au: date) -> tuple[Monde, ...]:
    """The text that will apply: that of the reference date, or of today while it has not come."""
    current = [m for m in suivi.mondes if m.contexte.jour <= au <= m.fin]
    return suivi.mondes if len(suivi.mondes) == 1 else tuple(current) or suivi.mondes[:1]


def has_gone(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> bool:
    """Has the dwelling been oriented (or the event that the parts count taken place) this year? What is
    not recorded has not, for the ledger of orientations."""
    return happened(("orientation", *counted_events(parts, suivi, cadre)), suivi, cadre)


def happened(noms: Sequence[str], suivi: Suivi, cadre: Cadre) -> bool:
    """Is one of these events known to have taken place, counted in this year, whatever its day?"""
    return counted_by(noms, suivi, cadre, cadre.au) is not None


def counted_by(noms: Sequence[str], suivi: Suivi, cadre: Cadre, au: date) -> Evenement | None:
    """What places a vacancy in this year, once one of these events has taken place by a day: that event, or
    the reference date of the vacancy."""
    taken = past(noms, suivi, au)
    counted = [suivi.decision.reference] if taken and cadre.avec_leur_vacance else taken
    return next((event for event in counted if falls_in(event, cadre.periode) is True), None)


def perhaps_counted(noms: Sequence[str], suivi: Suivi, cadre: Cadre) -> Issue:
    """Is one of these events counted in this year, what is not recorded being not known?"""
    reference, au = suivi.decision.reference, connu(cadre.au)
    events = _read(noms, suivi)
    counted = ((e, reference if cadre.avec_leur_vacance else e) for e in events)
    found: list[Issue] = [False, *(et(at_most(e, au), falls_in(when, cadre.periode)) for e, when in counted)]
    return reduce(ou, found)


def past(noms: Sequence[str], suivi: Suivi, au: date) -> list[Evenement]:
    """Those of these events that have taken place by a day, as one knows them then."""
    contexte = suivi.mondes[0].contexte
    then = contexte if au == contexte.au else replace(contexte, au=au)
    return [e for nom in noms if (e := read_event(nom, then)).high <= au.toordinal()]


def perhaps_happened(noms: Sequence[str], suivi: Suivi, cadre: Cadre) -> frozenset[Cause]:
    """Why one of these events, recorded within days that are known, may have taken place, counted in this
    year; nothing where none may."""
    contexte, reference = suivi.mondes[0].contexte, suivi.decision.reference
    recorded = [e for nom, e in zip(noms, _read(noms, suivi), strict=True) if recorded_within(nom, contexte)]
    begun = [e for e in recorded if e.low <= cadre.au.toordinal()]
    counted = ((e, reference if cadre.avec_leur_vacance else e) for e in begun)
    open_ = (pair for pair in counted if falls_in(pair[1], cadre.periode) is not False)
    return frozenset[Cause]().union(*(why(e).causes for pair in open_ for e in pair if e.connu is None))


def untold(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> frozenset[Cause]:
    """Why it is not known whether an event that the parts count has taken place by the day one looks."""
    events = _read(counted_events(parts, suivi, cadre), suivi)
    return frozenset[Cause]().union(*(causes_of(at_most(e, connu(cadre.au))) for e in events))


def _read(noms: Sequence[str], suivi: Suivi) -> list[Evenement]:
    return [read_event(nom, suivi.mondes[0].contexte) for nom in noms]


def counted_events(parts: Sequence[RegleLue], suivi: Suivi, cadre: Cadre) -> tuple[str, ...]:
    """Events that the parts which hold the vacancy, or may, count, as its text has them."""
    mondes = texts(suivi, cadre.au)
    found = (
        EVENEMENTS.get(classe)
        for part in parts
        if any(inside is not False for _, inside in _flows(part, suivi, mondes, cadre))
        for monde in mondes
        for population in _said("compte", part, suivi, monde, cadre).given
        if isinstance(population, ir.Population)
        for classe in population.classes
    )
    return tuple(dict.fromkeys(nom for nom in found if nom is not None))


def of_data(causes: frozenset[Cause]) -> frozenset[Cause]:
    """Causes that a further fact lifts today."""
    return frozenset(c for c in causes if c.genre is not Genre.FUTUR)


def perhaps_in(
    suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue], mondes: Sequence[Monde]
) -> Iterator[tuple[PartCellule, frozenset[Cause]]]:
    """Parts whose flow may hold the vacancy in these versions of the text, the cells it may be in, and the
    facts that would tell; a cell not met so far goes by the dimensions that are known."""
    sujet = vacancy(suivi)
    for part in parts:
        place = locate(sujet, part.dimensions)
        flows = [et(*both) for both in _flows(part, suivi, mondes, cadre)]
        if place is None or all(inside is False for inside in flows):
            continue
        causes = suivi.decision.statut.causes.union(place.causes, *map(causes_of, flows))
        met = () if place.sure else (c.groupe.clef for c in part.cellules if place.may_be(c.groupe.clef))
        for clef in (*met, key_of(place, part.dimensions)):
            yield (part.clause.ident, clef), of_data(causes)


def perhaps_gone(suivi: Suivi, cadre: Cadre, parts: Sequence[RegleLue]) -> frozenset[Cause]:
    """Why it has perhaps gone to somebody, though nothing says so: its row was refused, an event that decides
    is in error, or is within days of which the last has not come. What is simply not recorded has not taken
    place, for the ledger of orientations."""
    noms = ("orientation", *counted_events(parts, suivi, cadre))
    if suivi.vacance.ligne.refusee or any(isinstance(suivi.vacance.cellule(nom), Erreur) for nom in noms):
        return causes_of(indetermine("orientation", Genre.ERREUR))
    return perhaps_happened(noms, suivi, cadre)
