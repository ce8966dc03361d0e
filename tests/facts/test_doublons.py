"""Rows held against one another and against other tables: each page by its own examples, then what widens."""

import re
from collections.abc import Mapping

import pytest

from convrules import ir
from convrules.base.values import Connu, Erreur, TDate, TEvenement, TTexte, Type
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from convrules.facts.actes import check_orphans
from convrules.facts.records import Faits, Vacance
from convrules.facts.references import (
    Connus,
    check_conventions,
    check_dwellings,
    check_rights,
    check_spelling,
    check_twins,
)
from facts.landlord import COMPLET, ENTIER, colonne, load, mapping, source

TITRES: Mapping[str, tuple[str, Type]] = {
    "NUM_VAC": ("id", TTexte()),
    "NUM_LOGT": ("id", TTexte()),
    "NUM_DROIT": ("id", TTexte()),
    "NUM": ("id", TTexte()),
    "ID": ("id", TTexte()),
    "LISTE": ("commentaire", TTexte()),
    "LOGT": ("logement", TTexte()),
    "PROG": ("programme", TTexte()),
    "CONVENTION": ("convention", TTexte()),
    "VACANCE": ("vacance", TTexte()),
    "ACTE": ("acte", TTexte()),
    "COMPTE": ("compte", TTexte()),
    "CEDANT": ("cedant", TTexte()),
    "CATEGORIE": ("categorie", TTexte()),
    "AUTEUR": ("auteur", TTexte()),
    "TYPO": ("typologie", TTexte()),
    "RANG": ("rang", ENTIER),
    "DEM": ("demande", TTexte()),
    "ANNEE": ("annee", ENTIER),
    "NOMBRE": ("nombre", ENTIER),
    "MIN": ("min", ENTIER),
    "MAX": ("max", ENTIER),
    "DATE": ("date", TDate()),
    "DU": ("du", TDate()),
    "AU": ("au", TDate()),
}
EVENEMENTS = {
    "DT_MES": "mise_en_service",
    "DT_DISPO": "disponibilite",
    "DT_INFO": "information",
    "DT_BAIL": "bail",
    "DT_RETRAIT": "retrait",
    "DT_ABANDON": "abandon",
}
CONNUS = Connus(
    categories=frozenset(), comptes=frozenset(), conventions=frozenset({"etat-93--exemple", "ville"})
)
DEJA = {"vacances": "NUM_VAC\nV1\n"}
SECTION = re.compile(r"## (Refusé|Accepté)\n(.*?)(?=\n## )", re.S)
BLOC = re.compile(r"```csv (\w+)\n(.*?)```", re.S)


def read(**tables: str) -> tuple[Faits, list[Diagnostic]]:
    """Tables by name, each with the titles above; complete columns of events."""
    columns: dict[str, tuple[ir.Colonne, ...]] = {}
    for table, text in tables.items():
        titles = text.strip().split("\n")[0].split(";")
        columns[table] = tuple(
            colonne(EVENEMENTS[t], TEvenement(), t, complet_au=COMPLET)
            if t in EVENEMENTS
            else colonne(TITRES[t][0], TITRES[t][1], t)
            for t in titles
        )
    sources = tuple(source(f"{table}.csv", table) for table in tables)
    files = {f"{table}.csv": text.encode() for table, text in tables.items()}
    loaded = load(mapping(sources, columns), files)
    faits = loaded.value.faits
    crossed = [
        *check_rights(faits, CONNUS),
        *check_conventions(faits, CONNUS),
        *check_dwellings(faits),
        *check_spelling(faits),
        *check_twins(faits),
        *check_orphans(faits.actes, faits.vacances, ("V8",)),
    ]
    return faits, [*loaded.diagnostics, *crossed]


def codes(found: list[Diagnostic]) -> list[str]:
    return [d.code for d in found]


@pytest.mark.parametrize("code", [f"CR{n}" for n in (*range(823, 830), 834, 838, 867, 868, *range(870, 874))])
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


# --- what is counted ----------------------------------------------------------------------------
def test_candidatures_of_one_rank_and_day_can_no_longer_be_counted() -> None:
    text = "VACANCE;RANG;DATE\nV1;1;2025-03-03\nV1;1;2025-03-03\nV2;1;2025-03-03\nV2;1;2025-03-04\n"
    faits, found = read(vacances="NUM_VAC\nV1\nV2\n", candidatures=text)
    assert codes(found) == ["CR826"]
    first, second = faits.vacances
    assert first.candidatures is None
    assert len(second.candidatures or ()) == 2


@pytest.mark.parametrize(
    ("table", "text", "said", "nombres"),
    [
        # One extract twice, whatever is linked.
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;D1\nV1;2;D2\nV1;1;D1\nV1;2;D2\nV2;1;D1", "CR867", (None, 1)),
        ("candidatures", "VACANCE;DEM;DATE\nV1;D1;2025-03-03\nV1;D1;2025-03-03\nV2;D1;", "CR867", (None, 1)),
        ("refus", "VACANCE;DATE;AUTEUR\nV1;2025-03-03;candidat\nV1;2025-03-03;candidat", "CR867", (None, 0)),
        # Nothing is said of either but their vacancy.
        ("candidatures", "VACANCE;RANG\nV1;\nV1;\nV2;1\nV2;2", "CR867", (None, 2)),
        # One household under two ranks, or on two days.
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;D1\nV1;2;D2\nV1;3;D1\nV2;1;D1", "CR868", (None, 1)),
        ("candidatures", "VACANCE;DATE;DEM\nV1;2025-03-03;D1\nV1;2025-03-09;D1", "CR868", (None, 0)),
        # Told apart: by an identifier, by their households, by their days.
        ("candidatures", "ID;VACANCE;DATE\nA;V1;2025-03-03\nB;V1;2025-03-03", "", (2, 0)),
        ("candidatures", "VACANCE;DATE;DEM\nV1;2025-03-03;D1\nV1;2025-03-03;D2", "", (2, 0)),
        ("candidatures", "VACANCE;RANG;DEM\nV1;1;\nV1;2;\nV2;1;D1\nV2;2;D2", "", (2, 2)),
        ("refus", "VACANCE;DATE;AUTEUR\nV1;2025-03-03;candidat\nV1;2025-03-04;candidat", "", (2, 0)),
    ],
)
def test_rows_that_may_be_one_can_no_longer_be_counted(
    table: str, text: str, said: str, nombres: tuple[int | None, int | None]
) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\nV2\n", **{table: text + "\n"})
    assert codes(found) == ([said] if said else [])
    rows = [v.candidatures if table == "candidatures" else v.refus for v in faits.vacances]
    assert tuple(None if r is None else len(r) for r in rows) == nombres


def test_two_refusals_of_one_rank_may_have_two_authors() -> None:
    text = "VACANCE;RANG;DATE;AUTEUR\nV1;1;2025-03-03;candidat\nV1;1;2025-03-03;commission\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", refus=text)
    assert codes(found) == []
    assert len(faits.vacances[0].refus or ()) == 2


def test_what_a_copy_adds_is_not_known() -> None:
    text = "ANNEE;CATEGORIE;NOMBRE\n2025;mutation;10\n2025;mutation;10\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", soustractions=text)
    assert codes(found) == ["CR827"]
    assert [type(r.cellule("nombre")) for r in faits.soustractions or ()] == [Connu, Erreur]
    named = "NUM;ANNEE;CATEGORIE;NOMBRE\nA;2025;mutation;10\nB;2025;mutation;10\n"
    assert codes(read(vacances="NUM_VAC\nV1\n", soustractions=named)[1]) == []


REVISEE = "ANNEE;CATEGORIE;TYPO;NOMBRE\n2025;mutation;T2;10\n2025;mutation;T3;12\n"


@pytest.mark.parametrize(
    ("rows", "told", "believed"),
    [
        ("", [], [True, True]),
        # Another year, another category, another cell.
        ("2024;mutation;;22\n2025;vente;;3\n2025;mutation;T4;0", [], [True] * 5),
        # A second number for the first cell, whichever comes first.
        ("2025;mutation;T2;11", ["CR870"], [False, True, False]),
        ("2025;mutation;T2;11\n2025;mutation;T2;9", ["CR870"] * 2, [False, True, False, False]),
        # A subtotal: the number that covers the others.
        ("2025;mutation;;22", ["CR871"], [True, True, False]),
        # The subtotal given twice is a copy as well.
        ("2025;mutation;;22\n2025;mutation;;22", ["CR871", "CR827", "CR871"], [True, True, False, False]),
        ("2025;;T2;4", ["CR872"], [True, True, False]),
        (";mutation;T2;4", ["CR872"], [True, True, False]),
        ("2025;mutation;T4;-3", ["CR873"], [True, True, False]),
    ],
)
def test_forecasts_of_withdrawals_do_not_add_up_twice(
    rows: str, told: list[str], believed: list[bool]
) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\n", soustractions=REVISEE + rows + ("\n" if rows else ""))
    assert codes(found) == told
    assert [isinstance(r.cellule("nombre"), Connu) for r in faits.soustractions or ()] == believed


def test_an_identifier_tells_two_operations_apart_not_a_total() -> None:
    text = "NUM;ANNEE;CATEGORIE;TYPO;NOMBRE\nA;2025;mutation;T2;10\nB;2025;mutation;T2;12\n"
    assert codes(read(vacances="NUM_VAC\nV1\n", soustractions=text)[1]) == []
    _, found = read(vacances="NUM_VAC\nV1\n", soustractions=text + "C;2025;mutation;;22\n")
    assert [(d.code, d.span.position[0], d.args["colonnes"]) for d in found] == [
        ("CR871", 4, "« typologie »")
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2025-07-01;2025-09-30;T2;5;9", []),
        ("2025-07-01;2025-09-30;T3;6;9", []),
        ("2025-04-01;2025-06-30;T2;6;9", ["CR870"]),
        # The half-year beside its quarter; a period without end.
        ("2025-05-01;2025-12-31;T2;6;9", ["CR870"]),
        ("2025-05-01;;T2;6;9", ["CR870"]),
        ("2025-04-01;2025-06-30;T2;5;9", ["CR827"]),
        ("2025-04-01;2025-06-30;;9;20", ["CR871"]),
        ("2025-01-01;2025-03-31;;9;20", []),
    ],
)
def test_expected_vacancies_do_not_add_up_twice(row: str, told: list[str]) -> None:
    text = f"DU;AU;TYPO;MIN;MAX\n2025-04-01;2025-06-30;T2;5;9\n{row}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=text)
    assert codes(found) == told
    assert (faits.vacances_attendues is None) == bool(told)


def test_an_exchange_copied_is_perhaps_one() -> None:
    act = "echange;2025-03-10;V1;etat;commune"
    text = f"ACTE;DATE;VACANCE;COMPTE;CEDANT\n{act}\n{act}\n"
    faits, found = read(vacances="NUM_VAC\nV1\n", journal=text)
    assert codes(found) == ["CR827"]
    assert [type(r.cellule("date")) for r in faits.actes or ()] == [Connu, Erreur]
    # An act that only dates an event adds nothing by being told twice.
    again = text.replace("echange", "remise")
    assert codes(read(vacances="NUM_VAC\nV1\n", journal=again)[1]) == []


@pytest.mark.parametrize("row", ["2025-07-01;2025-12-31;;20", "2025-07-01;2025-12-31;9;", "2025-07-01;;9;3"])
def test_expected_vacancies_without_bounds_leave_the_year_open(row: str) -> None:
    faits, found = read(vacances="NUM_VAC\nV1\n", vacances_attendues=f"DU;AU;MIN;MAX\n{row}\n")
    assert codes(found) == ["CR829"]
    assert faits.vacances_attendues is None


def test_two_programmes_for_one_dwelling() -> None:
    faits, found = read(
        programmes="NUM\nP1\nP2\n",
        logements="NUM_LOGT;PROG\nL1;P2\n",
        vacances="NUM_VAC;LOGT;PROG\nV1;L1;P1\n",
        droits="NUM_DROIT;PROG\nD1;P1\nD2;P2\n",
    )
    assert codes(found) == ["CR828"]
    (vacance,) = faits.vacances
    assert vacance.programme is None
    assert [d.id for d in vacance.droits or ()] == ["D1", "D2"]


def test_a_right_and_an_act_that_lead_nowhere_are_told_once_with_a_name_nearby() -> None:
    droits = "NUM_DROIT;LOGT;CONVENTION\nD1;L1;etat-93--exmple\nD2;L2;etat-93--exmple\nD3;L3;ville\n"
    journal = "ACTE;DATE;VACANCE\norientation;2025-03-10;V9\nremise;2025-03-12;V8\nremise;2025-03-12;V1\n"
    _, found = read(vacances="NUM_VAC\nV1\n", droits=droits, journal=journal)
    told = [(d.code, d.args["nombre"], d.span.position[0]) for d in found]
    # V8 is among those that the mapping leaves aside.
    assert told == [("CR823", "2", 2), ("CR824", "1", 2), ("CR824", "1", 3)]
    assert "La correspondance écarte la ligne de « V8 »" in (catalogue.aide(found[2]) or "")
    assert "« etat-93--exemple »" in (catalogue.aide(found[0]) or "")
