"""The parts of one landlord on one base: more than the whole cannot be owed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from convrules import ir
from convrules.analyses.corpus.territoires import contains
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems

Socles = Mapping[tuple[str, str], ir.Convention]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part with the convention it stands in, and its rates from each day on (None: not constant)."""

    convention: ir.Convention
    part: ir.Part
    taux: tuple[tuple[date, Fraction | None], ...]

    def at(self, day: date) -> Fraction | None:
        """The rate on a day; None when the part is not in force or its rate not a constant."""
        if not self.convention.en_vigueur.contains(day) or not self.part.entete.en_vigueur.contains(day):
            return None
        held = [taux for du, taux in self.taux if du <= day]
        return held[-1] if held else None


def sommes(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """For each part, the sum of those that bear on all of its base, on the first day it exceeds 100 %.

    Parts under a condition that may not hold are left out: the sum is never overstated."""
    parts = [p for c in conventions for p in _parts(c, socles)]
    seen: set[frozenset[str]] = set()
    for part in parts:
        found = _excess(part, [other for other in parts if _covers(other, part)])
        if found is None:
            continue
        day, summed = found
        key = frozenset(f"{p.convention.ident} {p.part.entete.ident}" for p in summed)
        if key in seen:
            continue
        seen.add(key)
        total = sum((p.at(day) or Fraction(0) for p in summed), Fraction(0))
        yield problems.parts_superieures_a_cent(
            span=part.part.entete.span,
            total=percent(total),
            jour=day.isoformat(),
            autres=tuple(p.part.entete.span for p in summed if p is not part),
        )


def _parts(convention: ir.Convention, socles: Socles) -> Iterator[_Part]:
    inherited = [socles[key] for key in convention.herite if key in socles]
    parametres = {p.nom: p for file in (convention, *inherited) for p in file.parametres}
    for clause in convention.clauses:
        if isinstance(clause, ir.Part) and clause.entete.si is None:
            rates = tuple(_rates(clause.regle.taux, parametres))
            yield _Part(convention=convention, part=clause, taux=rates)


def _rates(
    expr: ir.Expr, parametres: Mapping[str, ir.ParametreDeclare]
) -> Iterator[tuple[date, Fraction | None]]:
    match expr:
        case ir.Litteral(valeur=Fraction() as taux):
            yield date.min, taux
        case ir.Nomme(expr=inner):
            yield from _rates(inner, parametres)
        case ir.Parametre(nom=nom) if nom in parametres:
            for valeur in parametres[nom].valeurs:
                constant = valeur.valeur.valeur if isinstance(valeur.valeur, ir.Litteral) else None
                yield valeur.du, constant if isinstance(constant, Fraction) else None
        case _:
            # Why: a rate that depends on rows has no sum to state beforehand.
            return


def _covers(other: _Part, part: _Part) -> bool:
    """Is every row of the base of `part` also in that of `other`?"""
    if other is part:
        return True
    a, b = other.convention.bailleur, part.convention.bailleur
    if a is None or b is None or a.siren != b.siren:
        return False
    wide, narrow = other.part.regle.population, part.part.regle.population
    classes = ir.Classe.VACANCES in wide.classes or set(narrow.classes) <= set(wide.classes)
    condition = wide.condition is None or wide.condition == narrow.condition
    same = wide.base is narrow.base and wide.statut is narrow.statut
    return (
        classes and condition and same and contains(other.convention.territoire, part.convention.territoire)
    )


def _excess(part: _Part, parts: list[_Part]) -> tuple[date, list[_Part]] | None:
    """The first day on which the parts sum to more than 1, with those in force then."""
    for day in sorted(_turning_days(parts)):
        if part.at(day) is None:
            continue
        summed = [p for p in parts if p.at(day) is not None]
        if sum((p.at(day) or Fraction(0) for p in summed), Fraction(0)) > 1:
            return day, summed
    return None


def _turning_days(parts: list[_Part]) -> Iterator[date]:
    """Days on which a part begins or a rate changes."""
    for part in parts:
        yield part.convention.en_vigueur.du or date.min
        yield part.part.entete.en_vigueur.du or date.min
        yield from (du for du, _ in part.taux)


def percent(share: Fraction) -> str:
    """`103`, `100.33`: a share in hundredths, cut after two decimals rather than rounded."""
    hundredths = share * 10_000
    whole, cents = divmod(hundredths.numerator // hundredths.denominator, 100)
    return f"{whole}.{cents:02d}" if cents else str(whole)
