"""Withdrawals by category: forecast, made, and the lettings made of such dwellings.

Source: docs/langage, « Le bilan annuel »; CCH R. 441-5, version of 22/02/2020.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.outcomes import Issue, et, ou
from convrules.base.records import dataclass, replace
from convrules.base.values import Erreur
from convrules.compiler import Programme
from convrules.facts.records import Ligne
from convrules.runtime.reading import read_event
from convrules.year.annoncees import SANS_LIEU, in_force, may_bear_on, of_its_days
from convrules.year.annuel.lecture import Lu
from convrules.year.annuel.model import LigneRetrait, Retraits
from convrules.year.assiette import Cadre, is_row, reference_in_period
from convrules.year.bornes import exactly
from convrules.year.cellules import as_number, as_text
from convrules.year.model import Bornes
from convrules.year.periode import Intervalle, falls_in, periods
from convrules.year.retraits import (
    categories,
    count,
    forecast_of,
    is_unspoken,
    made,
    says_nothing_of,
    unplaced,
    withdrawn,
    withdrawn_by,
)
from convrules.year.suivi import Suivi

PARTOUT: Final = ""
"""The landlord as a whole, in place of a convention."""
Juge: TypeAlias = Callable[[Suivi, Cadre, str], Issue]


def of_convention(cadre: Cadre) -> Retraits:
    """As one convention judges them, on its territory. Nothing is forecast of a year in which it is not."""
    after = in_force(replace(cadre, annee=cadre.annee + 1))
    let = _let_in(cadre, cadre.annee)
    lines = (
        LigneRetrait(
            categorie=categorie,
            prevu=forecast_of(categorie, cadre),
            realise=made(cadre, categorie),
            attribue=count(issue for _, issue in rows),
            prevu_suivant=forecast_of(categorie, after) if after is not None else None,
            tus=_in_each(is_unspoken, categorie, cadre, after),
            sans_lieu=_in_each(_lacks_place, categorie, cadre, after),
            sans_jours=_in_each(_lacks_days, categorie, cadre, after),
            sans_ligne=_in_each(_lacks_rows, categorie, cadre, after),
        )
        for categorie, rows in let.items()
    )
    return _gathered(cadre, lines, let)


def _in_each(
    lacks: Callable[[str, Cadre], bool], categorie: str, cadre: Cadre, after: Cadre | None
) -> frozenset[str]:
    return _which(lacks(categorie, cadre), after is not None and lacks(categorie, after))


def of_next_year(cadre: Cadre, besides: Cadre | None) -> Retraits:
    """For a convention that begins after the year of the report: what is forecast. besides: the dwellings of
    its own year that were let before it began."""
    let = _let_in(besides, cadre.annee - 1) if besides is not None else {}
    lines = (
        LigneRetrait(
            categorie=categorie,
            prevu=None,
            realise=exactly(0),
            attribue=count(issue for _, issue in let.get(categorie, ())),
            prevu_suivant=forecast_of(categorie, cadre),
            tus=_which(False, is_unspoken(categorie, cadre)),
            sans_lieu=_which(False, _lacks_place(categorie, cadre)),
            sans_jours=_which(False, _lacks_days(categorie, cadre)),
            sans_ligne=_which(False, _lacks_rows(categorie, cadre)),
        )
        for categorie in categories(cadre)
    )
    return _gathered(cadre, lines, let)


def let_of_other_year(cadre: Cadre, annee: int) -> Retraits:
    """For a convention that ended before the year: what was let in it. Nothing is forecast there any more."""
    let = _let_in(cadre, annee)
    lines = (
        LigneRetrait(
            categorie=categorie,
            prevu=None,
            realise=exactly(0),
            attribue=count(issue for _, issue in rows),
            prevu_suivant=None,
        )
        for categorie, rows in let.items()
        if any(issue is not False for _, issue in rows)
    )
    return replace(_gathered(cadre, lines, let), finie=True)


Loues: TypeAlias = Mapping[str, Sequence[tuple[str, Issue]]]
"""By category, dwellings, and whether each was let in the year under it."""


def _gathered(cadre: Cadre, lines: Iterable[LigneRetrait], let: Loues) -> Retraits:
    return Retraits(
        convention=cadre.programme.convention.ident,
        lignes=tuple(lines),
        attribues=_with(let, lambda issue: issue is True),
        peut_etre=_with(let, lambda issue: not isinstance(issue, bool)),
    )


def _with(let: Loues, chosen: Callable[[Issue], bool]) -> frozenset[str]:
    return frozenset(ident for rows in let.values() for ident, issue in rows if chosen(issue))


def _let_in(cadre: Cadre, annee: int) -> Loues:
    year = replace(cadre, annee=annee)
    return {c: [(s.vacance.id, _let(s, year, c)) for s in cadre.suivis] for c in categories(cadre)}


def _lacks_place(categorie: str, cadre: Cadre) -> bool:
    """Is the forecast of the year not known of this territory, if only for want of the place of a row?"""
    return any(may_bear_on(row, cadre) is SANS_LIEU for row in _announcing(categorie, cadre))


def _lacks_days(categorie: str, cadre: Cadre) -> bool:
    """The same of the days of the year on which it is in force, for want of the convention of a row."""
    own = in_force(cadre)
    rows = (row for row in _announcing(categorie, cadre) if may_bear_on(row, cadre) is not False)
    return own is not None and any(of_its_days(row, own) is not True for row in rows)


def _lacks_rows(_: str, cadre: Cadre) -> bool:
    """Does each row of the year name another convention, so that nothing is said of this one?"""
    table, own = cadre.faits.soustractions or (), cadre.programme.convention.ident
    return not says_nothing_of(table, cadre.annee) and says_nothing_of(table, cadre.annee, own)


def _announcing(categorie: str, cadre: Cadre) -> Iterable[Ligne]:
    """Rows that announce dwellings of the category in the year, or may."""
    return (
        row
        for row in cadre.faits.soustractions or ()
        if as_number(row.cellule("annee")) in (None, cadre.annee)
        and as_text(row.cellule("categorie")) in (None, categorie)
        and as_number(row.cellule("nombre")) != 0
    )


def of_landlord(
    read: Sequence[Lu], besides: Sequence[Lu], table: Sequence[Ligne] | None, annee: int
) -> Retraits:
    """Every convention together, each dwelling once; forecasts whatever the place they name. besides: of
    other years, with the dwellings that this one may count."""
    cadres = [cadre for _, cadre in read if cadre is not None]
    let_here = [*cadres, *(replace(cadre, annee=annee) for _, cadre in besides if cadre is not None)]
    names = dict.fromkeys(nom for cadre in let_here for nom in categories(cadre))
    known = {p.convention.ident: p for p, _ in (*read, *besides)}
    own, following = (_announced_in(year, table, known) for year in (annee, annee + 1))
    return Retraits(
        convention=PARTOUT,
        lignes=tuple(
            LigneRetrait(
                categorie=nom,
                prevu=_written(own, nom),
                realise=_once(cadres, nom, _made),
                attribue=_once(let_here, nom, _let),
                prevu_suivant=_written(following, nom),
                tus=_which(_unspoken(own, nom), _unspoken(following, nom)),
            )
            for nom in names
        ),
    )


def _which(cette_annee: bool, suivante: bool) -> frozenset[str]:
    return frozenset(nom for nom, here in (("prevu", cette_annee), ("prevu_suivant", suivante)) if here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annoncees:
    """The forecast of a year. `lignes`: its rows that a convention may read, none when nothing is said of the
    year; `jours`: of each convention in force in it, the days; `muettes`: of which no row is, by category
    that they withdraw."""

    lignes: Sequence[Ligne]
    jours: Mapping[str, Sequence[Intervalle]]
    muettes: frozenset[str]


def _announced_in(annee: int, table: Sequence[Ligne] | None, known: Mapping[str, Programme]) -> Annoncees:
    """A row that names a convention is of no other: where that one is not in force in the year, of none."""
    days = {nom: tuple(periods(ir.Periode.ANNEE, annee, p.convention.en_vigueur)) for nom, p in known.items()}
    over = {nom for nom, periodes in days.items() if not periodes}
    rows = [row for row in table or () if as_number(row.cellule("annee")) in (None, annee)]
    rows = [row for row in rows if as_text(row.cellule("convention")) not in over]
    silent = (known[nom] for nom in days if nom not in over and says_nothing_of(rows, annee, nom))
    return Annoncees(
        lignes=rows,
        jours=days,
        muettes=frozenset(categorie for programme in silent for categorie in withdrawn_by(programme)),
    )


def _unspoken(annonce: Annoncees, categorie: str) -> bool:
    """Does no row of a year that is spoken of speak of the category, nor may one?"""
    return _written(annonce, categorie) == 0 and not _of_category(annonce, categorie)


def _of_category(annonce: Annoncees, categorie: str) -> Sequence[Ligne]:
    return [row for row in annonce.lignes if as_text(row.cellule("categorie")) in (None, categorie)]


def _made(suivi: Suivi, cadre: Cadre, categorie: str) -> Issue:
    inside = et(is_row(suivi), reference_in_period(suivi, None, cadre))
    return et(inside, withdrawn(suivi.decision, categorie))


def _let(suivi: Suivi, cadre: Cadre, categorie: str) -> Issue:
    """Was a dwelling withdrawn under this category let in the civil year?"""
    gone = et(is_row(suivi), withdrawn(suivi.decision, categorie))
    if gone is False:
        return False
    year = Intervalle(du=date(cadre.annee, 1, 1), au=date(cadre.annee, 12, 31))
    return et(gone, falls_in(read_event("attribution", suivi.mondes[0].contexte), year))


def _once(cadres: Iterable[Cadre], categorie: str, judge: Juge) -> Bornes:
    found: dict[str, Issue] = {}
    for cadre in cadres:
        for suivi in cadre.suivis:
            issue = judge(suivi, cadre, categorie)
            found[suivi.vacance.id] = ou(found.get(suivi.vacance.id, False), issue)
    return count(found.values())


def _written(annonce: Annoncees, categorie: str) -> int | None:
    """Sum of the rows of a year and category, whatever their place; None when it is not known: nothing is
    said of a convention that withdraws them; rows of two conventions in force on one day may announce the
    same dwellings, and so may one that names none."""
    if not annonce.lignes or categorie in annonce.muettes:
        return None
    total, named = 0, set[str | None]()
    for ligne in _of_category(annonce, categorie):
        nombre, convention = as_number(ligne.cellule("nombre")), ligne.cellule("convention")
        if nombre is None or unplaced(ligne) or isinstance(convention, Erreur):
            return None
        total += int(nombre)
        named.add(as_text(convention))
    return total if _apart(named, annonce.jours) else None


def _apart(named: Collection[str | None], jours: Mapping[str, Sequence[Intervalle]]) -> bool:
    """Is each dwelling announced by one of these conventions only?"""
    if len(named) < 2:
        return True
    days = [period for nom in named if nom is not None for period in jours.get(nom, ())]
    days.sort(key=lambda p: p.du)
    return len(days) == len(named) and all(a.au < b.du for a, b in pairwise(days))
