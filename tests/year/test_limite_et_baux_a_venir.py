"""A dwelling that is let, whose lease is to come, and which no account is recorded for: where an order of
accounts with a limit does not give it one for certain, its account is a datum to complete, and nothing is
hoped from it. Each test states an order, leases, a rule, and what is said, alone and together."""

from datetime import date
from pathlib import Path

import pytest

from convrules import api
from convrules.api.dossier import Dossier
from convrules.api.solveur import solver
from convrules.facts.records import Vacance
from convrules.year.bilan import comply
from convrules.year.model import Bilan, Verdict
from convrules.year.ouverte import EtatPortee
from frames import frame_part
from year import build as b
from year.portees import verdict

CASCADE = """  - imputation: c
    règle: {ordre}
    source: {{ article: "1" }}
"""
QUOTA = """  - quota: q
    règle: {regle}
    application: ensemble
    force: obligation
    source: {{ article: "1" }}
"""
AU = date(2025, 9, 30)
UN = "etat jusqu'à 1 logement puis bailleur"
DEUX = "etat jusqu'à 2 logements puis bailleur"
EPUISE = "etat jusqu'à épuisement puis bailleur"
LOUE = {"commune": "93066", "disponibilite": "2025-05-10", "attribution": "2025-06-12", "qpv": True}
SIGNE, A_VENIR = "2025-09-05", "-"
EN_COURS, DOUTE = Verdict.EN_COURS, Verdict.INDETERMINE
CONFORME, HORS, MANQUE = Verdict.CONFORME, Verdict.HORS_D_ATTEINTE, Verdict.NON_CONFORME


def rows(*baux: str, **facts: object) -> list[Vacance]:
    """Let, of which no account is recorded unless `facts` does, by the day of their lease."""
    told = {**LOUE, "contingent": "?", **facts}
    return [row for n, bail in enumerate(baux) for row in b.rows(prefixe=f"M{n}", **told, bail=bail)]


def judged(
    folder: Path, vacances: list[Vacance], ordre: str, taux: int, regle: str | None = None, au: date = AU
) -> Bilan:
    """The year 2025 of a State whose part counts leases; no more vacancies are to come."""
    more = QUOTA.format(regle=regle) if regle is not None else ""
    text = frame_part("etat", CASCADE.format(ordre=ordre) + more, taux=taux, compte="baux signés")
    (folder / "convrules.toml").write_text('[depot]\nnom = "x"\n', "utf-8")
    (folder / "etat.yaml").write_text(text, "utf-8")
    dossier = api.open_tables(folder, {"vacances": []}, complet_au=au)
    assert isinstance(dossier, Dossier), dossier
    return comply(dossier.programmes, b.faits(vacances, vacances_attendues=()), 2025, au, solveur=solver)


def asked(bilan: Bilan) -> set[str]:
    """Vacancies of which the account is to complete."""
    lines = bilan.conventions[0].a_completer
    return {line.vacance[:2] for line in lines for cause in line.causes if cause.fait == "contingent"}


@pytest.mark.parametrize(
    ("ordre", "taux", "baux", "expected"),
    [
        (UN, 100, (SIGNE, A_VENIR), DOUTE),
        (UN, 50, (SIGNE, A_VENIR), CONFORME),
        (UN, 100, (A_VENIR, A_VENIR), DOUTE),
        (DEUX, 100, (SIGNE, A_VENIR), DOUTE),
        (EPUISE, 50, (SIGNE, A_VENIR), CONFORME),
        (EPUISE, 100, (SIGNE, A_VENIR), DOUTE),
        ("etat puis bailleur", 100, (SIGNE, A_VENIR), EN_COURS),
    ],
)
def test_nothing_is_hoped_of_an_account_that_leases_may_have_filled(
    tmp_path: Path, ordre: str, taux: int, baux: tuple[str, ...], expected: Verdict
) -> None:
    bilan = judged(tmp_path, rows(*baux), ordre, taux)
    assert verdict(bilan, "part_etat") is expected
    waiting = {f"M{n}" for n, bail in enumerate(baux) if bail == A_VENIR}
    assert asked(bilan) == (set() if expected is EN_COURS else waiting)
    if expected is DOUTE:
        assert bilan.portee is not None and bilan.portee.etat is EtatPortee.INDETERMINE


@pytest.mark.parametrize(
    ("compte", "expected", "closed"), [("etat", EN_COURS, CONFORME), ("bailleur", HORS, MANQUE)]
)
def test_the_account_that_is_recorded_says(
    tmp_path: Path, compte: str, expected: Verdict, closed: Verdict
) -> None:
    told = [*rows(SIGNE), *b.rows(prefixe="N", **LOUE, bail=A_VENIR, contingent=compte)]
    assert verdict(judged(tmp_path, told, UN, 100), "part_etat") is expected
    over = [*rows(SIGNE), *b.rows(prefixe="N", **LOUE, bail="2025-11-03", contingent=compte)]
    assert verdict(judged(tmp_path, over, UN, 100, au=date(2026, 1, 5)), "part_etat") is closed


def test_what_is_not_let_may_be_recorded_on_any_account(tmp_path: Path) -> None:
    bilan = judged(tmp_path, rows(A_VENIR, A_VENIR, attribution=A_VENIR), UN, 100)
    assert verdict(bilan, "part_etat") is EN_COURS
    assert not asked(bilan)
    assert bilan.portee is not None and bilan.portee.etat is EtatPortee.A_PORTEE


@pytest.mark.parametrize(
    ("ordre", "taux", "combien", "baux"),
    [
        (UN, 0, 2, (SIGNE, A_VENIR)),
        (EPUISE, 50, 2, (SIGNE, A_VENIR)),
        (DEUX, 0, 3, (SIGNE, A_VENIR, A_VENIR)),
        ("bailleur jusqu'à 1 logement puis etat", 0, 1, (A_VENIR,)),
    ],
)
def test_nor_is_it_beside_a_part(
    tmp_path: Path, ordre: str, taux: int, combien: int, baux: tuple[str, ...]
) -> None:
    """In the last order, the only lease to come would fill the first line, and never be the State's."""
    bilan = judged(tmp_path, rows(*baux), ordre, taux, f"au moins {combien} baux signés du réservataire")
    assert verdict(bilan, "q") is DOUTE


def test_a_ceiling_fears_it_all_the_same(tmp_path: Path) -> None:
    """Recorded on the account, it would be one too many."""
    bilan = judged(tmp_path, rows(SIGNE, A_VENIR), UN, 0, "au plus 1 baux signés du réservataire")
    assert verdict(bilan, "q") is EN_COURS
    full = judged(tmp_path, rows(SIGNE, SIGNE), UN, 0, "au plus 1 baux signés du réservataire")
    assert verdict(full, "q") is CONFORME
