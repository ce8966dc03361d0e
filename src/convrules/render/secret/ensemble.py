"""What several readers of one report may see, each with its own lines: whoever lays two of their files side
by side learns nothing of an account that is neither's which one file alone does not tell.

What is hidden from one reader is hidden from all, but in the lines that are its own. Hiding more never gives
a number back: what was protected for each stays so.
"""

from collections.abc import Collection, Sequence

from convrules.render.secret.model import SEUIL, Lecteur, Publiee, Somme, Ventilation
from convrules.render.secret.publication import publish
from convrules.render.secret.zones import in_zone, is_read, zones


def publish_for(
    ventilations: Sequence[Ventilation],
    lecteur: Lecteur,
    lecteurs: Collection[Lecteur],
    seuil: int = SEUIL,
) -> tuple[Publiee, ...]:
    """Tables of one measure for one of the readers of the report."""
    readers = dict.fromkeys((lecteur, *lecteurs))
    found = [(r.connues, publish(r.restes or ventilations, r.connues, seuil, r.sues)) for r in readers]
    return tuple(_common(v, rang, found) for rang, v in enumerate(ventilations))


def _common(v: Ventilation, rang: int, found: Sequence[tuple[frozenset[str], Sequence[Publiee]]]) -> Publiee:
    """The first reader's table, without what another reader is not shown of a line that is not its own."""
    own = found[0][0]
    others = [(known, tables[rang]) for known, tables in found]

    def hidden(i: int, j: int | None) -> bool:
        line = v.lignes[i]
        told = ((t.totaux[i] if j is None else t.nombres[i][j]) for k, t in others if line not in k)
        return line not in own and None in told

    return Publiee(
        lignes=v.lignes,
        colonnes=v.colonnes,
        nombres=tuple(
            tuple(None if hidden(i, j) else n for j, n in enumerate(row)) for i, row in enumerate(v.nombres)
        ),
        totaux=tuple(None if hidden(i, None) else sum(row) for i, row in enumerate(v.nombres)),
        totaux_colonnes=tuple(
            None if any(t.totaux_colonnes[j] is None for _, t in others) else sum(row[j] for row in v.nombres)
            for j in range(len(v.colonnes))
        ),
        total=None if any(t.total is None for _, t in others) else sum(map(sum, v.nombres)),
    )


def tells_nothing(
    ventilations: Sequence[Ventilation],
    shown: Sequence[Publiee],
    lecteur: Lecteur,
    more: Collection[Somme],
    seuil: int = SEUIL,
) -> bool:
    """May sums be told to a reader beside the tables as it is shown them: does nothing that these hide, nor a
    number under the threshold, come of it?"""
    if shown[0].total is None:
        return False
    every = lecteur.sues | frozenset(more)
    for rang, v in enumerate(ventilations):
        before = zones(v, rang, lecteur.sues)
        for i, groups in zones(v, rang, every).items():
            new = [columns for columns in groups if columns not in before.get(i, ())]
            if any(_gives_back(v, shown[rang], i, columns, seuil) for columns in new):
                return False
    tables = lecteur.restes or ventilations
    again = (publish(tables, lecteur.connues, seuil, sues, shown) for sues in (lecteur.sues, every))
    return next(again) == next(again)


def _gives_back(v: Ventilation, shown: Publiee, i: int, columns: Sequence[int], seuil: int) -> bool:
    """Is the sum of a group a number to hide, or one that is hidden?"""
    masked = any(shown.nombres[i][j] is None and v.nombres[i][j] for j in columns)
    return masked and (is_read(v, i, columns) or in_zone(v, i, columns) < seuil)
