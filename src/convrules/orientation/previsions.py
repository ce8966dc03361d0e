"""The forecast of a policy that looks ahead: vacancies that the landlord declares as expected, or its own
of a past year, each as it would be to every holder this year.

What is not known of a row to some holder leaves it aside. Source: docs/langage, « L'anticipation ».
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Final

from convrules import ir
from convrules.base.dates import Evenement, connu, why
from convrules.base.outcomes import Cause, Genre, Issue, et
from convrules.base.records import dataclass, replace
from convrules.base.values import Cellule, Connu
from convrules.columnar.atoms import Atoms
from convrules.columnar.tables import coded, table_of
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.orientation.attente import VENU
from convrules.orientation.classes import Rangees, by_row
from convrules.orientation.comptes import Titulaire
from convrules.orientation.cours import Prevision, parts_of
from convrules.orientation.etapes import Lecture
from convrules.orientation.faits_des_parts import facts_of_eligibility, facts_of_parts
from convrules.orientation.flux import Clefs
from convrules.orientation.model import BAILLEUR
from convrules.orientation.offre import offer
from convrules.orientation.plans import TIERS, UN, Attendus, third
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, ResultatStatut, Statut
from convrules.runtime.delegation import of_landlord
from convrules.runtime.eligibility import evaluate_eligibility
from convrules.runtime.holders import COMPTE, within
from convrules.runtime.places import on_territory
from convrules.runtime.reading import event_of_cell
from convrules.runtime.rules import judge
from convrules.vocabulary import EVENEMENTS
from convrules.year.cellules import as_number, day_of
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import Monde, Suivi, firm, follow_some

DECLAREES: Final = frozenset({"du", "au", "min", "max", "deja_deduites"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendue:
    """Dwellings that one row stands for. `jour`: on which it is read; `poids`: how many in each third of
    month, in parts of a dwelling; `lignes`: how many rows of the forecast are so."""

    vacance: Vacance
    jour: date
    poids: Mapping[int, int]
    lignes: int = 1


def read_forecast(
    titulaires: Sequence[Titulaire], regle: ir.Anticipation, faits: Faits, annee: int
) -> Prevision:
    """What is expected of the year `annee`, to each of these holders."""
    undated: Sequence[Cause] = ()
    if regle.annee is None:
        rows = list(_declared(titulaires, faits, annee))
        each = _announced(titulaires, rows, faits, annee)
    else:
        rows = list(of_year(_references(titulaires), faits, regle.annee, annee))
        each = _by_class(titulaires, rows, faits, annee)
        undated = list(_undated(_references(titulaires), faits, regle.annee))
    known: list[tuple[Attendue, Sequence[Lecture]]] = []
    aside, causes = len(undated), frozenset(undated)
    for row, lectures in zip(rows, each, strict=True):
        doubts = frozenset[Cause]().union(*(_doubts(r) for r in lectures))
        if doubts or any(r.offre.peut_etre for r in lectures):
            aside, causes = aside + row.lignes, causes | doubts
        elif any(r.offre.sures for r in lectures):
            known.append((row, lectures))
    return replace(
        _gathered(titulaires, known),
        lues=sum(row.lignes for row in rows) + len(undated),
        laissees=aside,
        causes=causes,
    )


def _doubts(lecture: Lecture) -> frozenset[Cause]:
    """What only the days to come can tell is no doubt of a forecast."""
    return frozenset(c for c in lecture.doutes if c.genre is not Genre.FUTUR)


# --- rows -------------------------------------------------------------------------------------
def _declared(titulaires: Sequence[Titulaire], faits: Faits, annee: int) -> Iterator[Attendue]:
    """Between `min` and `max`, halfway; spread over the days of the row. Rows that say the same under the
    same texts are one."""
    limits = _limits(titulaires, annee)
    found: dict[tuple[object, ...], tuple[Vacance, date, dict[int, int], set[int]]] = {}
    for rang, ligne in enumerate(faits.vacances_attendues or ()):
        cells = {nom: c for nom, c in ligne.cellules.items() if nom not in DECLAREES}
        said = tuple(sorted((nom, repr(c)) for nom, c in cells.items()))
        for tiers, poids in _spread(ligne, annee):
            day = _middle(annee, tiers)
            key = said, bisect_right(limits, day)
            if key not in found:
                row = _row(f"attendue {len(found) + 1}", cells, _references(titulaires), day)
                found[key] = Vacance(ligne=row), day, {}, set()
            _, _, shares, lines = found[key]
            shares[tiers] = shares.get(tiers, 0) + poids
            lines.add(rang)
    seen = set[int]()
    for vacance, day, shares, lines in found.values():
        yield Attendue(vacance=vacance, jour=day, poids=shares, lignes=len(lines - seen))
        seen |= lines


def _spread(ligne: Ligne, annee: int) -> Iterator[tuple[int, int]]:
    low, high = as_number(ligne.cellule("min")), as_number(ligne.cellule("max"))
    assert low is not None and high is not None, "checked on reading: a forecast of vacancies has bounds"
    first = day_of(ligne, "du") or date(annee, 1, 1)
    last = day_of(ligne, "au") or date(annee, 12, 31)
    days = (last - first).days + 1
    for tiers in range(TIERS):
        start, end = _ends(annee, tiers)
        inside = (min(end, last) - max(start, first)).days + 1
        if inside > 0 and low + high:
            yield tiers, parts_of((low + high) * inside / (2 * days))


@cache
def _ends(annee: int, tiers: int) -> tuple[date, date]:
    start = date(annee, tiers // 3 + 1, 1 + 10 * (tiers % 3))
    after = date(annee + 1, 1, 1) if tiers + 1 == TIERS else _ends(annee, tiers + 1)[0]
    return start, after - timedelta(days=1)


def _middle(annee: int, tiers: int) -> date:
    return _ends(annee, tiers)[0] + timedelta(days=4)


def _limits(titulaires: Sequence[Titulaire], annee: int) -> Sequence[date]:
    """Days of the year on which some text becomes another, or comes in or out of force."""
    found = set[date]()
    for titulaire in titulaires:
        validite = titulaire.programme.convention.en_vigueur
        found |= {*titulaire.cadre.versions, *([validite.du] if validite.du else [])}
        found |= {validite.au + timedelta(days=1)} if validite.au and validite.au < date.max else set()
    return sorted(day for day in found if day.year == annee)


def of_year(references: Sequence[str], faits: Faits, past: int, annee: int) -> Iterator[Attendue]:
    """The vacancies of a past year as if they came this year: their facts and the days that make them
    vacant, without what became of them. `references`: events that give their reference date."""
    for rang, vacance in enumerate(faits.vacances):
        days = (event_of_cell(vacance.cellule(nom), nom).connu for nom in references)
        day = next((d for d in days if d is not None and d.year == past), None)
        if day is None:
            continue
        moved = {
            nom: _moved(c, past, annee)
            for nom, c in vacance.ligne.cellules.items()
            if nom in (*VENU, *references)
        }
        kept = {
            nom: c for nom, c in vacance.ligne.cellules.items() if not _is_event(nom, c) and nom != COMPTE
        }
        row = replace(vacance.ligne, id=f"attendue {rang + 1}", cellules={**kept, **moved})
        yield Attendue(
            vacance=replace(vacance, ligne=row, candidatures=None, refus=None, previsions=None),
            jour=_in_year(day, day.year, annee),
            poids={third(day): UN},
        )


def _undated(references: Sequence[str], faits: Faits, past: int) -> Iterator[Cause]:
    """Of each vacancy that is, or may be, of a past year, on a day that is not known: what says its month."""
    for vacance in faits.vacances:
        events = [event_of_cell(vacance.cellule(nom), nom) for nom in references]
        if any(e.connu is not None and e.connu.year == past for e in events):
            continue
        year = Intervalle(du=date(past, 1, 1), au=date(past, 12, 31))
        open_ = (e for e in events if e.connu is None and e.debut is not None)
        found = next((e for e in open_ if falls_in(e, year) is not False), None)
        if found is not None:
            yield from why(found).causes


def _references(titulaires: Sequence[Titulaire]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.cadre.choix.rattachement for t in titulaires))


def _moved(cell: Cellule, past: int, annee: int) -> Cellule:
    day = cell.valeur if isinstance(cell, Connu) else None
    if isinstance(day, Evenement):
        day = day.connu
    if not isinstance(day, date):
        return cell
    return Connu(connu(_in_year(day, past, annee)))


def _in_year(day: date, past: int, annee: int) -> date:
    """The same day of the year, as many years later; 28 February for the 29th."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + annee - past, day=28 if leap else day.day)


def _is_event(nom: str, cell: Cellule) -> bool:
    return nom in EVENEMENTS or (isinstance(cell, Connu) and isinstance(cell.valeur, Evenement))


def _row(ident: str, cells: Mapping[str, Cellule], references: Sequence[str], day: date) -> Ligne:
    return Ligne(
        table="vacances", id=ident, cellules={**cells, **{nom: Connu(connu(day)) for nom in references}}
    )


# --- to each holder -----------------------------------------------------------------------------
def _by_class(
    titulaires: Sequence[Titulaire], rows: Sequence[Attendue], faits: Faits, annee: int
) -> Iterator[Sequence[Lecture]]:
    """The vacancies of a past year: each convention read once for all those of which it says the same."""
    vacances = tuple(row.vacance for row in rows)
    every = replace(faits, vacances=vacances)
    close = date(annee, 12, 31)
    rangees = Rangees(
        atoms=Atoms(table=table_of(every, close)),
        annee=annee,
        actees=frozenset(),
        refusees=frozenset(rank for rank, v in enumerate(vacances) if v.ligne.refusee),
    )
    read: list[Sequence[Lecture]] = []
    columns: list[Sequence[int]] = []
    for rang, titulaire in enumerate(titulaires):
        classes = rangees.classes(titulaire.programme)
        assert classes is not None, "a holder of the year has its convention in force"
        seen = Contexte(exercer=of_landlord, programme=titulaire.programme, au=close, jour=close, faits=every)
        firsts = [vacances[rank] for rank in classes.premiers]
        suivis = follow_some(firsts, seen, titulaire.cadre.versions)
        read.append([_lecture(rang, titulaire, suivi) for suivi in suivis])
        columns.append(by_row(classes, len(vacances)))
    return _together(read, columns, len(rows))


def _announced(
    titulaires: Sequence[Titulaire], rows: Sequence[Attendue], faits: Faits, annee: int
) -> Iterator[Sequence[Lecture]]:
    """Announced vacancies are of the flow, whatever their columns leave open: each convention read once for
    all those that say the same of what it reads."""
    read: list[Sequence[Lecture]] = []
    columns: list[Sequence[int]] = []
    for rang, titulaire in enumerate(titulaires):
        programme = titulaire.programme
        parts, open_to = facts_of_parts(programme, titulaire.cadre.au), facts_of_eligibility(programme)
        facts = None if parts is None or open_to is None else sorted({c.nom for c in parts | open_to})
        here = [on_territory(programme.convention.territoire, row.vacance.cellule) for row in rows]
        said: list[Hashable] = [
            (row.jour, inside, tuple(repr(row.vacance.cellule(nom)) for nom in facts))
            if facts is not None
            else rank
            for rank, (row, inside) in enumerate(zip(rows, here, strict=True))
        ]
        column = coded(said)
        seen = Contexte(
            exercer=of_landlord,
            programme=programme,
            au=date(annee, 12, 31),
            jour=date(annee, 12, 31),
            faits=faits,
        )
        read.append([_lecture(rang, titulaire, _suivi(rows[n], here[n], seen)) for n in column.firsts])
        columns.append([code if here[n] is not False else -1 for n, code in enumerate(column.codes)])
    return _together(read, columns, len(rows))


def _together(
    read: Sequence[Sequence[Lecture]], columns: Sequence[Sequence[int]], number: int
) -> Iterator[Sequence[Lecture]]:
    """Row by row, its readings; rows that have the same ones share them."""
    together = coded(list(zip(*columns, strict=True)) if columns else [()] * number)
    known = [
        [own[column[first]] for own, column in zip(read, columns, strict=True) if column[first] >= 0]
        for first in together.firsts
    ]
    return (known[code] for code in together.codes)


def _suivi(row: Attendue, inside: Issue, anywhere: Contexte) -> Suivi:
    """An announced vacancy, judged on its day for what its columns say of who may take it."""
    vacance, programme = row.vacance, anywhere.programme
    contexte = replace(anywhere, vacance=vacance, jour=row.jour)
    statut = ResultatStatut(possibles=(Statut.DANS_L_ASSIETTE,))
    today = replace(contexte, a_ce_jour=True)
    clauses = tuple(judge(c, today) for c in programme.clauses if isinstance(c.clause, ir.Eligibilite))
    reference = connu(row.jour)
    in_force = within(programme.convention.en_vigueur, reference)
    decision = Decision(
        vacance=vacance.id,
        convention=programme.convention.ident,
        au=contexte.au,
        territoire=inside,
        reference=reference,
        statut=statut,
        eligible=evaluate_eligibility(statut, inside, clauses, reference, contexte),
        eligibilites=clauses,
        en_vigueur=in_force,
    )
    return Suivi(
        vacance=vacance,
        decision=decision,
        mondes=(Monde(contexte=contexte, fin=row.jour),),
        couverte=et(firm(inside), in_force),
    )


def _lecture(rang: int, titulaire: Titulaire, suivi: Suivi) -> Lecture:
    return Lecture(rang=rang, titulaire=titulaire, suivi=suivi, apport=None, offre=offer(titulaire, suivi))


# --- holders and types --------------------------------------------------------------------------
Lues = Sequence[tuple[Attendue, Sequence[Lecture]]]


def _ident(lecture: Lecture) -> str:
    return lecture.titulaire.programme.convention.ident


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorte:
    """What one such dwelling is: who may take it, and what it makes due, by holder and by its account."""

    preneurs: tuple[int, ...]
    dus: Mapping[int, int]
    comptes: Mapping[tuple[str, Clefs], int]


def _sorte(lectures: Sequence[Lecture], places: Mapping[str, int]) -> _Sorte:
    dus: dict[int, int] = {}
    comptes: dict[tuple[str, Clefs], int] = {}
    own = Fraction(1)
    for r in lectures:
        taux = r.offre.total.valeur or Fraction(0)
        own -= taux
        dus[places[_ident(r)]] = comptes[_ident(r), r.offre.comptes[0]] = parts_of(taux)
    takers = sorted(places[_ident(r)] for r in lectures if r.eligible)
    if own >= 0:
        dus[places[BAILLEUR]] = parts_of(own)
        takers.append(places[BAILLEUR])
    return _Sorte(preneurs=tuple(takers), dus=dus, comptes=comptes)


def _gathered(titulaires: Sequence[Titulaire], known: Lues) -> Prevision:
    """By holder: all its accounts are one, and each is the part of it that becomes due there."""
    noms = (*sorted(t.programme.convention.ident for t in titulaires), BAILLEUR)
    places = {nom: rang for rang, nom in enumerate(noms)}
    nombres: list[dict[tuple[int, ...], int]] = [{} for _ in range(TIERS)]
    dus: list[dict[int, int]] = [{} for _ in range(TIERS)]
    comptes: dict[tuple[str, Clefs], int] = {}
    sortes: dict[int, _Sorte] = {}
    for row, lectures in known:
        # Why: rows of one class share their readings.
        sorte = sortes.get(id(lectures)) or _sorte(lectures, places)
        sortes[id(lectures)] = sorte
        whole = sum(row.poids.values())
        for compte, taux in sorte.comptes.items():
            comptes[compte] = comptes.get(compte, 0) + taux * whole // UN
        for tiers, poids in row.poids.items():
            nombres[tiers][sorte.preneurs] = nombres[tiers].get(sorte.preneurs, 0) + poids
            for holder, taux in sorte.dus.items():
                dus[tiers][holder] = dus[tiers].get(holder, 0) + taux * poids // UN
    genres = tuple(sorted({genre for each in nombres for genre in each}))
    rangs = {genre: rang for rang, genre in enumerate(genres)}
    every = {nom: sum(n for (ident, _), n in comptes.items() if ident == nom) for nom in noms}
    return Prevision(
        attendus=Attendus(
            noms=noms,
            genres=genres,
            nombres=tuple({rangs[g]: n for g, n in each.items()} for each in nombres),
            dus=tuple(dus),
        ),
        cellules={
            nom: frozenset().union(*(cells for ident, cells in comptes if ident == nom)) for nom in noms[:-1]
        },
        comptes={key: n * UN // every[key[0]] if every[key[0]] else 0 for key, n in comptes.items()},
        lues=0,
    )
