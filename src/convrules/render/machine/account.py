"""JSON of accounts: on whose account a letting counts, and how a due is split."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules.base.outcomes import word
from convrules.render.machine import parts
from convrules.render.machine.parts import Json, Objet
from convrules.runtime.decision import Decision
from convrules.year.model import Imputation, LectureCascade, ResultatRepartition, TourRendu

Comptes: TypeAlias = Mapping[str, Imputation]
SANS_COMPTES: Final[Comptes] = MappingProxyType({})
Lot: TypeAlias = tuple[Sequence[Decision], Comptes]
"""Some decisions, and the accounts of their lettings."""


def account(i: Imputation | None) -> Json:
    """`compte`: the account, a list of those possible, or null when it may be on any."""
    if i is None:
        return None
    several: list[Json] = [*i.dits]
    return {
        "compte": i.compte if i.compte is not None else several or None,
        "raison": i.raison.value,
        "clause": i.clause,
        "causes": parts.causes(i.pourquoi),
        "conflit": [*i.conflit],
        "remarque": [*i.remarque],
        "tours_rendus": [returned(t) for t in i.rendus],
        "clauses": [_reading(e) for e in i.lectures],
    }


def returned(t: TourRendu) -> Objet:
    return {
        "convention": t.convention,
        "clause": t.clause,
        "jour": t.jour.isoformat(),
        "rendu_a": t.rendu_a,
        "enregistre": t.enregistre,
    }


def _reading(e: LectureCascade) -> Objet:
    return {
        "convention": e.convention,
        "clause": e.clause.entete.ident,
        "article": e.clause.entete.source.article,
        "issue": word(e.issue),
        "comptes": [*e.comptes],
        "lignes": [
            {
                "compte": ligne.etape.compte,
                "suite": ligne.suite.value,
                "fait": parts.bounds(ligne.fait),
                "limite": parts.bounds(ligne.limite),
            }
            for ligne in e.lignes
        ],
    }


def split(r: ResultatRepartition) -> Objet:
    entete = r.clause.entete
    return {
        "clause": entete.ident,
        "de": r.clause.de,
        "article": entete.source.article,
        "source": parts.source(entete.source),
        "issue": word(r.issue),
        "force": r.force.value if r.force is not None else None,
        "verdict": r.verdict.value if r.verdict is not None else None,
        "cellules": [
            {
                "cellule": dict(cell.cellule),
                "du": parts.bounds(cell.du),
                "causes": parts.causes(cell.causes),
                "lots": [
                    {
                        "compte": lot.compte,
                        "poids": parts.number(lot.poids) if lot.poids is not None else None,
                        "du": parts.bounds(lot.du),
                        "realise": parts.bounds(lot.realise),
                        "lignes_comptees": [*lot.lignes_comptees],
                        "cible": parts.bounds(lot.cible),
                        "solde_initial": parts.bounds(lot.solde_initial),
                        "solde": parts.bounds(lot.solde),
                        "solde_perdu": parts.bounds(lot.solde_perdu),
                        "verdict": lot.verdict.value if lot.verdict is not None else None,
                        "verdicts_possibles": [v.value for v in lot.verdicts_possibles],
                        "sauve_par_tolerance": lot.sauve_par_tolerance,
                        "force": lot.force.value if lot.force is not None else None,
                    }
                    for lot in cell.lots
                ],
            }
            for cell in r.cellules
        ],
    }
