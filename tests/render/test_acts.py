"""Decisions, corrective modes and sendings on screen, in JSON and in the page."""

import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from json import loads
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from convrules import ir
from convrules.base.dates import Duree, UniteDuree
from convrules.base.outcomes import Genre, indetermine
from convrules.render import acts, clauses
from convrules.render.document import to_text
from convrules.render.explain import explain
from convrules.render.lexicon import VIDE
from convrules.render.machine import vacancy, year
from convrules.render.machine.parts import Objet, Recu
from convrules.render.report.html import render_html
from convrules.render.report.pages import unbroken
from convrules.render.year_text import compliance_text
from convrules.runtime.decision import (
    EtatDelai,
    EtatMode,
    ResultatClause,
    ResultatDecision,
    ResultatMode,
)
from convrules.year.bornes import between, exactly
from convrules.year.model import Constat, ResultatConstat, ResultatRedressement, ResultatTransmission
from render import samples as s

MOIS_18 = Duree(nombre=18, unite=UniteDuree.MOIS)
RECU = Recu(au=s.AU)
ACCORD = ir.DecisionHumaine(
    entete=s.entete("accord", "6"), question="Le maire est-il d'accord ?", qui="maire", porte_sur="commune"
)
MODE = ir.ModeCorrectif(
    entete=s.entete("redressement", "7"),
    surveille="quart",
    constat=ir.Periodicite(nombre=1, unite=UniteDuree.AN, depuis=date(2024, 12, 31)),
    impose=s.QPV,
    fin=ir.DecisionAttendue(nom="accord"),
)
BILAN_ANNUEL = ir.Transmission(
    entete=s.entete("bilan", "8"),
    regle=ir.EcheanceFixe(date=None, jour=28, mois=2, inclus=False),
    destinataires="chaque réservataire",
)
MADE = ResultatDecision(
    clause=ACCORD, element="93048", reponse=True, jour=date(2025, 3, 1), par="adjoint", motif="ménage connu"
)
AWAITED = ResultatDecision(clause=ACCORD, element="93066", reponse=indetermine("accord", Genre.HUMAIN))
BOUND = ResultatMode(
    resultat=ResultatClause(clause=MODE, issue=False),
    etat=EtatMode.CORRECTIF,
    depuis=date(2024, 12, 31),
    cellule=(("commune", "93048"),),
)
DECISION = replace(s.DECISION, decisions=(MADE, AWAITED), modes=(BOUND,))
SENT = ResultatTransmission(
    clause=BILAN_ANNUEL,
    destinataire="préfet",
    periode="",
    etat=EtatDelai.DEPASSE,
    limite=date(2025, 2, 27),
    faite_le=date(2025, 3, 2),
    retard_jours=3,
)
FINDING = ResultatConstat(
    jour=date(2024, 12, 31),
    enregistre=Constat.MANQUE,
    enregistre_le=date(2025, 1, 10),
    propose=Constat.TENU,
    mesure=s.BILAN.conventions[0].regles[0].cellules[0],
)
CORRECTED = ResultatRedressement(
    clause=MODE,
    cellule=(("commune", "93048"),),
    etat=EtatMode.NORMAL,
    depuis=None,
    causes=frozenset(),
    constats=(FINDING, replace(FINDING, enregistre=None, enregistre_le=None, propose=None, mesure=None)),
)
BILAN = replace(
    s.BILAN,
    conventions=(
        replace(s.BILAN.conventions[0], transmissions=(SENT,), redressements=(CORRECTED,)),
        *s.BILAN.conventions[1:],
    ),
)


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def errors(schema: str, result: Objet) -> list[str]:
    published = loads((files("convrules.render") / "schemas" / f"{schema}.json").read_text("utf-8"))
    return [e.message for e in Draft202012Validator(published).iter_errors(result)]


def test_who_decided_when_and_why() -> None:
    said = plain(to_text(explain([DECISION], {s.CONVENTION.ident: s.CONVENTION}, VIDE)))
    assert (
        "Décision « accord » (article 6), commune 93048 : « Le maire est-il d'accord ? » : oui, le 1er mars "
        "2025, par « adjoint »." in said
    )
    assert "Motif : « ménage connu »" in said
    assert "Décisions attendues : • Décision « accord » (article 6), commune 93066" in said
    assert "à prendre par « maire »" in said


def test_what_a_corrective_mode_asks_of_a_letting() -> None:
    said = plain(to_text(explain([DECISION], {s.CONVENTION.ident: s.CONVENTION}, VIDE)))
    assert "Mode correctif « redressement » (article 7)" in said
    assert "régime correctif depuis le constat du 31 décembre 2024 ; condition imposée manquée" in said
    assert "constat tous les ans à partir du 31 décembre 2024" in said


def test_json_of_a_vacancy() -> None:
    result = json.loads("".join(vacancy.evaluate([([DECISION], {})], [], RECU)))
    assert errors("evaluate", result) == []
    own = vacancy.decision(DECISION)
    assert [d["reponse"] for d in own["decisions"]] == ["vrai", "indetermine"]  # type: ignore[union-attr, index, call-overload]  # JSON, read as it is
    assert own["modes"][0]["issue"] == "manquee"  # type: ignore[index, call-overload]  # same


def test_lines_of_the_year() -> None:
    (sent,) = map(plain, acts.sending_lines(BILAN.conventions[0], VIDE))
    assert sent == (
        "« bilan » (article 8), à « préfet » : dépassé de 3 jours (dernier jour : 27 février 2025) ; "
        "avant le 28 février de chaque année, transmission à chaque réservataire."
    )
    state, found, missing = map(plain, acts.correction_lines(BILAN.conventions[0], VIDE))
    assert state.endswith("Montreuil (93048) : régime normal.")
    assert (
        "constat du 31 décembre 2024 : enregistré manqué le 10 janvier 2025 ; le moteur propose tenu" in found
    )
    assert missing.endswith("à enregistrer ; le moteur n'a pas de mesure à proposer.")


TWICE = replace(
    SENT,
    clause=replace(BILAN_ANNUEL, regle=ir.EcheancePeriodique(periode="année", fois=2)),
    periode="2025",
    faite_le=None,
    attendus=2,
    faits=exactly(1),
)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (TWICE, "2025 : dépassé de 3 jours, 1 fait sur 2 (dernier jour : 27 février 2025) ; 2 fois par an, "),
        (
            replace(TWICE, etat=EtatDelai.EN_COURS, faits=between(0, 2)),
            "à faire, 0 à 2 faits sur 2 (dernier jour",
        ),
        (
            replace(
                SENT,
                clause=replace(
                    BILAN_ANNUEL,
                    regle=ir.EcheancePeriodique(periode=Duree(nombre=3, unite=UniteDuree.AN)),
                ),
                periode="2027-03-14",
            ),
            "à « préfet », période qui finit le 14 mars 2027 : dépassé",
        ),
    ],
)
def test_what_recurs(sent: ResultatTransmission, said: str) -> None:
    (line,) = acts.sending_lines(replace(BILAN.conventions[0], transmissions=(sent,)), VIDE)
    assert said in plain(line)


@pytest.mark.parametrize(
    ("regle", "said"),
    [
        ({"periode": "trimestre"}, "chaque trimestre"),
        ({"periode": "semestre", "fois": 3}, "3 fois par semestre"),
        ({"periode": MOIS_18}, "tous les 18 mois"),
        ({"periode": MOIS_18, "mois_suivant": True}, "dans le mois qui suit chaque période de 18 mois"),
        (
            {"periode": MOIS_18, "apres": Duree(nombre=15, unite=UniteDuree.JOUR)},
            "au plus tard 15 jours après la fin de chaque période de 18 mois",
        ),
    ],
)
def test_rhythms(regle: dict[str, Any], said: str) -> None:
    assert plain(clauses.echeance(ir.EcheancePeriodique(**regle))) == said


def test_the_year_shows_them_everywhere() -> None:
    text, page = compliance_text(BILAN, VIDE), render_html(BILAN, RECU, VIDE, "dépôt")
    for title in ("Envois de l'année", "Modes correctifs"):
        assert title in text and unbroken(title) in page
    result = year.compliance(BILAN, [], RECU, VIDE)
    assert errors("compliance", result) == []
