"""The chain of the journal: what was written reads back, and whatever is done to it shows."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.diagnostics import catalogue
from convrules.facts.journal.chaine import Acte, Chaine, Fin, Rupture, in_force, read_chain
from convrules.facts.journal.constats import findings
from journal.decisions import chained, decision, ranks, written

TROIS = written(decision("V-1"), decision("V-2"), decision("V-3", motif="à la demande du maire"))
BLOC = re.compile(r"## (Refusé|Accepté)\n\n```journal\n(.*?)```", re.S)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.lists(st.builds(decision, vacance=texts, compte=st.none() | texts, par=texts, motif=st.none() | texts))
)
def test_what_is_written_reads_back(decisions: list) -> None:
    chaine = chained(*decisions)
    assert read_chain(written(*decisions)) == chaine
    assert chaine.saine


def test_an_empty_file_is_a_whole_journal() -> None:
    assert read_chain(b"") == Chaine(entrees=(), lignes=0)


def test_a_journal_cut_at_any_byte_keeps_every_line_before() -> None:
    """A crash leaves the beginning of the file: whole lines are read, the rest is recognised."""
    for at in range(len(TROIS)):
        whole = TROIS[:at].count(b"\n")
        chaine = read_chain(TROIS[:at])
        only_its_end = TROIS[at : at + 1] == b"\n"
        assert chaine.rupture is None
        assert ranks(chaine.entrees) == list(range(1, whole + 1 + only_its_end))
        clean = at == 0 or TROIS[at - 1 : at] == b"\n"
        assert chaine.fin is (Fin.NETTE if clean else Fin.SANS_FIN if only_its_end else Fin.INTERROMPUE)


@given(st.integers(0, len(TROIS) - 1), st.integers(1, 255))
def test_a_byte_changed_anywhere_shows(at: int, change: int) -> None:
    spoilt = bytearray(TROIS)
    spoilt[at] ^= change
    assert not read_chain(bytes(spoilt)).saine


def test_a_line_removed_added_moved_or_rewritten_shows() -> None:
    one, two, three = TROIS.splitlines(keepends=True)
    for lines in ((two, three), (one, three), (one, three, two), (one, one, two, three)):
        chaine = read_chain(b"".join(lines))
        assert chaine.rupture is Rupture.ENCHAINEMENT
    assert read_chain(one + b"\n" + two + three).fin is Fin.CRLF
    spaced = json.dumps(json.loads(two), ensure_ascii=False).encode() + b"\n"
    assert read_chain(one + spaced + three).rupture is Rupture.MODIFIEE


def test_lines_left_out_at_the_end_show_by_a_head_noted_elsewhere() -> None:
    noted = read_chain(TROIS)
    shorter = read_chain(TROIS[: TROIS.rstrip(b"\n").rindex(b"\n") + 1])
    assert shorter.saine and not shorter.holds(3, noted.tete)
    assert shorter.holds(2, noted.entrees[1].empreinte) and noted.holds(3, noted.tete)
    assert noted.holds(0, "0" * 64) and not noted.holds(0, noted.tete)


@pytest.mark.parametrize(
    "strange", [b"{}", b"[]", b"null", b"\xff", b'{"format":"convrules/journal/1"}', b"[" * 99999]
)
def test_what_is_no_line_is_refused(strange: bytes) -> None:
    assert read_chain(TROIS + strange + b"\n").rupture is Rupture.ILLISIBLE


def test_a_lone_surrogate_is_no_text() -> None:
    line = TROIS.splitlines()[0].replace(b'"V-1"', b'"\\ud800"')
    assert read_chain(line + b"\n").rupture is Rupture.ILLISIBLE


def test_a_power_cut_may_leave_zeros() -> None:
    for zeros in (b"\0" * 40, b"\0" * 40 + b"\n"):
        chaine = read_chain(TROIS + zeros)
        assert ranks(chaine.entrees) == [1, 2, 3] and chaine.fin is Fin.INTERROMPUE and chaine.reste == zeros


@pytest.mark.parametrize("garbage", [b"\0%\xa7q\0", b"abc\0\0", b"\0" * 40 + b"}", b"\xff\0", b"x"])
def test_a_last_line_turned_to_garbage_is_no_interrupted_line(garbage: bytes) -> None:
    """A crash leaves the beginning of a line, or zeros after it: any other whole line was altered."""
    one, two, three = TROIS.splitlines(keepends=True)
    for rest in (garbage, three[:40] + garbage[:-1] + b"\0" + three[60:-1]):
        chaine = read_chain(one + two + rest + b"\n")
        assert (ranks(chaine.entrees), chaine.rupture) == ([1, 2], Rupture.ILLISIBLE)
        assert [d.code for d in findings(chaine, "journal.jsonl")] == ["CR816"]


def test_the_beginning_of_a_line_and_zeros_is_an_interrupted_line() -> None:
    one, two, three = TROIS.splitlines(keepends=True)
    for kept in (0, 1, 20, 80, len(three) - 2):
        rest = three[:kept] + b"\0" * (len(three) - kept)
        for end in (b"", b"\n"):
            chaine = read_chain(one + two + rest + end)
            assert chaine.rupture is None and chaine.fin is Fin.INTERROMPUE and chaine.reste == rest + end


def test_ends_of_line_that_git_has_changed_accuse_nobody() -> None:
    changed = TROIS.replace(b"\n", b"\r\n")
    chaine = read_chain(changed)
    assert chaine.entrees == read_chain(TROIS).entrees
    assert chaine.rupture is None and chaine.fin is Fin.CRLF and not chaine.saine
    assert read_chain(TROIS[:-1] + b"\r\n").fin is Fin.CRLF
    assert read_chain(changed.replace(b"V-2", b"V-9")).rupture is Rupture.MODIFIEE


def test_what_is_cancelled_or_replaced_counts_no_more() -> None:
    later = date(2025, 7, 15)
    chaine = chained(
        decision("V-1"),
        decision("V-1", compte="93066", remplace=1),
        decision("V-2"),
        decision("V-2", compte="93066", jour=later, remplace=3),
        decision("V-3"),
        decision("V-3", acte=Acte.ANNULATION, compte=None, remplace=5),
    )
    assert [e.rang for e in in_force(chaine)] == [2, 3, 4]
    undone = chained(*(e.decision for e in chaine.entrees), decision(acte=Acte.ANNULATION, remplace=2))
    assert [e.rang for e in in_force(undone)] == [1, 3, 4]


def as_bytes(example: str) -> bytes:
    """Lines of a page: « V-2 -> V-9 » changed after, « interrompue » cut, « CR LF » ended so, anything
    else as it stands."""
    every = dict(zip(("V-1", "V-2", "V-3"), TROIS.splitlines(keepends=True), strict=True))
    found = b""
    for line in example.splitlines():
        words = line.split()
        if words[0] != "ORIENTATION":
            found += f"{line}\n".encode()
        elif "->" in words:
            found += every[words[1]].replace(words[1].encode(), words[3].encode())
        else:
            whole = every[words[1]]
            found += (
                whole[:-1] + b"\r\n" if "(CR" in words else whole[: -9 if "(interrompue)" in words else None]
            )
    return found


@pytest.mark.parametrize("code", ["CR815", "CR816", "CR817", "CR818", "CR819"])
def test_page(code: str) -> None:
    page = catalogue.page(code)
    assert page is not None
    examples = dict(BLOC.findall(page.corps))
    told = list(findings(read_chain(as_bytes(examples["Refusé"])), "journal.jsonl"))
    assert [d.code for d in told] == [code]
    assert "journal.jsonl" in catalogue.message(told[0]) and catalogue.aide(told[0])
    assert list(findings(read_chain(as_bytes(examples["Accepté"])), "journal.jsonl")) == []


def test_the_first_broken_line_is_the_one_named() -> None:
    spoilt = TROIS.replace(b'"V-2"', b'"V-9"').replace(b'"V-3"', b'"V-8"')
    (told,) = findings(read_chain(spoilt), "journal.jsonl")
    assert told.span.position[0] == 2 and "ligne 2" in catalogue.message(told)
    assert replace(told) == told
