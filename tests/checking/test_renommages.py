"""A word written for another of a closed set: its correction, once written, is accepted."""

import pytest

from checking.harness import findings_of
from frames import frame_clauses, frame_entete

QUOTA = """\
- quota: q
  règle: au moins 25 % des attributions du bailleur, pour dalo
  application: ensemble
  arrondi: inférieur
  force: engagement
  source: { article: "4" }
"""


@pytest.mark.parametrize(
    ("juste", "faute", "code"),
    [
        ("force:", "forc:", "CR020"),
        ("quota:", "quotta:", "CR027"),
        ("engagement", "engagment", "CR024"),
        ("engagement", '"engagment"', "CR024"),
    ],
)
def test_in_a_clause(juste: str, faute: str, code: str) -> None:
    corrected(frame_clauses(QUOTA), juste, faute, code)


@pytest.mark.parametrize(
    ("juste", "faute", "code"),
    [("convention:", "convnetion:", "CR015"), ("\nterritoire:", "\nterritoir:", "CR020")],
)
def test_in_a_heading(juste: str, faute: str, code: str) -> None:
    corrected(frame_entete(""), juste, faute, code)


def corrected(text: str, juste: str, faute: str, code: str) -> None:
    assert not findings_of(text)
    wrong = text.replace(juste, faute, 1)
    (found,) = findings_of(wrong)
    assert found.code == code
    fix = found.fix
    assert fix is not None and not fix.sure
    assert not findings_of(wrong[: fix.span.start] + fix.texte + wrong[fix.span.end :])


@pytest.mark.parametrize("code", ["CR026", "CR121"])
def test_no_safe_correction_gives_another_mistake(code: str) -> None:
    """A year where a day is due is no code; « % » stands after a number only."""
    wrong = {
        "CR026": frame_entete("en vigueur: { du: 2024-01-01, au: 2026 }\n"),
        "CR121": frame_clauses(QUOTA.replace("25 %", "vingt pour cent")),
    }[code]
    assert [d.code for d in findings_of(wrong)] == [{"CR026": "CR025", "CR121": "CR132"}[code]]
