"""Rows of `droits`: live on a day, how many rights a row stands for, and the dwelling it bears on."""

from datetime import date
from fractions import Fraction

from convrules.base.dates import JOUR_MIN, at_most, connu
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, NonApplicable, et, indetermine
from convrules.base.records import replace
from convrules.base.values import Cellule, Connu, Erreur, SansObjet
from convrules.facts.coherence import PRECEDE
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.numbers import Nombre, Plage
from convrules.runtime.operators import normal_text
from convrules.runtime.reading import event_of_cell


def live_on(droit: Ligne, day: date) -> Issue:
    """Does the right run on that day (`debut` and `fin` included)? A bound that is not recorded is not
    known; a right without end has `fin` without object, hence after every day."""
    fin = event_of_cell(droit.cellule("fin"), "fin", f"droits {droit.id}")
    return runs(droit, day, at_most(connu(day), fin))


def runs(droit: Ligne, day: date, before_end: Issue) -> Issue:
    """Has the right begun on that day, and is its end not before it?"""
    begun = at_most(event_of_cell(droit.cellule("debut"), "debut", f"droits {droit.id}"), connu(day))
    live = et(begun, before_end)
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


def perhaps_unique(droit: Ligne) -> bool:
    """May it be one that serves so many times, then no more? A table without `forme` holds lasting rights."""
    return "forme" in droit.cellules and droit.cellule("forme") != Connu("suite")


def served_from(droit: Ligne, rattachement: str) -> date:
    """The first day, by the event that dates vacancies, of one that may be let under the right: of a letting
    that comes after that event, from the year before the right on."""
    debut = event_of_cell(droit.cellule("debut"), "debut")
    since = date.fromordinal(max(debut.low, JOUR_MIN.toordinal()))
    dated = rattachement == "attribution" or "attribution" in PRECEDE.get(rattachement, ())
    return since if dated else date(max(since.year - 1, JOUR_MIN.year), 1, 1)


# --- on which dwelling ------------------------------------------------------------------------
def why_not_read(vacance: Vacance, faits: Faits | None) -> Cause:
    """Why a vacancy has no rights at hand: no table, or a dwelling that is not said, which too many rights
    may bear on."""
    cell = vacance.cellule("logement")
    if faits is None or faits.droits is None:
        return Cause(fait="droits")
    if isinstance(cell, Connu):
        # Rows that stand for refused ones come last.
        lost = faits.droits[-1] if faits.droits and faits.droits[-1].refusee else None
        return Cause(fait="droits", genre=Genre.ERREUR, ligne=lost.id) if lost else Cause(fait="droits")
    return Cause(fait="logement", genre=Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT)


def bears_on(droit: Ligne, vacance: Vacance) -> Issue:
    """On this very dwelling, by its key."""
    return on_dwelling(droit, vacance.cellule("logement"), vacance.cellule("programme"))


def on_dwelling(droit: Ligne, logement: Cellule, programme: Cellule) -> Issue:
    """A right on a programme bears on none of its dwellings in particular: it names no dwelling (`sans
    objet`), or its table has no such column. A cell that is merely empty may hide one."""
    row = f"droits {droit.id}"
    if "logement" not in droit.cellules and "programme" in droit.cellules:
        return False
    same = same_cell(droit.cellule("logement"), logement, "logement", row)
    if not isinstance(same, Indetermine):
        return same
    return same_cell(droit.cellule("programme"), programme, "programme", row) is not False and same


def same_cell(right: Cellule, own: Cellule, fait: str, row: str) -> Issue:
    if isinstance(right, Connu) and isinstance(own, Connu):
        return normal_text(str(right.valeur)) == normal_text(str(own.valeur))
    missing, ligne = (right, row) if not isinstance(right, Connu) else (own, "")
    return not_recorded(missing, fait, ligne)


def not_recorded(cell: Cellule, fait: str, ligne: str) -> Issue:
    """A cell that holds no value: not known, unless there is nothing to hold."""
    if isinstance(cell, SansObjet):
        return False
    return indetermine(fait, Genre.ERREUR if isinstance(cell, Erreur) else Genre.MANQUANT, ligne)
