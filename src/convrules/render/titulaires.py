"""Whom each convention of a year is of: two holders of one name are never said alike."""

from convrules.base.texte import Texte, t, tel_quel
from convrules.render.french import cite
from convrules.year.model import Bilan
from convrules.year.titulaires import names


def titulaires(bilan: Bilan) -> dict[str, Texte]:
    """By convention, the name of its holder; with its type and code where another has the same."""
    told = names(b.convention for b in bilan.conventions)
    return {ident: tel_quel(nom) for ident, nom in told.items()}


def intitules(bilan: Bilan) -> dict[str, Texte]:
    """The same where the name stands alone: of a holder of several conventions, with the convention."""
    found = titulaires(bilan)
    told = list(found.values())
    return {
        ident: name if told.count(name) == 1 else t("{a} ({b})", a=name, b=cite(ident))
        for ident, name in found.items()
    }
