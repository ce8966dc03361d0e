"""What is worked out on plain numbers, days and words is what the scalar evaluator says, row by row; that one
is asked where the row leaves something open."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Evenement, connu
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TDate,
    TEvenement,
    TNombre,
    TTexte,
)
from convrules.columnar.atoms import Atoms, asked_of
from convrules.columnar.numbers import Bounded, is_sum
from convrules.columnar.reach import reach
from convrules.columnar.tables import table_of
from convrules.facts.records import Faits, Ligne, Vacance
from convrules.runtime.context import Contexte
from convrules.runtime.scalar import evaluate_issue
from year import build as b

AU = date(2025, 6, 30)
V = ir.Niveau.VACANCE
COMMUNE, TYPE = (ir.Champ(nom=nom, niveau=V, type=TCode(nom)) for nom in ("commune", "typologie"))
BATIMENT = ir.Champ(nom="batiment", niveau=V, type=TTexte())
NOMBRE = TNombre(entier=True)
ETAGE, SURFACE = (ir.Champ(nom=nom, niveau=V, type=NOMBRE) for nom in ("etage", "surface"))
LIVRAISON = ir.Champ(nom="livraison", niveau=V, type=TDate())
LIBRE, INFORME = (ir.Champ(nom=nom, niveau=V, type=TEvenement()) for nom in ("liberation", "information"))
MOTS = {
    COMMUNE: ("93048", "75056", "75101", "75102", "69123", "69381"),
    TYPE: ("T1", "T2", "T3"),
    BATIMENT: ("A", "é", "e\u0301", " A "),
}
JOURS = tuple(AU + timedelta(days=n) for n in (-40, -1, 0, 1, 40))


def fixed(valeur: str | int | date) -> ir.Expr:
    if isinstance(valeur, str):
        return ir.Litteral(valeur=valeur, type=TTexte())
    if isinstance(valeur, date):
        return ir.Litteral(valeur=valeur, type=TDate())
    return ir.Litteral(valeur=Fraction(valeur), type=NOMBRE)


def named(draw: st.DrawFn, expr: ir.Expr) -> ir.Expr:
    return ir.Nomme(nom="d", expr=expr) if draw(st.booleans()) else expr


@st.composite
def sums(draw: st.DrawFn) -> ir.Expr:
    """The days between two, or sums and differences of numbers, of sums, of what is fixed."""
    if draw(st.booleans()):
        days = st.sampled_from((LIBRE, INFORME, LIVRAISON))
        term: ir.Expr = ir.Calcul(
            operateur=ir.Operateur.MOINS, gauche=draw(days), droite=draw(days), type=NOMBRE
        )
    else:
        parts = st.sampled_from((ETAGE, SURFACE, fixed(2), ir.Oppose(operande=ETAGE)))
        op = draw(st.sampled_from((ir.Operateur.PLUS, ir.Operateur.MOINS)))
        term = ir.Calcul(operateur=op, gauche=SURFACE, droite=named(draw, draw(parts)), type=NOMBRE)
    if draw(st.booleans()):
        term = ir.Calcul(operateur=ir.Operateur.MOINS, gauche=ETAGE, droite=term, type=NOMBRE)
    return named(draw, term)


@st.composite
def atoms(draw: st.DrawFn) -> ir.Expr:
    form = draw(st.sampled_from(("mot", "mots", "jour", "jours", "nombre", "entre", "quotient", "ecart")))
    op = draw(st.sampled_from(tuple(ir.Comparateur)))
    if form in ("mot", "mots"):
        champ = draw(st.sampled_from(tuple(MOTS)))
        words = [fixed(w) for w in draw(st.lists(st.sampled_from(MOTS[champ]), min_size=1, max_size=3))]
        operand = named(draw, champ)
        if form == "mots":
            return ir.Dans(operande=operand, ensemble=tuple(words))
        op = draw(st.sampled_from((ir.Comparateur.EGAL, ir.Comparateur.DIFFERENT)))
        a, c = (operand, words[0]) if draw(st.booleans()) else (words[0], operand)
        return ir.Comparaison(operateur=op, gauche=a, droite=c)
    if form in ("jour", "jours"):
        champ = draw(st.sampled_from((LIVRAISON, LIBRE, INFORME)))
        days = [fixed(draw(st.sampled_from(JOURS))) for _ in range(2)]
        if form == "jours":
            return ir.Entre(operande=named(draw, champ), bas=days[0], haut=days[1])
        other = draw(st.sampled_from((days[0], LIBRE, LIVRAISON)))
        a, c = (champ, other) if draw(st.booleans()) else (other, champ)
        return ir.Comparaison(operateur=op, gauche=a, droite=c)
    term: ir.Expr = draw(st.sampled_from((ETAGE, SURFACE)))
    if form == "quotient":
        term = ir.Calcul(operateur=ir.Operateur.DIVISE, gauche=SURFACE, droite=ETAGE, type=NOMBRE)
    if form == "ecart":
        term = draw(sums())
    low, high = (fixed(draw(st.integers(-3, 3))) for _ in range(2))
    if form == "entre":
        return ir.Entre(operande=term, bas=low, haut=high)
    other = draw(st.sampled_from((low, low, ETAGE)))
    a, c = (term, other) if draw(st.booleans()) else (other, term)
    return ir.Comparaison(operateur=op, gauche=a, droite=c)


OUVERTES: tuple[Cellule, ...] = (INCONNU, SANS_OBJET, Erreur("illisible"))


@st.composite
def rows(draw: st.DrawFn) -> Vacance:
    days = st.sampled_from(JOURS)
    not_yet = Evenement(debut=AU + timedelta(days=1), fin=None, jamais=True, ouvert=True)
    month = Connu(Evenement(debut=JOURS[0], fin=JOURS[1], jamais=False, ouvert=False))
    cells: dict[str, Cellule] = {}
    known: dict[str, st.SearchStrategy[Cellule]] = {
        champ.nom: st.sampled_from(words).map(Connu) for champ, words in MOTS.items()
    }
    known |= {champ.nom: st.integers(-3, 3).map(lambda n: Connu(Fraction(n))) for champ in (ETAGE, SURFACE)}
    known[LIVRAISON.nom] = days.map(Connu)
    for champ in (LIBRE, INFORME):
        known[champ.nom] = days.map(lambda d: Connu(connu(d))) | st.sampled_from((Connu(not_yet), month))
    for nom in ("bail", "retrait", "abandon"):
        known[nom] = st.just(Connu(not_yet)) | days.map(lambda d: Connu(connu(d)))
    for nom, strategy in known.items():
        cells[nom] = draw(strategy | st.sampled_from(OUVERTES))
    return Vacance(
        ligne=Ligne(table="vacances", id=f"V{draw(st.integers(0, 10**9))}", cellules=cells),
        logement=None,
        programme=None,
        candidatures=(),
        refus=(),
        droits=(),
        previsions=(),
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=9), st.lists(atoms(), min_size=1, max_size=4))
def test_quick_answers_are_those_of_the_evaluator(found: Sequence[Vacance], asked: Sequence[ir.Expr]) -> None:
    """Looked up row by row, then on rows that are laid: of all the table, and of some of it."""
    faits = Faits(bailleur="000000000", vacances=tuple(found), actes=())
    programme = b.programme(b.part())
    kept = Atoms(table=table_of(faits, AU))

    def see(rank: int) -> Contexte:
        return Contexte(programme=programme, au=AU, jour=AU, vacance=found[rank], faits=faits)

    every, some = list(range(len(found))), list(range(1, len(found)))
    for expr in asked:
        read = reach(ir.walk(expr), frozenset())
        assert read is not None, "each reads facts of the row alone"
        said = [evaluate_issue(expr, see(rank)) for rank in every]
        fixed = asked_of(expr)
        if isinstance(fixed, Bounded) and is_sum(fixed.term):
            for domain in (every, some, every):
                vector = kept.summed(fixed, read, see, domain)
                assert vector is not None, "these are whole numbers"
                bits = [vector.at(1 << n) for n in reversed(range(len(domain)))]
                assert bits == [said[rank] for rank in domain], (expr, domain)
        answer = None if fixed is None else kept.answer(fixed, read, see, said.__getitem__)
        if answer is not None:
            for domain in (every, some):
                for turn in range(3):
                    vector = kept.vector(answer, domain)
                    bits = [vector.at(1 << n) for n in reversed(range(len(domain)))]
                    assert bits == [said[rank] for rank in domain], (expr, domain, turn)
            continue
        quick = kept.quick(expr)
        assert quick is not None, "each of these is a comparison of facts"
        assert fixed is None, "one with what is fixed is answered whole"
        for held, told in zip(quick, said, strict=True):
            assert held == 2 or told is (held == 0), expr
