"""A lighter scanner for lark: each terminal compiled once, and only when a text reaches it.

lark compiles, for each state that it meets, one expression with every terminal the state accepts: a quarter
of the time of a check. Trying the same terminals one by one, in the same order, finds the same token.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, cast

from lark.common import LexerConf
from lark.lexer import BasicLexer, ContextualLexer, PatternStr, TerminalDef, Token, UnlessCallback

if TYPE_CHECKING:
    from lark import TextSlice
    from lark.lexer import Scanner

Essai = Callable[[str, int, int], str | None]
"""What a terminal matches in a text, from a place, before an end; None for nothing."""


class _Terminaux:
    """Terminals in the order of lark, as its `Scanner` tries them."""

    def __init__(
        self, terminals: Sequence[TerminalDef], flags: int, compile_: Any, known: dict[str, Essai]
    ) -> None:
        self.terminals = terminals
        self.allowed_types = {t.name for t in terminals}
        self._flags, self._re, self._known = flags, compile_, known

    def match(self, text: "TextSlice[str]", pos: int) -> tuple[str, str] | None:
        for terminal in self.terminals:
            found = self._essai(terminal)(text.text, pos, text.end)
            if found is not None:
                return found, terminal.name
        return None

    def fullmatch(self, text: str) -> str | None:
        """The first of the terminals, all words, that is this very text."""
        return next((t.name for t in self.terminals if self._essai(t)(text, 0, len(text)) == text), None)

    def _essai(self, terminal: TerminalDef) -> Essai:
        known = self._known.get(terminal.name)
        if known is None:
            known = self._known[terminal.name] = self._compile(terminal)
        return known

    def _compile(self, terminal: TerminalDef) -> Essai:
        pattern = terminal.pattern
        if isinstance(pattern, PatternStr) and not pattern.flags and not self._flags:
            word = pattern.value
            return lambda text, pos, end: word if text.startswith(word, pos, end) else None
        matches = self._re.compile(pattern.to_regexp(), self._flags).match

        def essai(text: str, pos: int, end: int) -> str | None:
            found = matches(text, pos, end)
            return found.group(0) if found else None

        return essai


class _Lexique(BasicLexer):
    """`BasicLexer` with the lighter scanner. `known`: what is compiled, shared by all states of a grammar."""

    def __init__(self, conf: LexerConf, comparator: object, known: dict[str, Essai]) -> None:
        super().__init__(conf, comparator)
        self._known = known

    def _build_scanner(self) -> "Scanner":
        kept, self.callback = self._keywords()
        assert not self.user_callbacks, "the grammar has no callback of its own"
        return cast("Scanner", self._among(kept))

    def _among(self, terminals: Sequence[TerminalDef]) -> _Terminaux:
        return _Terminaux(terminals, self.g_regex_flags, self.re, self._known)

    def _keywords(self) -> tuple[list[TerminalDef], dict[str, Callable[[Token], Token]]]:
        """Words that another terminal also matches are told from it once it has matched (as lark does)."""
        words = [t for t in self.terminals if isinstance(t.pattern, PatternStr)]
        embedded: set[str] = set()
        callback: dict[str, Callable[[Token], Token]] = {}
        for terminal in self.terminals:
            if isinstance(terminal.pattern, PatternStr):
                continue
            alone = self._among([terminal])
            unless = [
                w
                for w in words
                if w.priority == terminal.priority and alone.fullmatch(w.pattern.value) is not None
            ]
            if unless:
                callback[terminal.name] = UnlessCallback(cast("Scanner", self._among(unless)))
                embedded |= {w.name for w in unless if set(w.pattern.flags) <= set(terminal.pattern.flags)}
        return [t for t in self.terminals if t.name not in embedded], callback


class LexiqueContextuel(ContextualLexer):
    """For lark's `_plugins`: the lexer that it builds for each state of the parser."""

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        known: dict[str, Essai] = {}
        make: Any = lambda own, comparator=None: _Lexique(own, comparator, known)  # noqa: E731
        self.BasicLexer = make
        super().__init__(conf, states, always_accept)
