"""Every genre of clause in every kind of file, every key with a value of each form: told, never a crash.

The material is what people wrote: the first file of `conventions/` where a genre, or a key, is found.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import indent

import pytest

from convrules.api.checks import check_paths
from convrules.base.source import make_source
from convrules.diagnostics import catalogue
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.governed import governed
from convrules.syntax.parser import parse_file
from convrules.syntax.tree import kind_of
from frames import ENTETE

CONVENTIONS = Path(__file__).parents[2] / "conventions"
JOUR = date(2026, 1, 15)
FORMES = ("trois ans", "²", "-3", "[a, 1]", "{ a: b }", "true", "")
COMMUNES = ("source", "en vigueur", "énoncé")
"""Keys that are the same in every kind of clause."""
TERME = "du: 2024-01-01, au: 2026-12-31"
RARES = f"""\
{ENTETE.replace(TERME, TERME + ", reconduction tacite: 3 ans, reconductions: 2, prend fin avec: autre")}\
clauses:
  - tour: alternance
    règle: als puis bailleur
    passe: attribution
    non servi: perd son tour
    au jour de: information
    application: ensemble
    débiteur: bailleur
    source: {{ article: "1" }}
"""
"""What no convention of the repository has."""


@cache
def written() -> Mapping[Path, n.File]:
    paths = sorted(CONVENTIONS.rglob("*.yaml"), key=lambda p: (p.stat().st_size, p))
    texts = {p: p.read_text("utf-8") for p in paths} | {CONVENTIONS / "catalogue" / "rares.yaml": RARES}
    return {p: parse_file(make_source(p.name, text)).value for p, text in texts.items()}


def text_of(path: Path) -> str:
    return written()[path].span.source.text


def of_the_schema(node: object) -> Iterator[str]:
    """Every key that the schema names."""
    if isinstance(node, Mapping):
        known = node.get("properties")
        yield from known if isinstance(known, Mapping) else ()
        for inner in node.values():
            yield from of_the_schema(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from of_the_schema(inner)


@cache
def places() -> Mapping[str, tuple[Path, int, int]]:
    """Of each key of the schema in each kind of clause, where its value stands first."""
    found: dict[str, tuple[Path, int, int]] = {}
    known = set(of_the_schema(schema.root()))
    for path, file in written().items():
        for one in governed(file):
            if one.cle is not None and one.cle.texte in known and not isinstance(one.noeud, n.Table):
                last = [k for k in one.chemin[-2:] if k in known]
                where = " › ".join(last if last[0] in COMMUNES else dict.fromkeys((one.genre, *last)))
                found.setdefault(where, (path, one.noeud.span.start, one.noeud.span.end))
    return found


@cache
def clauses() -> Mapping[str, str]:
    """Of each genre of clause, modification and case, the first that was written, as an element of list."""
    found: dict[str, str] = {}
    for file in written().values():
        for one in governed(file):
            if isinstance(one.noeud, n.Table) and one.cle is None and one.chemin:
                text, start = one.noeud.span.source.text, one.noeud.span.start
                column = start - text.rfind("\n", 0, start) - 1
                body = text[start : one.noeud.span.end].rstrip() + "\n"
                genre = kind_of(one.noeud) or f"{one.genre} › {one.chemin[-1]}"
                found.setdefault(genre, "- " + body.replace("\n" + " " * column, "\n  "))
    return found


@cache
def hosts() -> Mapping[str, Path]:
    """Of each kind of file, the shortest that was written."""
    found: dict[str, Path] = {}
    for path, file in written().items():
        if file.genre is not None:
            found.setdefault(file.genre.value, path)
    return found


def with_companions(folder: Path, path: Path, text: str) -> None:
    """A repository of the file in this text and of those that it speaks of."""
    name = path.stem.split(".")[0]
    kin = "-".join(name.split("-")[:2])
    beside = [p for p in path.parent.glob("*.yaml") if p.stem.startswith(kin) and p != path]
    alone = written()[path].genre in (n.GenreFichier.CORRESPONDANCE, n.GenreFichier.POLITIQUE)
    whole = "exemples" in path.parts
    for one in [] if alone else sorted(path.parent.glob("*.yaml")) if whole else beside:
        (folder / one.name).write_bytes(one.read_bytes())
    (folder / path.name).write_text(text, encoding="utf-8")
    (folder / "convrules.toml").write_text("", encoding="utf-8")


def check(folder: Path) -> list[str]:
    found = check_paths([folder], JOUR).diagnostics
    for one in found:
        assert catalogue.message(one) and catalogue.aide(one)
    return [one.code for one in found]


@pytest.mark.parametrize(("key", "turn"), [(key, n % 2) for n, key in enumerate(sorted(places()))])
def test_a_key_with_values_of_many_forms_is_told_or_taken(key: str, turn: int, tmp_path: Path) -> None:
    """Every other form for every other key: each form meets half of the keys."""
    path, start, end = places()[key]
    text = text_of(path)
    for rank, value in enumerate(FORMES[turn::2]):
        folder = tmp_path / str(rank)
        folder.mkdir()
        with_companions(folder, path, text[:start] + value + text[end:])
        check(folder)


@pytest.mark.parametrize("host", sorted(hosts()))
@pytest.mark.parametrize("genre", sorted(clauses()))
def test_a_clause_of_any_genre_in_a_file_of_any_kind_is_told_or_taken(
    genre: str, host: str, tmp_path: Path
) -> None:
    path = hosts()[host]
    text = text_of(path).rstrip() + "\n" + indent(clauses()[genre], "  ")
    with_companions(tmp_path, path, text)
    check(tmp_path)


def test_every_genre_of_clause_is_tried() -> None:
    kinds = {kind for name in ("clause", "clause_de_socle", "clause_de_politique") for kind in _kinds(name)}
    assert kinds and kinds <= set(clauses())


def _kinds(name: str) -> Iterator[str]:
    definitions = schema.mapping(schema.root(), "$defs")
    for branch in schema.schemas(definitions[name], "oneOf"):
        yield schema.words(schema.resolve(branch), "required")[0]
