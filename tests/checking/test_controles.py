"""Controls of a socle: their keys, and what they say across conventions. Codes: INSEE and DGCL, 2026."""

import pytest

from checking.harness import depot_findings, findings_of
from checking.test_corpus import convention
from convrules.diagnostics.model import Diagnostic

AGENTS = """\
    dont:
      - quota: agents
        règle: {} des vacances dans l'assiette, pour agent_etat
        arrondi: sans arrondi
        force: {}
        source: {{ article: "1" }}
"""


def made(ident: str, taux: int, socle: str, extra: str = "", **given: str) -> str:
    given["herite"] = f"hérite: {{ {socle}: 2026-01 }}"
    return convention(ident, taux, **given) + extra


def told(*texts: str) -> list[tuple[str, dict[str, str]]]:
    return [(d.code, dict(d.args)) for d in depot_findings(list(texts))]


def codes(*texts: str) -> list[str]:
    return [code for code, _ in told(*texts)]


# --- keys -------------------------------------------------------------------------------------
def socle(clause: str) -> list[Diagnostic]:
    body = "".join(f"  {line}\n" for line in clause.strip("\n").splitlines())
    return findings_of(f"socle: essai\nversion: 2026-01\nclauses:\n{body}")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("unicite", []),
        ("unicite\n  désigne: etat", ["CR606"]),
        ("unicite\n  designe: etat", ["CR021"]),
        ("preseance", ["CR607"]),
        ("preseance\n  ordre: [la plus récente]", []),
        ("preseance\n  ordre: [la plus recente]", ["CR021"]),
        ("perimetre\n  échelles: { commune: commune, etat: département }", []),
        ("perimetre\n  échelles: { comune: commune }", ["CR020"]),
        ("matieres\n  matières: [part, durée]", []),
        ("matieres\n  matières: [part, duree]", ["CR021"]),
        ("matieres\n  titulaires: [etat]", ["CR607"]),
        ("somme_des_parts\n  plafonds:\n    - { titulaires: [etat], taux: 30 % }", []),
        ("somme_des_parts\n  plafonds:\n    - { titulaires: [etat], taux: 30 }", ["CR301"]),
        ("somme_des_parts\n  plafonds:\n    - { titulaires: [etat], pour: agents, taux: 5 % }", ["CR201"]),
        ("titulaire_par_defaut\n  désigne: etat", []),
        ("titulaire_par_defaut\n  désigne: prefet", ["CR215"]),
        ("unicite\n  si: reservataire.type dans [etat, als]", []),
    ],
)
def test_each_control_has_its_own_keys(keys: str, expected: list[str]) -> None:
    found = socle(f"- contrôle: {keys}\n  source: {{ fondement: CCH R. 441-5 }}")
    assert [d.code for d in found] == expected


# --- precedence -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("second", "expected", "wins"),
    [
        ({"du": "2025-01-01"}, "CR609", "deux"),
        ({"territoire": 'commune: "93066"', "du": "2023-01-01"}, "CR609", "deux"),
        ({}, "CR610", ""),
    ],
)
def test_precedence(second: dict[str, str], expected: str, wins: str) -> None:
    ((code, args),) = told(made("une", 30, "preseances"), made("deux", 20, "preseances", **second))
    assert code == expected and args.get("gagne", "") == wins


def test_two_territories_or_two_times_need_no_precedence() -> None:
    une = made("une", 30, "preseances", territoire='commune: "75101"')
    assert codes(une, made("deux", 20, "preseances", territoire='commune: "75102"')) == []
    assert codes(une, made("deux", 20, "preseances", territoire='commune: "75056"')) == ["CR609"]
    assert codes(une, made("deux", 20, "preseances", nom="autre")) == []
    late = {"du": "2027-01-01", "au": "2027-12-31"}
    assert codes(une, made("deux", 20, "preseances", territoire='commune: "75101"', **late)) == []


# --- caps on parts ----------------------------------------------------------------------------
@pytest.mark.parametrize(("taux", "au", "expected"), [(30, "2025-12-31", []), (31, "2025-12-31", ["CR611"])])
def test_the_share_of_the_state(taux: int, au: str, expected: list[str]) -> None:
    assert codes(made("etat", taux, "plafonds", au=au)) == expected


def test_the_cap_of_a_later_day() -> None:
    """The stand-in socle lowers its cap to 25 % on 1 January 2026."""
    ((code, args),) = told(made("etat", 30, "plafonds"))
    assert (code, args["jour"], args["plafond"], args["total"]) == ("CR611", "2026-01-01", "25", "30")


@pytest.mark.parametrize(
    ("regle", "force", "expected"),
    [
        ("au plus 5 %", "plafond", []),
        ("au plus 8 %", "plafond", ["CR611"]),
        ("au moins 6 %", "objectif", ["CR611"]),
    ],
)
def test_the_share_of_civil_servants(regle: str, force: str, expected: list[str]) -> None:
    assert codes(made("etat", 25, "plafonds", AGENTS.format(regle, force))) == expected


def test_a_class_of_holders_is_capped_together() -> None:
    ville = made("ville", 15, "plafonds", type="commune", territoire='commune: "93066"')
    conseil = made("conseil", 10, "plafonds", type="departement")
    ((code, args),) = told(ville, conseil)
    assert (code, args["total"], args["plafond"]) == ("CR611", "25", "20")
    assert codes(ville, made("als", 10, "plafonds", type="als")) == []
    elsewhere = made("conseil", 10, "plafonds", type="departement", territoire='département: "92"')
    assert codes(ville, elsewhere) == []
    other = made("conseil", 10, "plafonds", type="departement", siren="111111118")
    assert codes(ville, other) == []


# --- perimeter --------------------------------------------------------------------------------
VILLE = {"type": "commune", "nom": 'Saint-Denis, code: "93066"'}
PLAINE = {"type": "ept", "nom": 'Plaine Commune, code: "200057867"'}


@pytest.mark.parametrize(
    ("given", "territoire", "expected"),
    [
        (VILLE, 'commune: "93066"', []),
        (VILLE, 'commune: "93001"', ["CR612"]),
        (VILLE, 'département: "93"', ["CR612"]),
        (VILLE, 'commune: ["93066", "93001"]', ["CR612"]),
        ({"type": "commune"}, 'commune: "93066"', ["CR614"]),
        ({"type": "commune"}, 'commune: ["93066", "93001"]', ["CR612"]),
        # Paris is a commune and a département; an arrondissement is a part of it.
        ({"type": "commune", "nom": 'Paris, code: "75056"'}, 'département: "75"', []),
        ({"type": "commune", "nom": 'Paris, code: "75056"'}, 'commune: "75101"', ["CR613"]),
        (PLAINE, 'ept: "200057867"', []),
        (PLAINE, 'commune: ["93066", "93001"]', ["CR613"]),
        (PLAINE, 'commune: "93048"', ["CR612"]),
        ({}, 'département: "93"', []),
        ({}, 'département: ["93", "92"]', ["CR612"]),
        ({}, 'région: "11"', ["CR612"]),
        ({}, 'commune: "93066"', ["CR613"]),
        ({}, 'commune: ["93066", "92050"]', ["CR612"]),
        ({"type": "departement", "nom": 'Conseil, code: "92"'}, 'département: "93"', ["CR612"]),
        ({"type": "region", "nom": 'Région, code: "11"'}, 'région: "11"', []),
        ({"type": "region", "nom": 'Région, code: "11"'}, 'département: "59"', ["CR612"]),
        ({"type": "als"}, 'région: "11"', []),
    ],
)
def test_perimeter(given: dict[str, str], territoire: str, expected: list[str]) -> None:
    text = made(
        "c", 20, "perimetres", **{"territoire": territoire, "nom": given.get("type", "etat"), **given}
    )
    assert codes(text) == expected


ECARTE = """\
  - exception: selon_le_texte
    à: perimetres.perimetre
    écarte: oui
    {}source: {{ article: "1" }}
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", []), ("si: qpv\n    ", ["CR612"]), ("en vigueur: { au: 2024-12-31 }\n    ", ["CR612"])],
)
def test_a_convention_may_say_that_it_departs_from_a_control(more: str, expected: list[str]) -> None:
    extra = ECARTE.format(more)
    assert codes(made("c", 20, "perimetres", extra, territoire='département: ["93", "92"]')) == expected


# --- matters ----------------------------------------------------------------------------------
DELAI = """\
  - délai: candidats
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    source: { article: "1" }
"""
SILENCE = "    à défaut: remise au bailleur, non comptée\n"
LAISSEE = """\
  - non codable: suite_du_silence
    raison: Le texte renvoie à un accord entre les parties.
    accepté par: service habitat
    le: 2024-01-15
    groupe: sort_a_defaut_de_proposition
    source: { article: "1" }
"""


@pytest.mark.parametrize(
    ("extra", "missing"),
    [
        ("", "« délai de proposition », « sort à défaut de proposition »"),
        (DELAI, "« sort à défaut de proposition »"),
        (
            DELAI.replace("    source", "    à défaut: non précisé\n    source"),
            "« sort à défaut de proposition »",
        ),
        (DELAI.replace("    source", f"{SILENCE}    source"), ""),
        (DELAI + LAISSEE, ""),
    ],
)
def test_matters(extra: str, missing: str) -> None:
    found = told(made("etat", 30, "matieres", extra))
    assert [args["matieres"] for _, args in found] == ([missing] if missing else [])


def test_matters_are_asked_of_those_who_are_named() -> None:
    assert codes(made("ville", 20, "matieres", type="commune")) == []
    deleguee = made("etat", 30, "matieres").replace("gestion: directe", "gestion: déléguée au bailleur")
    assert codes(deleguee) == []


# --- default holder ---------------------------------------------------------------------------
def test_a_landlord_without_convention_of_the_holder_designated() -> None:
    ville = made("ville", 20, "defaut", type="commune", territoire='commune: "93066"')
    ((code, args),) = told(ville)
    assert (code, args["departement"], args["designe"]) == ("CR616", "93", "etat")
    assert codes(ville, made("etat", 30, "defaut")) == []
    assert codes(ville, made("etat", 30, "defaut", territoire='département: "75"')) == ["CR616"]
    assert codes(ville, made("etat", 30, "defaut", siren="111111118")) == ["CR616"]
    old = made(
        "ville", 20, "defaut", type="commune", territoire='commune: "93066"', du="2020-01-01", au="2022-12-31"
    )
    assert codes(old) == []
