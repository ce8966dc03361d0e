"""A whole file and what its form says. Keys written amiss are told once, and read as the keys they were meant
to be: what depends on them is sound."""

from collections.abc import Iterator, Mapping

from convrules.base.records import replace
from convrules.base.source import Source
from convrules.diagnostics.model import Checked, Diagnostic, in_order
from convrules.syntax import nodes as n
from convrules.syntax.parser import parse_file
from convrules.syntax.skeleton import check_skeleton


def read_file(source: Source) -> Checked[n.File]:
    """The file, its sentences and its skeleton."""
    first = parse_file(source)
    if first.value.genre is None:
        return first
    found = check_skeleton(first.value)
    meant = _meant(first.value.racine, found)
    kept = _tried(source, meant, found) if meant else None
    return kept or replace(first, diagnostics=in_order((*first.diagnostics, *found)))


def _meant(root: n.Table, found: tuple[Diagnostic, ...]) -> Mapping[int, Diagnostic]:
    """Keys that are told to be others, by their place; of two that are told to be one, the first."""
    keys = {key.span.start: rank for rank, table in enumerate(_tables(root)) for key, _ in table.entrees}
    taken: set[tuple[int, str]] = set()
    meant: dict[int, Diagnostic] = {}
    for d in found:
        at = d.span.start
        if at in keys and _name(d) and (keys[at], _name(d)) not in taken:
            taken.add((keys[at], _name(d)))
            meant[at] = d
    return meant


def _name(d: Diagnostic) -> str:
    """The key that a finding on a key proposes."""
    return d.args["attendu"] if d.code == "CR021" else d.args["proche"] if d.code == "CR020" else ""


def _tables(node: n.Yaml) -> Iterator[n.Table]:
    if isinstance(node, n.Table):
        yield node
        for _, value in node.entrees:
            yield from _tables(value)
    elif isinstance(node, n.Liste):
        for element in node.elements:
            yield from _tables(element)


def _tried(
    source: Source, meant: Mapping[int, Diagnostic], found: tuple[Diagnostic, ...]
) -> Checked[n.File] | None:
    """The file read again with these keys: all of them, otherwise those that make no other mistake."""
    whole = _again(source, meant, found)
    if whole is not None or len(meant) == 1:
        return whole
    sound: dict[int, Diagnostic] = {}
    for at, d in meant.items():
        if _again(source, {at: d}, found) is not None:
            sound[at] = d
    return _again(source, sound, found) if sound else None


def _again(
    source: Source, meant: Mapping[int, Diagnostic], found: tuple[Diagnostic, ...]
) -> Checked[n.File] | None:
    read = parse_file(source, {at: _name(d) for at, d in meant.items()})
    left = check_skeleton(read.value)
    before = {(d.code, d.span) for d in found}
    if any((d.code, d.span) not in before for d in left):
        return None
    return replace(read, diagnostics=in_order((*read.diagnostics, *meant.values(), *left)))
