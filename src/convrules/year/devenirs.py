"""What each dwelling to come may turn out to be: vacancies of a closed year, for the definition to read.

A future gives it a day, says how far it goes (proposed, let, its lease signed) and in which year, to whom,
and who will live there, as far as rules ask. Each of these is a vacancy of which everything that was still to
come is known; what is missing of the data stays missing. Source: docs/langage, « Tenir toutes les parts
ensemble ».
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Final

from convrules import ir, vocabulary
from convrules.base.dates import Evenement, as_of, connu, jamais
from convrules.base.outcomes import causes_of
from convrules.base.records import dataclass, replace
from convrules.base.trous import UN_JOUR
from convrules.base.values import Cellule, Connu, Inconnu
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.events import is_to_come
from convrules.runtime.holders import COMPTE
from convrules.runtime.reading import event_of_cell, read_field
from convrules.year.assiette import Cadre
from convrules.year.attendues import SANS_BASE, days_of_each_text
from convrules.year.cellules import as_number, day_of
from convrules.year.communs import household_facts
from convrules.year.comptes import Ordres
from convrules.year.datees import BAIL, CHAINE, VIDE, not_before
from convrules.year.dossier import Attendu
from convrules.year.hors_flux import Ecart, Vu
from convrules.year.imputation import ATTRIBUTION, BAILLEUR
from convrules.year.ouvertes import Ouverte
from convrules.year.rangs import Option, Rang
from convrules.year.suivi import Suivi
from convrules.year.unites import Exigible

DEVENIRS_MAX: Final = 50_000
"""LIMIT: vacancies that dwellings to come may turn out to be, in all; beyond, nothing is said of them."""
AVANT: Final = ("conge", "liberation", "disponibilite")
"""Events that a vacancy which comes has behind it, the one that dates it besides."""
SIENNES: Final = (ir.Niveau.VACANCE, ir.Niveau.LOGEMENT, ir.Niveau.CANDIDATURE, ir.Niveau.REFUS)
"""Levels of facts that the row of a vacancy may say."""
JAMAIS: Final = Connu(jamais())
DITS: Final[Mapping[bool, Cellule]] = {said: Connu(said) for said in (True, False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """What all dwellings to come have in common. `cadres`: of the conventions, one day of observation and one
    event that dates vacancies; `lues`: yes-or-no facts that rules read to choose rows; `chaine`: events that
    matter; `ordres`: what clauses make of accounts."""

    cadres: tuple[Cadre, ...]
    rattachement: str
    chaine: tuple[str, ...]
    lues: tuple[ir.Champ, ...]
    ordres: Ordres = Ordres.AUCUN

    @property
    def au(self) -> date:
        return self.cadres[0].au

    @property
    def apres(self) -> date:
        """The first day after the year, on which the closed year is read."""
        return date(self.cadres[0].annee + 1, 1, 1)

    @property
    def jours(self) -> tuple[date, ...]:
        """Days on which something may happen to a vacancy: the first that is left of each convention's year,
        and the first after its end."""
        return self._left(day for c in self.cadres for day in (c.periode.du, c.periode.au + UN_JOUR))

    @property
    def venues(self) -> tuple[date, ...]:
        """Days on which a vacancy may come: the first of each text, besides."""
        return self._left((*self.jours, *(day for c in self.cadres for day in c.versions)))

    def _left(self, days: Iterable[date]) -> tuple[date, ...]:
        """Those of the year that are still to come, and the first of all that are."""
        first = self.au + UN_JOUR
        return tuple(sorted({first, *(day for day in days if first < day < self.apres)}))

    def accounts(self, conventions: Iterable[str]) -> tuple[str, ...]:
        """To whom a dwelling of these conventions may go: each holder, by its convention, for another may be
        of its type; or the landlord."""
        named = frozenset(conventions)
        own = (c.programme.convention for c in self.cadres)
        return (*sorted(c.ident for c in own if c.reservataire is not None and c.ident in named), BAILLEUR)

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
    `comptes`: to whom it may go; `drapeaux`: facts of who will live there; `sans`: those that rules read of
    it whoever does. `connue`: the same vacancy, of which no day is supposed."""

    vacance: Vacance
    connue: Vacance
    references: tuple[Evenement | None, ...]
    attendus: tuple[str, ...]
    atteint: bool = False
    comptes: tuple[str, ...] = ()
    drapeaux: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unite:
    """Between `min` and `max` dwellings to come, alike. `options`: by rule, what each may be there, read
    alone before anything of it is known; `en_doute`: how it is read where data alone leave it open; `ecarts`:
    by convention, how one of them may be of no flow, and `hors_flux` what each rule sees of it then."""

    min: int
    max: int
    canevas: Canevas
    options: Mapping[int, frozenset[Option]]
    en_doute: Mapping[int, Rang] = field(default_factory=dict)
    ecarts: Mapping[str, frozenset[Ecart]] = field(default_factory=dict)
    hors_flux: Mapping[int, frozenset[Vu]] = field(default_factory=dict)
    ligne: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What a unit may turn out to be: a vacancy, and the account that a future chose for it. `connue`: what
    is known of it with no day supposed, under the text of the day `lue`, which a future gives it (None: the
    data say it, or lack it)."""

    vacance: Vacance
    compte: str | None
    connue: Vacance
    jour: date
    lue: date | None = None
    origine: str = ""


def scenarios(unite: Unite, terrain: Terrain, rang: int) -> Iterator[Scenario]:
    """Every one of them; `rang` tells units apart by the names of their vacancies."""
    canevas, n = unite.canevas, 0
    for reference in canevas.references:
        for sans in _choices(canevas.sans):
            connue = _with(canevas.connue, canevas.connue.id, sans)
            for cells, compte in _told(canevas, reference, terrain):
                yield Scenario(
                    vacance=_with(canevas.vacance, f"{rang}\x1f{n}", {**sans, **cells}),
                    compte=compte,
                    connue=connue,
                    jour=_day(reference, terrain),
                    lue=_day(reference, terrain) if reference is not None else None,
                    origine=unite.ligne,
                )
                n += 1


def _with(vacance: Vacance, ident: str, cells: Mapping[str, Cellule]) -> Vacance:
    own = replace(vacance.ligne, id=ident, cellules={**vacance.ligne.cellules, **cells})
    return replace(vacance, ligne=own)


def _told(
    canevas: Canevas, reference: Evenement | None, terrain: Terrain
) -> Iterator[tuple[dict[str, Cellule], str | None]]:
    """What is told of it that comes so: how far it goes, then to whom."""
    dated: dict[str, Cellule] = {terrain.rattachement: _told_so(reference)} if reference is not None else {}
    later = _on(terrain.apres)
    least, most = _steps(canevas, reference, terrain)
    let = canevas.atteint or _is_reached_by(reference, terrain)
    for gone in range(least, most + 1):
        for rest in (JAMAIS, later) if gone < len(canevas.attendus) else (JAMAIS,):
            follow = dict.fromkeys(canevas.attendus[gone:], rest)
            reached = let or gone > 0 or rest is not JAMAIS
            for jours in _days(canevas.attendus[:gone], reference, terrain):
                happened = dict(zip(canevas.attendus[:gone], map(_on, jours), strict=True))
                for who, compte in _households(canevas) if reached else (({}, None),):
                    yield {**dated, **follow, **happened, **who}, compte


def _is_reached_by(reference: Evenement | None, terrain: Terrain) -> bool:
    """Is what dates the vacancy an event that follows one, and does it happen?"""
    return terrain.rattachement in CHAINE and reference is not None and reference.connu is not None


def _steps(canevas: Canevas, reference: Evenement | None, terrain: Terrain) -> tuple[int, int]:
    """The fewest and the most of the events awaited that happen in the year. Where one of the chain dates the
    vacancy, those ahead of it come with it, and none that follows comes without."""
    after = not_before(terrain.rattachement)
    if reference is None or not after:
        return 0, len(canevas.attendus)
    before = sum(event not in after for event in canevas.attendus)
    if reference.connu is None or reference.connu >= terrain.apres:
        return 0, before
    return before if terrain.rattachement in CHAINE else 0, len(canevas.attendus)


def _day(reference: Evenement | None, terrain: Terrain) -> date:
    return (reference.connu if reference is not None else None) or terrain.au


def _days(events: Sequence[str], reference: Evenement | None, terrain: Terrain) -> Iterator[tuple[date, ...]]:
    """On which these happen, in order. Of a dwelling that comes in the year: those ahead of what dates it, no
    later; the others not before, unless it comes when it is empty, for it may be let, not leased, while who
    leaves is still there."""
    day = reference.connu if reference is not None else None
    if day is None or day >= terrain.apres or terrain.rattachement in VIDE:
        first = day if day and events[-1:] == (BAIL,) == not_before(terrain.rattachement) else terrain.au
        free = combinations_with_replacement(terrain.jours, len(events))
        yield from dict.fromkeys((*jours[:-1], max(first, *jours[-1:])) if jours else () for jours in free)
        return
    ahead = sum(event in _ahead(terrain) for event in events)
    early = tuple(sorted({*(jour for jour in terrain.jours if jour < day), day}))
    late = tuple(dict.fromkeys(max(day, jour) for jour in terrain.jours))
    for before in combinations_with_replacement(early, ahead):
        for after in combinations_with_replacement(late, len(events) - ahead):
            yield before + after


def _ahead(terrain: Terrain) -> tuple[str, ...]:
    """What comes before the event that dates vacancies, where it is one that follows them."""
    return CHAINE[: CHAINE.index(terrain.rattachement)] if terrain.rattachement in CHAINE else ()


def _households(canevas: Canevas) -> Iterator[tuple[dict[str, Cellule], str | None]]:
    """To whom it goes, and who lives there."""
    for compte in canevas.comptes or (None,):
        named: dict[str, Cellule] = {} if compte is None else {COMPTE: _recorded(compte)}
        for flags in _choices(canevas.drapeaux):
            yield {**named, **flags}, compte


def _choices(noms: Sequence[str]) -> Iterator[dict[str, Cellule]]:
    for said in product((True, False), repeat=len(noms)):
        yield {nom: DITS[value] for nom, value in zip(noms, said, strict=True)}


@cache
def _on(day: date) -> Cellule:
    """Why one: rows that say the same of what a rule reads are told by the identity of their cells, and read
    once."""
    return Connu(connu(day))


def _told_so(reference: Evenement) -> Cellule:
    return _on(reference.connu) if reference.connu is not None else JAMAIS


@cache
def _recorded(compte: str) -> Cellule:
    return Connu(compte)


# --- vacancies of the forecast ------------------------------------------------------------------
def expected_units(found: Sequence[Exigible], terrain: Terrain) -> list[Unite] | None:
    """None when a row of the forecast does not tell in which cells or periods, or how many, it is."""
    rows: dict[int, dict[int, Attendu]] = {}
    for place, exigible in enumerate(found):
        for attendu in exigible.dossier.avenir.attendus or ():
            if attendu.max == 0:
                continue
            if not attendu.sure:
                return None
            rows.setdefault(attendu.rang, {})[place] = attendu
    table = terrain.cadres[0].faits.vacances_attendues or ()
    units: list[Unite] = []
    for rang, roles in rows.items():
        numbers = {a.max for a in roles.values()}
        if len(numbers) > 1:
            return None
        (high,) = numbers
        low = _surely(table[rang], terrain)
        comptes = terrain.accounts(found[place].convention for place in roles)
        options = {place: attendu.options for place, attendu in roles.items()}
        canevas = _expected(table[rang], comptes, terrain)
        ecarts = _ways_out(found, roles)
        # Why two: those that surely come are of the flow.
        sure = low if ecarts else high
        unite = Unite(min=low, max=sure, canevas=canevas, options=options)
        units.append(unite)
        if sure < high:
            seen = {place: attendu.hors_flux for place, attendu in roles.items()}
            units.append(replace(unite, min=0, max=high - sure, ecarts=ecarts, hors_flux=seen))
    return units


def _ways_out(found: Sequence[Exigible], roles: Mapping[int, Attendu]) -> Mapping[str, frozenset[Ecart]]:
    """By convention, how an expected vacancy may be of no flow, where a rule still counts it, in no base."""
    ways: dict[str, frozenset[Ecart]] = {}
    for place, attendu in roles.items():
        if attendu.au_dela >= SANS_BASE:
            own = {vu.ecart for vu in attendu.hors_flux if vu.compte and not vu.base}
            ways[found[place].convention] = ways.get(found[place].convention, frozenset()) | own
    return ways


def _surely(ligne: Ligne, terrain: Terrain) -> int:
    """How many of a row surely come, on days that are left of the year: in no convention's own period, where
    they may come in one or in another."""
    first, last, low = day_of(ligne, "du"), day_of(ligne, "au"), as_number(ligne.cellule("min"))
    if first is None or last is None or not terrain.au < first <= last < terrain.apres:
        return 0
    return int(low or 0)


def _expected(ligne: Ligne, comptes: tuple[str, ...], terrain: Terrain) -> Canevas:
    menage = _household(terrain)
    # Why not these: who will live there is the future, whatever a forecast says of it.
    cells = {nom: cell for nom, cell in ligne.cellules.items() if nom not in menage}
    first, last = day_of(ligne, "du") or terrain.au, day_of(ligne, "au") or terrain.apres
    # Why the limits: a convention that is over by then, or that has not begun, has no day of its own.
    every = {d for cadre in terrain.cadres for d in days_of_each_text(ligne, cadre)} | {*terrain.venues}
    days = sorted(d for d in every if first <= d <= last and d > terrain.au)
    # Why the first of them: what came before a vacancy is of no period.
    before = _on(days[0])
    cells |= {nom: JAMAIS for nom in vocabulary.EVENEMENTS if nom not in AVANT}
    cells |= dict.fromkeys(AVANT, before)
    vacance = Vacance(ligne=Ligne(table="vacances", id=ligne.id, cellules=cells))
    missing = terrain.unknown(vacance)
    return Canevas(
        vacance=vacance,
        connue=Vacance(ligne=Ligne(table="vacances", id=ligne.id, cellules=ligne.cellules)),
        references=tuple(connu(d) for d in days),
        attendus=tuple(e for e in terrain.chaine if e != terrain.rattachement),
        comptes=comptes if _unrecorded(vacance) else (),
        drapeaux=tuple(nom for nom in missing if nom in menage),
        sans=tuple(nom for nom in missing if nom not in menage),
    )


def _household(terrain: Terrain) -> frozenset[str]:
    return frozenset[str]().union(*(household_facts(c.programme) for c in terrain.cadres))


# --- vacancies of the data ----------------------------------------------------------------------
def row_units(rows: Mapping[str, Ouverte], found: Sequence[Exigible], terrain: Terrain) -> list[Unite] | None:
    """None when one of them is no vacancy that conventions follow."""
    followed: dict[str, Suivi] = {}
    for cadre in terrain.cadres:
        for suivi in cadre.suivis:
            if suivi.vacance.id in rows:
                followed.setdefault(suivi.vacance.id, suivi)
    if len(followed) < len(rows):
        return None
    units = []
    for ident, row in rows.items():
        comptes = terrain.accounts(found[place].convention for place in row.options)
        canevas = _waiting(followed[ident].vacance, comptes, terrain)
        units.append(
            Unite(min=1, max=1, canevas=canevas, options=row.options, en_doute=row.en_doute, ligne=ident)
        )
    return units


def _waiting(vacance: Vacance, comptes: tuple[str, ...], terrain: Terrain) -> Canevas:
    """What is missing and not to come, a fact of the dwelling or of a letting that has happened, stays so."""
    states = {
        nom: as_of(event_of_cell(vacance.cellule(nom), nom), terrain.au) for nom in vocabulary.EVENEMENTS
    }
    pending = {nom for nom, state in states.items() if is_to_come(state)}
    dates = terrain.rattachement
    follow = tuple(e for e in terrain.chaine if e in pending and e != dates)
    silent = {nom: JAMAIS for nom in pending if nom not in follow and nom != dates}
    blank = _with(vacance, vacance.id, silent)
    # Why then: of what has wholly happened, or is allocated already, a fact that lacks is data.
    let = states[ATTRIBUTION]
    free = (bool(follow) or (dates in pending and dates in CHAINE)) and (let.est_jamais or is_to_come(let))
    menage = _household(terrain)
    whole = (*(connu(jour) for jour in terrain.venues), connu(terrain.apres), jamais())
    return Canevas(
        vacance=blank,
        connue=vacance,
        references=whole if dates in pending else (None,),
        attendus=follow,
        atteint=any(states[e].connu is not None for e in terrain.chaine),
        comptes=comptes if free and _unrecorded(vacance) else (),
        drapeaux=tuple(nom for nom in terrain.unknown(blank) if nom in menage) if free else (),
    )


def _unrecorded(vacance: Vacance) -> bool:
    return isinstance(vacance.cellule(COMPTE), Inconnu)
