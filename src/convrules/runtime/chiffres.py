"""A number that the year makes of an account: the accounts answer; here, of which year, and out of which
other numbers it comes.

Source: docs/langage, « Un chiffre d'un compte ».
"""

from collections.abc import Mapping
from typing import Final

from convrules import ir
from convrules.base.outcomes import indetermine
from convrules.base.records import replace
from convrules.base.values import Resultat, TNombre, unite
from convrules.runtime.context import Contexte
from convrules.runtime.decision import Trace

_G: Final = ir.Grandeur
_DE: Final[Mapping[ir.Grandeur, tuple[ir.Grandeur, ...]]] = {
    _G.MANQUE: (_G.CIBLE, _G.REALISE),
    _G.DEPASSEMENT: (_G.CIBLE, _G.REALISE),
    _G.TAUX: (_G.REALISE, _G.BASE),
}
"""What a number is computed from, told beside it."""
_SITUES: Final = (ir.Niveau.PROGRAMME, ir.Niveau.LOGEMENT)
"""Elements that are each in a cell of an account."""
LOGEMENTS: Final = TNombre(unite=unite("logement"))


def number_of_account(asked: ir.Chiffre, contexte: Contexte) -> Trace:
    """The year that is judged is that of the reference day, or the one before it."""
    parts = (replace(asked, grandeur=g, type=LOGEMENTS) for g in _DE.get(asked.grandeur, ()))
    children = tuple(Trace(expr=part, valeur=_read(part, contexte)) for part in parts)
    return Trace(expr=asked, valeur=_read(asked, contexte), enfants=children)


def _read(asked: ir.Chiffre, contexte: Contexte) -> Resultat:
    faits = contexte.faits
    if faits is None or faits.comptes is None:
        return indetermine(asked.clause)
    element = contexte.ligne if contexte.niveau in _SITUES else None
    return faits.comptes.number(asked, contexte.programme.convention.ident, contexte.jour.year, element)
