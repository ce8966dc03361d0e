"""Models: holes and variants, each checked as the convention it becomes."""

from importlib.resources import files

import pytest

from checking.harness import findings_of
from convrules.base.source import make_source
from convrules.cli.main import run
from convrules.diagnostics.model import Diagnostic
from convrules.syntax.modeles import draft
from convrules.syntax.parser import parse_file
from frames import ENTETE

TETE = ENTETE.replace("convention: exemple", "modèle: exemple")
PART = """\
  - part: part_ville
    énoncé: La part est de <taux> %.
    règle: <taux> % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: <arrondi>
    report: aucun
    source: { article: "1" }
"""
DELAI = """\
  - délai: reponse_rapide
    règle: proposition au plus tard <duree> jours après information
    débiteur: réservataire
    source: { article: "1" }
"""
TAUX = "  taux: { question: Quel taux ?, min: 1, max: 30 }\n"
ARRONDI = "  arrondi: { question: Quel arrondi ?, parmi: [inférieur, supérieur] }\n"
DUREE = "  duree: { question: Combien de jours ?, exemple: 30 }\n"


def model(trous: str, clauses: str) -> str:
    return f"{TETE}trous:\n{trous}clauses:\n{clauses}"


def said(text: str) -> list[tuple[str, str]]:
    return [(d.code, d.span.text) for d in findings_of(text)]


def test_each_hole_is_told_once_at_its_first_place() -> None:
    found = findings_of(model(TAUX + ARRONDI + DUREE, PART + DELAI))
    assert [(d.code, d.args["nom"], d.args["bornes"]) for d in found] == [
        ("CR490", "taux", "de 1 à 30"),
        ("CR490", "arrondi", "parmi inférieur, supérieur"),
        ("CR490", "duree", ""),
    ]
    assert [d.span.position[0] for d in found] == sorted(d.span.position[0] for d in found)
    assert found[0].span.text == "<taux>" and "énoncé" in line_of(found[0])


def line_of(d: Diagnostic) -> str:
    return d.span.source.line(d.span.position[0])


@pytest.mark.parametrize(
    ("trous", "code", "place"),
    [
        ("  taux: { question: Quel taux ?, exemple: 130 }\n", "CR317", "<taux> %"),
        ("  taux: { question: Quel taux ?, exemple: abc def }\n", "CR1", "<taux>"),
        ("  taux: { question: Quel taux ?, min: 2, max: 1 }\n", "CR495", "taux"),
        ("  taux: { question: Quel taux ? }\n", "CR495", "taux"),
        ("  taux: { question: Quel taux ?, max: 30, exemple: 40 }\n", "CR495", "taux"),
        ("  taux: { question: Quel taux ?, parmi: [10, 20], exemple: 15 }\n", "CR495", "taux"),
        (TAUX + "  autre: { question: Quoi ?, exemple: 1 }\n", "CR494", "autre"),
        ("", "CR493", "<taux>"),
    ],
)
def test_what_is_said_of_a_hole_must_fit_its_place(trous: str, code: str, place: str) -> None:
    found = [x for x in said(model(trous + ARRONDI, PART)) if x[0] != "CR490"]
    assert all(x[0].startswith(code) for x in found) and place in {x[1] for x in found}


def test_the_place_gives_the_type() -> None:
    """What an ordinary convention refuses is refused where the hole stands."""
    wrong = model(TAUX + "  arrondi: { question: Quel arrondi ?, exemple: vers le haut }\n", PART)
    assert [x for x in said(wrong) if x[0] != "CR490"] == [("CR024", "<arrondi>")]


def test_a_mistake_after_a_hole_is_shown_at_its_own_place() -> None:
    found = said(model(TAUX + ARRONDI, PART.replace("dans l'assiette", "dans l'assiette où etgae > 3")))
    assert ("CR201", "etgae") in found


def test_every_variant_is_checked_and_one_is_to_be_kept() -> None:
    first = DELAI.replace("    règle", "    variante de: mesure\n    règle", 1)
    second = first.replace("information", "infornation")
    text = model(DUREE, first + second)
    found = said(text)
    assert ("CR491", "mesure") in found and ("CR211", "infornation") in found
    assert not [x for x in found if x[0] == "CR205"], "two variants may bear one name"


def test_a_model_never_evaluates(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "m.yaml").write_text(model(TAUX + ARRONDI, PART), encoding="utf-8")
    assert run(["check", str(tmp_path)]) == 0
    assert run(["check", str(tmp_path), "--strict"]) == 1
    capsys.readouterr()
    assert run(["check", str(tmp_path), "--as-of", "2025-06-01"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("nom", ["etat", "commune", "epci", "als"])
def test_models_of_init_hold_only_holes(nom: str) -> None:
    text = (files("convrules.cli") / "gabarit" / "modeles" / f"{nom}.yaml").read_text("utf-8")
    file = parse_file(make_source(nom, text)).value
    written = draft(file, "x", "à compléter")
    assert "<" not in written and "trous" not in written and "convention: x\n" in written
