"""What a condition answers to each code of a column, and the rows of which it is so."""

from collections.abc import Iterable, Mapping, Sequence

from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.columnar.cumulated import Run, runs_of, within_runs
from convrules.columnar.tables import BYTE, Column
from convrules.columnar.vectors import MANY, Rows, TooMany, Vector, gather


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`reste`: the outcome of the codes that are in no run; `runs`: those of the other outcomes."""

    column: Column
    reste: Issue
    runs: Mapping[Issue, Sequence[Run]]

    def on(self, ranks: Sequence[int]) -> Vector:
        """On the rows of these ranks, looked up. Raises TooMany."""
        if len(self.runs) >= MANY:
            raise TooMany
        by_code = bytearray(max(BYTE, self.column.number))
        for rank, runs in enumerate(self.runs.values(), 1):
            for first, last in runs:
                by_code[first:last] = bytes((rank,)) * (last - first)
        said = self.column.of(ranks)
        held = said.translate(by_code) if isinstance(said, bytes) else bytes(map(by_code.__getitem__, said))
        return gather(held, (self.reste, *self.runs))

    def among(self, below: Sequence[Rows]) -> Vector:
        """The same where the rows are laid: `below`, by `cumulated`."""
        found, told = Vector(), 0
        for issue, runs in self.runs.items():
            rows = within_runs(below, runs)
            told ^= rows
            found.add(issue, rows)
        found.add(self.reste, below[-1] ^ told)
        return found


def by_code(column: Column, issues: Sequence[Issue]) -> Answer:
    """By code, an outcome."""
    codes: dict[Issue, list[int]] = {}
    for code, issue in enumerate(issues):
        codes.setdefault(issue, []).append(code)
    return by_outcome(column, ((issue, runs_of(those)) for issue, those in codes.items()))


def by_outcome(column: Column, told: Iterable[tuple[Issue, Sequence[Run]]]) -> Answer:
    """By outcome, the runs of its codes, every code in one. The outcome of most runs is that of the rest."""
    by_issue: dict[Issue, list[Run]] = {}
    for issue, runs in told:
        if runs:
            by_issue.setdefault(issue, []).extend(runs)
    if not by_issue:
        return Answer(column=column, reste=True, runs={})
    reste = max(by_issue, key=lambda issue: len(by_issue[issue]))
    return Answer(column=column, reste=reste, runs={i: r for i, r in by_issue.items() if i is not reste})
