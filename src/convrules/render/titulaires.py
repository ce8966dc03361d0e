"""Whom each convention is of: two holders of one name are never said alike."""

from collections.abc import Iterable

from convrules import ir
from convrules.base.texte import Texte, t, tel_quel
from convrules.render.french import cite
from convrules.year.model import Bilan
from convrules.year.titulaires import names


def titulaires(bilan: Bilan) -> dict[str, Texte]:
    """By convention, the name of its holder; with its type and code where another has the same."""
    return _named(b.convention for b in bilan.conventions)


def intitules(bilan: Bilan) -> dict[str, Texte]:
    """The same where the name stands alone: of a holder of several conventions, with the convention."""
    return told_apart(b.convention for b in bilan.conventions)


def told_apart(conventions: Iterable[ir.Convention]) -> dict[str, Texte]:
    """The same of conventions of one landlord."""
    found = _named(conventions)
    told = list(found.values())
    return {
        ident: name if told.count(name) == 1 else t("{a} ({b})", a=name, b=cite(ident))
        for ident, name in found.items()
    }


def _named(conventions: Iterable[ir.Convention]) -> dict[str, Texte]:
    return {ident: tel_quel(nom) for ident, nom in names(conventions).items()}
