"""A convention whose identifier is also an account, that is not its own or that another one has too."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.compiler import COMPTE, COMPTES
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import depot as problems


def noms_de_comptes(conventions: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """conventions: of one landlord."""
    for convention in conventions:
        ident, finer = convention.ident, _finer(convention)
        if ident not in COMPTES and ident not in finer:
            continue
        compte = finer.get(ident, ident)
        others = [one for one in conventions if one is not convention and _has(one, ident, compte)]
        if others or not _has(convention, ident, compte):
            spans = tuple(one.span for one in others)
            yield problems.identifiant_qui_est_un_compte(span=convention.span, ident=ident, autres=spans)


def _finer(convention: ir.Convention) -> dict[str, str]:
    declared = (d for d in convention.vocabulaire if d.nom == COMPTE)
    return {code: titulaire for one in declared for code, titulaire in one.titulaires}


def _has(convention: ir.Convention, ident: str, compte: str) -> bool:
    """Is it an account of the convention: that of its holder, or one that shares a part?"""
    holder = convention.reservataire
    splits = (c for c in convention.clauses if isinstance(c, ir.Repartition))
    return (holder is not None and holder.type == compte) or any(
        nom in (ident, compte) for own in splits for nom, _ in own.entre
    )
