"""Recorded acts where a case cannot say it: no journal at all, a line that tells too little, the year's
machine output."""

from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.dates import Evenement, connu
from convrules.base.outcomes import Cause, Genre, causes_of
from convrules.base.values import Connu, Erreur
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.decision import Decision, EtatDelai
from convrules.runtime.recorded import with_acts
from convrules.runtime.vacance import evaluate_vacance
from runtime import build as b

ACCORD = b.eligibilite("accord", ir.DecisionAttendue(nom="avis"))
FACULTE = ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, faculte=True)
TARDIF = b.delai("d", b.apres("proposition", "1 mois", "information"), a_defaut=FACULTE)


def acte(rang: int, genre: str | None, **cells: object) -> Ligne:
    known = {nom: b.cell(v) for nom, v in cells.items() if v is not None}
    return Ligne(table="journal", id=str(rang), cellules=known | ({"acte": Connu(genre)} if genre else {}))


def decide(v: Vacance, journal: tuple[Ligne, ...] | None, *clauses: ir.Clause, au: str) -> Decision:
    faits = Faits(bailleur="0", vacances=(v,), actes=journal)
    return evaluate_vacance(b.programme(*clauses), v, b.jour(au), faits=faits)


def test_without_a_journal_every_decision_is_awaited() -> None:
    v = b.vacance(disponibilite="2025-02-03")
    found = decide(v, None, b.AVIS, ACCORD, au="2025-03-03")
    assert causes_of(found.eligible) == {Cause(fait="avis", genre=Genre.HUMAIN)}
    assert [(d.clause.entete.nom, d.jour) for d in found.decisions] == [("avis", None)]


def test_a_line_that_does_not_say_what_it_records_may_be_the_decision() -> None:
    v = b.vacance(disponibilite="2025-02-03")
    vague = acte(1, None, clause="avis", vacance="V1", date="2025-02-10", reponse=True)
    found = decide(v, (vague,), b.AVIS, ACCORD, au="2025-03-03")
    assert {c.fait for c in causes_of(found.eligible)} == {"avis", "acte"}


@pytest.mark.parametrize("journal", [None, ()])
def test_a_faculty_whose_use_is_not_known_is_in_doubt(journal: tuple[Ligne, ...] | None) -> None:
    v = b.vacance(disponibilite="2025-02-03", information="2025-01-31", proposition="jamais")
    found = decide(v, journal, TARDIF, au="2025-03-03")
    assert found.delais[0].etat is EtatDelai.DEPASSE
    assert [causes_of(e.issue) for e in found.effets] == [{Cause(fait="remise")}]


def test_a_faculty_that_was_used_takes_the_day_of_the_act() -> None:
    v = b.vacance(disponibilite="2025-02-03", information="2025-01-31", proposition="jamais")
    used = acte(1, "remise", vacance="V1", date="2025-03-10", decompte="restituee")
    found = decide(v, (used,), TARDIF, au="2025-03-20")
    (effet,) = found.effets
    assert (effet.issue, effet.date.connu, effet.effet.decompte) == (
        True,
        date(2025, 3, 10),
        ir.Decompte.RESTITUEE,
    )
    assert found.tour_clos is not None and found.tour_clos.connu == date(2025, 3, 10)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (None, connu(date(2025, 3, 10))),
        ("2025-03-10", connu(date(2025, 3, 10))),
        ("2025-03-11", None),
        ("jamais", None),
        ("pas survenu au 2025-03-09", connu(date(2025, 3, 10))),
        ("pas survenu au 2025-03-10", None),
    ],
)
def test_the_journal_gives_what_the_data_leave_unknown(own: str | None, expected: Evenement | None) -> None:
    v = b.vacance(reprise=own) if own else b.vacance()
    faits = Faits(bailleur="0", vacances=(v,), actes=(acte(1, "reprise", vacance="V1", date="2025-03-10"),))
    cell = with_acts(v, faits, date(2025, 3, 20)).cellule("reprise")
    assert cell == Connu(expected) if expected is not None else isinstance(cell, Erreur)
    if isinstance(cell, Erreur):
        assert "2025-03-10" in cell.motif


def test_an_act_to_come_changes_nothing() -> None:
    v = b.vacance(reprise="pas survenu au 2025-03-05")
    faits = Faits(bailleur="0", vacances=(v,), actes=(acte(1, "reprise", vacance="V1", date="2025-03-10"),))
    assert with_acts(v, faits, date(2025, 3, 9)) is v
    assert with_acts(v, replace(faits, actes=None), date(2025, 3, 20)) is v
