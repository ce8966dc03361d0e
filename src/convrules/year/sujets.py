"""Rows at the level of what a quota counts: vacancies, what is below them, the stock.

Source: docs/langage, « L'année ».
"""

from fractions import Fraction

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine, causes_of, et
from convrules.base.records import dataclass, replace
from convrules.facts.records import Ligne
from convrules.runtime.counting import rows_counted
from convrules.year.assiette import STOCK, Cadre, Sujet, vacancies
from convrules.year.suivi import Monde, Suivi


@dataclass(frozen=True, slots=True, kw_only=True)
class Sujets:
    """Rows of one level. `manque`: why there may be others of which nothing is known."""

    rangs: tuple[Sujet, ...]
    manque: frozenset[Cause] = frozenset()


def subjects(population: ir.Population, cadre: Cadre) -> Sujets:
    """Rows at the level of the population, before its conditions."""
    classes = frozenset(population.classes)
    if classes & STOCK:
        return _stock(population, cadre)
    if classes & {ir.Classe.CANDIDATURES, ir.Classe.REFUS}:
        return _below(population, cadre)
    return Sujets(rangs=vacancies(cadre))


def _below(population: ir.Population, cadre: Cadre) -> Sujets:
    """Candidatures or refusals, one row each. Rows still to come are the future, not a missing table: those
    of each vacancy whose turn is open, under its own text; a closed period still gets them with it."""
    found: list[Sujet] = []
    manque: frozenset[Cause] = frozenset()
    for suivi in cadre.suivis:
        counted = rows_counted(population, suivi.mondes[0].contexte)
        awaited = frozenset(c for c in counted.causes if c.genre is Genre.FUTUR)
        manque |= counted.causes - awaited
        if awaited and (cadre.avec_leur_vacance or cadre.au < cadre.periode.au):
            found.append(_still_to_come(population, suivi, awaited))
        for row in counted.lignes:
            found.append(
                Sujet(
                    id=f"{suivi.vacance.id}/{row.ligne.id}",
                    niveau=population.niveau,
                    propres=tuple(seen_from(m, row.ligne) for m in suivi.mondes),
                    suivi=suivi,
                    ligne=row.ligne,
                    presence=row.presence,
                )
            )
    return Sujets(rangs=tuple(found), manque=manque)


def _still_to_come(population: ir.Population, suivi: Suivi, awaited: frozenset[Cause]) -> Sujet:
    table = population.classes[0].value
    ligne = Ligne(table=table, id="")
    return Sujet(
        id=f"{suivi.vacance.id}/{table}",
        niveau=population.niveau,
        propres=tuple(seen_from(m, ligne) for m in suivi.mondes),
        suivi=suivi,
        ligne=ligne,
        presence=Indetermine(awaited),
        sans_nombre=True,
    )


def _stock(population: ir.Population, cadre: Cadre) -> Sujets:
    """Dwellings or rights on the first day of the period."""
    monde = Monde(contexte=cadre.contexte(cadre.periode.du), fin=cadre.periode.du)
    counted = rows_counted(population, monde.contexte)
    found: list[Sujet] = []
    for row in counted.lignes:
        known = row.poids if isinstance(row.poids, Fraction) else None
        found.append(
            Sujet(
                id=row.ligne.id,
                niveau=population.niveau,
                propres=(seen_from(monde, row.ligne),),
                suivi=None,
                ligne=row.ligne,
                presence=row.presence
                if known is not None
                else et(row.presence, Indetermine(causes_of(row.poids))),
                poids=int(known) if known is not None else 1,
                sans_nombre=known is None,
            )
        )
    return Sujets(rangs=tuple(found), manque=counted.causes)


def seen_from(monde: Monde, ligne: Ligne) -> Monde:
    return replace(monde, contexte=replace(monde.contexte, ligne=ligne))
