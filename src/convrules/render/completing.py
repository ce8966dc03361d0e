"""Rows to complete, by what they lack: what to look for, in how many rows, and how much it may move."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from convrules.render import numbers
from convrules.render.french import listing
from convrules.render.lexicon import Lexique, shown
from convrules.year.model import BilanConvention

FIN = numbers.FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Manque:
    """Rows that lack the same facts. `ecart`: by how much the heaviest of them may move a count."""

    faits: tuple[str, ...]
    vacances: tuple[str, ...]
    ecart: Fraction


def lacks(b: BilanConvention) -> tuple[Manque, ...]:
    """Heaviest first. A row that several rules wait for is there once."""
    facts: dict[str, set[str]] = {}
    weight: dict[str, Fraction] = {}
    for regle in b.regles:
        for cellule in regle.cellules:
            for ligne in cellule.a_completer:
                facts.setdefault(ligne.vacance, set()).update(c.fait for c in ligne.causes)
                weight[ligne.vacance] = max(weight.get(ligne.vacance, Fraction(0)), ligne.ecart)
    groups: dict[tuple[str, ...], list[str]] = {}
    for vacance in sorted(facts, key=lambda v: (-weight[v], v)):
        groups.setdefault(tuple(sorted(facts[vacance])), []).append(vacance)
    found = (
        Manque(faits=lacking, vacances=tuple(rows), ecart=weight[rows[0]]) for lacking, rows in groups.items()
    )
    return tuple(sorted(found, key=lambda m: (-m.ecart, -len(m.vacances), m.faits)))


def waiting(b: BilanConvention) -> int:
    """How many rows are to be completed."""
    return sum(len(m.vacances) for m in lacks(b))


def lacking(m: Manque, lexique: Lexique) -> str:
    """« logement situé en quartier prioritaire (qpv) »."""
    return listing([shown(fait, lexique) for fait in m.faits])


def rows_named(m: Manque, most: int) -> str:
    """« V-1, V-2 et 4 autres »."""
    left = len(m.vacances) - most
    told = ", ".join(m.vacances[:most])
    return f"{told} et {numbers.count(left, 'autre')}" if left > 0 else told


def lack_lines(b: BilanConvention, lexique: Lexique, most: int) -> Iterator[str]:
    """« logement conventionné (conventionne) : 2 vacances, jusqu'à 0,95 logement d'écart : V-1, V-2 »."""
    for m in lacks(b):
        n = len(m.vacances)
        each = " chacune" if n > 1 else ""
        moved = f"jusqu'à {numbers.count(m.ecart, 'logement')} d'écart{each}"
        rows = f"{numbers.count(n, 'vacance')}, {moved}{FIN}: {rows_named(m, most)}"
        yield f"{lacking(m, lexique)}{FIN}: {rows}"
