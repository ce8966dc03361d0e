"""Whole years on small sets of vacancies: who is counted where, in parts and between conventions."""

import random
from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Arrondi, Erreur
from convrules.year.model import Verdict
from year import build as b
from year.build import CHAQUE_COMMUNE, LOUE, QPV


# --- parts ----------------------------------------------------------------------------------
def test_a_letting_at_the_turn_of_the_year():
    """Due in the year of the vacancy; done in that of the letting, or with its vacancy."""
    late = LOUE | {"attribution": "2026-01-10", "bail": "2026-01-20", "contingent": "etat"}
    rows = b.rows(4, **late)

    def numbers(mode, annee):
        prog = b.programme(b.part("p", b.taux("1/2")), choix=b.choix(evenements=mode))
        found = b.only(b.year(prog, b.faits(rows), annee=annee), "p")
        return b.shown(found.base), b.shown(found.realise)

    own, vacancy = ir.ComptageEvenements.A_LEUR_DATE, ir.ComptageEvenements.AVEC_LEUR_VACANCE
    assert (numbers(own, 2025), numbers(own, 2026)) == (("4", "0"), ("0", "4"))
    prog = b.programme(b.part("p", b.taux("1/2")), choix=b.choix(evenements=vacancy))
    found = b.only(b.year(prog, b.faits(rows), annee=2025, au=date(2026, 3, 1)), "p")
    assert (b.shown(found.base), b.shown(found.realise)) == ("4", "4")


@pytest.mark.parametrize(
    ("contingent", "realise"),
    [("etat", "1"), ("etat-93", "1"), ("etat_agents", "1"), ("commune", "0"), ("?", "0 à 1")],
)
def test_the_account_recorded(contingent, realise):
    declared = ir.ChampDeclare(
        nom="contingent",
        niveau=ir.Niveau.VACANCE,
        type=b.code("contingent").type,
        titulaires=(("etat_agents", "etat"),),
    )
    prog = b.programme(b.part("p"), vocabulaire=(declared,))
    found = b.only(b.year(prog, b.faits(b.rows(1, **LOUE, contingent=contingent))), "p")
    assert b.shown(found.realise) == realise
    assert {c.fait for c in found.causes} == ({"contingent"} if contingent == "?" else set())


def test_a_dwelling_withdrawn_counts_for_nobody_even_without_account():
    prog = b.programme(b.MUTATIONS, b.part("p"))
    rows = b.rows(1, **LOUE | {"affectation": "mutation_interne"})
    found = b.only(b.year(prog, b.faits(rows)), "p")
    assert (b.shown(found.base), b.shown(found.realise), found.verdict) == (
        "0",
        "0",
        Verdict.NON_APPLICABLE,
    )


def test_an_unknown_status_leaves_the_row_perhaps_in_the_base():
    prog = b.programme(b.MUTATIONS, b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR))
    rows = b.rows(1, **LOUE | {"affectation": "?"}, contingent="commune")
    found = b.only(b.year(prog, b.faits(rows)), "p")
    assert (b.shown(found.base), b.shown(found.du), b.shown(found.du_arrondi)) == (
        "0 à 1",
        "0 à 1/2",
        "0 à 1",
    )
    assert found.verdict is Verdict.INDETERMINE
    assert {c.fait for c in found.causes} == {"affectation"}


def test_each_row_counts_at_the_rate_of_its_own_date():
    step = ir.ParametreDeclare(
        nom="t",
        type=b.taux("0").type,
        valeurs=(
            ir.ValeurDatee(du=date(2025, 1, 1), valeur=b.taux("1/5")),
            ir.ValeurDatee(du=date(2025, 7, 1), valeur=b.taux("2/5")),
        ),
    )
    prog = b.programme(
        b.part("p", ir.Parametre(nom="t", type=step.type)),
        parametres=(step,),
    )
    before = b.rows(3, "A", **LOUE, contingent="commune")
    after = b.rows(2, "B", **LOUE | {"disponibilite": "2025-07-01"}, contingent="commune")
    let = b.rows(1, "C", **LOUE | {"disponibilite": "?"}, contingent="commune")
    unlet = b.rows(1, "C", **LOUE | {"disponibilite": "?", "bail": "?"}, contingent="commune")
    assert b.shown(b.only(b.year(prog, b.faits([*before, *after])), "p").du) == "7/5"
    # Let in April: it came before, or in no year.
    assert b.shown(b.only(b.year(prog, b.faits([*before, *let])), "p").du) == "3/5 à 4/5"
    assert b.shown(b.only(b.year(prog, b.faits([*before, *unlet])), "p").du) == "3/5 à 1"


def test_effects_enter_the_account():
    def closing(decompte):
        return ir.Suite(
            entete=b.entete("rendu"),
            apres="refus_candidat",
            effet=ir.Effet(acte=ir.Acte.REMISE_AU_BAILLEUR, decompte=decompte),
        )

    refused = b.rows(1, **LOUE | {"attribution": "-", "bail": "-"}, refus_candidat=b.day("2025-05-02"))

    def numbers(decompte):
        prog = b.programme(b.part("p", b.taux("1")), closing(decompte))
        found = b.only(b.year(prog, b.faits(refused)), "p")
        return b.shown(found.cible), b.shown(found.realise)

    assert numbers(ir.Decompte.COMPTEE) == ("1", "1")
    assert numbers(ir.Decompte.NON_COMPTEE) == ("1", "0")
    assert numbers(ir.Decompte.RESTITUEE) == ("2", "0")


def test_quarters_carry_their_balance_within_the_year():
    prog = b.programme(
        b.part(
            "p",
            b.taux("1"),
            arrondi=Arrondi.SUPERIEUR,
            report=ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI),
        ),
        choix=b.choix(periode=ir.Periode.TRIMESTRE),
    )
    rows = b.rows(2, **LOUE | {"attribution": "2025-08-01"}, contingent="etat")
    found = b.rule(b.year(prog, b.faits(rows)), "p").cellules
    assert [dict(c.cellule)["trimestre"] for c in found] == ["2025-T1", "2025-T2", "2025-T3", "2025-T4"]
    assert [b.shown(c.solde) for c in found] == ["0", "2", "0", "0"]
    assert [c.verdict.value for c in found] == [
        "non_applicable",
        "non_conforme",
        "conforme",
        "non_applicable",
    ]


@pytest.mark.parametrize(
    ("annee", "soldes", "initial"), [(2025, (), "0"), (2026, (), "-"), (2026, (3,), "3")]
)
def test_the_balance_brought_forward(annee, soldes, initial):
    prog = b.programme(b.part("p", report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT)))
    table = tuple(
        b.ligne("soldes", "s", convention="etat-93", clause="p", annee=annee - 1, solde=s) for s in soldes
    )
    found = b.only(b.year(prog, b.faits([], soldes=table), annee=annee), "p")
    assert b.shown(found.solde_initial) == initial
    if initial == "-":
        assert found.verdict is Verdict.INDETERMINE
        assert {c.fait for c in found.causes} == {"soldes"}


@pytest.mark.parametrize(("annee", "initial"), [(2025, "0"), (2026, "-")])
def test_a_balance_of_a_year_in_error_is_perhaps_that_of_the_year_before(annee, initial):
    """Beside the one that is written as it should; what begins in the year has nothing from before."""
    prog = b.programme(b.part("p", report=ir.Report(mode=ir.ModeReport.SOLDE_EXACT)))
    right = b.ligne("soldes", "s", convention="etat-93", clause="p", annee=2025, solde=3)
    wrong = b.ligne("soldes", "t", convention="etat-93", clause="p", solde=-7)
    wrong = replace(wrong, cellules={**wrong.cellules, "annee": Erreur("« 25 » est hors des années")})
    found = b.only(b.year(prog, b.faits([], soldes=(right, wrong)), annee=annee), "p")
    assert b.shown(found.solde_initial) == initial


def test_the_gap_of_a_forecast_enters_the_next_year():
    prog = b.programme(
        b.MUTATIONS,
        b.part("p"),
        choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE),
    )
    withdrawn = b.rows(34, "M", **LOUE | {"affectation": "mutation_interne"})
    kept = b.rows(166, "K", **LOUE, contingent="commune")
    planned = b.prevu(mutation=40)
    facts = b.faits([*withdrawn, *kept], soustractions=planned)
    assert b.shown(b.only(b.year(prog, facts), "p").du) == "48"
    assert b.shown(b.only(b.year(prog, facts, annee=2026), "p").du) == "9/5"
    alone = b.faits([], soustractions=planned)
    unknown = b.rule(b.year(prog, alone, annee=2026), "p")
    (cell,) = unknown.cellules
    assert (cell.du, cell.cible, unknown.verdict) == (None, None, Verdict.INDETERMINE)
    assert cell.verdicts_possibles == (Verdict.NON_CONFORME, Verdict.CONFORME, Verdict.NON_APPLICABLE)


@pytest.mark.parametrize(
    ("annonces", "faites", "du", "retard"), [(0, 10, "0", "0"), (10, 0, "6", "6"), (5, 5, "3", "3")]
)
def test_the_gap_of_a_forecast_is_due_from_the_first_day_of_the_next_year(annonces, faites, du, retard):
    """30 % of 10 to date, and of what the year before withdrew too little, or too much."""
    prog = b.programme(
        b.MUTATIONS, b.part("p"), choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE)
    )
    withdrawn = b.rows(faites, "M", **LOUE | {"affectation": "mutation_interne"})
    next_year = {"disponibilite": "2026-02-01", "attribution": "2026-03-01"}
    rows = [*withdrawn, *b.rows(20, "K", **LOUE, contingent="commune")]
    rows += b.rows(10, "L", **LOUE | next_year, contingent="commune")
    planned = tuple(
        b.ligne("soustractions", f"{annee}/mutation", annee=annee, categorie="mutation", nombre=nombre)
        for annee, nombre in ((2025, annonces), (2026, 0))
    )
    (found,) = b.year(
        prog, b.faits(rows, soustractions=planned), annee=2026, au=b.day("2026-06-30")
    ).avancements
    assert found.retard is not None
    assert (b.shown(found.du), b.shown(found.retard)) == (du, retard)


@pytest.mark.parametrize(
    ("annonces", "venue", "told"), [(10, "mutation_interne", "3"), (None, "location", None)]
)
def test_what_is_due_to_date_where_a_gap_alone_is_due_or_is_not_known(annonces, venue, told):
    """30 % of the ten that the year before had announced and did not withdraw; the one that has come is
    withdrawn."""
    prog = b.programme(
        b.MUTATIONS,
        b.part("p", application=b.CHAQUE_COMMUNE),
        choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE),
    )
    here = {"commune": "93066"}
    rows = b.rows(20, "K", **LOUE | here, contingent="commune")
    rows += b.rows(1, "L", **LOUE | here | {"disponibilite": "2026-02-01", "affectation": venue})
    planned = tuple(
        b.ligne("soustractions", f"{n}", annee=n, categorie="mutation", nombre=k, **here)
        for n, k in ((2025, annonces), (2026, 0))
        if k is not None
    )
    facts = b.faits(rows, soustractions=planned)
    (found,) = b.year(prog, facts, annee=2026, au=b.day("2026-06-30")).avancements
    assert (found.du and b.shown(found.du), found.retard and b.shown(found.retard)) == (told, told)


@pytest.mark.parametrize(
    ("neufs", "vacances", "service"), [(False, "3", "1"), (True, "2", "1")], ids=["flux", "programme"]
)
def test_first_lettings_counted_by_programme_leave_the_flow(neufs, vacances, service):
    prog = b.programme(
        b.part("flux"),
        b.part("neuf", base=b.flux(classe=ir.Classe.MISES_EN_SERVICE)),
        choix=b.choix(neufs_par_programme=neufs),
    )
    rows = [
        *b.rows(1, "A", **LOUE, contingent="commune", premiere_location=True),
        *b.rows(2, "B", **LOUE, contingent="commune", premiere_location=False),
    ]
    bilan = b.year(prog, b.faits(rows))
    assert [b.shown(b.only(bilan, nom).base) for nom in ("flux", "neuf")] == [vacances, service]


def test_a_vacancy_outside_the_term_of_the_convention_is_none_of_its_rows():
    prog = b.programme(b.part("p"), en_vigueur=ir.Validite(du=date(2025, 7, 1), au=date(2025, 12, 31)))
    rows = [
        *b.rows(2, "A", **LOUE, contingent="etat"),
        *b.rows(
            1, "B", **LOUE | {"disponibilite": "2025-07-01", "attribution": "2025-08-01"}, contingent="etat"
        ),
    ]
    bilan = b.year(prog, b.faits(rows))
    found = b.only(bilan, "p")
    assert (b.shown(found.base), b.shown(found.realise), bilan.lignes) == ("1", "1", 1)
    assert b.year(prog, b.faits(rows), annee=2026).regles == ()


@pytest.mark.parametrize(
    ("affectation", "contingent", "realise"),
    [
        ("location", "etat", "1"),
        ("mutation_interne", "etat", "0"),
        ("mutation_interne", "?", "0"),
        ("?", "etat", "0 à 1"),
        ("?", "commune", "0"),
    ],
)
def test_a_withdrawn_dwelling_goes_to_no_account_whatever_is_recorded(affectation, contingent, realise):
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    prog = b.programme(b.MUTATIONS, b.quota("q", combien=1, base=leases))
    rows = b.rows(1, **LOUE | {"affectation": affectation}, contingent=contingent)
    assert b.shown(b.only(b.year(prog, b.faits(rows)), "q").realise) == realise


# --- several conventions --------------------------------------------------------------------
def socle(choices):
    per_holder = b.quota(
        "cap_titulaire",
        ir.Sens.AU_PLUS,
        "3/10",
        ident="cch.cap_titulaire",
        compte=b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE),
        si=b.egal(b.code("type", ir.Niveau.RESERVATAIRE), "etat"),
    )
    per_landlord = b.quota("quart", ident="cch.quart", pour=QPV)
    return ir.Convention(ident="cch", version="1", choix=choices, clauses=(per_holder, per_landlord))


def test_a_socle_judges_once_per_holder_or_once_per_landlord():
    base = socle(b.choix())
    progs = [b.programme(socles=(base,), ident=t, titulaire=t) for t in ("etat", "als")]
    rows = [
        *b.rows(2, "A", **LOUE, contingent="etat", qpv=True),
        *b.rows(2, "B", **LOUE, contingent="als", qpv=True),
    ]
    bilan = b.whole(progs, b.faits(rows))
    verdicts = {
        c.convention.ident: {r.clause.entete.ident: r.verdict.value for r in c.regles}
        for c in bilan.conventions
    }
    assert verdicts == {
        "etat": {"cch.cap_titulaire": "non_conforme"},
        "als": {"cch.cap_titulaire": "non_applicable"},
        "cch": {"cch.quart": "conforme"},
    }


@pytest.mark.parametrize(("only_more", "expected"), [(0, "non_conforme"), (1, "conforme")])
def test_beyond_another_quota_that_is_judged_once_per_landlord(only_more, expected):
    more = b.quota("plus", ident="cch.plus", pour=b.champ("dalo"), en_sus_de="cch.quart")
    base = socle(b.choix())
    base = replace(base, clauses=(*base.clauses, more))
    rows = [
        *b.rows(1, "A", **LOUE, contingent="etat", qpv=True, dalo=True),
        *b.rows(only_more, "B", **LOUE, contingent="etat", qpv=False, dalo=True),
        *b.rows(3 - only_more, "C", **LOUE, contingent="etat", qpv=False, dalo=False),
    ]
    bilan = b.whole([b.programme(socles=(base,), ident="etat")], b.faits(rows))
    (found,) = [c for c in bilan.conventions if c.convention.ident == "cch"]
    verdicts = {r.clause.entete.ident: r.verdict.value for r in found.regles}
    assert verdicts == {"cch.quart": "conforme", "cch.plus": expected}


def test_without_choices_of_its_own_a_socle_judges_no_landlord():
    prog = b.programme(socles=(socle(None),), ident="etat")
    bilan = b.whole([prog], b.faits(b.rows(1, **LOUE, contingent="etat", qpv=True)))
    (found,) = bilan.conventions
    assert [n.clause.entete.ident for n in found.non_evalues] == ["cch.quart"]


def test_order_of_rows_and_conventions_changes_nothing():
    progs = [
        b.programme(
            b.MUTATIONS, b.part("p"), b.quota("q", pour=QPV, application=CHAQUE_COMMUNE), ident=t, titulaire=t
        )
        for t in ("etat", "als", "commune")
    ]
    rows = [
        *b.rows(5, "A", **LOUE, contingent="etat", qpv=True),
        *b.rows(4, "B", **LOUE | {"commune": "93001"}, contingent="als", qpv="?"),
        *b.rows(3, "C", **LOUE | {"affectation": "?"}, contingent="?", qpv=False),
        *b.rows(2, "D", **LOUE | {"disponibilite": "?"}, contingent="commune", qpv=False),
    ]

    def numbers(progs_, rows_):
        return {
            (c.convention.ident, r.clause.entete.nom, cell.cellule): (
                cell.base, cell.du, cell.cible, cell.realise, cell.solde, cell.verdict, cell.causes,
                frozenset(cell.lignes_base), cell.a_completer,
            )
            for c in b.whole(progs_, b.faits(rows_)).conventions
            for r in c.regles
            for cell in r.cellules
        }  # fmt: skip

    expected = numbers(progs, rows)
    shuffled = rows[:]
    random.Random(7).shuffle(shuffled)
    assert numbers(progs[::-1], shuffled) == expected


def test_a_duplicate_identifier_is_an_error_of_data():
    prog = b.programme(b.quota("q", pour=QPV))
    twice = [*b.rows(1, **LOUE, qpv=True), *b.rows(1, **LOUE, qpv=False)]
    found = b.only(b.year(prog, b.faits(twice)), "q")
    assert b.shown(found.base) == "0 à 1"
    assert {(c.fait, c.genre.value) for c in found.causes} == {("id", "erreur")}


def test_deadlines_and_obligations_are_counted_by_word():
    duty = ir.Obligation(entete=b.entete("candidats", debiteur="réservataire"), regle=b.champ("informe"))
    prog = b.programme(duty)
    rows = [
        *b.rows(2, "A", **LOUE, informe=True),
        *b.rows(1, "B", **LOUE, informe=False),
        *b.rows(1, "C", **LOUE),
    ]
    (found,) = b.year(prog, b.faits(rows)).echeances
    assert dict(found.decomptes) == {"respectee": 2, "manquee": 1, "indetermine": 1}
    assert found.manquees == ("B1",)
