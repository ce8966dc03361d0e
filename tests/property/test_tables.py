"""A parameter given by a table reads as the rules it stands for; its bounds are those of all completions."""

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi, TNombre
from convrules.year.model import Verdict
from year import build as b

COMMUNES = ("93001", "93008", "93010")
AILLEURS = "93048"
ENSEMBLE = ir.Application(dimensions=())
PAR_COMMUNE = b.chaque(b.code("commune"))
TAUX = ("0", "1/5", "1/2", "1")
Lignes = list[tuple[str, bool]]
"""By vacancy: its commune, or « ? »; is it done for the holder?"""


def declared(table: dict[str, ir.Expr], sinon: ir.Expr, type_: TNombre) -> ir.ParametreDeclare:
    held = ir.ParCode(selon="commune", lignes=tuple(table.items()), sinon=sinon)
    dated = ir.ValeurDatee(du=date(2020, 1, 1), valeur=held)
    return ir.ParametreDeclare(nom="fixe", type=type_, selon="commune", valeurs=(dated,))


def cited(type_: TNombre) -> ir.Parametre:
    return ir.Parametre(nom="fixe", type=type_, selon=b.code("commune"))


def facts(lignes: Lignes) -> object:
    return b.faits(
        v
        for n, (commune, fait) in enumerate(lignes)
        for v in b.rows(
            1,
            f"V{n}-",
            commune=commune,
            disponibilite="2025-03-01",
            attribution="2025-05-01",
            contingent="etat" if fait else "commune",
        )
    )


CONNUES = st.lists(st.tuples(st.sampled_from((*COMMUNES, AILLEURS)), st.booleans()), min_size=1, max_size=6)
TABLES = st.dictionaries(st.sampled_from(COMMUNES), st.integers(0, 3), min_size=1)


@settings(deadline=None)
@given(TABLES, st.integers(0, 3), CONNUES)
def test_a_number_by_commune_is_one_exception_per_line(table, sinon, lignes):
    """« au moins nombre_fixe » says what a clause and an exception per commune of the table say."""
    base = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    written = b.quota("c", combien=sinon, base=base, application=PAR_COMMUNE)
    exceptions = [
        b.exception(
            f"e{n}",
            "c",
            remplace={"règle": replace(written.regle, nombre=number)},
            si=b.egal(b.code("commune"), commune),
        )
        for n, (commune, number) in enumerate(table.items())
    ]
    type_ = TNombre(entier=True)
    by_table = replace(written, regle=replace(written.regle, nombre=cited(type_)))
    lines = {commune: b.litteral(number) for commune, number in table.items()}
    parametre = declared(lines, b.litteral(sinon), type_)

    rows = facts(lignes)
    one = b.rule(b.year(b.programme(written, *exceptions), rows), "c")
    other = b.rule(b.year(b.programme(by_table, parametres=(parametre,)), rows), "c")
    assert one.cellules == other.cellules
    assert one.verdict is other.verdict


PEUT_ETRE = st.lists(
    st.tuples(st.sampled_from((*COMMUNES, AILLEURS, "?")), st.booleans()), min_size=1, max_size=5
).filter(lambda lignes: sum(commune == "?" for commune, _ in lignes) <= 2)
TABLES_DE_TAUX = st.dictionaries(st.sampled_from(COMMUNES), st.sampled_from(TAUX), min_size=1)


@settings(deadline=None, max_examples=60)
@given(TABLES_DE_TAUX, st.sampled_from(TAUX), st.sampled_from((ENSEMBLE, PAR_COMMUNE)), PEUT_ETRE)
@example({"93001": "1/2"}, "0", PAR_COMMUNE, [("93001", True), ("?", False)])
@example({"93001": "1/2"}, "1/5", ENSEMBLE, [("93001", True), ("?", True)])
def test_the_bounds_of_a_rate_by_commune_are_those_of_all_completions(table, sinon, application, lignes):
    type_ = TNombre(taux=True, base=b.flux().base)
    parametre = declared({c: b.taux(rate) for c, rate in table.items()}, b.taux(sinon), type_)
    clause = b.part("c", cited(type_), application=application, arrondi=Arrondi.SUPERIEUR)
    programme = b.programme(clause, parametres=(parametre,))

    missing = [n for n, (commune, _) in enumerate(lignes) if commune == "?"]
    complete = []
    for codes in product((*COMMUNES, AILLEURS), repeat=len(missing)):
        known = dict(zip(missing, codes, strict=True))
        filled = [(known.get(n, commune), fait) for n, (commune, fait) in enumerate(lignes)]
        complete.append(b.rule(b.year(programme, facts(filled)), "c"))

    found = b.rule(b.year(programme, facts(lignes)), "c")
    for cell in found.cellules:
        twins = [c for rule in complete for c in rule.cellules if c.cellule == cell.cellule]
        assert (cell.du.min, cell.du.max) == (min(c.du.min for c in twins), max(c.du.max for c in twins))
        assert {c.verdict for c in twins} <= set(cell.verdicts_possibles or (cell.verdict,))
    verdicts = {rule.verdict for rule in complete}
    if application is ENSEMBLE:
        assert found.verdict is (verdicts.pop() if len(verdicts) == 1 else Verdict.INDETERMINE)
    else:
        # Of a row that is in one cell or in another, each is judged apart: sure, if sometimes wide.
        assert found.verdict is Verdict.INDETERMINE or {found.verdict} == verdicts
