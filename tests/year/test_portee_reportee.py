"""Rules brought together in the second year of a convention, the first being judged too: what each town
brings makes no doubt where every row says its town."""

from dataclasses import replace

import pytest

from convrules import ir
from convrules.api.solveur import solver
from convrules.base.values import Arrondi
from convrules.year.bilan import comply
from convrules.year.ouverte import EtatPortee, Portee, RaisonSeules
from year import build as b
from year.portees import AU

SOLDE = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)
DALO = b.champ("dalo")
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
PART = b.part("p", b.taux("1/2"), application=b.CHAQUE_COMMUNE, report=SOLDE)
DONT = replace(b.quota("d", rate="0", base=b.flux(), pour=DALO, report=SOLDE), parent="p")
EMBOITEE = b.part("p", b.taux("1/2"), application=b.CHAQUE_COMMUNE, dont=(DONT,))
MOITIE = b.quota("q", rate="1/2", base=MIENNES, pour=DALO, arrondi=Arrondi.INFERIEUR)
AUCUN = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=MIENNES, pour=DALO)


def portee(*clauses: ir.Clause, ailleurs: bool = False, avant: str = "93001", apres: str = "93001") -> Portee:
    """In each year two vacancies of a town, of which one is let to the State (in the first, none where
    `ailleurs`); one is to come. avant, apres: where the first of each year is said to be."""
    rows = [
        row
        for annee, lieu in ((2024, avant), (2025, apres))
        for compte, commune in (("etat", lieu), ("bailleur", "93001"))
        for row in b.rows(
            1,
            f"{compte}{annee}-",
            disponibilite=f"{annee}-05-10",
            attribution=f"{annee}-05-20",
            contingent="bailleur" if ailleurs and annee == 2024 else compte,
            commune=commune,
            dalo=False,
        )
    ]
    days = {"du": b.day("2025-10-01"), "au": b.day("2025-12-31"), "commune": "93001"}
    ahead = (b.ligne("vacances_attendues", "A1", min=1, max=1, **days),)
    term = ir.Validite(du=b.day("2024-01-01"), au=b.day("2026-12-31"))
    progs = (b.programme(*clauses, MOITIE, AUCUN, en_vigueur=term),)
    facts = b.faits(rows, vacances_attendues=ahead)
    before = comply(progs, facts, 2024, AU)
    found = comply(progs, facts, 2025, AU, precedent=before, solveur=solver).portee
    assert found is not None
    return found


@pytest.mark.parametrize("clauses", [(PART,), (EMBOITEE, DONT)], ids=["a part", "a quota within it"])
def test_what_each_town_brings_is_no_row_without_a_town(clauses: tuple[ir.Clause, ...]) -> None:
    found = portee(*clauses)
    assert (found.etat, found.seules, found.seules_car) == (EtatPortee.A_PORTEE, (), None)


def test_what_a_town_brings_makes_rules_stand_in_each_others_way() -> None:
    """One that was due in the first year is due in the second: the one to come must go to the State, to a
    household of the public, for half of two, and to none."""
    found = portee(PART, ailleurs=True)
    assert found.etat is EtatPortee.HORS_D_ATTEINTE
    assert [e.clause for e in found.bloquantes] == ["p", "q", "c"]


@pytest.mark.parametrize("lacune", [{"avant": "?"}, {"apres": "?"}])
def test_a_row_without_a_town_in_either_year_keeps_rules_apart(lacune: dict[str, str]) -> None:
    """It may be of a town that no other row shows, and to which something is owed."""
    found = portee(PART, **lacune)
    assert found.seules_car is RaisonSeules.CELLULE_INCONNUE
    assert [row.faits for row in found.sans_cellule] == [("commune",)]
