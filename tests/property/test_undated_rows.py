"""Candidatures without dates: what is said of the effect, of the account and of the progress to date is what
every way of dating them says, on one day as on another; each class of cases is counted, and met."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from convrules.api.verification import verify_paths
from convrules.base.dates import Evenement, connu, jamais, pas_survenu
from convrules.base.values import INCONNU, Cellule, Connu
from convrules.compiler import Programme
from convrules.facts.records import Ligne, Vacance
from convrules.runtime.decision import Decision, ResultatEffet
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.model import BilanConvention, Bornes
from test_conformance import with_frame
from year import build as b

TEXTE = """\
clauses:
  - part: p
    règle: 50 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: supérieur
    report: aucun
    source: {{ article: "1" }}
  - délai: repondre
    porte sur: candidature
    règle: reponse au plus tard 3 jours après proposition
    débiteur: bailleur
    à défaut: réputé refusé
    source: {{ article: "1" }}
  - suite: s
    après: proposition
    si: {si}
    effet: remise au bailleur, comptée
    source: {{ article: "1" }}
"""
CONDITIONS = {
    "deux refus": "nombre(candidatures où sens_reponse = refusee) >= 2",
    "deux candidats": "nombre(candidatures) >= 2",
    "un refus sur deux": "nombre(candidatures où sens_reponse = refusee) >= 1 et nombre(candidatures) >= 2",
    "un prioritaire refusé": "nombre(candidatures où dalo et sens_reponse = refusee) >= 1",
}
START = date(2025, 12, 24)
"""The life goes over the end of the year: an account closes on a day that matters."""
SPAN, ROUNDS, MIN = 12, 16, 3


def day(n: int) -> date:
    return START + timedelta(days=n)


REGARDS = (5, 7, 12)
"""Days on which one looks: before the year ends, on its last day, and after."""


@pytest.fixture(scope="module")
def programmes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Programme]:
    return {nom: compiled(si, tmp_path_factory.mktemp("c")) for nom, si in CONDITIONS.items()}


def compiled(si: str, folder: Path) -> Programme:
    (folder / "c.yaml").write_text(with_frame(TEXTE.format(si=si)), encoding="utf-8")
    (report,), _ = verify_paths([folder])
    (programme,) = report.programmes.values()
    return programme


# --- rows -----------------------------------------------------------------------------------
def cell(value: object) -> Cellule:
    assert value is None or isinstance(value, str | bool | date | Evenement)
    return INCONNU if value is None else Connu(value)


def vacancy(rng: random.Random) -> Vacance:
    """Two or three candidatures, one of them at least without its date; a lease, or none."""
    bail = rng.choice([None, None, rng.randrange(SPAN)])
    end = SPAN if bail is None else bail
    own = {
        "disponibilite": connu(day(-20)),
        "proposition": connu(day(0)),
        "attribution": pas_survenu(day(60)),
        "contingent": "bailleur",
        "commune": "93048",
        "bail": jamais() if bail is None else connu(day(bail)),
    }
    rows = [candidature(rng, n, end) for n in range(rng.choice((2, 3)))]
    missing = rng.sample(range(len(rows)), rng.randint(1, 2))
    undated = [
        replace(r, cellules={**r.cellules, "date": INCONNU}) if n in missing else r
        for n, r in enumerate(rows)
    ]
    return Vacance(
        ligne=Ligne(table="vacances", id="V", cellules={k: cell(v) for k, v in own.items()}),
        candidatures=tuple(undated),
        refus=(),
    )


def candidature(rng: random.Random, n: int, end: int) -> Ligne:
    """A row, its proposal and its answer in that order, all by the end of the life."""
    came, proposed, answered = sorted(rng.randint(-4, end) for _ in range(3))
    silent = rng.random() < 0.4
    cells = {
        "date": day(came),
        "proposition": connu(day(proposed)),
        "reponse": jamais() if silent else connu(day(answered)),
        "sens_reponse": None if silent else rng.choice(["refusee", "refusee", "acceptee"]),
        "dalo": rng.choice([True, False, None, True]),
    }
    return Ligne(table="candidatures", id=f"C{n}", cellules={k: cell(v) for k, v in cells.items()})


def completions(vacance: Vacance, au: date) -> Iterator[Vacance]:
    """Every way of dating the rows: from before all to the day one looks, the lease, or the answer."""
    rows = vacance.candidatures or ()
    tries = [[r.cellules["date"]] if r.cellules["date"] != INCONNU else dates(r, vacance, au) for r in rows]
    flags = [
        [r.cellules["dalo"]] if r.cellules["dalo"] != INCONNU else [Connu(True), Connu(False)] for r in rows
    ]
    for days, dalo in product(product(*tries), product(*flags)):
        dated = zip(rows, days, dalo, strict=True)
        yield replace(
            vacance,
            candidatures=tuple(
                replace(r, cellules={**r.cellules, "date": d, "dalo": f}) for r, d, f in dated
            ),
        )


def dates(row: Ligne, vacance: Vacance, au: date) -> list[Cellule]:
    answer, proposed, bail = (
        known(c)
        for c in (row.cellules["reponse"], row.cellules["proposition"], vacance.ligne.cellules["bail"])
    )
    deemed = proposed + timedelta(days=4) if proposed is not None else None
    ends = [d for d in (answer, deemed, bail, au) if d is not None and d <= au]
    last = (min(ends) - START).days
    return [Connu(day(n)) for n in sorted({-5, *(n for n in (0, 4, 7, 8) if n < last), last})]


def known(cell: Cellule) -> date | None:
    assert isinstance(cell, Connu) and isinstance(cell.valeur, Evenement)
    return cell.valeur.connu


# --- what is said ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Dit:
    effet: ResultatEffet | None
    tour: Evenement | None
    compte: Bornes
    avancement: Bornes | None


def said(programme: Programme, vacance: Vacance, au: date) -> Dit:
    decision: Decision = evaluate_vacance(programme, vacance, au)
    bilan: BilanConvention = b.year(programme, b.faits([vacance]), annee=2025, au=au)
    return Dit(
        effet=next(iter(decision.effets), None),
        tour=decision.tour_clos,
        compte=b.only(bilan, "p").realise,
        avancement=next((a.realise for a in bilan.avancements), None),
    )


def test_what_is_said_without_dates_is_what_every_dating_says(programmes: dict[str, Programme]) -> None:
    met: Counter[str] = Counter()
    for nom, programme in programmes.items():
        rng = random.Random(f"sans date, {nom}")
        for _ in range(ROUNDS):
            vacance = vacancy(rng)
            sure = False
            for n in REGARDS:
                outer = said(programme, vacance, day(n))
                every = [said(programme, v, day(n)) for v in completions(vacance, day(n))]
                compare(outer, every, met, exact="dalo" not in CONDITIONS[nom])
                # What took place for certain took place, whenever one looks.
                assert not sure or taken(outer), (nom, n)
                sure = taken(outer)
    print(dict(met))
    assert all(
        met[x] >= MIN for x in ("jour", "jours", "aucun", "peut-être", "compte 0", "compte 1", "compte 0 à 1")
    )


def compare(outer: Dit, every: list[Dit], met: Counter[str], *, exact: bool) -> None:
    """exact: one kind of fact is missing, so the days told are those reached; else they hold them all."""
    effects = [x.effet for x in every]
    if outer.effet is None or outer.effet.issue is False:
        assert not any(taken(x) for x in every)
        met["aucun"] += 1
    elif taken(outer):
        assert all(taken(x) for x in every)
        days = [e.date.connu for e in effects if e is not None and e.date.connu is not None]
        assert len(days) == len(every)
        low, high = min(days), max(days)
        first, last = outer.effet.date.debut, outer.effet.date.fin
        assert first is not None and last is not None and first <= low and high <= last
        assert not exact or (first, last) == (low, high)
        met["jour" if low == high else "jours"] += 1
    else:
        met["peut-être"] += 1
    for tour in (x.tour for x in every):
        assert outer.tour is not None and tour is not None
        assert tour.high <= outer.tour.high
        # An end whose record is missing closes nothing: where nothing else does, no day is told.
        assert tour.jamais or outer.tour.low <= tour.low
    for told, others in (
        (outer.compte, [x.compte for x in every]),
        (outer.avancement, [x.avancement for x in every]),
    ):
        if told is not None:
            reached = [x for x in others if x is not None]
            low, high = min(x.min for x in reached), max(x.max for x in reached)
            assert told.min <= low and high <= told.max
            assert not exact or outer.effet is None or not taken(outer) or (told.min, told.max) == (low, high)
    # What has come is the same for the account and for the progress to date.
    assert outer.avancement is None or not taken(outer) or outer.avancement == outer.compte
    met[f"compte {b.shown(outer.compte)}"] += 1


def taken(x: Dit) -> bool:
    return x.effet is not None and x.effet.issue is True
