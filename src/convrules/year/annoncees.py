"""A row of a forecast, and a convention: is it about its places, and about the days that are judged?

Source: docs/langage, « Retraits annoncés et réalisés ».
"""

from typing import Final

from convrules import ir, vocabulary
from convrules.base.outcomes import Cause, Genre, Indetermine, Issue, causes_of
from convrules.base.records import replace
from convrules.base.trous import SOUSTRACTIONS
from convrules.base.values import Erreur
from convrules.facts.records import Ligne
from convrules.runtime.places import LIEUX, on_territory
from convrules.year.assiette import Cadre
from convrules.year.cellules import as_text
from convrules.year.periode import Intervalle, periods
from convrules.year.suivi import firm

PREVISION: Final = Cause(fait="soustractions")
SANS_LIEU: Final = Indetermine(frozenset({Cause(fait="soustractions.commune")}))
SANS_CONVENTION: Final = Indetermine(frozenset({Cause(fait="soustractions.convention")}))
SANS_TRIMESTRE: Final = Indetermine(frozenset({Cause(fait="trimestre des soustractions prévues")}))
SANS_JOURS: Final = Indetermine(frozenset({Cause(fait="jours des soustractions prévues")}))

DITES: Final = {PREVISION}.union(*map(causes_of, (SANS_LIEU, SANS_TRIMESTRE, SANS_JOURS, SANS_CONVENTION)))
"""Why a number that is announced is not known of a base: itself, its place, its days."""


def without_column(nom: str) -> Indetermine:
    """A forecast that does not say in which cell it is, for want of this column."""
    return SANS_LIEU if nom in LIEUX else Indetermine(frozenset({Cause(fait=f"{SOUSTRACTIONS}{nom}")}))


def why_in_doubt(issue: Issue, cadre: Cadre) -> frozenset[Cause]:
    """Why it is not known whether a forecast bears on a base: columns that it lacks, by their name."""
    own = {champ.nom for champ in cadre.programme.convention.vocabulaire}
    columns = own.union(vocabulary.champs_de_table("soustractions"))
    found: set[Cause] = set()
    for cause in causes_of(issue):
        if cause in DITES or cause.fait.startswith(SOUSTRACTIONS):
            found.add(cause)
        elif cause.fait in columns and cause.genre in (Genre.MANQUANT, Genre.ERREUR):
            (lacking,) = causes_of(without_column(cause.fait))
            found.add(replace(lacking, genre=cause.genre))
    return frozenset(found) or frozenset({PREVISION})


def may_bear_on(ligne: Ligne, cadre: Cadre) -> Issue:
    """Is a forecast about this convention? It is of the one that it names, and of no other, unless its place
    says otherwise. One that names no place is of the whole département: how much of it falls on a smaller
    territory is not known."""
    convention, named = cadre.programme.convention, ligne.cellule("convention")
    if isinstance(named, Erreur):
        return SANS_CONVENTION
    placed = any(as_text(ligne.cellule(nom)) is not None for nom in LIEUX)
    inside = firm(on_territory(convention.territoire, ligne.cellule)) if placed else None
    if as_text(named) is not None:
        return _names(ligne, cadre) and (SANS_LIEU if inside is False else True)
    if inside is None:
        here = convention.territoire
        return SANS_LIEU if here.communes or here.epcis or here.epts else True
    return SANS_LIEU if isinstance(inside, Indetermine) else inside


def of_its_days(ligne: Ligne, cadre: Cadre) -> Issue:
    """Is all that is announced of the days of the period? It is of the civil year; where the row names the
    convention, of those days of the year on which it is in force."""
    if cadre.periode.nom:
        return SANS_TRIMESTRE
    own, named = _days(cadre.annee, cadre.en_vigueur), _names(ligne, cadre)
    if _holds(cadre.periode, own if named else _days(cadre.annee, ir.TOUJOURS)):
        return True
    return SANS_CONVENTION if _holds(cadre.periode, own) and not named else SANS_JOURS


def speaks_of(ligne: Ligne, convention: str) -> bool:
    """May it be of the convention: does it name that one, or none? A cell that is wrong says nothing."""
    named = ligne.cellule("convention")
    return not isinstance(named, Erreur) and as_text(named) in (None, convention)


def in_force(cadre: Cadre) -> Cadre | None:
    """The same over the days of its year on which the convention is in force; None where there is none."""
    own = _days(cadre.annee, cadre.en_vigueur)
    return replace(cadre, periode=own) if own is not None else None


def _days(annee: int, validite: ir.Validite) -> Intervalle | None:
    return next(iter(periods(ir.Periode.ANNEE, annee, validite)), None)


def _holds(periode: Intervalle, days: Intervalle | None) -> bool:
    return days is not None and periode.du <= days.du and days.au <= periode.au


def _names(ligne: Ligne, cadre: Cadre) -> bool:
    return as_text(ligne.cellule("convention")) == cadre.programme.convention.ident
