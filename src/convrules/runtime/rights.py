"""Rows of `droits`: live on a day, and how many rights a row stands for."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules.base.dates import at_most, connu
from convrules.base.outcomes import Cause, Genre, Issue, NonApplicable, et
from convrules.base.values import Connu, Erreur
from convrules.facts.records import Ligne
from convrules.runtime.numbers import Nombre, Plage
from convrules.runtime.reading import event_of_cell


def live_on(droit: Ligne, day: date) -> Issue:
    """Does the right run on that day (`debut` and `fin` included)? A bound that is not recorded is not
    known; a right without end has `fin` without object, hence after every day."""
    row = f"droits {droit.id}"
    begun = at_most(event_of_cell(droit.cellule("debut"), "debut", row), connu(day))
    ended = at_most(connu(day), event_of_cell(droit.cellule("fin"), "fin", row))
    live = et(begun, ended)
    assert not isinstance(live, NonApplicable)
    return live


def with_life(droit: Ligne, live: Issue) -> Ligne:
    """The right with its cell `vivant`, computed from its bounds where the table does not give it."""
    if "vivant" in droit.cellules or not isinstance(live, bool):
        return droit
    return replace(droit, cellules={**droit.cellules, "vivant": Connu(live)})


def rights_of(droit: Ligne) -> Nombre:
    """A row counts for `nombre` rights, for one where the table has no such column."""
    if "nombre" not in droit.cellules:
        return Fraction(1)
    cell = droit.cellule("nombre")
    if isinstance(cell, Connu):
        assert isinstance(cell.valeur, Fraction), "checked: a number of rights"
        return cell.valeur
    genre = Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT
    cause = Cause(fait="nombre", genre=genre, ligne=f"droits {droit.id}")
    return Plage(frozenset({cause}), Fraction(0), None)
