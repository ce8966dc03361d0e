"""Floors above caps, articles forgotten, reviews passed."""

from datetime import date

import pytest

from analyses.test_contradictions import clauses
from checking.harness import ENV, analysis_of, convention_of
from convrules.analyses.convention.articles import couverture
from convrules.analyses.releves import Etat
from frames import frame_entete

CAP = (
    "quota: cap\n  règle: au plus {} des vacances dans l'assiette du bailleur\n"
    "  compte: attributions dans l'assiette du réservataire\n  application: {}\n"
    "  arrondi: sans arrondi\n  force: plafond"
)
PART = (
    "part: p\n  règle: {} des vacances dans l'assiette\n  compte: attributions\n  application: {}\n"
    "  arrondi: inférieur\n  report: aucun"
)


@pytest.mark.parametrize(
    ("part", "cap", "expected"),
    [
        (("35 %", "ensemble"), ("30 %", "ensemble"), ["CR504"]),
        (("30 %", "ensemble"), ("30 %", "ensemble"), []),
        # Floors of each commune add up under a cap of the whole; the reverse says nothing.
        (("35 %", "chaque commune"), ("30 %", "ensemble"), ["CR504"]),
        (("35 %", "ensemble"), ("30 %", "chaque commune"), []),
    ],
)
def test_a_part_and_a_cap(part: tuple[str, str], cap: tuple[str, str], expected: list[str]) -> None:
    assert [d.code for d in analysis_of(clauses(PART.format(*part), CAP.format(*cap)))] == expected


def test_two_rates_are_shown_with_as_many_decimals_as_tell_them_apart() -> None:
    (found,) = analysis_of(
        clauses(PART.format("33.3333334 %", "ensemble"), CAP.format("33.3333333 %", "ensemble"))
    )
    assert (found.args["plancher"], found.args["plafond"]) == ("≈\u00a033.3333334", "≈\u00a033.3333333")


def test_another_base_another_time_or_a_condition_is_no_conflict() -> None:
    part = PART.format("35 %", "ensemble") + "\n  en vigueur: { du: 2025-01-01 }"
    assert [d.code for d in analysis_of(clauses(part, CAP.format("30 %", "ensemble")))] == ["CR504"]
    for other in (
        CAP.format("30 %", "ensemble").replace("dans l'assiette du bailleur", "du champ du bailleur"),
        CAP.format("30 %", "ensemble").replace("attributions", "propositions"),
        CAP.format("30 %", "ensemble") + "\n  en vigueur: { au: 2024-12-31 }",
        CAP.format("30 %", "ensemble").replace("du bailleur\n", "du bailleur où non qpv\n"),
    ):
        found = [d.code for d in analysis_of(clauses(part, other))]
        assert "CR504" not in found


def test_a_tolerance_in_points_widens_the_floor() -> None:
    floor = (
        "quota: f\n  règle: au moins 32 % des baux signés du bailleur, pour dalo\n  application: ensemble\n"
        "  arrondi: supérieur\n  force: objectif"
    )
    cap = (
        "quota: c\n  règle: au plus 30 % des baux signés du bailleur, pour dalo\n  application: ensemble\n"
        "  arrondi: sans arrondi\n  force: plafond"
    )
    assert [d.code for d in analysis_of(clauses(floor, cap))] == ["CR504"]
    assert analysis_of(clauses(floor + "\n  tolérance: 2 points", cap)) == []


def test_a_direction_is_no_floor_and_no_cap() -> None:
    floor = (
        "quota: f\n  règle: au moins 40 % des baux signés du bailleur, pour dalo\n  application: ensemble\n"
        "  arrondi: sans arrondi\n  force: {}"
    )
    cap = (
        "quota: c\n  règle: au plus 30 % des baux signés du bailleur, pour dalo\n  application: ensemble\n"
        "  arrondi: sans arrondi\n  force: {}"
    )
    assert [d.code for d in analysis_of(clauses(floor.format("objectif"), cap.format("plafond")))] == [
        "CR504"
    ]
    assert analysis_of(clauses(floor.format("tendre vers"), cap.format("plafond"))) == []
    assert analysis_of(clauses(floor.format("objectif"), cap.format("tendre vers"))) == []


def test_the_cap_of_a_socle_and_the_first_day() -> None:
    text = frame_entete(
        "hérite: { cch: 2026-02 }\n"
        "paramètres:\n  due:\n    valeurs:\n      - { du: 2024-01-01, valeur: 30 % }\n"
        "      - { du: 2025-07-01, valeur: 31 % }\n"
        "clauses:\n  - quota: p\n    règle: au moins due des vacances dans l'assiette du bailleur\n"
        "    compte: attributions du réservataire\n    application: ensemble\n    arrondi: inférieur\n"
        '    force: engagement\n    source: { article: "1" }\n'
    )
    (found,) = analysis_of(text)
    assert (found.code, found.args["jour"]) == ("CR504", "2025-07-01")
    assert (found.args["plancher"], found.args["plafond"]) == ("31", "30")
    other = text.replace("type: etat", "type: als")
    assert analysis_of(other) == []


# --- the paper --------------------------------------------------------------------------------
PAPIER = frame_entete("""\
document: { articles: ["1", "2", "3", "4", "5"] }
paramètres:
  taux:
    valeurs:
      - { du: 2024-01-01, valeur: 30 % }
    source: { article: "4" }
clauses:
  - champ: ordinaires
    règle: nature = logement_ordinaire
    source: { article: "1" }
  - part: due
    règle: taux des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "4" }
  - non codable: besoins
    raison: La prise en compte des besoins ne se calcule pas.
    accepté par: service habitat
    le: 2024-01-15
    source: { article: "2" }
  - décision humaine: tenu
    question: L'engagement est-il tenu ?
    qui: préfet
    porte sur: programme
    source: { article: "3" }
""")


def test_what_becomes_of_each_article() -> None:
    found = couverture(convention_of(PAPIER, ENV))
    assert [(a.article, a.etat, a.clauses) for a in found] == [
        ("1", Etat.ENCODE, ("ordinaires",)),
        ("2", Etat.NON_CODABLE, ("besoins",)),
        ("3", Etat.DECISION_HUMAINE, ("tenu",)),
        ("4", Etat.ENCODE, ("taux", "due")),
        ("5", Etat.OUBLIE, ()),
    ]
    (told,) = analysis_of(PAPIER)
    assert (told.code, told.args["articles"]) == ("CR505", "« 5 »")


def test_a_document_without_a_list_forgets_nothing() -> None:
    text = PAPIER.replace('document: { articles: ["1", "2", "3", "4", "5"] }\n', "")
    assert couverture(convention_of(text, ENV)) == ()
    assert analysis_of(text) == []


# --- reviews ----------------------------------------------------------------------------------
def reviewed(*du: str) -> str:
    values = "".join(f"      - {{ du: {d}, valeur: 30 % }}\n" for d in du)
    return frame_entete(
        f"paramètres:\n  taux:\n    valeurs:\n{values}    révision: tous les 1 ans à partir du 2024-01-01\n"
        '    à défaut: 25 %\n    source: { article: "1" }\n'
        "clauses:\n  - part: due\n    règle: taux des vacances dans l'assiette\n    compte: attributions\n"
        "    application: ensemble\n    arrondi: inférieur\n    report: aucun\n"
        '    source: { article: "1" }\n'
    )


@pytest.mark.parametrize(
    ("values", "au", "missed"),
    [
        (("2024-01-01",), "2024-12-31", None),
        (("2024-01-01",), "2025-01-01", "2025-01-01"),
        (("2024-01-01", "2025-01-01"), "2025-12-31", None),
        (("2024-01-01", "2025-03-01"), "2025-02-28", "2025-01-01"),
        # A value came late: the review is no longer to be waited for.
        (("2024-01-01", "2025-03-01"), "2025-03-01", None),
        (("2024-01-01",), "2030-01-01", "2026-01-01"),
    ],
)
def test_reviews(values: tuple[str, ...], au: str, missed: str | None) -> None:
    found = analysis_of(reviewed(*values), date.fromisoformat(au))
    assert [d.args["jour"] for d in found] == ([missed] if missed else [])


def test_without_a_day_nothing_that_passes_is_told() -> None:
    assert analysis_of(reviewed("2024-01-01")) == []
