"""Whole years on small sets of vacancies: who is counted where, and which text judges."""

import random
from dataclasses import replace
from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.render.brought import brought_notes
from convrules.year.model import Verdict
from year import build as b

LOUE = {
    "commune": "93048",
    "affectation": "location",
    "disponibilite": "2025-04-01",
    "attribution": "2025-06-10",
    "bail": "2025-06-20",
}
QPV = b.champ("qpv")
BAUX = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR)
CHAQUE_COMMUNE = b.chaque(b.texte("commune"))


def cells_of(bilan, nom):
    return {
        " ".join(v for _, v in c.cellule): (b.shown(c.base), b.shown(c.realise), c.verdict.value)
        for c in b.rule(bilan, nom).cellules
    }


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


# --- quotas ---------------------------------------------------------------------------------
def test_one_cell_per_commune_and_the_worst_verdict():
    prog = b.programme(b.quota("q", pour=QPV, application=CHAQUE_COMMUNE))
    rows = [
        *b.rows(4, "A", **LOUE, qpv=True),
        *b.rows(4, "B", **LOUE | {"commune": "93001"}, qpv=False),
    ]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {"93001": ("4", "0", "non_conforme"), "93048": ("4", "4", "conforme")}
    assert b.rule(bilan, "q").verdict is Verdict.NON_CONFORME


def test_a_row_without_its_dimension_is_perhaps_in_each_cell():
    prog = b.programme(b.quota("q", pour=QPV, application=CHAQUE_COMMUNE))
    rows = [
        *b.rows(1, "A", **LOUE, qpv=True),
        *b.rows(1, "B", **LOUE | {"commune": "93001"}, qpv=True),
        *b.rows(1, "C", **LOUE | {"commune": "?"}, qpv=False),
    ]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {
        "93001": ("1 à 2", "1", "conforme"),
        "93048": ("1 à 2", "1", "conforme"),
    }
    lost = b.year(prog, b.faits(b.rows(1, **LOUE | {"commune": "?"}, qpv=False)))
    assert b.rule(lost, "q").verdict is Verdict.INDETERMINE


def test_an_exception_reads_facts_constant_over_its_cell():
    few = ir.Comparaison(
        operateur=ir.Comparateur.INFERIEUR,
        gauche=b.nombre("logements", ir.Niveau.PROGRAMME),
        droite=b.litteral(10),
    )
    prog = b.programme(
        b.quota(
            "q", rate="3/10", pour=QPV, application=b.chaque(b.texte("programme")), arrondi=Arrondi.SUPERIEUR
        ),
        b.exception("petites", "q", si=few, remplace={"arrondi": Arrondi.INFERIEUR}),
    )

    def programme_rows(nom, logements):
        upper = b.ligne("programmes", nom, logements=logements)
        made = b.rows(1, nom, **LOUE, programme=nom, qpv=False)
        return [replace(v, programme=upper) for v in made]

    rows = [*programme_rows("P1", 5), *programme_rows("P2", 50)]
    bilan = b.year(prog, b.faits(rows))
    assert cells_of(bilan, "q") == {"P1": ("1", "0", "conforme"), "P2": ("1", "0", "non_conforme")}
    assert "petites" in b.rule(bilan, "q").cas


def test_a_clause_set_aside_is_not_applicable():
    prog = b.programme(b.quota("q", pour=QPV), b.exception("jamais", "q", ecarte=True))
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert (found.cellules, found.verdict, found.ecartee_par) == ((), Verdict.NON_APPLICABLE, "jamais")


def test_two_exceptions_that_differ_conflict():
    prog = b.programme(
        b.quota("q", pour=QPV),
        b.exception("un", "q", remplace={"arrondi": Arrondi.INFERIEUR}),
        b.exception("deux", "q", remplace={"arrondi": Arrondi.SUPERIEUR}),
    )
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert found.verdict is Verdict.INDETERMINE
    assert set(found.conflit) == {"un", "deux"}


@pytest.mark.parametrize(
    ("force", "verdict"), [(ir.Force.OBLIGATION, "non_conforme"), (ir.Force.TENDRE_VERS, None)]
)
def test_tendre_vers_has_no_verdict(force, verdict):
    prog = b.programme(b.quota("q", pour=QPV, force=force))
    found = b.rule(b.year(prog, b.faits(b.rows(2, **LOUE, qpv=False))), "q")
    assert (found.verdict.value if found.verdict else None) == verdict


def test_a_number_counts_rows_of_another_level():
    candidatures = ir.Population(
        classes=(ir.Classe.CANDIDATURES,),
        rattachement=ir.Rattachement.BAILLEUR,
        condition=b.champ("dalo", ir.Niveau.CANDIDATURE),
        niveau=ir.Niveau.CANDIDATURE,
    )
    prog = b.programme(b.quota("q", combien=2, base=candidatures))
    lines = tuple(b.ligne("candidatures", f"c{n}", date=b.day("2025-05-01"), dalo=n != 2) for n in range(3))
    (vacance,) = b.rows(1, **LOUE)
    found = b.only(b.year(prog, b.faits([replace(vacance, candidatures=lines)])), "q")
    assert (b.shown(found.realise), found.verdict) == ("2", Verdict.CONFORME)
    unknown = b.rule(b.year(prog, b.faits([replace(vacance, candidatures=None)])), "q")
    assert (unknown.cellules, unknown.verdict) == ((), Verdict.INDETERMINE)


def test_a_cap_on_a_stock():
    stock = ir.Population(classes=(ir.Classe.LOGEMENTS,), niveau=ir.Niveau.LOGEMENT)
    rights = ir.Population(classes=(ir.Classe.DROITS,), niveau=ir.Niveau.DROIT)
    clause = b.quota("q", ir.Sens.AU_PLUS, "1/5", base=stock, compte=rights)
    dwellings = tuple(b.ligne("logements", f"L{n}") for n in range(20))

    def judged(number, table=dwellings):
        right = b.ligne("droits", "D", nombre=number, debut=date(2020, 1, 1), fin=date(2030, 1, 1))
        facts = b.faits([], logements=table, droits=(right,))
        return b.rule(b.year(b.programme(clause), facts), "q")

    assert [judged(n).verdict.value for n in (4, 5)] == ["conforme", "non_conforme"]
    assert b.shown(judged(4).cellules[0].base) == "20"
    assert (judged(4, None).verdict, judged(4, None).cellules) == (Verdict.INDETERMINE, ())


@pytest.mark.parametrize(
    ("both", "only_b", "expected"), [(2, 0, "non_conforme"), (2, 2, "conforme"), (1, 1, "conforme")]
)
def test_beyond_what_another_quota_needs(both, only_b, expected):
    """A wants 1 in 10, B 1 in 10 more: a row good for both serves once."""
    a = b.quota("a", rate="1/10", pour=QPV, arrondi=Arrondi.SUPERIEUR)
    more = b.quota("b", rate="1/10", pour=b.champ("dalo"), arrondi=Arrondi.SUPERIEUR, en_sus_de="a")
    total = 20 if expected == "non_conforme" or both == 2 else 10
    rows = [
        *b.rows(both, "A", **LOUE, qpv=True, dalo=True),
        *b.rows(only_b, "B", **LOUE, qpv=False, dalo=True),
        *b.rows(total - both - only_b, "C", **LOUE, qpv=False, dalo=False),
    ]
    found = b.rule(b.year(b.programme(a, more), b.faits(rows)), "b")
    assert found.verdict.value == expected


def test_the_term_of_the_convention():
    prog = b.programme(
        b.quota("q", pour=QPV, periode="durée de la convention"),
        en_vigueur=ir.Validite(du=date(2025, 1, 1), au=date(2026, 12, 31)),
    )
    rows = [*b.rows(2, "A", **LOUE, qpv=False), *b.rows(2, "B", **LOUE | {"bail": "2026-06-20"}, qpv=True)]
    open_ = b.only(b.year(prog, b.faits(rows)), "q")
    closed = b.only(b.year(prog, b.faits(rows), annee=2026), "q")
    assert (b.shown(closed.base), b.shown(closed.realise)) == ("4", "2")
    assert (open_.verdict, closed.verdict) == (Verdict.EN_COURS, Verdict.CONFORME)


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


# --- what is to come, what was forecast -----------------------------------------------------
def expected(ident, low, high, du="2025-12-01", **columns):
    return b.ligne(
        "vacances_attendues", ident, du=b.day(du), au=b.day("2025-12-31"), min=low, max=high, **columns
    )


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        (None, "en_cours"),
        ((), "hors_d_atteinte"),
        ((expected("a", 2, 2, ascenseur=True),), "en_cours"),
        ((expected("a", 1, 1, ascenseur=True),), "hors_d_atteinte"),
        ((expected("a", 2, 2, ascenseur=False),), "hors_d_atteinte"),
        ((expected("a", 2, 2),), "indetermine"),
        ((expected("a", 2, 2, ascenseur=True, departement="75"),), "hors_d_atteinte"),
    ],
)
def test_a_declared_forecast_says_what_is_within_reach(rows, verdict):
    """Four vacancies at 40 %, none let to the holder: one is owed, and two once two more have come."""
    flats = ir.Eligibilite(entete=b.entete("collectif"), regle=b.champ("ascenseur"), menage=False)
    land = ir.Territoire(departements=frozenset({"93"}))
    prog = b.programme(b.part("p", b.taux("2/5"), arrondi=Arrondi.INFERIEUR), flats, territoire=land)
    facts = b.faits(b.rows(4, **LOUE, contingent="commune"), vacances_attendues=rows)
    found = b.only(b.year(prog, facts, au=date(2025, 11, 30)), "p")
    assert found.verdict.value == verdict


def test_a_forecast_withdrawal_bears_on_the_cell_it_names():
    def forecast(ident, **columns):
        said = {"annee": 2025, "categorie": "mutation", "nombre": 2} | columns
        return b.ligne("soustractions", ident, **said)

    prog = b.programme(
        b.MUTATIONS,
        b.part("p", b.taux("1/2"), application=CHAQUE_COMMUNE),
        choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION),
    )
    rows = [
        *b.rows(4, "A", **LOUE, contingent="commune"),
        *b.rows(4, "B", **LOUE | {"commune": "93001"}, contingent="commune"),
    ]

    def dues(*table):
        bilan = b.year(prog, b.faits(rows, soustractions=table))
        return {dict(c.cellule)["commune"]: b.shown(c.du) for c in b.rule(bilan, "p").cellules}

    assert dues(forecast("f", commune="93048")) == {"93001": "2", "93048": "1"}
    assert dues(forecast("f")) == {"93001": "1 à 2", "93048": "1 à 2"}
    # A forecast of nothing is written; a table without a row is of no year, as one that speaks of another.
    assert dues(forecast("f", nombre=0)) == {"93001": "2", "93048": "2"}
    unknown = {"93001": "0 à 2", "93048": "0 à 2"}
    assert dues() == dues(forecast("f", annee=2024)) == unknown


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


def test_a_nested_quota_takes_the_cells_and_the_rows_of_its_part():
    inside = b.quota("agents", ir.Sens.AU_PLUS, "1/4", base=b.flux(), pour=b.champ("agent_etat"))
    prog = b.programme(b.part("p", b.taux("1/2"), application=CHAQUE_COMMUNE, dont=(inside,)))
    rows = [
        *b.rows(2, "A", **LOUE, contingent="etat", agent_etat=True),
        *b.rows(2, "B", **LOUE, contingent="commune", agent_etat=True),
        *b.rows(4, "C", **LOUE | {"commune": "93001"}, contingent="etat", agent_etat=False),
    ]
    assert cells_of(b.year(prog, b.faits(rows)), "agents") == {
        "93001": ("4", "0", "conforme"),
        "93048": ("4", "2", "non_conforme"),
    }


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


def test_a_condition_in_doubt_may_leave_the_clause_without_object():
    in_zone = b.quota("q", combien=1, pour=QPV, si=b.champ("zone_tendue"))
    found = b.only(b.year(b.programme(in_zone), b.faits(b.rows(1, **LOUE, qpv=False))), "q")
    assert found.verdict is Verdict.INDETERMINE
    assert set(found.verdicts_possibles) == {Verdict.NON_CONFORME, Verdict.NON_APPLICABLE}


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


def test_a_vacancy_expected_before_a_quarter_may_be_let_in_it():
    """One dwelling was due in the first quarter; what comes in the third may still serve the fourth."""
    shares = ir.Repartition(
        entete=b.entete("s"),
        de="q",
        entre=(("etat", b.taux("2/3")), ("commune", b.taux("1/3"))),
        restes="plus forts restes",
    )
    carried = {"arrondi": Arrondi.SUPERIEUR, "report": ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)}
    choix = b.choix(periode=ir.Periode.TRIMESTRE)
    prog = b.programme(b.part("p", **carried), b.part("q", **carried), shares, choix=choix)
    rows = b.rows(1, **LOUE | {"disponibilite": "2025-02-01", "attribution": "-"}, contingent="bailleur")
    day = b.day("2025-06-15")

    def fourth(*expected: int) -> tuple[Verdict | None, Verdict | None]:
        table = tuple(
            b.ligne(
                "vacances_attendues", f"{n}", du=b.day("2025-07-01"), au=b.day("2025-09-30"), min=n, max=n
            )
            for n in expected
        )
        found = b.year(prog, b.faits(rows, vacances_attendues=table), au=day)
        (split,) = found.repartitions
        etat = next(lot for lot in split.cellules[-1].lots if lot.compte == "etat")
        return b.rule(found, "p").cellules[-1].verdict, etat.verdict

    assert fourth(1) == (Verdict.EN_COURS, Verdict.EN_COURS)
    assert fourth() == (Verdict.HORS_D_ATTEINTE, Verdict.HORS_D_ATTEINTE)


def test_a_balance_that_a_quarter_may_still_change_decides_nothing_of_the_next():
    """One letting ahead: what comes in the third quarter may use it, or not."""
    carried = {"arrondi": Arrondi.SUPERIEUR, "report": ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)}
    prog = b.programme(b.part("p", **carried), choix=b.choix(periode=ir.Periode.TRIMESTRE))
    soldes = (b.ligne("soldes", "s", convention="etat-93", clause="p", annee=2024, solde=-1),)
    days = {"du": b.day("2025-07-01"), "au": b.day("2025-09-30"), "min": 1, "max": 1}

    def quarters(*table) -> list[Verdict | None]:
        facts = b.faits([], soldes=soldes, vacances_attendues=table)
        found = b.year(prog, facts, annee=2025, au=b.day("2025-06-15"))
        return [cell.verdict for cell in b.rule(found, "p").cellules]

    ahead = [Verdict.CONFORME] * 3
    assert quarters(b.ligne("vacances_attendues", "t3", **days)) == [*ahead, Verdict.EN_COURS]
    assert quarters() == [*ahead, Verdict.CONFORME]


def test_a_quarter_without_base_may_owe_what_the_one_before_perhaps_left():
    prog = b.programme(
        b.MUTATIONS,
        b.part("p", b.taux("1"), report=ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)),
        choix=b.choix(periode=ir.Periode.TRIMESTRE),
    )
    rows = b.rows(1, **LOUE | {"disponibilite": "2025-09-01", "affectation": "?"}, contingent="bailleur")
    found = b.year(prog, b.faits(rows, vacances_attendues=()), annee=2025, au=b.day("2025-12-01"))
    last = b.rule(found, "p").cellules[-1]
    assert b.shown(last.solde_initial) == "0 à 1"
    assert {Verdict.HORS_D_ATTEINTE, Verdict.NON_APPLICABLE} <= set(last.verdicts_possibles)


def test_the_balance_of_a_quarter_is_said_to_come_from_the_quarter_before():
    carried = {"arrondi": Arrondi.SUPERIEUR, "report": ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)}
    prog = b.programme(b.part("p", b.taux("1"), **carried), choix=b.choix(periode=ir.Periode.TRIMESTRE))
    soldes = (b.ligne("soldes", "s", convention="etat-93", clause="p", annee=2024, solde=2),)
    found = b.year(prog, b.faits(b.rows(1, **LOUE), soldes=soldes), annee=2025)
    said = [str(note) for note in brought_notes(found) if "solde reporté" in str(note)]
    assert [note.split("reporté de ")[1].split("\u202f")[0] for note in said] == [
        "2024",
        "2025-T1",
        "2025-T2",
        "2025-T3",
    ]
