"""Answers as columns of numbers: how bits of sets of rows become numbers by row. That the columns say what
`at` says of each row is seen in test_equality.py, on drawn conventions and by every engine."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from convrules import api
from convrules.base.outcomes import Cause, Indetermine
from convrules.columnar.en_colonnes import INDETERMINEE, NON, OUI, ReponsesEnColonnes
from convrules.columnar.reponses import Reponse, Reponses
from convrules.columnar.vectors import Rows, Vector
from convrules.runtime.decision import Statut


def rows(*places: int, count: int) -> Rows:
    """A set of rows, by their places: the first row is the highest bit."""
    return sum(1 << count - 1 - place for place in places)


def told(refus: str | None, *lacking: str) -> Reponse:
    """Of a row judged by itself."""
    causes = frozenset(Cause(fait=fait) for fait in lacking)
    eligible = Indetermine(causes) if causes else refus is None
    return Reponse(
        statuts=(Statut.DANS_L_ASSIETTE,), causes=frozenset(), clause=None, eligible=eligible, refus=refus
    )


def answers(number: int, clauses: int, rng: random.Random) -> tuple[Reponses, list[int | None]]:
    """Each row refused by one clause, or by none; and by which."""
    chosen = [rng.choice([None, *range(clauses)]) for _ in range(number)]
    refused = {
        clause: rows(*(place for place, one in enumerate(chosen) if one == clause), count=number)
        for clause in range(clauses)
    }
    faux = sum(refused.values())
    return (
        Reponses(
            convention="c",
            rangs=range(number),
            domaine=range(number),
            eligible=Vector(vrai=((1 << number) - 1) ^ faux, faux=faux),
            eligibilites=tuple((f"e{n:03d}", Vector(faux=of)) for n, of in refused.items()),
        ),
        chosen,
    )


@pytest.mark.parametrize("number", [0, 1, 7, 8, 9, 64, 1000])
@pytest.mark.parametrize(("clauses", "octets"), [(1, 1), (8, 1), (255, 1), (300, 2)])
def test_a_number_by_row_whatever_the_number_of_clauses(number: int, clauses: int, octets: int) -> None:
    found, chosen = answers(number, clauses, random.Random(number + clauses))
    columns = ReponsesEnColonnes(jugees=found)
    names = [None if clause is None else f"e{clause:03d}" for clause in chosen]
    assert [columns.clauses[n - 1] if n else None for n in columns.refus] == names
    assert list(columns.eligible) == [OUI if name is None else NON for name in names]
    if len(columns.clauses) == clauses:
        assert columns.refus.itemsize == octets
    assert list(memoryview(columns.refus)) == list(columns.refus)


@pytest.mark.parametrize("apart", [(0,), (4,), (2,), (0, 1, 3), (1, 2, 4), (0, 1, 2, 3, 4), ()])
def test_rows_judged_by_themselves_stand_in_their_place(apart: Sequence[int]) -> None:
    """Five rows of ranks 10, 20…: those apart lack the rent, the others are refused."""
    rangs = [10, 20, 30, 40, 50]
    domaine = [rang for place, rang in enumerate(rangs) if place not in apart]
    everyone = (1 << len(domaine)) - 1
    found = Reponses(
        convention="c",
        rangs=rangs,
        domaine=domaine,
        eligible=Vector(faux=everyone),
        eligibilites=(("bas", Vector(faux=everyone)),),
        a_part={rangs[place]: told(None, "loyer") for place in apart},
    )
    columns = ReponsesEnColonnes(jugees=found)
    open_ = [place in apart for place in range(5)]
    assert list(columns.eligible) == [INDETERMINEE if one else NON for one in open_]
    assert list(columns.refus) == [0 if one else 1 for one in open_]
    assert list(columns.manques) == [1 if one else 0 for one in open_]


@pytest.mark.parametrize(("facts", "octets"), [(1, 1), (8, 1), (9, 2), (33, 8), (64, 8), (65, None)])
def test_a_bit_by_missing_fact_as_far_as_sixty_four(facts: int, octets: int | None) -> None:
    names = [f"f{n:02d}" for n in range(facts)]
    everyone = rows(0, 1, 2, count=3)
    lacking = {Cause(fait=nom): rows(n % 3, count=3) for n, nom in enumerate(names)}
    lacking[Cause(fait=names[0])] = everyone
    found = Reponses(convention="c", rangs=range(3), domaine=range(3), eligible=Vector(causes=lacking))
    columns = ReponsesEnColonnes(jugees=found)
    if octets is None:
        with pytest.raises(ValueError, match="c: 65 missing facts, more than 64"):
            _ = columns.manques
        return
    assert columns.manques.itemsize == octets
    read = [{columns.faits[b] for b in range(facts) if bits >> b & 1} for bits in columns.manques]
    assert read == [{names[0], *(nom for n, nom in enumerate(names) if n % 3 == row)} for row in range(3)]


def test_a_fact_that_only_sure_rows_lack_is_not_named() -> None:
    """Both rows lack the rent, and the first, which lacks the floor too, is refused whatever they are."""
    found = Reponses(
        convention="c",
        rangs=range(2),
        domaine=range(2),
        eligible=Vector(
            faux=rows(0, count=2),
            causes={Cause(fait="loyer"): rows(0, 1, count=2), Cause(fait="etage"): rows(0, count=2)},
        ),
        eligibilites=(("bas", Vector(faux=rows(0, count=2))),),
    )
    columns = ReponsesEnColonnes(jugees=found)
    assert (list(columns.manques), columns.faits) == ([0, 1], ("loyer",))


@pytest.mark.parametrize("wrong", [None, [], "c", 3])
def test_what_is_no_answer_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"as api\.statuses gives"):
        api.in_columns(wrong)
