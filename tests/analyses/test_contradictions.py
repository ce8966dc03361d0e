"""Clauses that can never apply, and those that look so and may."""

import pytest

from checking.harness import analysis_of
from frames import frame_clauses, frame_entete

SOURCE = '  source: { article: "1" }\n'


def clauses(*fragments: str) -> str:
    return frame_clauses("".join(f"- {f}\n{SOURCE}" for f in fragments))


def codes(*fragments: str) -> list[str]:
    # Where the places are is another question (CR523).
    return [d.code for d in analysis_of(clauses(*fragments)) if d.code != "CR523"]


def rule(text: str) -> str:
    return f"éligibilité: e\n  règle: {text}"


# --- one condition ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "typologie = T1 et typologie = T2",
        "qpv et non qpv",
        "etage > 3 et etage < 2",
        "etage > 3 et etage < 4",
        "etage entre 5 et 3",
        "typologie dans [T1, T2] et typologie dans [T3]",
        'commune = "93066" et commune = "93048"',
        'commune = "13208" et commune = "13201"',
        'commune = "13208" et non commune dans ["13055", "93048"]',
        "bail < 2025-01-01 et bail > 2025-01-01",
        "bail > 2025-01-01 et bail < 2025-01-02",
        "loyer / surface <= 6 €/m² et loyer / surface > 7 €/m²",
        "nombre(candidatures) >= 4 et nombre(candidatures) <= 2",
        "nombre(candidatures) < 0",
        "reservataire.type = commune",
        "(qpv ou pmr) et non qpv et non pmr",
        "2 > 3",
    ],
)
def test_impossible(text: str) -> None:
    assert codes(rule(text)) == ["CR500"]


@pytest.mark.parametrize(
    "text",
    [
        "typologie = T1 ou typologie = T2",
        "qpv ou non qpv",
        "dalo ou non dalo",
        "etage > 3 et etage < 5",
        "surface > 3 m² et surface < 4 m²",
        "bail > 2025-01-01 et bail < 2025-01-03",
        "non typologie dans [T1, T2, T3, T4, T5, T6, T7]",
        "reservataire.type = etat",
        "programme.logements > 3 et programme.logements < 5",
        "loyer <= 600 € et loyer / surface > 7 €/m²",
        "(qpv ou pmr) et non qpv",
        # Paris, Lyon and Marseille hold their arrondissements.
        'commune = "13055" et commune = "13208"',
        'commune = "13055" et commune != "13208"',
        # Facts of two levels are two facts.
        "financement = plai et programme.financement = plus",
    ],
)
def test_possible(text: str) -> None:
    assert codes(rule(text)) == []


def test_what_excludes_what_is_shown() -> None:
    (found,) = analysis_of(clauses(rule("pmr et typologie = T1 et qpv et typologie = T2")))
    assert found.span.text == "typologie = T1"
    assert [label.span.text for label in found.labels] == ["typologie = T2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("vrai", ["CR508"]), ("dalo ou 2 > 1", ["CR508"]), ("dalo ou non dalo", []), ("qpv ou pmr", [])],
)
def test_always_true_whatever_is_missing(text: str, expected: list[str]) -> None:
    assert codes(rule(text)) == expected


# --- by kind of clause ------------------------------------------------------------------------
QUOTA = "quota: q\n  règle: {}\n  application: ensemble\n  arrondi: sans arrondi\n  force: objectif"
NEVER = "qpv et non qpv"


@pytest.mark.parametrize(
    "fragment",
    [
        f"champ: c\n  règle: {NEVER}",
        f"soustraction: s\n  règle: {NEVER}\n  catégorie: mutation",
        f"obligation: o\n  règle: {NEVER}\n  débiteur: bailleur",
        f"obligation: o\n  si: {NEVER}\n  règle: nombre(candidatures) >= 1\n  débiteur: bailleur",
        "obligation: o\n  si: qpv\n  règle: non qpv\n  débiteur: bailleur",
        QUOTA.format(f"au moins 25 % des baux signés du bailleur où {NEVER}, pour dalo"),
        QUOTA.format(f"au moins 25 % des baux signés du bailleur, pour {NEVER}"),
        QUOTA.format("au moins 25 % des baux signés du bailleur où qpv, pour non qpv"),
        f"délai: d\n  si: {NEVER}\n  règle: proposition au plus tard 1 mois après information\n"
        "  débiteur: réservataire",
        f"suite: s\n  après: refus_candidat\n  si: {NEVER}\n  effet: remise au bailleur, comptée",
    ],
)
def test_every_kind(fragment: str) -> None:
    assert codes(fragment) == ["CR500"]


ORDINAIRES = "champ: ordinaires\n  règle: nature = logement_ordinaire"


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("obligation: o\n  si: nature = foyer\n  règle: bail a eu lieu\n  débiteur: bailleur", ["CR501"]),
        ("soustraction: s\n  règle: nature = foyer\n  catégorie: mutation", ["CR501"]),
        (rule("nature = foyer ou nature = rhvs"), ["CR501"]),
        (rule("nature = foyer ou qpv"), []),
        (
            QUOTA.format("au moins 5 % des vacances du champ du bailleur où nature = foyer, pour dalo"),
            ["CR501"],
        ),
        # Leases are counted in or out of the champ.
        (QUOTA.format("au moins 5 % des baux signés du bailleur où nature = foyer, pour dalo"), []),
    ],
)
def test_against_the_scope(fragment: str, expected: list[str]) -> None:
    assert codes(ORDINAIRES, fragment) == expected


def test_a_scope_under_a_condition_or_an_exception_proves_nothing() -> None:
    foyers = rule("nature = foyer")
    assert codes(ORDINAIRES + "\n  si: qpv", foyers) == []
    assert codes(ORDINAIRES + "\n  en vigueur: { du: 2025-01-01 }", foyers) == []
    assert codes(ORDINAIRES, "exception: x\n  à: ordinaires\n  si: qpv\n  écarte: oui", foyers) == []


def test_a_dwelling_to_which_the_scope_does_not_apply_is_in_it() -> None:
    hauts = "champ: hauts\n  règle: etage > 3"
    assert codes(hauts, rule("etage < 2")) == ["CR501"]
    # A house has no floor: the clause says nothing of it, and it may be anything else.
    assert codes(hauts, rule("non qpv")) == []


def test_rules_that_exclude_one_another() -> None:
    grands = "éligibilité: g\n  règle: typologie dans [T4, T5]"
    assert codes(rule("typologie dans [T1, T2]"), grands) == ["CR502"]
    assert codes(rule("typologie dans [T1, T4]"), grands) == []
    assert codes(rule("typologie dans [T1, T2]") + "\n  si: qpv", grands) == []
    assert codes(ORDINAIRES, "champ: foyers\n  règle: nature = foyer") == ["CR502"]
    # A house, which has no floor, is left out by neither.
    assert codes("champ: a\n  règle: etage > 3", "champ: b\n  règle: etage < 2") == []


def test_what_an_exception_departs_from_is_one_case_among_others() -> None:
    base = "éligibilité: e\n  règle: faux"
    assert codes(base) == ["CR500"]
    assert codes(base, "exception: x\n  à: e\n  si: qpv\n  remplace:\n    règle: dalo") == []


def test_a_definition_is_shown_where_it_is_used() -> None:
    text = frame_entete(
        "définitions:\n  petits: typologie = T1\n"
        'clauses:\n  - éligibilité: e\n    règle: petits et typologie = T2\n    source: { article: "1" }\n'
    )
    (found,) = analysis_of(text)
    assert (found.code, found.span.text) == ("CR500", "petits")


# --- exceptions -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("du", "au", "expected"),
    [("2024-01-01", "2024-12-31", ["CR503"]), ("2024-01-01", "2025-01-01", [])],
)
def test_an_exception_out_of_the_time_of_its_target(du: str, au: str, expected: list[str]) -> None:
    base = "obligation: o\n  règle: bail a eu lieu\n  débiteur: bailleur\n  groupe: g\n"
    base += "  en vigueur: { du: 2025-01-01 }"
    for target in ("o", "g"):
        x = f"exception: x\n  à: {target}\n  écarte: oui\n  en vigueur: {{ du: {du}, au: {au} }}"
        assert codes(base, x) == expected


def test_a_finding_names_its_clause_and_article_and_the_words_of_the_convention() -> None:
    text = clauses(ORDINAIRES, rule("nature = foyer")).replace(
        "choix:", "hérite: { commun: 2026-01 }\nchoix:", 1
    )
    (found,) = analysis_of(text)
    assert found.fil == ("convention « exemple »", "article 1", "éligibilité « e »")
    # The stand-in socle says the same: the convention's own clause is shown.
    assert (found.code, found.args["champ"]) == ("CR501", "« ordinaires »")
    assert [label.span.source.name for label in found.labels] == ["exemple.yaml"]
