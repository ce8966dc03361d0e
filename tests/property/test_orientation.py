"""Laws of orientation: the bound, soundness under missing facts, and no say for files or rows."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.values import INCONNU
from convrules.facts.records import Faits, Vacance
from convrules.orientation.bornes import harmonic_bound, keeps_invariant
from convrules.orientation.compilation import compile_politique
from convrules.orientation.journee import rank_day
from convrules.orientation.model import Orientation, Rangement
from convrules.orientation.politique import PolitiqueCompilee
from convrules.orientation.ranking import Bailleur
from year import build as b

AU = date(2025, 5, 1)
LIBRE = {"disponibilite": "2025-04-01", "orientation": "-", "attribution": "-", "bail": "-"}


# --- the bound ------------------------------------------------------------------------------
@st.composite
def steps(draw: st.DrawFn) -> list[list[Fraction]]:
    """Rates of k holders, another set at every step."""
    k = draw(st.integers(2, 5))
    found = []
    for _ in range(draw(st.integers(1, 25))):
        weights = draw(st.lists(st.integers(0, 9), min_size=k, max_size=k).filter(any))
        found.append([Fraction(w, sum(weights)) for w in weights])
    return found


@settings(max_examples=200, deadline=None)
@given(steps())
def test_no_deficit_exceeds_the_bound_even_if_rates_change(rates: list[list[Fraction]]) -> None:
    """The theorem itself, on numbers alone; the invariant is what the engine checks before claiming it."""
    k = len(rates[0])
    deficits = [Fraction(0)] * k
    for step in rates:
        assert keeps_invariant(deficits)
        deficits = [d + r for d, r in zip(deficits, step, strict=True)]
        deficits[deficits.index(max(deficits))] -= 1
        assert max(deficits) <= harmonic_bound(k)
        assert -min(deficits) <= 1 - Fraction(1, k)
    assert keeps_invariant(deficits)


def test_the_bound_is_attained_and_the_invariant_refuses_what_would_break_it() -> None:
    # All given rates to those not served yet: ½, then ⅓ more, with three holders.
    assert keeps_invariant([Fraction(5, 6), Fraction(-1, 6), Fraction(-2, 3)])
    # Each within the bounds of its own, yet together beyond what advice can reach.
    held = [Fraction(13, 12), Fraction(5, 12), Fraction(-3, 4), Fraction(-3, 4)]
    assert max(held) <= harmonic_bound(4) and -min(held) <= Fraction(3, 4)
    assert not keeps_invariant(held)


# --- whole days -----------------------------------------------------------------------------
ASCENSEUR = ir.Eligibilite(entete=b.entete("acces"), regle=b.champ("ascenseur"), menage=False)
NEUF = ir.Priorite(
    entete=b.entete("neufs", si=b.champ("neuf")),
    regle=ir.Ordre(etapes=(ir.Etape(compte="als"), ir.Etape(compte="les autres"))),
)
PROGRAMMES = (
    b.programme(b.part("p", b.taux("3/10")), ASCENSEUR, ident="etat", titulaire="etat"),
    b.programme(b.part("p", b.taux("1/5")), NEUF, ident="als", titulaire="als"),
    b.programme(
        b.part("p", b.taux("1/4")),
        b.part("q", b.taux("3/20"), base=b.flux(b.champ("zus"))),
        ident="commune",
        titulaire="commune",
    ),
)


def politique() -> PolitiqueCompilee:
    regle = ir.RegleQuota(sens=ir.Sens.AU_PLUS, taux=None, nombre=2, population=b.flux())
    made = ir.Politique(
        ident="pol",
        bailleur=ir.Bailleur(nom="b", siren="000000000"),
        choix=b.choix(),
        clauses=(
            ir.Reserve(entete=b.entete("garde", si=b.champ("pmr")), regle=regle),
            ir.Critere(entete=b.entete("du"), mesure=ir.Mesure.DU, poids=Fraction(1, 3)),
            ir.Critere(
                entete=b.entete("fait", si=b.champ("qpv")), mesure=ir.Mesure.REALISE, poids=Fraction(2)
            ),
        ),
        departage=ir.Ordre(etapes=(ir.Etape(compte="commune"),)),
    )
    return compile_politique(made, ())


POLITIQUES = (None, politique())
FLAGS = ("ascenseur", "neuf", "pmr", "qpv", "zus")
OUI_NON_INCONNU = st.sampled_from([True, False, "?"])


@st.composite
def landlords(draw: st.DrawFn) -> tuple[list[Vacance], PolitiqueCompilee | None]:
    rows: list[Vacance] = []
    for n in range(draw(st.integers(1, 6))):
        gone = draw(st.booleans())
        values = LIBRE | ({"orientation": "2025-04-10"} if gone else {})
        flags = {nom: draw(OUI_NON_INCONNU) for nom in FLAGS}
        account = draw(st.sampled_from(["etat", "als", "commune", "bailleur", "?"]))
        rows += b.rows(1, f"V{n}-", **values, **flags, contingent=account if gone else "?")
    return rows, draw(st.sampled_from(POLITIQUES))


def advice(rows: list[Vacance], policy: PolitiqueCompilee | None, order: int = 1) -> dict[str, Orientation]:
    landlord = Bailleur(programmes=PROGRAMMES[::order], politique=policy)
    facts = Faits(bailleur="000000000", vacances=tuple(rows[::order]), actes=())
    return {a.vacance: a for a in rank_day(landlord, facts, AU)}


@settings(max_examples=60, deadline=None)
@given(landlords())
def test_neither_files_nor_rows_have_a_say(case: tuple[list[Vacance], PolitiqueCompilee | None]) -> None:
    rows, policy = case
    assert advice(rows, policy) == advice(rows, policy, order=-1)


@settings(max_examples=60, deadline=None)
@given(landlords())
def test_nobody_is_proposed_who_is_not_eligible_for_certain(
    case: tuple[list[Vacance], PolitiqueCompilee | None],
) -> None:
    rows, policy = case
    by_id = {row.id: row for row in rows}
    for found in advice(rows, policy).values():
        lift = by_id[found.vacance].cellule("ascenseur")
        for candidat in found.candidats:
            assert candidat.rang is None or candidat.eligible is True
            # What is eligible and has no rank is so for want of facts, which are named.
            assert (
                candidat.rang is not None
                or candidat.eligible is not True
                or (candidat.causes or candidat.rang_selon)
            )
            assert (candidat.rangement is Rangement.CLASSE) == (candidat.motif is not None)
        if found.propose is not None and found.propose.ident == "etat":
            assert lift == b.cell(True)


@settings(max_examples=60, deadline=None)
@given(landlords(), st.data())
def test_a_further_fact_never_reverses_a_proposal(
    case: tuple[list[Vacance], PolitiqueCompilee | None], data: st.DataObject
) -> None:
    """On the first dwelling of the day: the next ones suppose what was advised before them. Fewer holders
    in doubt may put another one first, but only one that was in doubt and flagged."""
    rows, policy = case
    before = list(advice(rows, policy).values())
    if not before or before[0].propose is None:
        return
    first = before[0]
    flags = {nom: data.draw(st.booleans()) for nom in FLAGS}
    completed = [_complete(row, flags) if row.id == first.vacance else row for row in rows]
    after = advice(completed, policy)[first.vacance]
    flagged = {c.ident for c in first.candidats if c.viendrait_premier}
    if not any(c.compte.suppose for c in after.candidats) and after.propose is not None:
        assert after.propose.ident in {first.propose.ident, *flagged}


@settings(max_examples=60, deadline=None)
@given(landlords(), st.data())
def test_a_certain_rank_holds_whatever_the_dwelling_is(
    case: tuple[list[Vacance], PolitiqueCompilee | None], data: st.DataObject
) -> None:
    """Of one dwelling asked for, completed, the same holders being eligible."""
    rows, policy = case
    waiting = [row for row in rows if row.cellule("orientation") == b.cell("-")][:1]
    flags = {nom: data.draw(st.booleans()) for nom in FLAGS}
    for row in waiting:
        others = [r for r in rows if r.id != row.id]
        landlord, completed = Bailleur(programmes=PROGRAMMES, politique=policy), _complete(row, flags)
        made = (Faits(bailleur="000000000", vacances=(*others, r), actes=()) for r in (row, completed))
        before, after = (rank_day(landlord, f, AU, (f.vacances[-1],))[0] for f in made)
        then = {c.ident: c for c in after.candidats}
        if any(then[c.ident].eligible != c.eligible for c in before.candidats):
            continue
        for c in before.candidats:
            same = then[c.ident]
            assert c.rang is None or same.rang == c.rang
            wide, narrow = c.compte.sinons, same.compte.sinons
            assert wide is not None and narrow is not None
            assert wide.min <= narrow.min and narrow.max <= wide.max
        assert before.borne is None or before.borne == after.borne


def _complete(row: Vacance, flags: dict[str, bool]) -> Vacance:
    """Fill what is not known of the dwelling, and nothing else."""
    cells = dict(row.ligne.cellules)
    cells |= {nom: b.cell(value) for nom, value in flags.items() if cells[nom] == b.cell("?")}
    return Vacance(
        ligne=type(row.ligne)(table="vacances", id=row.id, cellules=cells), candidatures=(), refus=()
    )


@settings(max_examples=60, deadline=None)
@given(landlords(), st.data())
def test_accounts_are_what_any_completion_gives_and_order_holds(
    case: tuple[list[Vacance], PolitiqueCompilee | None], data: st.DataObject
) -> None:
    """Whatever the accounts that are not recorded turn out to be: deficits within their bounds, and of two
    that are ranked for certain the same one first."""
    rows, policy = case
    completed = []
    for row in rows:
        on = b.cell(data.draw(st.sampled_from(["etat", "als", "commune", "bailleur"])))
        missing = row.cellule("contingent") == INCONNU and row.cellule("orientation") != b.cell("-")
        cells = {**row.ligne.cellules, "contingent": on}
        completed.append(replace(row, ligne=replace(row.ligne, cellules=cells)) if missing else row)
    before, after = advice(rows, policy), advice(completed, policy)
    assert before.keys() == after.keys()
    first = next(iter(before), None)
    if first is None:
        return
    known = {c.ident: c for c in after[first].candidats}
    for c in before[first].candidats:
        bounds, then = c.compte.retards, known[c.ident].compte.retards
        assert bounds is not None and then is not None
        assert bounds.min <= then.min and then.max <= bounds.max
    if before[first].propose is not None and not before[first].variantes:
        flagged = {c.ident for c in before[first].candidats if c.viendrait_premier}
        found = after[first].propose
        assert found is not None and found.ident in {before[first].propose.ident, *flagged}
