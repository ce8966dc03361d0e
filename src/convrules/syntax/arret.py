"""Where the grammar stopped reading a sentence."""

from convrules.base.records import dataclass
from convrules.base.source import Source, Span
from convrules.diagnostics.model import Edit
from convrules.syntax.kinds import Entree


@dataclass(frozen=True, slots=True, kw_only=True)
class Arret:
    """Where the parser stopped: `at` the first character it could not take, `before` the start of the
    token it took last (None at the beginning), `accepts` the terminals it would have taken."""

    source: Source
    text: str
    sentence: Span
    entree: Entree
    at: int
    before: int | None
    accepts: frozenset[str]

    def span(self, start: int, end: int) -> Span:
        return Span(source=self.source, start=start, end=end)

    def mended(self, edit: Edit) -> str:
        """The sentence once a correction is made."""
        start, end = edit.span.start, edit.span.end
        return self.text[self.sentence.start : start] + edit.texte + self.text[end : self.sentence.end]

    @property
    def starts(self) -> tuple[int, ...]:
        return (self.at,) if self.before is None else (self.at, self.before)
