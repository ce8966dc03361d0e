"""CR861 to CR863: what seems to be missing of the files of a table."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems.donnees import donnee


def fichier_manquant(*, span: Span, motif: str, fichiers: str, nombre: str, presents: str) -> Diagnostic:
    """`span`: in the mapping. `fichiers`: the first of them, quoted."""
    args = {"motif": motif, "fichiers": fichiers, "nombre": nombre, "presents": presents}
    return Diagnostic(code="CR861", span=span, args=args)


def fichier_sans_ligne(*, span: Span, table: str) -> Diagnostic:
    """Others of its table have rows."""
    return donnee("CR862", span, table=table)


def mois_sans_vacance(*, span: Span, champ: str, mois: str, avant: str, apres: str) -> Diagnostic:
    """`span`: the first row of the month that follows. `avant`, `apres`: vacancies of the months around."""
    return donnee("CR863", span, champ=champ, mois=mois, avant=avant, apres=apres)
