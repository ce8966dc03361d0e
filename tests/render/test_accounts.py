"""Accounts and splits shown: in French, and in JSON that its schema describes."""

import json
import re
from datetime import date
from fractions import Fraction
from importlib.resources import files

from jsonschema import Draft202012Validator

import year.build as b
from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.records import replace
from convrules.render.accounts import explain_account
from convrules.render.document import to_text
from convrules.render.lexicon import VIDE
from convrules.render.machine import year as machine
from convrules.render.machine.parts import Recu, dumps
from convrules.render.year_text import compliance_text
from convrules.year.bilan import comply
from convrules.year.model import Bilan, Imputation, Raison

LIBRE = {"disponibilite": "2025-02-01"}
SOURCE = ir.SourceJuridique(article="7")
CASCADE = ir.Imputation(
    entete=b.entete("cascade", si=b.champ("dalo"), source=SOURCE),
    regle=ir.Ordre(etapes=(ir.Etape(compte="etat", limite=1), ir.Etape(compte="bailleur"))),
)
GARANTS = ir.Repartition(
    entete=b.entete("garants", source=SOURCE),
    de="p",
    entre=(("commune", b.taux("1/5")), ("epci", b.taux("4/5"))),
    restes="plus forts restes",
)


def bilan() -> Bilan:
    programme = b.programme(b.part("p", b.taux("1/2")), CASCADE, GARANTS)
    rows = [
        *b.rows(1, "A", disponibilite="2025-02-01", attribution="2025-03-01", dalo=True),
        *b.rows(1, "B", disponibilite="2025-02-01", attribution="2025-03-02", dalo=True),
        *b.rows(
            1, "C", disponibilite="2025-02-01", attribution="2025-03-03", dalo=True, contingent="commune"
        ),
        *b.rows(1, "D", disponibilite="2025-02-01", attribution="2025-03-04", dalo="?"),
    ]
    return comply([programme], b.faits(rows), 2025, date(2025, 12, 31))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def told(vacance: str) -> str:
    imputation = next(i for i in bilan().imputations if i.vacance == vacance)
    return plain(to_text(tuple(explain_account(imputation, [CASCADE], VIDE)), largeur=1000))


def test_the_clause_its_article_and_its_lines_are_told() -> None:
    text = told("B1")
    assert "rien n'est enregistré ; par la clause « cascade » (article 7) : le bailleur" in text.lower()
    assert "L'État : limite atteinte (1 sur 1)." in text
    assert "Le bailleur : prend l'attribution." in text


def test_a_record_that_differs_is_a_remark() -> None:
    text = told("C1")
    assert "Enregistrée dans les données : la commune." in text
    assert "La convention aurait dit : le bailleur ; ce qui est enregistré l'emporte, à vérifier." in text


def test_what_is_not_known_names_its_facts() -> None:
    assert "On ne sait pas sur quel compte" in told("D1") and "dalo" in told("D1").lower()


def test_each_share_has_its_line_under_its_part() -> None:
    text = compliance_text(bilan(), VIDE)
    # 50 % of 4: 2, shared 2/5 and 8/5: whole parts 0 and 1, the last one to the larger rest, 3/5.
    # D may be on any account.
    lines = [plain(line).strip() for line in text.splitlines() if line.startswith("→")]
    assert lines == ["→ la commune 0 1–2 0 conforme", "→ l'intercommunalité 2 0–1 0 non conforme"]
    assert "1 attribution d'un autre compte que ne le dit la convention : C1" in plain(text)


def test_json_follows_its_schema() -> None:
    result = json.loads(dumps(machine.compliance(bilan(), [], Recu(au=date(2025, 12, 31)), VIDE)))
    schema = json.loads((files("convrules.render") / "schemas" / "compliance.json").read_text("utf-8"))
    assert [e.message for e in Draft202012Validator(schema).iter_errors(result)] == []
    first = result["imputations"][1]
    assert (first["vacance"], first["imputation"]["compte"]) == ("B1", "bailleur")
    (split,) = result["conventions"][0]["repartitions"]
    assert [lot["du"] for lot in split["cellules"][0]["lots"]] == [0, 2]
    assert split["cellules"][0]["lots"][0]["poids"] == str(Fraction(1, 5))


def two_numbers(**values: object) -> str:
    """Why « Fait » is two numbers, of one dwelling that was proposed in a year that is over."""
    programme = b.programme(b.part("p", compte=b.evenements(ir.Classe.PROPOSITIONS)), CASCADE)
    rows = b.rows(1, "A", disponibilite="2025-02-01", proposition="2025-03-01", **values)
    seen = plain(compliance_text(comply([programme], b.faits(rows), 2025, date(2025, 12, 31)), VIDE))
    return " ".join(re.findall(r"Deux nombres : tout ce qui est possible, ([^.]*)\.", seen))


def test_two_numbers_are_told_by_what_is_missing_or_by_what_may_come() -> None:
    assert two_numbers(attribution="2025-04-01", dalo="?") == "faute de données"
    assert two_numbers(attribution="-", dalo=True) == "parce que des tours sont encore ouverts"
    assert two_numbers(attribution="2025-04-01", dalo=True) == ""


def test_a_turn_still_open_is_told_beside_what_stands_today() -> None:
    today = Imputation(vacance="A", raison=Raison.CASCADE, possibles=("etat",), clause="cascade")
    found = replace(
        today,
        possibles=("etat", "bailleur"),
        causes=frozenset({Cause(fait="signer", genre=Genre.FUTUR)}),
        aujourdhui=today,
    )
    text = plain(to_text(tuple(explain_account(found, [CASCADE], VIDE)), largeur=1000))
    assert "par la clause « cascade » (article 7) : l'État." in text
    assert "Un tour encore ouvert peut la donner au bailleur (pas encore survenu : « signer »)" in text
