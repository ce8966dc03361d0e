"""Parts, quotas of publics and ceilings at once: what is said of them is what every future says.

A future says of each expected vacancy whether it comes, whether it is let, to whom and to which household; of
each row of the data that waits, the same but for its coming. Each is a whole year, counted by hand here, and
by the closed year of the engine. The programme in whole numbers sees none of this: it is given sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.api.solveur import solver
from convrules.base.values import Arrondi, round_count
from convrules.year.bilan import comply
from convrules.year.model import Verdict
from convrules.year.ouverte import Portee
from property.blocking import check_reach
from year import build as b

AU = b.day("2025-09-30")
ETAT, COMMUNE, BAILLEUR = "etat", "commune", "bailleur"


@dataclass(frozen=True)
class Quota:
    """« au moins » (or « au plus ») `taux`, or `nombre`, of the lettings of the landlord, or of the State
    (`siens`), `hors_qpv` or anywhere, for a public: dalo (d), first quartile (q), either (dq), both (d&q)."""

    au_moins: bool
    taux: Fraction | None
    nombre: int
    siens: bool
    hors_qpv: bool
    public: str
    arrondi: Arrondi
    tolerance: int = 0


@dataclass(frozen=True)
class Regles:
    """Rates of the parts of the State and of the town, and quotas of the State's convention."""

    etat: Fraction
    commune: Fraction
    arrondi: Arrondi
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class Vue:
    """A vacancy of a whole year: let, to whom, to which household; `base`: did it come in the year?"""

    qpv: bool
    compte: str | None
    dalo: bool = False
    quartile: bool = False
    base: bool = True


ARRONDIS = st.sampled_from(
    [Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.PROCHE_HAUT, Arrondi.PROCHE_BAS, Arrondi.SANS]
)
QUOTAS = st.builds(
    Quota,
    au_moins=st.booleans(),
    taux=st.sampled_from([Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), None]),
    nombre=st.integers(0, 3),
    siens=st.booleans(),
    hors_qpv=st.booleans(),
    public=st.sampled_from(["d", "q", "dq", "d&q", ""]),
    arrondi=ARRONDIS,
    tolerance=st.sampled_from([0, 0, 1]),
)
REGLES = st.builds(
    Regles,
    etat=st.sampled_from([Fraction(0), Fraction(3, 10), Fraction(1, 2)]),
    commune=st.sampled_from([Fraction(0), Fraction(1, 5), Fraction(2, 5)]),
    arrondi=ARRONDIS,
    quotas=st.lists(QUOTAS, min_size=1, max_size=3).map(tuple),
)
LOUEES = st.lists(
    st.builds(
        Vue,
        qpv=st.booleans(),
        compte=st.sampled_from([ETAT, COMMUNE, BAILLEUR]),
        dalo=st.booleans(),
        quartile=st.booleans(),
    ),
    max_size=5,
)
EN_ATTENTE = st.lists(
    st.tuples(st.booleans(), st.sampled_from([None, ETAT, BAILLEUR]), st.booleans()), max_size=1
)
"""Priority district, account already recorded, has it become available?"""
ATTENDUES = st.lists(st.tuples(st.booleans(), st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=2)
"""Priority district, least number, how many more."""


# --- the engine ---------------------------------------------------------------------------------
def public(quota: Quota) -> ir.Expr | None:
    d, q = b.champ("dalo"), b.champ("premier_quartile")
    return {
        "d": d,
        "q": q,
        "dq": ir.Ou(gauche=d, droite=q),
        "d&q": ir.Et(gauche=d, droite=q),
        "": None,
    }[quota.public]


def clause(n: int, quota: Quota) -> ir.Quota:
    to = ir.Rattachement.RESERVATAIRE if quota.siens else ir.Rattachement.BAILLEUR
    where = ir.Non(operande=b.champ("qpv")) if quota.hors_qpv else None
    return b.quota(
        f"q{n}",
        ir.Sens.AU_MOINS if quota.au_moins else ir.Sens.AU_PLUS,
        str(quota.taux) if quota.taux is not None else None,
        combien=None if quota.taux is not None else quota.nombre,
        base=b.evenements(ir.Classe.ATTRIBUTIONS, to, where),
        pour=public(quota),
        arrondi=quota.arrondi,
        tolerance=ir.Tolerance(valeur=Fraction(quota.tolerance), points=False) if quota.tolerance else None,
    )


def programmes(regles: Regles):
    quotas = (clause(n, quota) for n, quota in enumerate(regles.quotas))
    return [
        b.programme(
            b.part("p", b.taux(str(regles.etat)), arrondi=regles.arrondi),
            *quotas,
            ident="etat-93",
            titulaire=ETAT,
        ),
        b.programme(
            b.part("p", b.taux(str(regles.commune)), arrondi=regles.arrondi),
            ident="commune-93",
            titulaire=COMMUNE,
        ),
    ]


def row(n: int, vue: Vue, *, dispo: str, attribution: str, who: bool = True):
    return b.rows(
        1,
        f"V{n}-",
        disponibilite=dispo,
        attribution=attribution,
        contingent=vue.compte or "?",
        commune="93001",
        qpv=vue.qpv,
        dalo=vue.dalo if who else "?",
        premier_quartile=vue.quartile if who else "?",
    )[0]


def engine(regles: Regles, louees, attente, attendues) -> Portee | None:
    let = [row(n, v, dispo="2025-02-03", attribution="2025-03-03") for n, v in enumerate(louees)]
    waits = [
        row(100 + n, Vue(qpv, c), dispo="2025-09-01" if come else "-", attribution="-", who=False)
        for n, (qpv, c, come) in enumerate(attente)
    ]
    forecast = tuple(
        b.ligne(
            "vacances_attendues",
            f"A{n}",
            du=b.day("2025-10-01"),
            au=b.day("2025-12-31"),
            min=low,
            max=low + more,
            commune="93001",
            qpv=qpv,
        )
        for n, (qpv, low, more) in enumerate(attendues)
    )
    facts = b.faits([*let, *waits], vacances_attendues=forecast)
    return comply(programmes(regles), facts, 2025, AU, solveur=solver).portee


# --- every future -------------------------------------------------------------------------------
def let_to(qpv: bool, comptes: tuple[str, ...]) -> list[Vue]:
    households = product(comptes, (True, False), (True, False))
    return [Vue(qpv, compte, dalo, quartile) for compte, dalo, quartile in households]


def futures(louees, attente, attendues) -> Iterator[tuple[Vue, ...]]:
    waits = []
    for qpv, compte, come in attente:
        let = let_to(qpv, (ETAT, COMMUNE, BAILLEUR) if compte is None else (compte,))
        here = [(v,) for v in (*let, Vue(qpv, None))]
        waits.append(here if come else [*here, (), *((replace(v, base=False),) for v in let)])
    comes = [
        [
            units
            for k in range(low, low + more + 1)
            for units in product([*let_to(qpv, (ETAT, COMMUNE, BAILLEUR)), Vue(qpv, None)], repeat=k)
        ]
        for qpv, low, more in attendues
    ]
    for chosen in product(*waits, *comes):
        yield (*louees, *(v for group in chosen for v in group))


def is_of(vue: Vue, quota: Quota) -> bool:
    return {
        "d": vue.dalo,
        "q": vue.quartile,
        "dq": vue.dalo or vue.quartile,
        "d&q": vue.dalo and vue.quartile,
        "": True,
    }[quota.public]


def met(regles: Regles, vues: tuple[Vue, ...]) -> dict[tuple[str, str], bool]:
    """Is each rule kept in this whole year? Without a row in the base a rate asks for nothing."""
    found = {}
    for ident, compte, rate in (("etat-93", ETAT, regles.etat), ("commune-93", COMMUNE, regles.commune)):
        due = round_count(rate * sum(v.base for v in vues), regles.arrondi)
        found[ident, "p"] = sum(v.compte == compte for v in vues) >= due
    for n, quota in enumerate(regles.quotas):
        base = [
            v
            for v in vues
            if v.compte is not None
            and (v.compte == ETAT or not quota.siens)
            and not (quota.hors_qpv and v.qpv)
        ]
        done = sum(is_of(v, quota) for v in base)
        asked = Fraction(quota.nombre)
        if quota.taux is not None:
            asked = round_count(quota.taux * len(base), quota.arrondi)
        kept = done >= asked - quota.tolerance if quota.au_moins else done <= asked + quota.tolerance
        found["etat-93", f"q{n}"] = kept
    return found


DEUX = Regles(etat=Fraction(0), commune=Fraction(0), arrondi=Arrondi.INFERIEUR, quotas=())


@example(
    # Ten let to nobody of the public: two to come cannot make a quarter, whoever comes.
    replace(
        DEUX,
        quotas=(Quota(True, Fraction(2, 3), 0, False, False, "d&q", Arrondi.SANS),),
    ),
    [Vue(False, BAILLEUR)] * 4,
    [],
    [(False, 1, 1)],
)
@settings(deadline=None, max_examples=60)
@given(REGLES, LOUEES, EN_ATTENTE, ATTENDUES)
def test_what_is_said_of_all_the_rules_is_what_every_future_says(regles, louees, attente, attendues) -> None:
    found = engine(regles, louees, attente, attendues)
    years = [met(regles, vues) for vues in futures(louees, attente, attendues)]
    if found is None:
        assert not louees and not attente and not any(low + more for _, low, more in attendues)
        return
    assert found.seules == () or found.solveur is None
    check_reach(found, years, [(e.convention, e.clause) for e in found.bloquantes])


@settings(deadline=None, max_examples=15)
@given(REGLES, LOUEES, EN_ATTENTE, ATTENDUES, st.randoms(use_true_random=False))
def test_a_future_counted_by_hand_is_what_the_closed_year_says(
    regles, louees, attente, attendues, hasard
) -> None:
    vues = hasard.choice([f for f in futures(louees, attente, attendues) if all(v.base for v in f)])
    rows = [
        row(n, v, dispo="2025-02-03", attribution="2025-03-03" if v.compte else "-")
        for n, v in enumerate(vues)
    ]
    year = met(regles, vues)
    for bilan in b.whole(programmes(regles), b.faits(rows)).conventions:
        for regle in bilan.regles:
            for cell in regle.cellules:
                key = (bilan.convention.ident, regle.clause.entete.nom)
                kept = cell.verdict in (Verdict.CONFORME, Verdict.NON_APPLICABLE)
                if cell.verdict is not Verdict.NON_APPLICABLE:
                    assert kept is year[key]
