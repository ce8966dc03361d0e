"""How the cells of each column of a table are read, in each of its files."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from convrules import ir, vocabulary
from convrules.base.values import TEvenement
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.conversion import Convertisseur, converter, is_rate
from convrules.facts.plan import Plan


class Conversions:
    """Conversions of a table, and what is wrong in the way its mapping describes them, each told once."""

    def __init__(self, plan: Plan, enumerations: Mapping[str, tuple[str, ...]]) -> None:
        self.enumerations = enumerations
        self._by_source: dict[tuple[ir.FichierSource | None, str], Convertisseur] = {}
        found: list[Diagnostic] = []
        fields = vocabulary.champs_de_table(plan.table)
        for colonne in plan.colonnes:
            field = fields.get(colonne.champ)
            found += _never_without(colonne, is_rate(colonne.type) if field is None else not field.sans_objet)
            readers = [s for s in plan.sources if colonne in plan.colonnes_de(s)]
            for source in readers or (None,):
                checked = converter(completed(colonne, source), enumerations)
                self._by_source[source, colonne.champ] = checked.value
                found += (d for d in checked.diagnostics if d not in found)
        self.diagnostics = tuple(found)

    def of(self, source: ir.FichierSource, colonne: ir.Colonne) -> Convertisseur:
        return self._by_source[source, colonne.champ]


def completed(colonne: ir.Colonne, source: ir.FichierSource | None) -> ir.Colonne:
    """The column with what its file says of all its columns: words for the unknown, and for an event,
    unless it says otherwise itself, the day up to which it is complete."""
    if source is None:
        return colonne
    said = colonne.complet_au is not None or colonne.par_defaut is not None
    day = source.complet_au if isinstance(colonne.type, TEvenement) and not said else colonne.complet_au
    if day == colonne.complet_au and not source.manquant:
        return colonne
    return replace(colonne, complet_au=day, manquant=(*colonne.manquant, *source.manquant))


def _never_without(colonne: ir.Colonne, always: bool) -> Iterator[Diagnostic]:
    """A fact that exists for every row cannot be said to be without object, by whichever key."""
    told = (*(ours for _, ours in colonne.codes or ()), colonne.par_defaut)
    if always and (colonne.sans_objet or "sans objet" in told):
        yield problems.sans_objet_interdit(span=colonne.span, champ=colonne.champ)
