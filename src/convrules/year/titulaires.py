"""Holders that share a name, told apart by their type and code: « Ville de Saint-Denis (commune 93066) »."""

from collections.abc import Iterable, Sequence

from convrules import ir
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
        groups = by_holder(alike)
        for group in groups if len(groups) > 1 else ():
            for holder, convention in group:
                found[convention.ident] = told_apart((holder, *(one for one, _ in group)))
    return found


def by_holder(conventions: Iterable[ir.Convention]) -> list[list[tuple[ir.Reservataire, ir.Convention]]]:
    """Those of each, with its name there, in the order in which they come."""
    groups: list[list[tuple[ir.Reservataire, ir.Convention]]] = []
    for convention in conventions:
        holder = convention.reservataire
        if holder is None:
            continue
        own = next((group for group in groups if group[0][0].is_same(holder)), None)
        if own is None:
            groups.append([(holder, convention)])
        else:
            own.append((holder, convention))
    return groups
