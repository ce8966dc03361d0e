"""Findings on screen: exact places whatever the characters of the line."""

import pytest

from convrules.diagnostics.model import Diagnostic, Label
from convrules.diagnostics.problems import fichier
from convrules.render.terminal import ASCII, Style, concise, render_one, summary
from convrules.render.width import display_width, pad, wrap
from render.constats import repeated, span


def test_layout() -> None:
    assert render_one(repeated()).replace("\u00a0", " ").replace("\u202f", " ").splitlines() == [
        "erreur[CR005]: La clé « part » apparaît deux fois au même endroit.",
        "  ──▶ conventions/é.yaml:5:5",
        "  │",
        "3 │   - part: une",
        "  │     ---- première fois ici",
        "…",
        "5 │     part: deux",
        "  │     ^^^^",
        "  │",
        "  = aide : Gardez une seule des deux, ou renommez la seconde.",
        "  = en savoir plus : convrules explain CR005",
    ]


def test_the_frame_is_ascii_where_the_console_is() -> None:
    framed = render_one(repeated(), ASCII)
    assert "--> conventions" in framed and "│" not in framed and "▶" not in framed and "…" not in framed


def test_colour_is_asked_for() -> None:
    assert "\x1b[" not in render_one(repeated())
    assert "\x1b[1;31merreur[CR005]\x1b[0m" in render_one(repeated(), Style(couleur=True, unicode=True))


@pytest.mark.parametrize(
    ("line", "blanks"),
    [
        ("e\u0301tage: X", 7),  # a combining accent takes no column
        ("\tX", 4),  # a tab takes four
        ("\u00a0\u00a0X", 2),  # a no-break space is shown as a dot
        ("\u4f4f\u5b85: X", 6),  # wide characters take two
        ("\u200bX", 1),  # a zero-width character is shown
    ],
)
def test_carets_by_display_width(line: str, blanks: int) -> None:
    where = span(f"{line}\n", "X")
    shown = render_one(fichier.tabulation(span=where)).splitlines()
    assert shown[4] == f"  │ {' ' * blanks}^"
    assert display_width(shown[3][: shown[3].index("X")]) == 4 + blanks


def test_special_characters_are_visible() -> None:
    where = span("a\u00a0b\u200bc\u0007\n", "b")
    assert "1 │ a·b␣c\ufffd" in render_one(fichier.tabulation(span=where))


def test_a_long_line_is_cut_around_its_mark() -> None:
    where = span(f"{'a' * 500}X{'b' * 500}\n", "X")
    lines = render_one(fichier.tabulation(span=where)).splitlines()
    assert max(map(display_width, lines)) < 200
    assert lines[3][lines[4].index("^")] == "X"


def test_breadcrumb_and_other_file() -> None:
    d = repeated()
    elsewhere = Label(span=span("socle: cch\n", "cch", name="cch.yaml"), texte="défini ici")
    d = Diagnostic(code=d.code, span=d.span, args=d.args, labels=(elsewhere,), fil=("etat-93", "article 3"))
    shown = render_one(d)
    assert "──▶ cch.yaml:1:8" in shown and "défini ici" in shown
    assert "= texte\u202f: etat-93 › article 3" in shown


def test_concise_and_summary() -> None:
    assert concise(repeated()).startswith("conventions/é.yaml:5:5: CR005 La clé")
    counted = summary([repeated()], (1, 3, 0, 0)).replace("\u00a0", " ")
    assert counted == "1 erreur (1 fichier, 3 règles, 0 cas)."
    assert summary([], (2, 1, 4, 0)).replace("\u00a0", " ") == "Rien à signaler (2 fichiers, 1 règle, 4 cas)."
    both = "Rien à signaler (3 fichiers, 1 règle, 0 cas, 2 correspondances)."
    assert summary([], (3, 1, 0, 2)).replace("\u00a0", " ") == both
    alone = "Rien à signaler (1 fichier, 1 correspondance)."
    assert summary([], (1, 0, 0, 1)).replace("\u00a0", " ") == alone


def test_wrap_holds_no_break_spaces() -> None:
    assert wrap("un deux\u00a0trois quatre", 10) == ["un", "deux\u00a0trois", "quatre"]
    assert pad("é", 3) == "é  " and pad("e\u0301", 3, right=True) == "  e\u0301"


def test_wrap_holds_a_sign_with_what_it_ends() -> None:
    """As an author types it, with a plain space."""
    assert wrap("la part vaut 30 % du flux : un tiers", 15) == ["la part vaut", "30 % du flux :", "un tiers"]
