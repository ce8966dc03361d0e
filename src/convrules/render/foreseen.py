"""Where the policy looks ahead: why a dwelling is not for the largest deficit, or why it is."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from convrules.base.outcomes import Cause
from convrules.base.texte import Texte, t
from convrules.orientation.model import Anticipee, Orientation, Sans
from convrules.orientation.plans import start_of_third
from convrules.orientation.replayed import AnticipationRejouee
from convrules.render import numbers, words
from convrules.render.french import cite, joined, sentence
from convrules.render.lexicon import Lexique
from convrules.render.orient_notes import name

RAISONS: Final[dict[Sans, Texte]] = {
    Sans.AUCUNE_PREVISION: t("aucun logement n'est attendu d'ici à la fin de l'année"),
    Sans.TOUS: t("tous les logements attendus sont ouverts aux mêmes titulaires"),
    Sans.COMPTES: t("les comptes ne sont pas connus exactement"),
    Sans.AUTANT: t("sur la prévision, le retard seul fait aussi bien"),
    Sans.DOUTE: t("on ne sait pas tout de ceux qui peuvent le recevoir, ou de leurs comptes"),
    Sans.TYPE: t("aucun logement de ce type n'est attendu d'ici à la fin du mois"),
    Sans.SEUL: t("un titulaire au plus peut le recevoir"),
    Sans.BORNE: t("tout ce qui est venu cette année était ouvert à tous, et le retard seul promet une borne"),
}


def forecast(annee: int | None) -> str:
    """What the plan is made of."""
    return t("les vacances attendues") if annee is None else t("les vacances de {x}", x=str(annee))


def foreseen(o: Orientation, lexique: Lexique) -> Iterator[str]:
    """One sentence on what ranks, and one on the rows of the forecast that could not serve."""
    a = o.anticipation
    if a is None:
        return
    known = {c.ident: cite(name(c)) for c in o.candidats}
    if a.sans is not None or a.premier is None or a.retard_seul is None:
        reason = RAISONS[a.sans or Sans.AUTANT]
        yield sentence(
            t(
                "anticipation ({forecast})\u202f: sans effet ici, le retard seul range, car {reason}",
                forecast=forecast(a.annee),
                reason=reason,
            )
        )
    elif not a.autrement:
        yield sentence(
            t(
                "anticipation ({forecast})\u202f: le plan met en premier {first}, comme le retard seul",
                forecast=forecast(a.annee),
                first=known[a.premier.ident],
            )
        )
    else:
        yield sentence(_otherwise(a, known, o.au))
    yield from (sentence(said) for said in aside(a.laissees, a.lues, a.causes, lexique))


def _otherwise(a: Anticipee, known: dict[str, Texte], au: date) -> str:
    """Which dwellings are kept for whom, and whom the deficit alone would have put first."""
    assert a.premier is not None and a.retard_seul is not None
    return t(
        "anticipation ({forecast})\u202f: {first} plutôt que {alone}, que le retard seul mettrait en "
        "premier, car des {type_attendu} de ce type attendus du {start} au {end}, le plan en garde {own} à "
        "{first} (déjà reçus\u202f: {had}) et {other} à {alone} (déjà reçus\u202f: {had2})\u202f; d'ici à la "
        "fin de l'année, {first} peut recevoir {open} des {every} attendus, {alone} {open2}",
        forecast=forecast(a.annee),
        first=known[a.premier.ident],
        alone=known[a.retard_seul.ident],
        type_attendu=numbers.count(a.type_attendu, "logement"),
        start=numbers.jour(start_of_third(au)),
        end=numbers.jour(_end_of_month(au)),
        own=numbers.decimal(a.premier.pour_lui, 1),
        had=numbers.group(a.premier.recus),
        other=numbers.decimal(a.retard_seul.pour_lui, 1),
        had2=numbers.group(a.retard_seul.recus),
        open=numbers.decimal(a.premier.ouverts, 0),
        every=numbers.decimal(a.attendus, 0),
        open2=numbers.decimal(a.retard_seul.ouverts, 0),
    )


def _end_of_month(jour: date) -> date:
    return (jour.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def aside(laissees: int, lues: int, causes: frozenset[Cause], lexique: Lexique | None) -> Iterator[str]:
    """Rows of the forecast of which one does not know what they would be to a holder."""
    if laissees:
        facts = ", ".join(sorted({c.fait for c in causes}))
        why = words.causes(causes, lexique) if lexique is not None else facts
        yield t(
            "{laissees} de la prévision, sur {lues}, de côté, faute de savoir ce que ce serait pour chacun "
            "({why})",
            laissees=numbers.count(laissees, "ligne laissée", "lignes laissées"),
            lues=numbers.group(lues),
            why=why,
        )


def replayed(a: AnticipationRejouee) -> Iterator[str]:
    """How many dwellings the plan ranks, and why it does not rank the others."""
    yield t(
        "Anticipation ({forecast})\u202f: le plan range {suivis} et en donne {autrement} à un autre que le "
        "plus en retard.",
        forecast=forecast(a.annee),
        suivis=numbers.count(a.suivis, "logement"),
        autrement=numbers.group(a.autrement),
    )
    if a.sans:
        told = [t("{reason} ({n})", reason=RAISONS[sans], n=numbers.group(n)) for sans, n in a.sans]
        yield t("Ailleurs le retard seul range\u202f: {told}.", told=joined(told, "\u202f; "))
    yield from (t("{said}.", said=said) for said in aside(a.laissees, a.lues, a.causes, None))
