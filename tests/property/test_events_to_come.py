"""Clauses that ask whether something has happened, under two or three conventions that hand turns over to one
another: what is sure of a dwelling on a day is so on a later one, whatever event has come since."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import api
from convrules.api.dossier import Dossier
from convrules.base.dates import connu, pas_survenu
from convrules.compiler import Programme
from convrules.year.bilan import comply
from convrules.year.model import Bilan
from frames import frame_part
from playing import tirages
from property.said import SURS, figures, sure
from year import build as b

Textes: TypeAlias = tuple[tuple[str, str], ...]
Jours: TypeAlias = Mapping[str, date]
TITULAIRES = ("commune", "departement", "als")
JOURS = (date(2025, 12, 31), date(2026, 1, 15))
A_VENIR = (
    "visite",
    "reponse",
    "demande_pieces",
    "reception_pieces",
    "proposition",
    "attribution",
    "bail",
    "retrait",
    "abandon",
)
EVENEMENTS = ("disponibilite", "information", "orientation", "remise", "reprise", *A_VENIR)
APRES = {"attribution": "proposition", "bail": "attribution", "reception_pieces": "demande_pieces"}
"""What has to have come before an event may."""
MOTS = (*("visite",) * 4, "reponse", "proposition", "attribution", "demande_pieces", "bail", "retrait")
MOTS_DE_CLAUSE = (*MOTS, "remise", "refus_candidat")


# --- what is written ----------------------------------------------------------------------------
@st.composite
def conditions(draw: st.DrawFn) -> str:
    x, y = draw(st.sampled_from(MOTS_DE_CLAUSE)), draw(st.sampled_from(MOTS_DE_CLAUSE))
    forms = (
        "{x} a eu lieu",
        "non ({x} a eu lieu)",
        "{x} a eu lieu et non ({y} a eu lieu)",
        "{x} a eu lieu ou {y} a eu lieu",
        "dalo et {x} a eu lieu",
        "non ({x} a eu lieu) ou qpv",
        "non ({x} a eu lieu) et non ({y} a eu lieu)",
    )
    return draw(st.sampled_from(forms)).format(x=x, y=y)


@st.composite
def effects(draw: st.DrawFn, others: tuple[str, ...]) -> str:
    to = [*(f"remise à {nom}" for nom in others), "remise au bailleur", "reprise pour un tour", "sans effet"]
    acte = draw(st.sampled_from(to))
    faculte = acte != "sans effet" and draw(st.integers(0, 6)) == 0
    count = draw(st.sampled_from((", comptée", ", comptée", ", restituée", ", restituée", ", non comptée")))
    return f"{'faculté de ' if faculte else ''}{acte}{count}"


@st.composite
def clauses(draw: st.DrawFn, others: tuple[str, ...], rang: int) -> str:
    si = draw(st.one_of(st.just(""), conditions(), conditions(), conditions()))
    kind = draw(st.sampled_from(("délai", "délai", "suite", "obligation")))
    limit = draw(st.sampled_from((5, 10, 20, 40)))
    moments = (
        ("information", "proposition"),
        ("proposition", "attribution"),
        ("attribution", "bail"),
        ("remise", "proposition"),
        ("remise", "bail"),
        ("information", "bail"),
        ("proposition", "reponse"),
        ("reponse", "attribution"),
    )
    ancre, quoi = draw(st.sampled_from(moments))
    apres = draw(st.sampled_from(("visite", "reponse", "proposition", "remise")))
    owed = "\n    débiteur: bailleur\n    à défaut: "
    body = {
        "délai": f"règle: {quoi} au plus tard {limit} jours après {ancre}{owed}",
        "suite": f"après: {apres}\n    effet: ",
        "obligation": f"règle: {draw(conditions())}{owed}",
    }[kind]
    condition = f"    si: {si}\n" if si else ""
    source = '    source: { article: "1" }\n'
    text = f"  - {kind}: c{rang}\n{condition}    {body}{draw(effects(others))}\n{source}"
    if kind == "délai" and draw(st.integers(0, 4)) == 0:
        instead = draw(st.sampled_from(("écarte: oui", "remplace:\n      à défaut: sans effet, comptée")))
        text += (
            f"  - exception: e{rang}\n    à: c{rang}\n    si: {draw(conditions())}\n    {instead}\n{source}"
        )
    return text


@st.composite
def textes(draw: st.DrawFn) -> Textes:
    """Of each holder, in the words of its file."""
    names = TITULAIRES[: draw(st.sampled_from((2, 2, 3)))]
    compte = draw(st.sampled_from(("attributions", "attributions", "propositions", "orientations")))
    choices = [
        (": année civile", draw(st.sampled_from((": année civile", ": trimestre civil")))),
        (": à leur date", draw(st.sampled_from((": à leur date", ": avec leur vacance")))),
    ]
    found = []
    for nom in names:
        others = tuple(other for other in names if other != nom)
        own = "".join(draw(clauses(others, rang)) for rang in range(draw(st.sampled_from((1, 1, 2)))))
        order = draw(st.sampled_from((None, None, None, *names)))
        if order is not None:
            cascade = f"{order} jusqu'à 1 logement puis bailleur"
            own += f'  - imputation: cascade\n    règle: {cascade}\n    source: {{ article: "1" }}\n'
        text = frame_part(nom, own, compte=compte)
        for old, new in choices:
            text = text.replace(old, new)
        found.append((nom, text))
    return tuple(found)


@cache
def programmes(each: Textes) -> tuple[Programme, ...] | None:
    """None where what is drawn is an error (clauses in a circle)."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
        for nom, text in each:
            (folder / f"{nom}.yaml").write_text(text, "utf-8")
        dossier = api.open_tables(folder, {"vacances": [{"id": "V1"}]}, complet_au=date(2027, 12, 31))
        assert isinstance(dossier, Dossier), dossier
        return None if any(map(api.is_error, dossier.diagnostics)) else dossier.programmes


# --- what has come ------------------------------------------------------------------------------
@st.composite
def lives(draw: st.DrawFn) -> dict[str, date]:
    def later(day: date, most: int) -> date:
        return day + timedelta(days=draw(st.integers(0, most)))

    day = later(date(2025, 10, 1), 60)
    found = {"disponibilite": day, "information": later(day, 5)}
    day = found["information"]
    for nom, stops in (("proposition", 4), ("attribution", 1)):
        if draw(st.integers(0, stops)) == 0:
            break
        day = found[nom] = later(day, 20)
    for nom in ("visite", "reponse", "demande_pieces"):
        if draw(st.integers(0, 3)) == 0:
            found[nom] = later(found["information"], 30)
    return found


def seen(programmes: tuple[Programme, ...], days: Jours, kept: Mapping[str, object], au: date) -> Bilan:
    come = {nom: day for nom, day in days.items() if day <= au}
    values: dict[str, object] = {
        nom: connu(come[nom]) if nom in come else pas_survenu(au) for nom in EVENEMENTS
    }
    own = {nom: value for nom, value in kept.items() if nom not in ("refus", "sens_reponse")}
    values |= own | {"sens_reponse": kept["sens_reponse"] if "reponse" in come else "?", "commune": "93066"}
    (row,) = b.rows(1, "V", **values)
    refus = kept["refus"]
    lines = (b.ligne("refus", "R1", date=refus, auteur="candidat"),) if isinstance(refus, date) else ()
    return comply(programmes, b.faits([replace(row, refus=lines)]), 2025, au)


def denied(before: Bilan, after: Bilan, *, let: bool) -> Iterator[object]:
    if let:
        told, later = (
            bilan.imputations[0].possibles if bilan.imputations else () for bilan in (before, after)
        )
        if told and not (later and set(later) <= set(told)):
            yield told, later
    found = dict(sure(after))
    for what, (verdict, *others) in dict(sure(before)).items():
        if verdict in SURS and not others and what in found and not found[what] <= SURS[verdict]:
            yield what, verdict, found[what]
    numbers = dict(figures(after))
    for what, one in figures(before):
        other = numbers.get(what, one)
        if not (one.min <= other.min and other.max <= one.max):
            yield what, b.shown(one), b.shown(other)


@settings(deadline=None, max_examples=tirages(60))
@given(
    textes(),
    lives(),
    st.fixed_dictionaries(
        {
            "contingent": st.sampled_from(("?", "?", "commune", "departement", "bailleur")),
            "dalo": st.booleans(),
            "qpv": st.booleans(),
            "sens_reponse": st.sampled_from(("acceptee", "refusee")),
            "refus": st.sampled_from((None, None, None, None, date(2025, 11, 20))),
        }
    ),
    st.sampled_from(JOURS),
)
def test_what_is_sure_of_a_dwelling_stays_so_once_something_has_come(
    each: Textes, days: Jours, kept: Mapping[str, object], au: date
) -> None:
    found = programmes(each)
    if found is None:
        return
    before = seen(found, days, kept, au)
    let = "attribution" in days
    for nom in A_VENIR:
        if nom in days or (nom in APRES and APRES[nom] not in days) or (nom == "proposition" and let):
            continue
        for gap in (0, 40):
            later = {**days, nom: au + timedelta(days=1 + gap)}
            after = seen(found, later, kept, au + timedelta(days=3 + gap))
            assert not [*denied(before, after, let=let)], (nom, gap)
