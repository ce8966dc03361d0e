"""A landlord has hundreds of conventions, and a dwelling stands on the territory of a few: what the others
say of it is what the evaluator says, and is asked for only when it is read."""

import cProfile
import pstats
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier, decide
from convrules.base.records import replace
from convrules.runtime.decision import Decision
from convrules.runtime.vacance import evaluate_vacance
from frames import towns, write_towns

AU = date(2025, 6, 1)
ROW = {"nature": "logement_ordinaire", "disponibilite": date(2025, 3, 1)}


def opened(folder: Path, number: int, rows: int) -> Dossier:
    """As many towns, each with its convention, and as many vacancies, all of them in the first."""
    write_towns(folder, number)
    (first,) = towns(1)
    vacances = [{"id": f"V{n}", "commune": first, **ROW} for n in range(rows)]
    found = api.open_tables(
        folder, {"vacances": vacances}, bailleur="000000000", complet_au=date(2025, 12, 31)
    )
    assert isinstance(found, Dossier), found
    return found


@pytest.fixture(scope="module")
def trois(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    return opened(tmp_path_factory.mktemp("trois"), 3, 2)


def test_what_is_read_of_them_is_what_the_evaluator_says(trois: Dossier) -> None:
    for vacance, found in zip(trois.faits.vacances, api.evaluate(trois, AU), strict=True):
        alone = [evaluate_vacance(p, vacance, AU, faits=trois.faits) for p in trois.programmes]
        assert [d.territoire for d in alone] == [True, False, False]
        assert [d.muette for d in found] == [False, True, True]
        assert list(found) == alone and alone == list(found)
        assert [hash(d) for d in found] == [hash(d) for d in alone]
        assert [replace(d, taux=()) for d in found] == [replace(d, taux=()) for d in alone]
    here, there, _ = found
    assert here != there and there != here


def test_they_are_judged_only_when_more_is_read(trois: Dossier) -> None:
    asked: list[str] = []

    def judged(d: Decision) -> None:
        asked.append(d.statut.statut.value if d.statut.statut is not None else "")

    with cProfile.Profile() as profile:
        found = decide(trois, trois.faits.vacances[0], AU)
    assert _judged(profile) == 1
    with cProfile.Profile() as profile:
        assert [d.territoire for d in found] == [True, False, False]
    assert _judged(profile) == 0
    with cProfile.Profile() as profile:
        for _ in range(2):
            judged(found[1])
    assert _judged(profile) == 1 and len(asked) == 2


def _judged(profile: cProfile.Profile) -> int:
    told: dict[tuple[str, int, str], tuple[int, ...]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(found[0] for (_, _, name), found in told.items() if name == "_decide")


QUESTIONS: dict[str, Callable[[Dossier], object]] = {
    "evaluate": lambda dossier: api.evaluate(dossier, AU),
    "orient": lambda dossier: api.orient(dossier, AU),
    "comply": lambda dossier: api.comply(dossier, 2025, AU),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_vacancy_costs_the_same_among_many_conventions(question: str, tmp_path: Path) -> None:
    """In calls of functions: a measure that does not depend on the machine."""
    ask = QUESTIONS[question]

    def calls(number: int, rows: int) -> int:
        dossier = opened(tmp_path / f"{number}-{rows}", number, rows)
        ask(dossier)  # What is asked first writes methods of records.
        with cProfile.Profile() as profile:
            ask(dossier)
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    few, many = (calls(number, 22) - calls(number, 2) for number in (5, 45))
    # Of twenty vacancies more; with forty conventions more, on whose territory none of them is.
    assert many - few < 20 * 40 * 4
