"""An open year: what is due to date, what the rest would bring, the best future left, by enumeration."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement, product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.outcomes import Cause
from convrules.base.values import Arrondi, round_count
from convrules.year.avancement import best_future
from convrules.year.base_vide import may_lapse
from convrules.year.bilan import comply
from convrules.year.bornes import between, exactly
from convrules.year.cadence import months_left, whole_months
from convrules.year.cellule import settle
from convrules.year.cellules import Groupe
from convrules.year.dossier import Attendu, Avenir, Dossier, Jour
from convrules.year.lues import CelluleLue
from convrules.year.model import Bornes, Verdict
from convrules.year.ouverte import Avancement, Hypothese, Methode, SansProjection
from convrules.year.rangs import CHAINE, Rang
from convrules.year.report import Regime
from year import build as b

DEBUT = date(2025, 1, 1)
JOURS = st.dates(date(2025, 1, 1), date(2025, 12, 31))
TAUX = Fraction(3, 10)


# --- the calendar -----------------------------------------------------------------------------
@given(JOURS, JOURS)
def test_months_are_counted_as_the_days_say(one, other) -> None:
    first, last = min(one, other), max(one, other)
    days = {first + timedelta(n) for n in range((last - first).days + 1)}
    whole = [
        (year, month)
        for year in (2025,)
        for month in range(1, 13)
        if all(date(year, month, n) in days for n in range(1, monthrange(year, month)[1] + 1))
    ]
    assert list(whole_months(first, last)) == whole
    after = days - {first}
    left = sum((Fraction(1, monthrange(d.year, d.month)[1]) for d in after), Fraction(0))
    assert months_left(first, last) == left


# --- a year counted by hand ---------------------------------------------------------------------
LIGNES = st.lists(
    st.tuples(
        JOURS,
        st.one_of(st.just(None), JOURS),
        st.sampled_from(["etat", "commune", "?"]),
        st.sampled_from(["location", "location", "mutation_interne", "?"]),
    ),
    max_size=7,
)
DATES = st.sampled_from([date(2025, 1, 20), date(2025, 3, 31), date(2025, 6, 30), date(2025, 11, 14)])


def vacances(lines):
    return [
        b.rows(
            1,
            f"V{n}-",
            disponibilite=dispo.isoformat(),
            attribution=max(attribution, dispo).isoformat() if attribution else "-",
            contingent=compte,
            affectation=usage,
        )[0]
        for n, (dispo, attribution, compte, usage) in enumerate(lines)
    ]


def completed(lines):
    """Every way of filling what is not known."""
    return product(
        *(
            [
                (dispo, attribution, c, u)
                for c in (("etat", "commune") if compte == "?" else (compte,))
                for u in (("location", "mutation_interne") if usage == "?" else (usage,))
            ]
            for dispo, attribution, compte, usage in lines
        )
    )


def by_hand(lines, au: date) -> tuple[int, int, dict[int, int], dict[int, int]]:
    """Base and done by the day, and by month: what is dated after the day is not there."""
    months = range(1, 13)
    base, done = dict.fromkeys(months, 0), dict.fromkeys(months, 0)
    for dispo, attribution, compte, usage in lines:
        if usage != "location":
            continue
        if dispo <= au:
            base[dispo.month] += 1
        if attribution is not None and max(attribution, dispo) <= au and compte == "etat":
            done[max(attribution, dispo).month] += 1
    return sum(base.values()), sum(done.values()), base, done


def stand(lines, au: date, hypothese: Hypothese | None = None) -> Avancement:
    prog = b.programme(b.MUTATIONS, b.part("p", b.taux("3/10")))
    given_ = {} if hypothese is None else {"hypothese": hypothese}
    bilan = comply((prog,), b.faits(vacances(lines)), 2025, au, **given_)
    (found,) = bilan.conventions[0].avancements
    return found


def hull(values) -> Bornes:
    found = [Fraction(v) for v in values]
    return between(min(found), max(found))


@settings(deadline=None, max_examples=80)
@given(LIGNES, DATES)
def test_what_is_due_to_date_is_what_every_completion_counts(lines, au) -> None:
    found = stand(lines, au)
    every = [by_hand(full, au) for full in completed(lines)]
    assert found.base == hull(base for base, *_ in every)
    assert found.du == hull(base * TAUX for base, *_ in every)
    assert found.realise == hull(done for _, done, *_ in every)
    assert found.retard == hull(base * TAUX - done for base, done, *_ in every)


@settings(deadline=None, max_examples=80)
@given(LIGNES.map(lambda rows: [r for r in rows if "?" not in r]), DATES)
def test_the_pace_is_bounded_by_the_quietest_and_the_busiest_month(lines, au) -> None:
    found = stand(lines, au)
    months = [month for _, month in whole_months(DEBUT, au)]
    if not months:
        assert found.projection is None
        assert found.sans_projection is SansProjection.PAS_DE_MOIS_ENTIER
        return
    left = months_left(au, date(2025, 12, 31))
    base, done, by_month, done_by_month = by_hand(lines, au)
    come = [by_month[m] for m in months]
    p = found.projection
    assert p is not None and p.cadence.mois == len(months)
    assert p.cadence.moyen == Fraction(sum(come), len(months)) * left
    assert p.base == between(base + min(come) * left, base + max(come) * left)
    assert p.du == between(p.base.min * TAUX, p.base.max * TAUX)
    counted = [done_by_month[m] for m in months]
    assert p.realise == between(done + min(counted) * left, done + max(counted) * left)
    assert p.cible == between(int(p.du.min), int(p.du.max))
    assert p.reste == between(max(0, p.cible.min - done), max(0, p.cible.max - done))


@settings(deadline=None, max_examples=40)
@given(LIGNES.map(lambda rows: [r for r in rows if "?" not in r]), DATES)
def test_a_mobility_rate_brings_as_many_of_each_as_so_far(lines, au) -> None:
    rate = Bornes(min=Fraction(7, 100), max=Fraction(9, 100))
    found = stand(lines, au, Hypothese(methode=Methode.MOBILITE, mobilite=rate, parc=(("etat-93", 730),)))
    met = sum(dispo <= au for dispo, *_ in lines)
    if not met:
        assert found.sans_projection is SansProjection.AUCUNE_VACANCE
        return
    base, done, *_ = by_hand(lines, au)
    days = (date(2025, 12, 31) - au).days
    p = found.projection
    assert p is not None
    flow = [r * 730 * Fraction(days, 365) for r in (rate.min, rate.max)]
    assert p.base == between(*(base + f * Fraction(base, met) for f in flow))
    assert p.realise == between(*(done + f * Fraction(done, met) for f in flow))


def test_a_mobility_rate_says_nothing_of_a_convention_whose_dwellings_are_not_declared() -> None:
    rate = Bornes(min=Fraction(8, 100), max=Fraction(8, 100))
    lines = [(date(2025, 2, 3), None, "etat", "location")]
    found = stand(
        lines, date(2025, 6, 30), Hypothese(methode=Methode.MOBILITE, mobilite=rate, parc=(("autre", 9),))
    )
    assert found.sans_projection is SansProjection.PARC_NON_DECLARE


def test_a_year_that_is_over_projects_nothing() -> None:
    prog = b.programme(b.part("p", b.taux("3/10")))
    assert comply((prog,), b.faits([]), 2025, date(2025, 12, 31)).conventions[0].avancements == ()


# --- the best future --------------------------------------------------------------------------
OPTIONS = st.frozensets(st.sampled_from(CHAINE[1:]), min_size=1)
RANGS = st.lists(OPTIONS, max_size=4).map(
    lambda drawn: tuple(
        Rang(id=f"V{n}", options=o, taux=exactly(TAUX), causes=frozenset({Cause(fait="qpv")}))
        for n, o in enumerate(drawn)
    )
)
JOURS = st.lists(
    st.tuples(st.frozensets(st.sampled_from(CHAINE), min_size=1), st.sampled_from(["0", "3/10", "1"])),
    min_size=1,
    max_size=2,
).map(
    lambda drawn: tuple(
        Jour(options=o, taux=exactly(Fraction(rate)), dates=frozenset({date(2025, 10, n)}))
        for n, (o, rate) in enumerate(drawn, 1)
    )
)
ATTENDUS = st.lists(
    st.builds(
        lambda low, more, jours: Attendu(min=low, max=low + more, selon_le_jour=jours),
        st.integers(0, 2),
        st.integers(0, 2),
        JOURS,
    ),
    min_size=1,
    max_size=2,
)


def futures(attendus):
    """(due, rows counted) of all that comes, each vacancy as it may turn out on one of its days."""
    each = [
        {
            (sum(due for _, due in turns), sum(counted for counted, _ in turns))
            for k in range(a.min, a.max + 1)
            for turns in combinations_with_replacement(
                sorted({(n, b * jour.taux.min) for jour in a.selon_le_jour for n, b in jour.options}), k
            )
        }
        for a in attendus
    ]
    for chosen in product(*each):
        yield sum(k for k, _ in chosen), sum(n for _, n in chosen)


@settings(deadline=None, max_examples=120)
@given(RANGS, ATTENDUS, st.sampled_from(list(Arrondi)), st.sampled_from(["au moins", "au plus"]))
def test_the_best_future_is_the_best_of_all_and_decides(rangs, attendus, arrondi, sens) -> None:
    regime = Regime(sens=ir.Sens(sens), arrondi=arrondi, report=None)
    dossier = Dossier(rangs=rangs, regime=regime, avenir=Avenir(clos=False, attendus=tuple(attendus)))
    sign = 1 if sens == "au moins" else -1

    def best(chosen) -> Fraction:
        n, base = sum(a for a, _ in chosen), sum(i for _, i in chosen)
        return max(
            sign * (n + counted - round_count(TAUX * base + due, arrondi))
            for due, counted in futures(attendus)
        )

    slacks = [best(chosen) for chosen in product(*(r.options for r in rangs))]
    resultat = settle(dossier, (), juge=True)
    cell = CelluleLue(
        groupe=Groupe(clef=(), surs=(), peut_etre=()), rangs=(), dossiers=(dossier,), resultat=resultat
    )
    found = best_future(cell)
    assert found is not None
    wanted = min(slacks) if max(slacks) >= 0 else max(slacks)
    assert sign * (found.fait - found.cible) == wanted
    # Of a base that is left empty nothing is asked, whatever is counted elsewhere.
    lapses, may = (may_lapse(dossier, donnees=donnees) for donnees in (False, True))
    if resultat.verdict is Verdict.HORS_D_ATTEINTE:
        assert max(slacks) < 0 and not may
    elif resultat.verdict is Verdict.EN_COURS:
        assert min(slacks) >= 0 or lapses
    elif resultat.verdict is Verdict.INDETERMINE:
        assert min(slacks) < 0 and (max(slacks) >= 0 or may)
