"""Review dates passed without a new value, as of the day of the check."""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.dates import Duree, shift
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import analyses as problems

# LIMIT: review days looked at; at one a month, eighty years.
_REVISIONS_MAX = 1_000


def revisions_manquees(convention: ir.Convention, au: date | None) -> Iterator[Diagnostic]:
    """The last review day passed on which no value begins, nor any later day up to `au`."""
    if au is None:
        return
    for parametre in convention.parametres:
        missed = _missed(convention, parametre, au)
        if missed is not None:
            yield problems.revision_manquee(
                span=parametre.span,
                parametre=parametre.nom,
                jour=missed.isoformat(),
                au=au.isoformat(),
                suite="la valeur « à défaut » vaut depuis"
                if parametre.a_defaut is not None
                else "le paramètre n'a plus de valeur depuis",
            )


def _missed(convention: ir.Convention, parametre: ir.ParametreDeclare, au: date) -> date | None:
    revision = parametre.revision
    if revision is None:
        return None
    begun = {v.du for v in parametre.valeurs}
    last: date | None = None
    for rank in range(_REVISIONS_MAX):
        day = shift(revision.depuis, Duree(nombre=rank * revision.nombre, unite=revision.unite))
        if day > au:
            break
        if convention.en_vigueur.contains(day):
            last = day if day not in begun else None
    return last if last is not None and not any(last < du <= au for du in begun) else None
