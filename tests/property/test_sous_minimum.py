"""« À compléter d'abord » of a cell that may be under its minimum: what is told of a row, held against the
interval that the engine tells of the cell once the row is completed, in every way."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Arrondi
from convrules.compiler import Programme
from convrules.year.bornes import ZERO, exactly, hull_known
from convrules.year.dossier import Attendu, Avenir, Dossier, Jour, Retenue
from convrules.year.minimum import gap_and_due, settle_at_least
from convrules.year.model import Bornes, ResultatCellule
from convrules.year.rangs import CHAINE, Rang, Rangs
from convrules.year.report import Regime
from convrules.year.sous_minimum import with_narrowing
from playing import tirages
from year import build as b

MANQUE, A_VENIR = (frozenset({Cause(fait="qpv", genre=g)}) for g in (Genre.MANQUANT, Genre.FUTUR))
QUART = exactly(Fraction(1, 4))
TAUX = [QUART, QUART, exactly(Fraction(1)), Bornes(min=Fraction(1, 5), max=Fraction(7, 10))]
OPTIONS = st.frozensets(st.sampled_from(CHAINE), min_size=1)
RANGS = st.lists(
    st.tuples(OPTIONS, st.sampled_from(TAUX), st.sampled_from([1, 1, 1, 2]), st.booleans()),
    min_size=1,
    max_size=5,
)
ATTENDUS = Attendu(
    min=0, max=2, selon_le_jour=(Jour(options=frozenset({(False, True), (True, True)}), taux=QUART),)
)
AVENIRS = st.sampled_from(
    [
        *[Avenir(clos=True)] * 3,
        Avenir(clos=True, suites=MANQUE),
        Avenir(clos=False),
        Avenir(clos=False, attendus=()),
        Avenir(clos=False, attendus=(ATTENDUS,)),
    ]
)
PREVISIONS = st.builds(
    Retenue,
    prevu=st.sampled_from([ZERO, ZERO, exactly(1), exactly(2), Bornes(min=Fraction(0), max=Fraction(2))]),
    taux=st.sampled_from([QUART, exactly(Fraction(1, 2))]),
    regularisation=st.sampled_from([ZERO, ZERO, exactly(Fraction(1, 2)), exactly(Fraction(-1, 2))]),
)


def rows(drawn: list[tuple[frozenset[tuple[bool, bool]], Bornes, int, bool]], *, clos: bool) -> list[Rang]:
    return [
        Rang(id=f"V{n}", options=o, taux=t, causes=A_VENIR if ahead and not clos else MANQUE, poids=p)
        for n, (o, t, p, ahead) in enumerate(drawn)
    ]


def ways(rang: Rang) -> list[Rang]:
    """The row completed in every way; a rate is at either end, or between."""
    middle = (rang.taux.min + rang.taux.max) / 2
    return [
        replace(rang, options=frozenset({option}), taux=exactly(taux), causes=frozenset())
        for option in rang.options
        for taux in ({rang.taux.min, middle, rang.taux.max} if option[1] else {rang.taux.min})
    ]


def told(dossier: Dossier) -> ResultatCellule:
    return with_narrowing([dossier], settle_at_least(dossier, (), juge=True))


def width(bornes: Bornes | None) -> Fraction:
    assert bornes is not None
    return bornes.max - bornes.min


def widths(cell: ResultatCellule) -> dict[str, Fraction]:
    return {nom: width(getattr(cell, nom)) for nom in ("ecart", "realise", "base", "du")}


@settings(deadline=None, max_examples=tirages(800))
@given(RANGS, AVENIRS, PREVISIONS, st.integers(1, 5), st.sampled_from([None, None, None, Fraction(2)]))
def test_what_a_row_narrows_is_what_completing_it_narrows(drawn, avenir, retenue, minimum, nombre) -> None:
    rangs = rows(drawn, clos=avenir.clos)
    if nombre is not None:
        # A number that is asked has no rate; nor are withdrawals forecast of it.
        rangs, retenue = [replace(rang, taux=ZERO) for rang in rangs], Retenue()
    regime = Regime(
        sens=ir.Sens.AU_MOINS,
        arrondi=Arrondi.SANS,
        report=None,
        minimum=Fraction(minimum),
        nombre=nombre,
    )
    dossier = Dossier(rangs=rangs, regime=regime, avenir=avenir, retenue=retenue, emboite=False)
    found = told(dossier)
    assert gap_and_due(dossier) == (found.ecart, found.du)
    before, lines = widths(found), {row.vacance: row for row in (*found.a_completer, *found.lignes_a_venir)}
    for place, rang in enumerate(rangs):
        done = [(*rangs[:place], way, *rangs[place + 1 :]) for way in ways(rang)]
        after = [widths(told(replace(dossier, rangs=one))) for one in done]
        for nom, was in before.items():
            narrowed = {was - one[nom] for one in after}
            if min(narrowed) < 0:
                # A stated limit: what is told once it is completed may be wider than completions make it, of
                # an open year, where a row counts for more than one, withdrawals are not known or a gap is an
                # advance.
                heavy, planned = max(r.poids for r in rangs) > 1, retenue.prevu.valeur
                assert not avenir.clos or heavy or planned is None or retenue.regularisation.min < 0
                continue
            line = lines.get(rang.id)
            if line is None:
                assert narrowed == {0}
            elif line.au_plus:
                assert max(narrowed) <= getattr(line, nom)
            else:
                assert narrowed == {getattr(line, nom)}
            if line is not None and retenue.regularisation.min >= 0:
                assert max(narrowed) == getattr(line, nom)


@settings(deadline=None, max_examples=tirages(800))
@given(RANGS, PREVISIONS, st.integers(1, 5))
def test_the_gap_and_the_due_are_those_of_completions(drawn, retenue, minimum) -> None:
    """Of a year that is over, of rows that count for one; withdrawals take off less than rows owe."""
    rangs = rows([(options, taux, 1, False) for options, taux, _, _ in drawn], clos=True)
    known = exactly(retenue.prevu.valeur or 0)
    settled = exactly(abs(retenue.regularisation.min))
    retenue = Retenue(prevu=known, taux=exactly(Fraction(1, 5)), regularisation=settled)
    regime = Regime(sens=ir.Sens.AU_MOINS, arrondi=Arrondi.SANS, report=None, minimum=Fraction(minimum))
    dossier = Dossier(rangs=rangs, regime=regime, avenir=Avenir(clos=True), retenue=retenue, emboite=False)
    every = [gap_and_due(replace(dossier, rangs=list(one))) for one in product(*map(ways, rangs))]
    gaps, dues = zip(*every, strict=True)
    assert gap_and_due(dossier) == (hull_known(gaps), hull_known(dues))


@settings(deadline=None, max_examples=tirages(200))
@given(RANGS, AVENIRS, PREVISIONS, st.integers(1, 5))
def test_rows_read_alike_are_told_as_if_they_were_apart(drawn, avenir, retenue, minimum) -> None:
    apart = rows([one for one in drawn for _ in range(2)], clos=avenir.clos)
    lots = tuple((a, (a.id, c.id)) for a, c in zip(apart[::2], apart[1::2], strict=True))
    regime = Regime(sens=ir.Sens.AU_MOINS, arrondi=Arrondi.SANS, report=None, minimum=Fraction(minimum))
    dossier = Dossier(rangs=apart, regime=regime, avenir=avenir, retenue=retenue, emboite=False)
    assert told(dossier) == told(replace(dossier, rangs=Rangs(lots)))


# --- the whole year ---------------------------------------------------------------------------
FAITS: dict[str, tuple[object, ...]] = {
    "qpv": (True, False),
    "premier_quartile": (True, False),
    "contingent": ("etat", "bailleur"),
    "affectation": ("location", "mutation_interne"),
}
JOURS = ("2025-02-03", "2025-05-05")
LIGNES = st.lists(
    st.fixed_dictionaries(
        {nom: st.sampled_from(("?", "?", *valeurs)) for nom, valeurs in FAITS.items()}
        | {"disponibilite": st.sampled_from(JOURS)}
    ),
    min_size=1,
    max_size=4,
)
Lignes = list[dict[str, object]]


def programme(minimum: int, **keys: object) -> Programme:
    least = b.litteral(minimum)
    hors_qpv = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR, ir.Non(operande=b.champ("qpv")))
    within = replace(b.quota("dont", base=b.flux(), pour=b.champ("premier_quartile")), parent="p")
    life = ir.Validite(du=b.day("2025-04-01"), au=None)
    late = replace(b.quota("tard", base=b.flux(), pour=b.champ("qpv"), en_vigueur=life), parent="p")
    part = b.part("p", b.taux("3/10"), dont=(within, late))
    quota = b.quota("q", base=hors_qpv, pour=b.champ("premier_quartile"))
    both = (replace(clause, base_minimale=least) for clause in (part, quota))
    return b.programme(b.MUTATIONS, *both, **keys)


def cells_of(prog: Programme, lines: Lignes, au: str, **tables: object) -> dict[str, ResultatCellule]:
    days = {"attribution": "2025-06-10", "bail": "2025-06-20", "commune": "93066"}
    vacances = [b.rows(1, f"V{n}-", **days, **line)[0] for n, line in enumerate(lines)]
    bilan = b.year(prog, b.faits(vacances, **tables), au=b.day(au))
    return {regle.clause.entete.ident: regle.cellules[0] for regle in bilan.regles if regle.cellules}


@settings(deadline=None, max_examples=tirages(60))
@given(LIGNES, st.integers(1, 4), st.sampled_from(["2025-12-31", "2025-12-31", "2025-06-30"]))
def test_completing_a_row_of_a_year_narrows_each_rule_by_what_was_told(lines, minimum, au) -> None:
    prog = programme(minimum)
    before = cells_of(prog, lines, au)
    for place, line in enumerate(lines):
        missing = [nom for nom, valeur in line.items() if valeur == "?"]
        for values in product(*(FAITS[nom] for nom in missing)):
            filled = line | dict(zip(missing, values, strict=True))
            after = cells_of(prog, [*lines[:place], filled, *lines[place + 1 :]], au)
            for nom, cell in before.items():
                told_of = {row.vacance: row for row in cell.a_completer}.get(f"V{place}-1")
                narrowed = width(cell.ecart) - (width(after[nom].ecart) if nom in after else 0)
                if told_of is None:
                    # Of a quota that begins in the year, a row of its part alone may decide of its minimum.
                    assert narrowed == 0 or nom == "tard"
                elif told_of.au_plus:
                    assert narrowed <= told_of.ecart
                else:
                    assert narrowed == told_of.ecart


REGULARISEE = {
    "choix": b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE, rattachement="attribution"),
    "en_vigueur": ir.Validite(du=b.day("2024-01-01"), au=b.day("2026-12-31")),
}
SUR_DEUX_ANS = st.lists(
    st.tuples(
        st.sampled_from(["2024-03-01", "2025-03-01", "?"]),
        st.sampled_from(["location", "mutation_interne", "?"]),
        st.sampled_from(["etat", "bailleur", "?"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=tirages(60))
@given(SUR_DEUX_ANS, st.integers(0, 2), st.integers(1, 3))
def test_a_gap_to_settle_narrows_at_most_what_was_told(lines, forecast, minimum) -> None:
    prog = programme(minimum, **REGULARISEE)
    tables = {
        "soustractions": tuple(
            b.ligne("soustractions", f"{year}", annee=year, categorie="mutation", nombre=n)
            for year, n in ((2024, forecast), (2025, 0))
        )
    }

    def judged(rows: list[tuple[str, str, str]]) -> ResultatCellule:
        given_rows = [
            b.rows(1, f"V{n}-", disponibilite="2024-02-01", attribution=day, affectation=use, contingent=who)
            for n, (day, use, who) in enumerate(rows)
        ]
        known = {"disponibilite": "2024-02-01", "attribution": "2024-02-01"}
        given_rows.append(b.rows(1, "W", affectation="location", contingent="etat", **known))
        every = [row for rows_ in given_rows for row in rows_]
        return b.only(b.year(prog, b.faits(every, **tables)), "p")

    before = judged(lines)
    told_of = {int(row.vacance[1]): row for row in before.a_completer}
    for place, line in enumerate(lines):
        known = (("2024-03-01", "2025-03-01"), ("location", "mutation_interne"), ("etat", "bailleur"))
        for filled in product(*((v,) if v != "?" else values for v, values in zip(line, known, strict=True))):
            after = judged([*lines[:place], filled, *lines[place + 1 :]])
            narrowed, row = width(before.ecart) - width(after.ecart), told_of.get(place)
            if row is None or not row.au_plus:
                assert narrowed == (row.ecart if row is not None else 0)
            else:
                assert narrowed <= row.ecart
