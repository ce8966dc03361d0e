"""Whole years against every way of completing small tables: bounds given with holes are exactly those that
completions reach, wherever the semantics promises it; elsewhere they hold them all. Each class of cases is
counted, printed, and met."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from convrules import ir
from convrules.base.dates import jamais
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Bornes, ResultatCellule, Verdict
from year import build as b

JAMAIS = jamais()
VALEURS: dict[str, tuple[object, ...]] = {
    "affectation": ("location", "mutation_interne"),
    "contingent": ("etat", "commune"),
    "qpv": (True, False),
    "commune": ("93048", "93066"),
    "disponibilite": ("2023-06-01", "2024-12-01", "2025-04-01", JAMAIS),
    "bail": ("2025-06-01", "2026-02-01", JAMAIS),
    "attribution": ("2025-05-01", "2026-01-15", JAMAIS),
}
"""What a missing cell may hold: each fact, in the year and out of it, and for a day out of the convention."""
CONNUES = VALEURS | {"disponibilite": VALEURS["disponibilite"][1:3]}
"""What a known cell holds: a vacancy of the year or of the one before."""
Rows = list[dict[str, object]]
Cle = tuple[str, tuple[tuple[str, str], ...]]
TITULAIRE = ir.Rattachement.RESERVATAIRE
SOLDE = ir.Report(mode=ir.ModeReport.SOLDE_ARRONDI)
AU = date(2026, 6, 30)

DE_CHACUN = ("base", "du", "du_arrondi", "cible", "realise")
"""Numbers read on one side, base or numerator: exact whatever is missing."""
DE_DEUX = ("solde", "part")
"""Numbers that set one side against the other: exact when no missing fact decides of both."""
AU_PLUS_LA_LIGNE = frozenset({"disponibilite"})
"""The fact that says both whether a row is of the year and whether it is a row at all."""
DEUX_COTES = {"n": AU_PLUS_LA_LIGNE | {"affectation"}}
"""Of a quota whose two counts are of two populations, also what withdraws a row from both."""
TABLES, MIN = 70, 4


def programmes() -> dict[str, Programme]:
    """Parts and quotas under each answer to the open questions that moves rows."""
    clauses = (
        b.MUTATIONS,
        b.part("p", b.taux("2/5"), arrondi=Arrondi.SUPERIEUR, report=SOLDE),
        b.part("r", b.taux("2/5"), base=b.flux(b.champ("qpv")), arrondi=Arrondi.INFERIEUR),
        b.quota("q", pour=b.champ("qpv")),
        b.quota(
            "t",
            rate="3/5",
            pour=b.champ("qpv"),
            arrondi=Arrondi.SUPERIEUR,
            tolerance=ir.Tolerance(valeur=Fraction(1), points=False),
        ),
        b.quota("n", ir.Sens.AU_PLUS, "1/2", base=b.flux(), compte=b.evenements(ir.Classe.BAUX, TITULAIRE)),
        replace(
            b.part("m", b.taux("2/5"), arrondi=Arrondi.SUPERIEUR, report=SOLDE), base_minimale=b.litteral(2)
        ),
        replace(b.quota("k", pour=b.champ("qpv")), base_minimale=b.litteral(2)),
    )
    cells = b.part("c", b.taux("1/2"), application=b.chaque(b.code("commune")))
    validity = ir.Validite(du=date(2024, 1, 1), au=date(2026, 12, 31))
    found = {}
    for mode in ir.ComptageEvenements:
        for made in (ir.ModeSoustraction.REALISE, ir.ModeSoustraction.PREVISION):
            # Withdrawals announced without a commune are not those of a cell: there, only what was done.
            own = clauses if made is ir.ModeSoustraction.PREVISION else (*clauses, cells)
            choix = b.choix(evenements=mode, soustractions=made)
            found[f"{mode.value}, {made.value}"] = b.programme(*own, choix=choix, en_vigueur=validity)
    return found


PROGRAMMES = programmes()


# --- tables and their completions -------------------------------------------------------------
def table(rng: random.Random) -> Rows:
    """One to three rows, with one to three cells missing."""
    rows: Rows = [{nom: rng.choice(v) for nom, v in CONNUES.items()} for _ in range(rng.randint(1, 3))]
    cells = [(n, nom) for n in range(len(rows)) for nom in VALEURS]
    for n, nom in rng.sample(cells, rng.randint(1, 3)):
        rows[n][nom] = "?"
    return rows


def holes(rows: Rows) -> list[tuple[int, str]]:
    return [(n, nom) for n, row in enumerate(rows) for nom, v in row.items() if v == "?"]


def filled(rows: Rows, among: dict[str, tuple[object, ...]] = VALEURS) -> Iterator[Rows]:
    """Every way to fill the cells that are not known."""
    empty = holes(rows)
    for values in product(*(among[nom] for _, nom in empty)):
        complete = [dict(row) for row in rows]
        for (n, nom), value in zip(empty, values, strict=True):
            complete[n][nom] = value
        yield complete


def judged(programme: Programme, rows: Rows) -> dict[Cle, ResultatCellule]:
    vacances = [v for n, row in enumerate(rows) for v in b.rows(1, f"V{n}-", **row)]
    soldes = tuple(
        b.ligne("soldes", nom, convention="etat-93", clause=nom, annee=2024, solde=1) for nom in "pm"
    )
    facts = b.faits(vacances, soustractions=b.prevu(mutation=1), soldes=soldes)
    bilan = b.year(programme, facts, au=AU)
    return {(r.clause.entete.nom, c.cellule): c for r in bilan.regles for c in r.cellules}


def number(cell: ResultatCellule | None, name: str) -> Bornes | None:
    """A cell that no row of a completion meets is empty: nothing owed, nothing done."""
    if cell is not None:
        found: Bornes | None = getattr(cell, name)
        return found
    return Bornes(min=Fraction(0), max=Fraction(0)) if name in DE_CHACUN else None


def hull(found: list[Bornes]) -> tuple[Fraction, Fraction]:
    return min(x.min for x in found), max(x.max for x in found)


# --- the law ----------------------------------------------------------------------------------
def test_bounds_with_holes_equal_enumeration() -> None:
    met: Counter[tuple[str, str, str]] = Counter()
    for choix, programme in PROGRAMMES.items():
        rng = random.Random(f"trous, {choix}")
        for _ in range(TABLES):
            rows = table(rng)
            known = judged(programme, rows)
            every = [judged(programme, complete) for complete in filled(rows)]
            missing = {nom for _, nom in holes(rows)}
            for cle, outer in known.items():
                inner = [found.get(cle) for found in every]
                compare(
                    cle, outer, inner, met, shared=bool(missing & DEUX_COTES.get(cle[0], AU_PLUS_LA_LIGNE))
                )
                sure(outer, inner)
    for (rule, what, how), n in sorted(met.items()):
        print(f"{rule}, {what}, {how} : {n}")
    for rule, what, how in product(
        "prqtncmk", ("base", "du", "realise", "verdict"), ("intervalle", "nombre")
    ):
        assert met[rule, what, how] >= MIN, (rule, what, how, met[rule, what, how])
    for rule, what in (
        ("p", "solde"),
        ("q", "part"),
        ("t", "part"),
        ("p", "verdict"),
        ("n", "verdict"),
        ("m", "verdict"),
    ):
        for how in ("intervalle", "nombre", "un fait pour deux côtés"):
            assert met[rule, what, how] >= MIN, (rule, what, how, met[rule, what, how])


def compare(
    cle: Cle,
    outer: ResultatCellule,
    inner: list[ResultatCellule | None],
    met: Counter[tuple[str, str, str]],
    *,
    shared: bool,
) -> None:
    """Every number, then the verdict, against those of the completions, each of which is one number: a wide
    bound there would hide one here."""
    rule, _ = cle
    for cell in inner:
        if cell is not None and not cell.causes:
            told = [x for name in (*DE_CHACUN, *DE_DEUX) if (x := number(cell, name)) is not None]
            assert all(x.min == x.max for x in told) and len(cell.verdicts_possibles) == 1, cle
    for name in (*DE_CHACUN, *DE_DEUX):
        said = number(outer, name)
        reached = [x for cell in inner if (x := number(cell, name)) is not None]
        if said is None or not reached:
            # A share of which the base is not known and not nested is not told: n and the due are.
            assert name in DE_DEUX, (cle, name)
            met[rule, name, "non dit"] += 1
            continue
        low, high = hull(reached)
        if name in DE_DEUX and shared:
            assert said.min <= low and high <= said.max, (cle, name)
            met[rule, name, "un fait pour deux côtés"] += 1
            continue
        assert (said.min, said.max) == (low, high), (cle, name, said, (low, high))
        met[rule, name, "nombre" if low == high else "intervalle"] += 1
    verdicts = {v for cell in inner for v in (cell.verdicts_possibles if cell else (Verdict.NON_APPLICABLE,))}
    if shared:
        assert verdicts <= set(outer.verdicts_possibles), cle
        met[rule, "verdict", "un fait pour deux côtés"] += 1
        return
    assert verdicts == set(outer.verdicts_possibles), (cle, verdicts, outer.verdicts_possibles)
    met[rule, "verdict", "nombre" if len(verdicts) == 1 else "intervalle"] += 1


# --- the verdict of a rule, its cells not known --------------------------------------------------
PAR_COMMUNE = {
    "un tiers": (ir.Sens.AU_MOINS, "1/3", Arrondi.SANS),
    "la moitié, inférieur": (ir.Sens.AU_MOINS, "1/2", Arrondi.INFERIEUR),
    "au plus la moitié": (ir.Sens.AU_PLUS, "1/2", Arrondi.SANS),
}
FICHES: dict[str, tuple[object, ...]] = {"commune": ("93048", "93066", "93001"), "qpv": (True, False)}


@pytest.mark.parametrize("named", [False, True], ids=["territoire ouvert", "communes nommées"])
@pytest.mark.parametrize("rule", list(PAR_COMMUNE))
def test_the_verdict_by_commune_is_that_of_every_completion(rule: str, named: bool) -> None:
    """Where a commune is missing it may be one that no row shows: all are listed when the territory is."""
    sens, rate, arrondi = PAR_COMMUNE[rule]
    quota = b.quota("q", sens, rate, pour=b.champ("qpv"), arrondi=arrondi,
                    application=b.chaque(b.code("commune")))  # fmt: skip
    here = ir.Territoire(communes=frozenset(map(str, FICHES["commune"]))) if named else ir.Territoire()
    programme = b.programme(quota, territoire=here)
    rng, met = random.Random(rule), Counter[str]()
    for _ in range(100):
        rows: Rows = [{nom: rng.choice(v) for nom, v in FICHES.items()} for _ in range(rng.randint(1, 5))]
        for n in rng.sample(range(len(rows)), min(len(rows), rng.randint(1, 2))):
            rows[n][rng.choice(("commune", "commune", "qpv"))] = "?"
        said = by_commune(programme, rows)
        every = {by_commune(programme, complete) for complete in filled(rows, FICHES)}
        met[said.value] += 1
        if said is not Verdict.INDETERMINE:
            assert every == {said}, (rows, said, every)
        elif len(every) == 1:
            met["trop prudent"] += 1
    print(rule, dict(met))
    assert all(met[v] >= MIN for v in ("conforme", "non_conforme", "indetermine")), met


def by_commune(programme: Programme, rows: Rows) -> Verdict:
    facts = {"disponibilite": "2025-04-01", "bail": "2025-06-01", "affectation": "location"}
    vacances = [v for n, row in enumerate(rows) for v in b.rows(1, f"V{n}-", **(facts | row))]
    (found,) = [r.verdict for r in b.year(programme, b.faits(vacances), au=AU).regles]
    assert found is not None
    return found


def sure(outer: ResultatCellule, inner: list[ResultatCellule | None]) -> None:
    """Rows said to be in are in, in every completion; a complete table leaves no cause but a forecast that
    lacks the column of a condition."""
    for cell in inner:
        assert set(outer.lignes_base) <= set(cell.lignes_base if cell else ())
        assert set(outer.lignes_comptees) <= set(cell.lignes_comptees if cell else ())
        assert {c.fait for c in (cell.causes if cell else ())} <= {"soustractions", "soustractions.qpv"}
