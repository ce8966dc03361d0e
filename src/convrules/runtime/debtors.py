"""Who owes a deadline or an obligation, when management is delegated to the landlord."""

import unicodedata

from convrules.compiler import ClauseCompilee
from convrules.runtime.context import Contexte
from convrules.runtime.rules import resolve


def owed_by_holder_under_delegation(clause: ClauseCompilee, contexte: Contexte) -> bool:
    """Under « gestion déléguée au bailleur », what the holder owes does not apply. Undetermined debtors
    are left in: they are judged, hence never excused for want of a fact."""
    choix = contexte.programme.convention.choix
    if choix is None or not choix.gestion_deleguee:
        return False
    named = [c.valeur for c in resolve(clause, "débiteur", contexte).candidats if c.valeur is not None]
    return bool(named) and all(isinstance(v, str) and _plain(v) == "reservataire" for v in named)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(c for c in letters if not unicodedata.combining(c))
