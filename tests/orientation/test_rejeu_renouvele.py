"""A year replayed, and the lettings that would have kept it, are the same whether a holder has one convention
or several that follow each other: a dwelling on its account went to it under the one that it is of."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.reorientations import year_otherwise
from convrules.orientation import one_by_one
from convrules.orientation.ranking import Bailleur
from convrules.orientation.rejeu import replay
from convrules.orientation.replayed import Rejeu
from playing import une_sur
from year.test_bilan_renouvele import START, landlord, rows

CLOSE = date(2027, 12, 31)
EVENEMENTS = ("avec leur vacance", "à leur date")


def replays(dossier: Dossier, annee: int) -> list[Rejeu]:
    """By rows of which conventions say the same, and one by one."""
    whole = Bailleur(programmes=dossier.programmes)
    return [ask(whole, dossier.faits, annee, CLOSE) for ask in (replay, one_by_one.replay)]


def holder(ident: str) -> str:
    return ident.partition("--")[0]


def told(found: Rejeu) -> object:
    due, got = defaultdict[str, Fraction](Fraction), Counter[str]()
    for t in found.titulaires:
        due[holder(t.ident)] += t.du
        got[holder(t.ident)] += t.recu
    steps = [(p.vacance, p.jour, holder(p.fait)) for p in found.pas]
    left = [
        (x.vacance, sorted({c.fait for c in x.causes}), x.tu, [holder(ident) for ident in x.pour])
        for x in found.laissees
    ]
    return steps, left, found.ouvertes, due, +got


def cuts(seed: int) -> list[list[date]]:
    rng = random.Random(seed)
    drawn = sorted(START + timedelta(days=rng.randrange(40, 1700)) for _ in range(3))
    return [[date(2025, 7, 1)], drawn, [date(n, 1, 1) for n in (2024, 2025, 2026)]]


@pytest.mark.parametrize("seed", une_sur(2, 4))
@pytest.mark.parametrize("cascade", ["", "etat"])
@pytest.mark.parametrize("evenements", EVENEMENTS)
def test_a_renewal_changes_nothing_of_a_replay(
    tmp_path: Path, seed: int, cascade: str, evenements: str
) -> None:
    vacances = rows(seed, 40)
    plain = landlord(tmp_path / "une", (), vacances, evenements, cascade)
    for n, days in enumerate(cuts(seed)):
        renewed = landlord(tmp_path / f"plusieurs {n}", days, vacances, evenements, cascade)
        for annee in (2024, 2025):
            for as_one, as_several in zip(replays(plain, annee), replays(renewed, annee), strict=True):
                assert told(as_several) == told(as_one), (days, annee)


DELAI = """  - délai: attribuer
    règle: attribution au plus tard 20 jours après proposition
    débiteur: réservataire
    à défaut: remise au bailleur, {compte}
    source: {{ article: "1" }}
"""
TITRES = "id;commune;affectation;contingent;disponibilite;proposition;attribution"


def losing_turns(folder: Path, days: list[date], vacances: str, evenements: str, compte: str) -> Dossier:
    """The State loses the turn of a dwelling not let in time; where it counts, the town has no account."""
    landlord(folder, days, vacances, evenements)
    for path in (folder / "conventions").iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name.startswith("etat"):
            text += DELAI.format(compte=compte)
        elif compte == "comptée":
            text = text.replace("dans l'assiette", "dans l'assiette où affectation = mutation_interne")
        path.write_text(text, encoding="utf-8")
    found = api.open_dossier(folder, [folder / "c.yaml"])
    assert isinstance(found, Dossier), found
    return found


@pytest.mark.parametrize("seed", une_sur(2, 4))
@pytest.mark.parametrize("compte", ["comptée", "non comptée", "restituée"])
@pytest.mark.parametrize("evenements", EVENEMENTS)
def test_a_renewal_changes_nothing_of_turns_lost(
    tmp_path: Path, seed: int, compte: str, evenements: str
) -> None:
    vacances = rows(seed, 40)
    plain = losing_turns(tmp_path / "une", [], vacances, evenements, compte)
    for n, days in enumerate(cuts(seed)):
        renewed = losing_turns(tmp_path / f"plusieurs {n}", days, vacances, evenements, compte)
        for annee in (2024, 2025):
            for as_one, as_several in zip(replays(plain, annee), replays(renewed, annee), strict=True):
                assert told(as_several) == told(as_one), (days, annee)


@pytest.mark.parametrize("days", [[], [date(2025, 7, 1)]])
@pytest.mark.parametrize("evenements", EVENEMENTS)
def test_a_dwelling_let_after_the_term_is_replayed(tmp_path: Path, days: list[date], evenements: str) -> None:
    """Free on 20 June, let on 10 July on the account of the State, whose convention ended in between."""
    vacances = f"{TITRES}\nV1;93066;location;etat;2025-06-20;2025-06-25;2025-07-10\n"
    dossier = landlord(tmp_path, days, vacances, evenements)
    for found in replays(dossier, 2025):
        assert [(p.vacance, p.jour, holder(p.fait)) for p in found.pas] == [("V1", date(2025, 6, 20), "etat")]
        assert (found.laissees, found.ouvertes) == ((), 0)


@pytest.mark.parametrize("days", [[], [date(2025, 7, 1)]])
@pytest.mark.parametrize(("compte", "a"), [("comptée", ["etat"]), ("non comptée", [])])
def test_a_turn_that_is_lost_and_counted_is_the_holders(
    tmp_path: Path, days: list[date], compte: str, a: list[str]
) -> None:
    """Proposed on 3 July and let to nobody: it counts for the State, or has gone to nobody."""
    vacances = f"{TITRES}\nV1;93066;location;;2025-07-01;2025-07-03;\n"
    dossier = losing_turns(tmp_path, days, vacances, "avec leur vacance", compte)
    for found in replays(dossier, 2025):
        assert ([holder(p.fait) for p in found.pas], found.laissees) == (a, ())
        assert found.ouvertes == 1 - len(a)


def asking_of_one(folder: Path, days: list[date], vacances: str) -> Dossier:
    """The town, whose convention goes on, is owed four dwellings in ten; the State, none of so few."""
    landlord(folder, days, vacances)
    texts = folder / "conventions"
    for path in texts.glob("ville-*"):
        if path.name != "ville-0.yaml":
            path.unlink()
    for path in texts.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name.startswith("etat"):
            text = text.replace("20 %", "1 %")
        elif days:
            text = text.replace(f"au: {days[0] - timedelta(days=1)}", "au: 2027-12-31")
        path.write_text(text.replace("20 %", "40 %"), encoding="utf-8")
    found = api.open_dossier(folder, [folder / "c.yaml"])
    assert isinstance(found, Dossier), found
    return found


def kept_by(dossier: Dossier, annee: int) -> object:
    found = year_otherwise(dossier, annee, CLOSE)
    lacking = [(holder(m.convention), m.voulu, m.au_moins, m.trouve) for m in found.manques]
    return lacking, len(found.deplacements), found.minimum, found.confirmee, found.impossible


@pytest.mark.parametrize("seed", une_sur(2, 6))
def test_a_renewal_changes_nothing_of_what_would_have_kept_a_year(tmp_path: Path, seed: int) -> None:
    vacances = rows(seed, 60)
    plain = asking_of_one(tmp_path / "une", [], vacances)
    for n, days in enumerate(cuts(seed)):
        renewed = asking_of_one(tmp_path / f"plusieurs {n}", days, vacances)
        for annee in (2024, 2025):
            assert kept_by(renewed, annee) == kept_by(plain, annee), (days, annee)
