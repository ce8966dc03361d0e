"""Where a number of an account may be read, and of which account (CR499, CR401)."""

import pytest

from checking.harness import findings_of
from frames import frame_entete

COMPTES = """clauses:
  - part: p
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: { article: "1" }
    dont:
      - quota: agents
        règle: au plus 5 % des vacances dans l'assiette, pour agent_etat
        arrondi: sans arrondi
        force: plafond
  - part: par_commune
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: chaque commune
    arrondi: inférieur
    report: solde arrondi
    source: { article: "1" }
  - quota: douze
    règle: au moins 12 attributions du réservataire
    application: ensemble
    force: engagement
    source: { article: "1" }
  - quota: par_trimestre
    règle: au moins 12 attributions du réservataire
    application: ensemble
    période: trimestre civil
    force: engagement
    source: { article: "1" }
  - quota: refus_peu
    règle: au plus 12 refus du réservataire
    application: ensemble
    force: plafond
    source: { article: "1" }
  - part: a_repartir
    règle: 20 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: solde exact
    source: { article: "1" }
  - répartition: entre_tous
    de: a_repartir
    entre: { commune: 20 %, epci: 80 % }
    restes: plus forts restes
    source: { article: "1" }
"""
OBLIGATION = """  - obligation: o
    porte sur: convention
    règle: {regle}
    débiteur: bailleur
    source: {{ article: "1" }}
"""


@pytest.mark.parametrize(
    "regle",
    [
        "manque(p sur la période) > 2",
        "dépassement(agents sur la période précédente) <= 2 logements",
        "taux(p sur la période) >= 25 %",
        "solde(a_repartir sur la période) <= 3",
        "réalisé(a_repartir sur la période) + base(p sur la période précédente) <= 3",
        "dû(douze sur la période) = cible(douze sur la période)",
        "manque(par_commune sur la période) > 2",
    ],
)
def test_read(regle: str) -> None:
    assert findings_of(frame_entete(COMPTES + OBLIGATION.format(regle=regle))) == []


QUOTA = """  - quota: o
    règle: {regle}
    application: ensemble
    période: {periode}
    force: engagement
    source: {{ article: "1" }}
"""


def test_a_quota_asks_for_what_was_missing() -> None:
    regle = "au moins manque(p sur la période précédente) attributions du réservataire"
    text = COMPTES + QUOTA.format(regle=regle, periode="année civile")
    assert findings_of(frame_entete(text)) == []


@pytest.mark.parametrize(
    ("regle", "periode", "code"),
    [
        ("au moins manque(p sur la période) attributions du réservataire", "année civile", "CR401"),
        ("au moins manque(o sur la période) attributions du réservataire", "année civile", "CR401"),
        ("au moins dû(p sur la période précédente) attributions du réservataire", "trimestre civil", "CR401"),
        ("au moins manque(p sur la période précédente) refus du réservataire", "année civile", "CR301"),
        ("au moins taux(p sur la période précédente) attributions du réservataire", "année civile", "CR301"),
    ],
)
def test_what_a_quota_does_not_ask(regle: str, periode: str, code: str) -> None:
    found = findings_of(frame_entete(COMPTES + QUOTA.format(regle=regle, periode=periode)))
    assert [d.code for d in found] == [code]


@pytest.mark.parametrize(
    ("regle", "raison"),
    [
        ("manque(agents sur la période) > 2", "plafond"),
        ("manque(par_trimestre sur la période) > 2", "trimestre civil"),
        ("dépassement(refus_peu sur la période) > 2", "ne compte pas des logements"),
        ("taux(douze sur la période) > 2 %", "demande un nombre"),
        ("solde(p sur la période) > 2", "ne reporte rien"),
        ("manque(a_repartir sur la période) > 2", "se répartit"),
    ],
)
def test_an_account_without_that_number(regle: str, raison: str) -> None:
    (found,) = findings_of(frame_entete(COMPTES + OBLIGATION.format(regle=regle)))
    assert found.code == "CR401" and raison in str(found.args["raison"])


@pytest.mark.parametrize(
    "clause",
    [
        "obligation: o\n    règle: manque(p sur la période) > 2\n    débiteur: bailleur",
        "éligibilité: o\n    règle: manque(p sur la période) > 2",
        "champ: o\n    règle: manque(p sur la période) > 2",
        "obligation: o\n    porte sur: refus\n    débiteur: bailleur\n    règle: dû(p sur la période) > 2",
        "exception: o\n    à: p\n    si: manque(p sur la période) > 2\n    écarte: oui",
    ],
)
def test_where_it_is_not_read(clause: str) -> None:
    text = COMPTES + f'  - {clause}\n    source: {{ article: "1" }}\n'
    assert "CR499" in [d.code for d in findings_of(frame_entete(text))]


def test_a_parameter_reads_no_account() -> None:
    text = (
        "paramètres:\n  x:\n    valeurs:\n      - du: 2024-01-01\n        formule: manque(p sur la période)\n"
    )
    assert "CR499" in [d.code for d in findings_of(frame_entete(text + COMPTES))]


PAR_TYPOLOGIE = COMPTES.replace("chaque commune", "{cellules}")


@pytest.mark.parametrize(
    ("cellules", "niveau", "manque"),
    [
        ("chaque commune", "programme", ""),
        ("chaque programme", "programme", ""),
        ("chaque commune et typologie", "logement", ""),
        ("chaque programme", "logement", ""),
        ("chaque typologie", "convention", ""),
        ("chaque typologie", "programme", "« typologie »"),
        ("chaque commune et typologie", "programme", "« typologie »"),
    ],
)
def test_of_which_cell_a_clause_reads_it(cellules: str, niveau: str, manque: str) -> None:
    text = PAR_TYPOLOGIE.replace("{cellules}", cellules)
    text += OBLIGATION.format(regle="manque(par_commune sur la période) <= 2")
    found = findings_of(frame_entete(text.replace("porte sur: convention", f"porte sur: {niveau}")))
    assert [(d.code, manque in str(d.args["raison"])) for d in found] == ([("CR401", True)] if manque else [])


def test_a_quota_by_cell_does_not_ask_for_an_account_by_cell() -> None:
    regle = "au moins manque(par_commune sur la période précédente) attributions du réservataire"
    whole = COMPTES + QUOTA.format(regle=regle, periode="année civile")
    assert findings_of(frame_entete(whole)) == []
    head, _, own = whole.rpartition("application: ensemble")
    (found,) = findings_of(frame_entete(f"{head}application: chaque commune{own}"))
    assert found.code == "CR401" and "par cellule" in str(found.args["raison"])
