"""Days when parts and quotas are met together, and each rule alone: what is let before or after what dates
its vacancy, conventions that begin or end in the year, dwellings that are of no flow. Each test states
conventions, rows and a forecast, and what is said."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee, RaisonPortee
from year import build as b
from year.portees import bilan, said, verdict

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
BAUX = b.evenements(ir.Classe.BAUX)
VACANCES = b.flux()
LOUES = {"disponibilite": "2025-02-03", "attribution": "2025-03-03", "bail": "2025-03-10"}
ATTEND = {"disponibilite": "2025-05-10", "attribution": "-", "bail": "-", "contingent": "?"}
NUL = (0, 0)
AVEC = b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
DE_NOVEMBRE = ir.Validite(du=b.day("2025-11-01"), au=b.day("2027-12-31"))
JUSQU_A_OCTOBRE = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-10-31"))


def test_a_lease_comes_after_the_letting_that_dates_its_vacancy() -> None:
    """Half, rounded up: let, two are due of three and one lease is signed at most; else one is due of two."""
    part = b.part("p", b.taux("1/2"), compte=BAUX, arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(part, choix=b.choix(rattachement="attribution"))
    rows = [*b.rows(2, **LOUES, contingent="bailleur"), *b.rows(1, "W", **ATTEND | {"contingent": "etat"})]
    assert verdict(bilan([prog], rows, NUL), "p") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize(
    ("rattachement", "expected"),
    [("attribution", Verdict.HORS_D_ATTEINTE), ("disponibilite", Verdict.EN_COURS)],
)
def test_a_quota_counts_of_its_base_what_dates_it(rattachement: str, expected: Verdict) -> None:
    """Two let to others, one that waits: half of three is two, half of two is one, and no third is let."""
    half = b.quota("q", rate="1/2", base=VACANCES, compte=MIENNES, arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(half, choix=b.choix(rattachement=rattachement))
    waits = ATTEND if rattachement == "attribution" else ATTEND | {"disponibilite": "-"}
    rows = [*b.rows(2, **LOUES, contingent="bailleur"), *b.rows(1, "W", **waits)]
    assert verdict(bilan([prog], rows, NUL), "q") is expected


@pytest.mark.parametrize(
    ("rattachement", "expected"), [("bail", Verdict.HORS_D_ATTEINTE), ("disponibilite", Verdict.EN_COURS)]
)
def test_what_dates_expected_vacancies_is_counted_of_each(rattachement: str, expected: Verdict) -> None:
    """Half at most may be in a quarter, one let elsewhere; three are expected there: three of four."""
    signed = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR, b.champ("qpv"))
    cap = b.quota("q", ir.Sens.AU_PLUS, "1/2", base=VACANCES, compte=signed)
    prog = b.programme(cap, choix=b.choix(rattachement=rattachement))
    found = bilan([prog], b.rows(1, **LOUES, qpv=False), (3, 3), qpv=True)
    assert verdict(found, "q") is expected


@pytest.mark.parametrize("en_vigueur", [DE_NOVEMBRE, JUSQU_A_OCTOBRE])
def test_a_day_to_come_is_of_one_convention_or_of_two(en_vigueur: ir.Validite) -> None:
    """A row without a day: of the State's year for certain, of the commune's if it comes in time."""
    one = b.programme(b.part("pe", b.taux("1/4"), arrondi=Arrondi.SUPERIEUR), choix=AVEC)
    part = b.part("pc", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    other = b.programme(part, ident="v-93", titulaire="commune", en_vigueur=en_vigueur, choix=AVEC)
    row = b.rows(1, "W", **ATTEND | {"disponibilite": "-"})
    assert said(bilan([one, other], row, NUL)) == (EtatPortee.A_PORTEE, ())
    found = bilan([one, other], row, NUL, seul=True).portee
    assert found is not None and found.raison is RaisonPortee.PERIODES_DIFFERENTES


def test_a_convention_that_has_ended_counts_nothing_of_a_vacancy_that_comes_after_it() -> None:
    """All of it, one let to the landlord, one without a day: of two, one at most goes to the holder; and one
    that comes after the end is not counted."""
    prog = b.programme(b.part("p", b.taux("1"), arrondi=Arrondi.SUPERIEUR), en_vigueur=JUSQU_A_OCTOBRE)
    rows = [*b.rows(1, **LOUES, contingent="bailleur"), *b.rows(1, "W", **ATTEND | {"disponibilite": "-"})]
    assert verdict(bilan([prog], rows, NUL), "p") is Verdict.HORS_D_ATTEINTE


def test_a_dwelling_may_be_let_before_it_is_empty() -> None:
    """Let to the State in October, empty in November, when the commune's ceiling begins."""
    one = b.programme(b.quota("fa", combien=1, base=MIENNES))
    none = b.quota("cb", ir.Sens.AU_PLUS, combien=0, base=TOUTES)
    other = b.programme(none, ident="v-93", titulaire="commune", en_vigueur=DE_NOVEMBRE)
    days = {"du": "2025-11-01", "au": "2025-11-14"}
    assert said(bilan([one, other], attendues=(1, 1), **days)) == (EtatPortee.A_PORTEE, ())


def test_a_forecast_that_ends_before_a_convention_begins_does_not_straddle_it() -> None:
    one = b.programme(b.quota("f", combien=1, base=TOUTES))
    none = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=VACANCES)
    other = b.programme(none, ident="v-93", titulaire="commune", en_vigueur=DE_NOVEMBRE)
    assert said(bilan([one, other], attendues=(1, 1), au="2025-10-31")) == (EtatPortee.A_PORTEE, ())


@pytest.mark.parametrize("rattachement", ["attribution", "bail"])
def test_a_row_that_what_dates_it_lets_may_go_to_anybody(rattachement: str) -> None:
    """One let to others, one that waits: a third, rounded up, is one of two, or of one."""
    third = b.quota("q", rate="1/3", base=VACANCES, compte=MIENNES, arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(third, choix=b.choix(rattachement=rattachement))
    rows = [*b.rows(1, **LOUES, contingent="bailleur"), *b.rows(1, "W", **ATTEND)]
    assert said(bilan([prog], rows, NUL)) == (EtatPortee.A_PORTEE, ())


def test_what_is_recorded_on_an_account_is_counted_by_each_of_its_rules() -> None:
    """One let to the landlord, one that waits on the State's account: a half, rounded up, is one of two; and
    all lettings at most may be the State's."""
    half = b.part("p", b.taux("1/2"), compte=b.evenements(ir.Classe.ATTRIBUTIONS), arrondi=Arrondi.SUPERIEUR)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1", base=TOUTES, compte=MIENNES, arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(half, cap, choix=b.choix(rattachement="attribution"))
    rows = [*b.rows(1, **LOUES, contingent="bailleur"), *b.rows(1, "W", **ATTEND | {"contingent": "etat"})]
    found = bilan([prog], rows, NUL).portee
    assert found is not None and (found.etat, found.bloquantes) == (EtatPortee.A_PORTEE, ())


def test_what_is_proposed_in_the_year_may_be_leased_in_the_next() -> None:
    """Half of the proposals at most, three fifths of the vacancies at least, which leases date: one proposed
    and leased to the State, one that waits on the landlord's account."""
    proposals = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.BAILLEUR)
    own = replace(proposals, rattachement=ir.Rattachement.RESERVATAIRE)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/2", base=proposals, compte=own)
    part = b.part("p", b.taux("3/5"), compte=replace(own, rattachement=None), arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(cap, part, choix=b.choix(rattachement="bail"))
    let = b.rows(1, **LOUES, proposition="2025-02-20", contingent="etat")
    rows = [*let, *b.rows(1, "W", **ATTEND | {"proposition": "-", "contingent": "bailleur"})]
    assert said(bilan([prog], rows, NUL)) == (EtatPortee.A_PORTEE, ())
    found = bilan([prog], rows, NUL, seul=True).portee
    assert found is not None and found.raison is RaisonPortee.PERIODES_DIFFERENTES


@pytest.mark.parametrize(
    ("compte", "expected"),
    [("?", Verdict.INDETERMINE), ("bailleur", Verdict.HORS_D_ATTEINTE), ("etat", Verdict.EN_COURS)],
)
def test_the_account_of_what_is_let_is_to_be_completed(compte: str, expected: Verdict) -> None:
    """Half, rounded up, of one that is let and of which the lease is still to come."""
    prog = b.programme(b.part("p", b.taux("1/2"), compte=BAUX, arrondi=Arrondi.SUPERIEUR))
    row = b.rows(1, "M", **LOUES | {"bail": "-"}, contingent=compte)
    assert verdict(bilan([prog], row, NUL), "p") is expected


def test_a_forecast_that_ends_before_a_convention_begins_is_none_of_its_vacancies() -> None:
    prog = b.programme(b.quota("f", combien=1, base=MIENNES), en_vigueur=DE_NOVEMBRE)
    assert verdict(bilan([prog], (), (1, 1), au="2025-10-31"), "f") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize(("compte", "expected"), [("etat", True), ("commune", False), ("?", False)])
def test_what_a_forecast_gives_the_holder_is_counted_with_what_dates_it(compte: str, expected: bool) -> None:
    """No letting at most may be the State's; one is expected, which its letting dates."""
    none = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=MIENNES)
    prog = b.programme(none, b.part("p", b.taux("1/2")), choix=b.choix(rattachement="attribution"))
    found = bilan([prog], (), (1, 1), contingent=compte)
    assert (verdict(found, "c") is Verdict.HORS_D_ATTEINTE) is expected
    assert found.portee is not None and (found.portee.etat is EtatPortee.HORS_D_ATTEINTE) is expected


def test_a_lease_that_a_forecast_gives_the_holder_is_counted_where_it_makes_due() -> None:
    """Half of the leases at most: one is the State's, and one that is expected will be."""
    base = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
    own = replace(base, rattachement=ir.Rattachement.RESERVATAIRE)
    prog = b.programme(b.quota("c", ir.Sens.AU_PLUS, "1/2", base=base, compte=own))
    for compte, expected in (("etat", Verdict.HORS_D_ATTEINTE), ("commune", Verdict.EN_COURS)):
        found = bilan([prog], b.rows(1, **LOUES, contingent="etat"), (1, 1), contingent=compte)
        assert verdict(found, "c") is expected


def test_what_comes_with_a_forecast_is_counted_though_it_makes_nothing_due() -> None:
    """No more leases than vacancies out of the quarters: one of one; one more is leased, in a quarter."""
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
    base = b.flux(ir.Non(operande=b.champ("qpv")))
    cap = b.quota("c", ir.Sens.AU_PLUS, "1", base=base, compte=leases)
    prog = b.programme(cap, choix=b.choix(rattachement="bail"))
    row = b.rows(1, **LOUES, qpv=False)
    for least, expected in ((0, Verdict.EN_COURS), (1, Verdict.HORS_D_ATTEINTE)):
        assert verdict(bilan([prog], row, (least, 1), qpv=True), "c") is expected


def test_what_is_ahead_of_the_event_that_dates_comes_before_it() -> None:
    """Leased in November, under a convention that begins then; let in October, before it."""
    none = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=TOUTES)
    choix = b.choix(rattachement="bail")
    one = b.programme(none, en_vigueur=DE_NOVEMBRE, choix=choix)
    other = b.programme(b.quota("f", combien=1, base=TOUTES), ident="v-93", titulaire="commune", choix=choix)
    found = bilan([one, other], attendues=(1, 1), du="2025-11-01")
    assert said(found) == (EtatPortee.A_PORTEE, ())


def test_what_comes_under_one_convention_or_the_next_surely_comes() -> None:
    """No vacancy at most under each; one is expected, before or after the end of the first."""
    none = b.quota("z", ir.Sens.AU_PLUS, combien=0, base=VACANCES)
    one = b.programme(none, b.quota("d", combien=0, base=TOUTES), en_vigueur=JUSQU_A_OCTOBRE)
    other = b.programme(none, ident="v-93", titulaire="commune", en_vigueur=DE_NOVEMBRE)
    for least, expected in ((0, EtatPortee.A_PORTEE), (1, EtatPortee.HORS_D_ATTEINTE)):
        assert said(bilan([one, other], attendues=(least, 1), au="2025-11-14"))[0] is expected


# --- of the flow --------------------------------------------------------------------------------
ORDINAIRES = ir.ClauseChamp(entete=b.entete("champ"), regle=b.champ("conventionne"))


def capped(*clauses: ir.Clause) -> Programme:
    let = replace(TOUTES, statut=ir.StatutPopulation.ASSIETTE)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/4", base=let, pour=b.champ("dalo"))
    return b.programme(cap, b.quota("d", combien=1, base=TOUTES), *clauses)


def test_what_is_announced_is_of_the_flow_whatever_its_columns_say() -> None:
    """One let to a dalo household; three more are expected, that the text puts out of its scope."""
    rows = b.rows(1, **LOUES, dalo=True, conventionne=True)
    found = bilan([capped(ORDINAIRES)], rows, (3, 3), conventionne=False)
    assert said(found) == (EtatPortee.A_PORTEE, ())


@pytest.mark.parametrize(
    ("facts", "expected"), [({}, EtatPortee.A_PORTEE), ({"conventionne": True}, EtatPortee.HORS_D_ATTEINTE)]
)
def test_one_that_is_of_no_flow_is_counted_where_no_status_is_asked(
    facts: dict[str, bool], expected: EtatPortee
) -> None:
    """All of the flow, one let to the landlord: two at least must be counted, of one or two in the flow."""
    every = b.quota("q", rate="1", base=VACANCES, compte=MIENNES)
    prog = b.programme(every, b.quota("d", combien=1, base=TOUTES), ORDINAIRES)
    rows = b.rows(1, **LOUES, contingent="bailleur", conventionne=True)
    found = bilan([prog], rows, (0, 1), **facts)
    assert said(found)[0] is expected
    own = {EtatPortee.A_PORTEE: Verdict.EN_COURS, EtatPortee.HORS_D_ATTEINTE: Verdict.HORS_D_ATTEINTE}
    assert verdict(found, "q") is own[expected]


# --- what hangs on other vacancies ----------------------------------------------------------------
@pytest.mark.parametrize(("forme", "expected"), [("unique", RaisonPortee.COMPTES_LUS), ("suite", None)])
def test_a_right_that_a_letting_uses_up_is_left_to_each_rule(
    forme: str, expected: RaisonPortee | None
) -> None:
    """Whether a dwelling is reserved hangs on who received it before, which no future of its own says."""
    reserved = ir.DroitIdentifie(
        entete=b.entete("reserve"),
        regle=b.champ("services", ir.Niveau.DROIT),
    )
    days = {"debut": b.day("2020-01-01"), "fin": b.day("2030-01-01")}
    right = b.ligne("droits", "D1", logement="L1", forme=forme, services=True, **days)
    rules = b.quota("d", combien=1, base=TOUTES), b.quota("m", combien=1, base=MIENNES)
    rows = b.rows(1, "W", **ATTEND, logement="L1")
    found = bilan([b.programme(*rules, reserved)], rows, (2, 2), tables={"droits": (right,)}).portee
    assert found is not None and found.raison is expected


@pytest.mark.parametrize("seul", [False, True])
def test_what_a_part_counts_is_in_the_base_of_a_ceiling_on_it(seul: bool) -> None:
    """A fifth of what comes free, leased; of all leases a tenth at most: one is allocated, whose lease makes
    one of four. Without a solver nothing is said of both."""
    part = b.part("p", b.taux("1/5"), compte=BAUX, arrondi=Arrondi.SANS)
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
    mine = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/10", base=leases, compte=mine)
    rows = [
        *b.rows(3, **LOUES, contingent="bailleur"),
        *b.rows(1, "W", **LOUES | {"bail": "-"}, contingent="etat"),
    ]
    found = bilan([b.programme(part, cap)], rows, NUL, seul=seul)
    if seul:
        assert found.portee is not None and found.portee.etat is EtatPortee.NON_ETABLI
        assert found.portee.raison is RaisonPortee.PERIODES_DIFFERENTES
    else:
        assert said(found) == (EtatPortee.HORS_D_ATTEINTE, ("p", "c"))


FOYER = {"nature": "foyer"}


def test_a_base_of_any_status_sees_what_is_out_of_the_scope() -> None:
    """All that is leased, to the holder: one is to the landlord, and one expected, out of the scope, is one
    more of the same base."""
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
    mine = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    every = b.quota("q", rate="1", base=leases, compte=mine)
    in_flow = b.quota("f", rate="1", base=replace(leases, statut=ir.StatutPopulation.ASSIETTE), compte=mine)
    rows = b.rows(1, **LOUES, contingent="bailleur", nature="logement_ordinaire")
    found = bilan([b.programme(b.ORDINAIRES, every, in_flow)], rows, (0, 1), **FOYER)
    assert verdict(found, "q") is Verdict.HORS_D_ATTEINTE
    assert verdict(found, "f") is Verdict.EN_COURS


def test_what_is_of_no_flow_for_one_rule_is_still_let_for_another() -> None:
    """One expected, out of the scope, may be let beyond the base of a ceiling in the flow; all that is let,
    whatever its status, is to be in a quarter where it is not."""
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    beyond = b.quota("c", ir.Sens.AU_PLUS, "1/2", base=VACANCES, compte=MIENNES)
    public = b.quota("q", rate="1", base=TOUTES, pour=b.QPV)
    progs = [
        b.programme(b.ORDINAIRES, beyond, public),
        b.programme(part, ident="x", titulaire="commune"),
    ]
    found = bilan(progs, (), (1, 2), **FOYER, qpv=False)
    assert said(found) == (EtatPortee.HORS_D_ATTEINTE, ("q", "p"))


@pytest.mark.parametrize(
    ("du", "etat"), [("2025-11-01", EtatPortee.A_PORTEE), ("2025-01-01", EtatPortee.HORS_D_ATTEINTE)]
)
def test_a_proposal_may_come_before_the_convention_that_counts_the_letting(du: str, etat: EtatPortee) -> None:
    """Half of the flow let, rounded up; none proposed at all. What is let in November was perhaps proposed in
    October, of which a convention that begins in November says nothing."""
    proposed = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.RESERVATAIRE)
    none = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=proposed)
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    prog = b.programme(part, none, en_vigueur=ir.Validite(du=b.day(du), au=b.day("2027-12-31")))
    found = bilan([prog], (), (1, 1), du="2025-11-01")
    assert found.portee is not None and found.portee.etat is etat


def test_what_is_expected_on_an_account_may_never_be_proposed() -> None:
    """A fifth, rounded up, of all proposals: one of two is done, and one expected on the holder's account
    would be a second of three. It may come and be proposed to nobody."""
    proposed = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.BAILLEUR)
    mine = b.evenements(ir.Classe.PROPOSITIONS, ir.Rattachement.RESERVATAIRE)
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/5", base=proposed, compte=mine, arrondi=Arrondi.SUPERIEUR)
    let = {**LOUES, "proposition": "2025-02-10"}
    rows = [*b.rows(1, "A", **let, contingent="etat"), *b.rows(1, "B", **let, contingent="bailleur")]
    found = bilan([b.programme(cap)], rows, (1, 1), contingent="etat")
    assert verdict(found, "c") is Verdict.EN_COURS


@pytest.mark.parametrize(
    ("compte", "expected"),
    [(BAUX, Verdict.HORS_D_ATTEINTE), (b.evenements(ir.Classe.ATTRIBUTIONS), Verdict.EN_COURS)],
)
def test_none_is_leased_before_it_has_come_free(compte: ir.Population, expected: Verdict) -> None:
    """Six tenths, rounded up: one of one, two of two. One is to the landlord; what waits to come free may be
    allocated this year and come the next, not be leased before."""
    part = b.part("p", b.taux("3/5"), compte=compte, arrondi=Arrondi.SUPERIEUR)
    met = b.quota("f", rate="0", base=TOUTES, pour=b.QPV)
    rows = [*b.rows(1, **LOUES, contingent="bailleur"), *b.rows(1, "W", **ATTEND | {"disponibilite": "-"})]
    alone, both = (bilan([b.programme(part, *also)], rows, NUL) for also in ((), (met,)))
    for found in (alone, both):
        assert verdict(found, "p") is expected
        assert found.portee is not None
        assert (found.portee.etat is EtatPortee.HORS_D_ATTEINTE) is (expected is Verdict.HORS_D_ATTEINTE)


def test_nothing_is_counted_of_a_vacancy_of_before_the_convention() -> None:
    """All that is let from November, leased, but for what is accessible: one expected is, one that waits is
    not, and allocated in October it would be of no base, nor counted."""
    leased = b.evenements(ir.Classe.BAUX, condition=ir.Non(operande=b.champ("pmr")))
    part = b.part("p", b.taux("1"), compte=leased)
    prog = b.programme(part, choix=b.choix(rattachement="attribution"), en_vigueur=DE_NOVEMBRE)
    rows = b.rows(1, "W", **ATTEND, pmr=False)
    found = bilan([prog], rows, (1, 1), du="2025-11-15", pmr=True)
    assert verdict(found, "p") is Verdict.HORS_D_ATTEINTE


@pytest.mark.parametrize(
    ("attribution", "expected"), [("-", Verdict.HORS_D_ATTEINTE), ("2024-12-10", Verdict.EN_COURS)]
)
def test_a_lease_comes_with_the_letting_of_the_base(attribution: str, expected: Verdict) -> None:
    """Nine tenths, rounded up, of all that is let, leased to the holder; one is let to the landlord. What
    waits to be let, and what is to come, are of both: two of three. What was let the year before is of the
    base of none: one of one."""
    leased = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    every = b.quota("q", rate="9/10", base=TOUTES, compte=leased, arrondi=Arrondi.SUPERIEUR)
    waits = ATTEND | {"attribution": attribution, "contingent": "etat"}
    rows = [*b.rows(1, **LOUES, contingent="bailleur"), *b.rows(1, "W", **waits)]
    attendues = (0, 1) if attribution == "-" else NUL
    assert verdict(bilan([b.programme(every)], rows, attendues), "q") is expected


def test_what_comes_before_a_convention_is_of_the_others_alone() -> None:
    """A part of what comes, rounded up, each; the second convention begins in November. The one to come goes
    to the first in October, when the second asks for nothing."""
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
    progs = [
        b.programme(part),
        b.programme(part, ident="v-93", titulaire="commune", en_vigueur=DE_NOVEMBRE),
    ]
    for seul in (False, True):
        found = bilan(progs, b.rows(1, **LOUES, contingent="bailleur"), (0, 1), seul=seul)
        assert found.portee is not None
        assert found.portee.etat is (EtatPortee.NON_ETABLI if seul else EtatPortee.A_PORTEE)
