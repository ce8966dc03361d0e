"""What the drawn years say together: how often each rule holds, and where its numbers lie."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from fractions import Fraction
from math import floor
from typing import TypeAlias

from convrules.analyses.prevision.model import Etendue, RegleTiree
from convrules.base.records import dataclass
from convrules.year.model import Bilan, ResultatCellule
from convrules.year.valeurs import Bornes, Verdict

Cle: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...]]
"""Convention, clause, cell."""


@dataclass(slots=True, kw_only=True)
class Recueil:
    """Judged years, each read once and forgotten."""

    titulaires: dict[str, str] = field(default_factory=dict)
    cellules: dict[Cle, list[tuple[Bornes, Bornes | None, Bornes]]] = field(default_factory=dict)
    verdicts: dict[Cle, Counter[Verdict]] = field(default_factory=dict)
    faits: dict[Cle, set[str]] = field(default_factory=dict)

    def add(self, bilan: Bilan) -> None:
        for b in bilan.conventions:
            ident = b.convention.ident
            holder = b.convention.reservataire
            self.titulaires[ident] = holder.nom if holder is not None else ident
            for regle in b.regles:
                for cell in regle.cellules:
                    self._add((ident, regle.clause.entete.ident, cell.cellule), cell)

    def _add(self, key: Cle, cell: ResultatCellule) -> None:
        self.cellules.setdefault(key, []).append((cell.base, cell.du, cell.realise))
        counted = self.verdicts.setdefault(key, Counter())
        if cell.verdict is not None:
            counted[cell.verdict] += 1
        if cell.verdict is Verdict.INDETERMINE:
            self.faits.setdefault(key, set()).update(cause.fait for cause in cell.causes)

    def rules(self, intervalle: Fraction) -> Iterator[RegleTiree]:
        """Rules in the order in which years first had them; the cells of one together, by name."""
        ranks = {key[:2]: n for n, key in reversed(list(enumerate(self.cellules)))}
        for key in sorted(self.cellules, key=lambda k: (ranks[k[:2]], k[2])):
            seen = self.cellules[key]
            wanted = [du for _, du, _ in seen if du is not None]
            yield RegleTiree(
                convention=key[0],
                reservataire=self.titulaires[key[0]],
                clause=key[1],
                cellule=key[2],
                annees=self.verdicts[key].total() - self.verdicts[key][Verdict.NON_APPLICABLE],
                verdicts=tuple((v, self.verdicts[key][v]) for v in Verdict if self.verdicts[key][v]),
                base=spread([base for base, _, _ in seen], intervalle),
                du=spread(wanted, intervalle) if len(wanted) == len(seen) else None,
                fait=spread([fait for _, _, fait in seen], intervalle),
                faits=tuple(sorted(self.faits.get(key, ()))),
            )


def spread(found: Sequence[Bornes], intervalle: Fraction) -> Etendue:
    """The middle value, and the narrowest of the intervals that leave out as many values below as above and
    hold the share asked for. A number that is not known counts at its least, and at its greatest."""
    least, most = sorted(b.min for b in found), sorted(b.max for b in found)
    number = len(found)
    out = floor((1 - intervalle) / 2 * number)
    middle = (number - 1) // 2
    return Etendue(
        milieu=Bornes(min=least[middle], max=most[middle]), min=least[out], max=most[number - 1 - out]
    )


def exactly_spread(found: Iterable[int], intervalle: Fraction) -> Etendue:
    return spread([Bornes(min=Fraction(n), max=Fraction(n)) for n in found], intervalle)
