"""A dwelling that is let and whose account is empty is of one account, whichever the data will say: never of
two at once, in what is said of all the rules together. Each test states conventions, rows, what may still
come, and what is said."""

from collections.abc import Sequence

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Bilan
from convrules.year.ouverte import EtatPortee
from year import build as b
from year.portees import bilan

LOUE = {"disponibilite": "2025-03-04", "attribution": "2025-04-13", "qpv": True}
LIBRE = {"disponibilite": "2025-03-01", "attribution": "-", "qpv": False}
MIENS = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
HORS, DOUTE, POSSIBLE = EtatPortee.HORS_D_ATTEINTE, EtatPortee.INDETERMINE, EtatPortee.A_PORTEE


def holder(
    titulaire: str, rate: str, *clauses: ir.Clause, arrondi: Arrondi = Arrondi.INFERIEUR, **more
) -> Programme:
    part = b.part("part", b.taux(rate), arrondi=arrondi)
    return b.programme(part, *clauses, ident=more.get("ident", f"{titulaire}-93"), titulaire=titulaire)


def named(found: Bilan) -> tuple[EtatPortee, list[str]]:
    assert found.portee is not None
    return found.portee.etat, [e.convention for e in found.portee.bloquantes]


def test_two_of_three_parts_are_enough_to_stand_in_each_other_s_way() -> None:
    """Ten dwellings: four are due to one, two to the State, three to the town. Three can still come, one is
    let to nobody known: were it lent to all at once, none of the three could be left out."""
    rows = [
        *b.rows(1, "V0-", **LIBRE, contingent="?"),
        *b.rows(1, "V1-", **LIBRE, contingent="als"),
        *b.rows(1, "V3-", **LOUE, contingent="?"),
        *b.rows(1, "V6-", **LOUE, contingent="commune"),
        *b.rows(4, "L-", **LOUE, contingent="bailleur"),
    ]
    found = bilan(
        [
            holder("als", "2/5"),
            holder("etat", "1/5"),
            holder("commune", "3/10", arrondi=Arrondi.SUPERIEUR),
        ],
        rows,
        (2, 2),
    )
    assert named(found) == (HORS, ["als-93", "commune-93"])


@pytest.mark.parametrize(
    ("comptes", "attendu"),
    [(["?"], (HORS, ["als-93", "etat-93"])), (["?", "?"], (DOUTE, [])), (["als", "etat"], (POSSIBLE, []))],
)
def test_one_letting_is_not_enough_for_two(
    comptes: Sequence[str], attendu: tuple[EtatPortee, list[str]]
) -> None:
    """Each of two parts asks for one dwelling, and nothing comes."""
    rows = [r for n, c in enumerate(comptes) for r in b.rows(1, f"M{n}-", **LOUE, contingent=c)]
    found = bilan([holder(t, "1/2", arrondi=Arrondi.SUPERIEUR) for t in ("als", "etat")], rows, (0, 0))
    etat, names = named(found)
    assert etat is attendu[0]
    assert not attendu[1] or names == attendu[1]


@pytest.mark.parametrize(("compte", "etat"), [("?", DOUTE), ("commune", POSSIBLE), ("ville-1", HORS)])
def test_of_two_holders_of_one_type_both_may_have_what_is_recorded_by_that_type(
    compte: str, etat: EtatPortee
) -> None:
    progs = [holder("commune", "1/2", arrondi=Arrondi.SUPERIEUR, ident=f"ville-{n}") for n in (1, 2)]
    assert named(bilan(progs, b.rows(1, "M-", **LOUE, contingent=compte), (0, 0)))[0] is etat


@pytest.mark.parametrize("seul", [True, False])
@pytest.mark.parametrize(("au_plus", "etat"), [(0, HORS), (1, DOUTE)])
def test_what_a_part_needs_its_ceiling_counts(au_plus: int, etat: EtatPortee, seul: bool) -> None:
    cap = b.quota("plafond", ir.Sens.AU_PLUS, combien=au_plus, base=b.flux(), compte=MIENS)
    public = b.quota("public", combien=1, base=b.evenements(ir.Classe.ATTRIBUTIONS), pour=b.QPV)
    progs = [holder("etat", "1/2", cap, public, arrondi=Arrondi.SUPERIEUR)]
    assert named(bilan(progs, b.rows(1, "M-", **LOUE, contingent="?"), (0, 0), seul=seul))[0] is etat


@pytest.mark.parametrize("seul", [True, False])
def test_so_it_is_of_one_whose_lease_is_to_come(seul: bool) -> None:
    """Its account is a datum already, its lease is not signed: two parts that count leases ask for it."""
    baux = b.evenements(ir.Classe.BAUX)
    public = b.quota("public", rate="0", base=b.evenements(ir.Classe.ATTRIBUTIONS), pour=b.champ("dalo"))
    parts = [b.part("part", b.taux("1/2"), compte=baux, arrondi=Arrondi.SUPERIEUR), public]
    progs = [b.programme(*parts, ident=f"{t}-93", titulaire=t) for t in ("als", "etat")]
    rows = b.rows(1, "M-", **LOUE, bail="-", contingent="?")
    assert named(bilan(progs, rows, (0, 0), seul=seul)) == (HORS, ["als-93", "etat-93"])


def test_a_status_that_reads_the_account_is_not_shared() -> None:
    """Of the field is what is not the State's: on its account it is nothing, and no part asks."""
    champ = ir.ClauseChamp(
        entete=b.entete("champ"), regle=ir.Non(operande=b.egal(b.code("contingent"), "etat"))
    )
    progs = [holder(t, "1/2", champ, arrondi=Arrondi.SUPERIEUR) for t in ("als", "etat")]
    assert named(bilan(progs, b.rows(1, "M-", **LOUE, contingent="?"), (0, 0)))[0] is not HORS
