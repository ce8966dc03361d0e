"""`check --fix`: the corrections of findings, made in the text and nowhere else."""

import re
from datetime import date
from pathlib import Path

import pytest

from convrules.api.reecriture import _forward, corrections
from convrules.base.source import Span, make_source
from convrules.cli.main import run
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Edit
from convrules.syntax.parser import parse_file
from frames import frame_clauses, frame_entete

AU = date(2025, 6, 1)
JUSTE = "# tête\n" + frame_clauses(
    "- part: p\n  énoncé: Une part d'un tiers.\n  règle: 30 % des vacances dans l'assiette  # ici\n"
    "  compte: attributions\n  application: ensemble\n  arrondi: inférieur\n  report: aucun\n"
    '  force: engagement\n  source: { article: "1" }\n'
)
SURES = [
    ("30 % des", "30\u00a0% des"),
    ("dans l'assiette", "dans l’assiette"),
    ("arrondi: inférieur", "arrondi: inferieur"),
    ("énoncé: Une", "e\u0301nonce\u0301: Une"),
    ("compte: attributions", "compte: Attributions"),
    ("règle: 30", "regle: 30"),
    ("report: aucun", "report:\u00a0aucun"),
]
BLOC = re.compile(r"```yaml (clauses|entete|fichier)\n(.*?)```", re.S)
CADRES = {"clauses": frame_clauses, "entete": frame_entete, "fichier": str}


@pytest.fixture
def fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "x.yaml"


def wrong(*changes: tuple[str, str]) -> str:
    text = JUSTE
    for right, bad in changes:
        assert text.count(right) == 1, right
        text = text.replace(right, bad)
    return text


@pytest.mark.parametrize("change", SURES, ids=lambda c: c[1])
def test_a_sure_correction_gives_the_right_text(change: tuple[str, str], fichier: Path) -> None:
    fichier.write_text(wrong(change), "utf-8")
    assert run(["check", "x.yaml"]) == 1
    assert run(["check", "x.yaml", "--fix"]) == 0
    assert fichier.read_text("utf-8") == JUSTE


@pytest.mark.parametrize(
    ("head", "end"), [(b"", b"\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n")]
)
def test_all_at_once_and_once_is_enough(
    head: bytes, end: bytes, fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier.write_bytes(head + wrong(*SURES).encode().replace(b"\n", end))
    assert run(["check", "--fix"]) == 0
    assert "7 corrections faites dans « x.yaml »." in capsys.readouterr().err.replace("\u00a0", " ")
    assert fichier.read_bytes() == head + JUSTE.encode().replace(b"\n", end)
    before = fichier.stat().st_mtime_ns
    assert run(["check", "--fix"]) == 0
    assert "correction" not in capsys.readouterr().err
    assert fichier.stat().st_mtime_ns == before


def test_a_rename_is_made_only_when_asked(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    champ = '- champ: c\n    règle: financment = plus\n    source: { article: "1" }\n  - part: p'
    text = wrong(("- part: p", champ))
    fichier.write_text(text, "utf-8")
    assert run(["check", "--fix"]) == 1
    assert fichier.read_text("utf-8") == text
    assert run(["check", "--fix-unsafe"]) == 0
    assert "1 correction faite dans « x.yaml », dont 1 à relire." in capsys.readouterr().err.replace(
        "\u00a0", " "
    )
    assert fichier.read_text("utf-8") == text.replace("financment", "financement")


def test_no_name_is_guessed_for_one_that_stands_at_the_margin(fichier: Path) -> None:
    fait = "{ niveau: programme, type: entier, unité: logement, énoncé: n }"
    text = wrong(
        ("clauses:", f"vocabulaire:\n  nb_plus: {fait}\nnb_pls: {fait}\nclauses:"),
        (
            "- part: p",
            "- obligation: o\n    règle: programme.nb_pls <= programme.nb_plus\n    débiteur: bailleur\n"
            '    source: { article: "1" }\n  - part: p',
        ),
    )
    fichier.write_text(text, "utf-8")
    assert run(["check", "--fix-unsafe"]) == 1
    assert fichier.read_text("utf-8") == text
    fichier.write_text(text.replace("\nnb_pls", "\n  nb_pls"), "utf-8")
    assert run(["check"]) == 0


def test_diff_shows_and_writes_nothing(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = wrong(SURES[0])
    fichier.write_text(text, "utf-8")
    assert run(["check", "--diff"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("--- a/x.yaml\n+++ b/x.yaml\n@@")
    assert [x for x in shown.splitlines() if x.startswith(("-  ", "+  "))] == [
        "-    règle: 30\u00a0% des vacances dans l'assiette  # ici",
        "+    règle: 30 % des vacances dans l'assiette  # ici",
    ]
    assert fichier.read_text("utf-8") == text
    fichier.write_text(JUSTE, "utf-8")
    assert run(["check", "--diff", "--fix-unsafe"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "options", [["--diff", "--lock"], ["--diff", "--format", "json"], ["--fix", "--as-of", "2025-01-01"]]
)
def test_what_does_not_go_together(
    options: list[str], fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier.write_text(wrong(SURES[0]), "utf-8")
    assert run(["check", *options]) == 2
    assert options[0] in capsys.readouterr().err
    assert fichier.read_text("utf-8") == wrong(SURES[0])


def test_an_output_over_what_is_read_leaves_everything(fichier: Path) -> None:
    fichier.write_text(wrong(SURES[0]), "utf-8")
    assert run(["check", "--fix", "--output", "json:x.yaml"]) == 2
    assert fichier.read_text("utf-8") == wrong(SURES[0])


# --- every correction of every page -------------------------------------------------------------
def refused(code: str) -> list[str]:
    page = catalogue.page(code)
    assert page is not None
    shown = page.corps.split("## Refusé")[1].split("\n## ")[0]
    return [CADRES[kind](text) for kind, text in BLOC.findall(shown)]


FAUTES = [(code, text) for code in catalogue.codes() for text in refused(code)]


@pytest.mark.parametrize("toutes", [False, True])
def test_a_correction_answers_its_finding_and_never_breaks_the_file(toutes: bool, fichier: Path) -> None:
    mended: set[str] = set()
    for code, text in FAUTES:
        fichier.write_text(text, "utf-8")
        found = corrections([fichier], AU, toutes=toutes)
        if not found.reecritures:
            continue
        (one,) = found.reecritures
        mended.add(code)
        left = {d.code for d in found.rapport.diagnostics}
        assert code not in left, (code, one.apres)
        # What a kind of file lacks is only known once its first key is read (CR015).
        assert not {c for c in left if c < "CR200"} - ({"CR022"} if code == "CR015" else set()), (code, left)
        fichier.write_text(one.apres, "utf-8")
        assert corrections([fichier], AU, toutes=toutes).reecritures == ()
    assert len(mended) >= (30 if toutes else 20), sorted(mended)


TYPOGRAPHIE = ("CR002", "CR106", "CR108", "CR123")


@pytest.mark.parametrize("code", TYPOGRAPHIE)
def test_typography_changes_no_tree(code: str, fichier: Path) -> None:
    """Already read as it should be written: only the text changes."""
    for text in refused(code):
        fichier.write_text(text, "utf-8")
        (one,) = corrections([fichier], AU, toutes=False).reecritures
        trees = [parse_file(make_source("x", t)).value for t in (one.avant, one.apres)]
        assert trees[0] == trees[1]


ENTRE_COURBES = [
    "convention: etat--x", "nom: OPH Exemple", "siren: 000000000", "nom: Préfet", "type: etat",
    "département: 93", "articles: [1", "période: année civile", "arrondi: inférieur", "article: 1",
    "fondement: CCH R. 441-5", "accepté par: service",
]  # fmt: skip
"""Keys of each kind, with the value that stands between the quotes of a word processor."""
PRESQUE = """convention: etat--x
bailleur: { nom: OPH Exemple, siren: 000000000 }
réservataire: { nom: Préfet, type: etat }
territoire: { département: 93 }
en vigueur: { du: 2025-01-01, au: 2026-12-31 }
hérite: { cch: 2026-02 }
document: { articles: [1] }
choix:
  période: année civile
  rattachement: disponibilite
  événements: à leur date
  gestion: directe
  premières mises en location: dans le flux
  soustractions: réalisé
  échéance non ouvrée: inchangée
clauses:
  - part: contingent_etat
    énoncé: « Part de l'État » dit le papier.
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: 1, fondement: CCH R. 441-5 }
  - non codable: besoins
    raison: « Les besoins particuliers »
    accepté par: service
    le: 2025-01-15
    source: { article: "1" }
"""


@pytest.mark.parametrize("signes", ["“”", "«»", "‘’"])
def test_curly_quotes_delimit_no_value(
    signes: str, fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One message for each, whatever its key; prose may quote the paper. Mended, nothing is left to say."""
    text = PRESQUE
    for pair in ENTRE_COURBES:
        key, _, value = pair.rpartition(": ")
        bare = value.lstrip("[")
        shown = f"{key}: {value[: len(value) - len(bare)]}{signes[0]}{bare}{signes[1]}"
        assert pair in text, pair
        text = text.replace(pair, shown, 1)
    fichier.write_text(text, encoding="utf-8")
    assert run(["check", "x.yaml", "--format", "concise"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in said] == ["CR012"] * len(ENTRE_COURBES), said
    assert run(["check", "--fix", "x.yaml"]) == 0
    mended = fichier.read_text(encoding="utf-8")
    assert all(f'"{pair.rpartition(": ")[2].lstrip("[")}"' in mended for pair in ENTRE_COURBES)
    assert "« Les besoins particuliers »" in mended


CORRESPONDANCE = """correspondance: “erp”
bailleur: “000000000”
fichiers:
  vacances: { fichier: “v.csv”, séparateur: “;” }
colonnes:
  vacances:
    id: “NUM”
    financement: { colonne: “FIN”, codes: { “10”: plai, “11”: “plus” }, manquant: [“NC”] }
ignore: [“NOM”]
"""


def test_nor_a_column_a_code_or_a_key(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier.write_text(CORRESPONDANCE, encoding="utf-8")
    assert run(["check", "x.yaml", "--format", "concise"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in said] == ["CR012"] * CORRESPONDANCE.count("“"), said
    assert run(["check", "--fix", "x.yaml"]) == 0
    assert "“" not in fichier.read_text(encoding="utf-8")


@pytest.mark.parametrize("autre", ["public prioritaire", "public_prioritair"])
def test_two_corrections_of_one_run_never_undo_one_another(autre: str, fichier: Path) -> None:
    champ = '- champ: c\n    règle: public_prioritaire\n    source: { article: "1" }\n  - part: p'
    text = wrong(("- part: p", champ)) + f"définitions:\n  {autre}: qpv\n"
    fichier.write_text(text, "utf-8")
    assert run(["check", "--fix-unsafe"]) == 0
    assert run(["check"]) == 0


def test_of_two_names_to_be_swapped_one_alone_is_written() -> None:
    source = make_source("x.yaml", "un deux")
    swapped = (
        Edit(span=Span(source=source, start=0, end=2), texte="deux", sure=False),
        Edit(span=Span(source=source, start=3, end=7), texte="un", sure=False),
    )
    words: set[tuple[str, str]] = set()
    assert _forward(swapped, words) == [swapped[0]]
    assert _forward(swapped[1:], words) == []
