"""Holders that share a name, told apart by their type and code: « Ville de Saint-Denis (commune 93066) »."""

from collections.abc import Iterable, Sequence

from convrules import ir
from convrules.compiler.titulaires import grouped_by_holder
from convrules.facts.destinataires import fold


def told_apart(own: Sequence[ir.Reservataire]) -> str:
    """The name of one holder, as its conventions write it, when another has the same; any of them may
    give its code."""
    code = next((one.code for one in own if one.code is not None), "")
    apart = " ".join((own[0].type, code)).strip()
    return f"{own[0].nom} ({apart})"


def names(conventions: Iterable[ir.Convention]) -> dict[str, str]:
    """By convention, its holder; told apart where conventions of other holders write the same name."""
    found: dict[str, str] = {}
    by_name: dict[str, list[ir.Convention]] = {}
    for convention in conventions:
        holder = convention.reservataire
        found[convention.ident] = convention.ident if holder is None else holder.nom
        if holder is not None:
            by_name.setdefault(fold(holder.nom), []).append(convention)
    for alike in by_name.values():
        groups = grouped_by_holder(alike)
        for group in groups if len(groups) > 1 else ():
            written = [c.reservataire for c in group if c.reservataire is not None]
            for rank, convention in enumerate(group):
                found[convention.ident] = told_apart((written[rank], *written))
    return found
