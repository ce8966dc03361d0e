"""Tables of a statement: dwellings are counted one by one, along each dimension and along all at once."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from convrules import vocabulary
from convrules.year.annuel.lecture import bins
from convrules.year.annuel.model import (
    AXES,
    INCONNUE,
    MESURES,
    Groupe,
    Logement,
    Mesures,
    Periodes,
    Releve,
    Tableau,
)
from convrules.year.bornes import between

OUI_NON: Final = ("oui", "non")
Clef = tuple[str, ...]


def statement(groupe: Groupe, logements: Iterable[Logement], periodes: Periodes) -> Releve:
    """Count the dwellings of one account."""
    rows = tuple(logements)
    return Releve(
        groupe=groupe,
        total=tally(rows, lambda _: ()).get((), NUL),
        tableaux=tuple(_table(axe, rang, rows, periodes) for rang, axe in enumerate(AXES)),
        croisement=tuple(sorted(tally(rows, lambda v: v.valeurs).items())),
        logements=rows,
        douteux=sum(bool(v.causes) for v in rows),
        causes=frozenset().union(*(v.causes for v in rows)),
    )


def _table(axe: str, rang: int, rows: Sequence[Logement], periodes: Periodes) -> Tableau:
    counted = tally(rows, lambda v: (v.valeurs[rang],))
    found = {key[0]: mesures for key, mesures in counted.items()}
    return Tableau(axe=axe, lignes=tuple((v, found.get(v, NUL)) for v in in_order(axe, found, periodes)))


def in_order(axe: str, values: Collection[str], periodes: Periodes) -> list[str]:
    """Values of a dimension as every table lists them, in whatever order they were met; unknown last."""
    listed = _declared(axe, periodes)
    shown = [*(v for v in listed if v in values or _always(axe)), *sorted(set(values) - {*listed, INCONNUE})]
    return [*shown, INCONNUE] if INCONNUE in values else shown


def _declared(axe: str, periodes: Periodes) -> tuple[str, ...]:
    """Values in their own order, where a list gives one."""
    if axe == "qpv":
        return OUI_NON
    return bins(periodes) if axe == "periode_construction" else vocabulary.codes(axe)


def _always(axe: str) -> bool:
    """A line even when nothing is in it: the dimension has few values, all declared."""
    return axe in ("qpv", "periode_construction")


def tally(rows: Iterable[Logement], key: Callable[[Logement], Clef]) -> Mapping[Clef, Mesures]:
    """Certain and possible dwellings of each measure, by key."""
    counts: dict[Clef, list[int]] = {}
    for row in rows:
        bounds = counts.setdefault(key(row), [0] * 2 * len(MESURES))
        for rang, counted in enumerate((row.propose, row.attribue)):
            bounds[2 * rang] += counted is True
            bounds[2 * rang + 1] += counted is not False
    return {
        clef: Mesures(propose=between(b[0], b[1]), attribue=between(b[2], b[3])) for clef, b in counts.items()
    }


NUL: Final = Mesures(propose=between(0, 0), attribue=between(0, 0))
