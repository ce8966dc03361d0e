"""The queries of a project, run when a mapping names them."""

from collections.abc import Callable, Sequence

from convrules import ir
from convrules.api.sources import Sources
from convrules.base.ressemblance import nearest
from convrules.diagnostics.model import Checked
from convrules.diagnostics.problems import lecture
from convrules.facts.readers.lieux import Tableau


def query_reader(
    sources: Sources | None,
) -> Callable[[ir.FichierSource, Sequence[ir.Colonne]], Checked[Tableau | None]]:
    """Runs the queries of a project, by their names."""
    known = sources.requetes if sources is not None else {}

    def ask(fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]) -> Checked[Tableau | None]:
        nom = fichier.requete or ""
        if sources is None or nom not in known:
            absent = lecture.requete_inconnue(span=fichier.span, nom=nom, proche=nearest(nom, known))
            return Checked(value=None, diagnostics=(absent,))
        from convrules.facts.readers.postgres import read_query

        return read_query(nom, known[nom], sources.serveur, fichier, colonnes)

    return ask
