"""From the grammar that lark compiled to the tables by which `automate.py` reads."""

import re
from typing import Any, Final

import lark
from lark.lexer import PatternStr, TerminalDef
from lark.parsers.lalr_analysis import Shift

from convrules.syntax import grammar

_LETTRE: Final = r"[^\W\d_](?![?*{])"
_UN_MOT: Final = re.compile(rf"\\b(?P<signe>{_LETTRE})[^|]*")
_DES_MOTS: Final = re.compile(rf"\\b\((?P<mots>{_LETTRE}[^|()\[\]]*(?:\|{_LETTRE}[^|()\[\]]*)+)\)[^|]*")


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
    one, several = _UN_MOT.fullmatch(regexp), _DES_MOTS.fullmatch(regexp)
    if several is not None:
        return "".join(sorted({word[0] for word in several["mots"].split("|")}))
    return one["signe"] if one is not None else ""


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
