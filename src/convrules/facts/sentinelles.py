"""Numbers that programs write for want of one, and that the mapping believes: a rent of 9999, a surface of 0.

Two signs: a value that the field cannot have; nines at the end of a column, far from the other values or far
more frequent than its neighbours. Nothing is changed: the mapping says what it means (`manquant`, `codes`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction
from functools import partial
from typing import Final

from convrules import ir
from convrules.base.records import dataclass
from convrules.base.texte import t
from convrules.base.values import Cellule, Connu, TNombre
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.lieux import Constat, Rangee

PLAUSIBLES: Final[Mapping[str, tuple[int, int, str]]] = {
    "loyer": (1_000, 500_000, "de 10 à 5\u202f000 € par mois"),
    "surface": (5, 500, "de 5 à 500 m²"),
    "etage": (-5, 60, "de -5 à 60"),
    "annee_construction": (1_000, 2_100, "de 1000 à 2100"),
}
"""What a field may be, in its own unit: wide enough that no real dwelling is out of it."""
DISTINCTES: Final = 4_096  # LIMIT: values of one column that are counted, and rows kept for those told.
DITES: Final = 3
"""Values of one column that are told."""
REPETEE: Final = 5
_AILLEURS: Final = "c'est loin des autres valeurs, ou bien plus fréquent que ses voisines"
_PARTOUT: Final = "plus de la moitié de la colonne"
_VOISINES: Final = 3
_FOIS: Final = 4
"""A value is frequent beside its neighbours from so many times the most frequent of them."""
_UN_SEUL_CHIFFRE: Final = 9
_LOIN: Final = 3
"""Nines of several digits are far from the other values from so many times the greatest of them."""


@dataclass(slots=True)
class Nombres:
    """The numbers of one column, while its file is read. `premieres`: first row of those that may be told."""

    comptes: Counter[Fraction] = field(default_factory=Counter)
    premieres: dict[Fraction, tuple[Rangee, str]] = field(default_factory=dict)


def count_number(
    comptes: dict[int, Nombres], colonne: ir.Colonne, rank: int, rangee: Rangee, cellule: Cellule
) -> None:
    """A cell that its column has read."""
    if not isinstance(colonne.type, TNombre) or colonne.type.taux or not isinstance(cellule, Connu):
        return
    text, value = rangee.valeurs[rank], cellule.valeur
    if not isinstance(value, Fraction) or not text or (colonne.codes and text in dict(colonne.codes)):
        return
    found = comptes.get(rank) or comptes.setdefault(rank, Nombres())
    if value in found.comptes or len(found.comptes) < DISTINCTES:
        found.comptes[value] += 1
        if (_out(colonne.champ, value) or _nines(text)) and value not in found.premieres:
            found.premieres[value] = (rangee, text)


def count_again(found: Nombres, cellule: Cellule, times: int) -> None:
    """A cell that was counted once, met so many times more."""
    value = cellule.valeur if isinstance(cellule, Connu) else None
    if isinstance(value, Fraction) and value in found.comptes:
        found.comptes[value] += times


def implausible(colonne: ir.Colonne, found: Nombres) -> Iterator[tuple[Rangee, Constat]]:
    """The values of a column that nobody should believe, the most frequent first."""
    told = 0
    for value, nombre in found.comptes.most_common():
        if value not in found.premieres or told == DITES:
            continue
        rangee, text = found.premieres[value]
        *_, plage = PLAUSIBLES.get(colonne.champ, (0, 0, ""))
        out = _out(colonne.champ, value)
        if not out and not _stands_out(value, found.comptes):
            continue
        told += 1
        make: Constat = partial(
            problems.valeur_peu_plausible,
            colonne=colonne.colonne or colonne.champ,
            valeur=text,
            nombre=str(nombre),
            raison=_beyond(colonne.champ, plage) if out else _AILLEURS,
            partout=_PARTOUT if out and 2 * nombre > found.comptes.total() else "",
        )
        yield rangee, make


def _beyond(champ: str, plage: str) -> str:
    return t("ce n'est pas plausible pour « {champ} » ({plage})", champ=champ, plage=plage)


def _out(champ: str, value: Fraction) -> bool:
    known = PLAUSIBLES.get(champ)
    return known is not None and not known[0] <= value <= known[1]


def _nines(text: str) -> bool:
    """« 9 », « 9999 », « 9 999,00 »: nothing but nines before the decimals."""
    whole = text.replace(".", ",").partition(",")
    digits = "".join(whole[0].split())
    return bool(digits) and set(digits) == {"9"} and not set(whole[2]) - {"0", "9"}


def _stands_out(value: Fraction, comptes: Counter[Fraction]) -> bool:
    """Is a number of nines, the greatest of its column, beside none or above all its neighbours?"""
    others = sorted((v for v in comptes if v != value), reverse=True)
    if not others or others[0] > value:
        return False
    alone = value > _UN_SEUL_CHIFFRE and value > _LOIN * abs(others[0]) and comptes[value] > 1
    near = max(comptes[v] for v in others[:_VOISINES])
    return alone or (comptes[value] >= REPETEE and comptes[value] >= _FOIS * near)
