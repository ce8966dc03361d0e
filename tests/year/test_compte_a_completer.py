"""A dwelling that is allocated, or perhaps, and whose account is empty: the account is a datum, which any
holder may have whatever eligibility says, and whether what the rule counts has come or not. Each test
states a convention, a row, and what is said, alone and of all rules together."""

import pytest

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee
from year import build as b
from year.portees import bilan, verdict

BAUX = b.evenements(ir.Classe.BAUX)
MIENS = b.evenements(ir.Classe.BAUX, ir.Rattachement.RESERVATAIRE)
PROPOSITIONS = b.evenements(ir.Classe.PROPOSITIONS)
EN_QPV = ir.Eligibilite(entete=b.entete("en_qpv"), regle=b.QPV, menage=False)
NUL = (0, 0)
AVEC = b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
LOUE = {"disponibilite": "2025-05-10", "proposition": "2025-06-02", "attribution": "2025-06-10", "bail": "-"}
MANQUE = LOUE | {"attribution": "?"}
ATTEND = LOUE | {"attribution": "-"}
HORS, EN_COURS, DOUTE = Verdict.HORS_D_ATTEINTE, Verdict.EN_COURS, Verdict.INDETERMINE
TOUTES = {HORS: EtatPortee.HORS_D_ATTEINTE, EN_COURS: EtatPortee.A_PORTEE, DOUTE: EtatPortee.INDETERMINE}


def half(*clauses: ir.Clause, compte: ir.Population = BAUX, choix: ir.Choix | None = None) -> Programme:
    """Half, rounded up: the only dwelling."""
    part = b.part("p", b.taux("1/2"), compte=compte, arrondi=Arrondi.SUPERIEUR)
    return b.programme(part, *clauses, choix=choix or b.choix())


@pytest.mark.parametrize("rattachement", ["disponibilite", "attribution"])
@pytest.mark.parametrize("seul", [False, True])
@pytest.mark.parametrize(
    ("compte", "expected"), [("?", DOUTE), ("etat", EN_COURS), ("als", HORS), ("bailleur", HORS)]
)
def test_what_is_let_is_of_the_account_that_the_data_say(
    compte: str, expected: Verdict, seul: bool, rattachement: str
) -> None:
    """Let out of a quarter, where the holder takes none: it may be on its account all the same."""
    rows = b.rows(1, "M", **LOUE, qpv=False, contingent=compte)
    found = bilan([half(EN_QPV, choix=b.choix(rattachement=rattachement))], rows, NUL, seul=seul)
    assert verdict(found, "p") is expected
    assert found.portee is not None and found.portee.etat is TOUTES[expected]


@pytest.mark.parametrize(("qpv", "expected"), [(True, EN_COURS), (False, HORS)])
def test_until_it_is_let_eligibility_says(qpv: bool, expected: Verdict) -> None:
    found = bilan([half(EN_QPV)], b.rows(1, "M", **ATTEND, qpv=qpv, contingent="?"), NUL)
    assert verdict(found, "p") is expected
    assert found.portee is not None and found.portee.etat is TOUTES[expected]


@pytest.mark.parametrize("clauses", [(), (EN_QPV,)])
@pytest.mark.parametrize("qpv", [True, False])
@pytest.mark.parametrize("compte", [BAUX, PROPOSITIONS])
def test_what_is_perhaps_let_is_perhaps_of_any_account(
    compte: ir.Population, qpv: bool, clauses: tuple[ir.Clause, ...]
) -> None:
    """Its day is missing: let to another, no future is left; to the holder, one is."""
    found = bilan([half(*clauses, compte=compte)], b.rows(1, "M", **MANQUE, qpv=qpv, contingent="?"), NUL)
    assert verdict(found, "p") is DOUTE
    assert found.portee is not None and found.portee.etat is EtatPortee.INDETERMINE
    (line,) = found.conventions[0].a_completer
    assert {c.fait for c in line.causes} - {"attribution"} == {"contingent"}


@pytest.mark.parametrize("sens", [ir.Sens.AU_MOINS, ir.Sens.EXACTEMENT])
@pytest.mark.parametrize(
    ("dates", "compte", "expected"),
    [
        (LOUE, "?", DOUTE),
        (MANQUE, "?", DOUTE),
        (ATTEND, "?", HORS),
        (LOUE, "etat", EN_COURS),
        (LOUE, "als", HORS),
    ],
)
def test_a_number_of_the_holder_is_read_so_too(
    dates: dict[str, str], compte: str, expected: Verdict, sens: ir.Sens
) -> None:
    prog = b.programme(EN_QPV, b.quota("f", sens, combien=1, base=MIENS))
    assert verdict(bilan([prog], b.rows(1, "M", **dates, qpv=False, contingent=compte), NUL), "f") is expected


@pytest.mark.parametrize(("dates", "expected"), [(LOUE, DOUTE), (MANQUE, DOUTE), (ATTEND, HORS)])
def test_a_ceiling_gets_a_larger_base_from_what_is_let(dates: dict[str, str], expected: Verdict) -> None:
    """Half of the holder's leases at most to a public: one of one is; the other, of no public, may be its."""
    cap = b.quota("c", ir.Sens.AU_PLUS, "1/2", base=MIENS, pour=b.champ("dalo"))
    let = LOUE | {"bail": "2025-07-01"}
    rows = [
        *b.rows(1, "L", **let, qpv=True, dalo=True, contingent="etat"),
        *b.rows(1, "M", **dates, qpv=False, dalo=False, contingent="?"),
    ]
    assert verdict(bilan([b.programme(EN_QPV, cap)], rows, NUL), "c") is expected


@pytest.mark.parametrize(
    ("dates", "compte", "expected"),
    [
        (LOUE, "?", DOUTE),
        (MANQUE, "?", DOUTE),
        (LOUE, "etat", DOUTE),
        (LOUE, "als", Verdict.NON_CONFORME),
        (ATTEND, "?", Verdict.NON_CONFORME),
    ],
)
def test_a_year_that_is_over_waits_for_the_same(
    dates: dict[str, str], compte: str, expected: Verdict
) -> None:
    """The lease counts with its vacancy, whenever it is signed."""
    rows = b.rows(1, "M", **dates, qpv=False, contingent=compte)
    found = b.year(half(EN_QPV, choix=AVEC), b.faits(rows), au=b.day("2026-01-05"))
    assert b.rule(found, "p").verdict is expected
    asked = [c.fait for line in found.a_completer for c in line.causes]
    assert ("contingent" in asked) is (compte == "?" and expected is DOUTE)


CASCADE = ir.Imputation(
    entete=b.entete("cascade"),
    regle=ir.Ordre(etapes=(ir.Etape(compte="etat", limite=1), ir.Etape(compte="bailleur"))),
)


@pytest.mark.parametrize("dates", [LOUE, MANQUE, ATTEND])
@pytest.mark.parametrize("clauses", [(CASCADE,), (CASCADE, EN_QPV)])
def test_so_it_is_where_an_order_of_accounts_has_a_limit(
    clauses: tuple[ir.Clause, ...], dates: dict[str, str]
) -> None:
    """What comes before its lease is to come; of what is not let, the future says on which account it is."""
    found = bilan([half(*clauses)], b.rows(1, "M", **dates, qpv=True, contingent="?"), NUL)
    asked = [c.fait for line in found.conventions[0].a_completer for c in line.causes]
    if dates is ATTEND:
        assert verdict(found, "p") is EN_COURS
        assert not asked
    else:
        assert verdict(found, "p") is DOUTE
        assert "contingent" in asked
