"""Rules that one dwelling serves several of, met together or not: the programme in whole numbers on small
years.

Each case: the clauses besides the part of half of the flow, what is let already, what is to come, and what is
said.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pytest

from convrules import ir
from convrules.api.solveur import solver
from convrules.base.values import Arrondi
from convrules.year import devenirs
from convrules.year.bilan import comply
from convrules.year.entiers import Contrainte, SansReponse, Solveur, Systeme
from convrules.year.ouverte import EtatPortee, Portee, RaisonPortee, RaisonSeules
from year import build as b

AU = b.day("2025-09-30")
TOUTES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR)
MIENNES = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
DALO, QUARTILE, AGENT = b.champ("dalo"), b.champ("premier_quartile"), b.champ("agent_etat")


def one_of(*fields: ir.Champ) -> ir.Expr:
    first, *others = fields
    found: ir.Expr = first
    for other in others:
        found = ir.Ou(gauche=found, droite=other)
    return found


def at_most_one(nom: str, *fields: ir.Champ) -> ir.Quota:
    return b.quota(nom, ir.Sens.AU_PLUS, combien=1, base=TOUTES, pour=one_of(*fields))


def alone(*fields: ir.Champ) -> ir.Expr:
    """Of one of these publics, and of no two of them."""
    every: ir.Expr = one_of(*fields)
    for n, first in enumerate(fields):
        for second in fields[n + 1 :]:
            every = ir.Et(gauche=every, droite=ir.Non(operande=ir.Et(gauche=first, droite=second)))
    return every


A_UN_SEUL = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.BAILLEUR, alone(DALO, QUARTILE, AGENT))

# Three ceilings of 1, two by two: halves of each would make 3/2, whole dwellings make 1.
DEUX_A_DEUX = (
    at_most_one("ab", DALO, QUARTILE),
    at_most_one("bc", QUARTILE, AGENT),
    at_most_one("ca", AGENT, DALO),
)


@dataclass(frozen=True)
class Cas:
    clauses: tuple[ir.Clause, ...]
    louees: int = 0
    attendues: tuple[int, int] = (3, 3)
    etat: EtatPortee = EtatPortee.A_PORTEE
    bloquantes: tuple[str, ...] = ()
    seules: tuple[str, ...] = ()
    keys: dict[str, object] = field(default_factory=dict)


CAS = {
    # 50 % of 3 lettings is 3/2: no whole number of dwellings is, under the three ceilings.
    "trois plafonds deux a deux": Cas(
        clauses=(
            *DEUX_A_DEUX,
            b.quota("total", rate="1/2", base=b.flux(), compte=A_UN_SEUL),
        ),
        etat=EtatPortee.HORS_D_ATTEINTE,
        bloquantes=("ab", "bc", "ca", "total"),
    ),
    "deux suffisent": Cas(
        clauses=(
            *DEUX_A_DEUX[:2],
            b.quota("total", combien=2, base=TOUTES, pour=alone(DALO, QUARTILE, AGENT)),
        ),
    ),
    "un menage sert deux publics": Cas(
        clauses=(
            b.quota("d", combien=3, base=TOUTES, pour=DALO),
            b.quota("q", combien=3, base=TOUTES, pour=QUARTILE),
        ),
    ),
    "pas les deux a la fois": Cas(
        clauses=(
            b.quota("d", combien=2, base=TOUTES, pour=DALO),
            b.quota("q", combien=2, base=TOUTES, pour=QUARTILE),
            b.quota("dq", ir.Sens.AU_PLUS, combien=0, base=TOUTES, pour=ir.Et(gauche=DALO, droite=QUARTILE)),
        ),
        etat=EtatPortee.HORS_D_ATTEINTE,
        bloquantes=("d", "q", "dq"),
    ),
    "un quota emboite": Cas(
        clauses=(
            b.part(
                "p",
                b.taux("1/2"),
                dont=(
                    replace(
                        b.quota("p1", rate="1/3", base=b.flux(), pour=DALO, arrondi=Arrondi.SUPERIEUR),
                        parent="p",
                    ),
                ),
            ),
            b.quota("d", ir.Sens.AU_PLUS, combien=0, base=MIENNES, pour=DALO),
        ),
        etat=EtatPortee.HORS_D_ATTEINTE,
        bloquantes=("p1", "d"),
        keys={"sans_part": True},
    ),
    "exactement reste seul": Cas(
        clauses=(
            b.quota("d", combien=1, base=TOUTES, pour=DALO),
            b.quota("x", ir.Sens.EXACTEMENT, combien=1, base=TOUTES, pour=QUARTILE),
        ),
        seules=("x",),
    ),
}


def judged(cas: Cas, *, solveur: Callable[[], Solveur | None]) -> Portee | None:
    half = () if cas.keys.get("sans_part") else (b.part("p", b.taux("1/2")),)
    prog = b.programme(*half, *cas.clauses)
    let = b.rows(
        cas.louees,
        disponibilite="2025-02-03",
        attribution="2025-03-03",
        contingent="bailleur",
        dalo=False,
        premier_quartile=False,
        agent_etat=False,
    )
    low, high = cas.attendues
    days = {"du": b.day("2025-10-01"), "au": b.day("2025-12-31")}
    forecast = (b.ligne("vacances_attendues", "A1", min=low, max=high, **days),)
    return comply([prog], b.faits(let, vacances_attendues=forecast), 2025, AU, solveur=solveur).portee


@pytest.mark.parametrize("nom", CAS)
def test_rules_that_one_dwelling_serves_several_of(nom: str) -> None:
    cas = CAS[nom]
    found = judged(cas, solveur=solver)
    assert found is not None
    assert found.solveur is not None and found.solveur.startswith("HiGHS")
    assert found.etat is cas.etat
    assert tuple(e.clause for e in found.bloquantes) == cas.bloquantes
    assert tuple(clause for _, clause in found.seules) == cas.seules
    assert found.seules_car is None


def test_without_a_solver_they_are_judged_alone_and_it_is_said() -> None:
    found = judged(CAS["pas les deux a la fois"], solveur=lambda: None)
    assert found is not None
    assert (found.etat, found.jugees, found.solveur) == (EtatPortee.A_PORTEE, 1, None)
    assert [clause for _, clause in found.seules] == ["d", "q", "dq"]
    assert found.seules_car is RaisonSeules.SOLVEUR_ABSENT


def test_without_a_solver_nor_a_part_nothing_is_established() -> None:
    cas = CAS["pas les deux a la fois"]
    found = judged(Cas(clauses=cas.clauses, keys={"sans_part": True}), solveur=lambda: None)
    assert found is not None
    assert (found.etat, found.raison) == (EtatPortee.NON_ETABLI, RaisonPortee.SOLVEUR_ABSENT)


def test_beyond_the_limit_parts_are_shared_out_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convrules.year.sortes.DEVENIRS_MAX", 3)
    assert devenirs.DEVENIRS_MAX > 3
    found = judged(CAS["pas les deux a la fois"], solveur=solver)
    assert found is not None
    assert (found.etat, found.seules_car, found.solveur) == (
        EtatPortee.A_PORTEE,
        RaisonSeules.TROP_DE_CAS,
        None,
    )


class Muet:
    """A solver that has no answer."""

    nom = "muet"

    def possible(self, systeme: Systeme) -> bool:
        raise SansReponse


def test_a_solver_without_an_answer_establishes_nothing() -> None:
    found = judged(CAS["pas les deux a la fois"], solveur=Muet)
    assert found is not None and found.seules_car is RaisonSeules.TROP_DE_CAS


# --- the solver ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("contraintes", "possible"),
    [
        # x + y ≤ 1, y + z ≤ 1, x + z ≤ 1, and the sum at least 1, then 2.
        (
            [((0, 1), (1, 1), 1), ((1, 1), (2, 1), 1), ((0, 1), (2, 1), 1), ((0, -1), (1, -1), (2, -1), -1)],
            True,
        ),
        (
            [((0, 1), (1, 1), 1), ((1, 1), (2, 1), 1), ((0, 1), (2, 1), 1), ((0, -1), (1, -1), (2, -1), -2)],
            False,
        ),
        ([], True),
        # 2x = 3
        ([((0, 2), 3), ((0, -2), -3)], False),
    ],
)
def test_the_solver_answers_in_whole_numbers(contraintes, possible: bool) -> None:
    rows = tuple(Contrainte(coefficients=tuple(c[:-1]), au_plus=c[-1]) for c in contraintes)
    highs = solver()
    assert highs is not None
    assert highs.possible(Systeme(bornes=((0, 5),) * 3, contraintes=rows)) is possible


def test_a_fraction_of_a_dwelling_is_no_solution() -> None:
    half = Contrainte(coefficients=((0, 2),), au_plus=1)
    assert Systeme(bornes=((0, 1),), contraintes=(half,)).met((0,))
    assert not Systeme(bornes=((0, 1),), contraintes=(half,)).met((1,))
    assert Fraction(1, 2) * 2 <= 1
