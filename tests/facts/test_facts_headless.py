"""Files as they come: a banner above the titles, no titles, no identifier; up to when they are complete."""

from datetime import date

import pytest

from convrules import ir
from convrules.base.dates import jamais, pas_survenu
from convrules.base.values import INCONNU, Connu, TCondition, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from facts.classeurs import xlsx
from facts.landlord import ENTIER, codes, colonne, load, mapping, source

ID, QPV = colonne("id", TTexte(), "NUM"), colonne("qpv", TCondition(), "QPV")
BAIL = colonne("bail", TEvenement(), "BAIL", format="jj/mm/aaaa")
TITRES = ("NUM", "QPV")


def read(text: str, *columns: ir.Colonne, **keys: object) -> Checked[ChargementFaits]:
    carte = mapping((source("v.csv", separateur=";", **keys),), {"vacances": (ID, *columns)})
    return load(carte, {"v.csv": text.encode()})


def receipt(checked: Checked[ChargementFaits]) -> tuple[int, int, int]:
    (found,) = checked.value.fichiers
    return found.lues, found.gardees, found.refusees


def test_lines_above_the_titles_are_no_rows() -> None:
    checked = read("Extraction du 05/01/2026\n\n;;total 2\nNUM;QPV\nV1;oui\nV2;non\n", QPV, passees=2)
    assert codes(checked) == []
    assert receipt(checked) == (2, 2, 0)
    assert [v.id for v in checked.value.faits.vacances] == ["V1", "V2"]


def test_titles_given_by_the_mapping_name_every_line() -> None:
    checked = read("V1;oui\nV2;non\n", QPV, titres=TITRES)
    assert codes(checked) == []
    assert receipt(checked) == (2, 2, 0)
    assert checked.value.faits.vacances[1].cellule("qpv") == Connu(False)


def test_a_record_of_another_shape_may_come_first() -> None:
    """RPLS: the landlord's own record, then the dwellings. Its width is nobody's business."""
    checked = read("2024;000000000;OPH;;;;;\nV1;oui\nV2;non\n", QPV, passees=1, titres=TITRES)
    assert (codes(checked), receipt(checked)) == ([], (2, 2, 0))


def test_a_row_of_another_width_is_refused_and_shown_without_titles() -> None:
    checked = read("V1;oui\nV2\nV3;non\n", QPV, titres=TITRES)
    assert (codes(checked), receipt(checked)) == (["CR718"], (3, 2, 1))
    span = checked.diagnostics[0].span
    assert (span.position[0], "NUM" in span.source.text) == (2, False)


def test_titles_for_another_file_refuse_it_whole() -> None:
    checked = read("V1;oui;x\nV2;non;x\n", QPV, titres=TITRES)
    assert (codes(checked), receipt(checked)) == (["CR738"], (0, 0, 0))


def test_a_given_title_that_nothing_reads_is_told_in_the_mapping() -> None:
    checked = read("V1;oui;x\n", QPV, titres=(*TITRES, "RESTE"))
    assert codes(checked) == ["CR721"]
    assert checked.diagnostics[0].span.source.name == "correspondance.yaml"


def test_a_column_that_no_given_title_names() -> None:
    checked = read("V1;oui\n", QPV, colonne("pmr", TCondition(), "QPW"), titres=TITRES)
    assert codes(checked) == ["CR720"]
    assert checked.diagnostics[0].args["proche"] == "QPV"


def test_skipping_more_lines_than_there_are_leaves_an_empty_file() -> None:
    assert codes(read("NUM;QPV\nV1;oui\n", QPV, passees=5)) == ["CR710"]


@pytest.mark.parametrize("titres", [(), TITRES])
def test_a_workbook_alike(titres: tuple[str, ...]) -> None:
    rows = [["Extraction"], *([] if titres else [list(TITRES)]), ["V1", "oui"], ["V2", "non"]]
    columns = {"vacances": (ID, QPV)}
    carte = mapping((source("v.xlsx", passees=1, titres=titres),), columns)
    checked = load(carte, {"v.xlsx": xlsx({"Feuille": rows})})
    assert (codes(checked), receipt(checked)) == ([], (2, 2, 0))
    assert checked.value.faits.vacances[0].cellule("qpv") == Connu(True)


def test_rows_without_identifier_are_numbered_where_nothing_cites_them() -> None:
    columns = {"logements": (colonne("pmr", TCondition(), "PMR"),)}
    carte = mapping((source("l.csv", "logements", numerotee=True),), columns)
    checked = load(carte, {"l.csv": b"PMR\noui\nnon\noui\n"})
    assert (codes(checked), receipt(checked)) == ([], (3, 3, 0))
    logements = checked.value.faits.logements
    assert logements is not None and [x.id for x in logements] == [
        "logements-1",
        "logements-2",
        "logements-3",
    ]


# --- up to when a file is complete ----------------------------------------------------------
JOUR, AUTRE = date(2026, 1, 5), date(2025, 12, 31)


def test_each_file_says_up_to_when_its_events_are_known() -> None:
    """Two extracts of one table, made on two days; a column may say another day than its file."""
    sources = (source("a.csv", complet_au=AUTRE), source("b.csv", complet_au=JOUR), source("c.csv"))
    offre = colonne("offre", TEvenement(), "OFFRE", complet_au=date(2025, 6, 1))
    carte = mapping(sources, {"vacances": (ID, BAIL, offre)})
    files = {f"{x}.csv": f"NUM;BAIL;OFFRE\n{x};;\n".encode() for x in "abc"}
    checked = load(carte, files)
    assert codes(checked) == []
    cells = [v.cellule("bail") for v in checked.value.faits.vacances]
    assert cells == [Connu(pas_survenu(AUTRE, "bail")), Connu(pas_survenu(JOUR, "bail")), INCONNU]
    assert {v.cellule("offre") for v in checked.value.faits.vacances} == {
        Connu(pas_survenu(date(2025, 6, 1), "offre"))
    }


def test_not_yet_not_recorded_and_never_are_three_things() -> None:
    bail = colonne(
        "bail",
        TEvenement(),
        "BAIL",
        format="jj/mm/aaaa",
        manquant=("NC",),
        codes=(("SS", "jamais"), ("EN COURS", "pas survenu")),
    )
    checked = read("NUM;BAIL\nV1;\nV2;NC\nV3;SS\nV4;EN COURS\nV5;03/02/2025\n", bail, complet_au=JOUR)
    assert codes(checked) == []
    not_yet = Connu(pas_survenu(JOUR, "bail"))
    assert [v.cellule("bail") for v in checked.value.faits.vacances][:4] == [
        not_yet,
        INCONNU,
        Connu(jamais("bail")),
        not_yet,
    ]


# --- codes beside values --------------------------------------------------------------------
def test_codes_of_a_number_leave_its_other_values_as_they_are() -> None:
    etage = colonne("etage", ENTIER, "ETAGE", codes=(("RDC", "0"),), sans_objet=("M",))
    checked = read("NUM;ETAGE\nV1;RDC\nV2;3\nV3;haut\n", etage)
    assert codes(checked) == ["CR743"]
    assert [v.cellule("etage") for v in checked.value.faits.vacances][:2] == [Connu(0), Connu(3)]


def test_a_code_that_stands_for_no_number_is_told_in_the_mapping() -> None:
    checked = read("NUM;ETAGE\nV1;3\n", colonne("etage", ENTIER, "ETAGE", codes=(("RDC", "bas"),)))
    assert codes(checked) == ["CR743"]
    assert checked.diagnostics[0].span.source.name == "correspondance.yaml"


@pytest.mark.parametrize("keys", [{"codes": (("9", "sans objet"),)}, {"par_defaut": "sans objet"}])
def test_a_fact_that_always_exists_is_never_without_object(keys: dict[str, object]) -> None:
    assert codes(read("NUM;QPV\nV1;9\n", colonne("qpv", TCondition(), "QPV", **keys)))[0] == "CR728"


# --- words for the unknown ------------------------------------------------------------------
def test_a_file_says_once_what_means_unknown_in_all_its_columns() -> None:
    etage = colonne("etage", ENTIER, "ETAGE", manquant=("99",))
    checked = read("NUM;ETAGE;QPV\nV1;NC;NC\nV2;99;oui\nV3;3;99\nNC;1;non\n", etage, QPV, manquant=("NC",))
    assert codes(checked) == ["CR746", "CR730"]
    assert receipt(checked) == (4, 3, 1)
    cells = [(v.cellule("etage"), v.cellule("qpv")) for v in checked.value.faits.vacances[:2]]
    assert cells == [(INCONNU, INCONNU), (INCONNU, Connu(True))]
