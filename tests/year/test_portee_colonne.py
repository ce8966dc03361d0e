"""A forecast that lacks a column which some rules read: it is named with them, and hides nothing of what the
others cannot do together."""

import pytest

from convrules import ir
from convrules.render.reach import reach_lines
from convrules.year.ouverte import EtatPortee, Manque, RaisonPortee
from year import build as b
from year.portees import bilan

TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
DALO, QUARTILE, QPV = b.champ("dalo"), b.champ("premier_quartile"), b.champ("qpv")
LOUES = b.rows(8, disponibilite="2025-02-03", attribution="2025-03-03", contingent="bailleur", dalo=False)
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
