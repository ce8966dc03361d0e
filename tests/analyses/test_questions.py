"""What a convention may say and was probably not meant: told once, at its place, and not what is near to it.

Each line of a table says where the mistake is, by its text; an empty one is written as it should be."""

import pytest

from analyses.test_contradictions import clauses
from checking.harness import PERIMETRES, analysis_of, convention_of, findings_of
from convrules.checking.env import Environnement
from convrules.diagnostics.model import Diagnostic
from frames import frame_entete

EPCI_MONTPELLIER, EPT_PLAINE = "243400017", "200057867"
VILLE = 'réservataire: { nom: Ville, type: commune, code: "93066" }\n'


def told(found: list[Diagnostic], code: str) -> list[str]:
    assert {d.code for d in found} <= {code}, [(d.code, d.span.text) for d in found]
    return [d.span.text for d in found]


# --- the territory beside the holder ----------------------------------------------------------
@pytest.mark.parametrize(
    ("type_", "code", "territoire", "place"),
    [
        ("commune", "93066", 'commune: "93066"', ""),
        ("commune", "93066", 'commune: "93001"', '"93001"'),
        ("commune", "93066", 'commune: ["93066", "93001"]', '"93001"'),
        ("commune", "93066", 'département: "93"', '"93"'),
        ("commune", "93066", f'ept: "{EPT_PLAINE}"', f'"{EPT_PLAINE}"'),
        ("commune", "75056", 'commune: ["75101", "75120"]', ""),
        ("commune", "75056", 'département: "75"', ""),
        ("ept", EPT_PLAINE, f'ept: "{EPT_PLAINE}"', ""),
        ("ept", EPT_PLAINE, 'commune: ["93066", "93001"]', ""),
        ("ept", EPT_PLAINE, 'commune: ["93066", "93048"]', '"93048"'),
        ("epci", EPCI_MONTPELLIER, 'commune: "34172"', ""),
        ("epci", EPCI_MONTPELLIER, 'département: "34"', '"34"'),
        ("metropole", EPCI_MONTPELLIER, 'commune: "30189"', '"30189"'),
        ("departement", "93", 'commune: "93066"', ""),
        ("departement", "93", 'commune: "94028"', '"94028"'),
        ("departement", "2A", 'département: "2B"', '"2B"'),
        ("region", "11", 'département: ["93", "75"]', ""),
        ("region", "11", 'département: "69"', '"69"'),
        ("region", "11", 'région: "84"', '"84"'),
    ],
)
def test_a_territory(type_: str, code: str, territoire: str, place: str) -> None:
    holder = f'réservataire: {{ nom: Titulaire, type: {type_}, code: "{code}" }}\n'
    found = findings_of(frame_entete(f"{holder}territoire: {{ {territoire} }}\n"))
    assert told(found, "CR235") == ([place] if place else [])


def test_a_territory_that_a_socle_rules_is_not_asked_about() -> None:
    """Its control tells of it, as a mistake."""
    socle = convention_of(PERIMETRES, Environnement(), "socle.yaml")
    env = Environnement(socles={(socle.ident, socle.version or ""): socle})
    text = frame_entete(f'hérite: {{ perimetres: 2026-01 }}\n{VILLE}territoire: {{ commune: "93001" }}\n')
    assert findings_of(text, env) == []
    assert told(findings_of(text.replace("hérite: { perimetres: 2026-01 }\n", "")), "CR235")


@pytest.mark.parametrize("type_", ["etat", "als", "employeur", "organisme"])
def test_a_holder_whose_kind_names_no_place_is_not_asked_about(type_: str) -> None:
    holder = f"réservataire: {{ nom: Titulaire, type: {type_} }}\n"
    assert findings_of(frame_entete(f'{holder}territoire: {{ commune: ["93066", "34172"] }}\n')) == []


# --- places in clauses ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ('commune = "93066"', []),
        ('commune = "94028"', ['"94028"']),
        ('non (logement.commune = "94028")', ['"94028"']),
        ('commune dans ["93066", "94028", "75101"]', ['"94028"', '"75101"']),
        ('departement = "93" ou departement = "94"', ['"94"']),
        (f'epci = "{EPCI_MONTPELLIER}"', [f'"{EPCI_MONTPELLIER}"']),
        (f'ept = "{EPT_PLAINE}"', []),
    ],
)
def test_a_place_in_a_condition(condition: str, places: list[str]) -> None:
    clause = f"obligation: o\n  si: {condition}\n  règle: proposition a eu lieu\n  débiteur: réservataire"
    assert told(analysis_of(clauses(clause)), "CR523") == places


def test_a_place_in_a_table_and_in_what_is_counted() -> None:
    text = frame_entete(
        "paramètres:\n  cible:\n    selon: commune\n    valeurs:\n"
        '      - { du: 2024-01-01, table: { "93066": 20 %, "94028": 10 % }, sinon: 5 % }\n'
        "clauses:\n  - part: p\n    règle: cible des vacances dans l'assiette\n"
        '    compte: attributions où commune != "75056"\n    application: chaque commune\n'
        '    arrondi: inférieur\n    report: aucun\n    source: { article: "1" }\n'
    )
    found = analysis_of(text)
    assert told(found, "CR523") == ["10 %", '"75056"']
    assert [d.args["lieu"] for d in found] == ["Créteil (94028)", "Paris (75056)"]


def test_the_place_of_an_application_is_not_that_of_a_dwelling() -> None:
    clause = (
        'obligation: o\n  porte sur: demande\n  si: commune = "94028"\n  règle: bail a eu lieu\n'
        "  débiteur: bailleur"
    )
    assert [d for d in analysis_of(clauses(clause)) if d.code == "CR523"] == []


# --- the order of events ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("regle", "juste"),
    [
        ("proposition au plus tard 1 mois après information", None),
        ("information au plus tard 15 jours après conge", None),
        ("information au plus tard 1 mois avant fin_travaux", None),
        ("information au plus tard 1 mois après disponibilite", None),
        ("reponse au plus tard 10 jours après proposition", None),
        ("nouvelle_proposition au plus tard 10 jours après 2e refus_candidat", None),
        ("orientation au plus tard 10 jours après remise", None),
        ("proposition au plus tard 1 mois après information à défaut disponibilite", None),
        ("proposition au plus tard 1 mois après bail à défaut information", None),
        ("information au plus tard 1 an après proposition",
         "proposition au plus tard 1 an après information"),
        ("proposition au plus tard 1 mois après bail", "bail au plus tard 1 mois après proposition"),
        ("conge au plus tard 8 jours après information", "information au plus tard 8 jours après conge"),
        ("offre au plus tard 10 jours après reponse", "reponse au plus tard 10 jours après offre"),
        ("proposition au plus tard 1 an avant information",
         "proposition au plus tard 1 an après information"),
        ("bail au plus tard 10 jours avant attribution", "bail au plus tard 10 jours après attribution"),
        ("proposition au plus tard 10 jours après 2e refus_candidat", None),
        ("proposition au plus tard 1 mois après proposition", ""),
        ("information au plus tard 1 mois après le premier de [proposition, bail]", ""),
    ],
)  # fmt: skip
def test_a_deadline(regle: str, juste: str | None) -> None:
    clause = f"délai: d\n  règle: {regle}\n  débiteur: bailleur"
    found = analysis_of(clauses(clause))
    assert told(found, "CR525") == ([] if juste is None else [regle])
    for d in found:
        assert d.args["juste"] == juste
        assert not juste or analysis_of(clauses(clause.replace(regle, juste))) == []


def test_a_deadline_against_the_order_says_what_it_always_is() -> None:
    late, kept = (
        analysis_of(
            clauses(f"délai: d\n  règle: proposition au plus tard 1 mois {sens}\n  débiteur: bailleur")
        )
        for sens in ("avant information", "après bail")
    )
    assert [d.args["suite"] for d in (*late, *kept)] == ["toujours dépassé", "toujours tenu"]


@pytest.mark.parametrize(
    ("suspension", "place", "juste"),
    [
        ("entre demande_pieces et reception_pieces", "", ""),
        ("entre offre et reponse", "", ""),
        ("entre le 20 décembre et le 4 janvier", "", ""),
        ("entre fin_travaux et visite", "", ""),
        ("entre reponse et offre", "entre reponse et offre", "entre offre et reponse"),
        ("entre offre et offre", "entre offre et offre", ""),
        (
            "entre le 1er août et le 31 août, entre reception_pieces et demande_pieces",
            "entre reception_pieces et demande_pieces",
            "entre demande_pieces et reception_pieces",
        ),
    ],
)
def test_a_suspension(suspension: str, place: str, juste: str) -> None:
    clause = (
        "délai: d\n  règle: proposition au plus tard 1 mois après information\n  débiteur: bailleur\n"
        f"  suspension: {suspension}"
    )
    found = analysis_of(clauses(clause))
    assert told(found, "CR524") == ([place] if place else [])
    assert [d.args["juste"] for d in found] == ([juste] if place else [])


def test_what_an_exception_puts_in_the_place_of_a_deadline() -> None:
    clause = "délai: d\n  règle: proposition au plus tard 1 mois après information\n  débiteur: bailleur"
    wrong = "information au plus tard 1 mois après proposition"
    exception = f"exception: e\n  à: d\n  remplace:\n    règle: {wrong}"
    assert told(analysis_of(clauses(clause, exception)), "CR525") == [wrong]


# --- accounts of another ----------------------------------------------------------------------
DELAI = "délai: d\n  si: {}\n  règle: proposition au plus tard 1 mois après information\n  débiteur: bailleur"


@pytest.mark.parametrize(
    ("si", "place"),
    [
        ("contingent = etat", ""),
        ("contingent = bailleur", ""),
        ("contingent != commune", ""),
        ("contingent dans [etat, commune]", ""),
        ("contingent = etat ou contingent = commune", ""),
        ("contingent = commune", "contingent = commune"),
        ("contingent = commune et dalo", "contingent = commune"),
        ("contingent = als ou contingent = epci", "contingent = als"),
        ("contingent dans [als, epci]", "contingent dans [als, epci]"),
        ('contingent = "ville--oph"', 'contingent = "ville--oph"'),
        ('contingent = "exemple-bis" ou contingent = etat', ""),
    ],
)
def test_an_account(si: str, place: str) -> None:
    assert told(analysis_of(clauses(DELAI.format(si))), "CR526") == ([place] if place else [])


@pytest.mark.parametrize(
    "other",
    [
        "suite: s\n  après: refus_candidat\n  effet: remise à commune, non comptée",
        "délégation: g\n  titulaire: etat\n  délégataire: commune\n  porte sur: 10 % des droits",
    ],
)
def test_an_account_that_the_convention_deals_with(other: str) -> None:
    found = analysis_of(clauses(DELAI.format("contingent = commune"), other))
    assert [d for d in found if d.code == "CR526"] == []


def test_an_account_among_what_is_counted() -> None:
    part = (
        "part: p\n  règle: 30 % des vacances dans l'assiette\n  compte: attributions où contingent = {}\n"
        "  application: ensemble\n  arrondi: inférieur\n  report: aucun"
    )
    assert told(analysis_of(clauses(part.format("als"))), "CR526") == ["contingent = als"]
    assert analysis_of(clauses(part.format("etat"))) == []


# --- two rates --------------------------------------------------------------------------------
PART = (
    "part: {}\n  règle: {} des vacances dans l'assiette\n  compte: {}\n  application: {}\n"
    "  arrondi: inférieur\n  report: aucun"
)
QUOTA = (
    "quota: {}\n  règle: au moins {} des attributions du bailleur, pour {}\n  application: ensemble\n"
    "  arrondi: inférieur\n  force: {}"
)
UNE = PART.format("a", "30 %", "attributions", "ensemble")
UN = QUOTA.format("a", "20 %", "dalo", "engagement")


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        (UNE, PART.format("b", "28 %", "attributions", "ensemble"), "28 % des vacances dans l'assiette"),
        (UNE, PART.format("b", "30 %", "attributions", "ensemble"), ""),
        (UNE, PART.format("b", "28 %", "propositions", "ensemble"), ""),
        (UNE, PART.format("b", "28 %", "attributions", "chaque commune"), ""),
        (UNE, PART.format("b", "28 %", "attributions où premiere_location", "ensemble"), ""),
        (
            UNE + "\n  en vigueur: { au: 2024-12-31 }",
            PART.format("b", "28 %", "attributions", "ensemble") + "\n  en vigueur: { du: 2025-01-01 }",
            "",
        ),
        (
            UNE,
            PART.format("b", "28 %", "attributions", "ensemble") + "\n  en vigueur: { du: 2025-01-01 }",
            "28 % des vacances dans l'assiette",
        ),
        (
            UN,
            QUOTA.format("b", "25 %", "dalo", "engagement"),
            "au moins 25 % des attributions du bailleur, pour dalo",
        ),
        (UN, QUOTA.format("b", "25 %", "dalo", "objectif"), ""),
        (UN, QUOTA.format("b", "25 %", "public_local", "engagement"), ""),
        (UN, QUOTA.format("b", "25 %", "dalo", "engagement").replace("moins", "plus"), ""),
        (UN, UN.replace("a\n", "b\n", 1).replace("20 % des", "10"), ""),
        (UN, UN.replace("a\n", "b\n", 1).replace("20 % des", "manque(a sur la période précédente)"), ""),
    ],
)
def test_two_rates(first: str, second: str, place: str) -> None:
    found = [d for d in analysis_of(clauses(first, second)) if d.code == "CR527"]
    assert [d.span.text for d in found] == ([place] if place else [])
    again = [d for d in analysis_of(clauses(second, first)) if d.code == "CR527"]
    assert [d.args for d in again] == [d.args for d in found]
