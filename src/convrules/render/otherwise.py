"""What least change would give a vacancy another status or another eligibility, in French and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from convrules.analyses.autrement import Autrement, Changement, Domaine, Issue, Piste, Valeur
from convrules.base.texte import t
from convrules.render import numbers
from convrules.render.document import Bloc, paragraphe, puce, sous_titre, titre
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import Lexique, shown
from convrules.render.machine.parts import Json, Objet, number
from convrules.render.values import value
from convrules.render.words import STATUT, possibles

FIN = numbers.FINE
AUCUN = t("Aucun changement d'un fait, ni de deux, ne donne un autre statut ou une autre réponse.")
MONTRES = 8
"""Sets of changes shown of one outcome; all of them stand in the machine's result."""


def otherwise_blocks(found: Sequence[tuple[str, Autrement]], lexique: Lexique) -> Iterator[Bloc]:
    """found: what was tried under each convention, by its name."""
    yield titre(t("Ce qui donnerait un autre résultat"))
    for nom, one in found:
        yield sous_titre(nom)
        for piste in one.pistes:
            yield from _path(piste, lexique)
        if not one.pistes:
            yield paragraphe(AUCUN)
        yield from (paragraphe(said) for said in _limits(one, lexique))


def _path(piste: Piste, lexique: Lexique) -> Iterator[Bloc]:
    sets = list(_told(piste.changements, lexique))
    yield puce(
        t(
            "{outcome}\u202f: si {sets}{more}.",
            outcome=_outcome(piste.issue),
            sets=joined(sets[:MONTRES], "\u202f; ou si "),
            more=_more(sets),
        )
    )


def _more(sets: Sequence[str]) -> str:
    left = len(sets) - MONTRES
    return (
        t("\u202f; ou {left} (--format json)", left=numbers.count(left, "autre façon", "autres façons"))
        if left > 0
        else ""
    )


def _told(sets: Sequence[tuple[Changement, ...]], lexique: Lexique) -> Iterator[str]:
    """One fact that may take several values is told once."""
    if len(sets[0]) > 1:
        yield from (joined([_one(c.champ, [c], lexique) for c in changed], " et ") for changed in sets)
        return
    by_field: dict[str, list[Changement]] = {}
    for (changed,) in sets:
        by_field.setdefault(changed.champ, []).append(changed)
    yield from (_one(champ, changes, lexique) for champ, changes in by_field.items())


def _one(champ: str, changes: Sequence[Changement], lexique: Lexique) -> str:
    said = possibles([_said(c) for c in _merged(changes)])
    if any(c.exemple for c in changes):
        said = t("{valeurs}, par exemple", valeurs=said)
    return t("{a} = {b}", a=shown(champ, lexique), b=said)


def _merged(changes: Sequence[Changement]) -> Iterator[Changement]:
    """Domains that touch are one."""
    kept: list[Changement] = []
    known = [(c, c.domaine) for c in changes]
    for c, own in sorted(known, key=lambda one: (one[1] is not None, _low(one[1]))):
        before = kept[-1].domaine if kept else None
        if own is None or before is None or not _touch(before, own):
            kept.append(c)
            continue
        whole = replace(own, bas=before.bas, bas_compris=before.bas_compris)
        kept[-1] = replace(c, domaine=whole)
    yield from kept


def _low(domaine: Domaine | None) -> tuple[bool, Fraction, bool]:
    if domaine is None or domaine.bas is None:
        return False, Fraction(0), False
    return True, _rank(domaine.bas), not domaine.bas_compris


def _touch(before: Domaine, after: Domaine) -> bool:
    """Is there nothing between the end of one and the start of the other?"""
    if before.haut is None or after.bas is None:
        return False
    if before.haut == after.bas:
        return before.haut_compris or after.bas_compris
    whole = before.haut_compris and after.bas_compris and after.haut_compris and before.bas_compris
    return whole and _rank(after.bas) - _rank(before.haut) == 1


def _rank(held: Fraction | date) -> Fraction:
    return Fraction(held.toordinal()) if isinstance(held, date) else held


def _said(c: Changement) -> str:
    if c.valeur is None:
        return t("pas survenu")
    own = c.domaine
    if own is None or (own.bas is not None and own.bas == own.haut):
        return _value(c, c.valeur)
    if own.bas is not None and own.haut is not None:
        return _between(c, own)
    if own.haut is not None:
        last = _value(c, own.haut)
        if isinstance(own.haut, date):
            return t("{a} ou avant", a=last)
        return t("{a} ou moins", a=last) if own.haut_compris else t("moins de {a}", a=last)
    if own.bas is not None:
        first = _value(c, own.bas)
        if isinstance(own.bas, date):
            return t("{a} ou après", a=first)
        return t("{a} ou plus", a=first) if own.bas_compris else t("plus de {a}", a=first)
    return t("toute valeur connue")


def _between(c: Changement, own: Domaine) -> str:
    assert own.bas is not None and own.haut is not None
    if isinstance(own.bas, date) and isinstance(own.haut, date):
        return t("du {a} au {b}", a=numbers.jour(own.bas), b=numbers.jour(own.haut))
    low, high = _value(c, own.bas), _value(c, own.haut)
    if own.bas_compris and own.haut_compris:
        return t("de {a} à {b}", a=low, b=high)
    first = t("{a} ou plus", a=low) if own.bas_compris else t("plus de {a}", a=low)
    last = t("{a} au plus", a=high) if own.haut_compris else t("moins de {a}", a=high)
    return t("{a} et {b}", a=first, b=last)


def _value(c: Changement, held: Valeur) -> str:
    return value(held, c.type)


def _outcome(issue: Issue) -> str:
    said = STATUT[issue.statut]
    if issue.eligible is None:
        return said
    return t("{a}, {b}", a=said, b=t("éligible") if issue.eligible else t("non éligible"))


def _limits(one: Autrement, lexique: Lexique) -> Iterator[str]:
    if one.figes:
        fixed = listing([cite(nom) for nom in one.figes])
        yield t("Ce qui décrit le logement et que l'on sait n'a pas bougé\u202f: {fixed}.", fixed=fixed)
    if one.hors:
        free = listing([cite(nom) for nom in one.hors])
        yield t("Pris dans un calcul, toutes leurs valeurs n'ont pas été essayées\u202f: {free}.", free=free)
    if not one.entier:
        yield t("Il y avait trop de cas : les changements de deux faits n'ont pas tous été essayés.")


def machine(one: Autrement) -> Objet:
    return {
        "pistes": [
            {
                "statut": p.issue.statut.value,
                "eligible": p.issue.eligible,
                "changements": [[_change(c) for c in changed] for changed in p.changements],
            }
            for p in one.pistes
        ],
        "figes": list(one.figes),
        "non_essayes": list(one.hors),
        "entier": one.entier,
    }


def _change(c: Changement) -> Objet:
    """A number as everywhere, a day as AAAA-MM-JJ, null for an event that has not happened."""
    own = c.domaine
    return {
        "champ": c.champ,
        "valeur": _machine(c.valeur),
        "domaine": None
        if own is None
        else {
            "min": _machine(own.bas),
            "max": _machine(own.haut),
            "min_compris": own.bas_compris,
            "max_compris": own.haut_compris,
        },
        "exemple": c.exemple,
    }


def _machine(held: Valeur | None) -> Json:
    match held:
        case Fraction():
            return number(held)
        case date():
            return held.isoformat()
        case _:
            return held
