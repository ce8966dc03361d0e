"""Rules that say nothing of a convention: those that it inherits, and that are about other holders.

Source: docs/langage, « L'année ».
"""

from datetime import date

from convrules import ir
from convrules.year.apports import Apports
from convrules.year.lues import RegleLue
from convrules.year.partage import carries, is_shared_out
from convrules.year.textes import Textes


def is_silent(textes: Textes) -> bool:
    """Does the rule say nothing in any cell, whichever its text? Without exception, which may speak where the
    clause does not, nor balance. textes: the clause, of no cell."""
    clause, days = textes.clause, {textes.premier_jour, *textes.cadre.versions}
    excepted = any(cas.exceptions for regle in clause.regles.values() for cas in regle.versions)
    if excepted or carries(clause):
        return False
    return not any(cle.given or cle.causes or cle.conflit for cle in (textes.at("règle", d) for d in days))


def silent(
    textes: Textes, dimensions: tuple[ir.Champ, ...], reports: Apports | None, refaite: date | None
) -> RegleLue:
    """What reading it comes to, without looking at a row."""
    shared = is_shared_out(textes.clause.ident, textes.cadre)
    return RegleLue(
        clause=textes.clause,
        dimensions=dimensions,
        cas=textes.cas,
        partagee=shared,
        apportes=reports,
        tendre=shared,
        refaite=refaite,
    )
