"""Dates of a row that exclude one another: each page by its own examples, what is shown, what is believed."""

import re
from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Connu, Erreur, Inconnu, TEvenement, TTexte
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import ChargementFaits
from convrules.facts.coherence import PRECEDE
from convrules.render.terminal import concise, render_one
from facts.landlord import COMPLET, codes, colonne, load, mapping, source

TITRES = {
    "disponibilite": "DT_DISPO",
    "information": "DT_INFO",
    "orientation": "DT_ORIENT",
    "proposition": "DT_PROP",
    "attribution": "DT_ATTRIB",
    "bail": "DT_BAIL",
    "retrait": "DT_RETRAIT",
    "abandon": "DT_ABANDON",
    "conge": "DT_CONGE",
    "liberation": "DT_LIBER",
    "offre": "DT_OFFRE",
    "reponse": "DT_REPONSE",
}
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```csv\n(.*?)```", re.S)
ID = colonne("id", TTexte(), "NUM_VAC")


def event(champ: str, **keys: object) -> ir.Colonne:
    keys = {"format": "jj/mm/aaaa", "complet_au": COMPLET} | keys
    return colonne(champ, TEvenement(), TITRES[champ], **keys)


def read(text: str, **keys: object) -> Checked[ChargementFaits]:
    titles = text.split("\n", 1)[0].split(";")
    columns = [event(nom, **keys) for nom, title in TITRES.items() if title in titles]
    return load(mapping((source("v.csv"),), {"vacances": (ID, *columns)}), {"v.csv": text.encode()})


@pytest.mark.parametrize("code", ["CR804", "CR805", "CR806", "CR807", "CR808", "CR837", "CR874"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    keys = {"complet_au": None} if code == "CR837" else {}  # a day past it is in error (CR839)
    assert codes(read(examples["Refusé"], **keys)) == [code]
    assert codes(read(examples["Accepté"])) == []


@pytest.mark.parametrize(
    ("case", "dit"),
    [
        ("", "est vide : on ne conclut rien de ce vide."),
        ('""', "est vide : on ne conclut rien de ce vide."),
        ("NC", "n'a pas de date connue : on n'en conclut rien."),
        ('"NC"', "n'a pas de date connue : on n'en conclut rien."),
    ],
)
@pytest.mark.parametrize("complet_au", [None, COMPLET])
def test_a_cell_is_called_empty_when_it_is(case: str, dit: str, complet_au: date | None) -> None:
    text = f"NUM_VAC;DT_ATTRIB;DT_BAIL\nV1;{case};29/04/2025\n"
    keys = {"complet_au": complet_au, "manquant": ("NC",)}
    (found,) = read(text, **keys).diagnostics
    said = catalogue.message(found).replace("\u202f", " ").replace("\u00a0", " ")
    assert said == f"Le bail de « V1 » est du 29 avril 2025, mais « attribution » {dit}"


@pytest.mark.parametrize(("suite", "avant"), [(s, a) for s, before in PRECEDE.items() for a in before])
def test_neither_date_is_believed(suite: str, avant: str) -> None:
    text = f"NUM_VAC;{TITRES[suite]};{TITRES[avant]}\nV1;10/03/2025;11/03/2025\n"
    loaded = read(text)
    assert [d.code for d in loaded.diagnostics if d.code != "CR806"] in (["CR804"], ["CR805"], ["CR807"])
    (vacance,) = loaded.value.faits.vacances
    assert {type(vacance.cellule(nom)) for nom in (suite, avant)} == {Erreur}


@pytest.mark.parametrize(("suite", "avant"), [(s, a) for s, before in PRECEDE.items() for a in before])
def test_one_day_contradicts_nothing(suite: str, avant: str) -> None:
    text = f"NUM_VAC;{TITRES[suite]};{TITRES[avant]}\nV1;10/03/2025;10/03/2025\n"
    loaded = read(text)
    assert set(codes(loaded)) <= {"CR806"}
    (vacance,) = loaded.value.faits.vacances
    assert {type(vacance.cellule(nom)) for nom in (suite, avant)} == {Connu}


@pytest.mark.parametrize(
    ("jours", "seul"),
    [
        (("03/02/1925", "29/04/2025", "12/05/2025"), "information"),
        (("03/02/2025", "29/04/2025", "12/05/2052"), "bail"),
        (("03/02/2025", "29/04/2031", ""), "information"),
        (("03/02/2025", "29/04/2029", "12/05/2029"), None),
        (("03/02/2025", "", ""), None),
        (("", "01/02/2020", "01/02/2025"), None),
    ],
)
def test_dates_years_apart_are_told_and_believed(jours: tuple[str, str, str], seul: str | None) -> None:
    loaded = read("NUM_VAC;DT_INFO;DT_ATTRIB;DT_BAIL\nV1;" + ";".join(jours) + "\n", complet_au=None)
    told = [(d.code, d.args["suite"]) for d in loaded.diagnostics if d.code != "CR806"]
    assert told == ([] if seul is None else [("CR837", seul)])
    (vacance,) = loaded.value.faits.vacances
    assert not any(isinstance(vacance.cellule(nom), Erreur) for nom in TITRES)


@pytest.mark.parametrize(
    ("titres", "jours", "seul"),
    [
        ("DT_DISPO;DT_INFO;DT_PROP", "03/01/2024;01/01/2025;04/01/2025", "disponibilite"),
        ("DT_DISPO;DT_INFO;DT_ATTRIB", "03/01/2025;01/01/2025;29/02/2024", None),  # CR805
        ("DT_INFO;DT_ATTRIB;DT_BAIL", "03/01/2025;02/02/2025;20/02/2026", "bail"),
        # A year less would put the lease before the attribution.
        ("DT_INFO;DT_ATTRIB;DT_BAIL", "03/01/2025;02/03/2025;20/02/2026", None),
        # Works of a year after a departure; two dates, of which nothing tells the odd one.
        ("DT_LIBER;DT_DISPO;DT_ATTRIB", "03/01/2024;01/01/2025;04/02/2025", None),
        ("DT_INFO;DT_ATTRIB", "03/01/2024;01/01/2025", None),
        # Long, but not a year; two dates that stand together.
        ("DT_DISPO;DT_INFO;DT_ATTRIB", "03/06/2024;01/01/2025;04/02/2025", None),
        ("DT_LIBER;DT_DISPO;DT_INFO;DT_ATTRIB", "28/12/2023;03/01/2024;01/01/2025;04/02/2025", None),
        ("DT_DISPO;DT_INFO;DT_ATTRIB", "29/02/2024;27/02/2025;04/03/2025", "disponibilite"),
    ],
)
def test_a_date_a_year_from_the_others_is_told(titres: str, jours: str, seul: str | None) -> None:
    loaded = read(f"NUM_VAC;{titres}\nV1;{jours}\n", complet_au=None)
    told = [d.args["suite"] for d in loaded.diagnostics if d.code == "CR874"]
    assert told == ([] if seul is None else [seul])


def test_the_information_of_a_new_dwelling_comes_a_year_ahead() -> None:
    days = "V1;03/01/2024;01/01/2025;04/02/2025"
    old = read(f"NUM_VAC;DT_INFO;DT_DISPO;DT_ATTRIB\n{days}\n", complet_au=None)
    assert "CR874" in codes(old)
    columns = (ID, *(event(n, complet_au=None) for n in ("information", "disponibilite", "attribution")))
    placed = colonne("mise_en_service", TEvenement(), "DT_MES", format="jj/mm/aaaa")
    text = f"NUM_VAC;DT_INFO;DT_DISPO;DT_ATTRIB;DT_MES\n{days};01/01/2025\n"
    new = load(mapping((source("v.csv"),), {"vacances": (*columns, placed)}), {"v.csv": text.encode()})
    assert codes(new) == []


def test_a_withdrawal_after_the_attribution_is_believed() -> None:
    loaded = read("NUM_VAC;DT_ATTRIB;DT_RETRAIT\nV1;10/03/2025;11/03/2025\n")
    assert codes(loaded) == []


def test_a_proposal_before_the_information_is_believed() -> None:
    """SOURCE: a target met before its anchor is met (docs/langage, « Délais »)."""
    loaded = read("NUM_VAC;DT_INFO;DT_PROP\nV1;10/03/2025;09/03/2025\n")
    assert codes(loaded) == ["CR808"]
    (vacance,) = loaded.value.faits.vacances
    assert {type(vacance.cellule(nom)) for nom in ("information", "proposition")} == {Connu}


def test_months_that_overlap_contradict_nothing() -> None:
    text = "NUM_VAC;DT_ATTRIB;DT_BAIL\nV1;{};03/2025\n"
    assert codes(read(text.format("03/2025"), format="mm/aaaa")) == []
    later = read(text.format("04/2025"), format="mm/aaaa")
    assert codes(later) == ["CR804"]
    assert "1er\u00a0avril\u00a02025 à 30\u00a0avril\u00a02025" in catalogue.message(later.diagnostics[0])


def test_the_columns_concerned_are_shown() -> None:
    text = "NUM_VAC;NOM;DT_INFO;DT_ATTRIB;DT_BAIL\nV0;Durand;;;\nV1;Martin;03/02/2025;01/04/2025;29/04/2024\n"
    columns = (ID, event("information"), event("attribution"), event("bail"))
    carte = mapping((source("v.csv"),), {"vacances": columns}, ignore=("NOM",))
    (found,) = load(carte, {"v.csv": text.encode()}).diagnostics
    assert concise(found).startswith("v.csv:3:33: CR804 ")
    shown = render_one(found).splitlines()
    assert "3 │ V1;······;03/02/2025;01/04/2025;29/04/2024" in shown
    assert f"  │ {' ' * 32}^^^^^^^^^^" in shown
    assert any(line.endswith("---------- information\u00a0: 2025-02-03") for line in shown)
    assert any(line.endswith("---------- attribution\u00a0: 2025-04-01") for line in shown)


def test_dates_of_two_files_are_held_against_one_another() -> None:
    columns = (ID, event("attribution"), event("bail", fichier="b.csv"))
    carte = mapping(
        (source("v.csv", cles=("NUM_VAC",)), source("b.csv", cles=("NUM",))), {"vacances": columns}
    )
    files = {
        "v.csv": b"NUM_VAC;DT_ATTRIB\nV1;03/04/2025\n",
        "b.csv": b"NUM;DT_BAIL\nV1;03/03/2025\n",
    }
    loaded = load(carte, files)
    (found,) = loaded.diagnostics
    assert concise(found).startswith("b.csv:2:4: CR804 ")
    assert [label.span.source.name for label in found.labels] == ["v.csv"]
    assert isinstance(loaded.value.faits.vacances[0].cellule("bail"), Erreur)


def test_an_empty_cell_beside_a_lease_is_shown_with_the_lease() -> None:
    (found,) = read("NUM_VAC;DT_ATTRIB;DT_BAIL\nV1;;29/04/2025\n").diagnostics
    assert concise(found).startswith("v.csv:2:4: CR806 ")
    assert [label.span.text for label in found.labels] == ["29/04/2025"]
    loaded = read("NUM_VAC;DT_ATTRIB;DT_BAIL\nV1;;29/04/2025\n")
    assert isinstance(loaded.value.faits.vacances[0].cellule("attribution"), Inconnu)


def test_cells_far_apart_are_each_shown_under_their_own_part_of_the_line() -> None:
    text = f"NUM_VAC;DT_INFO;NOM;DT_BAIL\nV1;03/02/2025;{'x' * 400};29/04/2024\n"
    columns = (ID, event("information"), event("bail"))
    carte = mapping((source("v.csv"),), {"vacances": columns}, ignore=("NOM",))
    (found,) = load(carte, {"v.csv": text.encode()}).diagnostics
    shown = render_one(found).splitlines()
    for mark, cell in (("^^^^^^^^^^", "29/04/2024"), ("----------", "03/02/2025")):
        rank = next(i for i, line in enumerate(shown) if mark in line and "│" in line)
        at = shown[rank].index(mark)
        assert shown[rank - 1][at : at + len(mark)] == cell
