"""A convention whose identifier is also an account, that is not its own or that another one has too."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.analyses.corpus.demandes import Socles, inherited
from convrules.compiler import COMPTES, attached, declared_accounts
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def noms_de_comptes(conventions: Sequence[ir.Convention], socles: Socles) -> Iterator[Diagnostic]:
    """conventions: of one landlord. socles: those that they inherit."""
    files = [file for c in conventions for file in (c, *inherited(c, socles))]
    finer, accounts = attached(files), COMPTES | declared_accounts(files)
    for convention in conventions:
        ident = convention.ident
        if ident not in accounts:
            continue
        compte = finer.get(ident, ident)
        others = [one for one in conventions if one is not convention and _has(one, ident, compte)]
        if others or not _has(convention, ident, compte):
            spans = tuple(one.span for one in others)
            yield problems.identifiant_qui_est_un_compte(span=convention.span, ident=ident, autres=spans)


def _has(convention: ir.Convention, ident: str, compte: str) -> bool:
    """Is it an account of the convention: that of its holder, or one that shares a part?"""
    holder = convention.reservataire
    splits = (c for c in convention.clauses if isinstance(c, ir.Repartition))
    return (holder is not None and holder.type == compte) or any(
        nom in (ident, compte) for own in splits for nom, _ in own.entre
    )
