"""Holders served in turn, against every way of completing small tables: the places given with holes are those
that completions reach when each row is a turn, and hold them all when who is not served keeps theirs. The
order of rows changes nothing."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from convrules import ir
from convrules.base.dates import jamais
from convrules.compiler import Programme
from convrules.facts.records import Tours
from convrules.year.atteinte import with_accounts
from year import build as b

VALEURS: dict[str, tuple[object, ...]] = {
    "affectation": ("location", "mutation_interne"),
    "contingent": ("etat", "commune", "bailleur"),
    "commune": ("93048", "93066"),
    "attribution": ("2024-12-31", "2025-02-01", "2025-04-01", jamais()),
}
"""What a missing cell may hold."""
CONNUES = VALEURS | {"attribution": ("2025-02-01", "2025-02-01", "2025-02-02", "2025-04-01")}
Rows = list[dict[str, object]]
JOUR, AU, TABLES = date(2025, 3, 1), date(2025, 12, 31), 60
PLACES = ("etat", "commune", "etat")


def programme(non_servi: ir.Perte, *fields: ir.Champ) -> Programme:
    tour = ir.Tour(
        entete=b.entete("t", debiteur="bailleur"),
        regle=ir.TourDe(clause="t", titulaire=None),
        ordre=ir.Ordre(etapes=tuple(ir.Etape(compte=nom) for nom in PLACES)),
        passe="attribution",
        jour="information",
        non_servi=non_servi,
        application=b.chaque(*fields),
    )
    return b.programme(b.MUTATIONS, tour, en_vigueur=ir.Validite(du=date(2025, 1, 1), au=AU))


def places(prog: Programme, rows: Rows) -> Tours:
    """The turn of one more vacancy, informed on the day."""
    own = b.rows(
        1, "M", commune="93048", affectation="location", information=JOUR.isoformat(), attribution=jamais()
    )
    vacances = [v for nom, row in ((str(r["id"]), r) for r in rows) for v in b.rows(1, nom, **cells(row))]
    facts = with_accounts((prog,), b.faits([*vacances, *own]), AU)
    assert facts.comptes is not None
    return facts.comptes.turns("t", prog.convention.ident, "M1", JOUR)


def cells(row: dict[str, object]) -> dict[str, object]:
    return {nom: valeur for nom, valeur in row.items() if nom != "id"} | {"disponibilite": "2025-01-02"}


def table(rng: random.Random) -> Rows:
    """One to four rows, with one to three cells missing."""
    rows: Rows = [
        {"id": f"V{n}-"} | {nom: rng.choice(v) for nom, v in CONNUES.items()}
        for n in range(rng.randint(1, 4))
    ]
    holes = [(n, nom) for n in range(len(rows)) for nom in VALEURS]
    for n, nom in rng.sample(holes, rng.randint(1, 3)):
        rows[n][nom] = "?"
    return rows


def filled(rows: Rows) -> Iterator[Rows]:
    empty = [(n, nom) for n, row in enumerate(rows) for nom, v in row.items() if v == "?"]
    for values in product(*(VALEURS[nom] for _, nom in empty)):
        complete = [dict(row) for row in rows]
        for (n, nom), value in zip(empty, values, strict=True):
            complete[n][nom] = value
        yield complete


@pytest.mark.parametrize("cells_by", [(), (b.code("commune"),)], ids=["ensemble", "par commune"])
@pytest.mark.parametrize("non_servi", list(ir.Perte))
def test_places_with_holes_are_those_of_completions(
    non_servi: ir.Perte, cells_by: tuple[ir.Champ, ...]
) -> None:
    prog, rng = programme(non_servi, *cells_by), random.Random(f"tours, {non_servi.value}, {len(cells_by)}")
    met: Counter[int] = Counter()
    for _ in range(TABLES):
        rows = table(rng)
        found = places(prog, rows)
        reached = {place for complete in filled(rows) for place in places(prog, complete).possibles}
        assert reached <= found.possibles, rows
        if non_servi is ir.Perte.PERDU:
            assert reached == found.possibles, rows
        assert bool(found.causes) == (len(found.possibles) > 1), rows
        met[len(reached)] += 1
    assert {1, 2} <= set(met)


def test_the_order_of_rows_changes_nothing() -> None:
    rng = random.Random("ordre")
    for non_servi in ir.Perte:
        prog = programme(non_servi)
        for _ in range(TABLES):
            rows = table(rng)
            assert places(prog, rows) == places(prog, rng.sample(rows, len(rows)))
