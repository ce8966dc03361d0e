"""Rows of which the day lacks, under texts that change in the year: the data choose the text, then the future
to whom the dwelling goes. Each test states a convention, one row, and what is said."""

from dataclasses import replace
from typing import Any

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee
from year import build as b
from year.portees import bilan, said, verdict

AVANT = ir.Validite(du=b.day("2025-01-01"), au=b.day("2025-06-30"))
DEPUIS = ir.Validite(du=b.day("2025-07-01"), au=b.day("2027-12-31"))
PART = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR)
ATTEND = {"attribution": "-", "contingent": "?", "qpv": False}
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
NUL = (0, 0)
DIT = {
    "?": EtatPortee.INDETERMINE,
    "2025-02-03": EtatPortee.HORS_D_ATTEINTE,
    "2025-08-04": EtatPortee.A_PORTEE,
    "-": EtatPortee.A_PORTEE,
}


def eligible(nom: str, regle: ir.Expr, en_vigueur: ir.Validite) -> ir.Eligibilite:
    return ir.Eligibilite(entete=b.entete(nom, en_vigueur=en_vigueur), regle=regle, menage=False)


def later(*clauses: ir.Clause, **keys: Any) -> Programme:
    """Of the dwellings, those of a quarter go to the holder until the end of June, the others from July."""
    first = eligible("qpv", b.QPV, AVANT)
    then = eligible("hors_qpv", ir.Non(operande=b.QPV), DEPUIS)
    return b.programme(first, then, *clauses, **keys)


@pytest.mark.parametrize("evenements", list(ir.ComptageEvenements))
@pytest.mark.parametrize(("jour", "etat"), DIT.items())
def test_the_data_choose_the_text_of_a_day_that_lacks(
    jour: str, etat: EtatPortee, evenements: ir.ComptageEvenements
) -> None:
    """Half, rounded up, of one out of the quarters: it may go to the holder if it came free from July on, or
    is still to."""
    prog = later(PART, choix=b.choix(evenements=evenements))
    found = bilan([prog], b.rows(1, "W", **ATTEND, disponibilite=jour), NUL).portee
    assert found is not None and found.etat is etat


@pytest.mark.parametrize(("jour", "etat"), DIT.items())
def test_a_quota_of_a_part_reads_the_same_texts(jour: str, etat: EtatPortee) -> None:
    part = b.part("p", b.taux("1/10"), arrondi=Arrondi.INFERIEUR)
    half = b.quota("d", rate="1/2", base=b.flux(), pour=b.champ("dalo"), arrondi=Arrondi.SUPERIEUR)
    row = b.rows(1, "W", **ATTEND, disponibilite=jour)
    assert said(bilan([later(part, replace(half, parent="p"))], row, NUL))[0] is etat


@pytest.mark.parametrize(("jour", "etat"), DIT.items())
def test_each_convention_has_its_own_texts(jour: str, etat: EtatPortee) -> None:
    """The first may receive it whenever it came; the second, as above. One of one is due to each, and another
    row may go to the first alone."""
    rows = [
        *b.rows(1, "W", **ATTEND, disponibilite=jour),
        *b.rows(1, "X", **ATTEND | {"contingent": "etat"}, disponibilite="2025-08-04"),
    ]
    one = b.quota("f", combien=1, base=MIENNES)
    progs = [b.programme(one), later(one, ident="v-93", titulaire="commune")]
    assert said(bilan(progs, rows, NUL))[0] is etat


def test_a_text_of_before_the_year_says_nothing_of_what_is_counted_with_its_vacancy() -> None:
    """Out of the quarters, none went to the holder before the year: of such a day nothing is due."""
    first = eligible("qpv", b.QPV, ir.Validite(du=b.day("2023-01-01"), au=b.day("2024-12-31")))
    choix = b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
    since = ir.Validite(du=b.day("2023-01-01"), au=b.day("2027-12-31"))
    prog = b.programme(first, PART, choix=choix, en_vigueur=since)
    found = bilan([prog], b.rows(1, "W", **ATTEND, disponibilite="?"), NUL)
    assert verdict(found, "p") is Verdict.EN_COURS
    assert found.portee is not None and found.portee.etat is EtatPortee.A_PORTEE
