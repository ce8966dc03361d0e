"""The account of each letting, beside the decisions of `evaluate` and `explain`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TypeAlias

from convrules import ir
from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.compiler import Programme
from convrules.facts.records import Faits, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Decision
from convrules.runtime.delegation import of_landlord
from convrules.runtime.holders import finer_accounts
from convrules.runtime.recorded import with_acts
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.assiette import Cadre
from convrules.year.livre import fold
from convrules.year.model import Imputation
from convrules.year.ouverte import RYTHME, Hypothese
from convrules.year.periode import Intervalle
from convrules.year.pli import steps
from convrules.year.suivi import followed, text_changes

Decidees: TypeAlias = Sequence[tuple[Programme, Sequence[tuple[Vacance, Decision]]]]
"""What each convention of a landlord says of each vacancy."""


def decided(programmes: Iterable[Programme], faits: Faits, au: date) -> Decidees:
    """Judge every vacancy under every convention."""
    vacances = [with_acts(v, faits, au) for v in faits.vacances]
    return [(p, [(v, evaluate_vacance(p, v, au, faits=faits)) for v in vacances]) for p in programmes]


def accounts(
    decidees: Decidees, faits: Faits, au: date, hypothese: Hypothese = RYTHME
) -> Mapping[str, Imputation]:
    """The account of each vacancy that was judged, by identifier. The limits of a cascade are right when all
    the vacancies of the landlord are given, but for those of days that lack (`hypothese`)."""
    return fold([frame(p, found, faits, au, hypothese) for p, found in decidees])


class Ordres(Enum):
    """Do clauses order accounts, and does that of a letting hang on those before it?"""

    AUCUN = "aucun"
    SIMPLES = "simples"
    LIMITES = "limites"


def orders_of(programmes: Sequence[Programme]) -> Ordres:
    if counts_others(programmes):
        return Ordres.LIMITES
    ordered = any(isinstance(c.clause, ir.Imputation) for p in programmes for c in p.clauses)
    return Ordres.SIMPLES if ordered else Ordres.AUCUN


def counts_others(programmes: Iterable[Programme]) -> bool:
    """Does the account of a letting depend on those before it?"""
    return any(
        etape.epuisement or etape.limite is not None
        for programme in programmes
        for clause in programme.clauses
        if isinstance(clause.clause, ir.Imputation)
        for etape in steps(clause)
    )


def frame(
    programme: Programme,
    found: Sequence[tuple[Vacance, Decision]],
    faits: Faits,
    au: date,
    hypothese: Hypothese = RYTHME,
) -> Cadre:
    """What one convention says of each vacancy, ready to be counted over its whole term."""
    convention = programme.convention
    assert convention.choix is not None, "checked: a convention answers the open questions"
    changes = text_changes(programme, au)
    contexte = Contexte(exercer=of_landlord, programme=programme, au=au, jour=au, faits=faits)
    term = convention.en_vigueur
    return Cadre(
        programme=programme,
        choix=convention.choix,
        faits=faits,
        au=au,
        periode=Intervalle(du=term.du or JOUR_MIN, au=term.au or JOUR_MAX),
        annee=au.year,
        suivis=tuple(
            followed(with_acts(v, faits, au), d, contexte, changes)
            for v, d in found
            if d.territoire is not False
        ),
        finer=finer_accounts(programme),
        versions=changes,
        trous=hypothese.gaps(convention.choix.rattachement),
    )
