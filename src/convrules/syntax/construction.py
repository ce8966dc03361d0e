"""From the grammar that lark compiled to the tables by which `automate.py` reads."""

import re
from itertools import pairwise
from typing import Any, Final

import lark
from lark.lexer import PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

from convrules.syntax import grammar

_AVANT: Final = re.compile(r"(?:\\b|\(\?<?[!=](?:[^()]|\([^()]*\))*\))*")
"""What is looked at, before or after the place, without being taken."""
_PREMIER: Final = re.compile(
    r"(?:\[(?P<classe>[^\]\\^]+)\]|\((?P<groupe>[^()?]+)\)|(?P<signe>[^\W_]|[\"<>=!,€])|\\(?P<note>[^\w\s]))"
    r"(?![?*]|\{0)"
)
"""What it takes first, which it cannot do without."""
_RANGE: Final = re.compile(r"(.)-(.)|(.)", re.S)


def tables() -> dict[str, Any]:
    """Those of the grammar, as JSON holds them."""
    return tables_of(grammar.load())


def tables_of(parser: lark.Lark) -> dict[str, Any]:
    front: Any = parser.parser
    table, lexer = front.parser._parse_table, front.lexer
    rules = list(
        dict.fromkeys(a for acts in table.states.values() for k, a in acts.values() if k is not Shift)
    )
    ranks = {rule: rank for rank, rule in enumerate(rules, 1)}
    lexiques: dict[tuple[str, ...], int] = {}
    etats = []
    for etat in range(len(table.states)):
        scanner = lexer.lexers[etat].scanner
        assert not lexer.lexers[etat].callback, "no terminal of the grammar is told from a word of another"
        names = tuple(terminal.name for terminal in scanner.terminals)
        after = {
            str(symbol): to if kind is Shift else -ranks[to]
            for symbol, (kind, to) in table.states[etat].items()
        }
        etats.append((lexiques.setdefault(names, len(lexiques)), after))
    return {
        "etats": etats,
        "lexiques": list(lexiques),
        "terminaux": {terminal.name: _terminal(terminal) for terminal in parser.terminals},
        "regles": [_rule(rule) for rule in rules],
        "departs": dict(table.start_states),
        "fins": dict(table.end_states),
        "ignores": sorted(lexer.root_lexer.ignore_types),
    }


def _terminal(terminal: TerminalDef) -> tuple[bool, str, str]:
    assert not terminal.pattern.flags, f"{terminal.name}: signs are compared as they are written"
    if isinstance(terminal.pattern, PatternStr):
        return True, terminal.pattern.value, terminal.pattern.value[0]
    regexp = terminal.pattern.to_regexp()
    return False, regexp, first_signs(regexp)


def first_signs(regexp: str) -> str:
    """Signs with which a text that matches may begin; nothing when that is not plain to see."""
    found: set[str] = set()
    for text in _alternatives(regexp):
        first = _PREMIER.match(text, _AVANT.match(text).end())  # type: ignore[union-attr]  # it may be empty
        signs = "" if first is None else _signs(first)
        if not signs:
            return ""
        found |= set(signs)
    return "".join(sorted(found))


def _signs(first: re.Match[str]) -> str:
    if first["groupe"]:
        return first_signs(first["groupe"])
    if first["classe"]:
        ranges = _RANGE.findall(first["classe"])
        return "".join(one or "".join(map(chr, range(ord(low), ord(high) + 1))) for low, high, one in ranges)
    return first["signe"] or first["note"]


def _alternatives(regexp: str) -> list[str]:
    """Of a pattern, outside of groups and of classes."""
    plain = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", lambda found: "." * len(found[0]), regexp)
    cuts, depth = [-1], 0
    for at, sign in enumerate(plain):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            cuts.append(at)
    return [regexp[a + 1 : b] for a, b in pairwise([*cuts, len(regexp)])]


def _rule(rule: Any) -> tuple[str, int, str, list[tuple[int, bool]] | None, bool]:
    """As `lark.parse_tree_builder` reads a rule."""
    options = rule.options
    kept = [
        (rank, not symbol.is_term and symbol.name.startswith("_"))
        for rank, symbol in enumerate(rule.expansion)
        if options.keep_all_tokens or not (symbol.is_term and symbol.filter_out)
    ]
    plain = len(kept) == len(rule.expansion) and not any(inner for _, inner in kept)
    name = rule.alias or options.template_source or rule.origin.name
    alone = bool(options.expand1 and not rule.alias)
    return str(rule.origin.name), len(rule.expansion), str(name), None if plain else kept, alone
