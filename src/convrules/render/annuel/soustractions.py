"""Withdrawals as one recipient sees them: small numbers are hidden in the conventions that it does not hold.

Source: docs/langage, « Secret statistique »; CCH R. 411-5.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from convrules.render.secret import SEUIL, Ventilation, publish
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


def told_of(retraits: Retraits, nombre: str, caches: Collection[Cache]) -> Mapping[str, int]:
    """One number of a convention, by category; empty when one is hidden that is not zero."""
    found = {line.categorie: _least(line, nombre) for line in retraits.lignes}
    masked = (found[c] for where, c, n in caches if where == retraits.convention and n == nombre)
    return {} if any(masked) else found


def enough(retraits: Retraits, nombre: str) -> Iterator[Cache]:
    """The smallest numbers of a convention that leave its total open: two at least, that reach the threshold;
    all of them, where they do not. Zeros are among them only where there is nothing else."""
    least = sorted((n, c) for c, n in told_of(retraits, nombre, ()).items())
    total = 0
    for rang, (n, categorie) in enumerate([one for one in least if one[0]] or least):
        if rang < 2 or total < SEUIL:
            total += n
            yield retraits.convention, categorie, nombre


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
    for by_category, convention, row in zip(lines, shown.lignes, shown.nombres, strict=True):
        told = dict(zip(categories, row, strict=True))
        yield from ((convention, c, nombre) for c in by_category if told[c] is None)


def _least(line: LigneRetrait | None, nombre: str) -> int:
    """What is certain; of what is only possible, the most: « 0 to 3 » says a small number too."""
    value = getattr(line, nombre) if line is not None else None
    return int(value.min or value.max) if isinstance(value, Bornes) else int(value or 0)
