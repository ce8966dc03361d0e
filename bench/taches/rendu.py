"""Tables, curves and losses of the standard task, as Markdown in French."""

import math
from collections.abc import Iterator, Mapping, Sequence

from taches.mesure import Mesure

TITRES = {
    "W1": "W1, toutes les vacances sous toutes les conventions",
    "W2": "W2, l'année de chaque convention : vingt comptes, sept parts, leurs verdicts",
    "W3": "W3, une vacance à la fois, l'issue de chaque règle",
    "W4": "W4, du lancement au résultat d'une vacance, règles lues dans des fichiers",
}


def duration(seconds: float) -> str:
    """Three figures, in the unit that suits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{number(seconds / size)} {unit}"
    return f"{number(seconds * 1e9)} ns"


def number(x: float) -> str:
    """Three significant figures, as French writes them."""
    if x == 0:
        return "0"
    size = math.floor(math.log10(abs(x)))
    digits, x = max(0, 2 - size), round(x, 2 - size)
    whole, _, rest = f"{x:.{digits}f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{grouped},{rest}" if rest else grouped


def times(ratio: float) -> str:
    """« 3,2 » times as long, or « ÷ 40 »."""
    return number(ratio) if ratio >= 1 else f"÷ {number(1 / ratio)}"


def _power(power: int) -> str:
    """A power of ten of a second: « 10 µs »."""
    unit, size = next(
        u for u in (("s", 0), ("ms", -3), ("µs", -6), ("ns", -9)) if power >= u[1] or u[0] == "ns"
    )
    return f"{10 ** (power - size) if power >= size else '0,1'} {unit}"


def _ours(found: Sequence[Mesure]) -> Mesure | None:
    """What the others are compared with, if it was asked."""
    return next((m for m in found if not m.absent and m.nom.startswith("convrules")), None)


def table(genre: str, conventions: int, graine: int, found: Sequence[Mesure]) -> Iterator[str]:
    """One table: every contender, or why it is not there."""
    ours = _ours(found)
    pairs = "" if genre == "W4" else " (sauf mention : médiane par vacance)"
    yield f"#### {conventions} conventions, graine {graine}{pairs}"
    yield ""
    titles = (
        "lignes", "écoulé", "processeur", "par décision", "× convrules", "mémoire, Mo", "dont pendant, Mo",
        "règles prêtes en",
    )  # fmt: skip
    yield f"| | {' | '.join(titles)} |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for m in found:
        if m.absent:
            yield f"| {m.nom} | {m.absent} | | | | | | | |"
            continue
        name = m.nom if m.juste else f"**{m.nom} : réponses différentes, ne compte pas**"
        ratio = times(m.vacance_processeur / ours.vacance_processeur) if ours else ""
        memory = number(m.pic / 1024) if m.pic else ""
        grown = number((m.pic - m.avant) / 1024) if m.pic else ""
        decision = duration(m.vacance_processeur / conventions)
        ready = duration(m.compile) if m.compile else ""
        yield (
            f"| {name} | {m.lignes} | {duration(m.vacance)} | {duration(m.vacance_processeur)} | "
            f"{decision} | {ratio} | {memory} | {grown} | {ready} |"
        )
    yield ""


def curves(
    by_size: Mapping[int, Sequence[Mesure]], rows: Mapping[int, int], large: int = 60
) -> Iterator[str]:
    """Processor time of a decision as conventions are added, over as many rows each time, on a scale of
    powers of ten and in figures. `rows`: of each number of conventions; who judged fewer is left out."""
    marks = dict(zip(sorted(by_size), "abcdefgh", strict=False))
    points: dict[str, dict[int, float]] = {}
    for size, found in by_size.items():
        for m in found:
            if not m.absent and m.juste and m.lignes == rows[size]:
                points.setdefault(m.nom, {})[size] = math.log10(m.vacance_processeur / size)
    if not points:
        return
    every = [x for told in points.values() for x in told.values()]
    low, high = math.floor(min(every)), math.ceil(max(every))
    scale = (large - 1) / max(1, high - low)
    said = ", ".join(f"{mark} : {size}" for size, mark in marks.items())
    told_rows = " et ".join(f"{n:,}".replace(",", " ") for n in sorted(set(rows.values())))
    yield f"Temps de processeur d'une décision quand les conventions s'ajoutent, sur {told_rows} lignes"
    yield f"chaque fois ({said} ; à gauche, le plus vite ; un astérisque : plusieurs au même endroit) :"
    yield ""
    yield "```text"
    axis = [" "] * (large + 8)
    for power in range(low, high + 1):
        at = round((power - low) * scale)
        label = _power(power)
        axis[at : at + len(label)] = label
    yield f"{'':24}{''.join(axis).rstrip()}"
    for name, told in sorted(points.items(), key=lambda each: min(each[1].values())):
        line = ["·"] * large
        for size, x in sorted(told.items()):
            at = round((x - low) * scale)
            line[at] = marks[size] if line[at] == "·" else "*"
        figures = ", ".join(f"{marks[size]} {duration(10**x)}" for size, x in sorted(told.items()))
        yield f"{name:24}{''.join(line)}  {figures}"
    yield "```"
    yield ""


def losses(genre: str, conventions: int, found: Sequence[Mesure]) -> Iterator[str]:
    """Who is faster than convrules, and how much: said, never hidden."""
    ours = _ours(found)
    if ours is None:
        return
    for m in sorted((m for m in found if not m.absent and m.juste), key=lambda m: m.vacance_processeur):
        faster = ours.vacance_processeur / m.vacance_processeur
        if faster > 1.05 and "convrules" not in m.nom and m.nom != "python -c pass":
            yield f"- {genre}, {conventions} conventions : {m.nom} va {number(faster)} fois plus vite."
