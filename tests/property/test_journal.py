"""Laws of the journal: the order of lines decides nothing, a determined answer holds in every completion,
the corrective mode is what a day-by-day reading of the acts gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import UniteDuree
from convrules.base.outcomes import Issue
from convrules.base.values import INCONNU, Arrondi, Cellule, Connu, Valeur
from convrules.facts.records import Faits, Ligne
from convrules.runtime.context import Contexte
from convrules.runtime.corrective import history, state_on
from convrules.runtime.decision import EtatMode
from convrules.runtime.decisions import read_decision
from runtime import build as b

D0 = date(2025, 1, 1)
DAYS = [D0 + timedelta(days=n) for n in range(1, 4)]
AU = D0 + timedelta(days=2)
ELEMENTS = ["V1", "V2"]


def acte(genre: str, rang: int, **cells: Valeur | None) -> Ligne:
    known: dict[str, Cellule] = {nom: Connu(v) for nom, v in cells.items() if v is not None}
    return Ligne(table="journal", id=str(rang), cellules={"acte": Connu(genre), **known})


def contexte(lignes: Sequence[Ligne], *clauses: ir.Clause, au: date = AU) -> Contexte:
    v = b.vacance()
    faits = Faits(bailleur="0", vacances=(v,), actes=tuple(lignes))
    return b.contexte(v, au=au.isoformat(), programme_=b.programme(*clauses), faits=faits)


# --- decisions ------------------------------------------------------------------------------
Ecrite = tuple[date | None, str | None, bool | None]
lines = st.lists(
    st.tuples(
        st.sampled_from([*DAYS, None]), st.sampled_from([*ELEMENTS, None]), st.sampled_from([True, False])
    ),
    max_size=4,
)


def answer(written: Sequence[Ecrite]) -> Issue:
    rows = [
        acte("decision", i, clause="avis", date=d, vacance=v, reponse=r)
        for i, (d, v, r) in enumerate(written)
    ]
    return read_decision("avis", contexte(rows, b.AVIS)).issue


def reference(written: Sequence[Ecrite]) -> bool | None:
    """On whole lines: the answer of the latest of V1's lines by `AU`; None when none, or two differ."""
    own = [(d, r) for d, v, r in written if v == "V1" and d is not None and d <= AU]
    latest = max((d for d, _ in own), default=None)
    found = {r for d, r in own if d == latest}
    return found.pop() if len(found) == 1 else None


def completions(written: Sequence[Ecrite]) -> list[list[Ecrite]]:
    each = [
        [(d, v, r) for d in (DAYS if day is None else [day]) for v in (ELEMENTS if el is None else [el])]
        for day, el, r in written
    ]
    return [list(found) for found in product(*each)]


@settings(max_examples=150, deadline=None)
@given(lines)
def test_a_determined_answer_is_that_of_every_completion(written: list[Ecrite]) -> None:
    found = answer(written)
    if isinstance(found, bool):
        assert {reference(whole) for whole in completions(written)} == {found}


@settings(max_examples=100, deadline=None)
@given(lines.map(lambda found: [x for x in found if None not in x]))
def test_whole_lines_give_the_latest_answer(written: list[Ecrite]) -> None:
    found = answer(written)
    assert (found if isinstance(found, bool) else None) == reference(written)


@settings(max_examples=60, deadline=None)
@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_lines_decides_nothing(written: list[Ecrite], shuffler: object) -> None:
    moved = list(written)
    shuffler.shuffle(moved)  # type: ignore[attr-defined]  # hypothesis gives a `random.Random`
    before, after = answer(written), answer(moved)
    assert (before if isinstance(before, bool) else None) == (after if isinstance(after, bool) else None)


# --- corrective mode ------------------------------------------------------------------------
EN_QPV = b.oui_non("qpv")
ENGAGEMENT = ir.Quota(
    entete=b.entete("engagement"),
    regle=ir.RegleQuota(
        sens=ir.Sens.AU_MOINS,
        taux=None,
        nombre=1,
        population=ir.Population(classes=(ir.Classe.ATTRIBUTIONS,), statut=None),
    ),
    application=ir.Application(dimensions=()),
    arrondi=Arrondi.SANS,
)
PREUVE = replace(b.AVIS, entete=b.entete("preuve"), porte_sur="convention")
HORIZON = [D0 + timedelta(days=n) for n in range(0, 14)]


def mode(depuis: date) -> ir.ModeCorrectif:
    return ir.ModeCorrectif(
        entete=b.entete("mode"),
        surveille="engagement",
        constat=ir.Periodicite(nombre=6, unite=UniteDuree.JOUR, depuis=depuis),
        impose=EN_QPV,
        fin=ir.DecisionAttendue(nom="preuve"),
    )


def day_by_day(findings: dict[date, bool], proofs: set[date], due: set[date], jour: date) -> EtatMode:
    """Read each day in turn: a proof frees in the morning, a finding binds in the evening."""
    bound, awaited = False, False
    for day in HORIZON:
        if day in proofs:
            bound = False
        if day in findings:
            awaited = False
        if day == jour:
            break
        if day in due and day not in findings and not bound:
            awaited = True
        if day in due and bound:
            awaited = False
        bound = bound or findings.get(day, False)
    if bound:
        return EtatMode.CORRECTIF
    return EtatMode.INDETERMINE if awaited else EtatMode.NORMAL


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(HORIZON), st.booleans(), max_size=4),
    st.sets(st.sampled_from(HORIZON), max_size=3),
    st.sampled_from(HORIZON),
)
def test_the_mode_is_what_a_day_by_day_reading_gives(
    findings: dict[date, bool], proofs: set[date], depuis: date
) -> None:
    proofs -= set(findings)
    rows = [
        acte("constat", i, clause="mode", date=d, resultat="manque" if missed else "tenu")
        for i, (d, missed) in enumerate(findings.items())
    ]
    rows += [acte("decision", 100 + i, clause="preuve", date=d, reponse=True) for i, d in enumerate(proofs)]
    seen = contexte(rows, mode(depuis), ENGAGEMENT, PREUVE, au=HORIZON[-1])
    clause = next(c for c in seen.programme.clauses if c.ident == "mode")
    story = history(clause, (), seen)
    due = {depuis + timedelta(days=6 * n) for n in range(4)}
    for jour in HORIZON:
        assert state_on(story, jour).etat is day_by_day(findings, proofs, due, jour), jour


def test_cells_are_known_or_not() -> None:
    """The generator writes a missing cell by leaving it out."""
    missing: Cellule = acte("decision", 0, date=None).cellule("date")
    assert missing == INCONNU
