"""In each cell, a part or a quota is what its exceptions make of it there, and nothing of the other cells."""

from dataclasses import dataclass, replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import Arrondi
from convrules.year.fusion import worst
from convrules.year.model import ResultatCellule, Verdict
from year import build as b

COMMUNES = ("93001", "93008", "93010")
PARTOUT = "partout"
ECARTE = "écarte"
Clause = ir.Part | ir.Quota


@dataclass(frozen=True)
class Ecart:
    """An exception: where it acts, and what it replaces (or that it sets the clause aside)."""

    ou: str
    cle: str
    valeur: ir.CleValeur | None = None

    def written(self, rang: int) -> ir.ExceptionClause:
        si = None if self.ou == PARTOUT else b.egal(b.code("commune"), self.ou)
        if self.valeur is None:
            return b.exception(f"e{rang}", "c", ecarte=True, si=si)
        return b.exception(f"e{rang}", "c", remplace={self.cle: self.valeur}, si=si)


def clause(part: bool, rate: str = "1/4", arrondi: Arrondi = Arrondi.SUPERIEUR) -> Clause:
    cells = b.chaque(b.code("commune"))
    if part:
        return b.part("c", b.taux(rate), application=cells, arrondi=arrondi)
    return b.quota("c", rate=rate, pour=b.champ("dalo"), application=cells, arrondi=arrondi)


def changes(part: bool) -> st.SearchStrategy[Ecart]:
    rules = [("règle", clause(part, rate).regle) for rate in ("1/2", "3/4")]
    roundings = [("arrondi", mode) for mode in (Arrondi.INFERIEUR, Arrondi.SANS)]
    what = st.sampled_from([*rules, *roundings, (ECARTE, None)])
    return st.builds(lambda ou, w: Ecart(ou, *w), st.sampled_from([PARTOUT, *COMMUNES]), what)


CAS = st.booleans().flatmap(lambda part: st.tuples(st.just(part), st.lists(changes(part), max_size=4)))
LIGNES = st.lists(st.tuples(st.sampled_from(COMMUNES), st.booleans()), min_size=1, max_size=8)
UN_REMPLACEMENT_ET_UN_ECART = [
    Ecart("93001", "arrondi", Arrondi.INFERIEUR),
    Ecart("93008", ECARTE),
]


def folded(part: bool, here: list[Ecart]) -> Clause | str | None:
    """The clause as it reads in one cell: None set aside, « ⚡ » when its exceptions are at odds."""
    values: dict[str, ir.CleValeur | None] = {}
    for e in here:
        if values.setdefault(e.cle, e.valeur) != e.valeur:
            return "⚡"
    if ECARTE in values:
        return "⚡" if len(values) > 1 else None
    fields = {{"règle": "regle"}.get(cle, cle): valeur for cle, valeur in values.items()}
    return replace(clause(part), **fields)


@settings(deadline=None)
@given(CAS, LIGNES)
@example((False, UN_REMPLACEMENT_ET_UN_ECART), [(c, True) for c in COMMUNES])
@example((True, UN_REMPLACEMENT_ET_UN_ECART), [(c, False) for c in COMMUNES])
def test_each_cell_is_judged_as_if_its_own_text_stood_alone(cas, lignes):
    part, ecarts = cas
    facts = b.faits(
        v
        for n, (commune, dalo) in enumerate(lignes)
        for v in b.rows(
            1,
            f"V{n}-",
            commune=commune,
            dalo=dalo,
            disponibilite="2025-03-01",
            attribution="2025-05-01",
            bail="2025-06-01",
            contingent="etat" if dalo else "commune",
        )
    )
    exceptions = [e.written(rang) for rang, e in enumerate(ecarts)]
    found = b.rule(b.year(b.programme(clause(part), *exceptions), facts), "c")

    expected: list[ResultatCellule] = []
    contradicted = False
    for commune in sorted({c for c, _ in lignes}):
        own = folded(part, [e for e in ecarts if e.ou in (PARTOUT, commune)])
        if own == "⚡":
            contradicted = True
        elif own is not None:
            cells = b.rule(b.year(b.programme(own), facts), "c").cellules
            expected += [c for c in cells if dict(c.cellule) == {"commune": commune}]
    assert list(found.cellules) == expected
    verdicts = [c.verdict for c in expected] + [Verdict.INDETERMINE] * contradicted
    assert found.verdict is worst(verdicts)
    assert bool(found.causes) == contradicted
