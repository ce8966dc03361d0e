"""Each page of a code of this room is its own test: the refused example gives the code, the accepted one
nothing at all, and every message and remedy can be written."""

import re

import pytest
from checking.harness import depot_findings, findings_of
from frames import frame_clauses, frame_entete

from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic

CODES = [code for code in catalogue.codes() if code[2] in "2346" or code == "CR801"]
BLOC = re.compile(r"```yaml (clauses|fichier|entete|depot)\n(.*?)```", re.S)


def examples(code: str, section: str) -> list[tuple[str, str]]:
    page = catalogue.page(code)
    assert page is not None
    return BLOC.findall(page.corps.split(f"## {section}")[1].split("\n## ")[0])


def findings(kind: str, text: str) -> list[Diagnostic]:
    match kind:
        case "clauses":
            return findings_of(frame_clauses(text))
        case "entete":
            return findings_of(frame_entete(text))
        case "fichier":
            return findings_of(text)
        case "depot":
            return depot_findings([frame_entete(part) for part in text.split("---\n")])
        case _:
            raise AssertionError(kind)


def test_there_are_pages() -> None:
    assert len(CODES) >= 85


@pytest.mark.parametrize("code", CODES)
def test_refused(code: str) -> None:
    shown = examples(code, "Refusé")
    assert shown
    for kind, text in shown:
        found = findings(kind, text)
        assert {d.code for d in found} == {code}, [(d.code, d.span.text, dict(d.args)) for d in found]
        for diagnostic in found:
            assert "…" not in catalogue.message(diagnostic).replace(", …", ""), catalogue.message(diagnostic)
            assert catalogue.aide(diagnostic), diagnostic.args


@pytest.mark.parametrize("code", CODES)
def test_accepted(code: str) -> None:
    shown = examples(code, "Accepté")
    assert shown
    for kind, text in shown:
        assert [(d.code, d.span.text, dict(d.args)) for d in findings(kind, text)] == []


@pytest.mark.parametrize("code", CODES)
def test_page_is_whole(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None and page.code == code
    for section in catalogue.SECTIONS:
        assert f"## {section}\n" in page.corps
