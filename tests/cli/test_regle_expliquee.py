"""`explain ANNÉE`, rule by rule: what decides each cell and until when, what is forgiven, and what would
settle the cells that are open."""

import re
from html import unescape
from pathlib import Path

import pytest

from cli.regle_a_expliquer import (
    BONDY,
    ENGAGEMENT,
    ENSEMBLE,
    MANQUEE,
    MONTREUIL,
    OUVERTE,
    PANTIN,
    PAR_COMMUNE,
    TENUE,
    exception,
    lay,
    machine,
    row,
    screen,
)
from convrules.cli.main import run


# --- what would settle ------------------------------------------------------------------------
def test_an_open_cell_of_a_missed_rule_is_told_with_what_would_settle_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, [*TENUE, *OUVERTE, *MANQUEE], PAR_COMMUNE)
    assert (
        "non conforme — dans 1 commune sur 3 (Montreuil (93048), 0 attribution pour une cible de 1). – « La "
        "moitié du flux. » – Le verdict n'est pas encore connu dans 1 commune sur 3 (Pantin (93055), 0 à "
        "1 attribution pour une cible de 1). Ce qui le trancherait : – À compléter : compte sur lequel "
        "l'attribution est enregistrée (contingent), pour P1." in screen(tmp_path, capsys)
    )


def test_the_row_to_complete_is_one_that_may_change_a_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, [*TENUE, *OUVERTE, *MANQUEE], PAR_COMMUNE)
    assert "convrules explain P1 " in screen(tmp_path, capsys)
    assert "B2" not in screen(tmp_path, capsys)


def test_no_row_is_named_where_none_would_change_a_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, [*TENUE, *MANQUEE], PAR_COMMUNE)
    said = screen(tmp_path, capsys)
    assert "Une vacance à compléter" not in said and "B2" not in said


def test_a_row_that_moves_a_due_and_no_target_settles_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Six or seven rows: three are due either way. V9 may be of another commune, and is the landlord's."""
    own = [row(f"V{n}", BONDY, "E" if n < 3 else "B") for n in range(1, 6)]
    rows = [*own, row("V6", BONDY, ""), row("V9", "", "B")]
    lay(tmp_path, rows, ENSEMBLE, more=HORS_PANTIN)
    (rule,) = machine(tmp_path, capsys)["regles"]
    (cell,) = rule["cellules"]
    assert (cell["du"], cell["cible"], cell["realise"], cell["verdict"]) == (
        [3, "7/2"],
        3,
        [2, 3],
        "indetermine",
    )
    assert [r["vacance"] for r in cell["a_completer"]] == ["V6"]
    said = screen(tmp_path, capsys)
    assert "pour V6." in said and "V9" not in said


HORS_PANTIN = """  - soustraction: a_pantin
    règle: commune = "93055"
    catégorie: mutation
    source: { article: "1" }
"""


def test_a_decision_that_would_settle_says_what_it_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accord = (
        "  - décision humaine: accord\n    question: Le maire accepte-t-il ?\n    qui: maire\n"
        '    porte sur: commune\n    source: { article: "1" }\n'
    )
    more = accord + exception(
        "si_accord",
        f'si: commune = "{PANTIN}" et accord',
        "annexe 2",
        "règle: 0 % des vacances dans l'assiette",
    )
    lay(tmp_path, [row("P1", PANTIN, "B"), row("P2", PANTIN, "B"), *MANQUEE], PAR_COMMUNE, more=more)
    said = screen(tmp_path, capsys)
    assert (
        "Ce qui le trancherait : – Décision « accord » (article 1), Pantin (93055) : « Le maire accepte-t-il "
        "? » ; à prendre par « maire », puis à enregistrer." in said
    )
    assert "À compléter" not in said and "Une vacance à compléter" not in said


# --- texts in turn ----------------------------------------------------------------------------
HIVER, AUTOMNE = "2025-02-03", "2025-10-06"
DEUX_SAISONS = [row("V1", BONDY, "E", HIVER), row("V2", BONDY, "B", HIVER), row("V3", BONDY, "B", AUTOMNE)]
TIERS = "règle: 30 % des vacances dans l'assiette"
AVENANT = """avenant: exemple--1
à: exemple
en vigueur: { du: 2025-07-01 }
modifications:
"""
REMPLACE = """  - remplace: p
    énoncé: Trente pour cent du flux.
    par:
      règle: 30 % des vacances dans l'assiette
    source: { article: "4" }
"""
MUET = REMPLACE.replace("    énoncé: Trente pour cent du flux.\n", "")
AJOUTE = """  - ajoute:
      exception: ete
      énoncé: Ce que dit ete.
      à: p
      remplace:
        règle: 30 % des vacances dans l'assiette
      source: { article: "4" }
"""
JUSQU_AU = "« La moitié du flux. » jusqu'au 30 juin 2025, puis"


@pytest.mark.parametrize(
    ("clauses", "avenant", "expected"),
    [
        (
            exception("ete", "en vigueur: { du: 2025-07-01 }", "annexe 2", TIERS),
            "",
            f"{JUSQU_AU} « Ce que dit ete. »",
        ),
        (
            exception("ete", "en vigueur: { du: 2025-07-01, au: 2025-09-30 }", "annexe 2", TIERS)
            + exception("hiver", "en vigueur: { du: 2025-10-01 }", "annexe 10", TIERS.replace("30", "20")),
            "",
            "",
        ),
        ("", AJOUTE, f"{JUSQU_AU} « Ce que dit ete. »"),
        ("", REMPLACE, f"{JUSQU_AU} « Trente pour cent du flux. »"),
        ("", MUET, f"{JUSQU_AU} 30 % des vacances dans l'assiette"),
    ],
)
def test_texts_in_turn_are_told_by_their_days(
    clauses: str, avenant: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, DEUX_SAISONS, ENSEMBLE, more=clauses)
    if avenant:
        (tmp_path / "un.yaml").write_text(AVENANT + avenant, "utf-8")
    said = screen(tmp_path, capsys)
    if expected:
        assert f"– {expected}" in said
        assert " ou " not in said
    else:
        # No row is of the summer, whose text is then not among those that decide.
        assert "« La moitié du flux. » ou « Ce que dit hiver. », selon le jour de chaque ligne." in said


def test_texts_in_turn_are_told_beside_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(
        tmp_path,
        [*DEUX_SAISONS, row("V4", BONDY, "B", "2025-08-04")],
        ENSEMBLE,
        more=exception("ete", "en vigueur: { du: 2025-07-01, au: 2025-09-30 }", "annexe 2", TIERS),
    )
    capsys.readouterr()
    assert run(["compliance", "--year", "2025", "--depot", str(tmp_path), "--as-of", "2026-01-31"]) == 0
    assert (
        "« p » : 50 % des vacances dans l'assiette (article 1) jusqu'au 30 juin 2025, puis 30 % des vacances "
        "dans l'assiette, par exception « ete » (annexe 2) jusqu'au 30 septembre 2025, puis 50 % des "
        "vacances dans l'assiette (article 1)."
        in " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
    )
    page = tmp_path / "b.html"
    year = ["compliance", "--year", "2025", "--depot", str(tmp_path), "--as-of", "2026-01-31"]
    assert run([*year, "-o", str(page)]) == 0
    opened = re.sub(r"<[^>]+>", " ", unescape(page.read_text("utf-8"))).replace("’", "'")
    opened = " ".join(opened.replace("\u202f", " ").split())
    for said in (
        "Règle, jusqu'au 30 juin 2025 : part « p » (article 1)",
        "Puis, jusqu'au 30 septembre 2025 : part « p » (article 1), par exception « ete » (annexe 2) : 30 %",
        "Puis : part « p » (article 1)",
    ):
        assert said in opened, said
    (rule,) = machine(tmp_path, capsys)["regles"]
    turns = rule["cellules"][0]["tour_a_tour"]
    assert [(t["jusqu_au"], [e["nom"] for e in t["exceptions"]], t["articles"]) for t in turns] == [
        ("2025-06-30", [], ["1"]),
        ("2025-09-30", ["ete"], ["annexe 2"]),
        (None, [], ["1"]),
    ]


# --- names and articles -----------------------------------------------------------------------
def test_annexes_are_in_their_order_and_a_doubt_stands_beside_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accord = (
        "  - décision humaine: accord\n    question: Oui ?\n    qui: maire\n    porte sur: convention\n"
        '    source: { article: "1" }\n'
    )
    more = (
        accord
        + exception("dix", f'si: commune = "{BONDY}"', "annexe 10", TIERS)
        + exception("deux", f'si: commune = "{PANTIN}"', "annexe 2", TIERS)
        + exception("trois", f'si: commune = "{PANTIN}" et accord', "annexe 3", "force: objectif")
    )
    lay(tmp_path, [*TENUE, *OUVERTE], PAR_COMMUNE, more=more.replace('"annexe 3"', '"annexe 2 bis"'))
    path = tmp_path / "etat.yaml"
    path.write_text(path.read_text("utf-8").replace('"annexe 10"]', '"annexe 2 bis", "annexe 10"]'), "utf-8")
    said = screen(tmp_path, capsys)
    assert (
        "« p » (par exception « deux » (annexe 2) et « dix » (annexe 10) ; peut-être par exception « trois » "
        "(annexe 2 bis))" in said
    )
    capsys.readouterr()
    assert run(["compliance", "--year", "2025", "--depot", str(tmp_path), "--as-of", "2026-01-31"]) == 0
    table = " ".join(capsys.readouterr().out.replace("\u202f", " ").split())
    assert "par exception : annexe 2, annexe" in table and "peut-être par" in table


def test_english_has_its_plurals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(tmp_path, [*MANQUEE, row("P1", PANTIN, "B"), row("P2", PANTIN, "B"), *TENUE], PAR_COMMUNE)
    assert "in 2 communes of 3 (" in screen(tmp_path, capsys, "--lang", "en")
    lay(tmp_path, [*MANQUEE, *TENUE], PAR_COMMUNE)
    assert "in 1 commune of 2 (" in screen(tmp_path, capsys, "--lang", "en")


# --- what is forgiven -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("application", "clefs", "more", "expected"),
    [
        (
            ENSEMBLE,
            "tolérance: 2 logements",
            "",
            ["« p » : tolérance de 2 logements (article 1) ; conforme grâce à elle."],
        ),
        (ENSEMBLE, "tolérance: 1 point", "", ["« p » : tolérance de 1 point (article 1)"]),
        (
            PAR_COMMUNE,
            ENGAGEMENT,
            exception("plus", f'si: commune = "{MONTREUIL}"', "annexe 2", "tolérance: 1 logement"),
            [
                "« p » : pour Montreuil (93048), tolérance de 1 logement, par exception « plus » (annexe 2) "
                "; conforme grâce à elle."
            ],
        ),
        (
            ENSEMBLE,
            "force: tendre vers",
            "",
            [
                "« p » (article 1) (tendre vers) : sans verdict — 0 attribution, pour une cible de 2.",
                "« p » : la convention demande de tendre vers la cible, sans verdict ; ne pas l'atteindre "
                "n'est pas un manquement.",
            ],
        ),
        (
            PAR_COMMUNE,
            ENGAGEMENT,
            exception("moins", f'si: commune = "{MONTREUIL}"', "annexe 2", "force: tendre vers"),
            [
                "« p » : pour Montreuil (93048), la convention demande de tendre vers la cible, sans verdict",
                "Montreuil (93048), 0 attribution pour une cible de 1.",
            ],
        ),
    ],
)
def test_what_is_forgiven_is_told_beside_the_target(
    application: str,
    clefs: str,
    more: str,
    expected: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [*MANQUEE, row("P1", PANTIN, "B"), row("P2", PANTIN, "B")]
    lay(tmp_path, rows, application, clefs, more)
    said = screen(tmp_path, capsys)
    for one in expected:
        assert one in said, one
