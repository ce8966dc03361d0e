"""`orient --decide`: a person chooses, says why, and the next advice starts from the choice."""

import json
from pathlib import Path

import click
import pytest
import yaml

from convrules.cli.decide import said
from convrules.cli.main import run
from convrules.facts.formes import Forme
from journal.conseils import LE_30, TETES, VILLE, account, advice, decide, depot, orient, published, row

__all__ = ["depot"]

FORMES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "formes.yaml").read_text("utf-8"))


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


def test_a_choice_is_not_recorded_on_the_account_of_another(
    depot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The town's convention is called « etat »: on that account, the choice would be the State's."""
    for path in depot.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(VILLE, "etat"), "utf-8")
    capsys.readouterr()
    assert decide("V-1", "etat", "--motif", "la Ville attend") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "l'identifiant « etat » est aussi un compte, sur lequel le choix serait enregistré (CR650)" in told
    assert advice(capsys)["V-1"]["propose"] == "bailleur"
