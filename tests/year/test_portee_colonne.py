"""A forecast that lacks a column which some rules read: it is named with them, and hides nothing of what the
others cannot do together."""

import pytest

from convrules import ir
from convrules.render.reach import reach_lines
from convrules.year.model import Bilan
from convrules.year.ouverte import EtatPortee, Manque, RaisonPortee
from year import build as b
from year.portees import bilan

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
DALO, QUARTILE, QPV = b.champ("dalo"), b.champ("premier_quartile"), b.champ("qpv")
LOUES = b.rows(8, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur", dalo=False)
DANS_LE_FLUX = b.rows(
    8,
    **{"disponibilite": "2025-02-03", "attribution": "2025-03-03", "contingent": "bailleur", "dalo": False},
    **{"affectation": "location", "qpv": True, "premier_quartile": True},
)
HORS_QPV = b.quota("h", base=b.flux(ir.Non(operande=QPV)), pour=QUARTILE)
MANQUE = (Manque(convention="etat-93", clause="h", faits=("qpv",)),)
DIT = "Les vacances attendues n'en disent pas assez pour « h » : il y manque « qpv »."


@pytest.mark.parametrize(
    ("plafond", "etat", "bloquantes"),
    [(1, EtatPortee.HORS_D_ATTEINTE, ["d", "x"]), (2, EtatPortee.NON_ETABLI, [])],
)
def test_rules_that_do_not_read_it_are_met_together_or_not(
    plafond: int, etat: EtatPortee, bloquantes: list[str]
) -> None:
    """Two asked for a public, of which no more may be let than this."""
    least = b.quota("d", combien=2, base=TOUTES, pour=DALO)
    most = b.quota("x", ir.Sens.AU_PLUS, combien=plafond, base=TOUTES, pour=DALO)
    found = bilan([b.programme(least, most, HORS_QPV)], LOUES)
    assert found.portee is not None
    assert (found.portee.etat, [e.clause for e in found.portee.bloquantes]) == (etat, bloquantes)
    assert found.portee.manques == MANQUE
    assert DIT in [line.replace("\u202f", "\u00a0").replace("\u00a0:", " :") for line in reach_lines(found)]
    told = bilan([b.programme(least, most, HORS_QPV)], LOUES, qpv=False)
    assert told.portee is not None and not told.portee.manques


@pytest.mark.parametrize(
    ("taux", "etat"), [("1/2", EtatPortee.HORS_D_ATTEINTE), ("1/10", EtatPortee.NON_ETABLI)]
)
def test_so_are_parts_that_are_shared_out(taux: str, etat: EtatPortee) -> None:
    """Half of ten is owed, and no more than one may be given; of what is not in such a district, a tenth."""
    part, most = b.part("p", b.taux(taux)), b.quota("x", ir.Sens.AU_PLUS, combien=1, base=MIENNES)
    other = b.part("h", b.taux("1/10"), base=b.flux(ir.Non(operande=QPV)))
    found = bilan([b.programme(part, most, other)], LOUES, seul=True)
    assert found.portee is not None
    assert (found.portee.etat, found.portee.manques) == (etat, MANQUE)
    assert found.portee.raison is (
        RaisonPortee.PREVISION_IMPRECISE if etat is EtatPortee.NON_ETABLI else None
    )


T1 = b.egal(b.code("typologie"), "T1")
PREVUS = b.choix(soustractions=ir.ModeSoustraction.PREVISION)
EGALEMENT = [(1, EtatPortee.HORS_D_ATTEINTE, ["d", "x"]), (2, EtatPortee.NON_ETABLI, [])]
"""Of the ceiling above: state, and rules that stand in each other's way."""


def at_most(plafond: int) -> tuple[ir.Clause, ir.Clause]:
    least = b.quota("d", combien=2, base=TOUTES, pour=DALO)
    return least, b.quota("x", ir.Sens.AU_PLUS, combien=plafond, base=TOUTES, pour=DALO)


def lines_of(found: Bilan) -> str:
    said = " ".join(reach_lines(found))
    return said.replace("\u202f", "\u00a0").replace("\u00a0:", " :")


@pytest.mark.parametrize(("plafond", "etat", "bloquantes"), EGALEMENT)
def test_so_is_a_column_that_what_is_counted_reads(
    plafond: int, etat: EtatPortee, bloquantes: list[str]
) -> None:
    """A ceiling on small dwellings, of which the forecast does not say how large they are."""
    small = b.quota("t", ir.Sens.AU_PLUS, rate="2/5", base=TOUTES, pour=T1)
    found = bilan([b.programme(*at_most(plafond), small)], LOUES, qpv=False)
    assert found.portee is not None
    assert (found.portee.etat, [e.clause for e in found.portee.bloquantes]) == (etat, bloquantes)
    assert found.portee.manques == (Manque(convention="etat-93", clause="t", faits=("typologie",)),)
    assert "Les vacances attendues n'en disent pas assez pour « t » : il y manque « typologie »." in lines_of(
        found
    )
    told = bilan([b.programme(*at_most(plafond), small)], LOUES, typologie="T3")
    assert told.portee is not None and not told.portee.manques


@pytest.mark.parametrize(("plafond", "etat", "bloquantes"), EGALEMENT)
def test_so_is_a_column_of_the_withdrawals_to_come(
    plafond: int, etat: EtatPortee, bloquantes: list[str]
) -> None:
    """A ceiling that is a rate: withdrawals that are still to come raise it, and the floor outside districts
    reads of them what the forecast does not say."""
    rate = b.quota("c", ir.Sens.AU_PLUS, rate="9/10", base=b.flux(), pour=QUARTILE)
    rules = (*at_most(plafond), rate, HORS_QPV, b.MUTATIONS)

    def seen(**column: object) -> Bilan:
        three = b.ligne("soustractions", "s", annee=2025, categorie="mutation", nombre=3, **column)
        tables = {"soustractions": (three,)}
        return bilan([b.programme(*rules, choix=PREVUS)], DANS_LE_FLUX, tables=tables, qpv=False)

    found = seen()
    assert found.portee is not None
    assert (found.portee.etat, [e.clause for e in found.portee.bloquantes]) == (etat, bloquantes)
    lacking = Manque(convention="etat-93", clause="h", faits=("qpv",), table="soustractions")
    assert found.portee.manques == (lacking,)
    assert "Les soustractions prévues n'en disent pas assez pour « h » : il y manque « qpv »." in lines_of(
        found
    )
    told = seen(qpv=False)
    assert told.portee is not None and not told.portee.manques
    assert told.portee.etat is (EtatPortee.HORS_D_ATTEINTE if plafond == 1 else EtatPortee.A_PORTEE)
