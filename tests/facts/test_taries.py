"""Events and candidatures that stop while vacancies go on; who is retained without being a candidate."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest

from convrules.base.dates import connu, jamais
from convrules.base.values import INCONNU, Cellule, Connu, Erreur, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.facts.jours import Jours
from convrules.facts.records import Faits, Ligne, Place, Vacance
from convrules.facts.taries import check_candidates, check_events, check_recorded
from facts.landlord import colonne, mapping, source

BLOC = re.compile(r"## (Refusé|Accepté)\n\n```[^\n]*\n(.*?)```", re.S)
COMPLET = date(2025, 12, 31)
JOURS = [date(2025, 1, 1) + timedelta(n) for n in range(365)]
Suite = Callable[[int, date], Cellule]


def events(**suites: Suite) -> Sequence[Ligne]:
    """A vacancy each day of the year, informed that day; each other event by its own rule."""
    return [
        row(
            f"V-{n}",
            {"information": Connu(connu(day)), **{nom: rule(n, day) for nom, rule in suites.items()}},
        )
        for n, day in enumerate(JOURS)
    ]


def row(ident: str, cellules: dict[str, Cellule]) -> Ligne:
    return Ligne(table="vacances", id=ident, cellules=cellules, place=Place(fichier="v.csv", ligne=2))


def told(lignes: Sequence[Ligne], complet: date | None = COMPLET, champs: Sequence[str] = ()) -> list[str]:
    names = champs or list(lignes[0].cellules)
    columns = (
        colonne("id", TTexte()),
        *(colonne(nom, TEvenement(), complet_au=complet) for nom in names),
    )
    found = list(check_events(mapping((source("v.csv"),), {"vacances": columns}), Jours(lignes)))
    assert all(d.code in ("CR869", "CR880") and catalogue.aide(d) for d in found)
    assert not any(re.search("[{}]", catalogue.message(d)) for d in found)
    shown = {"CR869": "{}", "CR880": "{} un temps"}
    return [
        f"{shown[d.code].format(d.args['champ'])}{d.args['quoi'].removeprefix('vacances')}" for d in found
    ]


def after(lag: int, until: date = COMPLET, one_in: int = 1, from_: int = 0) -> Suite:
    """Some days later, of one vacancy in some; empty once the day is past `until`."""

    def rule(n: int, day: date) -> Cellule:
        late = day + timedelta(lag)
        return Connu(connu(late)) if late <= until and n % one_in == 0 and n >= from_ else Connu(jamais("x"))

    return rule


SEPT = date(2025, 9, 15)


def without(lag: int, lacking: range, of: int = 1) -> Suite:
    """Some days later, but not of one in `of` of these vacancies."""

    def rule(n: int, day: date) -> Cellule:
        return after(lag)(n, day) if n not in lacking or n % of else Connu(jamais("x"))

    return rule


def CONTINGENTS(n: int, day: date) -> Cellule:
    return Connu("etat" if n % 2 else "commune")


@pytest.mark.parametrize(
    ("suites", "attendu"),
    [
        ({"proposition": after(10), "attribution": after(20), "bail": after(40)}, []),
        ({"proposition": after(10), "attribution": after(20, SEPT), "bail": after(40)}, ["attribution"]),
        ({"proposition": after(10, SEPT), "attribution": after(20), "bail": after(40)}, ["proposition"]),
        (
            {"proposition": after(10), "attribution": after(20, SEPT), "bail": after(40, SEPT)},
            ["attribution", "bail"],
        ),
        # It comes before, or of half of the vacancies.
        ({"disponibilite": after(-15, SEPT)}, ["disponibilite"]),
        ({"attribution": after(20, SEPT, one_in=2)}, ["attribution"]),
        # A rare event; one that stopped but for twenty days; none at all.
        ({"attribution": after(20, SEPT, one_in=3)}, []),
        ({"attribution": after(20, date(2025, 12, 14))}, []),
        ({"attribution": after(20, date(2025, 12, 8))}, ["attribution"]),
        ({"attribution": lambda n, day: Connu(jamais("x"))}, []),
        # It takes long: those that lack it may yet have it.
        ({"bail": after(150)}, []),
        # What cannot be read is told elsewhere; what is not known is missing.
        ({"bail": lambda n, day: Erreur("?") if day > SEPT else Connu(connu(day))}, []),
        ({"bail": lambda n, day: INCONNU if day > SEPT else Connu(connu(day))}, ["bail"]),
        # From a day on; not for two months; for one contingent.
        ({"attribution": after(20, from_=200)}, ["attribution un temps"]),
        ({"attribution": without(20, range(150, 210))}, ["attribution un temps"]),
        ({"attribution": without(20, range(150, 165))}, []),
        (
            {"attribution": without(20, range(200, 365), of=2), "contingent": CONTINGENTS},
            ["attribution du contingent « commune »"],
        ),
        (
            {"attribution": without(20, range(100, 200), of=2), "contingent": CONTINGENTS},
            ["attribution un temps du contingent « commune »"],
        ),
        # All the year of one contingent, though it has proposals; though it has none.
        (
            {
                "proposition": after(10),
                "attribution": without(20, range(365), of=2),
                "contingent": CONTINGENTS,
            },
            ["attribution un temps du contingent « commune »"],
        ),
        (
            {
                "proposition": without(10, range(365), of=2),
                "attribution": without(20, range(365), of=2),
                "contingent": CONTINGENTS,
            },
            [],
        ),
        # A programme that is announced in one day.
        (
            {
                "attribution": without(20, range(150, 210)),
                "information": lambda n, day: Connu(connu(JOURS[150] if 150 <= n < 210 else day)),
            },
            [],
        ),
        # A few stragglers.
        (
            {"bail": lambda n, day: Connu(connu(day)) if day < SEPT or n % 15 == 0 else Connu(jamais("x"))},
            ["bail"],
        ),
    ],
)
def test_an_event_that_is_no_longer_recorded(suites: dict[str, Suite], attendu: list[str]) -> None:
    assert told(events(**suites)) == attendu


def test_nothing_is_told_of_what_is_not_said_complete_nor_of_few_rows() -> None:
    stopped = events(attribution=after(20, SEPT))
    assert told(stopped, complet=None) == []
    assert told(stopped, champs=("information",)) == []
    assert told(stopped[::20]) == []
    # Said complete up to the day it stopped: nothing lacks.
    assert told(stopped, complet=SEPT) == []


def test_the_vacancies_of_a_past_year_are_ended() -> None:
    """A file of 2025 said complete in June 2026: nothing more comes, and nothing lacks."""
    whole = events(attribution=after(20, date(2026, 6, 1)), bail=after(40, date(2026, 6, 1)))
    assert told(whole, complet=date(2026, 6, 1)) == []


# --- candidatures -----------------------------------------------------------------------------
def vacancies(counts: Sequence[tuple[date, int]], retenue: str = "", demandes: Sequence[str] = "") -> Faits:
    found = []
    for n, (day, count) in enumerate(counts):
        cells: dict[str, Cellule] = {"proposition": Connu(connu(day)), "demande": INCONNU}
        if retenue:
            cells["demande"] = Connu(retenue)
        rows = tuple(
            Ligne(table="candidatures", id=f"{n}-{r}", cellules={"demande": Connu(d)} if d else {})
            for r, d in enumerate(demandes or [""] * count)
        )
        found.append(Vacance(ligne=row(f"V-{n}", cells), candidatures=rows))
    return Faits(bailleur="0", vacances=tuple(found))


def codes(faits: Faits) -> list[str]:
    found = list(check_candidates(faits))
    assert all(catalogue.aide(d) and not re.search("[{}]", catalogue.message(d)) for d in found)
    return [d.code for d in found]


@pytest.mark.parametrize(
    ("counts", "attendu"),
    [
        ([(day, 3) for day in JOURS], []),
        ([(day, 3 if day < SEPT else 0) for day in JOURS], ["CR878"]),
        ([(day, 3 if day < SEPT else 0) for day in JOURS[::-1]], ["CR878"]),
        # Of one contingent in three; of the last fortnight alone; from some day on; never.
        ([(day, 3 if day < SEPT and n % 3 == 0 else 0) for n, day in enumerate(JOURS)], []),
        ([(day, 3 if day < date(2025, 12, 15) else 0) for day in JOURS], []),
        ([(day, 3 if day > SEPT else 0) for day in JOURS], ["CR866"]),
        ([(day, 0 if 100 < n < 160 else 3) for n, day in enumerate(JOURS)], ["CR866"]),
        ([(day, 0 if 100 < n < 115 else 3) for n, day in enumerate(JOURS)], []),
        ([(day, 0) for day in JOURS], []),
    ],
)
def test_candidatures_that_stop(counts: Sequence[tuple[date, int]], attendu: list[str]) -> None:
    assert codes(vacancies(counts)) == attendu


def test_a_table_that_was_not_supplied_does_not_stop() -> None:
    faits = vacancies([(day, 3) for day in JOURS])
    without = tuple(Vacance(ligne=v.ligne) for v in faits.vacances)
    assert codes(Faits(bailleur="0", vacances=without)) == []


@pytest.mark.parametrize(
    ("retenue", "demandes", "attendu"),
    [
        ("A", "BC", ["CR879"]),
        ("A", "BA", []),
        ("", "BC", []),
        # A candidature whose demand is not said, and none at all.
        ("A", ["B", ""], []),
        ("A", "", []),
    ],
)
def test_who_is_retained_was_a_candidate(retenue: str, demandes: Sequence[str], attendu: list[str]) -> None:
    assert codes(vacancies([(JOURS[0], 0)], retenue, demandes)) == attendu


# --- pages ------------------------------------------------------------------------------------
def blocks(code: str) -> dict[str, list[list[str]]]:
    page = catalogue.page(code)
    assert page is not None
    return {
        name: [line.split(";") for line in body.strip().split("\n")[1:]]
        for name, body in BLOC.findall(page.corps)
    }


def said(text: str) -> Cellule:
    return Connu(connu(datetime.strptime(text, "%d/%m/%Y").date())) if text else Connu(jamais("x"))


def later(cell: Cellule, days: int) -> Cellule:
    assert isinstance(cell, Connu)
    return Connu(connu(cell.valeur.connu + timedelta(days)))


@pytest.mark.parametrize(("name", "count"), [("Refusé", 1), ("Accepté", 0)])
def test_pages(name: str, count: int) -> None:
    for code, shown in (("CR869", "attribution"), ("CR880", "attribution un temps")):
        lignes = [
            row("V", {"information": later(said(a), n), "attribution": said(b)})
            for a, b in blocks(code)[name]
            for n in range(20)
        ]
        assert told(lignes) == [shown] * count
    for code in ("CR878", "CR866"):
        counts = [
            (datetime.strptime(day, "%d/%m/%Y").date() + timedelta(rank), int(n))
            for day, n in blocks(code)[name]
            for rank in range(20)
        ]
        assert codes(vacancies(counts)) == [code] * count
    demandes = [line[2] for line in blocks("CR879")[name]]
    faits = vacancies([(JOURS[0], 0)], "D1", demandes)
    assert codes(faits) == ["CR879"] * count
    assert len(list(check_recorded(mapping((source("v.csv"),), {}), faits, ()))) == count
