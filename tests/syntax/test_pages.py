"""Each page of a code of this room is its own test: the refused example gives the code, the accepted
one gives nothing at all, and every message can be written."""

import re

import pytest

from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton
from convrules.syntax.yaml_tree import decode
from frames import frame_clauses, frame_entete
from francais import left_in

# What a person accepts: tests/cli/test_acceptation.py shows them.
OF_ACCEPTANCES = ("CR031", "CR032", "CR033", "CR034", "CR035", "CR036", "CR037", "CR038")
# Found once the names of a file are read: tests/checking/test_pages.py shows it.
OF_NAMES = ("CR048",)
CODES = [
    code
    for code in catalogue.codes()
    if (code[2] in "01" and code not in (*OF_ACCEPTANCES, *OF_NAMES))
    or code in ("CR901", "CR902", "CR903", "CR904", "CR905")
]
BLOC = re.compile(r"```(octets|repete|yaml (?:clauses|fichier|entete))\n(.*?)```", re.S)


def examples(code: str, section: str) -> list[tuple[str, str]]:
    page = catalogue.page(code)
    assert page is not None
    body = page.corps.split(f"## {section}")[1].split("\n## ")[0]
    return BLOC.findall(body)


def to_bytes(kind: str, text: str) -> bytes:
    match kind:
        case "yaml clauses":
            return frame_clauses(text).encode()
        case "yaml entete":
            return frame_entete(text).encode()
        case "yaml fichier":
            return text.encode()
        case "octets":
            return re.sub(rb"\\x([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), text.encode())
        case "repete":
            return "".join(repeat(line) for line in text.splitlines()).encode()
        case _:
            raise AssertionError(kind)


def repeat(line: str) -> str:
    """`41 × [` is forty-one brackets; a line without the sign stands for itself."""
    count, sign, text = line.partition(" × ")
    return text.replace("\\n", "\n") * int(count) if sign else line + "\n"


def findings(kind: str, text: str) -> list[Diagnostic]:
    source = decode(to_bytes(kind, text), "exemple.yaml")
    if source.diagnostics:
        return list(source.diagnostics)
    parsed = parse_file(source.value)
    return [*parsed.diagnostics, *check_skeleton(parsed.value)]


def test_there_are_pages() -> None:
    assert len(CODES) >= 61


@pytest.mark.parametrize("code", CODES)
def test_refused(code: str) -> None:
    shown = examples(code, "Refusé")
    assert shown
    for kind, text in shown:
        found = [d for d in findings(kind, text) if d.code == code]
        assert found, [d.code for d in findings(kind, text)]
        for diagnostic in found:
            assert "…" not in catalogue.message(diagnostic), catalogue.message(diagnostic)
            assert catalogue.aide(diagnostic)
            assert left_in(diagnostic) == []


@pytest.mark.parametrize("code", CODES)
def test_accepted(code: str) -> None:
    shown = examples(code, "Accepté")
    assert shown
    for kind, text in shown:
        assert [(d.code, d.span.text, dict(d.args)) for d in findings(kind, text)] == []


@pytest.mark.parametrize("code", CODES)
def test_page_is_whole(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    assert page.code == code
    for section in catalogue.SECTIONS:
        assert f"## {section}\n" in page.corps
