"""A part over the year and town by town: what its vacancies made due, and what was done.

Withdrawals are those made, never those forecast; balances and turns exchanged are not there.
Source: docs/langage, « Au fil de l'année et par commune ».
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from convrules.base.records import dataclass, replace
from convrules.base.values import INCONNU, Cellule
from convrules.columnar.reach import brought
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre, Sujet
from convrules.year.bornes import hull
from convrules.year.cellules import as_text
from convrules.year.ecrite import texts_in_cell
from convrules.year.effets import first_counted
from convrules.year.livres import Fil, Jalon, Lieu, LignesDeLieu
from convrules.year.lues import CelluleLue, RegleLue
from convrules.year.pareils import Pareils, alone
from convrules.year.periode import Intervalle
from convrules.year.rangs import DEHORS, Rang, sides, sums
from convrules.year.suivi import Suivi


def along(lue: RegleLue, cadre: Cadre, *, nommer: bool = False) -> tuple[Fil, tuple[Lieu, ...]]:
    """A part over the year, then town by town. lue: as read with the withdrawals made (`made_rules`):
    where a forecast leaves the base, rows that are withdrawn, or may be, would stay in it for certain.
    nommer: with the vacancies of each town."""
    lots = tuple(_lots(lue, cadre))
    towns = tuple(_by_town((lot for lot, _ in lots), lue))
    if nommer:
        rows = _named([lot for lot, _ in lots])
        towns = tuple(replace(lieu, lignes=rows.get(lieu.commune, ())) for lieu in towns)
    return _over_the_year(lots, lue, cadre), towns


def _named(lots: Iterable[Pareils]) -> dict[str, tuple[LignesDeLieu, ...]]:
    """By town, what is read alike together."""
    found: dict[str, dict[tuple[object, ...], LignesDeLieu]] = {}
    rows: dict[int, list[str]] = {}
    for lot in lots:
        counted, inside = (True if sure else None if may else False for sure, may in sides(lot.rang.options))
        key = inside, counted, lot.rang.causes
        for sujet, ident in zip(lot.sujets, lot.idents, strict=True):
            alike = found.setdefault(as_text(_town(sujet)) or "", {})
            one = alike.get(key)
            if one is None:
                made = LignesDeLieu(dans_la_base=inside, comptee=counted, causes=lot.rang.causes, vacances=())
                one = alike[key] = made
            rows.setdefault(id(one), []).append(ident)
    return {
        commune: tuple(replace(one, vacances=tuple(rows[id(one)])) for one in alike.values())
        for commune, alike in found.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lecture:
    """The least that a row makes due if it is in the base, and whether that is all it may (`exact`); `cotes`:
    is it counted, and in the base (`sides`)?"""

    cotes: tuple[tuple[bool, bool], tuple[bool, bool]]
    du: Fraction
    exact: bool


def _read(rang: Rang) -> _Lecture:
    taux = rang.taux
    du = Fraction(rang.poids) * taux.min
    return _Lecture(cotes=sides(rang.options), du=du, exact=taux.valeur is not None)


def _over_the_year(lots: Iterable[tuple[Pareils, str]], lue: RegleLue, cadre: Cadre) -> Fil:
    """From the first month of the period to the day one looks, or to its last day; then that day, where what
    counts came after the period. What is due for certain is there although one does not know yet whether it
    was done; such rows are counted in doubt."""
    due: list[tuple[Fraction | int, list[date]]] = []
    done: list[tuple[Fraction | int, list[date]]] = []
    doubt = 0
    days_counted: dict[str, Callable[[Sujet], date | None]] = {}
    for lot, event in lots:
        day_counted = days_counted.get(event) or days_counted.setdefault(event, _days_counted(event, cadre))
        read, rows = _read(lot.rang), lot.sujets
        (counted, perhaps), (inside, inside_perhaps) = read.cotes
        none: list[date | None] = [None] * len(rows)
        references = [_reference(sujet, cadre.au) for sujet in rows] if inside_perhaps else none
        days = [day_counted(sujet) for sujet in rows] if perhaps else none
        known = inside is inside_perhaps and (read.exact or not inside)
        if inside:
            due.append((read.du, [day for day in references if day is not None]))
        if counted:
            done.append((lot.rang.poids, [day for day in days if day is not None]))
        for reference, day in zip(references, days, strict=True):
            settled = known and (reference is not None or not inside_perhaps)
            if not settled or counted is not perhaps or (perhaps and day is None):
                doubt += 1
    months = [*_days(cadre.periode, cadre.au)]
    if any(months[-1] < day <= cadre.au for _, found in done for day in found):
        months.append(cadre.au)
    totals = zip(months, _until_each(months, due), _until_each(months, done), strict=True)
    jalons = tuple(Jalon(jour=jour, du=du, fait=fait) for jour, du, fait in totals)
    return Fil(clause=lue.clause.ident, jalons=jalons, en_doute=doubt)


def _reference(sujet: Sujet, au: date) -> date | None:
    """Its day, or that by which it had come at the end of its month."""
    if sujet.suivi is None:
        return None
    reference = sujet.suivi.reference
    late = reference.au_mois
    return reference.connu or (late if late is not None and late <= au else None)


def _by_town(lots: Iterable[Pareils], lue: RegleLue) -> Iterator[Lieu]:
    """Towns in the order of their codes, then what is of none that is known."""
    towns: dict[str, list[Rang]] = {}
    for lot in lots:
        # Why by identity: reading makes one cell of each town of a column.
        cells = [_town(sujet) for sujet in lot.sujets]
        firsts = {id(cell): cell for cell in cells}
        for told, number in Counter(map(id, cells)).items():
            rows = replace(lot.rang, poids=lot.rang.poids * number)
            towns.setdefault(as_text(firsts[told]) or "", []).append(rows)
    for commune, rangs in sorted(towns.items(), key=lambda found: (not found[0], found[0])):
        found = sums(rangs)
        yield Lieu(clause=lue.clause.ident, commune=commune, base=found.base, du=found.du, fait=found.fait)


def _town(sujet: Sujet) -> Cellule:
    return INCONNU if sujet.suivi is None else sujet.suivi.vacance.cellule("commune")


def _lots(lue: RegleLue, cadre: Cadre) -> Iterator[tuple[Pareils, str]]:
    """Each row once, whichever cell it may be in, that may count for something, and the event that counts it
    there."""
    events = {id(cell): _event(lue, cell, cadre) for cell in lue.cellules}
    lots = [(lot, events[id(cell)]) for cell in lue.cellules for lot in cell.rangs.lots]
    names = [ident for lot, _ in lots for ident in lot.idents]
    if len(set(names)) < len(names):
        firsts = {rang.id: events[id(cell)] for cell in reversed(lue.cellules) for _, rang in cell.rangs}
        lots = [(lot, firsts[lot.rang.id]) for lot in alone(_each_once(lue))]
    for lot, event in lots:
        if lot.rang.options != DEHORS:
            yield lot, event


def _each_once(lue: RegleLue) -> Iterator[tuple[Sujet, Rang]]:
    """A row once, whichever cells it may be in. Rows that share an identifier are a mistake of data: any of
    their places is possible, and none (`merge_duplicates`), in each of their towns."""
    found: dict[tuple[str, str], tuple[Sujet, Rang]] = {}
    bearers: dict[str, set[int]] = {}
    for cell in lue.cellules:
        for sujet, rang in cell.rangs:
            key = rang.id, as_text(_town(sujet)) or ""
            before = found.get(key)
            found[key] = sujet, rang if before is None else _either(before[1], rang)
            bearers.setdefault(rang.id, set()).add(id(sujet.suivi))
    for sujet, rang in found.values():
        shared = len(bearers[rang.id]) > 1
        yield sujet, replace(rang, options=rang.options | DEHORS) if shared else rang


def _either(a: Rang, b: Rang) -> Rang:
    return replace(a, options=a.options | b.options, taux=hull((a.taux, b.taux)), par_option=())


def _event(lue: RegleLue, cell: CelluleLue, cadre: Cadre) -> str:
    classe = texts_in_cell(lue.clause, None, cell.groupe, cadre)[1].classes[0]
    return EVENEMENTS.get(classe, cadre.choix.rattachement)


def _days_counted(event: str, cadre: Cadre) -> Callable[[Sujet], date | None]:
    """Of a row, the day of the event (the last of its month, where that is what is known), else of the effect
    that counts the dwelling without it."""
    told = dict(zip(map(id, cadre.suivis), cadre.days(event), strict=True))
    moves = event in brought(cadre.programme)
    # Why of no convention: only the event is read, and the day one looks.
    key = ("jours d'un événement", event, cadre.au)
    known: dict[int, date | None] = {}
    if cadre.memoire is not None:
        known = cadre.memoire.everywhere(key, event, dict)

    def day_of(suivi: Suivi) -> date | None:
        place = told.get(id(suivi), -1)
        if place < 0 or (moves and event in suivi.evenements):
            return read_event(event, suivi.mondes[0].contexte).au_mois
        if place not in known:
            known[place] = read_event(event, suivi.mondes[0].contexte).au_mois
        return known[place]

    def counted(sujet: Sujet) -> date | None:
        suivi = sujet.suivi
        return None if suivi is None else first_counted(suivi, day_of(suivi))

    return counted


def _until_each(
    jours: Iterable[date], found: Iterable[tuple[Fraction | int, list[date]]]
) -> Iterator[Fraction]:
    """What there is by each of some days. found: so much on each of these days."""
    # Why by identity: most rows make the very same due, and fractions take long to add and to compare.
    alike: dict[int, tuple[Fraction | int, list[date]]] = {}
    for value, days in found:
        alike.setdefault(id(value), (value, []))[1].extend(days)
    for _, days in alike.values():
        days.sort()
    for jour in jours:
        total = Fraction(0)
        for value, days in alike.values():
            total += value * bisect_right(days, jour)
        yield total


def _days(periode: Intervalle, au: date) -> Iterator[date]:
    """The last day of each month of the period, then the day on which it stops."""
    last = min(periode.au, au)
    day = periode.du
    while day <= last:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        yield min(after - timedelta(1), last)
        day = after
