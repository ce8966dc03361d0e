"""Conventions that are not in force in the year judged: which of their dwellings still matter in it.

A dwelling is under the convention of its reference day, whatever happens to it later.
Source: docs/langage, « Comptes », « Le livre ».
"""

from collections.abc import Iterator
from datetime import date

from convrules import ir
from convrules.base.records import replace
from convrules.runtime.reading import read_event
from convrules.year.assiette import EVENEMENTS, Cadre, is_row
from convrules.year.periode import Intervalle, falls_in
from convrules.year.suivi import Suivi


def nearest_year(vigueur: ir.Validite, annee: int) -> int:
    """The year of its term that is nearest to one that is not of it."""
    ended = vigueur.au is not None and vigueur.au.year < annee
    last = vigueur.au if ended else vigueur.du
    assert last is not None, "a convention that is not in force in a year has begun after it, or ended before"
    return last.year


def held_over(cadre: Cadre, annee: int) -> Cadre:
    """A convention with those of its dwellings that may be let, or on the way to it, in a year: their account
    is what its clauses and effects make of it. Where lettings count with their vacancy, all of them: limits
    count those of its own years."""
    kept = (s for s in cadre.suivis if is_row(s) is not False)
    rows = tuple(kept if cadre.avec_leur_vacance else _moving(kept, annee))
    return replace(cadre, suivis=rows, gardes={})


def _moving(suivis: Iterator[Suivi], annee: int) -> Iterator[Suivi]:
    year = Intervalle(du=date(annee, 1, 1), au=date(annee, 12, 31))
    for suivi in suivis:
        contexte = suivi.mondes[0].contexte
        if any(falls_in(read_event(nom, contexte), year) is not False for nom in EVENEMENTS.values()):
            yield suivi
