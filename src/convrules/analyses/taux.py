"""Rates over time, where they are constants: from each day on, a share or nothing that can be told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.saisons import INSECABLE
from convrules.base.values import percent as written

FINES: Final = 12
"""Decimals tried at most to tell two rates apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taux:
    """`suite`: in the order of days; None from a day on whose value is not a constant."""

    suite: tuple[tuple[date, Fraction | None], ...]

    def at(self, day: date) -> Fraction | None:
        """The rate on a day; None before the first, or where it is not a constant."""
        held = [taux for du, taux in self.suite if du <= day]
        return held[-1] if held else None

    @property
    def jours(self) -> tuple[date, ...]:
        return tuple(du for du, _ in self.suite)


def parameters(files: Sequence[ir.Convention]) -> Mapping[str, ir.ParametreDeclare]:
    """Parameters of a convention and of what it inherits, by name as cited."""
    return {p.nom: p for file in files for p in file.parametres}


def taux_of(expr: ir.Expr, parametres: Mapping[str, ir.ParametreDeclare]) -> Taux:
    """A rate that depends on rows has no value to state beforehand: an empty series."""
    return Taux(suite=tuple(_steps(expr, parametres)))


def _steps(
    expr: ir.Expr, parametres: Mapping[str, ir.ParametreDeclare]
) -> Iterator[tuple[date, Fraction | None]]:
    match expr:
        case ir.Litteral(valeur=Fraction() as taux):
            yield date.min, taux
        case ir.Nomme(expr=inner):
            yield from _steps(inner, parametres)
        case ir.Parametre(nom=nom) if nom in parametres:
            for valeur in parametres[nom].valeurs:
                constant = valeur.valeur.valeur if isinstance(valeur.valeur, ir.Litteral) else None
                yield valeur.du, constant if isinstance(constant, Fraction) else None
        case _:
            return


def percent(share: Fraction, autre: Fraction | None = None) -> str:
    """`103`, `29.985007`: a share in hundredths, as a rule writes it. One that six decimals do not write is
    cut rather than rounded, after two or as many as tell it from `autre`, and says so: `≈ 33.33`."""
    said = written(share).removesuffix(" %")
    if "/" not in said:
        return said
    places, other = 2, share if autre is None else autre
    while other != share and places < FINES and _cut(share, places) == _cut(other, places):
        places += 1
    whole, rest = divmod(_cut(share, places), 10**places)
    return f"≈{INSECABLE}{whole}.{rest:0{places}d}"


def _cut(share: Fraction, places: int) -> int:
    """In hundredths, times 10^places."""
    power: int = 10 ** (places + 2)
    return share.numerator * power // share.denominator
