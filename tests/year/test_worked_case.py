"""The year of the worked convention: six withdrawals made for five forecast."""

from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.base.values import Arrondi, TNombre
from convrules.year.model import Verdict
from year import build as b

PARAMETRE = ir.ParametreDeclare(
    nom="part_etat",
    type=TNombre(taux=True),
    valeurs=(
        ir.ValeurDatee(du=date(2024, 1, 1), valeur=b.taux("28/100")),
        ir.ValeurDatee(du=date(2025, 1, 1), valeur=b.taux("30/100")),
    ),
)
AGENTS = b.quota(
    "agents_etat",
    ir.Sens.AU_PLUS,
    "1/20",
    base=b.flux(),
    pour=b.champ("agent_etat"),
    force=ir.Force.PLAFOND,
)
CONTINGENT = b.part(
    "contingent_etat",
    ir.Parametre(nom="part_etat", type=TNombre(taux=True)),
    arrondi=Arrondi.INFERIEUR,
    report=ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI, plafond=3),
    dont=(AGENTS,),
)
HORS_QPV = b.quota(
    "quart_hors_qpv",
    base=b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR, ir.Non(operande=b.champ("qpv"))),
    pour=ir.Ou(gauche=b.champ("premier_quartile"), droite=b.champ("relogement_ru")),
)
COMMUNS = {"commune": "93048", "nature": "logement_ordinaire", "qpv": False, "affectation": "location"}


@pytest.fixture
def bilan():
    prog = b.programme(
        b.ORDINAIRES,
        b.MUTATIONS,
        CONTINGENT,
        HORS_QPV,
        choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION),
        parametres=(PARAMETRE,),
        en_vigueur=ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31)),
    )
    loue = {"disponibilite": "2025-04-01", "attribution": "2025-06-10", "bail": "2025-06-20"}
    vacances = [
        *b.rows(
            30, "E", **COMMUNS, **loue, contingent="etat", premier_quartile=True, relogement_ru=False,
            agent_etat=False,
        ),
        *b.rows(
            73, "C", **COMMUNS, **loue, contingent="commune", premier_quartile=False, relogement_ru=False
        ),
        *b.rows(
            6, "M", **COMMUNS | {"affectation": "mutation_interne"}, disponibilite="2025-05-02",
            attribution="-", bail="-",
        ),
    ]  # fmt: skip
    solde = b.ligne("soldes", "s", convention="etat-93", clause="contingent_etat", annee=2024, solde=0)
    return b.year(prog, b.faits(vacances, soustractions=b.prevu(mutation=5), soldes=(solde,)))


def test_the_part_misses_its_target(bilan):
    found = b.only(bilan, "contingent_etat")
    assert b.shown(found.base) == "104"
    assert b.shown(found.du) == "156/5"
    assert b.shown(found.du_arrondi) == "31"
    assert b.shown(found.realise) == "30"
    assert b.shown(found.solde) == "1"
    assert found.verdict is Verdict.NON_CONFORME
    assert len(found.lignes_comptees) == 30


def test_the_quarter_is_reached(bilan):
    found = b.only(bilan, "quart_hors_qpv")
    assert (b.shown(found.base), b.shown(found.realise), b.shown(found.part)) == ("103", "30", "30/103")
    assert found.verdict is Verdict.CONFORME


def test_the_nested_cap_counts_in_its_part(bilan):
    found = b.only(bilan, "agents_etat")
    assert (b.shown(found.base), b.shown(found.du), b.shown(found.realise)) == ("104", "26/5", "0")
    assert found.verdict is Verdict.CONFORME


def test_statuses_and_withdrawals(bilan):
    statuts = {s.value: b.shown(n) for s, n in bilan.statuts}
    assert statuts["dans_l_assiette"] == "103" and statuts["soustrait"] == "6"
    (retrait,) = bilan.retraits
    assert (retrait.categorie, retrait.prevu, b.shown(retrait.realise)) == ("mutation", 5, "6")
    assert bilan.lignes == 109


def test_without_forecast_the_due_is_an_interval():
    prog = b.programme(
        b.ORDINAIRES, b.MUTATIONS, b.part("p"), choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION)
    )
    rows = b.rows(10, **COMMUNS, disponibilite="2025-04-01", attribution="-", contingent="commune")
    found = b.only(b.year(prog, b.faits(rows)), "p")
    assert b.shown(found.du) == "0 à 3"
    assert {c.fait for c in found.causes} == {"soustractions"}
    assert found.du.max == Fraction(3)
