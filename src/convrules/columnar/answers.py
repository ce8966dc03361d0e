"""What a condition answers to each code of a column, and the rows of which it is so."""

from collections.abc import Iterable, Mapping, Sequence

from convrules.base.outcomes import Issue
from convrules.base.records import dataclass
from convrules.columnar.cumulated import Cumulated, Run, runs_of
from convrules.columnar.tables import Column
from convrules.columnar.vectors import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`reste`: the outcome of the codes that are in no run; `runs`: those of the other outcomes."""

    column: Column
    reste: Issue
    runs: Mapping[Issue, Sequence[Run]]

    def on(self, laid: Cumulated) -> Vector:
        """On rows that are laid by the codes of the column."""
        found, told = Vector(), 0
        for issue, runs in self.runs.items():
            rows = laid.within(runs)
            told ^= rows
            found.add(issue, rows)
        found.add(self.reste, laid.everything ^ told)
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
