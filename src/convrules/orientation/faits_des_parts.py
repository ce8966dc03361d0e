"""What a convention reads of a row to say where it stands in its parts, and who may have it.

Source: docs/langage, « Rejouer une année ».
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules import ir
from convrules.base.values import TCondition
from convrules.columnar.reach import brought, reach
from convrules.compiler import Cas, ClauseCompilee, Programme, cases, expressions_of
from convrules.orientation.plafonds import caps_of
from convrules.year.assiette import EVENEMENTS

_N: Final = ir.Niveau
LEVELS: Final = frozenset({_N.VACANCE, _N.LOGEMENT, _N.PROGRAMME})
PREMIERE: Final = ir.Champ(nom="premiere_location", niveau=_N.VACANCE, type=TCondition())
ORIENTE: Final = "orientation"


def facts_of_parts(programme: Programme, au: date) -> frozenset[ir.Champ] | None:
    """Facts of a row that say where it stands in the parts of the convention, beside its status; None when
    more than facts of the row decides: rows counted against a cap, accounts already reached, an effect that
    counts or moves a dwelling."""
    if any(c.atteintes or isinstance(c.clause, ir.Imputation) for c in programme.clauses):
        return None
    if any(_moves(effet) for effet in _effects(programme)) or any(p.remet for p in programme.voisins):
        return None
    if any(True for _ in caps_of(programme, au)) or brought(programme) & {
        *events_of(programme),
        *_days(programme),
    }:
        return None
    found = {PREMIERE}
    for clause in _parts(programme):
        read = reach(_expressions(clause), brought(programme))
        if read is None:
            return None
        found |= read.champs
    if any(champ.niveau not in LEVELS or champ.nom == "programme" for champ in found):
        return None
    return frozenset(found)


def facts_of_eligibility(programme: Programme) -> frozenset[ir.Champ] | None:
    """Facts of a row that say whether the holder may have it, its status apart; None when something else
    does."""
    found: frozenset[ir.Champ] = frozenset()
    for clause in programme.clauses:
        if isinstance(clause.clause, ir.Eligibilite):
            read = reach(_expressions(clause), brought(programme))
            if read is None or any(champ.niveau not in LEVELS for champ in read.champs):
                return None
            found |= read.champs
    return found


def events_of(programme: Programme) -> tuple[str, ...]:
    """The orientation, and the events that parts count."""
    counted = (
        EVENEMENTS.get(classe)
        for clause in _parts(programme)
        for regle in clause.regles.values()
        for cas in cases(*regle.versions)
        for classe in (cas.valeur.classes if isinstance(cas.valeur, ir.Population) else ())
    )
    return tuple(dict.fromkeys((ORIENTE, *(nom for nom in counted if nom is not None))))


def held_whole(programme: Programme) -> bool:
    """Is there a part that holds every dwelling of the base, all along?"""
    return any(
        clause.clause.entete.en_vigueur == ir.Validite()
        and not any(key in clause.regles for key in ("si", "où"))
        and all(map(_holds_all, cases(*clause.regles["règle"].versions)))
        for clause in _parts(programme)
    )


def _holds_all(cas: Cas) -> bool:
    population = cas.valeur.population if isinstance(cas.valeur, ir.ReglePart) else None
    always = cas.condition is None and not cas.ecarte
    return always and population == ir.Population(
        classes=(ir.Classe.VACANCES,), statut=ir.StatutPopulation.ASSIETTE
    )


def _days(programme: Programme) -> Iterator[str]:
    choix = programme.convention.choix
    if choix is not None:
        yield choix.rattachement


def _parts(programme: Programme) -> Iterator[ClauseCompilee]:
    return (c for c in programme.clauses if isinstance(c.clause, ir.Part))


def _expressions(clause: ClauseCompilee) -> Iterator[ir.Expr]:
    for regle in clause.regles.values():
        for cas in cases(*regle.versions):
            yield from expressions_of(cas.condition)
            if isinstance(cas.valeur, ir.Application):
                yield from cas.valeur.dimensions
            yield from expressions_of(cas.valeur)


def _effects(programme: Programme) -> Iterator[ir.Effet]:
    for clause in programme.clauses:
        for regle in clause.regles.values():
            for cas in cases(*regle.versions):
                if isinstance(cas.valeur, ir.Effet):
                    yield cas.valeur


def _moves(effet: ir.Effet) -> bool:
    """Does it put the dwelling on an account, or count it?"""
    return effet.acte is ir.Acte.REMISE_A or effet.decompte is ir.Decompte.COMPTEE
