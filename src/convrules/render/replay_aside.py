"""What a year replayed leaves aside, in French."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from convrules.base.texte import t, tel_quel
from convrules.orientation.replayed import Rejeu
from convrules.render import numbers
from convrules.render.french import cite, joined, listing
from convrules.render.lexicon import VIDE
from convrules.render.perimeter import lacking_days

MONTREES: Final = 5
"""Facts shown of what is left aside."""


def aside(r: Rejeu) -> Iterator[str]:
    yield from lacking_days(r.lacunes, VIDE, juge=False)
    silent = [p.vacance for p in r.pas if p.conseil is None]
    if silent:
        which = "lequel" if len(silent) == 1 else "lesquels"
        yield (
            t(
                "{silent} pour {which} le conseil ne nomme personne\u202f: laissés à qui les a eus ({some}).",
                silent=numbers.count(len(silent), "logement"),
                which=which,
                some=_some(silent),
            )
        )
    if r.laissees:
        facts = Counter(fait for one in r.laissees for fait in {cause.fait for cause in one.causes})
        told = [
            t("{a} ({b})", a=tel_quel(fait), b=str(n))
            for fait, n in sorted(facts.items(), key=lambda x: (-x[1], x[0]))
        ]
        why = t(", faute de\u202f: {told}", told=joined(list(told[:MONTREES]), ", ")) if told else ""
        left = numbers.count(len(r.laissees), "logement laissé", "logements laissés")
        yield t("{left} de côté{why}.", left=left, why=why)
    yield from _untold(r)
    yield from _for_several([one.vacance for one in r.laissees if one.pour])
    if r.ouvertes:
        verb = t("n'était allé") if r.ouvertes == 1 else t("n'étaient allés")
        yield t(
            "{ouvertes} de l'année {verb} à personne au {jour}.",
            ouvertes=numbers.count(r.ouvertes, "logement"),
            verb=verb,
            jour=_last_day(r),
        )
    if r.soldes:
        names = listing([cite(s) for s in r.soldes])
        yield t("Soldes de {x} inconnus, pris pour nuls\u202f: {names}.", x=str(r.annee - 1), names=names)


def _last_day(r: Rejeu) -> str:
    return numbers.jour(min(r.au, date(r.annee, 12, 31)))


def _untold(r: Rejeu) -> Iterator[str]:
    """Those of them of which it is not known whether they had gone to anybody."""
    idents = [one.vacance for one in r.laissees if one.tu]
    if idents:
        one, several = (
            "logement dont on ne sait pas s'il était allé",
            "logements dont on ne sait pas s'ils étaient allés",
        )
        yield t(
            "Parmi eux, {n} à quelqu'un au {jour}\u202f: {some}.",
            n=numbers.count(len(idents), one, several),
            jour=_last_day(r),
            some=_some(idents),
        )


def _for_several(idents: list[str]) -> Iterator[str]:
    if not idents:
        return
    yield t(
        "{n} pour plusieurs titulaires à la fois, le tour perdu pour l'un et le logement pour l'autre, "
        "ce qui ne se rejoue pas\u202f: {some}.",
        n=numbers.count(len(idents), "logement compte", "logements comptent"),
        some=_some(idents),
    )


def _some(idents: list[str]) -> str:
    shown = ", ".join(idents[:MONTREES])
    return shown if len(idents) <= MONTREES else f"{shown}…"
