"""A forecast that is settled, against every way of completing small tables: what is done less what is due,
and what completing one row alone narrows, where one unknown says whether the year before withdrew a row and
whether this one counts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.model import Bornes, ResultatCellule, Verdict
from playing import tirages
from year import build as b

VALEURS: dict[str, tuple[str, ...]] = {
    "disponibilite": ("2023-05-05", "2024-05-05", "2025-01-05"),
    "affectation": ("location", "mutation_interne"),
    "contingent": ("etat", "bailleur"),
    "qpv": ("oui", "non"),
}
"""What a missing cell may hold."""
ATTRIBUTIONS = ("2024-06-06", "2025-05-05")
CONNUE = {"disponibilite": "2024-03-03", "affectation": "location", "contingent": "bailleur", "qpv": "non"}
"""A row without which the year before would not have been given."""
Row = dict[str, str]
SAUF = {Verdict.NON_APPLICABLE}


@dataclass(frozen=True, kw_only=True)
class Signe:
    taux: str
    arrondi: Arrondi
    evenements: ir.ComptageEvenements
    prevus: tuple[int, int]
    ou: bool

    def programme(self) -> Programme:
        choix = b.choix(evenements=self.evenements, soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE)
        base = b.flux(ir.Non(operande=b.QPV)) if self.ou else None
        part = b.part("p", b.taux(self.taux), base=base, arrondi=self.arrondi)
        term = ir.Validite(du=b.day("2024-01-01"), au=b.day("2027-12-31"))
        return b.programme(b.MUTATIONS, part, choix=choix, en_vigueur=term)

    def cell(self, prog: Programme, rows: list[Row]) -> ResultatCellule:
        vacances = [v for n, row in enumerate([CONNUE, *rows]) for v in b.rows(1, f"A{n}-", **_of(row))]
        planned = [
            b.ligne("soustractions", str(annee), annee=annee, categorie="mutation", nombre=nombre, qpv=False)
            for annee, nombre in zip((2024, 2025), self.prevus, strict=True)
        ]
        return b.only(b.year(prog, b.faits(vacances, soustractions=tuple(planned))), "p")


def _of(row: Row) -> dict[str, object]:
    told = {"oui": True, "non": False}
    return {"attribution": ATTRIBUTIONS[1], **row, "qpv": told.get(row["qpv"], "?")}


SIGNES = st.builds(
    Signe,
    taux=st.sampled_from(["3/10", "2/5", "1/2", "1"]),
    arrondi=st.sampled_from([Arrondi.INFERIEUR, Arrondi.SUPERIEUR, Arrondi.SANS]),
    evenements=st.sampled_from(ir.ComptageEvenements),
    prevus=st.tuples(st.integers(0, 2), st.sampled_from([0, 0, 1, 3])),
    ou=st.booleans(),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "disponibilite": st.sampled_from(["2024-05-05", "2024-05-05", "2025-01-05", "?"]),
            "affectation": st.sampled_from(["?", "?", *VALEURS["affectation"]]),
            "contingent": st.sampled_from(["?", "etat", "etat", "bailleur"]),
            "attribution": st.sampled_from([ATTRIBUTIONS[1], *ATTRIBUTIONS]),
            "qpv": st.sampled_from(["non", "non", "oui", "?"]),
        }
    ),
    min_size=1,
    max_size=3,
)


def filled(row: Row) -> Iterator[Row]:
    empty = [nom for nom, valeur in row.items() if valeur == "?"]
    for values in product(*(VALEURS[nom] for nom in empty)):
        yield row | dict(zip(empty, values, strict=True))


def width(bornes: Bornes | None) -> Fraction:
    assert bornes is not None, "the forecast and the vacancies of the year before are given"
    return bornes.max - bornes.min


@settings(deadline=None, max_examples=tirages(120, 4))
@given(SIGNES, ROWS)
def test_both_ends_are_those_of_completions(signe: Signe, rows: list[Row]) -> None:
    prog = signe.programme()
    cell = signe.cell(prog, rows)
    whole = [signe.cell(prog, list(complete)) for complete in product(*map(list, map(filled, rows)))]
    ends = [one.ecart for one in whole if one.ecart is not None]
    reached = Bornes(min=min(x.min for x in ends), max=max(x.max for x in ends))
    assert cell.ecart == reached
    found, possibles = {one.verdict for one in whole}, {*cell.verdicts_possibles}
    assert found - SAUF <= possibles, found
    if not SAUF & (found | possibles):
        assert found == possibles
    lines = {line.vacance: line for line in cell.a_completer}
    for n, row in enumerate(rows):
        left = {width(signe.cell(prog, [*rows[:n], x, *rows[n + 1 :]]).ecart) for x in filled(row)}
        narrowed = {width(cell.ecart) - one for one in left}
        line = lines.get(f"A{n + 1}-1")
        told = line.ecart if line is not None else Fraction(0)
        assert max(narrowed) <= told if line is not None and line.au_plus else narrowed == {told}, row
    both = any(row["affectation"] == "?" and row["disponibilite"] < "2025" for row in rows)
    event(f"withdrawn or counted: {both}, exact: {not any(line.au_plus for line in lines.values())}")
