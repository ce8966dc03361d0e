"""Dated parameters: which value is in force on a day, and what a table may give a row of unknown code.

Source: docs/langage, « Fichiers », Paramètres.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from convrules import ir
from convrules.base.dates import Duree, shift
from convrules.base.records import replace
from convrules.base.values import Resultat
from convrules.geographie import places_of_commune
from convrules.runtime.context import Contexte


def in_force(nom: str, contexte: Contexte) -> ir.ValeurDatee | None:
    """The value on the reference day; after a missed revision, the `à défaut` value in its place. None
    before its first value, or without a value to fall back on."""
    declared = contexte.programme.parametres[nom]
    held = [v for v in declared.valeurs if v.du <= contexte.jour]
    if not held:
        return None
    current = max(held, key=lambda v: v.du)
    if not _missed_revision(declared, current, contexte):
        return current
    return ir.ValeurDatee(du=current.du, valeur=declared.a_defaut) if declared.a_defaut is not None else None


def table_in_force(expr: ir.Expr | None, contexte: Contexte) -> ir.ParCode | None:
    """The table that a row reads, when a parameter that is one is cited; None for anything else."""
    if not isinstance(expr, ir.Parametre) or expr.selon is None:
        return None
    found = in_force(expr.nom, contexte)
    table = found.valeur if found is not None else None
    return table if isinstance(table, ir.ParCode) and reads(expr, table) else None


Sauf: TypeAlias = Mapping[str, frozenset[str]]
"""By field, codes that a row of unknown code is known not to have."""
RIEN_DE_SU: Final[Sauf] = MappingProxyType({})


def values_left(table: ir.ParCode, sauf: Sauf) -> tuple[ir.Expr, ...]:
    """What a row of unknown code may read in a table. The line of a commune is also that of its municipal
    arrondissements."""
    out = sauf.get(table.selon, frozenset())
    left = (line for line in table.lignes if not places_of_commune(line[0]) <= out)
    return replace(table, lignes=tuple(left)).valeurs


def reads(expr: ir.Parametre, table: ir.ParCode) -> bool:
    """Is it by this field that the parameter is read where it stands? Of an amended convention, a clause kept
    from one text may meet the table of another."""
    return expr.selon is not None and expr.selon.nom == table.selon.rpartition(".")[2]


def code_of(valeur: Resultat) -> str:
    """A value as the lines of a table name it."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return str(valeur)


def _missed_revision(declared: ir.ParametreDeclare, current: ir.ValeurDatee, contexte: Contexte) -> bool:
    """Has a day of revision passed, on which no value began, since the current value began?"""
    revision = declared.revision
    if revision is None:
        return False
    assert revision.nombre > 0, "checked: a period is not empty"
    rang = 0
    while True:
        # Why: each day is counted from the first one, for months clamp and do not add up.
        step = Duree(nombre=rang * revision.nombre, unite=revision.unite)
        day = shift(revision.depuis, step, contexte.calendrier)
        if day > contexte.jour:
            return False
        if day > current.du:
            return True
        rang += 1
