"""A suspension told with the dates that let one do the sum again; and that none took place, shortly."""

import re

import pytest

from convrules import ir
from convrules.base.outcomes import Genre, Issue, indetermine
from convrules.base.records import replace
from convrules.render.deadlines import course
from convrules.render.document import to_text
from convrules.render.lexicon import VIDE
from convrules.runtime.deadlines import evaluate_deadline
from convrules.runtime.decision import Trace
from runtime.build import apres, contexte, delai, jour, programme, vacance

# One month from 31 January: 28 February.
CLAUSE = delai(
    "d", apres("proposition", "1 mois", "information"), suspension=("demande_pieces", "reception_pieces")
)
P = "pas survenu au 2025-12-31"


def told(au: str, **cells: object) -> str:
    prog = programme(CLAUSE)
    row = vacance(information="2025-01-31", proposition=P, **cells)
    result = evaluate_deadline(prog.clauses[0], contexte(row, au=au, programme_=prog))
    blocs = tuple(course(result, jour(au), VIDE))
    return re.sub(r"\s+", " ", to_text(blocs, largeur=1000))


@pytest.mark.parametrize(
    ("au", "demande", "reception", "said"),
    [
        (
            "2025-04-15", "2025-02-10", "2025-02-20",
            "du 10 février 2025 au 20 février 2025, ce dernier jour exclu ; la limite passe du "
            "28 février 2025 au 10 mars 2025, soit 10 jours de plus.",
        ),
        (
            "2025-04-15", "2025-02-10", P,
            "ouverte depuis le 10 février 2025, la limite initiale du 28 février 2025 est reportée d'autant.",
        ),
        ("2025-04-15", P, P, "aucune, pas de demande de pièces au 15 avril 2025."),
        (
            "2025-04-15", "2025-03-03", P,
            "aucune, la demande de pièces est du 3 mars 2025, après la limite.",
        ),
        (
            "2025-04-15", None, P,
            "on ne sait pas, la date de la demande de pièces manque.",
        ),
    ],
)  # fmt: skip
def test_what_became_of_the_suspension(au: str, demande: object, reception: object, said: str) -> None:
    text = told(au, demande_pieces=demande, reception_pieces=reception)
    assert f"Suspension entre la demande de pièces et la réception des pièces : {said}" in text
    assert "si elles ont lieu" not in text


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (True, "au vu de ce qui est dû à cette date."),
        (indetermine("tension", Genre.MANQUANT), "à cette date (donnée absente : « tension »)."),
    ],
)
def test_a_condition_that_reads_an_account_alone_says_why_it_is_not_known(found: Issue, said: str) -> None:
    prog = programme(CLAUSE)
    row = contexte(vacance(information="2025-01-31", proposition=P), au="2025-04-15", programme_=prog)
    asked = ir.Atteint(clause="part_etat", part=True, a_date=True, jour=None)
    result = replace(evaluate_deadline(prog.clauses[0], row), si=Trace(expr=asked, valeur=found))
    text = re.sub(r"\s+", " ", to_text(tuple(course(result, jour("2025-04-15"), VIDE)), largeur=1000))
    assert "Condition : la part « part etat » est atteinte au jour de référence" in text
    assert said in text


@pytest.mark.parametrize(
    ("visite", "said"),
    [
        ("2025-02-20", "La visite : le 20 février 2025"),
        ("jamais", "L'information : le 31 janvier 2025"),
    ],
)
def test_the_anchor_that_serves_is_named(visite: str, said: str) -> None:
    clause = delai("d", apres("proposition", "1 mois", "visite", a_defaut="information"))
    prog = programme(clause)
    row = vacance(information="2025-01-31", proposition=P, visite=visite)
    result = evaluate_deadline(prog.clauses[0], contexte(row, au="2025-02-25", programme_=prog))
    text = re.sub(r"\s+", " ", to_text(tuple(course(result, jour("2025-02-25"), VIDE)), largeur=1000))
    assert f"{said} ; la proposition : aucune date au 25 février 2025." in text
