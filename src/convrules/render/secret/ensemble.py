"""What several readers of one report may see, each with its own lines: whoever lays two of their files side
by side learns nothing of an account that is neither's which one file alone does not tell.

What is hidden from one reader is hidden from all, but in the lines that are its own. Hiding more never gives
a number back: what was protected for each stays so.
"""

from collections.abc import Collection, Sequence

from convrules.render.secret.model import SEUIL, Publiee, Ventilation
from convrules.render.secret.publication import publish


def publish_for(
    ventilations: Sequence[Ventilation],
    connues: Collection[str],
    lecteurs: Collection[frozenset[str]],
    seuil: int = SEUIL,
) -> tuple[Publiee, ...]:
    """Tables of one measure for one of the readers. connues: the lines that it knows already; lecteurs: those
    that each reader of the report knows."""
    known = list(dict.fromkeys((frozenset(connues), *sorted(lecteurs, key=sorted))))
    found = [(own, publish(ventilations, own, seuil)) for own in known]
    return tuple(_common(rang, found) for rang in range(len(ventilations)))


def _common(rang: int, found: Sequence[tuple[frozenset[str], Sequence[Publiee]]]) -> Publiee:
    """The first reader's table, without what another reader is not shown of a line that is not its own."""
    mine, own = found[0][1][rang], found[0][0]
    others = [(known, tables[rang]) for known, tables in found]

    def hidden(i: int, j: int | None) -> bool:
        line = mine.lignes[i]
        told = ((t.totaux[i] if j is None else t.nombres[i][j]) for k, t in others if line not in k)
        return line not in own and None in told

    return Publiee(
        lignes=mine.lignes,
        colonnes=mine.colonnes,
        nombres=tuple(
            tuple(None if hidden(i, j) else n for j, n in enumerate(row))
            for i, row in enumerate(mine.nombres)
        ),
        totaux=tuple(None if hidden(i, None) else n for i, n in enumerate(mine.totaux)),
        totaux_colonnes=tuple(
            None if any(t.totaux_colonnes[j] is None for _, t in others) else n
            for j, n in enumerate(mine.totaux_colonnes)
        ),
        total=None if any(t.total is None for _, t in others) else mine.total,
    )
