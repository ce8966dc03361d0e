"""Laying out a file: the same tree, every comment, the same acceptances, and once is enough."""

import random
import re
from pathlib import Path

import pytest

from convrules.base.source import make_source
from convrules.diagnostics.model import Diagnostic
from convrules.syntax import layout
from convrules.syntax import nodes as n
from convrules.syntax.layout import DispositionInfidele, lay_out
from convrules.syntax.parser import parse_file
from convrules.syntax.printer import LARGEUR
from shuffle import shuffle
from syntax.derange import derange

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [
        *(ROOT / "tests" / "data").glob("*.yaml"),
        *(ROOT / "conventions").rglob("*.yaml"),
        *(ROOT / "src" / "convrules" / "cli" / "gabarit" / "modeles").glob("*.yaml"),
    ]
)
NOTE = re.compile(r"(?:^|\s)(#[^\n]*?)\s*$", re.M)


def laid(text: str) -> str:
    found = lay_out(make_source("t", text))
    assert found.constats == ()
    return found.texte


def tree(text: str) -> n.File:
    return parse_file(make_source("t", text)).value


# --- what the layout is -----------------------------------------------------------------------
CAS = {
    "retraits, tirets et blancs": (
        "convention:   x\n\n\n\nclauses:\n- champ:    a\n  règle:\n      neuf\n\n\n"
        "-   champ: b\n    règle: neuf\n\n\n",
        "convention: x\n\nclauses:\n  - champ: a\n    règle: neuf\n\n  - champ: b\n    règle: neuf\n",
    ),
    "accolades et guillemets": (
        "convention: x\nbailleur: {nom: 'OPH',   siren: \"0\" }\n"
        "document: { articles: [ '1',\"2\" ] }\nvide: {}\n",
        'convention: x\nbailleur: { nom: "OPH", siren: "0" }\ndocument: { articles: ["1", "2"] }\nvide: {}\n',
    ),
    "une phrase courte revient sur sa ligne": (
        "convention: x\ndéfinitions:\n  d: >-\n    neuf ou\n    ancien\n",
        "convention: x\ndéfinitions:\n  d: neuf ou ancien\n",
    ),
    "la prose d'un bloc garde ses lignes": (
        "convention: x\nénoncé: >-\n     Une ligne.\n     Une autre.\n\n     Un alinéa.\n",
        "convention: x\nénoncé: >-\n  Une ligne.\n  Une autre.\n\n  Un alinéa.\n",
    ),
    "les commentaires restent où ils sont": (
        "# tête\nconvention: x # nom\n# avant les clauses\nclauses:   # liste\n# premier\n- # tiret\n"
        "  champ: a #fin\n  règle: neuf\n  # dernier\n# fin\n",
        "# tête\nconvention: x  # nom\n# avant les clauses\nclauses:  # liste\n  # premier\n  -  # tiret\n"
        "    champ: a  #fin\n    règle: neuf\n    # dernier\n# fin\n",
    ),
    "un commentaire dans une phrase la garde telle quelle": (
        "convention: x\ndéfinitions:\n    d: >-\n        neuf  # ici\n        ou ancien\n",
        "convention: x\ndéfinitions:\n  d: >-\n      neuf  # ici\n      ou ancien\n",
    ),
    "un commentaire entre accolades les garde telles quelles": (
        "convention: x\nbailleur: { nom: a, # ici\n  siren: b }\n",
        "convention: x\nbailleur: { nom: a, # ici\n  siren: b }\n",
    ),
    "la ligne d'une acceptation reste entière": (
        f"convention: x\ndéfinitions:\n  d: a{' ou a' * 40}  # convrules: ignore[CR504] motif: x\n",
        f"convention: x\ndéfinitions:\n  d: a{' ou a' * 40}  # convrules: ignore[CR504] motif: x\n",
    ),
    "un document marqué reste marqué": (
        "--- # début\nconvention: x\n...\n",
        "--- # début\nconvention: x\n...\n",
    ),
    "les fins de ligne de Windows restent": ("convention:  x\r\n", "convention: x\r\n"),
    "une dernière ligne sans fin en reçoit une": ("convention: x", "convention: x\n"),
    "un texte garde ses blancs": (
        "convention: x\nénoncé: |+\n   a\n     b\n\n\nbailleur: y\n",
        "convention: x\nénoncé: |+\n  a\n    b\n\n\nbailleur: y\n",
    ),
    "un texte commence par des blancs": (
        "convention: x\nénoncé: |4-\n      a\n    b\n",
        "convention: x\nénoncé: |2-\n    a\n  b\n",
    ),
    "une clé sans valeur": (
        "convention: x\nbailleur:   \nterritoire: ''\n",
        'convention: x\nbailleur:\nterritoire: ""\n',
    ),
}


@pytest.mark.parametrize("cas", CAS)
def test_cases(cas: str) -> None:
    before, after = CAS[cas]
    assert laid(before) == after
    assert laid(after) == after


def test_a_row_too_long_goes_on_below_and_what_holds_rows_becomes_a_block() -> None:
    row = ", ".join(f"fait_{i}: une_valeur_assez_longue" for i in range(5))
    written = laid(f"essais: x\nfaits: {{ {row} }}\ncas: [{{ cas: a, {row} }}, {{ cas: b }}]\n")
    assert written.splitlines() == [
        "essais: x",
        "faits:",
        *(f"  fait_{i}: une_valeur_assez_longue" for i in range(5)),
        "cas:",
        "  - { cas: a, fait_0: une_valeur_assez_longue, fait_1: une_valeur_assez_longue,"
        " fait_2: une_valeur_assez_longue,",
        "      fait_3: une_valeur_assez_longue, fait_4: une_valeur_assez_longue }",
        "  - { cas: b }",
    ]


def test_nothing_is_wider_than_the_width_but_what_cannot_be_cut() -> None:
    long = " ".join(f"mot{i}" for i in range(80))
    text = f"convention: x\nénoncé: {long}\ndéfinitions:\n  d: a{' ou a' * 60}\n"
    text += f"territoire: [{', '.join(long.split())}]\n"
    assert max(map(len, laid(text).splitlines())) <= LARGEUR
    assert max(map(len, laid(f"convention: x\nénoncé: >-\n  {long}\n  {long}\n").splitlines())) <= LARGEUR


# --- what it never changes --------------------------------------------------------------------
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_real_file(path: Path) -> None:
    text = path.read_text("utf-8")
    written = laid(text)
    assert tree(written) == tree(text)
    assert NOTE.findall(written) == NOTE.findall(text)
    assert laid(written) == written
    moved = shuffle(text, random.Random(1))
    assert tree(laid(moved)) == tree(moved)


@pytest.mark.parametrize("seed", range(8))
def test_any_text(seed: int) -> None:
    """What reads keeps its tree and its comments (`lay_out` itself refuses otherwise), and is laid out once
    for all."""
    rng = random.Random(seed)
    read = 0
    texts = [path.read_text("utf-8") for path in FILES]
    for _ in range(60):
        text = derange(rng.choice(texts), rng)
        found = lay_out(make_source("t", text))
        if found.constats:
            assert found.texte == text
            continue
        read += 1
        assert tree(found.texte) == tree(text)
        assert laid(found.texte) == found.texte
    assert read > 30


# --- what is left alone -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("convention: x\nclauses:\n\t- champ: a\n", "CR011"),
        ("convention: x\nconvention: y\n", "CR045"),
        ("convention: x\ndéfinitions:\n  d: neuf ancien\n", "CR101"),
        ("convention: [x\n", "CR004"),
        ("convention\u00a0: x\n", "CR015"),
        ("", "CR016"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_does_not_read_is_left_alone(text: str, code: str, end: str) -> None:
    text = text.replace("\n", end)
    found = lay_out(make_source("t", text))
    assert found.texte == text
    assert code in codes(found.constats)


def codes(found: tuple[Diagnostic, ...]) -> set[str]:
    return {d.code for d in found}


@pytest.mark.parametrize(
    "wrong", ["convention: y\n# note\n", "convention: x\n", "convention: x\n# autre\n", "convention: [\n"]
)
def test_a_layout_that_says_something_else_is_refused(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_text", lambda *_: wrong)
    with pytest.raises(DispositionInfidele):
        lay_out(make_source("t", "convention: x\n# note\n"))


def test_a_layout_that_moves_an_acceptance_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sign = "# convrules: ignore[CR504] motif: x"
    monkeypatch.setattr(layout, "_text", lambda *_: f"convention: x\nénoncé: z  {sign}\n")
    with pytest.raises(DispositionInfidele):
        lay_out(make_source("t", f"convention: x  {sign}\nénoncé: z\n"))
