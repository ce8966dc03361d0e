"""What conventions say against one another."""

import pytest

from checking.harness import depot_findings
from frames import frame_entete


def convention(ident: str, taux: int, **given: str) -> str:
    """A convention with one part. given: other keys of its head, by name (`type`, `territoire`, `du`…)."""
    kind = given.get("type", "etat")
    head = f"""\
réservataire: {{ nom: {given.get("nom", kind)}, type: {kind} }}
territoire: {{ {given.get("territoire", 'département: "93"')} }}
en vigueur: {{ du: {given.get("du", "2024-01-01")}, au: {given.get("au", "2026-12-31")} }}
{given.get("herite", "hérite: { cch: 2026-02 }")}
bailleur: {{ nom: OPH {given.get("siren", "")}, siren: "{given.get("siren", "000000000")}" }}
clauses:
  - part: part_due
    règle: {taux} % des {given.get("population", "vacances dans l'assiette")}
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""
    return frame_entete(head).replace("convention: exemple", f"convention: {ident}", 1)


def codes(*texts: str) -> list[str]:
    return [d.code for d in depot_findings(list(texts))]


# --- sums of parts --------------------------------------------------------------------------
VILLE = {"type": "commune", "territoire": 'commune: "93066"'}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, VILLE, ["CR601"]),
        ({}, {**VILLE, "territoire": 'commune: "75056"'}, []),
        ({}, {**VILLE, "siren": "111111118"}, []),
        ({"au": "2024-12-31"}, {**VILLE, "du": "2025-01-01"}, []),
        ({}, {**VILLE, "population": "vacances du champ"}, []),
        ({"population": "vacances dans l'assiette où qpv"}, VILLE, []),
        ({}, {**VILLE, "population": "vacances dans l'assiette où qpv"}, ["CR601"]),
        ({}, {**VILLE, "population": "mises en service dans l'assiette"}, ["CR601"]),
        ({}, {"type": "ept", "territoire": 'ept: "200057867"'}, ["CR601"]),
    ],
)
def test_sixty_and_fifty(first: dict[str, str], second: dict[str, str], expected: list[str]) -> None:
    assert codes(convention("etat", 60, **first), convention("autre", 50, **second)) == expected


def test_one_rate_too_high_is_one_finding_at_that_rate() -> None:
    """The sums of smaller territories are pieces of that of the smallest."""
    ept = {"type": "ept", "territoire": 'ept: "200057867"'}
    (found,) = depot_findings(
        [convention("etat", 95), convention("ept", 10, **ept), convention("ville", 20, **VILLE)]
    )
    assert (found.code, found.args["total"]) == ("CR601", "125")
    assert found.span.text.startswith("95 %")


def test_two_towns_are_two_sums() -> None:
    """Mending the share of one town would leave the other."""
    other = {**VILLE, "territoire": 'commune: "93001"', "nom": "Aubervilliers"}
    texts = [convention("etat", 60), convention("ville", 50, **VILLE), convention("autre", 45, **other)]
    assert sorted((d.code, d.args["total"]) for d in depot_findings(texts)) == [
        ("CR601", "105"),
        ("CR601", "110"),
    ]


def test_the_first_day_and_the_total_are_told() -> None:
    (found,) = depot_findings([convention("etat", 60), convention("ville", 50, **VILLE, du="2025-07-01")])
    assert (found.args["total"], found.args["jour"]) == ("110", "2025-07-01")


def test_one_hundred_is_not_too_much() -> None:
    assert codes(convention("etat", 60), convention("ville", 40, **VILLE)) == []


# --- one convention per holder --------------------------------------------------------------
@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, ["CR602"]),
        ({"nom": "Préfet"}, []),
        ({"type": "als"}, []),
        ({"siren": "111111118"}, []),
        ({"territoire": 'département: "75"'}, []),
        ({"territoire": 'commune: "93066"'}, ["CR602"]),
        ({"du": "2027-01-01", "au": "2028-12-31"}, []),
        ({"herite": "hérite: { commun: 2026-01 }"}, []),
    ],
)
def test_unicity(second: dict[str, str], expected: list[str]) -> None:
    assert codes(convention("une", 30), convention("deux", 20, **second)) == expected


def test_the_order_of_files_changes_nothing() -> None:
    texts = [convention("une", 60), convention("deux", 50), convention("trois", 20, **VILLE)]
    there = [(d.code, dict(d.args)) for d in depot_findings(texts)]
    back = [(d.code, dict(d.args)) for d in depot_findings(texts[::-1])]
    assert sorted(map(repr, there)) == sorted(map(repr, back)) and there
