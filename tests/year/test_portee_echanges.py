"""Turns that are to be exchanged, and all the parts at once: an act is one event for both its accounts."""

from collections.abc import Sequence

import pytest

from convrules import ir
from convrules.api.solveur import solver
from convrules.compiler import Programme, together
from convrules.facts.records import Ligne, Vacance
from convrules.year.bilan import comply
from convrules.year.ouverte import EtatPortee, Portee, RaisonPortee
from year import build as b

AU = b.day("2025-09-30")
BAILLEUR = ir.Bailleur(nom="b", siren="000000000")
TOUT = ir.Validite(du=b.day("2024-01-01"), au=b.day("2027-12-31"))


def signed(ident: str, *clauses: ir.Clause, rate: str = "1/2", life: ir.Validite = TOUT) -> Programme:
    """Of the holder, or type of holder, that its identifier begins with."""
    return b.programme(
        b.part("p", b.taux(rate)),
        *clauses,
        ident=ident,
        titulaire=ident.split("-")[0],
        bailleur=BAILLEUR,
        en_vigueur=life,
    )


def act(compte: str, cedant: str, ident: str = "1", **more: object) -> Ligne:
    return b.ligne(
        "journal", ident, acte="echange", compte=compte, cedant=cedant, date=b.day("2025-11-03"), **more
    )


def let(*comptes: str) -> list[Vacance]:
    return [
        one
        for n, compte in enumerate(comptes)
        for one in b.vacances(
            f"V{n}", disponibilite="2025-02-03", attribution="2025-02-03", contingent=compte, dalo=False
        )
    ]


def reach(progs: Sequence[Programme], rows: Sequence[Vacance], *actes: Ligne, seul: bool = False) -> Portee:
    """Nothing else is to come. seul: without a solver."""
    known = tuple(together({p.convention.ident: p for p in progs}, {}).values())
    facts = b.faits(rows, actes=actes, vacances_attendues=())
    found = comply(known, facts, 2025, AU, solveur=(lambda: None) if seul else solver).portee
    assert found is not None
    return found


DEUX = (signed("etat-1"), signed("als-1"))
AUTRE = b.quota(
    "z",
    rate="0",
    base=b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE),
    pour=b.champ("dalo"),
)
"""Asks for nothing, and needs a solver."""


@pytest.mark.parametrize("progs", [DEUX, (signed("etat-1", AUTRE), signed("als-1"))])
@pytest.mark.parametrize("du_compte", [{}, {"vacance": "V0"}])
def test_one_turn_does_not_serve_both_its_accounts(
    progs: Sequence[Programme], du_compte: dict[str, object]
) -> None:
    found = reach(progs, let("als", "bailleur"), act("etat", "als", **du_compte))
    assert found.etat is EtatPortee.HORS_D_ATTEINTE
    assert {e.convention for e in found.bloquantes} == {"etat-1", "als-1"}


@pytest.mark.parametrize("progs", [DEUX, (signed("etat-1", AUTRE), signed("als-1"))])
def test_one_turn_that_the_other_has_to_spare_serves(progs: Sequence[Programme]) -> None:
    assert reach(progs, let("als", "als", "bailleur"), act("etat", "als")).etat is EtatPortee.A_PORTEE


def test_each_act_is_its_own() -> None:
    # Two are owed one each, of turns that pass by a third hand, which the landlord gives but one.
    progs = (signed("etat-1"), signed("als-1"), signed("epci-1", rate="0"))
    ways = [act("epci", "bailleur", "1"), act("etat", "epci", "2"), act("als", "epci", "3")]
    assert reach(progs, let("bailleur", "bailleur"), *ways).etat is EtatPortee.HORS_D_ATTEINTE
    again = act("epci", "bailleur", "4")
    assert reach(progs, let("bailleur", "bailleur"), *ways, again).etat is EtatPortee.A_PORTEE


@pytest.mark.parametrize("seul", [False, True])
def test_it_may_take_place_once_the_convention_that_gives_has_ended(seul: bool) -> None:
    ended = signed("als-1", life=ir.Validite(du=TOUT.du, au=b.day("2025-10-31")))
    found = reach((signed("etat-1"), ended), let("als", "bailleur"), act("etat", "als"), seul=seul)
    assert found.etat is EtatPortee.A_PORTEE


def test_days_none_of_which_is_the_best_for_all_are_looked_at_one_by_one() -> None:
    # Before November it is of the part that it names; then, of the one that is left.
    ends = b.part("p1", b.taux("1/2"), en_vigueur=ir.Validite(au=b.day("2025-10-31")))
    begins = b.part("p2", b.taux("1/2"), en_vigueur=ir.Validite(du=b.day("2025-06-01")))
    etat = b.programme(ends, begins, ident="etat-1", titulaire="etat", bailleur=BAILLEUR, en_vigueur=TOUT)
    july = {"disponibilite": "2025-07-01", "attribution": "2025-07-02"}
    rows = [
        *let("als", "als"),
        *b.vacances("W1", contingent="etat", **july),
        *b.vacances("W2", contingent="bailleur", **july),
    ]
    progs, turn = (etat, signed("als-1", rate="1/4")), act("etat", "als", clause="p1")
    alone = reach(progs, rows, turn, seul=True)
    assert (alone.etat, alone.raison) == (EtatPortee.NON_ETABLI, RaisonPortee.PERIODES_DIFFERENTES)
    assert reach(progs, rows, turn).etat is EtatPortee.A_PORTEE
    assert reach(progs, rows[1:], turn).etat is EtatPortee.A_PORTEE
    assert reach((etat, signed("als-1")), rows, turn).etat is EtatPortee.HORS_D_ATTEINTE
