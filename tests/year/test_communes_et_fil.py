"""A part town by town and over the year: bounds held against every completion of small landlords, whatever
the convention makes of the withdrawals."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TypeAlias

import pytest

from convrules import ir
from convrules.base.values import TNombre
from convrules.year.livres import Livres
from year import build as b

Ligne: TypeAlias = Mapping[str, object]
Chiffres: TypeAlias = dict[object, tuple[Fraction, ...]]
LEAST, MOST = Fraction(15, 100), Fraction(25, 100)
TAUX = ir.Champ(nom="taux_apl", niveau=ir.Niveau.VACANCE, type=TNombre(taux=True, bornes=(LEAST, MOST)))
DECLARE = ir.ChampDeclare(nom=TAUX.nom, niveau=TAUX.niveau, type=TAUX.type)
POSSIBLES: dict[str, tuple[object, ...]] = {
    "affectation": ("location", "mutation_interne"),
    "nature": ("logement_ordinaire", "foyer"),
    "contingent": ("etat", "bailleur"),
    "taux_apl": (LEAST, MOST),
}
MOIS = [date(2025 + m // 12, m % 12 + 1, 1).toordinal() - 1 for m in range(1, 13)]


def landlord(rng: random.Random) -> list[Ligne]:
    """A few rows, one to three of which lack something."""
    rows: list[dict[str, object]] = []
    for _ in range(rng.randint(2, 7)):
        free, let = rng.randint(1, 8), rng.randint(0, 3)
        rows.append(
            {
                "commune": rng.choice(("93048", "93066")),
                "disponibilite": f"2025-{free:02d}-{rng.randint(1, 28):02d}",
                "attribution": f"2025-{free + let:02d}-28" if rng.random() < 0.8 else "-",
            }
            | {nom: rng.choice(found) for nom, found in POSSIBLES.items()}
        )
    for _ in range(rng.randint(1, 3)):
        rng.choice(rows)[rng.choice(tuple(POSSIBLES))] = "?"
    return rows


def completions(rows: list[Ligne]) -> Iterator[list[Ligne]]:
    holes = [(n, nom) for n, row in enumerate(rows) for nom, value in row.items() if value == "?"]
    for values in product(*(POSSIBLES[nom] for _, nom in holes)):
        full = [dict(row) for row in rows]
        for (n, nom), value in zip(holes, values, strict=True):
            full[n][nom] = value
        yield full


def by_hand(rows: list[Ligne]) -> tuple[Chiffres, Chiffres]:
    """By town: base, due and done; by the end of each month: due and done. Of rows that lack nothing."""
    towns: dict[object, list[Fraction]] = defaultdict(lambda: [Fraction(0)] * 3)
    months: dict[object, list[Fraction]] = {mois: [Fraction(0)] * 2 for mois in MOIS}
    for row in rows:
        if row["affectation"] != "location" or row["nature"] != "logement_ordinaire":
            continue
        rate = row["taux_apl"]
        done = row["attribution"] != "-" and row["contingent"] == "etat"
        assert isinstance(rate, Fraction)
        for place, value in enumerate((Fraction(1), rate, Fraction(done))):
            towns[row["commune"]][place] += value
        for mois, found in months.items():
            assert isinstance(mois, int)
            found[0] += rate * (b.day(str(row["disponibilite"])).toordinal() <= mois)
            found[1] += done and b.day(str(row["attribution"])).toordinal() <= mois
    return {k: tuple(v) for k, v in towns.items()}, {k: tuple(v) for k, v in months.items()}


def books(rows: list[Ligne], soustractions: ir.ModeSoustraction, application: ir.Application) -> Livres:
    prog = b.programme(
        b.ORDINAIRES,
        b.MUTATIONS,
        b.part("p", TAUX, application=application),
        choix=b.choix(soustractions=soustractions),
        vocabulaire=(DECLARE,),
    )
    vacances = [v for n, row in enumerate(rows) for v in b.rows(1, prefixe=f"V{n}-", **row)]
    found = b.year(prog, b.faits(vacances, soustractions=b.prevu(mutation=1))).livres
    assert found is not None
    return found


@pytest.mark.parametrize("application", [b.ENSEMBLE, b.chaque(b.texte("commune"))])
@pytest.mark.parametrize("soustractions", list(ir.ModeSoustraction))
def test_bounds_are_those_of_every_completion(
    soustractions: ir.ModeSoustraction, application: ir.Application
) -> None:
    rng = random.Random(20251130)
    for _ in range(40):
        rows = landlord(rng)
        livres = books(rows, soustractions, application)
        told = [by_hand(full) for full in completions(rows)]
        nothing = (Fraction(0),) * 3
        towns = {town for found, _ in told for town in found}
        shown = {x.commune: tuple((n.min, n.max) for n in (x.base, x.du, x.fait)) for x in livres.lieux}
        assert shown == {
            town: tuple(
                (min(column), max(column))
                for column in zip(*(found.get(town, nothing) for found, _ in told), strict=True)
            )
            for town in towns
        }, rows
        curve = [(j.du, j.fait) for fil in livres.fils for j in fil.jalons] or [(Fraction(0),) * 2] * 12
        least = [[min(column) for column in zip(*(f[m] for _, f in told), strict=True)] for m in MOIS]
        assert curve == [tuple(one) for one in least], rows


@pytest.mark.parametrize("soustractions", list(ir.ModeSoustraction))
def test_towns_sum_to_what_is_in_the_base(soustractions: ir.ModeSoustraction) -> None:
    """As the status of each vacancy says, whatever a forecast leaves in the base that is judged."""
    rng = random.Random(7)
    for _ in range(20):
        rows = landlord(rng)
        livres = books(rows, soustractions, b.ENSEMBLE)
        inside = [by_hand(full)[0] for full in completions(rows)]
        sizes = [sum(base for base, *_ in found.values()) for found in inside]
        assert sum(lieu.base.min for lieu in livres.lieux) == min(sizes), rows
        assert sum(lieu.base.max for lieu in livres.lieux) == max(sizes), rows


def test_a_part_of_all_the_dwellings_under_the_convention_is_due_on_those_withdrawn() -> None:
    row = {"commune": "93048", "nature": "logement_ordinaire", "affectation": "mutation_interne"}
    rows = b.rows(2, **row, disponibilite="2025-04-01", attribution="-", contingent="etat")
    under = ir.Population(classes=(ir.Classe.VACANCES,), statut=ir.StatutPopulation.CHAMP)
    prog = b.programme(b.ORDINAIRES, b.MUTATIONS, b.part("p", base=under))
    found = b.year(prog, b.faits(rows))
    assert found.livres is not None
    (lieu,), (fil,) = found.livres.lieux, found.livres.fils
    assert (b.shown(lieu.base), fil.jalons[-1].du) == ("2", Fraction(3, 5))


@pytest.mark.parametrize("application", [b.ENSEMBLE, b.chaque(b.texte("commune"))])
def test_of_rows_that_share_an_identifier_none_is_certain(application: ir.Application) -> None:
    row = {"nature": "logement_ordinaire", "affectation": "location", "disponibilite": "2025-04-01"}
    one, two = (b.rows(2, **row, attribution="-", commune=commune) for commune in ("93048", "93066"))
    prog = b.programme(b.ORDINAIRES, b.MUTATIONS, b.part("p", application=application))
    found = b.year(prog, b.faits([*one, *two[:1]]))
    assert found.livres is not None
    shown = {lieu.commune: b.shown(lieu.base) for lieu in found.livres.lieux}
    (fil,) = found.livres.fils
    assert (shown, fil.jalons[-1].du) == ({"93048": "1 à 2", "93066": "0 à 1"}, Fraction(3, 10))


def test_what_came_after_the_year_is_of_the_day_one_looks() -> None:
    """Three let in the year and one in February: the last of December says three, the day one looks four."""
    row = {"nature": "logement_ordinaire", "affectation": "location", "contingent": "etat"}
    early = b.rows(3, "E", **row, disponibilite="2025-04-01", attribution="2025-05-01")
    late = b.rows(1, "L", **row, disponibilite="2025-04-01", attribution="2026-02-15")
    prog = b.programme(
        b.ORDINAIRES, b.part("p"), choix=b.choix(evenements=ir.ComptageEvenements.AVEC_LEUR_VACANCE)
    )
    for au, last in (("2025-12-31", []), ("2026-02-14", []), ("2026-03-10", [("2026-03-10", 4)])):
        livres = b.year(prog, b.faits([*early, *late]), au=date.fromisoformat(au)).livres
        assert livres is not None
        (fil,) = livres.fils
        found = [(j.jour.isoformat(), j.fait) for j in fil.jalons]
        assert (len(found), found[11], found[12:]) == (12 + len(last), ("2025-12-31", 3), last)
