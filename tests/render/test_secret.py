"""Tables shown to others: nothing under the threshold is shown, nor given back by a subtraction.

The attacker of these tests tries every table of whole numbers that agrees with all that is shown, in the
linked tables together. Small thresholds let it be exhaustive; the rule does not depend on the threshold.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules.base.records import replace
from convrules.render.secret import Lecteur, Publiee, Ventilation, publish, publish_for


def table(nombres: Sequence[Sequence[int]], entiers: Sequence[int] = ()) -> Ventilation:
    return Ventilation(
        lignes=tuple(f"r{i}" for i in range(len(nombres))),
        colonnes=tuple(f"c{j}" for j in range(len(nombres[0]))),
        nombres=tuple(map(tuple, nombres)),
        entiers=frozenset(f"c{j}" for j in entiers),
    )


def drawn(shown: Publiee) -> list[str]:
    """A line of text by line of the table, its total last; the totals of the columns at the end."""
    rows = [*zip(shown.nombres, shown.totaux, strict=True), (shown.totaux_colonnes, shown.total)]
    return [" ".join("s" if n is None else str(n) for n in (*row, total)) for row, total in rows]


@pytest.mark.parametrize(
    ("nombres", "attendu"),
    [
        # Nothing is small.
        ([[12, 20], [30, 15]], ["12 20 32", "30 15 45", "42 35 77"]),
        # Zeros are told: they are about no dwelling.
        ([[12, 0], [30, 15]], ["12 0 12", "30 15 45", "42 15 57"]),
        # One small number takes a square with it: otherwise three subtractions give it back.
        ([[3, 20, 40], [30, 15, 50]], ["s s 40 63", "s s 50 95", "33 35 90 158"]),
        # A small line is hidden whole, with the next smallest.
        ([[3, 0], [20, 12], [40, 40]], ["s s s", "s s s", "40 40 80", "63 52 115"]),
        # Two small lines that reach the threshold together are enough.
        ([[6, 0], [8, 0], [40, 40]], ["s s s", "s s s", "40 40 80", "54 40 94"]),
        # All together under the threshold: nothing is told.
        ([[3, 1], [2, 4]], ["s s s", "s s s", "s s s"]),
    ],
)
def test_what_is_shown(nombres: list[list[int]], attendu: list[str]) -> None:
    assert drawn(publish([table(nombres)])[0]) == attendu


def test_a_reader_knows_its_own_line_and_cannot_subtract_it() -> None:
    nombres = [[3, 1], [4, 5], [4, 4], [40, 40]]
    others_only = drawn(publish([table(nombres)], connues={"r0"})[0])
    # Together the two hide 8 and 9: each column hides something more.
    assert others_only == ["3 1 4", "s s s", "s s s", "s s 80", "51 50 101"]
    # Without the reader's own line, the two others would not reach the threshold together.
    small = drawn(publish([table([[3, 1], [4, 0], [4, 0], [40, 40]])], connues={"r0"})[0])
    assert small == ["3 1 4", "s s s", "s s s", "s s s", "51 41 92"]


def test_the_total_of_a_whole_commune_is_told_but_not_whose_it_is() -> None:
    nombres = [[2, 30], [1, 40]]
    assert drawn(publish([table(nombres, entiers=[0])])[0]) == ["s s 32", "s s 41", "3 70 73"]
    assert drawn(publish([table(nombres)])[0]) == ["s s 32", "s s 41", "s s 73"]


def test_what_is_of_no_known_commune_is_not_whole_nor_given_back_by_the_communes() -> None:
    """The last column: dwellings whose commune is missing. The total less the communes would tell it, so one
    commune at least is hidden with it."""
    nombres = [[20, 30, 1], [15, 40, 0]]
    assert drawn(publish([table(nombres, entiers=[0, 1])])[0]) == ["s 30 s 51", "15 40 0 55", "s 70 s 106"]
    # All of them together are under the threshold: one commune told would leave the rest.
    assert drawn(publish([table([[3, 4, 1], [1, 0, 0]], entiers=[0, 1])])[0])[-1] == "s s s s"
    assert drawn(publish([table([[3, 4], [1, 0]], entiers=[0, 1])])[0])[-1] == "4 4 s"
    # All of them are one line's: the communes told would be that line.
    assert drawn(publish([table([[3, 4]], entiers=[0, 1])])[0])[-1] == "s s s"
    # So they would be beside a line of which nothing is hidden.
    assert drawn(publish([table([[3, 4], [0, 0]], entiers=[0, 1])])[0])[-1] == "s s s"


def test_a_zero_protects_nothing() -> None:
    """r1 has no territory in the first two communes: the 10 of r2 there is the total less r0, the reader's,
    and r3. What is hidden with it is of r3."""
    nombres = [[4, 3, 8], [0, 0, 16], [10, 18, 17], [24, 22, 22]]
    shown = drawn(publish([table(nombres, entiers=[0, 1, 2])], connues={"r0"})[0])
    assert shown == ["4 3 8 15", "0 0 16 16", "s 18 s 45", "s 22 s 68", "38 43 63 144"]
    # A commune that is one line's: its total would be that line's number.
    assert drawn(publish([table([[2, 30], [0, 40]], entiers=[0, 1])])[0])[-1] == "s s 72"


def test_a_small_group_of_hidden_lines_is_joined_to_another() -> None:
    """r0 and r1 are in the whole commune c2 alone, r2 in c0: the total of c2 would be theirs, 2 dwellings,
    and the second table would then say that 1 of its first column is r2's."""
    first, second = [[0, 0, 1], [0, 0, 1], [4, 0, 0]], [[1, 0], [1, 0], [1, 3]]
    shown = [drawn(t) for t in publish([table(first, entiers=[2]), table(second)], seuil=3)]
    assert shown == [["s s s s", "s s s s", "s s s s", "s 0 s 6"], ["s s s", "s s s", "s s s", "3 3 6"]]
    # In one table alone, the total of a whole commune is told.
    assert drawn(publish([table(first, entiers=[2])], seuil=3)[0])[-1] == "4 0 2 6"


# --- the attacker ---------------------------------------------------------------------------
def rows_like(row: Sequence[int | None], total: int | None, most: int) -> Iterator[tuple[int, ...]]:
    hidden = [j for j, n in enumerate(row) if n is None]
    for values in product(range(most + 1), repeat=len(hidden)):
        found = [0 if n is None else n for n in row]
        for j, n in zip(hidden, values, strict=True):
            found[j] = n
        if sum(found) <= most and total in (None, sum(found)):
            yield tuple(found)


def completions(shown: Publiee, most: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table of whole numbers that agrees with one shown. The last line is looked up by what the columns
    that are told leave it."""
    told = {j: total for j, total in enumerate(shown.totaux_colonnes) if total is not None}
    *lines, lasts = (
        list(rows_like(row, t, most)) for row, t in zip(shown.nombres, shown.totaux, strict=True)
    )
    by_rest: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for last in lasts:
        by_rest.setdefault(tuple(last[j] for j in told), []).append(last)
    for rows in product(*lines):
        rest = tuple(total - sum(row[j] for row in rows) for j, total in told.items())
        for last in by_rest.get(rest, ()):
            if shown.total is None or shown.total == sum(map(sum, rows)) + sum(last):
                yield *rows, last


@cache
def deduced(shown: tuple[Publiee, ...], most: int) -> list[tuple[int, int, int, set[int]]]:
    """By table and cell, the values that agree with everything shown; the line after the last is that of the
    totals. Tables share the totals of lines. Many draws show the same, nothing at all for one: what can be
    deduced of that is sought once."""
    found = [[(tuple(map(sum, rows)), rows) for rows in completions(one, most)] for one in shown]
    both = set.intersection(*({totals for totals, _ in one} for one in found))
    values = []
    for rank, one in enumerate(found):
        possible = [rows for totals, rows in one if totals in both]
        for i, row in enumerate(shown[rank].nombres):
            values += [(rank, i, j, {rows[i][j] for rows in possible}) for j in range(len(row))]
        sums = [tuple(map(sum, zip(*rows, strict=True))) for rows in possible]
        last = len(shown[rank].nombres)
        values += [(rank, last, j, {t[j] for t in sums}) for j in range(len(shown[rank].colonnes))]
    return values


NUMBERS = st.integers(0, 4)
SEUIL = 3


@settings(max_examples=40, deadline=None)
@given(
    records=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), max_size=8),
    whole=st.sets(st.integers(0, 2)),
)
def test_no_small_number_of_two_linked_tables_can_be_deduced(
    records: list[tuple[int, int, int]], whole: set[int]
) -> None:
    """whole: the columns of the first table that are whole communes; the others are of no known commune."""
    first = [[sum(r == (i, j, k) for r in records for k in range(2)) for j in range(3)] for i in range(3)]
    second = [[sum(r == (i, j, k) for r in records for j in range(3)) for k in range(2)] for i in range(3)]
    tables = [table(first, entiers=sorted(whole)), table(second)]
    shown = tuple(publish(tables, seuil=SEUIL))
    for rank, i, j, values in deduced(shown, len(records)):
        n = [*tables[rank].nombres, [sum(c) for c in zip(*tables[rank].nombres, strict=True)]][i][j]
        assert n in values
        told = [*shown[rank].nombres, shown[rank].totaux_colonnes][i][j]
        assert told is None or told == n
        if 0 < n < SEUIL and not (rank == 0 and i == len(first) and j in whole):
            assert told is None
            assert len(values) > 1, (shown[rank], i, j)


def with_zeros(shown: Publiee, v: Ventilation) -> Publiee:
    """As whoever knows where nothing is reads it."""
    rows = zip(shown.nombres, v.nombres, strict=True)
    return replace(
        shown, nombres=tuple(tuple(told if n else 0 for told, n in zip(*row, strict=True)) for row in rows)
    )


def by_right(v: Ventilation) -> Publiee:
    """What anybody may be told: totals of whole communes."""
    sums = [sum(column) for column in zip(*v.nombres, strict=True)]
    return Publiee(
        lignes=v.lignes,
        colonnes=v.colonnes,
        nombres=tuple(tuple(None for _ in v.colonnes) for _ in v.lignes),
        totaux=tuple(None for _ in v.lignes),
        totaux_colonnes=tuple(n if c in v.entiers else None for c, n in zip(v.colonnes, sums, strict=True)),
        total=None,
    )


@settings(max_examples=60, deadline=None)
@given(
    records=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)), max_size=6),
    whole=st.sets(st.integers(0, 2)),
)
def test_no_small_number_is_given_back_to_whoever_knows_where_nothing_is(
    records: list[tuple[int, int, int]], whole: set[int]
) -> None:
    """A territory says it. What the totals of whole communes then tell alone is told."""
    first = [[sum(r == (i, j, k) for r in records for k in range(2)) for j in range(3)] for i in range(3)]
    second = [[sum(r == (i, j, k) for r in records for j in range(3)) for k in range(2)] for i in range(3)]
    tables = [table(first, entiers=sorted(whole)), table(second)]
    most = len(records) + SEUIL
    shown = tuple(with_zeros(*pair) for pair in zip(publish(tables, seuil=SEUIL), tables, strict=True))
    before = deduced(tuple(with_zeros(by_right(v), v) for v in tables), most)
    for (rank, i, j, values), (*_, free) in zip(deduced(shown, most), before, strict=True):
        if i < len(first) and 0 < tables[rank].nombres[i][j] < SEUIL:
            assert len(values) > 1 or len(free) == 1, (tables, shown, rank, i, j)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda w: st.lists(st.lists(st.integers(0, 30), min_size=w, max_size=w), min_size=2, max_size=6)
    )
)
def test_two_files_side_by_side_show_no_more_of_an_account_than_one(nombres: list[list[int]]) -> None:
    """Each reader knows one line; of a line that neither knows, both files show the same."""
    lecteurs = [frozenset({"r0"}), frozenset({"r1"}), frozenset[str]()]
    readers = [Lecteur(connues=own) for own in lecteurs]
    views = [publish_for([table(nombres)], reader, readers)[0] for reader in readers]
    for i, row in enumerate(nombres):
        files = [v for v, own in zip(views, lecteurs, strict=True) if f"r{i}" not in own]
        assert len({(v.nombres[i], v.totaux[i]) for v in files}) == 1
        assert all(n is None or n == m for v in views for n, m in zip(v.nombres[i], row, strict=True))
        assert all(n is None or not 0 < n < 11 for v in files for n in v.nombres[i])
    assert len({(v.totaux_colonnes, v.total) for v in views}) == 1
    for own, view in zip(lecteurs, views, strict=True):
        (alone,) = publish([table(nombres)], own)
        for before, after in zip(alone.nombres, view.nombres, strict=True):
            assert all(m is None for n, m in zip(before, after, strict=True) if n is None)
        assert all(f"r{i}" not in own or None not in row for i, row in enumerate(view.nombres))


def test_what_another_s_file_hides_is_hidden_here_too() -> None:
    """r0 knows its small number, so that alone nothing else would be hidden from it: and its file would give
    back what that of r1 hides."""
    tables = [table([[3, 30], [30, 40], [50, 60]])]
    readers = [frozenset({"r0"}), frozenset({"r1"})]
    assert drawn(publish(tables, readers[0])[0]) == ["3 30 33", "30 40 70", "50 60 110", "83 130 213"]
    assert drawn(publish(tables, readers[1])[0]) == ["s s 33", "30 40 70", "s s 110", "83 130 213"]
    both = [Lecteur(connues=own) for own in readers]
    assert drawn(publish_for(tables, both[0], both)[0])[::2] == ["3 30 33", "s s 110"]


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda w: st.lists(st.lists(st.integers(0, 40), min_size=w, max_size=w), min_size=1, max_size=8)
    ),
    st.booleans(),
)
def test_what_a_line_or_a_column_hides_reaches_the_threshold(nombres: list[list[int]], own: bool) -> None:
    """Sums that are shown give, by subtraction, aggregates of eleven dwellings at least, or nothing."""
    shown = publish([table(nombres)], connues={"r0"} if own else ())[0]
    mine = 1 if own else 0
    for i, row in enumerate(nombres):
        if shown.totaux[i] is not None:
            assert _hidden(row, shown.nombres[i]) in (0, *range(11, 1000))
    for j, total in enumerate(shown.totaux_colonnes):
        if total is not None:
            column = [row[j] for row in nombres]
            assert _hidden(column, [row[j] for row in shown.nombres]) in (0, *range(11, 1000))
    assert all(n is None or not 0 < n < 11 for row in shown.nombres[mine:] for n in row)
    if shown.total is not None:
        totals = [sum(row) for row in nombres]
        assert _hidden(totals, shown.totaux) in (0, *range(11, 10000))
        assert _hidden([sum(c) for c in zip(*nombres, strict=True)], shown.totaux_colonnes) in (
            0,
            *range(11, 10000),
        )


def _hidden(true: Sequence[int], told: Sequence[int | None]) -> int:
    return sum(n for n, t in zip(true, told, strict=True) if t is None)
