"""A territory beside the place of its holder, where no socle says how far it may reach (« perimetre »)."""

from collections.abc import Iterator
from typing import Final

from convrules import geographie, ir
from convrules.base.source import Span
from convrules.checking.codes import place_finding
from convrules.checking.readers import scalars, table_of
from convrules.checking.scope import Chantier
from convrules.diagnostics.problems import questions as problems
from convrules.syntax import nodes as n

_GENRES: Final = {
    "région": "region",
    "département": "departement",
    "commune": "commune",
    "epci": "epci",
    "ept": "ept",
}
_CLES: Final = tuple(_GENRES)


def check_reach(c: Chantier, root: n.Table, holder: ir.Reservataire | None) -> None:
    """One question, at the first place of the territory that lies outside the holder's own."""
    table = table_of(root.get("territoire"))
    if table is None or holder is None or c.socles_absents or _ruled(c, holder.type):
        return
    own = _own(holder)
    if own is None or any(
        place_finding(code.span, code.texte, _GENRES[cle])
        for cle in _CLES
        for code in scalars(table.get(cle))
    ):
        return
    for cle in _CLES:
        for code in scalars(table.get(cle)):
            if not _lies_within(own, cle, code.texte):
                _ask(c, code.span, cle, code.texte, holder)
                return


def _ask(c: Chantier, span: Span, cle: str, code: str, holder: ir.Reservataire) -> None:
    c.report(
        problems.territoire_au_dela_du_titulaire(
            span=span,
            lieu=f"{_name(cle, code)} ({code})",
            propre=f"{_name(_KEY_OF.get(holder.type, ''), holder.code or '')} ({holder.code})",
        )
    )


def _ruled(c: Chantier, kind: str) -> bool:
    """Does an inherited control say where the territory of such a holder must lie?"""
    return any(
        isinstance(clause, ir.Controle)
        and isinstance(clause.reglage, ir.Perimetre)
        and kind in dict(clause.reglage.echelles)
        for socle in c.herites.values()
        for clause in socle.clauses
    )


_KEY_OF: Final = {
    "commune": "commune",
    "epci": "epci",
    "metropole": "epci",
    "ept": "ept",
    "departement": "département",
    "region": "région",
}


def _own(holder: ir.Reservataire) -> ir.Territoire | None:
    """The place that the kind and the code of a holder name, when the official lists know it."""
    key = _KEY_OF.get(holder.type, "")
    if not key or not holder.code or not _name(key, holder.code):
        return None
    code = frozenset({holder.code})
    match key:
        case "commune":
            return ir.Territoire(communes=code)
        case "epci":
            return ir.Territoire(epcis=code)
        case "ept":
            return ir.Territoire(epts=code)
        case "département":
            return ir.Territoire(departements=code)
        case _:
            return ir.Territoire(regions=code)


def _name(key: str, code: str) -> str:
    """The name of a place; empty when no list has it."""
    if key == "commune":
        found = geographie.commune(code)
        return found.nom if found is not None else ""
    if key in ("epci", "ept"):
        grouping = geographie.groupement(code)
        of_kind = geographie.is_epci(code) if key == "epci" else geographie.is_ept(code)
        return grouping.nom if grouping is not None and of_kind else ""
    return (geographie.departements() if key == "département" else geographie.regions()).get(code, "")


def _lies_within(own: ir.Territoire, key: str, code: str) -> bool:
    if key == "région":
        return code in own.regions
    if key == "département" and (code in own.departements or geographie.region_of(code) in own.regions):
        return True
    if (key == "epci" and code in own.epcis) or (key == "ept" and code in own.epts):
        return True
    return all(_holds(own, place) for place in _places(key, code))


def _holds(own: ir.Territoire, place: str) -> bool:
    """A municipal arrondissement lies in its commune; a commune is the holder's arrondissement in no case."""
    return geographie.territoire_contient(own, place)


def _places(key: str, code: str) -> Iterator[str]:
    if key == "commune":
        yield code
    elif key == "département":
        yield from geographie.places_of_departement(code)
    else:
        yield from (c.code for c in geographie.communes_of(code))
