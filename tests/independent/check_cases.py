"""Re-runs the conformance suite with the independent evaluator.

    python tests/independent/check_cases.py [page…]

Prints, page by page, how many cases agree, differ, or use what the evaluator does not read.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from independent.evaluator.pages import folders, of_folder, pages, sections
from independent.evaluator.play import Played, play


def run(names: Iterable[str] = (), one_in: int = 1) -> list[Played]:
    """Cases of these pages, or of all; one of so many, whichever section it stands in."""
    wanted = [n.removesuffix(".md") for n in names]
    chosen = [
        section
        for page in pages()
        if not wanted or any(page.with_suffix("").as_posix().endswith(n) for n in wanted)
        for section in sections(page)
    ]
    chosen += [s for folder in folders() if not wanted or folder.name in wanted for s in of_folder(folder)]
    found: list[Played] = []
    rank = 0
    for section in chosen:
        kept = [case for n, case in enumerate(section.cases, rank) if n % one_in == 0]
        rank += len(section.cases)
        found += play(replace(section, cases=kept)) if kept else ()
    return found


def table(played: list[Played]) -> str:
    lines = [f"{'page':<28} rejoués  en désaccord  hors de portée"]
    for page in dict.fromkeys(p.section.page for p in played):
        mine = [p for p in played if p.section.page == page]
        out = Counter(p.out_of_reach for p in mine if p.out_of_reach)
        wrong = sum(bool(p.differences) for p in mine)
        why = ", ".join(f"{reason} ({n})" for reason, n in out.most_common(4))
        lines.append(f"{page:<28} {len(mine) - out.total():>7} {wrong:>13} {out.total():>15}  {why}".rstrip())
    again = [p for p in played if not p.out_of_reach]
    lines.append(
        f"{'ensemble':<28} {len(again):>7} {len(disagreements(played)):>13} {len(played) - len(again):>15}"
    )
    return "\n".join(lines)


def disagreements(played: list[Played]) -> list[str]:
    return [
        f"{p.section.page} {p.section.ident} {p.case}\n    {line}" for p in played for line in p.differences
    ]


def main(names: list[str]) -> int:
    played = run(names)
    wrong = disagreements(played)
    print("\n".join([*wrong, table(played)]))
    return 1 if wrong or not played else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
