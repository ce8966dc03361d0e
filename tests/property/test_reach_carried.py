"""All the rules at once, in the second year of a convention of which the first is judged too: each town
brings what that year left there. Held against every future of every completion of small landlords.

Vacancies may lack their town, in either year. Each completion says one, perhaps that of no other row; each
future says which dwellings come, to whom they are let, and to which household. Each is two whole years, which
are counted by hand here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.api.solveur import solver
from convrules.base.values import Arrondi, round_count
from convrules.year.bilan import comply
from convrules.year.ouverte import EtatPortee, Portee
from property.blocking import check_reach
from year import build as b

AU = b.day("2025-09-30")
ETAT, BAILLEUR = "etat", "bailleur"
ICI = ("93001", "93066")
AILLEURS = "93048"
"""A town of which no row is known to be."""
M = ir.ModeReport


@dataclass(frozen=True)
class Regles:
    """Rate, rounding and carry-over of the State's part, of each town; share of its lettings that is due to a
    public in each town (`public`), and in all (`du_tout`): one dwelling serves all three. `emboite`: the
    former is a quota within the part, which carries as it does: of the vacancies of the town."""

    part: Fraction
    arrondi: Arrondi
    report: ir.Report
    public: Fraction
    du_tout: Fraction
    emboite: bool = False


@dataclass(frozen=True)
class Vue:
    """A vacancy: the year it is of (0: the first), its town (None: not known), to whom it is let (None: to
    nobody yet), in which year (`louee`), to a household of the public."""

    annee: int
    commune: str | None
    compte: str | None
    louee: int = 0
    dalo: bool = False


@dataclass(frozen=True)
class Parc:
    """Vacancies let by the day; those that are not, by year and town; those expected: town, least number, how
    many more."""

    louees: tuple[Vue, ...]
    attente: tuple[Vue, ...]
    attendues: tuple[tuple[str, int, int], ...]

    @property
    def complet(self) -> bool:
        return all(v.commune is not None for v in (*self.louees, *self.attente))


TAUX = st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)])
REPORTS = st.one_of(
    st.sampled_from([M.AUCUN, M.SOLDE_ARRONDI, M.SOLDE_EXACT, M.FRACTIONS]).map(lambda m: ir.Report(mode=m)),
    st.builds(
        ir.Report,
        mode=st.sampled_from([M.SOLDE_ARRONDI, M.SOLDE_EXACT]),
        plafond=st.sampled_from([None, 1]),
        sens=st.sampled_from([None, *ir.SensReport]),
    ),
)
REGLES = st.builds(
    Regles,
    part=TAUX,
    arrondi=st.sampled_from([a for a in Arrondi if a is not Arrondi.SANS]),
    report=REPORTS,
    public=TAUX,
    du_tout=TAUX,
    emboite=st.booleans(),
)
COMMUNES = st.sampled_from(ICI)
COMPTES = st.sampled_from([ETAT, BAILLEUR])


def parcs(communes: st.SearchStrategy[str | None]) -> st.SearchStrategy[Parc]:
    avant = st.builds(Vue, annee=st.just(0), commune=communes, compte=COMPTES, dalo=st.booleans())
    apres = st.builds(
        Vue, annee=st.just(1), commune=communes, compte=COMPTES, louee=st.just(1), dalo=st.booleans()
    )
    waits = st.builds(
        Vue, annee=st.sampled_from([0, 1, 1]), commune=communes, compte=st.none(), louee=st.just(1)
    )
    return st.builds(
        lambda a, b, attente, attendues: Parc((*a, *b), attente, attendues),
        st.lists(avant, max_size=4),
        st.lists(apres, max_size=3),
        st.lists(waits, max_size=1).map(tuple),
        st.lists(st.tuples(COMMUNES, st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=2).map(
            tuple
        ),
    )


# --- the engine ---------------------------------------------------------------------------------
def programme(regles: Regles, *, named: bool):
    """named: is its territory told town by town?"""
    mine = b.evenements(ir.Classe.ATTRIBUTIONS, ir.Rattachement.RESERVATAIRE)
    dalo, how, each = b.champ("dalo"), {"arrondi": regles.arrondi}, {"application": b.CHAQUE_COMMUNE}
    own = {"report": regles.report, "base": b.flux()} if regles.emboite else {"base": mine, **each}
    inner = b.quota("q", rate=str(regles.public), pour=dalo, **how, **own)
    within = (replace(inner, parent="p"),) if regles.emboite else ()
    return b.programme(
        b.part("p", b.taux(str(regles.part)), report=regles.report, dont=within, **how, **each),
        *(within or (inner,)),
        b.quota("t", rate=str(regles.du_tout), base=mine, pour=dalo, **how),
        en_vigueur=ir.Validite(du=b.day("2024-01-01"), au=b.day("2026-12-31")),
        territoire=ir.Territoire(communes=frozenset(ICI)) if named else ir.Territoire(),
    )


def row(n: int, vue: Vue):
    annee = 2024 + vue.annee
    return b.rows(
        1,
        f"V{n}-",
        disponibilite=f"{annee}-02-03",
        attribution=f"{2024 + vue.louee}-03-03" if vue.compte else "-",
        contingent=vue.compte or "?",
        commune=vue.commune or "?",
        dalo=vue.dalo if vue.compte else "?",
    )[0]


def engine(regles: Regles, parc: Parc, *, named: bool = False) -> Portee | None:
    rows = [row(n, vue) for n, vue in enumerate((*parc.louees, *parc.attente))]
    days = {"du": b.day("2025-10-01"), "au": b.day("2025-12-31")}
    forecast = tuple(
        b.ligne("vacances_attendues", f"A{n}", min=low, max=low + more, commune=commune, **days)
        for n, (commune, low, more) in enumerate(parc.attendues)
    )
    facts, progs = b.faits(rows, vacances_attendues=forecast), (programme(regles, named=named),)
    before = comply(progs, facts, 2024, AU)
    return comply(progs, facts, 2025, AU, precedent=before, solveur=solver).portee


# --- every completion, every future --------------------------------------------------------------
def completions(parc: Parc) -> Iterator[Parc]:
    every = (*parc.louees, *parc.attente)
    ways = [(v,) if v.commune else tuple(replace(v, commune=c) for c in (*ICI, AILLEURS)) for v in every]
    for chosen in product(*ways):
        cut = len(parc.louees)
        yield replace(parc, louees=chosen[:cut], attente=chosen[cut:])


def let_or_not(vue: Vue) -> list[Vue]:
    let = [replace(vue, compte=c, dalo=d) for c, d in product((ETAT, BAILLEUR), (True, False))]
    return [vue, *let]


def futures(parc: Parc) -> Iterator[tuple[Vue, ...]]:
    waits = [[(v,) for v in let_or_not(vue)] for vue in parc.attente]
    comes = [
        [
            units
            for k in range(low, low + more + 1)
            for units in product(let_or_not(Vue(1, commune, None, louee=1)), repeat=k)
        ]
        for commune, low, more in parc.attendues
    ]
    for chosen in product(*waits, *comes):
        yield (*parc.louees, *(v for group in chosen for v in group))


def target(regles: Regles, due: Fraction, before: Fraction) -> Fraction:
    match regles.report.mode:
        case M.AUCUN:
            return round_count(due, regles.arrondi)
        case M.SOLDE_ARRONDI:
            return round_count(due, regles.arrondi) + before
        case _:
            return round_count(due + before, regles.arrondi)


def left(regles: Regles, due: Fraction, done: int) -> Fraction:
    """At the end of the first year, into which nothing was brought."""
    report, asked = regles.report, target(regles, due, Fraction(0))
    if report.mode in (M.AUCUN, M.FRACTIONS):
        return Fraction(0) if report.mode is M.AUCUN else due - asked
    owed = (asked if report.mode is M.SOLDE_ARRONDI else due) - done
    if report.plafond is not None:
        owed = max(-Fraction(report.plafond), min(Fraction(report.plafond), owed))
    ends = {
        None: owed,
        ir.SensReport.DEFICIT: max(Fraction(0), owed),
        ir.SensReport.EXCEDENT: min(Fraction(0), owed),
    }
    return ends[report.sens]


def met(regles: Regles, vues: Sequence[Vue], communes: Sequence[str]) -> dict[tuple[str, str], bool]:
    """Is each rule kept in the second of these years?"""
    found = {}
    mine = [v for v in vues if v.compte == ETAT and v.louee == 1 and v.commune in communes]
    for commune in communes:
        here = [v for v in vues if v.commune == commune]
        found["p", commune] = carried(regles, regles.part, here, [v for v in here if v.compte == ETAT])
        publics = [v for v in here if v.compte == ETAT and v.dalo]
        if regles.emboite:
            found["q", commune] = carried(regles, regles.public, here, publics)
        else:
            found["q", commune] = served(regles.public, [v for v in mine if v.commune == commune], regles)
    found["t", ""] = served(regles.du_tout, mine, regles)
    return found


def carried(regles: Regles, rate: Fraction, base: Sequence[Vue], counted: Sequence[Vue]) -> bool:
    """Is it kept, with what the first year leaves?"""
    due = [rate * sum(v.annee == n for v in base) for n in (0, 1)]
    done = [sum(v.louee == n for v in counted) for n in (0, 1)]
    return done[1] >= max(0, target(regles, due[1], left(regles, due[0], done[0])))


def served(rate: Fraction, base: Sequence[Vue], regles: Regles) -> bool:
    return sum(v.dalo for v in base) >= round_count(rate * len(base), regles.arrondi)


def years(regles: Regles, parc: Parc, communes: Sequence[str]) -> list[dict[tuple[str, str], bool]]:
    return [met(regles, vues, communes) for vues in futures(parc)]


DU = Regles(Fraction(1, 2), Arrondi.INFERIEUR, ir.Report(mode=M.SOLDE_ARRONDI), Fraction(1, 4), Fraction(0))


@example(
    DU,
    Parc((Vue(0, ICI[0], ETAT), Vue(0, ICI[0], BAILLEUR), Vue(1, ICI[0], ETAT, 1)), (), ((ICI[0], 1, 0),)),
    False,
)
@settings(deadline=None, max_examples=60)
@given(REGLES, parcs(COMMUNES), st.booleans())
def test_with_what_each_town_brings_what_is_said_is_what_every_future_says(regles, parc, named: bool) -> None:
    found = engine(regles, parc, named=named)
    if found is None:
        return
    assert found.seules_car is None
    check_reach(
        found,
        years(regles, parc, ICI),
        [(e.clause, dict(e.cellule).get("commune", "")) for e in found.bloquantes],
    )


@settings(deadline=None, max_examples=60)
@given(REGLES, parcs(st.sampled_from([*ICI, *ICI, None])), st.booleans())
def test_with_towns_that_lack_nothing_is_claimed_that_a_completion_denies(regles, parc, named: bool) -> None:
    found = engine(regles, parc, named=named)
    if found is None:
        return
    apart = {clause for _, clause in found.seules}
    communes = ICI if named else (*ICI, AILLEURS)
    possible = {
        any(
            all(kept for (clause, _), kept in year.items() if clause not in apart)
            for year in years(regles, completed, communes)
        )
        for completed in completions(parc)
    }
    assert found.etat is not EtatPortee.A_PORTEE or possible == {True}
    assert found.etat is not EtatPortee.HORS_D_ATTEINTE or possible == {False}
