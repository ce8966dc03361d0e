"""Whole solutions, looked for by HiGHS as scipy brings it, the `milp` extra.

It counts in binary floats: a solution is kept only if it is one in whole numbers, checked exactly; that there
is none is believed only when it says so twice, with and without its simplifications. No clock: its limit is a
number of branches, so that the same question has the same answer wherever that version runs.
"""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from convrules.year.entiers import SansReponse, Solveur, Systeme

NOEUDS_MAX: Final = 20_000
"""LIMIT: branches looked at for one question; beyond, it has no answer."""
TROUVE, AUCUNE = 0, 2
"""What it answers: a solution, or that there is none. Anything else is no answer."""


def solver() -> Solveur | None:
    """None when the extra is not installed, does not load, or is of a version that has no such solver."""
    try:
        from scipy.optimize import milp
    except ImportError:
        return None
    return Highs(milp)


class Highs:
    def __init__(self, milp: Callable[..., Any]) -> None:
        self._milp = milp

    @property
    def nom(self) -> str:
        return f"HiGHS (scipy {version('scipy')})"

    def possible(self, systeme: Systeme) -> bool:
        """Has it a solution? Raises SansReponse."""
        if not systeme.bornes:
            return systeme.met(())
        refused = 0
        for presolve in (True, False):
            found = self._solution(systeme, presolve=presolve)
            if found is None:
                refused += 1
            elif systeme.met(found):
                return True
        if refused < 2:
            raise SansReponse
        return False

    def _solution(self, systeme: Systeme, *, presolve: bool) -> tuple[int, ...] | None:
        """None when it says that there is none. Raises SansReponse."""
        number = len(systeme.bornes)
        found = self._milp(
            c=[0] * number,
            integrality=[1] * number,
            bounds=self._bounds(systeme),
            constraints=self._rows(systeme) if systeme.contraintes else None,
            options={"disp": False, "presolve": presolve, "node_limit": NOEUDS_MAX},
        )
        if found.status == AUCUNE:
            return None
        if found.status != TROUVE or found.x is None:
            raise SansReponse
        return tuple(round(float(value)) for value in found.x)

    def _rows(self, systeme: Systeme) -> Any:
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        starts, places, values = [0], list[int](), list[int]()
        for contrainte in systeme.contraintes:
            places += [n for n, _ in contrainte.coefficients]
            values += [c for _, c in contrainte.coefficients]
            starts.append(len(places))
        shape = len(systeme.contraintes), len(systeme.bornes)
        matrix = csr_array((values, places, starts), shape=shape, dtype=float)
        return LinearConstraint(matrix, ub=[c.au_plus for c in systeme.contraintes])

    @staticmethod
    def _bounds(systeme: Systeme) -> Any:
        from scipy.optimize import Bounds

        lows, highs = zip(*systeme.bornes, strict=True)
        return Bounds(lows, highs)
