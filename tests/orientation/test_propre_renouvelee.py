"""The landlord's own share is that of its flow, whatever the terms of conventions are: a dwelling that went
to a holder under a convention that has ended since is not the landlord's own."""

import random
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from convrules import api, ir
from convrules.api.dossier import Dossier
from convrules.orientation.comptes import Solde
from convrules.orientation.model import Rangement
from convrules.orientation.propre import own_balance, own_of_year
from convrules.orientation.session import open_session
from convrules.year.model import Bornes
from year import build as b
from year.test_bilan_renouvele import START, landlord, rows


def own(dossier: Dossier, au: date) -> Solde:
    session = open_session(dossier.programmes, None, dossier.faits, au, frozenset())
    return own_balance(session.titulaires, frozenset(), session.autres)


def renewed_beside_the_state(folder: Path, cut: date, vacances: str) -> Dossier:
    """The commune's convention is renewed; the State's goes on, and holds the dwellings of both terms."""
    landlord(folder, (cut,), vacances)
    (folder / "conventions" / "etat-1.yaml").unlink()
    first = folder / "conventions" / "etat-0.yaml"
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace(f"au: {cut - timedelta(days=1)}", "au: 2027-12-31"), encoding="utf-8")
    dossier = api.open_dossier(folder, [folder / "c.yaml"])
    assert isinstance(dossier, Dossier)
    return dossier


HEADER = "id;commune;affectation;contingent;disponibilite;proposition;attribution\n"


@pytest.mark.parametrize(
    ("contingent", "cut", "attendu"),
    [
        # V0, free under the commune's convention that ends in June, is let in July.
        ("commune", date(2026, 7, 1), 0),
        ("bailleur", date(2026, 7, 1), 1),
        # Ended before the year.
        ("commune", date(2026, 1, 1), 0),
        ("etat", date(2026, 1, 1), 0),
        ("bailleur", date(2026, 1, 1), 1),
    ],
)
def test_a_dwelling_of_a_convention_that_has_ended_goes_to_its_holder(
    tmp_path: Path, contingent: str, cut: date, attendu: int
) -> None:
    free = cut - timedelta(days=12)
    rows = f"{HEADER}V0;93066;location;{contingent};{free};;{cut + timedelta(days=9)}\n"
    folder = tmp_path / "bailleur"
    dossier = renewed_beside_the_state(folder, cut, rows)
    found = own(dossier, date(2026, 9, 1))
    assert (found.oriente, found.en_doute) == (attendu, 0)
    whole = own_of_year(dossier.programmes, dossier.faits, 2026, date(2026, 9, 1))
    assert whole is not None and (whole.fait.min, whole.fait.max) == (attendu, attendu)


@pytest.mark.parametrize(
    ("cut", "attribuee", "attendu"),
    [
        # V0, of the term that ended on 31 December, waits in January; the State's goes on, and comes first.
        (date(2026, 1, 1), "", ["etat--0", "ville--0", "bailleur"]),
        # Another of that term went to the commune in January: its account there is one ahead.
        (date(2026, 1, 1), "2026-01-08", ["etat--0", "bailleur", "ville--0"]),
        # Ended in June of the year before.
        (date(2025, 7, 1), "", ["etat--0", "ville--0", "bailleur"]),
    ],
)
def test_a_dwelling_that_waits_is_still_its_holder_s_when_the_convention_has_ended(
    tmp_path: Path, cut: date, attribuee: str, attendu: list[str]
) -> None:
    free = cut - timedelta(days=12)
    rows = f"{HEADER}V0;93066;location;;{free};;\nV1;93066;location;commune;{free};;{attribuee or free}\n"
    folder = tmp_path / "bailleur"
    dossier = renewed_beside_the_state(folder, cut, rows)
    (advice,) = api.orient(dossier, date(2026, 1, 10), ["V0"])
    assert [c.ident for c in advice.candidats if c.rang is not None] == attendu
    assert {c.ident: c.rangement for c in advice.candidats}["ville--1"] is Rangement.INELIGIBLE
    assert sorted(c.ident for c in advice.candidats if c.homonyme) == ["ville--0", "ville--1"]


def test_what_goes_to_a_convention_since_its_end_in_the_year_counts_in_its_account(tmp_path: Path) -> None:
    """V1, free in June under the term that ends with it, went to the commune in July."""
    cut = date(2026, 7, 1)
    rows = f"{HEADER}V0;93066;location;;2026-06-20;;\nV1;93066;location;commune;2026-06-20;;2026-07-05\n"
    dossier = renewed_beside_the_state(tmp_path / "bailleur", cut, rows)
    (advice,) = api.orient(dossier, date(2026, 7, 20), ["V0"])
    done = {c.ident: c.compte.oriente for c in advice.candidats}
    assert done == {"ville--0": 1, "ville--1": 0, "etat--0": 0, "bailleur": 0}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("evenements", "cascade"), [("à leur date", ""), ("avec leur vacance", ""), ("à leur date", "etat")]
)
def test_a_renewal_changes_nothing(tmp_path: Path, seed: int, evenements: str, cascade: str) -> None:
    rng, vacances = random.Random(seed), rows(seed, 40)
    plain = landlord(tmp_path / "une", (), vacances, evenements, cascade)
    days = [date(annee, 1, 1) + timedelta(days=rng.randrange(365)) for annee in (2024, 2025, 2026)]
    for n, cuts in enumerate(
        (
            (date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)),
            sorted(START + timedelta(days=rng.randrange(40, 1700)) for _ in range(2)),
        )
    ):
        renewed = landlord(tmp_path / f"plusieurs {n}", cuts, vacances, evenements, cascade)
        for au in days:
            assert own(renewed, au) == own(plain, au), (cuts, au)


@pytest.mark.parametrize(
    ("compte", "jours", "attendu"),
    [
        # Let to the State in December, which counts lettings; the other counts leases, and its is of January.
        ("etat", ("2024-11-25", "2024-12-13", "2025-01-10"), (0, 0)),
        ("epci", ("2024-11-25", "2024-12-13", "2025-01-10"), (0, 0)),
        # Kept by the landlord, once: in the year of the first event that is counted,
        ("bailleur", ("2024-11-25", "2024-12-13", "2025-01-10"), (1, 0)),
        ("bailleur", ("2024-11-25", "2024-12-13", "2024-12-28"), (1, 0)),
        ("bailleur", ("2024-11-25", "2025-01-03", "2025-01-10"), (0, 1)),
        # in none where nothing that is counted has taken place,
        ("bailleur", ("2024-11-25", "-", "-"), (0, 0)),
    ],
)
def test_a_dwelling_is_the_landlord_s_own_in_one_year_at_most(
    compte: str, jours: tuple[str, str, str], attendu: tuple[int, int]
) -> None:
    term = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    leases = b.part("leases", compte=b.evenements(ir.Classe.BAUX))
    progs = [
        b.programme(b.part("lettings"), ident="etat", titulaire="etat", en_vigueur=term),
        b.programme(leases, ident="epci", titulaire="epci", en_vigueur=term),
    ]
    days = dict(zip(("orientation", "attribution", "bail"), jours, strict=True))
    row = b.rows(
        1, commune="93066", affectation="location", contingent=compte, disponibilite="2024-11-20", **days
    )
    for annee, done in zip((2024, 2025), attendu, strict=True):
        found = own_of_year(progs, b.faits(row), annee, date(2026, 1, 5))
        assert found is not None and (found.fait.min, found.fait.max) == (done, done), annee


@pytest.mark.parametrize("bail", ["2025-01-10", "-", "?"])
@pytest.mark.parametrize("compte", ["etat", "bailleur", "?"])
@pytest.mark.parametrize("classe", [ir.Classe.ATTRIBUTIONS, ir.Classe.ORIENTATIONS])
def test_what_the_landlord_kept_holds_every_completion(classe: ir.Classe, compte: str, bail: str) -> None:
    term = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    part = b.part("p", compte=b.evenements(classe))
    progs = [b.programme(part, ident="etat", titulaire="etat", en_vigueur=term)]

    def kept(annee: int, **cells: str) -> Bornes:
        known = {"commune": "93066", "affectation": "location", "disponibilite": "2024-11-20"}
        found = own_of_year(progs, b.faits(b.rows(1, **known, **cells)), annee, date(2026, 1, 5))
        assert found is not None
        return found.fait

    values = {
        "orientation": ["2024-11-25", "2025-01-02"],
        "attribution": ["2024-12-13", "2025-01-03"],
        "bail": ["2025-01-10", "-"] if bail == "?" else [bail],
        "contingent": ["etat", "bailleur"] if compte == "?" else [compte],
    }
    for annee in (2024, 2025):
        said = kept(annee, orientation="?", attribution="?", bail=bail, contingent=compte)
        every = [kept(annee, **dict(zip(values, one, strict=True))) for one in product(*values.values())]
        assert said.min <= min(x.min for x in every) and max(x.max for x in every) <= said.max
        assert said.max == max(x.max for x in every)


@pytest.mark.parametrize(
    ("statut", "affectation", "attendu"),
    [
        (ir.StatutPopulation.ASSIETTE, "mutation_interne", (0, 0)),
        (ir.StatutPopulation.CHAMP, "mutation_interne", (1, 1)),
        (None, "mutation_interne", (1, 1)),
        (ir.StatutPopulation.ASSIETTE, "?", (0, 1)),
        (ir.StatutPopulation.CHAMP, "?", (1, 1)),
    ],
)
def test_what_is_withdrawn_is_the_landlord_s_own_where_parts_are_a_share_of_it(
    statut: ir.StatutPopulation | None, affectation: str, attendu: tuple[int, int]
) -> None:
    """A transfer that the landlord kept: the flow of a part goes by the status that its base asks for."""
    base = ir.Population(classes=(ir.Classe.VACANCES,), statut=statut)
    prog = b.programme(b.part("p", base=base), b.MUTATIONS, ident="etat", titulaire="etat")
    known = {"commune": "93066", "affectation": affectation, "contingent": "bailleur"}
    row = b.rows(1, disponibilite="2025-02-20", attribution="2025-03-03", **known)
    found = own_of_year([prog], b.faits(row), 2025, date(2026, 1, 5))
    assert found is not None
    assert (found.fait.min, found.fait.max) == (found.base.min, found.base.max) == attendu
