"""Entries of a mapping that give one file twice, or give files that are not separated alike."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.base.source import NOWHERE
from convrules.base.values import TCode, TTexte
from convrules.diagnostics.catalogue import aide
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits, FichierBrut, Lecture
from convrules.facts.mapping import load_faits
from facts.landlord import CONTEXTE, FINAN, codes, colonne, load, mapping, source

ID, NATURE = colonne("id", TTexte(), "NUM"), colonne("financement", TCode("financement"), "FIN", codes=FINAN)
LIGNES = b"NUM;FIN\nV1;11\nV2;13\n"
PAR_NOM = {"v-*.csv": LIGNES, "v-2025.csv": LIGNES}


def given(
    *sources: ir.FichierSource, columns: tuple[ir.Colonne, ...] = (ID, NATURE)
) -> Checked[ChargementFaits]:
    return load(mapping(sources, {"vacances": columns}), PAR_NOM)


def test_a_file_that_a_pattern_and_its_name_give_is_read_once() -> None:
    found = given(source("v-*.csv"), source("v-2025.csv"))
    assert codes(found) == ["CR887"]
    args = found.diagnostics[0].args
    assert (args["fichier"], args["premier"], args["motif"]) == ("v-2025.csv", "v-*.csv", "v-2025.csv")
    assert [(f.lues, f.gardees, f.refusees) for f in found.value.fichiers] == [(2, 2, 0)]
    assert [(v.id, v.ligne.refusee) for v in found.value.faits.vacances] == [("V1", False), ("V2", False)]
    assert found.value.complet


def test_a_file_given_twice_for_other_rows_or_other_columns_is_read_twice() -> None:
    kept = [ir.Tri(colonne="FIN", garde=True, valeurs=((code, NOWHERE),)) for code in ("11", "13")]
    first, second = (source("v-*.csv", tris=(kept[0],)), source("v-2025.csv", tris=(kept[1],)))
    found = given(first, second, columns=(ID,))
    assert "CR887" not in codes(found) and sorted(v.id for v in found.value.faits.vacances) == ["V1", "V2"]
    joined = replace(NATURE, fichier="v-2025.csv")
    found = given(source("v-*.csv", cles=("NUM",)), source("v-2025.csv", cles=("NUM",)), columns=(ID, joined))
    assert "CR887" not in codes(found)
    assert [str(v.cellule("financement")) for v in found.value.faits.vacances] == [
        "Connu(valeur='plai')",
        "Connu(valeur='plus')",
    ]


def test_a_line_that_two_entries_give_is_not_to_be_deleted_from_its_file() -> None:
    """Two lines of a file that say the same are duplicates all the same."""
    kept = ir.Tri(colonne="FIN", garde=True, valeurs=(("11", NOWHERE),))
    found = given(source("v-*.csv"), source("v-2025.csv", tris=(kept,)), columns=(ID,))
    told = [d for d in found.diagnostics if d.code == "CR731"]
    assert [d.args["ligne"] for d in told] == ["2"]
    assert "plusieurs entrées de la correspondance (« v-*.csv » et « v-2025.csv »)" in str(aide(told[0]))
    assert "ne la supprimez pas" in str(aide(told[0]))
    assert sorted(v.id for v in found.value.faits.vacances) == ["V1", "V2"]
    twice = load(mapping((source("v.csv"),), {"vacances": (ID, NATURE)}), {"v.csv": LIGNES + b"V1;11\n"})
    assert [str(aide(d))[:22] for d in twice.diagnostics if d.code == "CR731"] == ["Supprimez le doublon, "]


@pytest.mark.parametrize(
    ("declare", "contents", "said"),
    [
        (
            ";",
            ("NUM;FIN\nV1;11\n", "NUM,FIN\nV2,13\n"),
            "La ligne de titres semble séparée par : virgule. « a.csv », de la même entrée, a le séparateur "
            "déclaré : ôtez la clé « séparateur »",
        ),
        (
            ",",
            ("NUM;FIN\nV1;11\n", "NUM,FIN\nV2,13\n"),
            "La ligne de titres semble séparée par : point-virgule. « b.csv », de la même entrée, a le "
            "séparateur déclaré",
        ),
        # Nothing would find a bar that is not declared.
        (
            "|",
            ("NUM|FIN\nV1|11\n", "NUM;FIN\nV2;13\n"),
            "« a.csv », de la même entrée de la correspondance, a le séparateur déclaré : donnez à celui-ci "
            "sa propre entrée",
        ),
        # Nor one that is not that of the entry.
        (
            ";",
            ("NUM;FIN\nV1;11\n", "NUM|FIN\nV2|13\n"),
            "« a.csv », de la même entrée de la correspondance, a le séparateur déclaré : donnez à celui-ci "
            "sa propre entrée",
        ),
        (
            ";",
            ('"NUM"|"FIN"\nV1|11\n', "NUM|FIN\nV2|13\n"),
            "La ligne de titres semble séparée par : « | ». Corrigez « séparateur » dans la correspondance.",
        ),
        # No file has it.
        ("|", ("NUM;FIN\nV1;11\n", "NUM;FIN\nV2;13\n"), "Corrigez « séparateur » dans la correspondance."),
    ],
)
def test_files_of_one_entry_that_are_not_separated_alike(
    declare: str, contents: tuple[str, str], said: str
) -> None:
    held = tuple(FichierBrut(nom=n, contenu=c.encode()) for n, c in zip("ab", contents, strict=True))
    files = tuple(replace(one, nom=f"{one.nom}.csv") for one in held)

    def loaded(separateur: str | None) -> Checked[ChargementFaits]:
        carte = mapping((source("*.csv", separateur=separateur),), {"vacances": (ID, NATURE)})
        return load_faits(carte, lambda _: Lecture(fichiers=files), CONTEXTE)

    told = [str(aide(d)) for d in loaded(declare).diagnostics if d.code == "CR715"]
    assert told and all(said in one for one in told)
    if "ôtez" in said:
        assert codes(loaded(None)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NUM|FIN\nV1|11\n", 'Les titres y sont, séparés par « | » : écrivez « séparateur: "|" »'),
        # Nothing says that the sign separates titles.
        ("V1|11\nV2|13\n", "Ajoutez la ligne de titres"),
        ("NUM|NATURE\nV1|11\n", "Ajoutez la ligne de titres"),
    ],
)
def test_an_unusual_separator_is_one_if_titles_stand_between(text: str, said: str) -> None:
    for declare in (None, ";"):
        carte = mapping((source("v.csv", separateur=declare),), {"vacances": (ID, NATURE)})
        (found,) = load(carte, {"v.csv": text.encode()}).diagnostics
        told = found.code, str(aide(found))
        if declare and "séparés" in said:
            assert told[0] == "CR715" and "semble séparée par : « | »" in told[1]
        else:
            assert told[0] == "CR719" and said in told[1]
