"""What a forecast of withdrawals does to a base: those it takes off, and those that are still to come.

Source: docs/langage, « Retraits annoncés et réalisés ».
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Final

from convrules.base.outcomes import Cause
from convrules.base.records import dataclass
from convrules.base.values import Cellule, Connu
from convrules.facts.records import Ligne
from convrules.year.assiette import Cadre
from convrules.year.bornes import ZERO, between
from convrules.year.cellules import as_text
from convrules.year.dossier import Annonce, Retenue, TextesAVenir
from convrules.year.model import Bornes
from convrules.year.retraits import (
    TETE,
    Avant,
    Base,
    Ecart,
    Prevu,
    announced,
    forecast_number,
    gap_before,
    made_in_base,
    made_there,
)
from convrules.year.suivi import Suivi
from convrules.year.valeurs import PrevisionEnDoute


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What withdrawals do to a base, and why it is not known for certain. `avant`: the year before, of which
    the gap is settled."""

    retenue: Retenue
    causes: frozenset[Cause]
    avant: Avant | None = None


SANS_RETENUE: Final = Retention(retenue=Retenue(), causes=frozenset())


def withhold(base: Base, taux: Bornes, ahead: TextesAVenir, before: tuple[Cadre, Bornes] | None) -> Retention:
    """Forecast of the year, and what the forecast of the year before got wrong.

    base: the flow, its cell and its rows. taux: ρ₀, the rate of the first day. ahead: the rates of a dwelling
    still to come; none, when the rule says nothing of it. before: the period before and its own ρ₀; None in
    the first period, or when the convention does not settle the gap.
    """
    prevu = forecast_number(base.population, base.clef, base.cadre, base.cadre.annee)
    nombre = between(0, _enough(base.brute.max, taux)) if prevu.inconnu else prevu.nombre
    gap = gap_before(base, before) if before is not None else Ecart()
    doubts = prevu.doutes
    if prevu.inconnu:
        annee = base.cadre.annee
        doubts = (PrevisionEnDoute(annee=annee, nombre=nombre.max, causes=prevu.causes, dite=False),)
    left = tuple(_still_to_come(prevu, nombre, base)) if ahead else ()
    retenue = Retenue(
        prevu=nombre,
        taux=taux,
        regularisation=gap.nombre,
        regularisees=gap.lignes,
        annonces=left,
        textes=ahead,
        doutes=doubts,
        doutes_avant=gap.previsions,
        taux_avant=before[1] if before is not None else ZERO,
    )
    return Retention(retenue=retenue, causes=prevu.causes | gap.causes, avant=gap.avant)


def _enough(lignes: Fraction, taux: Bornes) -> Fraction:
    """Withdrawals after which more change nothing: they are all the rows, and, at ρ₀ each, all that rows make
    due, none of which makes more than itself."""
    rate = taux.min or taux.max
    return Fraction(ceil(lignes / rate)) if rate else lignes


def _still_to_come(prevu: Prevu, nombre: Bornes, base: Base) -> Iterator[Annonce]:
    """Of the withdrawals forecast, those that no row has surely made, and those that none may have, while the
    period is open. Each row makes one of those of its category and place: what is more than forecast there
    makes up for none elsewhere."""
    cadre = base.cadre
    if cadre.au >= cadre.periode.au or not nombre.max:
        return
    if prevu.inconnu:
        done = made_in_base(base.population, base.dimensions, base.clef, cadre) or ZERO
        left, least = (max(Fraction(0), nombre.max - n) for n in (done.min, done.max))
        yield Annonce(rang=0, nombre=nombre.max, sure=False, reste=left, reste_sur=least)
        return
    lines = announced(base.population, base.clef, cadre)
    most, unsure = [line.nombre for line in lines], list[Suivi]()
    for suivi in cadre.suivis:
        made = made_there(suivi, base)
        same = (n for n, x in enumerate(lines) if most[n] >= 1 and _is_of(x.ligne, suivi))
        if made is True and (n := next(same, None)) is not None:
            most[n] -= 1
        elif made is not False:
            unsure.append(suivi)
    for n, line in enumerate(lines):
        fewer = max(Fraction(0), most[n] - sum(_may_be_of(line.ligne, suivi) for suivi in unsure))
        if most[n]:
            yield Annonce(rang=line.rang, nombre=line.nombre, sure=line.sure, reste=most[n], reste_sur=fewer)


def _is_of(ligne: Ligne, suivi: Suivi) -> bool:
    """Is a dwelling withdrawn for certain of those that a row of the forecast announces?"""
    if as_text(ligne.cellule("categorie")) != suivi.decision.statut.categorie:
        return False
    return all(suivi.vacance.cellule(nom) == cell for nom, cell in _said(ligne))


def _may_be_of(ligne: Ligne, suivi: Suivi) -> bool:
    """May one that is perhaps withdrawn, or of which one does not know why, be of them?"""
    statut = suivi.decision.statut
    told = len(statut.possibles) == 1 and statut.categorie is not None
    if told and as_text(ligne.cellule("categorie")) != statut.categorie:
        return False
    found = ((cell, suivi.vacance.cellule(nom)) for nom, cell in _said(ligne))
    return all(own == cell or not isinstance(own, Connu) for cell, own in found)


def _said(ligne: Ligne) -> Iterator[tuple[str, Cellule]]:
    """What a row of the forecast says of its dwellings."""
    return ((nom, c) for nom, c in ligne.cellules.items() if nom not in TETE and isinstance(c, Connu))
