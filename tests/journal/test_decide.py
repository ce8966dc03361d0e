"""`orient --decide` and `journal`: a person chooses, says why, and the next advice starts from the choice."""

import json
from importlib.resources import files
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from convrules.cli.decide import said
from convrules.cli.main import run
from convrules.facts.formes import Forme

FORMES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "formes.yaml").read_text("utf-8"))

LE_30 = ("--as-of", "2025-06-30")
VILLE = "commune--mon-bailleur"
TETES = "NUM_VAC;INSEE;NATURE;TYPO;FINAN;QPV;USAGE;CONTINGENT;DT_DISPO;DT_INFO;DT_PROPO;DT_ATTRIB;DT_BAIL\n"


def row(ident: str, more: str = ";;") -> str:
    return f"{ident};93066;ORD;T3;PLUS;N;LOC;;09/06/2025;26/05/2025;{more}\n"


@pytest.fixture
def depot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository as `init` lays it, with four dwellings on offer and one let."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", ".", "--modele", "commune"]) == 0
    for path in (tmp_path / "donnees").iterdir():
        path.unlink()
    rows = "".join(row(f"V-{n}") for n in (1, 2, 3, 4)) + row("V-9", "20/06/2025;25/06/2025;27/06/2025")
    (tmp_path / "donnees" / "vacances-2025.csv").write_text(TETES + rows, "utf-8")
    return tmp_path


def orient(*more: str) -> int:
    return run(["orient", *LE_30, *more])


def decide(vacance: str, titulaire: str, *more: str) -> int:
    return orient("--decide", f"{vacance}={titulaire}", "--par", "chef de service", *more)


def advice(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert orient("--format", "json") == 0
    return {v["id"]: v for v in json.loads(capsys.readouterr().out)["vacances"]}


def account(vacance: dict, ident: str) -> dict:
    return next(c["compte"] for c in vacance["candidats"] if c["convention"] == ident)


def published(name: str, text: str) -> dict:
    found = json.loads(text)
    schema = json.loads((files("convrules.render") / "schemas" / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    return found


def test_the_next_advice_starts_from_what_was_decided(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = advice(capsys)
    assert before["V-1"]["propose"] == "bailleur"
    assert decide("V-1", VILLE, "--motif", "le bailleur attend la réponse de la Ville") == 0
    after = advice(capsys)
    assert set(after) == set(before) - {"V-1"}
    for ident, gained in ((VILLE, 1), ("bailleur", 0)):
        was, now = account(before["V-1"], ident), account(after["V-2"], ident)
        assert now["oriente"] == was["oriente"] + gained and now["suppose"] == 0
    # What was advised and not followed is nowhere.
    assert decide("V-2", "bailleur") == 0
    assert (
        account(advice(capsys)["V-3"], "bailleur")["oriente"]
        == account(before["V-1"], "bailleur")["oriente"] + 1
    )


def test_an_advice_on_what_is_gone_says_so_where_it_is_read(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the text itself, that one prints or pipes, and in JSON."""
    assert decide("V-1", VILLE, "--motif", "le bailleur attend la réponse de la Ville") == 0
    capsys.readouterr()
    assert orient("--vacance", "V-1", "--vacance", "V-2") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("1 logement à orienter au 30 juin 2025, 1 logement qui n'est plus à offrir")
    assert "« V-1 » n'est plus à offrir (orientation vers un réservataire)" in said
    assert "« V-2 » n'est plus" not in said
    assert orient("--vacance", "V-1", "--vacance", "V-2", "--format", "json") == 0
    found = published("orient", capsys.readouterr().out)
    assert {v["id"]: v["plus_a_offrir"] for v in found["vacances"]} == {"V-1": "orientation", "V-2": None}


def test_the_year_and_the_explanation_start_from_it_too(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = depot / "donnees" / "vacances-2025.csv"
    path.write_text(TETES + row("V-1", "20/06/2025;;"), "utf-8")
    convention = depot / "conventions" / "convention.yaml"
    convention.write_text(
        convention.read_text("utf-8").replace("compte: attributions", "compte: orientations"), "utf-8"
    )
    capsys.readouterr()

    def done() -> object:
        assert run(["compliance", "--year", "2025", *LE_30, "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        rules = found["conventions"][0]["regles"]
        return next(r for r in rules if r["clause"] == "part_ville")["cellules"][0]["realise"]

    assert done() != 1
    assert decide("V-1", VILLE, "--motif", "demande de la Ville") == 0
    capsys.readouterr()
    assert done() == 1
    assert run(["explain", "V-1", *LE_30]) == 0
    assert "par un acte enregistré" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--decide", "V-1"), "un signe ="),
        (("--decide", "V-1=bailleur"), "--par"),
        (("--decide", "V-1=bailleur", "--par", " "), "--par est vide"),
        (("--decide", "V-8=bailleur", "--par", "chef"), "Aucune vacance « V-8 »"),
        (("--decide", "V-1=comune--mon-bailleur", "--par", "chef"), f"Vouliez-vous dire « {VILLE} »"),
        (("--decide", f"V-1={VILLE}", "--par", "chef"), "le premier conseillé est « bailleur »"),
        (("--decide", "V-9=bailleur", "--par", "chef"), "attribution du 2025-06-25"),
        (("--decide", "V-1=bailleur", "--par", "chef", "--motif", "a\0b"), "ne s'imprime pas"),
        (("--decide", "V-1=bailleur", "--par", "chef", "--motif", "a" * 501), "500 caractères"),
        (("--par", "chef"), "accompagnent --decide"),
        (("--decide", "V-1=bailleur", "--par", "chef", "--vacance", "V-1"), "retirez --vacance"),
    ],
)
def test_what_is_not_recorded(
    depot: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert orient(*arguments) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (depot / "journal.jsonl").exists()


@pytest.mark.parametrize("option", ["--par", "--motif"])
@pytest.mark.parametrize(
    ("forme", "texte"),
    [(f, t) for f, found in FORMES.items() if f != "rien" for t in found if "\u200b" not in t],
)
def test_neither_who_decides_nor_why_names_somebody(option: str, forme: str, texte: str) -> None:
    with pytest.raises(click.UsageError, match="ne nomme personne") as refused:
        said(option, f"accord, {texte}")
    assert Forme[forme.upper()].value[3:] in refused.value.message and texte not in refused.value.message


def test_a_holder_whose_balance_alone_is_unknown_may_receive_it(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not known is where it ranks, as the advice says too: not whether the dwelling suits it."""
    convention = depot / "conventions" / "convention.yaml"
    text = convention.read_text("utf-8")
    assert "report: solde arrondi" in text
    convention.write_text(text.replace("du: 2025-01-01", "du: 2024-01-01"), "utf-8")
    before = advice(capsys)["V-1"]
    ville = next(c for c in before["candidats"] if c["convention"] == VILLE)
    assert (ville["rangement"], ville["compte"]["retard"]) == ("indetermine", None)
    assert decide("V-1", VILLE, "--motif", "demande de la Ville") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Attention : son rang n'est pas connu." in said
    assert "s'il peut" not in said


def test_data_that_exclude_the_day_are_not_contradicted(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = depot / "correspondance.yaml"
    event = "    orientation: { colonne: DT_ORI, format: jj/mm/aaaa, complet au: 2025-06-30 }\n"
    mapping.write_text(
        mapping.read_text("utf-8").replace("    information:", f"{event}    information:"), "utf-8"
    )
    path = depot / "donnees" / "vacances-2025.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]};DT_ORI", f"{lines[1]};", f"{lines[2]};12/06/2025", ""]), "utf-8")
    assert decide("V-1", "bailleur") == 2
    assert "Premier jour possible : 2025-07-01" in capsys.readouterr().err
    assert decide("V-2", "bailleur", "--motif", "x") == 2
    assert "déjà une orientation le 2025-06-12" in capsys.readouterr().err
    assert run(["orient", "--as-of", "2025-07-01", "--decide", "V-1=bailleur", "--par", "chef"]) == 0


def test_changing_ones_mind_says_why(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide("V-1", "bailleur") == 0
    assert decide("V-1", VILLE) == 2
    assert "la ligne 1 du journal en décide déjà" in capsys.readouterr().err
    assert decide("V-1", VILLE, "--motif", "erreur de saisie") == 0
    assert (
        run(["orient", "--as-of", "2025-06-29", "--decide", "V-1=bailleur", "--par", "x", "--motif", "y"])
        == 2
    )
    assert "date antérieure" in capsys.readouterr().err
    after = advice(capsys)["V-2"]
    # Of one day, the last line counts alone: one dwelling to the Ville, none to the landlord.
    assert (account(after, VILLE)["oriente"], account(after, "bailleur")["oriente"]) == (1, 0)
    assert run(["journal", "cancel", "2", "--par", "chef", "--motif", "la première était la bonne"]) == 0
    after = advice(capsys)["V-2"]
    assert (account(after, VILLE)["oriente"], account(after, "bailleur")["oriente"]) == (0, 1)
    assert run(["journal", "cancel", "2", "--par", "chef", "--motif", "encore"]) == 2
    assert "ne vaut déjà plus" in capsys.readouterr().err


def test_a_decision_taken_meanwhile_is_seen(
    depot: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from convrules.api import decisions

    real = decisions._advice
    taken: list[int] = []

    def meanwhile(*arguments: object) -> object:
        if not taken:
            taken.append(1)
            taken.append(decide("V-1", "bailleur"))
        return real(*arguments)  # type: ignore[arg-type]  # Why: handed on as received.

    monkeypatch.setattr(decisions, "_advice", meanwhile)
    assert decide("V-1", "bailleur") == 2
    assert taken == [1, 0]
    assert "entre-temps, la ligne 1" in capsys.readouterr().err


def test_the_advice_that_was_given_can_be_found_again(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same files give the same seal; a file changed gives another."""
    seals = []
    for change in ("", "", row("V-5")):
        path = depot / "donnees" / "vacances-2025.csv"
        path.write_text(path.read_text("utf-8") + change, "utf-8")
        capsys.readouterr()
        assert decide("V-1", "bailleur", "--format", "json") == 0
        seals.append(published("decision", capsys.readouterr().out)["decision"]["conseil"]["empreinte"])
        (depot / "journal.jsonl").unlink()
    assert seals[0] == seals[1] != seals[2]


# --- the commands of the journal --------------------------------------------------------------
def test_verify_names_the_first_broken_line(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["journal", "verify"]) == 2
    assert "aucune décision" in capsys.readouterr().err
    for ident in ("V-1", "V-2", "V-3"):
        assert decide(ident, "bailleur", "--motif", "x") == 0
    capsys.readouterr()
    assert run(["journal", "verify"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert run(["journal", "verify", "--tete", head]) == 0
    capsys.readouterr()
    path = depot / "journal.jsonl"
    sound = path.read_bytes()
    path.write_bytes(b"".join(sound.splitlines(keepends=True)[:2]))
    assert run(["journal", "verify", "--tete", head]) == 1
    assert "retirées à la fin" in " ".join(capsys.readouterr().out.split())
    path.write_bytes(sound.replace(b'"V-2"', b'"V-7"'))
    assert run(["journal", "verify", "--format", "json"]) == 1
    streams = capsys.readouterr()
    found = published("journal-verify", streams.out)
    assert not found["entier"] and found["lignes_suivies"] == 1 and found["tete"] is None
    assert [d["code"] for d in found["diagnostics"]] == ["CR815"] and "sauvegarde" in streams.err
    assert orient() == 1
    assert "CR815" in capsys.readouterr().err
    assert decide("V-4", "bailleur") == 1
    assert run(["journal", "verify", "--tete", "trois"]) == 2


def test_a_journal_that_is_gone_is_missed_by_who_noted_its_head(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ident in ("V-1", "V-2"):
        assert decide(ident, "bailleur", "--motif", "x") == 0
    capsys.readouterr()
    assert run(["journal", "verify"]) == 0
    head = capsys.readouterr().out.split()[-1]
    assert decide("V-3", "bailleur", "--motif", "x") == 0
    path, project = depot / "journal.jsonl", depot / "convrules.toml"
    whole = path.read_bytes()
    text = project.read_text("utf-8")
    path.unlink()
    # Nothing noted: nothing tells.
    assert orient() == 0
    assert run(["journal", "verify", "--tete", head]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "n'existe pas" in told and "La ligne 2 notée n'y est pas" in told
    project.write_text(f'{text}tete_du_journal = "{head}"\n', "utf-8")
    for lost in (None, b"", b"".join(whole.splitlines(keepends=True)[:1])):
        if lost is not None:
            path.write_bytes(lost)
        for command in (["orient", *LE_30], ["evaluate", *LE_30], ["compliance", "--year", "2025", *LE_30]):
            assert run(command) == 2
            assert "supprimé, remplacé ou raccourci" in " ".join(capsys.readouterr().err.split())
        assert decide("V-4", "bailleur", "--motif", "x") == 2
        assert (path.read_bytes() if path.exists() else None) == lost
        assert run(["journal", "verify", "--format", "json"]) == 1
        assert published("journal-verify", capsys.readouterr().out)["tete_perdue"]
    path.write_bytes(whole)
    # What came after the head noted changes nothing to it.
    assert orient() == 0 and run(["journal", "verify"]) == 0
    assert "La ligne 2 notée (convrules.toml) y est toujours." in " ".join(capsys.readouterr().out.split())
    project.write_text(f'{text}tete_du_journal = "2"\n', "utf-8")
    assert orient() == 2 and "CR629" in capsys.readouterr().err


def kept_result(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["compliance", "--year", "2025", *LE_30, "--format", "json"]) == 0
    path.write_text(capsys.readouterr().out, "utf-8")


def test_the_receipt_of_a_result_tells_what_the_journal_was(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept_result(depot / "avant.json", capsys)
    assert decide("V-1", "bailleur", "--motif", "x") == 0
    kept_result(depot / "bilan.json", capsys)
    assert decide("V-2", "bailleur", "--motif", "x") == 0
    capsys.readouterr()
    verify = ["journal", "verify", "--recu", "bilan.json"]
    assert run(verify) == 0
    assert "La ligne 1 notée (--recu) y est toujours." in " ".join(capsys.readouterr().out.split())
    path = depot / "journal.jsonl"
    path.unlink()
    assert run(verify) == 1
    assert decide("V-2", "bailleur", "--motif", "x") == 0
    assert run(verify) == 1
    assert "Les lignes d'alors n'y sont pas" in " ".join(capsys.readouterr().out.split())
    for other in ("avant.json", "convrules.toml", "absent.json"):
        assert run(["journal", "verify", "--recu", other]) == 2
        assert "--recu" in capsys.readouterr().err


def test_a_crash_is_told_and_mended_on_demand(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide("V-1", "bailleur") == 0
    path = depot / "journal.jsonl"
    sound = path.read_bytes()
    path.write_bytes(sound + sound[:50])
    assert run(["journal", "verify"]) == 1
    assert orient() == 0
    assert "CR818" in capsys.readouterr().err
    assert decide("V-2", "bailleur", "--motif", "x") == 2
    assert "pas sain" in capsys.readouterr().err
    assert path.read_bytes() == sound + sound[:50]
    assert run(["journal", "repair"]) == 0
    assert path.read_bytes() == sound and (depot / "journal.jsonl.interrompue-1").read_bytes() == sound[:50]
    assert decide("V-2", "bailleur", "--motif", "x") == 0
    assert run(["journal", "repair"]) == 0 and "rien à réparer" in capsys.readouterr().out


def test_show_lists_every_decision(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide("V-1", "bailleur") == 0
    assert decide("V-1", VILLE, "--motif", "demande de la Ville") == 0
    assert run(["journal", "cancel", "2", "--par", "chef", "--motif", "non"]) == 0
    capsys.readouterr()
    assert run(["journal", "show", "--format", "json"]) == 0
    found = published("journal", capsys.readouterr().out)
    assert [(d["ligne"], d["acte"], d["en_vigueur"]) for d in found["decisions"]] == [
        (1, "orientation", True),
        (2, "orientation", False),
        (3, "annulation", False),
    ]
    assert run(["journal", "show"]) == 0
    text = capsys.readouterr().out
    assert "demande" in text and "annule la ligne 2" in text
    assert run(["journal", "show", "--vacance", "V-2"]) == 0
    assert "0\u00a0décision sur «\u00a0V-2\u00a0»" in capsys.readouterr().out


def test_the_project_file_says_where(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = depot / "convrules.toml"
    project.write_text(project.read_text("utf-8") + 'journal = "actes/decisions.jsonl"\n', "utf-8")
    assert decide("V-1", "bailleur") == 2
    assert "il n'existe pas" in capsys.readouterr().err
    (depot / "actes").mkdir()
    assert decide("V-1", "bailleur") == 0
    assert (depot / "actes" / "decisions.jsonl").exists()


def test_a_file_that_is_no_journal_is_never_added_to(depot: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = depot / "donnees" / "vacances-2025.csv"
    before = data.read_bytes()
    project = depot / "convrules.toml"
    project.write_text(project.read_text("utf-8") + 'journal = "donnees/vacances-2025.csv"\n', "utf-8")
    assert decide("V-1", "bailleur") == 1
    assert "CR816" in capsys.readouterr().err and data.read_bytes() == before


def test_a_journal_is_not_written_through_a_link_that_leaves_the_repository(
    depot: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path.with_name(f"{tmp_path.name}-ailleurs.jsonl")
    outside.write_bytes(b"")
    (depot / "journal.jsonl").symlink_to(outside)
    assert decide("V-1", "bailleur") == 2
    assert "raccourci" in capsys.readouterr().err
    assert outside.read_bytes() == b""
