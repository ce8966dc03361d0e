"""The texts of an amended convention laid side by side: each clause with its successive versions.

Source: docs/langage, « Avenants » (the text on a day folds the amendments in effect by then).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from convrules.ir.clauses import Clause, Eligibilite, Part, Quota, Retouche, Validite
from convrules.ir.files import Convention, ParametreDeclare, Texte, ValeurDatee

Versions: TypeAlias = tuple[Clause, ...]
"""One clause through time: same identifier, same kind, days apart, in date order."""


def within(clause: Clause, validite: Validite) -> Clause:
    """The clause, in force no longer than these days."""
    own = clause.entete.en_vigueur
    du = max((d for d in (own.du, validite.du) if d is not None), default=None)
    au = min((d for d in (own.au, validite.au) if d is not None), default=None)
    return replace(clause, entete=replace(clause.entete, en_vigueur=Validite(du=du, au=au)))


def with_nested(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Every clause, the quotas that a part lists under `dont` right after it."""
    found: list[Clause] = []
    for clause in clauses:
        found.append(clause)
        if isinstance(clause, Part):
            found += (replace(quota, parent=clause.entete.ident) for quota in clause.dont)
    return tuple(found)


def families(textes: Sequence[Texte]) -> tuple[Versions, ...]:
    """Clauses in the order of the paper, those that amendments add after; each cut into its versions."""
    found: dict[str, list[tuple[Validite, Clause]]] = {}
    for days, texte in zip(_days(textes), textes, strict=True):
        for clause in with_nested(texte.convention.clauses):
            versions = found.setdefault(clause.entete.ident, [])
            last = versions[-1] if versions else None
            if last is not None and last[1] == clause and _touch(last[0], days):
                versions[-1] = (Validite(du=last[0].du, au=days.au), last[1])
            else:
                versions.append((days, clause))
    gone = {nom: retouche for texte in textes for nom, retouche in texte.abroges.items()}
    return tuple(
        _family([within(_ended_by(c, gone.get(nom)), days) for days, c in versions])
        for nom, versions in found.items()
    )


def _ended_by(clause: Clause, retouche: Retouche | None) -> Clause:
    return (
        clause if retouche is None else replace(clause, entete=replace(clause.entete, abrogee_par=retouche))
    )


def _family(versions: Sequence[Clause]) -> Versions:
    """A clause that reads a household's flag in one of its versions is about households in all."""
    if any(isinstance(c, Eligibilite) and c.menage for c in versions):
        return tuple(replace(c, menage=True) if isinstance(c, Eligibilite) else c for c in versions)
    return tuple(versions)


def _days(textes: Sequence[Texte]) -> list[Validite]:
    ends = [t.du - timedelta(days=1) for t in textes[1:] if t.du is not None]
    return [Validite(du=t.du, au=au) for t, au in zip(textes, [*ends, None], strict=True)]


def _touch(before: Validite, after: Validite) -> bool:
    return before.au is not None and after.du is not None and before.au + timedelta(days=1) == after.du


def whole(versions: Versions) -> Clause:
    """The clause as first written, in force from its first day to its last."""
    first, last = versions[0], versions[-1]
    days = Validite(du=first.entete.en_vigueur.du, au=last.entete.en_vigueur.au)
    return replace(first, entete=replace(first.entete, en_vigueur=days))


# --- the head -------------------------------------------------------------------------------
def amended(textes: Sequence[Texte]) -> Convention:
    """The convention as signed, with the days and the dated parameters that amendments give it, and the
    clauses that they add."""
    first, last = textes[0].convention, textes[-1].convention
    days = _days(textes)
    return replace(
        first,
        en_vigueur=last.en_vigueur,
        parametres=tuple(_parameter(rang, days, textes) for rang in range(len(first.parametres))),
        clauses=tuple(whole(versions) for versions in _top_level(textes)),
    )


def ended(convention: Convention, fin: Validite) -> Convention:
    """The convention that ends with another, in force no longer than these days."""
    own = convention.en_vigueur
    au = min((d for d in (own.au, fin.au) if d is not None), default=None)
    return replace(convention, en_vigueur=Validite(du=own.du, au=au, suspens=fin.suspens))


def ended_texts(textes: Sequence[Texte], fin: Validite) -> tuple[Texte, ...]:
    return tuple(replace(t, convention=ended(t.convention, fin)) for t in textes)


def _top_level(textes: Sequence[Texte]) -> Iterator[Versions]:
    yield from (v for v in families(textes) if not (isinstance(v[0], Quota) and v[0].parent is not None))


def _parameter(rang: int, days: Sequence[Validite], textes: Sequence[Texte]) -> ParametreDeclare:
    """The values of each text while it lasts. No amendment adds or removes a parameter."""
    declared = [t.convention.parametres[rang] for t in textes]
    values: list[ValeurDatee] = []
    for while_, parametre in zip(days, declared, strict=True):
        values += _values_in(parametre, while_, values[-1] if values else None)
    return replace(declared[0], valeurs=tuple(values), a_defaut=declared[-1].a_defaut)


def _values_in(parametre: ParametreDeclare, days: Validite, before: ValeurDatee | None) -> list[ValeurDatee]:
    begun = [v for v in parametre.valeurs if days.du is None or v.du <= days.du]
    current = begun[-1] if begun and days.du is not None else None
    found = [v for v in parametre.valeurs if days.contains(v.du) and v is not current]
    if current is not None and (before is None or current.valeur != before.valeur or current.du == days.du):
        assert days.du is not None
        found.insert(0, replace(current, du=max(current.du, days.du)))
    return found
