"""Findings for other tools: SARIF, GitHub, GitLab, JUnit."""

from xml.etree import ElementTree as Xml

import pytest

from convrules.base.source import Span, make_source
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier, noms
from convrules.render.machine.fingerprints import fingerprints
from convrules.render.machine.forges import github, github_summary, gitlab
from convrules.render.machine.junit import junit_check
from convrules.render.machine.sarif import sarif
from render.constats import TEXTE, repeated, span


def unknown(text: str, marked: str, name: str = "conventions/é b.yaml") -> Diagnostic:
    return noms.fonction_inconnue(span=span(text, marked, name=name), nom=marked, fonctions="en_vigueur")


def many(n: int) -> list[Diagnostic]:
    text = "".join(f"x{i}: vide\n" for i in range(n))
    return [unknown(text, f"x{i}:") for i in range(n)]


# --- fingerprints ---------------------------------------------------------------------------
def test_a_line_added_above_changes_no_fingerprint() -> None:
    before, after = unknown("a: 1\nb: vig\n", "vig"), unknown("a: 1\n# note\n\nb: vig\n", "vig")
    assert fingerprints([before]) == fingerprints([after])


def test_twins_have_each_their_own() -> None:
    text = "a: vig\nb: 1\na: vig\n"
    source = make_source("x.yaml", text)
    twins = [
        noms.fonction_inconnue(span=Span(source=source, start=at, end=at + 3), nom="vig", fonctions="")
        for at in (3, 15)
    ]
    assert len(set(fingerprints(twins))) == 2


# --- SARIF ----------------------------------------------------------------------------------
def test_sarif() -> None:
    log = sarif([repeated()])
    (run,) = log["runs"]  # type: ignore[misc]
    (result,) = run["results"]
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == ["CR005"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("CR005", 0, "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "conventions/%C3%A9.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 5, "startColumn": 5, "endLine": 5, "endColumn": 9}
    assert result["relatedLocations"][0]["message"] == {"text": "première fois ici"}


def test_sarif_counts_columns_in_utf16() -> None:
    (run,) = sarif([unknown("clé: 🏠 vig", "vig")])["runs"]  # type: ignore[misc]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (9, 12)


# --- forges ---------------------------------------------------------------------------------
def test_github_annotation() -> None:
    assert github([repeated()]).replace("\u00a0", " ").replace("\u202f", " ") == (
        "::error file=conventions/é.yaml,line=5,endLine=5,col=5,endColumn=9,title=CR005::"
        "La clé « part » apparaît deux fois au même endroit.\n"
    )


def test_github_escapes_what_would_be_read_as_markup() -> None:
    again = span(TEXTE, "part", name="a,b:c%\nd.yaml", after="règle")
    found = fichier.cle_repetee(span=again, cle="x\ny", premiere=span(TEXTE, "part"))
    line = github([found])
    assert "file=a%2Cb%3Ac%25%0Ad.yaml," in line
    assert "« x y »" in line and line.count("\n") == 1


@pytest.mark.parametrize(("n", "shown", "notice"), [(10, 10, ""), (25, 10, "15 autres constats")])
def test_github_shows_ten_of_a_level_and_counts_the_rest(n: int, shown: int, notice: str) -> None:
    lines = github(many(n)).splitlines()
    assert sum(line.startswith("::error") for line in lines) == shown
    assert [line for line in lines if line.startswith("::notice")] == [
        f"::notice title=convrules::{notice} : voir le journal de l'étape." for _ in [1] if notice
    ]


def test_github_summary_is_a_table_that_holds() -> None:
    page = github_summary([unknown("a: <b|c>", "<b|c>")], "1 erreur (1 fichier).")
    row = page.splitlines()[-1]
    assert row.startswith("| erreur | CR210 | conventions/é b.yaml:1:4 | ")
    assert "&lt;b\\|c&gt;" in row


def test_gitlab_entries() -> None:
    first, second = gitlab(many(2))
    assert isinstance(first, dict) and isinstance(second, dict)
    assert first["check_name"] == "CR210" and first["severity"] == "major"
    assert first["location"] == {"path": "conventions/é b.yaml", "lines": {"begin": 1}}
    assert first["fingerprint"] != second["fingerprint"]


# --- JUnit ----------------------------------------------------------------------------------
def test_junit_has_a_suite_per_file_and_a_case_per_code() -> None:
    root = Xml.fromstring(junit_check([repeated(), *many(3)], ["conventions/é.yaml", "sain.yaml"]))
    suites = {s.get("name"): s for s in root}
    assert set(suites) == {"conventions/é.yaml", "conventions/é b.yaml", "sain.yaml"}
    assert (suites["sain.yaml"].get("tests"), suites["sain.yaml"].get("failures")) == ("1", "0")
    (case,) = suites["conventions/é b.yaml"]
    assert case.get("name") == "CR210"
    failure = case.find("failure")
    assert failure is not None and failure.text is not None and failure.text.count("erreur[CR210]") == 3


def test_junit_holds_no_character_that_xml_refuses() -> None:
    found = unknown("a: \x00\x1b", "\x00\x1b")
    Xml.fromstring(junit_check([found], []))
