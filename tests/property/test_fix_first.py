"""« À compléter d'abord »: what completing one row alone narrows, held against every completion."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause, Genre
from convrules.base.values import Arrondi
from convrules.facts.records import Vacance
from convrules.year.bornes import exactly
from convrules.year.cellule import settle
from convrules.year.dossier import Avenir, Dossier, Retenue
from convrules.year.model import Bornes, ResultatCellule
from convrules.year.rangs import CHAINE, Rang
from convrules.year.report import Regime
from playing import tirages
from year import build as b

CAUSE = frozenset({Cause(fait="qpv")})
TAUX = [Bornes(min=Fraction(n, 10), max=Fraction(m, 10)) for n, m in ((0, 0), (3, 3), (10, 10), (2, 7))]
LIGNES = st.lists(
    st.tuples(st.frozensets(st.sampled_from(CHAINE), min_size=1), st.sampled_from(TAUX), st.integers(1, 3)),
    max_size=5,
).map(
    lambda drawn: tuple(
        Rang(id=f"V{n}", options=o, taux=t, causes=CAUSE, poids=p) for n, (o, t, p) in enumerate(drawn)
    )
)
REGIMES = st.builds(
    Regime,
    sens=st.sampled_from(list(ir.Sens)),
    arrondi=st.sampled_from(list(Arrondi)),
    report=st.just(None),
)


def cell(rangs: tuple[Rang, ...], regime: Regime) -> ResultatCellule:
    return settle(Dossier(rangs=rangs, regime=regime, avenir=Avenir(clos=True), emboite=False), (), juge=True)


def each(rang: Rang) -> list[Rang]:
    """The row completed, in every way; a rate is at either end, or between."""
    rates = {rang.taux.min, rang.taux.max, (rang.taux.min + rang.taux.max) / 2}
    return [
        replace(rang, options=frozenset({option}), taux=exactly(taux))
        for option in rang.options
        for taux in (rates if option[1] else {rang.taux.min})
    ]


def widths(rangs: tuple[Rang, ...]) -> dict[str, Fraction]:
    """Of what is done, the base, the due and the slack, over every completion of every row."""
    found: dict[str, list[Fraction]] = {"realise": [], "base": [], "du": [], "ecart": []}
    for chosen in product(*(each(r) for r in rangs)):
        done = base = due = Fraction(0)
        for rang in chosen:
            ((counted, inside),) = rang.options
            done += rang.poids * counted
            base += rang.poids * inside
            due += rang.poids * rang.taux.min * inside
        for nom, valeur in zip(found, (done, base, due, done - due), strict=True):
            found[nom].append(valeur)
    return {nom: max(every) - min(every) for nom, every in found.items()}


@settings(deadline=None, max_examples=60)
@given(LIGNES, REGIMES)
def test_what_a_row_narrows_is_what_every_completion_of_it_narrows(rangs, regime) -> None:
    found, before = cell(rangs, regime), widths(rangs)
    assert found.ecart is not None
    assert found.ecart.max - found.ecart.min == before["ecart"]
    for ligne in found.a_completer:
        place = next(n for n, r in enumerate(rangs) if r.id == ligne.vacance)
        told = {nom: getattr(ligne, nom) for nom in before}
        for completed in each(rangs[place]):
            after = widths((*rangs[:place], completed, *rangs[place + 1 :]))
            assert {nom: before[nom] - after[nom] for nom in before} == told
    kept = [(-ligne.ecart, len(ligne.causes), ligne.vacance) for ligne in found.a_completer]
    assert kept == sorted(kept)
    settled = {r.id for r in rangs} - {ligne.vacance for ligne in found.a_completer}
    assert all(len(each(r)) == 1 or len(set(r.options)) == 1 for r in rangs if r.id in settled)


@settings(deadline=None, max_examples=100)
@given(LIGNES, REGIMES, st.integers(1, 5), st.sampled_from([Fraction(3, 10), Fraction(1, 5)]))
def test_where_the_due_stops_at_nothing_what_is_told_holds(rangs, regime, forecast, first) -> None:
    """As many withdrawals are forecast as may be more than the rows: the due and the base are not below 0."""
    retenue = Retenue(prevu=exactly(forecast), taux=exactly(first))

    def widths_of(rows: tuple[Rang, ...]) -> dict[str, Fraction]:
        found: dict[str, list[Fraction]] = {"realise": [], "base": [], "du": [], "ecart": []}
        for chosen in product(*(each(r) for r in rows)):
            options = [next(iter(r.options)) for r in chosen]
            done = sum(r.poids * a for r, (a, _) in zip(chosen, options, strict=True))
            base = sum(r.poids * b_ for r, (_, b_) in zip(chosen, options, strict=True)) - forecast
            due = sum(r.poids * r.taux.min * b_ for r, (_, b_) in zip(chosen, options, strict=True))
            due = max(Fraction(0), due - first * forecast)
            values = (done, max(0, base), due, done - due)
            for nom, valeur in zip(found, values, strict=True):
                found[nom].append(Fraction(valeur))
        return {nom: max(every) - min(every) for nom, every in found.items()}

    dossier = Dossier(rangs=rangs, regime=regime, avenir=Avenir(clos=True), retenue=retenue, emboite=False)
    found, before = settle(dossier, (), juge=True), widths_of(rangs)
    assert found.ecart is not None and found.ecart.max - found.ecart.min == before["ecart"]
    told = {ligne.vacance: ligne for ligne in found.a_completer}
    for place, rang in enumerate(rangs):
        after = [widths_of((*rangs[:place], done, *rangs[place + 1 :])) for done in each(rang)]
        for nom in before:
            narrowed = {before[nom] - one[nom] for one in after}
            if rang.id not in told:
                assert narrowed == {0}
            elif told[rang.id].au_plus:
                assert max(narrowed) == getattr(told[rang.id], nom)
            else:
                assert narrowed == {getattr(told[rang.id], nom)}


# --- the whole year ---------------------------------------------------------------------------
FAITS = {
    "qpv": (True, False),
    "premier_quartile": (True, False),
    "contingent": ("etat", "commune", "bailleur"),
    "affectation": ("location", "mutation_interne"),
}
JOURS = {"disponibilite": "2025-02-03", "attribution": "2025-05-02", "bail": "2025-06-02", "commune": "93066"}
ANNEES = st.lists(
    st.fixed_dictionaries({nom: st.sampled_from(("?", "?", *valeurs)) for nom, valeurs in FAITS.items()}),
    min_size=1,
    max_size=4,
)


def programmes():
    hors_qpv = b.evenements(ir.Classe.BAUX, ir.Rattachement.BAILLEUR, ir.Non(operande=b.champ("qpv")))
    return [
        b.programme(
            b.MUTATIONS,
            b.part("p", b.taux(rate)),
            b.quota("q", base=hors_qpv, pour=b.champ("premier_quartile")),
            ident=f"{titulaire}-93",
            titulaire=titulaire,
        )
        for titulaire, rate in (("etat", "3/10"), ("commune", "1/5"))
    ]


def slacks(vacances: list[Vacance]) -> dict[tuple[str, str], Bornes]:
    found = {}
    for bilan in b.whole(programmes(), b.faits(vacances)).conventions:
        for regle in bilan.regles:
            (only,) = regle.cellules
            assert only.ecart is not None
            found[bilan.convention.ident, regle.clause.entete.ident] = only.ecart
    return found


@settings(deadline=None, max_examples=tirages(40))
@given(ANNEES)
def test_completing_a_row_of_a_year_narrows_each_rule_by_what_was_told(lines) -> None:
    def vacances(given):
        return [b.rows(1, f"V{n}-", **JOURS, **line)[0] for n, line in enumerate(given)]

    before = slacks(vacances(lines))
    for bilan in b.whole(programmes(), b.faits(vacances(lines))).conventions:
        widest = [row.reductions[0].ligne.ecart for row in bilan.a_completer]
        assert widest == sorted(widest, reverse=True)
        for row in bilan.a_completer:
            place = int(row.vacance[1])
            missing = [nom for nom, valeur in lines[place].items() if valeur == "?"]
            for values in product(*(FAITS[nom] for nom in missing)):
                filled = lines[place] | dict(zip(missing, values, strict=True))
                after = slacks(vacances([*lines[:place], filled, *lines[place + 1 :]]))
                for nom in ("p", "q"):
                    key = bilan.convention.ident, nom
                    narrowed = (before[key].max - before[key].min) - (after[key].max - after[key].min)
                    told = [r.ligne.ecart for r in row.reductions if r.clause == nom]
                    assert [narrowed] == (told or [0])


REGULARISEE = b.programme(
    b.MUTATIONS,
    b.part("p", b.taux("3/10")),
    choix=b.choix(soustractions=ir.ModeSoustraction.PREVISION_REGULARISEE),
    en_vigueur=ir.Validite(du=b.day("2024-01-01"), au=b.day("2026-12-31")),
)
SUR_DEUX_ANS = st.lists(
    st.tuples(
        st.sampled_from(["2024-03-01", "2025-03-01"]),
        st.sampled_from(["location", "mutation_interne", "?"]),
        st.sampled_from(["etat", "commune", "?"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None, max_examples=tirages(60))
@given(SUR_DEUX_ANS, st.integers(0, 2))
def test_a_row_of_the_year_before_narrows_the_gap_of_its_forecast(lines, forecast) -> None:
    """No withdrawal is forecast for the year itself: its own rows narrow what they do of any base."""

    def judged(given) -> ResultatCellule:
        vacances = [
            b.rows(1, f"V{n}-", disponibilite=day, attribution=day, affectation=use, contingent=account)[0]
            for n, (day, use, account) in enumerate(given)
        ]
        # A vacancy of 2024 that is known: otherwise nothing would say that there were any.
        known = {"disponibilite": "2024-02-01", "attribution": "2024-02-01"}
        vacances += b.rows(1, "W", affectation="location", contingent="etat", **known)
        numbers = {"2024": forecast, "2025": 0}
        rows = tuple(
            b.ligne("soustractions", year, annee=int(year), categorie="mutation", nombre=n)
            for year, n in numbers.items()
        )
        return b.only(b.year(REGULARISEE, b.faits(vacances, soustractions=rows)), "p")

    before = judged(lines)
    width = before.ecart.max - before.ecart.min
    assert sum(row.ecart for row in before.a_completer) == width
    told = {int(row.vacance[1]): row for row in before.a_completer}
    for place, (day, use, account) in enumerate(lines):
        for u in ("location", "mutation_interne") if use == "?" else (use,):
            for c in ("etat", "commune") if account == "?" else (account,):
                after = judged([*lines[:place], (day, u, c), *lines[place + 1 :]]).ecart
                narrowed = width - (after.max - after.min)
                assert narrowed == (told[place].ecart if place in told else 0)


def test_what_is_still_to_happen_is_narrowed_at_most() -> None:
    """The district is missing and the lease not signed: in the district, nothing stays open; outside, the
    lease does."""
    prog = programmes()[0]
    rows = b.rows(
        1,
        disponibilite="2025-02-03",
        attribution="2025-03-02",
        bail="-",
        affectation="location",
        contingent="etat",
        qpv="?",
        premier_quartile="?",
        commune="93066",
    )
    (row,) = b.year(prog, b.faits(rows), au=b.day("2025-06-30")).a_completer
    assert [(r.clause, r.ligne.au_plus) for r in row.reductions] == [("q", True)]
    assert {c.genre for c in row.causes} == {Genre.MANQUANT}
