"""The commands of the journal: what was broken, lost, cut or misplaced, and what was decided."""

from pathlib import Path

import pytest

from convrules.cli.main import run
from journal.conseils import LE_30, VILLE, decide, depot, orient, published

__all__ = ["depot"]


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
