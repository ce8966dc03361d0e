"""All the parts at once: what is said to be within reach, and what cannot be met, held against every future.

By a sharing of dwellings alone, and by a programme in whole numbers, which a quota of a public asks for.
A future gives each expected vacancy, if it comes, to an account that may receive it or to none, and says of
each row of the data that waits for its day whether it comes and is let. Each future is a whole year, which is
counted by hand here, and by the closed year of the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.api.solveur import solver
from convrules.base.values import Arrondi, round_count
from convrules.year import boites
from convrules.year.bilan import comply
from convrules.year.bornes import between
from convrules.year.model import Verdict
from convrules.year.ouverte import EtatPortee, Portee, RaisonPortee
from property.blocking import check_reach
from year import build as b

AU = b.day("2025-09-30")
COMMUNES = ("93001", "93066")


@dataclass(frozen=True)
class Regles:
    """Rates of the State (whole département), of the towns (each town apart), of the third holder (out of
    priority districts only); the ceiling of the State, if there is one: a share or a number."""

    etat: str
    commune: str
    als: str
    plafond: str | None
    arrondi: Arrondi
    au_plus: int | None = None  # a number that the ceiling asks for instead of a share
    des_siennes: bool = False  # is the number asked of what goes to the State alone?


@dataclass(frozen=True)
class Vue:
    """A vacancy of a whole year: its town, its district, the account on which it was let, if it was; `base`:
    did it become available in the year (it may be let before)?"""

    commune: str
    qpv: bool
    compte: str | None
    base: bool = True


REGLES = st.builds(
    Regles,
    etat=st.sampled_from(["3/10", "1/2"]),
    commune=st.sampled_from(["1/5", "2/5"]),
    als=st.sampled_from(["1/5", "1/2"]),
    plafond=st.sampled_from([None, "1/5", "2/5"]),
    arrondi=st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.PROCHE_HAUT]),
    au_plus=st.sampled_from([None, 0, 1, 2]),
    des_siennes=st.booleans(),
)
LETTRES = st.tuples(
    st.sampled_from(COMMUNES), st.booleans(), st.sampled_from(["etat", "commune", "als", "bailleur"])
)
LOUEES = st.lists(LETTRES, max_size=5)
NON_LOUEES = st.tuples(
    st.sampled_from(COMMUNES), st.booleans(), st.sampled_from([None, "etat", "commune", "als", "bailleur"])
)
EN_ATTENTE = st.lists(st.tuples(NON_LOUEES, st.booleans()), max_size=2)
"""Rows not yet let, of which the account may be written before (None: it is not); has the dwelling become
available?"""
ATTENDUES = st.lists(
    st.tuples(st.sampled_from(COMMUNES), st.booleans(), st.integers(0, 1), st.integers(0, 2)),
    min_size=1,
    max_size=2,
)
"""Town, district, least number, how many more."""


# --- the engine ---------------------------------------------------------------------------------
def programmes(regles: Regles, *, publics: bool = False):
    """publics: with a quota that needs a solver, and asks for nothing."""
    hors_qpv = ir.Eligibilite(
        entete=b.entete("hors_qpv"), regle=ir.Non(operande=b.champ("qpv")), menage=False
    )
    mine = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    cap: ir.Quota | None = None
    if regles.au_plus is not None and regles.des_siennes:
        cap = b.quota("c", ir.Sens.AU_PLUS, combien=regles.au_plus, base=mine)
    elif regles.au_plus is not None:
        cap = b.quota("c", ir.Sens.AU_PLUS, combien=regles.au_plus, base=b.flux(), compte=mine)
    elif regles.plafond:
        rate = regles.plafond
        cap = b.quota("c", ir.Sens.AU_PLUS, rate, base=b.flux(), compte=mine, arrondi=regles.arrondi)
    of = {
        "etat": (
            b.part("p", b.taux(regles.etat), arrondi=regles.arrondi),
            *([cap] if cap else []),
            *([b.quota("z", rate="0", base=mine, pour=b.champ("dalo"))] if publics else []),
        ),
        "commune": (
            b.part(
                "p",
                b.taux(regles.commune),
                arrondi=regles.arrondi,
                application=b.chaque(b.texte("commune")),
            ),
        ),
        "als": (b.part("p", b.taux(regles.als), arrondi=regles.arrondi), hors_qpv),
    }
    return [b.programme(*clauses, ident=f"{t}-93", titulaire=t) for t, clauses in of.items()]


def row(n: int, commune: str, qpv: bool, compte: str | None, *, dispo: str, attribution: str):
    return b.rows(
        1,
        f"V{n}-",
        disponibilite=dispo,
        attribution=attribution,
        contingent=compte or "?",
        commune=commune,
        qpv=qpv,
    )[0]


def engine(regles: Regles, louees, attente, attendues, *, publics: bool = False) -> Portee | None:
    let = [row(n, *v, dispo="2025-02-03", attribution="2025-03-03") for n, v in enumerate(louees)]
    open_ = [
        row(100 + n, *v, dispo="2025-09-01" if come else "-", attribution="-")
        for n, (v, come) in enumerate(attente)
    ]
    forecast = (
        None
        if attendues is None
        else tuple(
            b.ligne(
                "vacances_attendues",
                f"A{n}",
                du=b.day("2025-10-01"),
                au=b.day("2025-12-31"),
                min=low,
                max=low + more,
                commune=commune,
                qpv=qpv,
            )
            for n, (commune, qpv, low, more) in enumerate(attendues)
        )
    )
    facts = b.faits([*let, *open_], vacances_attendues=forecast)
    found = programmes(regles, publics=publics)
    return comply(found, facts, 2025, AU, solveur=solver if publics else lambda: None).portee


# --- every future -------------------------------------------------------------------------------
def ways(commune: str, qpv: bool) -> list[Vue]:
    accounts = ["etat", "commune", None] + ([] if qpv else ["als"])
    return [Vue(commune, qpv, compte) for compte in accounts]


def futures(louees, attente, attendues) -> Iterator[tuple[Vue, ...]]:
    let = tuple(Vue(c, q, compte) for c, q, compte in louees)
    waits = []
    for (commune, qpv, compte), come in attente:
        let_to = ways(commune, qpv) if compte is None else [Vue(commune, qpv, c) for c in (compte, None)]
        not_in_base = [(replace(v, base=False),) for v in let_to if v.compte is not None]
        waits.append([*((v,) for v in let_to), *([] if come else [(), *not_in_base])])
    comes = [
        [units for k in range(low, low + more + 1) for units in product(ways(commune, qpv), repeat=k)]
        for commune, qpv, low, more in attendues
    ]
    for chosen in product(*waits, *comes):
        yield (*let, *(v for group in chosen for v in group))


def met(regles: Regles, vues: tuple[Vue, ...]) -> dict[tuple[str, str, str], bool]:
    """Is each part, and the ceiling, met in this whole year? Cells without a vacancy have nothing to meet."""

    def target(rate: str, rows) -> Fraction:
        return round_count(Fraction(rate) * sum(v.base for v in rows), regles.arrondi)

    def done(compte: str, rows) -> int:
        return sum(v.compte == compte for v in rows)

    found = {
        ("etat-93", "p", ""): done("etat", vues) >= target(regles.etat, vues),
        ("als-93", "p", ""): done("als", vues) >= target(regles.als, vues),
    }
    if regles.au_plus is not None:
        found["etat-93", "c", ""] = done("etat", vues) <= regles.au_plus
    elif regles.plafond:
        found["etat-93", "c", ""] = done("etat", vues) <= target(regles.plafond, vues)
    for commune in COMMUNES:
        own = [v for v in vues if v.commune == commune]
        found["commune-93", "p", commune] = done("commune", own) >= target(regles.commune, own)
    return found


# Nothing is to come, and the third holder may not have the dwelling that waits.
@example(
    Regles(etat="3/10", commune="1/5", als="1/2", plafond=None, arrondi=Arrondi.INFERIEUR),
    [("93001", False, "bailleur")],
    [(("93066", True, None), True)],
    [("93001", False, 0, 0)],
    True,
)
@settings(deadline=None, max_examples=60)
@given(REGLES, LOUEES, EN_ATTENTE, ATTENDUES, st.booleans())
def test_what_is_said_of_all_the_parts_is_what_every_future_says(
    regles, louees, attente, attendues, publics: bool
) -> None:
    found = engine(regles, louees, attente, attendues, publics=publics)
    if found is None:
        assert not louees and not attente and not any(low + more for *_, low, more in attendues)
        return
    cells = [met(regles, vues) for vues in futures(louees, attente, attendues)]
    told = [(e.convention, e.clause, dict(e.cellule).get("commune", "")) for e in found.bloquantes]
    check_reach(found, cells, told)


@settings(deadline=None, max_examples=15)
@given(REGLES, LOUEES, EN_ATTENTE, ATTENDUES, st.randoms(use_true_random=False))
def test_a_future_counted_by_hand_is_what_the_closed_year_says(
    regles, louees, attente, attendues, hasard
) -> None:
    # A dwelling let before its reference date has no place in a closed year: it may be another convention's.
    vues = hasard.choice([f for f in futures(louees, attente, attendues) if all(v.base for v in f)])
    rows = [
        row(
            n,
            v.commune,
            v.qpv,
            v.compte or "bailleur",
            dispo="2025-02-03",
            attribution="2025-03-03" if v.compte else "-",
        )
        for n, v in enumerate(vues)
    ]
    year = met(regles, vues)
    for bilan in b.whole(programmes(regles), b.faits(rows)).conventions:
        for regle in bilan.regles:
            for cell in regle.cellules:
                key = (
                    bilan.convention.ident,
                    regle.clause.entete.nom,
                    dict(cell.cellule).get("commune", ""),
                )
                assert (cell.verdict in (Verdict.CONFORME, Verdict.NON_APPLICABLE)) is year[key]


# --- when nothing can be said ---------------------------------------------------------------------
SIMPLE = Regles(etat="1/2", commune="2/5", als="1/5", plafond=None, arrondi=Arrondi.INFERIEUR)


def test_without_a_forecast_nothing_is_said() -> None:
    assert engine(SIMPLE, [("93066", False, "etat")], [], None) is None


def test_a_forecast_of_nothing_says_that_nothing_is_to_come() -> None:
    found = engine(SIMPLE, [("93066", False, "etat")], [], [])
    assert found is not None and found.etat is EtatPortee.A_PORTEE


def test_a_forecast_that_does_not_say_where_establishes_nothing() -> None:
    forecast = (
        b.ligne(
            "vacances_attendues",
            "A1",
            du=b.day("2025-10-01"),
            au=b.day("2025-12-31"),
            min=1,
            max=2,
            qpv=False,
        ),
    )
    rows = [row(1, "93066", False, "bailleur", dispo="2025-02-03", attribution="2025-03-03")]
    found = b.whole(programmes(SIMPLE), b.faits(rows, vacances_attendues=forecast), au=AU).portee
    assert found is not None and found.etat is EtatPortee.NON_ETABLI
    assert found.raison is RaisonPortee.PREVISION_IMPRECISE


def test_beyond_the_limit_nothing_is_established(monkeypatch) -> None:
    monkeypatch.setattr(boites, "BOITES_MAX", 0)
    found = engine(SIMPLE, [("93066", False, "bailleur")] * 5, [], [("93066", False, 0, 2)])
    assert found is not None and found.raison is RaisonPortee.TROP_DE_CAS


def test_beyond_the_limit_a_solver_takes_over(monkeypatch) -> None:
    monkeypatch.setattr(boites, "BOITES_MAX", 0)
    rows = [("93066", False, "bailleur")] * 5
    found = engine(SIMPLE, rows, [], [("93066", False, 0, 2)], publics=True)
    assert found is not None and found.solveur is not None
    assert found.etat is EtatPortee.HORS_D_ATTEINTE


def test_data_that_are_missing_make_it_undetermined() -> None:
    rows = [
        row(n, "93066", False, "?" if n < 2 else "bailleur", dispo="2025-02-03", attribution="2025-03-03")
        for n in range(4)
    ]
    forecast = b.ligne(
        "vacances_attendues",
        "A1",
        du=b.day("2025-10-01"),
        au=b.day("2025-12-31"),
        min=0,
        max=0,
        commune="93066",
        qpv=False,
    )
    progs = programmes(replace(SIMPLE, commune="0", als="0"))
    found = b.whole(progs, b.faits(rows, vacances_attendues=(forecast,)), au=AU).portee
    assert found is not None and found.etat is EtatPortee.INDETERMINE
    # Two are due, and what the data lack is perhaps those two.
    assert [(e.convention, e.reste) for e in found.bloquantes] == [("etat-93", between(0, 2))]


LACUNAIRES = st.lists(
    st.tuples(
        st.sampled_from(COMMUNES), st.booleans(), st.sampled_from([None, None, "etat", "als", "bailleur"])
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=100)
@given(REGLES, LACUNAIRES, EN_ATTENTE, ATTENDUES)
def test_both_sides_of_missing_data_are_asked_apart_where_they_differ(regles, louees, attente, attendues):
    """What one side has answered is taken for the other only where they are alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boites.ParBoites, "_is_same", lambda *_: False)
        apart = engine(regles, louees, attente, attendues)
    assert engine(regles, louees, attente, attendues) == apart


def test_a_question_to_which_missing_data_change_nothing_is_looked_at_once(monkeypatch) -> None:
    looked, searched = [], boites._searched

    def watched(question, number):
        asked = tuple((r.demande.exigible.clause, r.du, r.fait, r.effets, r.classes) for r in question.regles)
        looked.append((asked, question.sortes, number))
        return searched(question, number)

    monkeypatch.setattr(boites, "_searched", watched)
    found = engine(SIMPLE, [("93066", False, "bailleur")] * 5, [], [("93066", False, 0, 2)])
    assert found is not None and found.etat is EtatPortee.HORS_D_ATTEINTE
    assert looked and len(looked) == len(set(looked))
