"""What is to come and what was forecast: what is within reach, and quarters that later ones may change."""

from datetime import date

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.render.brought import brought_notes
from convrules.year.model import Verdict
from year import build as b
from year.build import CHAQUE_COMMUNE, LOUE


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
