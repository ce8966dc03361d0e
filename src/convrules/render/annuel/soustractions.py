"""Withdrawals as one recipient sees them: small numbers are hidden in the conventions that it does not hold.

Source: docs/langage, « Secret statistique »; CCH R. 411-5.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeAlias

from convrules.render.secret import Ventilation, publish
from convrules.year.annuel.model import LigneRetrait, Retraits
from convrules.year.model import Bornes

NOMBRES: Final = ("prevu", "realise", "attribue", "prevu_suivant")
"""The numbers of a line, each protected with those of its kind."""
Cache: TypeAlias = tuple[str, str, str]
"""Convention, category, number."""


def hidden_withdrawals(retraits: Sequence[Retraits], tenues: Collection[str]) -> frozenset[Cache]:
    """Numbers that are not to be shown. tenues: conventions of the reader, which knows its own. Nothing is
    hidden where nothing is supplied: that is no number."""
    if all(r.convention in tenues for r in retraits):
        return frozenset()
    return frozenset(cache for nombre in NOMBRES for cache in _hidden(retraits, tenues, nombre))


def _hidden(retraits: Sequence[Retraits], tenues: Collection[str], nombre: str) -> Iterator[Cache]:
    categories = tuple(dict.fromkeys(line.categorie for r in retraits for line in r.lignes))
    lines = [{line.categorie: line for line in r.lignes} for r in retraits]
    (shown,) = publish(
        [
            Ventilation(
                lignes=tuple(r.convention for r in retraits),
                colonnes=categories,
                nombres=tuple(
                    tuple(_least(by_category.get(c), nombre) for c in categories) for by_category in lines
                ),
            )
        ],
        connues=tenues,
    )
    for convention, row in zip(shown.lignes, shown.nombres, strict=True):
        yield from ((convention, c, nombre) for c, n in zip(categories, row, strict=True) if n is None)


def _least(line: LigneRetrait | None, nombre: str) -> int:
    """What is certain; of what is only possible, the most: « 0 to 3 » says a small number too."""
    value = getattr(line, nombre) if line is not None else None
    return int(value.min or value.max) if isinstance(value, Bornes) else int(value or 0)
