"""Rows held against one another and against other tables: each page by its own examples, then what widens."""

import re

import pytest

from convrules.base.values import Connu, Erreur, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.facts.records import Vacance
from facts.confrontees import EVENEMENTS, codes, read
from facts.landlord import COMPLET, colonne, load, mapping, source

DEJA = {"vacances": "NUM_VAC\nV1\n"}
SECTION = re.compile(r"## (Refusé|Accepté)\n(.*?)(?=\n## )", re.S)
BLOC = re.compile(r"```csv (\w+)\n(.*?)```", re.S)


PAGES = [*range(823, 830), 834, 838, 867, 868, *range(870, 874), *range(894, 897)]


@pytest.mark.parametrize("code", [f"CR{n}" for n in PAGES])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = {name: dict(BLOC.findall(body)) for name, body in SECTION.findall(page.corps)}
    assert codes(read(**(DEJA | examples["Refusé"]))[1]) == [code]
    assert codes(read(**(DEJA | examples["Accepté"]))[1]) == []


def test_the_first_placing_in_service_is_of_the_dwelling() -> None:
    """The two vacancies of a dwelling have the same, long before: they are one after the other still."""
    tete = "NUM_VAC;LOGT;DT_MES;DT_DISPO;DT_BAIL\n"
    vacances, found = lives(
        "V1;L1;1998-06-01;2025-03-03;2025-04-15", "V2;L1;1998-06-01;2025-09-20;2025-11-02", tete=tete
    )
    assert found == []
    assert all(isinstance(v.cellule("bail"), Connu) for v in vacances)
    twice = ("V1;L1;1998-06-01;2025-03-03;2025-04-15", "V2;L1;1998-06-01;2025-03-20;2025-05-02")
    assert lives(*twice, tete=tete)[1] == ["CR825"]


# --- numbers written in two ways ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("vacances", "droits", "said"),
    [
        ("V1;007", "D1;7", [("CR789", "1", "« 7 » pour « 007 »")]),
        (
            "V1;7\nV2;12",
            "D1;007\nD2;0012\nD3;99",
            [("CR789", "2", "« 007 » pour « 7 », « 0012 » pour « 12 »")],
        ),
        ("V1;7", "D1;7,0", [("CR789", "1", "« 7,0 » pour « 7 »")]),
        ("V1;UG-07", "D1;ug07", [("CR789", "1", "« ug07 » pour « UG-07 »")]),
        ("V1;7\nV2;007", "D1;7\nD2;007\nD3;70", []),
        ("V1;--", "D1;//", []),
    ],
)
def test_a_right_on_a_dwelling_written_otherwise_is_told(
    vacances: str, droits: str, said: list[tuple[str, str, str]]
) -> None:
    _, found = read(vacances=f"NUM_VAC;LOGT\n{vacances}\n", droits=f"NUM_DROIT;LOGT\n{droits}\n")
    assert [(d.code, d.args["nombre"], d.args["exemples"]) for d in found] == said


@pytest.mark.parametrize(
    ("identifiants", "said"),
    [
        ("7|007|12", ("1", "« 007 » comme « 7 »")),
        ("V-1|v1|V 01", ("2", "« v1 » comme « V-1 », « V 01 » comme « V-1 »")),
        ("V1|V1\u200b", ("1", "« V1\u200b » comme « V1 »")),
        ("V-1-12|V-11-2|V-1|V-10|--|//", None),
    ],
)
def test_vacancies_that_may_be_one_are_told(identifiants: str, said: tuple[str, str] | None) -> None:
    _, found = read(vacances="NUM_VAC\n" + identifiants.replace("|", "\n") + "\n")
    told = [(d.args["nombre"], d.args["exemples"]) for d in found if d.code == "CR838"]
    assert told == ([said] if said else [])


@pytest.mark.parametrize(
    ("titre", "said"),
    [("UG", "« 7 » pour « 007 », « 12 » pour « 012 »"), ("N° locataire", "« ··· » pour « ··· »")],
)
def test_a_key_that_lost_its_zeros_joins_nothing_and_is_told(titre: str, said: str) -> None:
    columns = (
        colonne("id", TTexte(), "NUM_VAC"),
        colonne("bail", TEvenement(), "BAIL", fichier="b.csv", complet_au=COMPLET),
    )
    sources = (source("v.csv", cles=(titre,)), source("b.csv", cles=(titre,)))
    files = {
        "v.csv": f"NUM_VAC;{titre}\nV1;007\nV2;012\nV3;120\n".encode(),
        "b.csv": f"{titre};BAIL\n7;2025-02-03\n12;2025-02-04\n120;2025-02-05\n".encode(),
    }
    loaded = load(mapping(sources, {"vacances": columns}), files)
    told = {d.code: d for d in loaded.diagnostics}
    assert set(told) == {"CR783", "CR789"}
    assert told["CR789"].args["nombre"] == "2" and told["CR789"].args["exemples"].startswith(said)
    cells = [v.cellule("bail") for v in loaded.value.faits.vacances]
    assert [isinstance(c, Connu) for c in cells] == [False, False, True]


# --- two vacancies at once ----------------------------------------------------------------------
TETE = "NUM_VAC;LOGT;DT_DISPO;DT_INFO;DT_BAIL;DT_RETRAIT;DT_ABANDON\n"


def lives(*rows: str, tete: str = TETE) -> tuple[tuple[Vacance, ...], list[str]]:
    faits, found = read(vacances=tete + "\n".join(rows) + "\n")
    return faits.vacances, [d.code for d in found if d.code != "CR806"]


@pytest.mark.parametrize(
    ("rows", "attendu"),
    [
        # One after the other, even the day after, even on the day.
        (("V1;L1;2025-03-03;;2025-04-15;;", "V2;L1;2025-04-15;;;;"), []),
        (("V1;L1;2025-03-03;;2025-04-15;;", "V2;L2;2025-03-03;;2025-04-15;;"), []),
        # No dwelling is named: nothing can be told.
        (("V1;;2025-03-03;;2025-04-15;;", "V2;;2025-03-03;;2025-04-16;;"), []),
        # Two leases for one vacancy.
        (("V1;L1;2025-03-03;;2025-04-15;;", "V2;L1;2025-03-20;;2025-05-02;;"), ["CR825"]),
        (("V1;L1;;;2025-04-15;;", "V2;L1;;;2025-04-15;;"), ["CR825"]),
        # One row by proposal: the dwelling is made available once.
        (("V1;L1;2025-03-03;2025-03-04;;;", "V2;L1;2025-03-03;2025-04-18;;;"), ["CR825"]),
        # A letting withdrawn, then another.
        (("V1;L1;2025-03-03;;;2025-03-30;", "V2;L1;2025-04-01;;2025-05-02;;"), []),
        # The first has not ended by the day to which the columns are complete.
        (("V1;L1;2025-03-03;;;;", "V2;L1;2025-06-01;;2025-07-02;;"), ["CR825"]),
        # The order of rows decides of nothing.
        (("V2;L1;2025-06-01;;2025-07-02;;", "V1;L1;2025-03-03;;;;"), ["CR825"]),
    ],
)
def test_two_vacancies_at_once(rows: tuple[str, ...], attendu: list[str]) -> None:
    vacances, found = lives(*rows)
    assert found == attendu
    wrong = {v.id for v in vacances if isinstance(v.ligne.cellule("logement"), Erreur)}
    assert wrong == ({"V1", "V2"} if attendu else set())
    for vacance in vacances:
        if wrong:
            known = [c for n, c in vacance.ligne.cellules.items() if n in EVENEMENTS.values()]
            assert not any(isinstance(cell, Connu) for cell in known)


def test_a_life_whose_end_is_not_recorded_contradicts_nothing() -> None:
    """Nothing says that a withdrawal was recorded: the first vacancy may have ended before the second."""
    tete = "NUM_VAC;LOGT;DT_DISPO;DT_BAIL\n"
    _, found = lives("V1;L1;2025-03-03;", "V2;L1;2025-06-01;2025-07-02", tete=tete)
    assert found == []


def test_a_third_vacancy_of_the_dwelling_is_believed() -> None:
    rows = ("V1;L1;2025-03-03;;2025-04-15;;", "V2;L1;2025-03-20;;2025-05-02;;", "V3;L1;2025-09-01;;;;")
    vacances, found = lives(*rows)
    assert found == ["CR825"]
    assert [isinstance(v.cellule("disponibilite"), Erreur) for v in vacances] == [True, True, False]


@pytest.mark.parametrize(
    ("logement", "vacances", "manquant"),
    [
        ("SANS", 2, True),
        ("99999999", 2, True),
        ("0", 2, True),
        ("N/C", 2, True),
        ("L1", 2, False),
        ("L1", 4, False),
        ("PAS-DE-NUM", 5, True),
        ("11", 2, False),
    ],
)
def test_a_dwelling_of_many_vacancies_is_perhaps_no_dwelling(
    logement: str, vacances: int, manquant: bool
) -> None:
    """Whoever obeys must not delete true vacancies."""
    rows = [f"V{n};{logement};2025-03-0{n};;2025-04-15;;" for n in range(1, vacances + 1)]
    _, found = read(vacances=TETE + "\n".join(rows) + "\n")
    (told,) = [d for d in found if d.code == "CR825"]
    aide = catalogue.aide(told) or ""
    assert ("« manquant »" in aide and f"« {logement} »" in aide) == manquant
    assert aide.startswith("N'en supprimez aucune" if manquant else "Gardez une ligne")


def test_a_right_and_an_act_that_lead_nowhere_are_told_once_with_a_name_nearby() -> None:
    droits = "NUM_DROIT;LOGT;CONVENTION\nD1;L1;etat-93--exmple\nD2;L2;etat-93--exmple\nD3;L3;ville\n"
    journal = "ACTE;DATE;VACANCE\norientation;2025-03-10;V9\nremise;2025-03-12;V8\nremise;2025-03-12;V1\n"
    _, found = read(vacances="NUM_VAC\nV1\n", droits=droits, journal=journal)
    told = [(d.code, d.args["nombre"], d.span.position[0]) for d in found]
    # V8 is among those that the mapping leaves aside.
    assert told == [("CR823", "2", 2), ("CR824", "1", 2), ("CR824", "1", 3)]
    assert "La correspondance écarte la ligne de « V8 »" in (catalogue.aide(found[2]) or "")
    assert "« etat-93--exemple »" in (catalogue.aide(found[0]) or "")
