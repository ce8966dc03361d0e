"""A row whose cells stand under the titles of others: a separator in a text moved them by one column.

What it holds is then nobody's to read, and a name may stand anywhere in it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.plus_tard import later
from convrules.base.values import TCode, TCondition, TDate, TDuree, TEvenement, TNombre, Type
from convrules.facts.conversion import Convertisseur
from convrules.facts.formes import somebody
from convrules.facts.montre import free_text
from convrules.facts.plan import Fichier
from convrules.facts.readers.lieux import Rangee
from convrules.facts.titres import about_somebody

if TYPE_CHECKING:
    from convrules.facts.noms import name_shaped
else:
    name_shaped = later("convrules.facts.noms", "name_shaped")

Lecture: TypeAlias = tuple[ir.Colonne, Convertisseur]
DEPLACEES: Final = 2
"""Cells that the next column reads and their own does not: one alone may be a mistake of its own."""
_MOT: Final = Motif(r"[^\W\d_]{4}")


def shift(fichier: Fichier, rangee: Rangee) -> tuple[int, int] | None:
    """The first cell that stands under the title of another, and by how many columns it moved rightwards.

    Most of those that cannot be read are of the column next to theirs, on one side."""
    wrong = unreadable(fichier, rangee)
    if len(wrong) < DEPLACEES:
        return None
    readers: dict[int, list[Lecture]] = {}
    for colonne, rank, convert in fichier.colonnes:
        readers.setdefault(rank, []).append((colonne, convert))
    texts = [(r, rangee.valeurs[r]) for r in wrong if r not in rangee.fautes]
    for step in (1, -1):
        moved = [r for r, text in texts if _moved(text, readers[r], readers.get(r - step, ()))]
        if len(moved) >= DEPLACEES and 2 * len(moved) >= len(wrong):
            return moved[0], step
    return None


def unreadable(fichier: Fichier, rangee: Rangee) -> Sequence[int]:
    """Ranks of the cells that their column cannot read. Looked for once a row."""
    last = fichier.illisibles
    if last is not None and last[0] is rangee:
        return last[1]
    texts, fautes = rangee.valeurs, rangee.fautes
    found: list[int] = []
    for colonne, rank, convert in fichier.colonnes:
        text = texts[rank]
        wrong = rank in fautes or (text and convert(text).constat is not None and not free_text(colonne))
        if wrong and rank not in found:
            found.append(rank)
    fichier.illisibles = rangee, found
    return found


def doubtful_words(fichier: Fichier, rangee: Rangee, wrong: Sequence[int]) -> frozenset[int]:
    """Cells of a row that may hold somebody's name come from another column: words where several cells
    cannot be read, or beside a column about somebody; those that have the shape of a name."""
    own = {rank for _, rank, _ in fichier.colonnes}
    if len(wrong) >= DEPLACEES:
        free = {rank for colonne, rank, _ in fichier.colonnes if free_text(colonne)}
        return frozenset(r for r in {*wrong, *free} if r in own and _a_word(rangee.valeurs[r]))
    names = fichier.tableau.entete.valeurs
    beside = (r for r in wrong if any(about_somebody(n) for n in names[max(r - 1, 0) : r + 2]))
    named = (r for r in wrong if name_shaped(rangee.valeurs[r]))
    return frozenset((*named, *(r for r in beside if somebody(rangee.valeurs[r]))))


def _a_word(text: str) -> bool:
    return _MOT.search(text) is not None or somebody(text)


def _moved(text: str, own: Sequence[Lecture], others: Sequence[Lecture]) -> bool:
    """Does the next column read a text, which has not the nature of its own?"""
    natures = {_nature(colonne.type) for colonne, _ in own}
    return any(
        not free_text(colonne) and _nature(colonne.type) not in natures and convert(text).constat is None
        for colonne, convert in others
    )


_NATURES: Final[Mapping[type, str]] = {
    TNombre: "nombre", TDuree: "nombre", TDate: "jour", TEvenement: "jour", TCondition: "condition",
}  # fmt: skip


def _nature(type_: Type) -> str:
    """Columns of one nature read the same texts, or nearly: those of codes are each of their own."""
    return type_.enumeration if isinstance(type_, TCode) else _NATURES.get(type(type_), "texte")
