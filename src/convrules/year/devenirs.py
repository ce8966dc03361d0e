"""What each dwelling to come may turn out to be: vacancies of a year that is over, for the definition to
read.

A future gives it a day, says how far it goes (proposed, let, its lease signed) and in which year, to whom,
and who will live there, as far as rules ask. Each of these is a vacancy of which everything that was still to
come is known; what is missing of the data stays missing. Source: docs/langage, « Tenir toutes les parts
ensemble ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Final

from convrules import ir, vocabulary
from convrules.base.dates import Evenement, as_of, connu, jamais
from convrules.base.outcomes import Genre, causes_of
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import event_of_cell, read_field
from convrules.year.assiette import Cadre
from convrules.year.attendues import days_of_each_text
from convrules.year.cellules import as_text, day_of
from convrules.year.communs import household_facts
from convrules.year.dossier import Attendu
from convrules.year.publics import EVENEMENTS
from convrules.year.rangs import Option, lots_of
from convrules.year.suivi import Suivi
from convrules.year.unites import Exigible

DEVENIRS_MAX: Final = 20_000
"""LIMIT: vacancies that dwellings to come may turn out to be, in all; beyond, nothing is said of them."""
CHAINE: Final = tuple(EVENEMENTS.values())
"""What may follow a vacancy and be counted: none happens before those ahead of it, when all are to come."""
AVANT: Final = ("conge", "liberation", "disponibilite")
"""Events that a vacancy which comes has behind it, the one that dates it besides."""
SIENNES: Final = (ir.Niveau.VACANCE, ir.Niveau.LOGEMENT, ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)
"""Levels of facts that the row of a vacancy may say."""
BAILLEUR: Final = "bailleur"
JAMAIS: Final = Connu(jamais())


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """What all dwellings to come have in common. `cadres`: of the conventions, one day of observation and one
    event that dates vacancies; `lues`: yes-or-no facts that rules read to choose rows; `chaine`: events that
    matter; `comptes`: those of holders."""

    cadres: tuple[Cadre, ...]
    rattachement: str
    chaine: tuple[str, ...]
    lues: tuple[ir.Champ, ...]
    comptes: frozenset[str]

    @property
    def au(self) -> date:
        return self.cadres[0].au

    @property
    def apres(self) -> date:
        """The first day after the year, on which the closed year is read."""
        return date(self.cadres[0].annee + 1, 1, 1)

    @property
    def jours(self) -> tuple[date, ...]:
        """Days on which something may happen to a vacancy: the first that is left of each convention's
        year."""
        next_ = self.au + timedelta(days=1)
        found = {max(next_, c.periode.du) for c in self.cadres if max(next_, c.periode.du) <= c.periode.au}
        return tuple(sorted(found))

    def contexte(self, vacance: Vacance) -> Contexte:
        cadre = self.cadres[0]
        return Contexte(
            programme=cadre.programme, au=self.au, jour=self.au, faits=cadre.faits, vacance=vacance
        )

    def unknown(self, vacance: Vacance) -> tuple[str, ...]:
        """Yes-or-no facts that rules read of it, and that it does not say."""
        contexte = self.contexte(vacance)
        missing = (c.nom for c in self.lues if c.niveau in SIENNES and causes_of(read_field(c, contexte)))
        return tuple(dict.fromkeys(missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Canevas:
    """A dwelling to come: what is known of it, and what a future says. `references`: the event that dates it
    (None: as it is recorded); `attendus`: what may follow, in order; `atteint`: has some of it happened?
    `comptes`: to whom it may go; `drapeaux`: facts of who will live there. `sans`: facts that rules read of
    it whoever lives there."""

    vacance: Vacance
    references: tuple[Evenement | None, ...]
    attendus: tuple[str, ...]
    atteint: bool = False
    comptes: tuple[str, ...] = ()
    drapeaux: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unite:
    """Between `min` and `max` dwellings to come, alike. `options`: by rule, what each may be there, read
    alone before anything of it is known."""

    min: int
    max: int
    canevas: Canevas
    options: Mapping[int, frozenset[Option]]
    ligne: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a unit may turn out to be: a vacancy, and the account that a future chose for it."""

    vacance: Vacance
    compte: str | None
    origine: str = ""


def scenarios(unite: Unite, terrain: Terrain, rang: int) -> Iterator[Scenario]:
    """Every one of them; `rang` tells units apart by the names of their vacancies."""
    canevas = unite.canevas
    for n, (cells, compte) in enumerate(_told(canevas, terrain)):
        ligne = canevas.vacance.ligne
        own = replace(ligne, id=f"{rang}\x1f{n}", cellules={**ligne.cellules, **cells})
        vacance = replace(canevas.vacance, ligne=own)
        yield Scenario(vacance=vacance, compte=compte, origine=unite.ligne)


def _told(canevas: Canevas, terrain: Terrain) -> Iterator[tuple[dict[str, Cellule], str | None]]:
    later: Cellule = Connu(connu(terrain.apres))
    for reference in canevas.references:
        dated: dict[str, Cellule] = {terrain.rattachement: Connu(reference)} if reference is not None else {}
        for sans in _choices(canevas.sans):
            for gone in range(len(canevas.attendus) + 1):
                for rest in (JAMAIS, later) if gone < len(canevas.attendus) else (JAMAIS,):
                    follow = dict.fromkeys(canevas.attendus[gone:], rest)
                    reached = canevas.atteint or gone > 0 or rest is not JAMAIS
                    for jour in _days(reference, terrain) if gone else (terrain.au,):
                        happened = dict.fromkeys(canevas.attendus[:gone], Connu(connu(jour)))
                        told = {**dated, **sans, **follow, **happened}
                        for who, compte in _households(canevas) if reached else (({}, None),):
                            yield {**told, **who}, compte


def _days(reference: Evenement | None, terrain: Terrain) -> tuple[date, ...]:
    """On which what follows happens, not before the dwelling comes, when it comes in the year."""
    day = reference.connu if reference is not None else None
    if day is None or day >= terrain.apres:
        return terrain.jours
    return tuple(dict.fromkeys(max(day, jour) for jour in terrain.jours))


def _households(canevas: Canevas) -> Iterator[tuple[dict[str, Cellule], str | None]]:
    """To whom it goes, and who lives there."""
    for compte in canevas.comptes or (None,):
        named: dict[str, Cellule] = {} if compte is None else {COMPTE: Connu(compte)}
        for flags in _choices(canevas.drapeaux):
            yield {**named, **flags}, compte


def _choices(noms: Sequence[str]) -> Iterator[dict[str, Cellule]]:
    for said in product((True, False), repeat=len(noms)):
        yield {nom: Connu(value) for nom, value in zip(noms, said, strict=True)}


# --- vacancies of the forecast ------------------------------------------------------------------
def expected_units(found: Sequence[Exigible], terrain: Terrain) -> list[Unite] | None:
    """None when a row of the forecast does not tell in which cells or periods, or how many, it is."""
    rows: dict[int, dict[int, Attendu]] = {}
    for place, exigible in enumerate(found):
        for attendu in exigible.dossier.avenir.attendus or ():
            if attendu.max == 0:
                continue
            if not attendu.sure or attendu.avant:
                return None
            rows.setdefault(attendu.rang, {})[place] = attendu
    table = terrain.cadres[0].faits.vacances_attendues or ()
    units: list[Unite] = []
    for rang, roles in rows.items():
        ranges = {(a.min, a.max) for a in roles.values()}
        if len(ranges) > 1:
            return None
        ((low, high),) = ranges
        counted = {found[p].compte for p, a in roles.items() if any(o[0] for o in a.options)}
        units.append(
            Unite(
                min=low,
                max=high,
                canevas=_expected(table[rang], counted, terrain),
                options={place: attendu.options for place, attendu in roles.items()},
            )
        )
    return units


def _expected(ligne: Ligne, counted: Iterable[str], terrain: Terrain) -> Canevas:
    cells = dict(ligne.cellules)
    first, last = day_of(ligne, "du") or terrain.au, day_of(ligne, "au") or terrain.apres
    # Why the limits: a convention that is over by then, or that has not begun, has no day of its own.
    every = {d for cadre in terrain.cadres for d in days_of_each_text(ligne, cadre)}
    days = sorted(d for d in every if first <= d <= last and d > terrain.au)
    # Why the first of them: what came before a vacancy is of no period.
    before = Connu(connu(days[0]))
    cells |= {nom: JAMAIS for nom in vocabulary.EVENEMENTS if nom not in AVANT}
    cells |= dict.fromkeys(AVANT, before)
    vacance = Vacance(ligne=Ligne(table="vacances", id=ligne.id, cellules=cells))
    missing = terrain.unknown(vacance)
    menage = _household(terrain)
    return Canevas(
        vacance=vacance,
        references=tuple(connu(d) for d in days),
        attendus=tuple(e for e in terrain.chaine if e != terrain.rattachement),
        atteint=terrain.rattachement in CHAINE,
        comptes=_accounts(counted, terrain),
        drapeaux=tuple(nom for nom in missing if nom in menage),
        sans=tuple(nom for nom in missing if nom not in menage),
    )


def _accounts(counted: Iterable[str], terrain: Terrain) -> tuple[str, ...]:
    return (*sorted(terrain.comptes.intersection(counted)), BAILLEUR)


def _household(terrain: Terrain) -> frozenset[str]:
    return frozenset[str]().union(*(household_facts(c.programme) for c in terrain.cadres))


# --- vacancies of the data ----------------------------------------------------------------------
def open_rows(found: Sequence[Exigible]) -> dict[str, dict[int, frozenset[Option]]] | None:
    """Rows of the data of which something is still to come, by name: what each may be in each rule. None when
    one of them stands for more, or less, than a dwelling, or twice in a rule."""
    waiting = {
        ident
        for exigible in found
        for rang, idents in lots_of(exigible.dossier.rangs)
        if any(c.genre is Genre.FUTUR for c in rang.causes)
        for ident in idents
    }
    rows: dict[str, dict[int, frozenset[Option]]] = {ident: {} for ident in waiting}
    for place, exigible in enumerate(found):
        for rang, idents in lots_of(exigible.dossier.rangs):
            for ident in idents if waiting else ():
                if ident not in rows:
                    continue
                if rang.poids != 1 or rang.excedent or place in rows[ident]:
                    return None
                rows[ident][place] = rang.options
    return rows


def row_units(
    rows: Mapping[str, Mapping[int, frozenset[Option]]], found: Sequence[Exigible], terrain: Terrain
) -> list[Unite] | None:
    """None when one of them is no vacancy that conventions follow."""
    followed: dict[str, Suivi] = {}
    for cadre in terrain.cadres:
        for suivi in cadre.suivis:
            if suivi.vacance.id in rows:
                followed.setdefault(suivi.vacance.id, suivi)
    if len(followed) < len(rows):
        return None
    units = []
    for ident, options in rows.items():
        counted = {found[p].compte for p, o in options.items() if any(a for a, _ in o)}
        canevas = _waiting(followed[ident].vacance, counted, terrain)
        units.append(Unite(min=1, max=1, canevas=canevas, options=options, ligne=ident))
    return units


def _waiting(vacance: Vacance, counted: Iterable[str], terrain: Terrain) -> Canevas:
    """What is missing and not to come, a fact of the dwelling or of a letting that has happened, stays so."""
    states = {
        nom: as_of(event_of_cell(vacance.cellule(nom), nom), terrain.au) for nom in vocabulary.EVENEMENTS
    }
    pending = {nom for nom, state in states.items() if _to_come(state)}
    dates = terrain.rattachement
    follow = tuple(e for e in terrain.chaine if e in pending and e != dates)
    reached = any(states[e].connu is not None for e in terrain.chaine)
    silent = {nom: JAMAIS for nom in pending if nom not in follow and nom != dates}
    ligne = replace(vacance.ligne, cellules={**vacance.ligne.cellules, **silent})
    blank = replace(vacance, ligne=ligne)
    free = bool(follow) and not reached
    menage = _household(terrain)
    whole = (*(connu(jour) for jour in terrain.jours), connu(terrain.apres), jamais())
    return Canevas(
        vacance=blank,
        references=whole if dates in pending else (None,),
        attendus=follow,
        atteint=reached,
        comptes=_accounts(counted, terrain) if free and _unrecorded(vacance) else (),
        drapeaux=tuple(nom for nom in terrain.unknown(blank) if nom in menage) if free else (),
    )


def _to_come(state: Evenement) -> bool:
    return state.connu is None and not state.est_jamais and state.genre is Genre.FUTUR


def _unrecorded(vacance: Vacance) -> bool:
    return isinstance(vacance.cellule(COMPTE), Inconnu)


# --- the facts of all of them -------------------------------------------------------------------
def facts_of(told: Sequence[Scenario], faits: Faits) -> Faits:
    """The landlord's facts, with these vacancies instead of its own. What the journal says of a row, it says
    of all that the row may turn out to be."""
    by_row: dict[str, list[str]] = {}
    for scenario in told:
        if scenario.origine:
            by_row.setdefault(scenario.origine, []).append(scenario.vacance.id)
    actes = faits.actes
    if actes:
        actes = tuple(copy for acte in actes for copy in _acts(acte, by_row))
    return replace(
        faits,
        vacances=tuple(s.vacance for s in told),
        vacances_attendues=None,
        actes=actes,
        comptes=None,
    )


def _acts(acte: Ligne, by_row: Mapping[str, Sequence[str]]) -> Iterator[Ligne]:
    named = as_text(acte.cellule("vacance"))
    if named is None:
        yield acte
    for ident in by_row.get(named, ()) if named is not None else ():
        yield replace(acte, cellules={**acte.cellules, "vacance": Connu(ident)})
