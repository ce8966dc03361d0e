"""Withdrawals: what was forecast leaves the base before the year, what was made leaves it after.

A table that was not supplied is unknown, never zero. Source: docs/langage, « Soustractions ».
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from convrules import ir
from convrules.base.outcomes import Cause, Indetermine, Issue, causes_of, et, non, ou
from convrules.base.records import dataclass, replace
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.reading import cited
from convrules.runtime.scalar import evaluate_issue
from convrules.year.annees_lues import years_read
from convrules.year.annoncees import (
    PREVISION,
    in_force,
    may_bear_on,
    of_its_days,
    speaks_of,
    why_in_doubt,
    without_column,
)
from convrules.year.assiette import PREMIERE, Cadre, in_flow, is_row, reference_in_period, vacancy
from convrules.year.bornes import ZERO, between, minus, times
from convrules.year.cellules import NON_VUE, Clef, as_number, as_text, key_of, locate, may_be_both
from convrules.year.couverture import lacking
from convrules.year.model import Bornes, LigneIncertaine, Retrait
from convrules.year.perimetre import alike
from convrules.year.publics import D_UN_CANDIDAT
from convrules.year.suivi import Suivi, counted, firm, holds
from convrules.year.valeurs import PrevisionEnDoute

INCERTAIN: Final = Indetermine(frozenset({PREVISION}))
TETE: Final = frozenset({"annee", "categorie", "nombre", "convention"})
"""Columns of a forecast that say nothing of a dwelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A flow in one cell. `brute`: its rows, those withdrawn included."""

    population: ir.Population
    dimensions: tuple[ir.Champ, ...]
    clef: Clef
    cadre: Cadre
    brute: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevu:
    """A forecast as bounds; `causes` when it is not a number. `inconnu`: the table is not there. `doutes`:
    what its rows announce that is perhaps not of the base."""

    nombre: Bornes
    causes: frozenset[Cause] = frozenset()
    inconnu: bool = False
    doutes: tuple[PrevisionEnDoute, ...] = ()


def categories(cadre: Cadre) -> tuple[str, ...]:
    """Categories that the convention withdraws."""
    return withdrawn_by(cadre.programme)


def withdrawn_by(programme: Programme) -> tuple[str, ...]:
    found = (c.clause for c in programme.clauses)
    return tuple(dict.fromkeys(c.categorie for c in found if isinstance(c, ir.Soustraction)))


def forecast_number(population: ir.Population | None, clef: Clef, cadre: Cadre, annee: int) -> Prevu:
    """P: dwellings forecast to be withdrawn from this base and cell in a year."""
    table = cadre.faits.soustractions
    if table is None:
        return Prevu(nombre=ZERO, causes=frozenset({PREVISION}), inconnu=True)
    low, doubts = Fraction(0), list[PrevisionEnDoute]()
    rows = list(_of_year(table, cadre, annee))
    own = cadre.programme.convention.ident if categories(cadre) else None
    if says_nothing_of(table, annee, own):
        return Prevu(nombre=ZERO, causes=frozenset({PREVISION}), inconnu=True)
    for ligne in rows:
        nombre = as_number(ligne.cellule("nombre"))
        concerned = _concerns(ligne, population, clef, cadre)
        if concerned is False:
            continue
        if nombre is None or nombre < 0 or unplaced(ligne):
            return Prevu(nombre=ZERO, causes=frozenset({PREVISION}), inconnu=True)
        if concerned is True:
            low += nombre
        elif nombre:
            doubts.append(PrevisionEnDoute(annee=annee, nombre=nombre, causes=why_in_doubt(concerned, cadre)))
    return Prevu(
        nombre=between(low, low + sum(d.nombre for d in doubts)),
        causes=frozenset[Cause]().union(*(d.causes for d in doubts)),
        doutes=tuple(doubts),
    )


def _of_year(table: Iterable[Ligne], cadre: Cadre, annee: int) -> Iterable[Ligne]:
    """Rows about the year and a category that the convention withdraws, or that do not say."""
    known = (None, *categories(cadre))
    return (
        ligne
        for ligne in table
        if as_number(ligne.cellule("annee")) in (annee, None) and as_text(ligne.cellule("categorie")) in known
    )


def says_nothing_of(table: Sequence[Ligne], annee: int, convention: str | None = None) -> bool:
    """A forecast of nothing is written: 0. A year that no row of the table names was not forecast;
    nor is any by a table without a row, which a wrong filter may have emptied. convention: nor is it for this
    one where each row names another, of which alone it is."""
    rows = (ligne for ligne in table if as_number(ligne.cellule("annee")) in (annee, None))
    return not any(convention is None or speaks_of(ligne, convention) for ligne in rows)


def unplaced(ligne: Ligne) -> bool:
    """A row that does not say its year or its category may be any's: nothing can be counted on."""
    return as_number(ligne.cellule("annee")) is None or as_text(ligne.cellule("categorie")) is None


def _concerns(ligne: Ligne, population: ir.Population | None, clef: Clef, cadre: Cadre) -> Issue:
    """Does this forecast bear on the base, in this cell? It must carry the columns that tell."""
    result = may_bear_on(ligne, cadre)
    for nom, valeur in clef:
        found = as_text(ligne.cellule(nom))
        # Why: a forecast that does not say in which cell may be in any, and one that does in a cell not seen.
        either = found is None or valeur == NON_VUE or may_be_both(nom, found, valeur)
        doubt = without_column(nom) if found is None else INCERTAIN
        here: Issue = doubt if either else found == valeur
        result = et(result, here)
    result = et(result, of_its_days(ligne, cadre))
    if population is None or result is False:
        return result
    contexte = replace(
        cadre.contexte(cadre.periode.du),
        vacance=Vacance(ligne=Ligne(table="vacances", id=ligne.id, cellules=ligne.cellules)),
    )
    kind: Issue = False
    for classe in population.classes:
        kind = ou(kind, _of_kind(classe, contexte, cadre))
    return et(result, et(kind, holds(population.condition, contexte)))


def _of_kind(classe: ir.Classe, contexte: Contexte, cadre: Cadre) -> Issue:
    if classe is ir.Classe.VACANCES and not cadre.choix.neufs_par_programme:
        return True
    first = evaluate_issue(PREMIERE, contexte)
    return firm(first if classe is ir.Classe.MISES_EN_SERVICE else non(first))


# --- what was made --------------------------------------------------------------------------
def withdrawn(decision: Decision, categorie: str | None) -> Issue:
    """Is the vacancy withdrawn (in this category)?"""
    possibles = decision.statut.possibles
    if Statut.SOUSTRAIT not in possibles:
        return False
    sure = len(possibles) == 1
    if categorie is None or decision.statut.categorie == categorie:
        return True if sure else INCERTAIN
    if sure and decision.statut.categorie is not None:
        return False
    may = any(
        isinstance(s.clause, ir.Soustraction)
        and s.clause.categorie == categorie
        and firm(s.issue) is not False
        for s in decision.soustractions
    )
    return INCERTAIN if may else False


def made(cadre: Cadre, categorie: str) -> Bornes:
    """Dwellings withdrawn in the period for this reason."""
    found = alike(cadre)
    return counted((et(one.dedans, withdrawn(one.une.decision, categorie)), one.nombre) for one in found)


def count(issues: Iterable[Issue]) -> Bornes:
    """How many hold: those that do for certain, and those that may."""
    return counted((issue, 1) for issue in issues)


def _made(suivi: Suivi, categorie: str | None, cadre: Cadre) -> Issue:
    inside = et(is_row(suivi), reference_in_period(suivi, None, cadre))
    return et(inside, withdrawn(suivi.decision, categorie)) if inside is not False else False


def made_in_base(
    population: ir.Population, dimensions: Sequence[ir.Champ], clef: Clef, cadre: Cadre
) -> Bornes | None:
    """W: dwellings withdrawn from this base and cell; None when the landlord's files show no vacancy that is
    of the year for certain, on this territory or elsewhere: it was not supplied."""
    brut = Base(population=population, dimensions=tuple(dimensions), clef=clef, cadre=cadre, brute=ZERO)
    # Why not the days of the clause or of the convention alone, nor its territory: a year that has rows on
    # other days, or elsewhere, is not one without data.
    if cadre.annee not in years_read(cadre):
        return None
    return count(made_there(suivi, brut) for suivi in cadre.suivis)


def made_there(suivi: Suivi, base: Base) -> Issue:
    """Is the dwelling withdrawn from this base and cell?"""
    gone = _made(suivi, None, base.cadre)
    place = locate(vacancy(suivi), base.dimensions)
    if gone is False or place is None or not place.may_be(base.clef):
        return False
    kinds = {firm(kind) for kind in _kinds(suivi, base)}
    here: Issue = True if place.sure and kinds == {True} else INCERTAIN
    return et(gone, here) if kinds - {False} else False


def _kinds(suivi: Suivi, base: Base) -> list[Issue]:
    """Is it of the base's kind, under each text of which a day is of the period?"""
    here = [monde for monde in suivi.mondes if monde.meets(base.cadre.periode)]
    # Why: the household to which it was proposed is known to somebody, even where nobody came to live.
    return [in_flow(base.population, vacancy(suivi), m, base.cadre, comptees=D_UN_CANDIDAT) for m in here]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annoncee:
    """A row of the forecast that may bear on a base in a cell, by its place in the table, and what it
    announces. `sure`: does it bear on them for certain?"""

    rang: int
    ligne: Ligne
    nombre: Fraction
    sure: bool


def announced(population: ir.Population | None, clef: Clef, cadre: Cadre) -> list[Annoncee]:
    """Rows of the forecast that may bear on the base, in this cell."""
    rows = _bearing(population, clef, cadre)
    numbers = ((n, ligne, as_number(ligne.cellule("nombre")), here) for n, ligne, here in rows)
    return [
        Annoncee(rang=n, ligne=ligne, nombre=number, sure=here is True)
        for n, ligne, number, here in numbers
        if number
    ]


def _bearing(
    population: ir.Population | None, clef: Clef, cadre: Cadre
) -> Iterator[tuple[int, Ligne, Issue]]:
    """Rows of the year that may, by their place in the table."""
    ranks = {id(ligne): n for n, ligne in enumerate(cadre.faits.soustractions or ())}
    for ligne in _of_year(cadre.faits.soustractions or (), cadre, cadre.annee):
        here = _concerns(ligne, population, clef, cadre)
        if here is not False:
            yield ranks[id(ligne)], ligne, here


def cells_announced(
    population: ir.Population, dimensions: Sequence[ir.Champ], cadre: Cadre
) -> Iterator[tuple[str | None, ...]]:
    """The values of these fields in each row of the forecast that announces a dwelling of the base, or may;
    None where it does not say."""
    if cadre.choix.soustractions is ir.ModeSoustraction.REALISE or cadre.au >= cadre.periode.au:
        return
    for _, ligne, _ in _bearing(population, (), cadre):
        if as_number(ligne.cellule("nombre")) != 0:
            yield tuple(as_text(ligne.cellule(cited(champ))) for champ in dimensions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Avant:
    """The base over the year before, its ρ₀ (`taux`), the dwellings that were forecast (P) and made (W)."""

    base: Base
    taux: Bornes
    prevus: Bornes
    faits: Bornes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """ρ₀(P − W) of the year before. None when its forecast, or its vacancies, are not given: neither number
    has then any limit, hence the due of this year has none either. `lignes`: its rows of which one does not
    know whether they were withdrawn; `avant`: what it is made of; `previsions`: what was forecast for it
    that is perhaps not of the base."""

    nombre: Bornes | None = ZERO
    causes: frozenset[Cause] = frozenset()
    lignes: tuple[LigneIncertaine, ...] = ()
    avant: Avant | None = None
    previsions: tuple[PrevisionEnDoute, ...] = ()


def gap_before(base: Base, before: tuple[Cadre, Bornes]) -> Ecart:
    cadre, ancien = before
    forecast = forecast_number(base.population, base.clef, cadre, cadre.annee)
    done = made_in_base(base.population, base.dimensions, base.clef, cadre)
    missing = lacking(cadre, seule=True).union(
        Cause(fait=f"{table} {cadre.annee}")
        for table, absent in (("soustractions", forecast.inconnu), ("vacances", done is None))
        if absent
    )
    if done is None or missing:
        return Ecart(nombre=None, causes=missing)
    old = replace(base, cadre=cadre)
    lines = tuple(_perhaps_made(old, ancien))
    return Ecart(
        nombre=times(ancien, minus(forecast.nombre, done)),
        causes=forecast.causes.union(*(line.causes for line in lines)),
        lignes=lines,
        avant=Avant(base=old, taux=ancien, prevus=forecast.nombre, faits=done),
        previsions=forecast.doutes,
    )


def _perhaps_made(base: Base, taux: Bornes) -> Iterator[LigneIncertaine]:
    """Rows that were perhaps withdrawn from it. taux: ρ₀, what each makes due."""
    for suivi in base.cadre.suivis:
        if isinstance(made_there(suivi, base), Indetermine):
            yield LigneIncertaine(
                vacance=suivi.vacance.id,
                causes=_why_perhaps(suivi, base),
                ecart=taux.max,
                realise=Fraction(0),
                base=Fraction(0),
                du=taux.max,
                au_plus=taux.valeur is None,
            )


def _why_perhaps(suivi: Suivi, base: Base) -> frozenset[Cause]:
    statut, place = suivi.decision.statut, locate(vacancy(suivi), base.dimensions)
    inside = (is_row(suivi), reference_in_period(suivi, None, base.cadre))
    found = frozenset[Cause]().union(*(causes_of(issue) for issue in (*inside, *_kinds(suivi, base))))
    found |= statut.causes if len(statut.possibles) > 1 else frozenset()
    found |= place.causes if place is not None else frozenset()
    return found or frozenset({PREVISION})


def settled_cells(
    population: ir.Population, dimensions: Sequence[ir.Champ], before: Cadre | None
) -> Iterator[Clef]:
    """Cells of which the forecast of the year before was wrong, and is settled this year."""
    if before is None or before.choix.soustractions is not ir.ModeSoustraction.PREVISION_REGULARISEE:
        return
    fields = [cited(champ) for champ in dimensions]
    rows = (locate(vacancy(s), dimensions) for s in before.suivis if _made(s, None, before) is not False)
    found = [key_of(place, dimensions) for place in rows if place is not None and place.sure]
    for ligne in _of_year(before.faits.soustractions or (), before, before.annee):
        said = [(nom, as_text(ligne.cellule(nom))) for nom in fields]
        if _concerns(ligne, population, (), before) is not False:
            found.append(tuple((nom, valeur) for nom, valeur in said if valeur is not None))
    for clef in dict.fromkeys(clef for clef in found if len(clef) == len(fields)):
        forecast = forecast_number(population, clef, before, before.annee)
        done = made_in_base(population, dimensions, clef, before)
        if forecast.inconnu or done is None or minus(forecast.nombre, done) != ZERO:
            yield clef


def summary(cadre: Cadre) -> tuple[Retrait, ...]:
    """Both variants, by category: forecast (None: not known) and made."""
    found, clauses = cadre.excedent, (c.clause for c in cadre.programme.clauses)
    limited = {
        c.categorie for c in clauses if isinstance(c, ir.Soustraction) and c.entete.ident == found.clause
    }
    return tuple(
        Retrait(
            categorie=categorie,
            prevu=forecast_of(categorie, cadre),
            tu=is_unspoken(categorie, cadre),
            realise=made(cadre, categorie),
            limite=found.limite if categorie in limited else None,
            excedent=found.nombre if categorie in limited else None,
        )
        for categorie in categories(cadre)
    )


def forecast_of(categorie: str, cadre: Cadre) -> int | None:
    """Forecast of the year for this reason; None when it is not known."""
    table = cadre.faits.soustractions
    if table is None or says_nothing_of(table, cadre.annee, cadre.programme.convention.ident):
        return None
    total, own = Fraction(0), in_force(cadre)
    for ligne in _of_year(table, cadre, cadre.annee):
        nombre = as_number(ligne.cellule("nombre"))
        bears = et(may_bear_on(ligne, cadre), own is None or of_its_days(ligne, own))
        if as_text(ligne.cellule("categorie")) not in (None, categorie) or bears is False:
            continue
        if nombre is None or unplaced(ligne) or (nombre and bears is not True):
            return None
        total += nombre
    return int(total)


def is_unspoken(categorie: str, cadre: Cadre) -> bool:
    """Does no row of the year's forecast speak of this reason here, so that it is 0 without being written?"""
    if forecast_of(categorie, cadre) != 0:
        return False
    own = (r for r in _of_year(cadre.faits.soustractions or (), cadre, cadre.annee) if may_bear_on(r, cadre))
    return not any(as_text(ligne.cellule("categorie")) in (None, categorie) for ligne in own)
