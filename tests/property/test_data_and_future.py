"""Rows that lack a fact and await their day: data choose first, then the future, within one row too. The
verdict of an open year is what the table makes of those of each completion of the data."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Arrondi
from convrules.year.bornes import exactly
from convrules.year.cellule import settle
from convrules.year.dossier import Avenir, Dossier
from convrules.year.model import Verdict
from convrules.year.rangs import CHAINE, Rang, told_apart
from convrules.year.report import Regime, conforms_at_least, conforms_at_most, target
from year import build as b

AU = b.day("2025-07-31")
TITULAIRE = ir.Rattachement.RESERVATAIRE
BAILLEUR = ir.Rattachement.BAILLEUR
ASSIETTE = ir.StatutPopulation.ASSIETTE
RECUES = ir.Population(classes=(ir.Classe.ATTRIBUTIONS,), statut=ASSIETTE, rattachement=TITULAIRE)
ATTRIBUEES = ir.Population(classes=(ir.Classe.ATTRIBUTIONS,), statut=ASSIETTE, rattachement=BAILLEUR)
DONT = b.quota("dont", rate="1/5", pour=b.champ("qpv"))
PROGRAMME = b.programme(
    b.MUTATIONS,
    b.part(
        "part",
        b.taux("2/5"),
        arrondi=Arrondi.SUPERIEUR,
        dont=(DONT,),
    ),
    b.quota("recues", ir.Sens.AU_PLUS, combien=1, base=RECUES),
    b.quota("deux", combien=2, base=RECUES),
    b.quota("plafond", ir.Sens.AU_PLUS, "1/2", base=b.flux(), compte=RECUES, arrondi=Arrondi.INFERIEUR),
    b.quota("public", rate="1/2", base=ATTRIBUEES, pour=b.champ("qpv")),
    b.quota("recues_en_qpv", ir.Sens.AU_PLUS, "1/2", base=RECUES, pour=b.champ("qpv")),
)
REGLES = ["part", "dont", "recues", "deux", "plafond", "public", "recues_en_qpv"]
DE_DEUX_POPULATIONS = "plafond"
LIGNES = st.lists(
    st.tuples(
        st.sampled_from(["2025-05-10", "-", "-"]),
        st.sampled_from(["etat", "commune", "?"]),
        st.sampled_from(["location", "mutation_interne", "?"]),
        st.sampled_from([True, False, "?"]),
    ),
    min_size=1,
    max_size=3,
)


def verdicts(lines) -> dict[str, Verdict]:
    vacances = [
        b.rows(1, f"V{n}-", disponibilite="2025-04-01", attribution=a, contingent=c, affectation=u, qpv=q)[0]
        for n, (a, c, u, q) in enumerate(lines)
    ]
    found = b.year(PROGRAMME, b.faits(vacances, vacances_attendues=()), au=AU)
    return {nom: b.only(found, nom).verdict for nom in REGLES}


def completed(lines):
    """Every completion of the data: the account of what is not let yet is of the future."""
    return product(
        *(
            [
                (a, c, u, q)
                for c in (("etat", "commune") if account == "?" and a != "-" else (account,))
                for u in (("location", "mutation_interne") if use == "?" else (use,))
                for q in ((True, False) if qpv == "?" else (qpv,))
            ]
            for a, account, use, qpv in lines
        )
    )


def by_the_table(found: set[Verdict]) -> Verdict:
    """Of a completion in which nothing is asked, nothing is missed."""
    asked = found - {Verdict.NON_APPLICABLE}
    if Verdict.HORS_D_ATTEINTE in found and len(found) > 1:
        return Verdict.INDETERMINE
    if Verdict.EN_COURS in asked:
        return Verdict.EN_COURS
    return next(iter(asked), Verdict.NON_APPLICABLE)


@settings(deadline=None, max_examples=150)
@given(LIGNES)
def test_the_verdict_is_what_the_table_says_of_each_completion(lines) -> None:
    found = verdicts(lines)
    each = [verdicts(full) for full in completed(lines)]
    for nom in REGLES:
        told = by_the_table({one[nom] for one in each})
        # Why not of two populations: what withdraws a row from both is met twice there, which is wider.
        wider = nom == DE_DEUX_POPULATIONS and found[nom] is Verdict.INDETERMINE
        assert found[nom] is told or wider, nom


# --- rows alone, whatever makes them ------------------------------------------------------------
DONNEE, JOUR = Cause(fait="affectation"), Cause(fait="attribution", genre=Genre.FUTUR)
RESTES = st.frozensets(st.frozensets(st.sampled_from(CHAINE), min_size=1), min_size=1, max_size=3)
RANGS = st.lists(
    st.tuples(RESTES, st.sampled_from([Fraction(1, 4), Fraction(2, 5), Fraction(1)])), max_size=3
)
OUVERT = Avenir(clos=False, attendus=())


def row(n: int, selon, taux: Fraction) -> Rang:
    options = frozenset().union(*selon)
    of_data = {DONNEE} if len(selon) > 1 else set()
    causes = frozenset(of_data | ({JOUR} if any(len(left) > 1 for left in selon) else set()))
    return Rang(
        id=f"V{n}", options=options, taux=exactly(taux), causes=causes, selon=told_apart(selon, causes)
    )


def held(rangs, chosen, how: Regime) -> bool:
    due = sum((taux for (_, taux), (_, b) in zip(rangs, chosen, strict=True) if b), Fraction(0))
    cible, done = target(how, due, Fraction(0), Fraction(0)), Fraction(sum(a for a, _ in chosen))
    compare = conforms_at_least if how.sens is ir.Sens.AU_MOINS else conforms_at_most
    return compare(cible, done, how.tolerance)


@settings(deadline=None)
@given(RANGS, st.sampled_from(list(Arrondi)), st.sampled_from([ir.Sens.AU_MOINS, ir.Sens.AU_PLUS]))
def test_data_choose_row_by_row_and_the_future_after_them(rangs, arrondi, sens) -> None:
    """A row surely in the base: the question arises."""
    rangs = [*rangs, (frozenset({frozenset({(False, True)})}), Fraction(1, 4))]
    how = Regime(sens=sens, arrondi=arrondi, report=None)
    rows = tuple(row(n, selon, taux) for n, (selon, taux) in enumerate(rangs))
    found = settle(Dossier(rangs=rows, regime=how, avenir=OUVERT, emboite=False), (), juge=True)
    each = [
        [held(rangs, chosen, how) for chosen in product(*left)]
        for left in product(*(selon for selon, _ in rangs))
    ]
    if all(all(futures) for futures in each):
        assert found.verdict is Verdict.CONFORME
    elif all(any(futures) for futures in each):
        assert found.verdict is Verdict.EN_COURS
    elif not any(any(futures) for futures in each):
        assert found.verdict is Verdict.HORS_D_ATTEINTE
    else:
        assert found.verdict is Verdict.INDETERMINE


# --- where the rules of a cell meet other doubts: never a verdict that a completion contradicts ------
PAR_COMMUNE = b.programme(
    b.MUTATIONS,
    ir.Eligibilite(entete=b.entete("qpv_seul"), regle=b.champ("qpv"), menage=False),
    b.part("part", b.taux("2/5"), application=b.chaque(b.code("commune")), arrondi=Arrondi.SUPERIEUR),
    b.quota("recues", ir.Sens.AU_PLUS, combien=0, base=RECUES, application=b.chaque(b.code("commune"))),
    b.quota("plafond", ir.Sens.AU_PLUS, "1/2", base=RECUES, pour=b.egal(b.code("typologie"), "T1")),
    b.quota("exact", ir.Sens.EXACTEMENT, combien=1, base=RECUES),
)
TROUS = {
    "attribution": ("2025-05-10", "-"),
    "qpv": (True, False),
    "typologie": ("T1", "T2"),
    "affectation": ("location", "mutation_interne"),
    "commune": ("93066", "93048"),
}
LIGNE = st.fixed_dictionaries({nom: st.sampled_from([*values, "?"]) for nom, values in TROUS.items()})
LACUNAIRES = st.lists(LIGNE, min_size=1, max_size=2)


def by_rule(lines) -> dict[str, Verdict | None]:
    vacances = [
        b.rows(1, f"V{n}-", disponibilite="2025-04-01", contingent="?", **line)[0]
        for n, line in enumerate(lines)
    ]
    found = b.year(PAR_COMMUNE, b.faits(vacances, vacances_attendues=()), au=AU)
    return {regle.clause.entete.nom: regle.verdict for regle in found.regles}


def filled(lines):
    return product(
        *(
            [
                dict(zip(line, values, strict=True))
                for values in product(*(TROUS[nom] if v == "?" else (v,) for nom, v in line.items()))
            ]
            for line in lines
        )
    )


@settings(deadline=None, max_examples=60)
@given(LACUNAIRES)
def test_no_completion_contradicts_a_verdict(lines) -> None:
    found = by_rule(lines)
    each = [by_rule(full) for full in filled(lines)]
    for nom, verdict in found.items():
        every = {one[nom] for one in each}
        if verdict in (Verdict.CONFORME, Verdict.EN_COURS):
            assert Verdict.HORS_D_ATTEINTE not in every, (nom, every)
        if verdict is Verdict.HORS_D_ATTEINTE:
            assert every == {Verdict.HORS_D_ATTEINTE}, (nom, every)
