"""No bytes ever give a traceback: any bytes, words of the language in any order, real files cut up."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.chewing import chew
from fuzz.seeds import CORPUS, kept, written

MOTS = (
    *(
        "convention",
        "convrules: 1",
        "clauses:",
        "- part:",
        "règle:",
        "source:",
        "{ article: '1' }",
        "exception",
    ),
    *(
        "30 %",
        "20",
        "1,5",
        "01/01/2024",
        "2025-02-29",
        "vacances",
        "dans l'assiette",
        "du réservataire",
        "pour",
    ),
    *(
        "et",
        "ou",
        "non",
        "si",
        "alors",
        "sinon",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        "-",
        "#",
        "&a",
        "*a",
        "!!x",
    ),
    *("\n", "\n  ", "\n    ", "\t", " ", "\u00a0", "\u2028", "\ufeff", "«", "»", "’", "é", "e\u0301", "\x00"),
    *(
        "au plus tard",
        "1 mois après",
        "jours ouvrés",
        "= oui",
        "<",
        ">=",
        "%",
        "m²",
        "nombre(",
        "|\n",
        ">-\n",
    ),
)
FILES = [p.read_bytes() for p in written()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes(folder: Path, content: bytes) -> None:
    chew(folder, content)


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.sampled_from(MOTS), max_size=60))
def test_words_of_the_language_in_any_order(folder: Path, words: list[str]) -> None:
    chew(folder, " ".join(words).encode())


def _cut(data: st.DataObject) -> bytes:
    """A real file after one to four blows: a piece lost, doubled, or brought in, a word thrown in."""
    content = data.draw(st.sampled_from(FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 80))
        word = data.draw(st.sampled_from(MOTS)).encode()
        piece = data.draw(st.sampled_from(FILES))[at : at + length]
        content = data.draw(
            st.sampled_from(
                (
                    content[:at] + content[at + length :],
                    content[: at + length] + content[at:],
                    content[:at] + word + content[at:],
                    content[:at] + piece + content[at:],
                )
            )
        )
    return content


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_real_files_cut_up(folder: Path, data: st.DataObject) -> None:
    chew(folder, _cut(data))


@pytest.mark.parametrize("path", kept(), ids=lambda p: p.name)
def test_what_longer_runs_kept(folder: Path, path: Path) -> None:
    chew(folder, path.read_bytes())


def test_the_corpus_is_there() -> None:
    assert len(kept()) >= 50, f"{CORPUS.name} holds what scripts/fuzz.py found"
