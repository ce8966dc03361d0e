"""The fewest lettings to another holder: held against every way of giving the lettings of small years,
counted here with nothing of the engine; and the least cost of a flow, against every flow."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import floor
from pathlib import Path

import pytest

from convrules import api
from convrules.analyses.reorientations import Reorientations
from convrules.api.reorientations import year_otherwise
from convrules.base.flows import cheapest_flow
from orientation.annees import HEAD, MAPPING, TITRES, opened

AU = date(2026, 1, 5)
GRAINES = 40
TYPES = ("T1", "T2", "T3")
COMMUNES = ("93048", "93066")
Ligne = tuple[str, str, str]
"""A commune, a kind of dwelling, the account of the letting."""
Besoin = tuple[str, int, frozenset[int]]
"""A holder, how many it is owed of these rows."""
ELIGIBLE = """  - éligibilité: types
    règle: typologie dans [{types}]
    source: {{ article: "1" }}
"""
SECONDE = """  - part: petits
    règle: {taux} % des vacances dans l'assiette où typologie = T1
    compte: attributions
    application: ensemble
    arrondi: inférieur
    report: aucun
    source: {{ article: "1" }}
"""


class Annee:
    """A small year: three holders, the kinds that each may take, their rates; the lettings as they went."""

    def __init__(self, graine: int, application: str) -> None:
        r = random.Random(graine)
        self.application = application
        self.peut = {
            "etat": r.choice((TYPES, ("T1", "T3"))),
            "als": r.choice((("T1", "T2"), ("T1",))),
            "epci": r.choice((TYPES, ("T2", "T3"))),
        }
        rates = r.choice(((43, 29, 28), (28, 43, 29), (29, 29, 42), (20, 30, 34)))
        self.taux = dict(zip(self.peut, rates, strict=True))
        self.second = r.choice((None, 40, 60))
        self.lignes: list[Ligne] = []
        for _ in range(7):
            genre = r.choice(TYPES)
            # Why: some lettings went to a holder that could not receive them; they too may be moved.
            compte = r.choice(
                [*(h for h in self.peut if genre in self.peut[h]), "bailleur", r.choice(["etat", "als"])]
            )
            self.lignes.append((r.choice(COMMUNES), genre, compte))

    def lay(self, folder: Path) -> None:
        (folder / "conventions").mkdir(parents=True)
        for h, types in self.peut.items():
            text = HEAD.format(type=h, nom=h, taux=self.taux[h], application=self.application)
            text += ELIGIBLE.format(types=", ".join(types))
            if h == "etat" and self.second is not None:
                text += SECONDE.format(taux=self.second)
            (folder / "conventions" / f"{h}.yaml").write_text(text, "utf-8")
        (folder / "correspondance.yaml").write_text(MAPPING, "utf-8")
        rows = [
            f"V{n};{commune};{genre};{compte};2025-03-0{n + 1};2025-06-01"
            for n, (commune, genre, compte) in enumerate(self.lignes)
        ]
        (folder / "v.csv").write_text("\n".join((TITRES, *rows)) + "\n", "utf-8")
        (folder / "convrules.toml").write_text(
            '[depot]\nnom = "E"\ndata = ["correspondance.yaml"]\n', "utf-8"
        )

    def besoins(self) -> Iterator[Besoin]:
        every = frozenset(range(len(self.lignes)))
        small = frozenset(n for n in every if self.lignes[n][1] == "T1")
        cells = [every]
        if self.application == "chaque commune":
            cells = [frozenset(n for n in every if self.lignes[n][0] == c) for c in COMMUNES]
        for h, taux in self.taux.items():
            for cell in cells:
                yield h, floor(Fraction(taux, 100) * len(cell)), cell
        if self.second is not None:
            yield "etat", floor(Fraction(self.second, 100) * len(small)), small

    def fewest(self) -> int | None:
        """Of every way of giving them, the one that moves the fewest; None when none keeps every part."""
        needs = list(self.besoins())
        ways = [
            dict.fromkeys([compte, *(h for h in self.peut if genre in self.peut[h])])
            for _, genre, compte in self.lignes
        ]
        best: int | None = None
        for given in product(*ways):
            moved = sum(a != ligne[2] for a, ligne in zip(given, self.lignes, strict=True))
            if best is not None and moved >= best:
                continue
            if all(sum(given[n] == h for n in rows) >= need for h, need, rows in needs):
                best = moved
        return best


def found_by_the_engine(annee: Annee, folder: Path) -> Reorientations:
    annee.lay(folder)
    dossier = opened(folder)
    # Why without: parts above the whole are an error, and years that nothing could keep are wanted here.
    assert {d.code for d in dossier.verifie.diagnostics if api.is_error(d)} <= {"CR601"}
    dossier = replace(dossier, verifie=replace(dossier.verifie, diagnostics=()))
    return year_otherwise(dossier, 2025, AU)


@pytest.mark.parametrize("application", ["ensemble", "chaque commune"])
@pytest.mark.parametrize("graine", range(GRAINES))
def test_the_fewest_is_found_or_proved_not_to_be(tmp_path: Path, graine: int, application: str) -> None:
    annee = Annee(graine, application)
    found = found_by_the_engine(annee, tmp_path)
    least = annee.fewest()
    crossing = application == "chaque commune" and annee.second is not None
    if least is None:
        assert not found.confirmee and found.restent
        assert found.impossible or crossing
        return
    assert not found.impossible
    if least == 0:
        assert not found.manques and not found.deplacements
        return
    if crossing and not found.confirmee:
        # A commune and a kind of dwelling cross: the flow may leave one out; the year judged again says so.
        return
    assert found.confirmee and len(found.deplacements) == least
    assert found.minimum or crossing
    for moved in found.deplacements:
        _, genre, _ = annee.lignes[int(moved.vacance[1:])]
        assert genre in annee.peut[moved.vers.partition("-")[0]]


def test_some_years_ask_that_one_holder_be_made_good_by_another() -> None:
    """So that the draws above can fail: in some, what is missing cannot all come from who has too much."""
    chains = [
        a for n in range(GRAINES) if (a := Annee(n, "ensemble")) and (k := a.fewest()) and k > wanted(a)
    ]
    assert len(chains) >= 3
    assert sum(Annee(n, "ensemble").fewest() is None for n in range(GRAINES)) >= 2


def wanted(annee: Annee) -> int:
    """Lettings that holders lack, the greatest need of each."""
    lacking: dict[str, int] = {}
    for h, need, rows in annee.besoins():
        had = sum(annee.lignes[n][2] == h for n in rows)
        lacking[h] = max(lacking.get(h, 0), need - had)
    return sum(n for n in lacking.values() if n > 0)


# --- the flow itself ----------------------------------------------------------------------------
Arc = tuple[str, str, int, int]


def networks(graine: int) -> Sequence[Arc]:
    """Arcs go from an earlier node to a later one: there is no circle."""
    r = random.Random(graine)
    nodes = "sabct"
    ways = [(x, y) for n, x in enumerate(nodes) for y in nodes[n + 1 :] if r.random() < 0.6]
    return [(x, y, r.randint(1, 2), r.randint(-4, 4)) for x, y in ways]


@pytest.mark.parametrize("graine", range(60))
def test_a_flow_costs_the_least_of_all_that_carry_the_most(graine: int) -> None:
    arcs = networks(graine)
    best: tuple[int, int] | None = None
    for flow in product(*(range(room + 1) for _, _, room, _ in arcs)):
        net = balance(arcs, flow)
        if all(net.get(node, 0) == 0 for node in "abc"):
            worth = (net.get("t", 0), -sum(f * arc[3] for f, arc in zip(flow, arcs, strict=True)))
            best = worth if best is None or worth > best else best
    flow = cheapest_flow(arcs, "s", "t")
    assert all(0 <= f <= arc[2] for f, arc in zip(flow, arcs, strict=True))
    net = balance(arcs, flow)
    assert all(net.get(node, 0) == 0 for node in "abc")
    assert (net.get("t", 0), -sum(f * arc[3] for f, arc in zip(flow, arcs, strict=True))) == best


def balance(arcs: Sequence[Arc], flow: Sequence[int]) -> Mapping[str, int]:
    net: dict[str, int] = {}
    for (x, y, _, _), f in zip(arcs, flow, strict=True):
        net[x], net[y] = net.get(x, 0) - f, net.get(y, 0) + f
    return net
