"""Rows with which a printed report ends are told for what they look like, kept or refused."""

import pytest

from convrules import ir
from convrules.base.source import NOWHERE
from convrules.base.values import TCode, TCondition, TTexte
from convrules.diagnostics.catalogue import aide
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from facts.landlord import BONNE, ENTETE, FINAN, codes, colonne, load, load_text, mapping, source

CAS = {
    "une ligne de total": (
        "Total général : 12|SOUS-TOTAL|Nombre de vacances|T O T A L|T O T A L  G E N E R A L|Ensemble|"
        "ENSEMBLE :|** Total **|S/Total|Totaux|Moyenne|Cumul"
    ),
    "une mention de fin d'état": (
        "Edité le 12/03/2025|Édité le 12/03/2025|ÉDITION DU 12/03/2025|Extraction du 12 mars|"
        "Imprimé par le service|Page 3/3|Fin de l'état|*** FIN ***|125 lignes|(125 rows affected)|"
        "Source : logiciel|Date d’édition : 12/03/2025"
    ),
    "": (
        "TOTALENERGIES-1|TOTAL-1|Ensemble Les Lilas|L'ENSEMBLE-12|FIN-12|PAGE-NORD|V-TOTAL|12|12-LIGNES-1|"
        "A B C D 1|SOURCE-1|Moyenne-Rue|EDITE-1"
    ),
}


@pytest.mark.parametrize(("said", "ident"), [(k, t) for k, texts in CAS.items() for t in texts.split("|")])
def test_a_row_that_ends_a_report_is_told(said: str, ident: str) -> None:
    checked = load_text(ENTETE + BONNE + f"{ident};93066;;;;;\n")
    assert [(d.code, d.args["semblable"]) for d in checked.diagnostics] == ([("CR788", said)] if said else [])
    assert [v.id for v in checked.value.faits.vacances] == ["V1", ident]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Total;12", ["CR718", "CR788"]),
        ("Edité le 12/03/2025", ["CR718", "CR788"]),
        ("Total", ["CR718", "CR788"]),
        (";Total général;;;;;", ["CR730", "CR788"]),
        ("V1;Ensemble;;;;;", ["CR790"]),
        ("------;93066;;;;;", ["CR730", "CR788"]),
        ("=======;93066;;;;;", ["CR730", "CR788"]),
        ("--;93066;;;;;", ["CR730"]),
        ("Agence Nord;;;;;;", ["CR788"]),
        (";Agence Nord;;;;;", ["CR730", "CR788"]),
        ("Agence Nord;93066;;;;;", []),
        (";;;;;;", []),
        (" ; ;\u00a0;;;;", []),
    ],
)
def test_a_refused_row_is_told_for_what_it_looks_like(row: str, told: list[str]) -> None:
    """One of which every cell is blank is a blank line."""
    checked = load_text(ENTETE + BONNE + row + "\n")
    assert sorted(codes(checked)) == told


def test_a_row_that_ends_a_report_is_left_aside_where_asked() -> None:
    tri = ir.Tri(
        colonne="NUM_VAC", garde=False, valeurs=(("Total", NOWHERE), ("Edité le 12/03/2025", NOWHERE))
    )
    checked = load_text(ENTETE + BONNE + "Total;1\nEdité le 12/03/2025\nV2;93066\n", tris=(tri,))
    (one,) = checked.value.fichiers
    assert (one.lues, one.gardees, one.refusees, one.ecartees) == (4, 1, 1, 2)
    assert codes(checked) == ["CR718"]


def test_titles_again_in_the_middle_of_a_file_are_told() -> None:
    """Two extracts put end to end."""
    told = load_text(ENTETE + BONNE + ENTETE + BONNE.replace("V1", "V2")).diagnostics
    (found,) = [d for d in told if d.code == "CR788"]
    assert (found.args["semblable"], found.args["ligne"]) == ("la ligne des titres, répétée", "3")


def test_titles_again_are_left_aside_by_the_column_that_the_remedy_names() -> None:
    """Though the text of the cell, which is that title, is shown nowhere."""
    titles = "ident;commune;financement;qpv\n"
    text = f"{titles}V1;93066;11;oui\n{titles}V2;93048;13;non\n"
    columns = (
        colonne("id", TTexte(), "ident"),
        colonne("commune", TCode("commune"), "commune"),
        colonne("financement", TCode("financement"), "financement", codes=FINAN),
        colonne("qpv", TCondition(), "qpv"),
    )

    def loaded(*tris: ir.Tri) -> Checked[ChargementFaits]:
        carte = mapping((source("v.csv", tris=tris),), {"vacances": columns})
        return load(carte, {"v.csv": text.encode()})

    (found,) = [d for d in loaded().diagnostics if d.code == "CR788"]
    assert "à la colonne « ident »" in str(aide(found))
    asked = ir.Tri(colonne="ident", garde=False, valeurs=(("ident", NOWHERE),))
    assert codes(loaded(asked)) == []


def test_no_remedy_names_a_column_that_may_not_choose_rows() -> None:
    told = load_text(f"NOM;{ENTETE}Durand;{BONNE}Total;V2;93048;;;;;12/06/2025\n").diagnostics
    (found,) = [d for d in told if d.code == "CR788"]
    assert str(aide(found)) == "Ôtez-la de l'extraction."
