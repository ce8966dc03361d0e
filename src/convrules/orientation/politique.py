"""A policy ready to evaluate. Data only, and little to load: most commands do not look at it."""

from convrules import ir
from convrules.base.records import dataclass
from convrules.compiler import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class PolitiqueCompilee:
    """A policy ready to evaluate. `programme`: the `champ`, `soustraction` and `choix` that judge for the
    landlord, and the parameters that its clauses cite."""

    politique: ir.Politique
    programme: Programme
