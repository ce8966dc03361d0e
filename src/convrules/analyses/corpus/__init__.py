"""Checks across the conventions of a repository: one file per check."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from convrules import ir
from convrules.analyses.corpus.sommes import sommes
from convrules.analyses.corpus.unicite import unicite
from convrules.analyses.corpus.vocabulaires import vocabulaires
from convrules.diagnostics.model import Diagnostic, in_order

Socles = Mapping[tuple[str, str], ir.Convention]
_AUCUN: Socles = MappingProxyType({})


def findings(conventions: Sequence[ir.Convention], socles: Socles = _AUCUN) -> tuple[Diagnostic, ...]:
    """Everything that several conventions say against one another.

    socles: those inherited, by (name, version); a check that a socle asks for runs only when it is there."""
    ordered = sorted(conventions, key=lambda c: c.ident)
    return in_order((*unicite(ordered, socles), *sommes(ordered, socles), *vocabulaires(ordered)))
