"""Rows of the data of which something is still to come, by what each rule makes of them.

Source: docs/langage, « Tenir toutes les parts ensemble ».
"""

from collections.abc import Sequence

from convrules.base.outcomes import Genre
from convrules.base.records import dataclass
from convrules.year.rangs import Option, Rang, is_uncertain, lots_of
from convrules.year.unites import Exigible


@dataclass(frozen=True, slots=True, kw_only=True)
class Ouverte:
    """A row of the data of which something is still to come (`options`, `en_doute`: see `Unite`)."""

    options: dict[int, frozenset[Option]]
    en_doute: dict[int, Rang]


def open_rows(found: Sequence[Exigible]) -> dict[str, Ouverte] | None:
    """By name. None when one of them stands for more, or less, than a dwelling, or twice in a rule."""
    waiting = {
        ident
        for exigible in found
        for rang, idents in lots_of(exigible.dossier.rangs)
        if _awaits(rang)
        for ident in idents
    }
    rows = {ident: Ouverte(options={}, en_doute={}) for ident in waiting}
    for place, exigible in enumerate(found):
        for rang, idents in lots_of(exigible.dossier.rangs):
            for ident in idents if waiting else ():
                row = rows.get(ident)
                if row is None:
                    continue
                if rang.poids != 1 or rang.excedent or place in row.options:
                    return None
                row.options[place] = rang.options
                if is_uncertain(rang) and not _awaits(rang):
                    row.en_doute[place] = rang
    return rows


def _awaits(rang: Rang) -> bool:
    return any(c.genre is Genre.FUTUR for c in rang.causes)
