"""Cells in which exceptions set a rule aside: nothing is judged there, and a report says why.

Source: docs/langage, « Exceptions ».
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from convrules import ir
from convrules.base.records import replace
from convrules.compiler import ClauseCompilee
from convrules.year.cellules import Clef, Groupe
from convrules.year.decisifs import exception_named
from convrules.year.model import Dite
from convrules.year.pareils import Pareils
from convrules.year.textes import Textes, not_aside
from convrules.year.textes_de_l_annee import shown_on

Lignes: TypeAlias = Callable[[Textes, Groupe], Iterable[Pareils]]
"""What reads the rows of a rule in a cell."""


def set_aside(textes: Textes, groupe: Groupe, rows: Lignes | None) -> tuple[tuple[Clef, Dite], ...]:
    """The cell of `groupe`, which has no number, and what sets the rule aside there; nothing where no
    exception does, or where there would be no cell without it. rows: None where a cell needs none."""
    names = tuple(dict.fromkeys(nom for cle in textes.lus.values() for nom in cle.ecartee_par))
    nom = textes.cadre.periode.nom
    clef = ((("trimestre", nom),) if nom else ()) + groupe.clef
    if not names or textes.conflit or not clef:
        return ()
    if rows is not None:
        # Why those whose place is known alone: of another, nobody knows that it would make this cell.
        bare = replace(textes, clause=_not_aside(textes.clause), lus={})
        if not any(True for _ in rows(bare, replace(groupe, peut_etre=()))):
            return ()
    shown, day = shown_on(textes.clause, textes.cadre.periode), textes.premier_jour
    assert isinstance(shown, ir.Part | ir.Quota), "checked: a part or quota"
    by = tuple(exception_named(textes.clause, nom, day) for nom in names)
    return ((clef, Dite(clause=shown, exceptions=by, ecartee=True)),)


def _not_aside(clause: ClauseCompilee) -> ClauseCompilee:
    return replace(clause, regles={cle: not_aside(regle) for cle, regle in clause.regles.items()})
