"""CR829, CR894 to CR896: rows of the forecast of vacancies that do not bound what is to come."""

from convrules.base.source import Span
from convrules.diagnostics.model import Diagnostic


def attente_illisible(*, span: Span) -> Diagnostic:
    return Diagnostic(code="CR829", span=span)


def attente_sans_periode(*, span: Span, cause: str) -> Diagnostic:
    return Diagnostic(code="CR894", span=span, args={"cause": cause})


def attente_demesuree(*, span: Span, champ: str, nombre: str, limite: str) -> Diagnostic:
    return Diagnostic(code="CR895", span=span, args={"champ": champ, "nombre": nombre, "limite": limite})


def attente_sans_jours(*, span: Span, jours: str, nombre: str) -> Diagnostic:
    """`span`: the first of the `nombre` rows of a file. `jours`: the columns that they leave out, quoted."""
    return Diagnostic(code="CR896", span=span, args={"jours": jours, "nombre": nombre})
