"""Counts of the holder's own lettings that hold what the scope of the convention leaves out."""

from collections.abc import Iterator, Sequence

from convrules import ir
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems
from convrules.ir.textes import with_nested

_FAITES = frozenset({ir.Classe.ORIENTATIONS, ir.Classe.PROPOSITIONS, ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX})


def comptes_hors_du_champ(convention: ir.Convention, socles: Sequence[ir.Convention]) -> Iterator[Diagnostic]:
    """A quota on the holder's lettings of no status named, where some clause leaves dwellings out."""
    scope = [c for file in (convention, *socles) for c in file.clauses if isinstance(c, ir.ClauseChamp)]
    if not scope:
        return
    for clause in with_nested(convention.clauses):
        if not isinstance(clause, ir.Quota) or clause.parent is not None:
            continue
        for population in (clause.regle.population, clause.compte):
            if population is not None and _whole(population):
                yield problems.compte_hors_du_champ(
                    span=population.span, clause=clause.entete.nom, population=population.span.text
                )


def _whole(population: ir.Population) -> bool:
    mine = population.rattachement is ir.Rattachement.RESERVATAIRE
    return mine and population.statut is None and bool(_FAITES & set(population.classes))
