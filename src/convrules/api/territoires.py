"""A file that no convention looks at: every row lies elsewhere, and every account would be empty."""

from collections.abc import Iterator, Sequence

from convrules.base.values import Connu
from convrules.compiler import Programme
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import recoupements as problems
from convrules.facts.readers.lieux import place_at_line
from convrules.facts.records import Faits, Place, Vacance
from convrules.runtime.places import on_territory

MONTRES = 5


def nowhere(programmes: Sequence[Programme], faits: Faits) -> Iterator[Diagnostic]:
    """Told when no vacancy is, even perhaps, on the territory of a convention."""
    territoires = [p.convention.territoire for p in programmes]
    rows = faits.vacances
    if not rows or any(on_territory(t, v.cellule) is not False for v in rows for t in territoires):
        return
    named = [t.regions | t.departements | t.communes | t.epcis | t.epts for t in territoires]
    place = rows[0].ligne.place or Place(fichier="vacances", ligne=1)
    yield problems.hors_de_tout_territoire(
        span=place_at_line(place.fichier, place.ligne),
        nombre=str(len(rows)),
        lues=_listed({_commune(v) for v in rows}),
        territoires=_listed(set[str]().union(*named)),
    )


def _commune(vacance: Vacance) -> str:
    cell = vacance.cellule("commune")
    return cell.valeur if isinstance(cell, Connu) and isinstance(cell.valeur, str) else ""


def _listed(codes: set[str]) -> str:
    known = sorted(codes - {""})
    return ", ".join(known[:MONTRES]) + (", …" if len(known) > MONTRES else "")
