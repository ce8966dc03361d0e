"""Whom each convention of a year is of: two holders of one name are never said alike."""

from convrules.base.texte import Texte, tel_quel
from convrules.year.model import Bilan
from convrules.year.titulaires import names


def titulaires(bilan: Bilan) -> dict[str, Texte]:
    """By convention, the name of its holder; with its type and code where another has the same."""
    told = names(b.convention for b in bilan.conventions)
    return {ident: tel_quel(nom) for ident, nom in told.items()}
