"""What is said of a convention whose end nobody knows holds whatever day it ended, as if it never had."""

from dataclasses import replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.model import BilanConvention, ResultatCellule, Verdict
from year import build as b

AU = date(2026, 6, 30)
TERME = ir.Validite(du=date(2024, 1, 1), au=date(2027, 12, 31))
FINS = [date(2024, 6, 1), date(2024, 12, 31), date(2025, 3, 1), date(2025, 7, 15), date(2025, 12, 31), AU]
REGLES = {
    "part": b.part("r", b.taux("1/3")),
    "part par commune": b.part(
        "r", b.taux("1/3"), application=b.chaque(b.code("commune")), arrondi=Arrondi.SUPERIEUR
    ),
    "nombre": b.quota("r", combien=1, base=b.evenements(ir.Classe.ATTRIBUTIONS)),
    "plafond": b.quota("r", sens=ir.Sens.AU_PLUS, rate="1/2", pour=b.champ("dalo")),
    "sous condition": b.part("r", b.taux("1/2"), si=b.egal(b.code("type", ir.Niveau.RESERVATAIRE), "etat")),
}
ECART = b.exception("e", "r", remplace={"arrondi": Arrondi.SANS})
LIGNES = st.lists(
    st.tuples(
        st.sampled_from(["2025-02-01", "2025-05-01", "2025-09-01", "?"]),
        st.sampled_from(["etat", "commune", "?"]),
        st.booleans(),
    ),
    max_size=4,
)


def bilan(regle: str, excepted: bool, lignes, en_vigueur: ir.Validite) -> BilanConvention:
    clauses = (REGLES[regle], *((ECART,) if excepted else ()))
    facts = b.faits(
        v
        for n, (jour, compte, dalo) in enumerate(lignes)
        for v in b.rows(
            1,
            f"V{n}-",
            commune="93001" if n % 2 else "93008",
            disponibilite=jour,
            attribution=jour,
            bail=jour,
            contingent=compte,
            dalo=dalo,
        )
    )
    return b.year(b.programme(*clauses, en_vigueur=en_vigueur), facts, au=AU)


def judged(found: BilanConvention) -> tuple[Verdict | None, tuple[ResultatCellule, ...]]:
    rule = next((r for r in found.regles if r.clause.entete.nom == "r"), None)
    return (Verdict.NON_APPLICABLE, ()) if rule is None else (rule.verdict, rule.cellules)


@settings(deadline=None, max_examples=80)
@given(st.sampled_from(list(REGLES)), st.booleans(), LIGNES, st.sampled_from(FINS))
@example("nombre", False, [], date(2024, 12, 31))
@example("plafond", True, [("2025-09-01", "etat", True)], date(2025, 7, 15))
def test_whatever_the_end(regle, excepted, lignes, fin):
    doubtful, cells = judged(bilan(regle, excepted, lignes, replace(TERME, suspens="autre")))
    verdict, known = judged(bilan(regle, excepted, lignes, replace(TERME, au=fin)))
    assert doubtful in (verdict, Verdict.INDETERMINE, Verdict.DECISION_HUMAINE)
    by_cell = {cell.cellule: cell for cell in cells}
    for cell in known:
        wide = by_cell[cell.cellule]
        for name in ("base", "realise"):
            low, own = getattr(wide, name), getattr(cell, name)
            assert low.min <= own.min and own.max <= low.max
        if wide.verdicts_possibles:
            assert {*(cell.verdicts_possibles or (cell.verdict,))} <= {*wide.verdicts_possibles}
