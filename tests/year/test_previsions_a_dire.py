"""What a forecast of withdrawals does not tell narrows, once told, what rows do not: together, the whole."""

from datetime import date
from fractions import Fraction

import pytest

from convrules import ir
from convrules.facts.records import Ligne
from convrules.render.completing import lack_lines, waiting
from convrules.render.lexicon import VIDE
from convrules.year.model import BilanConvention, ResultatCellule
from convrules.year.previsions_a_dire import forecasts_to_tell
from year import build as b

QPV = ir.Non(operande=b.champ("qpv"))
RULE = b.quota("h", rate="1/2", base=b.flux(QPV), pour=b.champ("dalo"))
SEEN = {"affectation": "location", "qpv": False}
ROWS = (
    *b.rows(4, "a", disponibilite="2025-02-03", dalo=True, **SEEN),
    *b.rows(5, "b", disponibilite="2025-02-03", dalo=False, **SEEN),
)
"""Nine of the base, four counted."""
DOUBTFUL = b.rows(1, "c", disponibilite="2025-02-03", affectation="location", dalo=False)
"""One more, perhaps of the base."""
BEFORE = b.rows(1, "d", disponibilite="2024-02-03", dalo=False, **SEEN)
COLUMN = frozenset({"soustractions.qpv"})


def forecast(*lines: tuple[int, int, bool | None]) -> tuple[Ligne, ...]:
    """Of a year, so many, in such a district or not."""
    said = ({} if qpv is None else {"qpv": qpv} for _, _, qpv in lines)
    return tuple(
        b.ligne("soustractions", f"s{n}", annee=annee, categorie="mutation", nombre=number, **own)
        for n, ((annee, number, _), own) in enumerate(zip(lines, said, strict=True))
    )


def judged(
    table: tuple[Ligne, ...] | None, mode: ir.ModeSoustraction = ir.ModeSoustraction.PREVISION
) -> BilanConvention:
    kept = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))
    program = b.programme(RULE, b.MUTATIONS, choix=b.choix(soustractions=mode), en_vigueur=kept)
    return b.year(program, b.faits((*ROWS, *DOUBTFUL, *BEFORE), soustractions=table))


def told(cell: ResultatCellule) -> list[tuple[int, int, frozenset[str], Fraction, bool]]:
    return [
        (
            p.prevision.annee,
            int(p.prevision.nombre) if p.prevision.dite else -1,
            frozenset(c.fait for c in p.prevision.causes),
            p.ecart,
            p.au_plus,
        )
        for p in cell.previsions_a_dire
    ]


def width(cell: ResultatCellule) -> Fraction:
    assert cell.ecart is not None
    return cell.ecart.max - cell.ecart.min


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (forecast((2025, 3, True), (2025, 1, False)), []),
        (forecast((2025, 3, None), (2025, 1, False)), [(2025, 3, COLUMN, Fraction(3, 2), False)]),
        (forecast((2025, 3, None), (2025, 2, None)), [(2025, 5, COLUMN, Fraction(5, 2), False)]),
        (forecast((2024, 3, None), (2025, 1, False)), []),
    ],
)
def test_with_rows_it_is_the_whole_width(
    table: tuple[Ligne, ...], expected: list[tuple[int, int, frozenset[str], Fraction, bool]]
) -> None:
    cell = b.only(judged(table), "h")
    assert told(cell) == expected
    assert width(cell) == sum(row.ecart for row in cell.a_completer) + sum(e[3] for e in expected)


def test_more_than_is_due_is_narrowed_at_most() -> None:
    """Thirty of nine: all that they make due, or none of it."""
    cell = b.only(judged(forecast((2025, 30, None))), "h")
    assert told(cell) == [(2025, 30, COLUMN, Fraction(5), True)]
    assert width(cell) == 5


def test_a_forecast_that_is_not_there_is_to_be_given() -> None:
    bilan = judged(None)
    assert told(b.only(bilan, "h")) == [(2025, -1, frozenset({"soustractions"}), Fraction(5), True)]
    assert "nombre prévu pour 2025 non connu" in next(iter(lack_lines(bilan, VIDE, 3)))


def test_the_forecast_that_is_settled_is_told_by_its_own_year() -> None:
    table = forecast((2024, 4, None), (2024, 1, False), (2025, 1, False))
    cell = b.only(judged(table, ir.ModeSoustraction.PREVISION_REGULARISEE), "h")
    assert told(cell) == [(2024, 4, COLUMN, Fraction(2), False)]
    assert width(cell) == sum(row.ecart for row in cell.a_completer) + 2


def test_the_column_is_named_where_it_widens_most() -> None:
    bilan = judged(forecast((2025, 3, None), (2025, 1, False)))
    first, second = (
        line.replace("\u202f", " ").replace("\u00a0", " ") for line in lack_lines(bilan, VIDE, 3)
    )
    assert "dans les soustractions prévues (soustractions.qpv) : 3 logements prévus pour 2025" in first
    assert "ce qui réduit « h » de 1,5 logement" in first
    assert "1 vacance, elle réduit « h » de 0,5 logement" in second
    assert waiting(bilan) == "1\u00a0vacance et 1 donnée des soustractions prévues"
    (one,) = forecasts_to_tell(bilan.regles)
    assert [(r.clause, r.prevue.ecart) for r in one.reductions] == [("h", Fraction(3, 2))]
