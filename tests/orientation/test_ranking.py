"""To whom a dwelling should go: order, ties, doubts, refusals, and the bound of the specification."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.orientation.bornes import harmonic_bound
from convrules.orientation.journee import rank, rank_day
from convrules.orientation.model import GenreMotif, Provisoire, Rangement
from convrules.orientation.ranking import Bailleur
from year import build as b

LIBRE = {"disponibilite": "2025-04-01", "orientation": "-", "attribution": "-", "bail": "-"}
PARTI = LIBRE | {"orientation": "2025-04-10"}
AU = date(2025, 5, 1)


def holder(ident, rate, *clauses, report=b.AUCUN, **keys):
    return b.programme(
        b.part("p", b.taux(rate), report=report), *clauses, ident=ident, titulaire=ident, **keys
    )


def landlord(progs, politique=None):
    return Bailleur(programmes=tuple(progs), politique=politique)


def advise(progs, rows, vacance, **tables):
    return rank(landlord(progs), b.faits([*rows, vacance], **tables), vacance, AU)


def order(advice):
    return [c.ident for c in advice.candidats if c.rangement is Rangement.CLASSE]


def new(**values):
    (vacance,) = b.rows(1, "N", **LIBRE | values)
    return vacance


def test_the_largest_deficit_comes_first_and_accounts_are_shown():
    progs = [holder("etat", "3/10"), holder("als", "2/5")]
    gone = b.rows(1, "A", **PARTI, contingent="als")
    advice = advise(progs, gone, new())
    assert order(advice) == ["etat", "bailleur", "als"]
    shown = {c.ident: (c.compte.retard, c.compte.taux.valeur, c.compte.apres) for c in advice.candidats}
    assert shown == {
        "etat": (Fraction(3, 10), Fraction(3, 10), Fraction(-2, 5)),
        "als": (Fraction(-3, 5), Fraction(2, 5), Fraction(-6, 5)),
        "bailleur": (Fraction(3, 10), Fraction(3, 10), Fraction(-2, 5)),
    }
    assert advice.propose.motif.genre is GenreMotif.IDENTIFIANT


def test_a_tie_goes_to_the_larger_rate():
    progs = [holder("als", "1/4"), holder("etat", "1/2")]
    gone = [*b.rows(1, "A", **PARTI, contingent="etat"), *b.rows(2, "B", **PARTI, contingent="bailleur")]
    # etat: 3/2 − 1 + 1/2 = 1; als: 3/4 + 1/4 = 1.
    advice = advise(progs, gone, new())
    assert order(advice)[:2] == ["etat", "als"]
    assert advice.propose.motif.genre is GenreMotif.TAUX


def returned(decompte=ir.Decompte.NON_COMPTEE):
    return ir.Suite(
        entete=b.entete("rendu"),
        apres="refus_candidat",
        effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=decompte),
    )


@pytest.mark.parametrize("decompte", [ir.Decompte.NON_COMPTEE, None])
def test_a_dwelling_given_back_uncounted_counts_no_more(decompte):
    progs = [holder("etat", "1/2", returned(decompte))]
    kept = b.rows(1, "A", **PARTI, contingent="etat")
    lost = b.rows(1, "A", **PARTI, contingent="etat", refus_candidat=b.day("2025-04-20"))
    assert [c.compte.retard for c in advise(progs, kept, new()).candidats if c.ident == "etat"] == [
        Fraction(-1, 2)
    ]
    assert advise(progs, lost, new()).propose.compte.retard == Fraction(1, 2)


def test_a_turn_perhaps_closed_is_said():
    progs = [holder("als", "1/4"), holder("etat", "1/2", returned())]
    known = new(refus_candidat="-")
    assert [c.fins for c in advise(progs, [], known).candidats] == [(), (), ()]
    (etat,) = [c for c in advise(progs, [], new(refus_candidat="?")).candidats if c.ident == "etat"]
    (end,) = etat.fins
    assert (end.clause, {c.fait for c in end.issue.causes}) == ("rendu", {"refus_candidat"})


@pytest.mark.parametrize("idents", [("als", "etat"), ("etat", "als")])
def test_a_turn_that_one_convention_closed_waits_for_no_advice_whatever_their_order(idents):
    first, last = idents
    progs = [holder(first, "1/4"), holder(last, "1/2", returned())]
    gone = new(refus_candidat=b.day("2025-04-20"))
    assert not rank_day(landlord(progs), b.faits([gone]), AU)
    assert len(rank_day(landlord(progs), b.faits([new(refus_candidat="-")]), AU)) == 1


def test_a_holder_not_known_to_be_eligible_is_listed_and_flagged():
    only_flats = ir.Eligibilite(entete=b.entete("collectif"), regle=b.champ("ascenseur"), menage=False)
    progs = [holder("etat", "1/2", only_flats), holder("als", "1/10")]
    advice = advise(progs, [], new())
    (unsure,) = [c for c in advice.candidats if c.rangement is Rangement.INDETERMINE]
    assert (unsure.ident, unsure.viendrait_premier, unsure.rang) == ("etat", True, None)
    assert {c.fait for c in unsure.causes} == {"ascenseur"}
    assert order(advice) == ["bailleur", "als"]


def test_a_refusal_names_its_clause():
    only_flats = ir.Eligibilite(entete=b.entete("collectif"), regle=b.champ("ascenseur"), menage=False)
    advice = advise([holder("etat", "1/2", only_flats), holder("als", "1/2")], [], new(ascenseur=False))
    (refused,) = [c for c in advice.candidats if c.rangement is Rangement.INELIGIBLE]
    assert (refused.ident, refused.clause.clause) == ("etat", "collectif")
    withdrawn = advise([holder("etat", "1/2", b.MUTATIONS)], [], new(affectation="mutation_interne"))
    assert [(c.ident, c.clause.clause) for c in withdrawn.candidats if c.ident == "etat"] == [
        ("etat", "mutations")
    ]


def test_a_balance_that_is_not_known_does_not_rank():
    carried = ir.Report(mode=ir.ModeReport.SOLDE_EXACT)
    later = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    prog = holder("etat", "1/2", report=carried, en_vigueur=later)
    advice = advise([prog], [], new())
    (etat, own) = sorted(advice.candidats, key=lambda c: c.ident, reverse=True)
    assert (etat.rangement, {c.fait for c in etat.causes}) == (Rangement.INDETERMINE, {"soldes"})
    assert (own.rang, own.rang_selon) == (None, ("etat",)), "first or second, as the balance says"
    assert advice.propose is None, "according to the balance, it would be the one or the other"
    assert advice.provisoire == Provisoire(
        ident="etat", retard=Fraction(0), mises_de_cote=(), soldes_a_zero=("etat",)
    )
    table = (b.ligne("soldes", "s", convention="etat", clause="p", annee=2024, solde=3),)
    assert advise([prog], [], new(), soldes=table).propose.compte.retard == 3


def test_each_commune_has_its_own_account():
    part = b.part("p", b.taux("1/2"), application=b.chaque(b.texte("commune")))
    prog = b.programme(part, ident="etat", titulaire="etat")
    elsewhere = b.rows(4, "A", **PARTI, commune="93001", contingent="bailleur")
    (etat,) = [c for c in advise([prog], elsewhere, new(commune="93048")).candidats if c.ident == "etat"]
    assert etat.compte.retard == 0
    (etat,) = [c for c in advise([prog], elsewhere, new(commune="93001")).candidats if c.ident == "etat"]
    assert etat.compte.retard == 2


def test_an_annual_cap_is_a_warning_only():
    cap = b.quota(
        "cap",
        ir.Sens.AU_PLUS,
        "1/20",
        base=b.flux(),
        compte=b.evenements(ir.Classe.ORIENTATIONS, ir.Rattachement.RESERVATAIRE),
    )
    progs = [holder("etat", "1/2", cap), holder("als", "1/4")]
    advice = advise(progs, b.rows(3, "A", **PARTI, contingent="als"), new())
    first = advice.propose
    assert first.ident == "etat"
    assert [(w.clause.entete.nom, w.fait, w.plafond) for w in first.avertissements] == [
        ("cap", Fraction(1), Fraction(1, 5))
    ]


def test_shares_beyond_the_whole_leave_nothing_to_the_landlord():
    advice = advise([holder("etat", "3/5"), holder("als", "3/5")], [], new())
    assert order(advice) == ["als", "etat"]
    assert advice.borne is None


def test_a_day_goes_by_fewest_eligible_holders_and_each_is_a_step():
    flats = ir.Eligibilite(entete=b.entete("collectif"), regle=b.champ("ascenseur"), menage=False)
    progs = [holder("etat", "1/2", flats), holder("als", "1/4")]
    rows = [
        *b.rows(1, "A", **LIBRE, ascenseur=True),
        *b.rows(1, "B", **LIBRE, ascenseur=False),
        *b.rows(1, "C", **PARTI, contingent="als", ascenseur=True),
    ]
    advice = rank_day(landlord(progs), b.faits(rows), AU)
    assert [a.vacance for a in advice] == ["B1", "A1"]
    assert [a.propose.ident for a in advice] == ["bailleur", "etat"]
    (etat,) = [c for c in advice[1].candidats if c.ident == "etat"]
    assert etat.compte.retard == Fraction(1)


def test_order_of_rows_and_conventions_changes_nothing():
    progs = [holder("etat", "1/3"), holder("als", "1/4"), holder("commune", "1/5")]
    rows = [*b.rows(6, "A", **LIBRE), *b.rows(3, "B", **PARTI, contingent="als")]

    def proposed(progs_, rows_):
        return {a.vacance: a.propose.ident for a in rank_day(landlord(progs_), b.faits(rows_), AU)}

    assert proposed(progs, rows) == proposed(progs[::-1], rows[::-1])


@pytest.mark.parametrize(("k", "bound"), [(2, "1/2"), (3, "5/6"), (4, "13/12")])
def test_the_bound_by_number_of_holders(k, bound):
    assert harmonic_bound(k) == Fraction(bound)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=3), st.integers(1, 9))
def test_deficits_keep_to_the_bound_at_every_step(weights, own):
    """Everybody is eligible, all start at nothing, advice is followed."""
    whole = sum(weights) + own
    progs = [holder(f"c{n}", str(Fraction(w, whole))) for n, w in enumerate(weights)]
    advice = rank_day(landlord(progs), b.faits(b.rows(14, "V", **LIBRE)), AU)
    count = len(weights) + 1
    assert len(advice) == 14
    for found in advice:
        assert found.borne == harmonic_bound(count)
        for candidat in found.candidats:
            after = candidat.compte.apres if candidat.rang == 1 else candidat.compte.sinon
            assert after <= harmonic_bound(count)
            assert -after <= 1 - Fraction(1, count)
    assert {c.ident: c.compte.retard for c in advice[0].candidats} == {
        c.ident: Fraction(0) for c in advice[0].candidats
    }
