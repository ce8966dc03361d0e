"""Aligned tables for a screen of a hundred columns."""

from collections.abc import Sequence

from convrules.base.anglais import dire, dit
from convrules.base.records import dataclass, replace
from convrules.base.signes import one_line
from convrules.base.texte import Langue
from convrules.render.width import display_width, pad, wrap

LARGEUR = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Colonne:
    """`droite`: numbers. `souple`: the column that is wrapped when the table is too wide."""

    titre: str
    droite: bool = False
    souple: bool = False


def table(
    titres: Sequence[Colonne],
    rangees: Sequence[Sequence[str]],
    largeur: int = LARGEUR,
    langue: Langue = Langue.FR,
) -> list[str]:
    """Lines of text; each cell of a soft column takes as many lines as it needs."""
    colonnes = [replace(c, titre=dire(c.titre, langue)) for c in titres]
    lignes = [[one_line(dit(cell, langue)) for cell in rangee] for rangee in rangees]
    widths = [
        max([display_width(c.titre), *(display_width(ligne[i]) for ligne in lignes)])
        for i, c in enumerate(colonnes)
    ]
    least = [_least(c.titre, [ligne[i] for ligne in lignes]) for i, c in enumerate(colonnes)]
    excess = sum(widths) + 2 * (len(widths) - 1) - largeur
    for _ in range(excess):
        soft = [i for i, c in enumerate(colonnes) if c.souple and widths[i] > least[i]]
        if not soft:
            break
        # Numbers are the last to be cut over two lines.
        widths[max(soft, key=lambda i: (not colonnes[i].droite, widths[i]))] -= 1
    lines = [_row([c.titre for c in colonnes], colonnes, widths)[0]] if colonnes else []
    lines.append("  ".join("─" * w for w in widths))
    for ligne in lignes:
        lines += _row(ligne, colonnes, widths)
    return lines


def _least(titre: str, cells: Sequence[str]) -> int:
    """Columns that the longest word takes: below, a line would overflow."""
    return max(display_width(word) for text in (titre, *cells) for word in text.split(" "))


def _row(cells: Sequence[str], colonnes: Sequence[Colonne], widths: Sequence[int]) -> list[str]:
    wrapped = [
        wrap(cell, width) if c.souple else [cell]
        for cell, c, width in zip(cells, colonnes, widths, strict=True)
    ]
    height = max(map(len, wrapped))
    return [
        "  ".join(
            pad(w[k] if k < len(w) else "", width, c.droite)
            for w, c, width in zip(wrapped, colonnes, widths, strict=True)
        ).rstrip()
        for k in range(height)
    ]
