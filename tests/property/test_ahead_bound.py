"""Look-ahead keeps what the deficit alone promises: as long as all that has come this year was open to all
holders, no deficit is beyond the bound, whatever was expected."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.facts.records import Ligne
from convrules.orientation import at_once, one_by_one
from convrules.orientation.bornes import harmonic_bound
from convrules.orientation.compilation import compile_politique
from convrules.orientation.model import BAILLEUR
from convrules.orientation.politique import PolitiqueCompilee
from convrules.orientation.ranking import Bailleur
from convrules.orientation.replayed import Rejeu, silence
from year import build as b

AU = date(2026, 1, 5)
DEBUT = date(2025, 1, 1)
POUR_TOUS = "T1"
RARES = ("T2", "T3", "T4")
"""Each is open to the landlord, and to the holders whose rank is not its own."""


def politique() -> PolitiqueCompilee:
    made = ir.Politique(
        ident="pol",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        choix=b.choix(),
        anticipation=ir.Anticipation(annee=None),
    )
    return compile_politique(made, ())


def landlord(tenths: list[int]) -> Bailleur:
    """Holders by their rates, in tenths; each may have any dwelling but those of one type."""
    programmes = tuple(
        b.programme(
            b.part("p", b.taux(f"{rate}/10")),
            ir.Eligibilite(
                entete=b.entete("types"),
                regle=ir.Non(operande=b.egal(b.code("typologie"), RARES[n])),
                menage=False,
            ),
            ident=kind,
            titulaire=kind,
        )
        for n, (rate, kind) in enumerate(zip(tenths, ("als", "commune", "etat"), strict=False))
    )
    return Bailleur(programmes=programmes, politique=politique())


@st.composite
def years(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int, int, str]], list[tuple[int, str]]]:
    """Rates, the forecast (first and last day of the year, how many, of what type), and what came: open to
    all up to a day, of any type from then on."""
    tenths = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    kinds = st.sampled_from([POUR_TOUS, *RARES[: len(tenths)]])
    rows = st.tuples(st.integers(0, 364), st.integers(0, 364), st.integers(1, 60), kinds)
    forecast = [(min(a, z), max(a, z), n, kind) for a, z, n, kind in draw(st.lists(rows, max_size=4))]
    days = sorted(draw(st.lists(st.integers(0, 330), min_size=1, max_size=30)))
    free = draw(st.integers(0, len(days)))
    return (
        tenths,
        forecast,
        [(day, POUR_TOUS if n < free else draw(kinds)) for n, day in enumerate(days)],
    )


def played(
    tenths: list[int], forecast: list[tuple[int, int, int, str]], came: list[tuple[int, str]]
) -> Rejeu:
    rows = [
        row
        for n, (day, kind) in enumerate(came)
        for row in b.rows(
            1,
            f"V{n:02}-",
            typologie=kind,
            disponibilite=_day(day),
            attribution=_day(day),
            contingent=BAILLEUR,
        )
    ]
    facts = replace(b.faits(rows), vacances_attendues=tuple(_row(n, *row) for n, row in enumerate(forecast)))
    found = at_once.replay(landlord(tenths), facts, 2025, AU, silence)
    assert found is not None and found == one_by_one.replay(landlord(tenths), facts, 2025, AU)
    return found


def _day(rank: int) -> str:
    return (DEBUT + timedelta(rank)).isoformat()


def _row(n: int, first: int, last: int, number: int, kind: str) -> Ligne:
    cells = {"min": Fraction(number), "max": Fraction(number), "typologie": kind}
    return b.ligne(
        "vacances_attendues", f"a{n}", du=DEBUT + timedelta(first), au=DEBUT + timedelta(last), **cells
    )


RARE_EN_HIVER = [(0, 89, 30, POUR_TOUS), (0, 364, 90, "T2")]


@settings(max_examples=40, deadline=None)
@given(years())
@example(([1], [(0, 0, 1, POUR_TOUS), (0, 37, 9, "T2")], [(0, POUR_TOUS)]))
@example(([2, 3], RARE_EN_HIVER, [(n, POUR_TOUS) for n in range(20)]))
def test_the_bound_holds_at_every_prefix_as_long_as_all_was_open_to_all(
    year: tuple[list[int], list[tuple[int, int, int, str]], list[tuple[int, str]]],
) -> None:
    tenths, forecast, came = year
    found = played(tenths, forecast, came)
    names = [*("als", "commune", "etat")[: len(tenths)], BAILLEUR]
    rates = [*(Fraction(n, 10) for n in tenths), 1 - Fraction(sum(tenths), 10)]
    late, kinds = [Fraction(0)] * len(names), dict(enumerate(kind for _, kind in came))
    for step in found.pas:
        if kinds[int(step.vacance[1:3])] != POUR_TOUS:
            assert found.borne is None
            return
        assert step.conseil is not None
        late = [x + rate for x, rate in zip(late, rates, strict=True)]
        late[names.index(step.conseil)] -= 1
        assert step.pire_conseil == max(late) <= harmonic_bound(len(names))
        assert -min(late) <= 1 - Fraction(1, len(names))
    assert found.borne == harmonic_bound(len(names))
