"""What a vacancy entails: effects, follow-ups, and the closing of the turn."""

from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.dates import connu
from convrules.base.outcomes import Cause, Genre, causes_of, word
from convrules.runtime.decision import EtatDelai
from runtime.build import (
    CHOIX,
    apres,
    delai,
    entete,
    evenement,
    exception,
    ligne,
    obligation,
    oui_non,
    programme,
    vacance,
)
from runtime.une_vacance import CANDIDATS, FACULTE, PROPOSITION, REMISE, SILENCE, P, decide


def test_silence_gives_the_dwelling_back_and_closes_the_turn() -> None:
    found = decide((PROPOSITION, CANDIDATS), vacance(**SILENCE), "2025-03-03")
    (late,) = found.delais
    assert (late.etat, late.retard_jours) == (EtatDelai.DEPASSE, 3)
    assert [(e.effet.acte, e.issue, e.date.connu) for e in found.effets] == [
        (ir.Acte.REMISE_AU_BAILLEUR, True, date(2025, 3, 1))
    ]
    assert found.tour_clos is not None and found.tour_clos.connu == date(2025, 3, 1)
    assert found.obligations[0].issue is False


def test_while_the_turn_is_open_candidates_may_still_come() -> None:
    found = decide((PROPOSITION, CANDIDATS), vacance(**SILENCE), "2025-02-20")
    assert [e.issue for e in found.effets] == [False]
    assert causes_of(found.obligations[0].issue) == {Cause(fait="candidatures", genre=Genre.FUTUR)}


def test_a_right_to_act_never_acts_by_itself() -> None:
    late = replace(PROPOSITION, a_defaut=FACULTE)
    found = decide((late, CANDIDATS), vacance(**SILENCE, remise=P, reprise=P), "2025-03-03")
    assert [e.issue for e in found.effets] == [False]
    unsaid = decide((late, CANDIDATS), vacance(**SILENCE), "2025-03-03")
    assert [causes_of(e.issue) for e in unsaid.effets] == [frozenset({Cause(fait="remise")})]
    assert found.tour_clos is not None and found.tour_clos.connu is None
    assert causes_of(found.obligations[0].issue)


def test_a_right_to_act_brings_no_event_about_even_in_doubt() -> None:
    late = replace(PROPOSITION, a_defaut=FACULTE)
    asked = obligation("rendu", ir.AEuLieu(evenement=evenement("remise")))
    v = vacance(disponibilite="2025-02-03", information="2025-01-31", remise=P)
    found = decide((late, asked), v, "2025-03-20")
    assert found.delais[0].etat is EtatDelai.INDETERMINE
    assert found.obligations[0].issue is False
    of_right = decide((PROPOSITION, asked), v, "2025-03-20")
    assert {c.fait for c in causes_of(of_right.obligations[0].issue)} == {"proposition"}


def suite(nom: str, after: str, effet: ir.Effet, si: ir.Expr | None = None) -> ir.Suite:
    return ir.Suite(entete=entete(nom, si=si), apres=after, effet=effet)


SUITES = [
    ("a lieu", {"refus_candidat": "2025-03-10", "dalo": True}, "vrai", date(2025, 3, 10)),
    ("sa condition est fausse", {"refus_candidat": "2025-03-10", "dalo": False}, "non_applicable", None),
    ("pas encore", {"refus_candidat": P, "dalo": True}, "faux", None),
    ("condition manquante", {"refus_candidat": "2025-03-10"}, "indetermine", None),
    ("événement manquant", {"dalo": True, "refus": None}, "indetermine", None),
    ("aucun refus dans la table", {"dalo": True}, "faux", None),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "outcome", "closed"), [s[1:] for s in SUITES], ids=[s[0] for s in SUITES])
def test_follow_up(cells: dict[str, object], outcome: str, closed: date | None) -> None:
    clause = suite("refus_dalo", "refus_candidat", REMISE, si=oui_non("dalo"))
    found = decide((clause,), vacance(disponibilite="2025-02-03", **cells))
    assert word(found.suites[0].issue) == outcome
    assert found.tour_clos is not None and found.tour_clos.connu == closed
    assert [e.issue is True for e in found.effets] == [closed is not None] * len(found.effets)


REPONSE = delai(
    "repondre",
    apres("reponse", "10 jour", "offre"),
    a_defaut=ir.Effet(acte=ir.Acte.REPUTE_REFUSE),
)
SUIVANT = delai("bail_signe", apres("bail", "30 jour", "reponse"))


def test_a_deadline_may_start_from_what_another_entails_whatever_the_order_of_the_paper() -> None:
    v = vacance(disponibilite="2025-02-03", offre="2025-03-01", reponse=P, bail=P)
    for clauses in ((REPONSE, SUIVANT), (SUIVANT, REPONSE)):
        found = {d.clause.entete.nom: d for d in decide(clauses, v, "2025-03-20").delais}
        assert found["repondre"].etat is EtatDelai.DEPASSE
        # Why: the answer is deemed given on 12 March, the day after the limit.
        assert found["bail_signe"].limite == date(2025, 4, 11)
        assert [d.clause.entete.nom for d in decide(clauses, v).delais] == [c.entete.nom for c in clauses]


def test_effects_in_a_circle_are_an_error_that_no_order_decides() -> None:
    rejoue = delai(
        "a",
        apres("proposition", "1 mois", "reprise"),
        a_defaut=REMISE,
        si=ir.AEuLieu(evenement=evenement("reponse")),
    )
    retour = delai(
        "b",
        apres("reponse", "1 mois", "remise"),
        a_defaut=ir.Effet(acte=ir.Acte.REPRISE),
    )
    v = vacance(disponibilite="2025-02-03", reprise=P, remise=P, proposition=P, reponse=P)
    for clauses in ((rejoue, retour), (retour, rejoue)):
        assert programme(*clauses).boucles == {"remise", "reprise"}
        found = {d.clause.entete.nom: d for d in decide(clauses, v).delais}
        assert found["b"].etat is EtatDelai.INDETERMINE
        assert {c.genre for c in found["b"].causes} == {Genre.ERREUR}


def test_a_recorded_act_and_an_effect_close_the_turn_at_the_earliest() -> None:
    found = decide((PROPOSITION,), vacance(**SILENCE, remise="2025-02-20"), "2025-03-03")
    assert found.tour_clos == connu(date(2025, 2, 20), "remise")


def test_the_lease_closes_the_turn() -> None:
    v = vacance(disponibilite="2025-02-03", bail="2025-03-10", candidatures=[ligne("candidatures", "a")])
    assert decide((CANDIDATS,), v).obligations[0].issue is True


def test_what_a_missed_obligation_entails() -> None:
    owed = replace(obligation("o", oui_non("x")), a_defaut=REMISE)
    outcomes = {
        cell: [e.issue for e in decide((owed,), vacance(disponibilite="2025-02-03", x=cell)).effets]
        for cell in (True, False)
    }
    assert outcomes == {True: [False], False: [True]}


def test_under_delegated_management_the_holder_owes_nothing() -> None:
    delegated = replace(CHOIX, gestion_deleguee=True)
    owed = replace(CANDIDATS, entete=entete("candidats", debiteur="réservataire"))
    mine = replace(CANDIDATS, entete=entete("du_bailleur", debiteur="bailleur"))
    found = decide((PROPOSITION, owed, mine), vacance(**SILENCE, retrait="2025-05-01"), choix=delegated)
    assert found.delais[0].etat is EtatDelai.SANS_OBJET
    assert [word(o.issue) for o in found.obligations] == ["non_applicable", "faux"]
    assert found.effets == ()


def test_effects_in_conflict_are_errors_that_close_nothing_for_certain() -> None:
    """`à défaut` replaced twice: no effect is lost, none is taken for certain."""
    other = exception("e", "proposer", {"à défaut": ir.Effet(acte=ir.Acte.SANS_EFFET)})
    third = exception("f", "proposer", {"à défaut": ir.Effet(acte=ir.Acte.REPRISE)})
    found = decide((PROPOSITION, other, third), vacance(**SILENCE), "2025-03-03")
    assert [e.effet.acte for e in found.effets] == [
        ir.Acte.REMISE_AU_BAILLEUR,
        ir.Acte.SANS_EFFET,
        ir.Acte.REPRISE,
    ]
    assert {word(e.issue) for e in found.effets} == {"erreur"}
    assert found.tour_clos is not None and found.tour_clos.connu is None


def test_a_debtor_in_doubt_is_still_judged_under_delegated_management() -> None:
    delegated = replace(CHOIX, gestion_deleguee=True)
    owed = replace(CANDIDATS, entete=entete("candidats", debiteur="réservataire"))
    moved = exception("e", "candidats", {"débiteur": "bailleur"}, si=oui_non("x"))
    outcomes = {
        x: word(
            decide((owed, moved), vacance(**SILENCE, retrait="2025-05-01", x=x), choix=delegated)
            .obligations[0]
            .issue
        )
        for x in (True, False, None)
    }
    assert outcomes == {True: "faux", False: "non_applicable", None: "faux"}
