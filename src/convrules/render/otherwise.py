"""What least change would give a vacancy another status or another eligibility, in French and as JSON."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from convrules.analyses.autrement import Autrement, Changement, Issue, Piste
from convrules.base.texte import t
from convrules.base.values import TNombre
from convrules.render import numbers
from convrules.render.document import Bloc, paragraphe, puce, sous_titre, titre
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import Lexique, shown
from convrules.render.machine.parts import Objet, number
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
        yield from (joined([_one(c.champ, [_said(c)], lexique) for c in changed], " et ") for changed in sets)
        return
    by_field: dict[str, list[str]] = {}
    for (changed,) in sets:
        by_field.setdefault(changed.champ, []).append(_said(changed))
    yield from (_one(champ, values, lexique) for champ, values in by_field.items())


def _one(champ: str, values: Sequence[str], lexique: Lexique) -> str:
    return t("{a} = {b}", a=shown(champ, lexique), b=possibles(values))


def _said(c: Changement) -> str:
    if c.valeur is None:
        return t("pas survenu")
    return value(c.valeur, c.type.unite if isinstance(c.type, TNombre) else ())


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
    match c.valeur:
        case Fraction() as held:
            return {"champ": c.champ, "valeur": number(held)}
        case date() as day:
            return {"champ": c.champ, "valeur": day.isoformat()}
        case _:
            return {"champ": c.champ, "valeur": c.valeur}
