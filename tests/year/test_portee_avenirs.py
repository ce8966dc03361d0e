"""What futures are looked at when parts and quotas are met together: to whom a dwelling may go, on which day,
how far. Each test states conventions, rows and a forecast, and what is said."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee, RaisonPortee
from year import build as b
from year.portees import bilan, said, verdict

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
DALO, PMR = b.champ("dalo"), b.champ("pmr")
UN_DALO = b.quota("d", combien=1, base=TOUTES, pour=DALO)


def test_a_holder_may_receive_what_its_rules_only_take_into_their_base() -> None:
    """Two of its two lettings are accessible, half at most may be: two others bring it down to a half."""
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/2", base=MIENNES, pour=PMR)
    rows = b.rows(2, disponibilite="2025-02-03", attribution="2025-03-03", contingent="etat", pmr=True)
    assert said(bilan([b.programme(cap, UN_DALO)], rows, pmr=False)) == (EtatPortee.A_PORTEE, ())


def test_a_letting_may_come_after_the_end_of_a_convention() -> None:
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=TOUTES, pour=DALO)
    ended = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-10-31"))
    one, other = b.programme(none, en_vigueur=ended), b.programme(UN_DALO, ident="v-93", titulaire="commune")
    assert said(bilan([one, other], au="2025-10-31")) == (EtatPortee.A_PORTEE, ())


def test_two_holders_of_one_type_do_not_share_a_dwelling() -> None:
    """Half of four each, and two to come."""
    rows = b.rows(2, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur", dalo=False)
    progs = [
        b.programme(
            b.part("p", b.taux("1/2")),
            UN_DALO,
            ident=nom,
            reservataire=ir.Reservataire(nom=nom, type="als"),
        )
        for nom in ("als-a", "als-b")
    ]
    found = bilan(progs, rows)
    assert found.portee is not None and found.portee.etat is EtatPortee.HORS_D_ATTEINTE
    assert [(e.convention, e.clause) for e in found.portee.bloquantes] == [("als-a", "p"), ("als-b", "p")]


@pytest.mark.parametrize("rattachement", ["bail", "disponibilite"])
def test_no_lease_comes_without_its_letting(rattachement: str) -> None:
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=TOUTES, pour=DALO)
    lease = b.quota("l", combien=1, base=b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR), pour=DALO)
    prog = b.programme(none, lease, choix=b.choix(rattachement=rattachement))
    assert said(bilan([prog])) == (EtatPortee.HORS_D_ATTEINTE, ("z", "l"))


def test_a_row_that_was_proposed_may_still_go_to_anybody() -> None:
    """Of its proposal nobody knows for whom it is: that is data; of its letting, the future."""
    rows = b.rows(
        1,
        disponibilite="2025-02-03",
        proposition="2025-09-03",
        attribution="-",
        contingent="?",
        dalo="?",
    )
    proposals = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.BAILLEUR)
    prog = b.programme(
        b.quota("p", combien=1, base=proposals), b.quota("d", combien=1, base=MIENNES, pour=DALO)
    )
    assert said(bilan([prog], rows, (0, 0))) == (EtatPortee.A_PORTEE, ())


def test_a_part_of_which_the_balance_is_not_known_is_left_apart() -> None:
    carried = b.part("p", b.taux("1/2"), report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT))
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=TOUTES, pour=DALO)
    before = ir.Validite(du=b.day("2024-01-01"), au=b.day("2027-12-31"))
    found = bilan([b.programme(carried, none, UN_DALO, en_vigueur=before)])
    assert said(found) == (EtatPortee.HORS_D_ATTEINTE, ("z", "d"))
    assert found.portee is not None and [clause for _, clause in found.portee.seules] == ["p"]


def test_what_another_holder_of_its_type_may_not_have_a_holder_may() -> None:
    hors_qpv = ir.Eligibilite(
        entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False
    )
    mine = b.quota("d", combien=1, base=MIENNES, pour=DALO)
    progs = [
        b.programme(*own, ident=nom, reservataire=ir.Reservataire(nom=nom, type="als"))
        for nom, own in (("als-a", (mine,)), ("als-b", (b.quota("q", rate="0", base=MIENNES), hors_qpv)))
    ]
    assert said(bilan(progs, qpv=True)) == (EtatPortee.A_PORTEE, ())


def test_a_proposal_and_its_letting_may_come_on_either_side_of_an_end() -> None:
    """Proposed under one, that forbids lettings; let once it has ended, under the other."""
    ended = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-10-31"))
    proposed = b.quota("p", combien=1, base=b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.BAILLEUR))
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=TOUTES)
    one = b.programme(proposed, none, en_vigueur=ended)
    other = b.programme(b.quota("a", combien=1, base=TOUTES), ident="v-93", titulaire="commune")
    assert said(bilan([one, other], attendues=(1, 1), au="2025-10-31")) == (EtatPortee.A_PORTEE, ())


def test_one_that_comes_after_the_end_of_a_convention_is_of_the_others() -> None:
    ended = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-10-31"))
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=b.flux())
    one = b.programme(none, en_vigueur=ended)
    other = b.programme(b.quota("a", combien=1, base=b.flux()), ident="v-93", titulaire="commune")
    assert said(bilan([one, other], attendues=(0, 2))) == (EtatPortee.A_PORTEE, ())


def test_a_forecast_that_straddles_an_end_is_read_day_by_day_or_not_at_all() -> None:
    ended = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-10-31"))
    one = b.programme(b.part("p", b.taux("1")), en_vigueur=ended)
    other = b.programme(b.part("p", b.taux("1")), ident="v-93", titulaire="commune")
    assert said(bilan([one, other], attendues=(0, 2))) == (EtatPortee.A_PORTEE, ())
    found = bilan([one, other], attendues=(0, 2), seul=True).portee
    assert found is not None and (found.etat, found.raison) == (
        EtatPortee.NON_ETABLI,
        RaisonPortee.PREVISION_IMPRECISE,
    )


def test_a_rule_that_names_an_account_is_left_apart() -> None:
    commune = b.egal(b.code("contingent"), "commune")
    named = b.quota("n", combien=1, base=b.evenements(ir.Classe.ATTRIBUTIONS, None, commune))
    found = bilan([b.programme(b.part("p", b.taux("1/2")), UN_DALO, named)])
    assert found.portee is not None and found.portee.etat is EtatPortee.A_PORTEE
    assert [clause for _, clause in found.portee.seules] == ["n"]


def test_a_blank_fact_of_the_household_is_free() -> None:
    assert said(bilan([b.programme(b.part("p", b.taux("1/2")), UN_DALO)], dalo="?")) == (
        EtatPortee.A_PORTEE,
        (),
    )


def test_what_is_expected_is_of_the_flow() -> None:
    """Moves within the stock are withdrawn; of what is expected, it is not said, and it is of the flow."""
    counted = replace(TOUTES, statut=ir.StatutPopulation.ASSIETTE)
    prog = b.programme(b.part("p", b.taux("1/2")), b.quota("f", combien=1, base=counted), b.MUTATIONS)
    assert said(bilan([prog])) == (EtatPortee.A_PORTEE, ())


# --- each rule alone ----------------------------------------------------------------------------
def test_a_dwelling_that_is_of_the_public_whoever_lives_there_is_counted() -> None:
    """One at most of those accessible, or for such a household: two that are will come."""
    cap = b.quota("c", ir.Sens.AU_PLUS, combien=1, base=b.flux(), pour=ir.Ou(gauche=PMR, droite=DALO))
    found = bilan([b.programme(cap, UN_DALO)], pmr=True)
    assert verdict(found, "c") is Verdict.HORS_D_ATTEINTE
    assert said(found) == (EtatPortee.HORS_D_ATTEINTE, ("c",))


def test_who_will_live_there_is_free_whatever_a_forecast_says() -> None:
    """None at most for such households: two may come, that the forecast says are."""
    cap = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=TOUTES, pour=DALO)
    two = b.quota("x", combien=2, base=TOUTES)
    found = bilan([b.programme(cap, two)], dalo=True)
    assert verdict(found, "c") is Verdict.EN_COURS
    assert said(found) == (EtatPortee.A_PORTEE, ())


def test_those_that_a_forecast_says_are_not_of_a_public_are_counted_for_none() -> None:
    found = bilan([b.programme(b.part("p", b.taux("1/2")), UN_DALO)], dalo=False)
    assert verdict(found, "d") is Verdict.HORS_D_ATTEINTE
    assert said(found) == (EtatPortee.HORS_D_ATTEINTE, ("d",))


def test_a_forecast_that_names_an_account_is_of_no_other() -> None:
    part = b.part("p", b.taux("1"))
    for compte, expected in (("bailleur", Verdict.HORS_D_ATTEINTE), ("etat", Verdict.EN_COURS)):
        found = bilan([b.programme(part, UN_DALO)], contingent=compte)
        assert verdict(found, "p") is expected


def test_what_is_left_to_do_counts_what_doing_it_makes_due() -> None:
    """A quarter at least of four lettings and more, all dalo from now on: 2 of 6, not 1 of 5."""
    rows = b.rows(4, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur", dalo=False)
    floor = b.quota("f", rate="1/4", base=TOUTES, pour=DALO)
    found = bilan(
        [b.programme(floor, replace(UN_DALO, regle=replace(UN_DALO.regle, nombre=0)))], rows, (1, 1)
    )
    assert found.portee is not None
    assert [(e.clause, e.reste.valeur) for e in found.portee.bloquantes] == [("f", 2)]


@pytest.mark.parametrize(
    ("rattachement", "expected"),
    [("attribution", Verdict.HORS_D_ATTEINTE), ("disponibilite", Verdict.EN_COURS)],
)
def test_a_letting_that_dates_its_vacancy_is_of_the_base(rattachement: str, expected: Verdict) -> None:
    """Half, rounded up: of two let to others and one that waits, two are due if it is let, else one."""
    let = b.rows(2, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur")
    waits = b.rows(1, "W", disponibilite="-", attribution="-", contingent="?")
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(part, choix=b.choix(rattachement=rattachement))
    assert verdict(bilan([prog], [*let, *waits], (0, 0)), "p") is expected


# --- one account for what is counted and for its base -------------------------------------------
DANS_UN_QPV = b.champ("qpv")


@pytest.mark.parametrize("classe", [ir.Classe.ATTRIBUTIONS, ir.Classe.BAUX])
@pytest.mark.parametrize(("taux", "expected"), [("3/5", Verdict.HORS_D_ATTEINTE), ("1/2", Verdict.EN_COURS)])
def test_what_is_counted_for_the_holder_is_of_its_base(
    classe: ir.Classe, taux: str, expected: Verdict
) -> None:
    """Of what the holder receives, so much in a quarter: one was received elsewhere, one that waits would be
    one of two."""
    counted = b.evenements(classe, ir.Rattachement.RESERVATAIRE, DANS_UN_QPV)
    prog = b.programme(b.quota("q", rate=taux, base=MIENNES, compte=counted))
    let = {"disponibilite": "2025-02-03", "attribution": "2025-03-03", "bail": "2025-03-10"}
    waits = {"disponibilite": "2025-05-10", "attribution": "-", "bail": "-", "contingent": "?"}
    rows = [*b.rows(1, **let, contingent="etat", qpv=False), *b.rows(1, "W", **waits, qpv=True)]
    assert verdict(bilan([prog], rows, (0, 0)), "q") is expected


@pytest.mark.parametrize(
    ("affectation", "expected"),
    [
        ("location", Verdict.EN_COURS),
        ("mutation_interne", Verdict.HORS_D_ATTEINTE),
        ("?", Verdict.INDETERMINE),
    ],
)
def test_what_is_withdrawn_is_of_no_base_of_the_holder(affectation: str, expected: Verdict) -> None:
    """Half at most in a quarter: one of one. Another elsewhere makes one of two, unless it is withdrawn."""
    counted = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE, DANS_UN_QPV)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/2", base=MIENNES, compte=counted)
    let = {"disponibilite": "2025-02-03", "attribution": "2025-03-03", "affectation": "location"}
    waits = {"disponibilite": "2025-05-10", "attribution": "-", "contingent": "?", "affectation": affectation}
    rows = [*b.rows(1, **let, contingent="etat", qpv=True), *b.rows(1, "W", **waits, qpv=False)]
    assert verdict(bilan([b.programme(cap, b.MUTATIONS)], rows, (0, 0)), "c") is expected
