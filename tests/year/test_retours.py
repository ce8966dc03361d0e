"""Turns given back without being counted, against the account that the data record (semantics, 7)."""

import re
from dataclasses import replace
from datetime import date

import pytest

import year.build as b
from convrules import ir
from convrules.base.dates import pas_survenu
from convrules.render.accounts import explain_account
from convrules.render.document import to_text
from convrules.year.comptes import accounts, decided, frame
from convrules.year.model import Imputation, TourRendu
from convrules.year.retours import returned_turns

AU = date(2025, 12, 31)
NON_COMPTEE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.NON_COMPTEE)
COMPTEE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=ir.Decompte.COMPTEE)


def suite(effet: ir.Effet) -> ir.Suite:
    return ir.Suite(
        entete=b.entete("rendue", source=ir.SourceJuridique(article="6")), apres="information", effet=effet
    )


def placed(
    effet: ir.Effet, contingent: object, actes: tuple[object, ...] = (), **cells: object
) -> Imputation:
    programme = b.programme(b.part("p", b.taux("1/2")), suite(effet))
    row = b.rows(1, "V", disponibilite="2025-02-01", attribution="2025-04-01", contingent=contingent, **cells)
    faits = b.faits(row, actes=actes)
    return accounts(decided([programme], faits, AU), faits, AU)["V1"]


def test_a_turn_given_back_and_an_account_recorded_is_a_remark() -> None:
    found = placed(NON_COMPTEE, "etat", information="2025-03-01")
    assert found.compte == "etat", "the record prevails"
    assert found.rendus == (
        TourRendu(
            vacance="V1",
            convention="etat-93",
            clause="rendue",
            effet=NON_COMPTEE,
            jour=date(2025, 3, 1),
            rendu_a="bailleur",
            enregistre="etat",
        ),
    )
    blocs = explain_account(found, [suite(NON_COMPTEE)])
    text = re.sub(r"\s+", " ", to_text(tuple(blocs), largeur=2000))
    assert (
        "Par la clause « rendue » (article 6), le logement est revenu au bailleur le 1er mars 2025, "
        "sans être compté pour le réservataire ; les données l'enregistrent pourtant "
        "sur le compte de l'État : c'est ce compte que suit le décompte, à vérifier." in text
    )


@pytest.mark.parametrize(
    ("effet", "contingent", "information"),
    [
        (COMPTEE, "etat", "2025-03-01"),  # given back, but counted for the holder all the same
        (NON_COMPTEE, "commune", "2025-03-01"),  # somebody else's account: nothing contradicts the clause
        (NON_COMPTEE, "bailleur", "2025-03-01"),  # the data say what the clause says
        (NON_COMPTEE, "?", "2025-03-01"),  # nothing recorded: the effect decides
        (NON_COMPTEE, "etat", "-"),  # the turn was never given back
    ],
)
def test_what_does_not_contradict_the_record_is_no_remark(
    effet: ir.Effet, contingent: str, information: str
) -> None:
    assert placed(effet, contingent, information=information).rendus == ()


def test_an_act_that_names_the_account_is_a_decision_not_a_slip() -> None:
    acte = b.ligne("actes", "1", acte="reprise", vacance="V1", compte="etat", date=date(2025, 3, 2))
    assert placed(NON_COMPTEE, "etat", (acte,), information="2025-03-01").rendus == ()


def test_the_turns_of_a_whole_convention() -> None:
    programme = b.programme(b.part("p", b.taux("1/2")), suite(NON_COMPTEE))
    cells = {"disponibilite": "2025-02-01", "information": "2025-03-01"}
    rows = [
        *b.rows(2, "A", contingent="etat", **cells),
        *b.rows(1, "B", contingent="bailleur", **cells),
        *b.rows(1, "C", contingent="etat", **{**cells, "disponibilite": "2024-02-01"}),
        *b.rows(1, "D", contingent="etat", **cells),
    ]
    acte = b.ligne("actes", "1", acte="reprise", vacance="D1", compte="etat", date=b.day("2025-03-02"))
    faits = b.faits(rows, actes=(acte,))
    ((prog, found),) = decided([programme], faits, AU)
    # C is out of the dates of the convention; an act decided on D.
    assert [t.vacance for t in returned_turns(frame(prog, found, faits, AU))] == ["A1", "A2"]


def test_what_an_effect_in_doubt_may_have_counted_is_in_doubt_in_the_progress_to_date() -> None:
    """The attribution has not come; the effect may have, for want of a fact."""
    doubtful = replace(suite(COMPTEE), entete=b.entete("rendue", si=b.champ("qpv")))
    programme = b.programme(b.part("p", b.taux("1/2")), doubtful)
    waited = pas_survenu(AU)
    for qpv, shown in ((None, "0 à 1"), (True, "1"), (False, "0")):
        known = {} if qpv is None else {"qpv": qpv}
        row = b.rows(1, disponibilite="2025-02-01", attribution=waited, information="2025-03-01", **known)
        bilan = b.year(programme, b.faits(row), au=date(2025, 6, 30))
        (found,) = bilan.avancements
        assert b.shown(found.realise) == shown, qpv
