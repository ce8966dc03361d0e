"""Rows that do not say their cell, and dwellings dated by an event that comes late: what a sharing, or a
programme, cannot tell, neither of them says."""

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.ouverte import EtatPortee, RaisonSeules
from year import build as b
from year.portees import bilan

MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
LOUE = {"disponibilite": "2025-05-10", "attribution": "2025-05-20", "bail": "2025-09-01"}
VIDE = {"disponibilite": "2025-06-10", "attribution": "-", "bail": "-", "contingent": "?"}
NUL = (0, 0)


@pytest.mark.parametrize(
    ("qpv", "etat"),
    [("?", EtatPortee.INDETERMINE), (True, EtatPortee.A_PORTEE), (False, EtatPortee.HORS_D_ATTEINTE)],
)
def test_a_row_that_does_not_say_its_cell_is_not_of_none(qpv: object, etat: EtatPortee) -> None:
    """Half of those of the quarter and of the others, one let elsewhere and one to the holder: the one that
    waits is due in the quarter."""
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR, application=b.chaque(b.champ("qpv")))
    rows = [
        *b.rows(1, "A", **LOUE, qpv=True, contingent="bailleur"),
        *b.rows(1, "B", **LOUE, qpv=False, contingent="etat"),
        *b.rows(1, "W", **VIDE, qpv=qpv),
    ]
    found = bilan([b.programme(part)], rows, NUL, qpv=True)
    assert found.portee is not None and found.portee.etat is etat


def test_a_rule_of_which_no_row_says_its_cell_is_named_as_judged_alone() -> None:
    part = b.part("p", b.taux("1/2"), arrondi=Arrondi.SUPERIEUR, application=b.CHAQUE_COMMUNE)
    whole = b.part("z", b.taux("0"))
    rows = b.rows(1, **LOUE, commune="?", contingent="bailleur")
    found = bilan([b.programme(part, whole)], rows, NUL)
    assert found.portee is not None
    assert (found.portee.etat, [clause for _, clause in found.portee.seules]) == (EtatPortee.A_PORTEE, ["p"])


@pytest.mark.parametrize(
    ("rattachement", "etat"), [("disponibilite", EtatPortee.HORS_D_ATTEINTE), ("bail", None)]
)
@pytest.mark.parametrize("seul", [True, False])
def test_what_is_on_the_account_before_its_day_is_counted_by_a_ceiling(
    rattachement: str, etat: EtatPortee | None, seul: bool
) -> None:
    """One is let elsewhere, one allocated to the holder, who may receive none and is owed one of the two."""
    part = b.part("p", b.taux("2/5"), arrondi=Arrondi.SUPERIEUR)
    none = b.quota("c", ir.Sens.AU_PLUS, combien=0, base=MIENNES)
    prog = b.programme(part, none, choix=b.choix(rattachement=rattachement))
    rows = [
        *b.rows(1, **LOUE, contingent="bailleur"),
        *b.rows(1, "W", **LOUE | {"bail": "-"}, contingent="etat"),
    ]
    found = bilan([prog], rows, NUL, seul=seul)
    assert found.portee is not None
    expected = etat or (EtatPortee.NON_ETABLI if seul else EtatPortee.HORS_D_ATTEINTE)
    assert found.portee.etat is expected


def test_futures_do_not_fill_for_each_other_the_limit_that_one_of_them_meets() -> None:
    """One is let, with no account recorded: the first, the State's, up to one; the others, the landlord's."""
    order = ir.Imputation(
        entete=b.entete("cascade"),
        regle=ir.Ordre(etapes=(ir.Etape(compte="etat", limite=1), ir.Etape(compte="bailleur"))),
    )
    leases = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
    asked = b.quota("q", combien=1, base=leases), b.part("p", b.taux("0"))
    for clauses, why in ((asked, None), ((order, *asked), RaisonSeules.COMPTES_LUS)):
        rows = b.rows(1, "W", **LOUE | {"bail": "-"}, contingent="?")
        found = bilan([b.programme(*clauses)], rows, NUL)
        assert found.portee is not None and found.portee.seules_car is why
