"""What decides a cell of a part or quota: the clause itself, or exceptions to it. Data only."""

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dite:
    """A clause as a cell has it. `clause`: its text, with the keys that exceptions replace there;
    `exceptions`: those, by their place; none where it is as signed. `cles`: the keys that they give.
    `ecartee`: they set it aside instead. `certaine`: does it decide, for the whole period or for some of its
    days? Where that is not known, `causes` says for want of what, unless it comes to the same."""

    clause: ir.Part | ir.Quota
    exceptions: tuple[ir.ExceptionClause, ...] = ()
    cles: tuple[str, ...] = ()
    ecartee: bool = False
    certaine: bool = True
    causes: frozenset[Cause] = frozenset()

    @property
    def noms(self) -> tuple[str, ...]:
        return tuple(e.entete.ident for e in self.exceptions)
