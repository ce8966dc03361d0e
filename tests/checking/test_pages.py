"""Each page of a code of this room is its own test: the refused example gives the code, the accepted one
nothing at all, and every message and remedy can be written."""

import re
from datetime import date

import pytest

from checking.harness import amendment_findings, analysis_of, depot_findings, findings_of
from convrules.diagnostics import catalogue
from convrules.diagnostics.model import Diagnostic
from frames import frame_clauses, frame_entete
from francais import left_in

# Found by reading a whole repository: tests/test_repository.py shows them.
OF_A_REPOSITORY = (
    "CR445",
    "CR446",
    "CR522",
    "CR604",
    "CR627",
    "CR605",
    "CR618",
    "CR619",
    "CR620",
    "CR621",
    "CR623",
    "CR624",
    "CR625",
    "CR628",
    "CR629",
    "CR626",
    "CR636",
    "CR637",
    "CR638",
    "CR640",
    "CR648",
)
# Found by reading the lock: tests/cli/test_verrou.py.
OF_THE_LOCK = ("CR630", "CR631", "CR632", "CR633", "CR634", "CR635")
# A search too long for an example of a page: tests/analyses/test_decision.py makes one.
TOO_LONG = ("CR507",)
CODES = [
    code
    for code in catalogue.codes()
    if (code[2] in "23456" or code in ("CR048", "CR801", "CR906", "CR909"))
    and code not in (*OF_A_REPOSITORY, *OF_THE_LOCK, *TOO_LONG)
]
# Found by the analysis of one convention, under numbers that its own hundred no longer has.
OF_ONE_CONVENTION = ("CR644", "CR646", "CR647")
BLOC = re.compile(r"```yaml (clauses|fichier|entete|depot|avenant)\n(.*?)```", re.S)

HOLE = re.compile(r"(?<!\{)\{(\w+)\}")


def examples(code: str, section: str) -> list[tuple[str, str]]:
    page = catalogue.page(code)
    assert page is not None
    return BLOC.findall(page.corps.split(f"## {section}")[1].split("\n## ")[0])


def findings(code: str, kind: str, text: str) -> list[Diagnostic]:
    own = code[2] == "5" and code not in ("CR520", "CR521", "CR522")
    if own or code in OF_ONE_CONVENTION:
        whole = frame_clauses(text) if kind == "clauses" else frame_entete(text)
        return analysis_of(whole, date(2025, 6, 1))
    match kind:
        case "clauses":
            return findings_of(frame_clauses(text))
        case "entete":
            return findings_of(frame_entete(text))
        case "fichier":
            return findings_of(text)
        case "avenant":
            return amendment_findings(text.split("---\n"))
        case "depot":
            return depot_findings([one_of_depot(part) for part in text.split("---\n")])
        case _:
            raise AssertionError(kind)


def one_of_depot(part: str) -> str:
    """A convention under its own identifier, which comes first in the file."""
    head, _, rest = part.partition("\n")
    return frame_entete(rest).replace("convention: exemple", head, 1)


def test_there_are_pages() -> None:
    assert len(CODES) >= 85


@pytest.mark.parametrize("code", CODES)
def test_refused(code: str) -> None:
    shown, page = examples(code, "Refusé"), catalogue.page(code)
    assert shown and page is not None
    for kind, text in shown:
        found = findings(code, kind, text)
        assert {d.code for d in found} == {code}, [(d.code, d.span.text, dict(d.args)) for d in found]
        for diagnostic in found:
            assert set(HOLE.findall(page.message)) <= {k for k, v in diagnostic.args.items() if v}
            assert catalogue.aide(diagnostic), diagnostic.args
            assert left_in(diagnostic) == []


@pytest.mark.parametrize("code", CODES)
def test_accepted(code: str) -> None:
    shown = examples(code, "Accepté")
    assert shown
    for kind, text in shown:
        assert [(d.code, d.span.text, dict(d.args)) for d in findings(code, kind, text)] == []


@pytest.mark.parametrize("code", CODES)
def test_page_is_whole(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None and page.code == code
    for section in catalogue.SECTIONS:
        assert f"## {section}\n" in page.corps


@pytest.mark.parametrize("code", catalogue.codes())
def test_no_quote_of_the_file_format_is_shown(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    assert not any(said.startswith('"') or said.endswith('"') for said in (page.message, *page.aides))
