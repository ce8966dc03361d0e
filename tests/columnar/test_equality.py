"""Sets of rows, and an engine of databases, give row by row what the scalar evaluator gives: on every case of
the suite, and on drawn conventions and tables with every kind of hole."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from columnar.drawing import ALWAYS, HEAD, Writer, text
from convrules.api.essais import siblings
from convrules.api.verification import verify_paths
from convrules.base.outcomes import NON_APPLICABLE, Indetermine
from convrules.columnar.atoms import Atoms
from convrules.columnar.en_colonnes import INDETERMINEE, SANS_OBJET, STATUTS, ReponsesEnColonnes
from convrules.columnar.sql.answers import Bits, answered
from convrules.columnar.sql.lookups import lookups
from convrules.columnar.sql.model import MOT, Consultation
from convrules.columnar.sql.moteur_duckdb import judge_in, opened
from convrules.columnar.statuses import Reponse, Reponses, Work, answer_of, statuses
from convrules.columnar.tables import table_of
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.facts.records import Faits
from convrules.runtime.decision import Decision, Statut
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from playing import une_sur
from test_conformance import ALL, files_of, main_files

DRAWS = 60
Juger: TypeAlias = Callable[[Consultation], Bits]
Dite: TypeAlias = tuple[tuple[Statut, ...], int, str | None, set[str]]
"""Of a row: its possible statuses, its eligibility as a number, the first clause not met, what is missing."""


@pytest.fixture(scope="session")
def judge() -> Iterator[Juger]:
    """By an engine used again: what it judged before leaves nothing behind."""
    with opened(fils=1) as made:
        yield partial(judge_in, made)


def compared(programmes: Sequence[Programme], faits: Faits, au: date, judge: Juger | None) -> Counter[str]:
    """Every row of the data under every convention, judged by each form; how many were judged together, and
    what they said. judge: an engine; None leaves it out."""
    atoms = Atoms(table=table_of(faits, au))
    engine = (
        _by_engine(programmes, atoms, judge)
        if judge is not None
        else [statuses(programme, atoms) for programme in programmes]
    )
    met: Counter[str] = Counter()
    decided: dict[int, list[Decision]] = {}
    for programme, by_engine in zip(programmes, engine, strict=True):
        found = statuses(programme, atoms)
        assert found.rangs == by_engine.rangs
        assert set(found.a_part) == set(by_engine.a_part)
        if id(programme) not in decided:
            decided[id(programme)] = [evaluate_vacance(programme, v, au, faits=faits) for v in faits.vacances]
        for rank, decision in enumerate(decided[id(programme)]):
            vacance = faits.vacances[rank]
            assert (rank in found.rangs) == (decision.territoire is not False), vacance.id
            if rank in found.rangs:
                answer = answer_of(decision)
                assert found.at(rank) == answer, vacance.id
                assert by_engine.at(rank) == answer, vacance.id
                met["one by one" if rank in found.a_part else "together"] += 1
                met[f"éligible {decision.eligible!r}"[:15]] += 1
                met[" ou ".join(answer.statuts)] += 1
        columns, others = (ReponsesEnColonnes(jugees=answers) for answers in (found, by_engine))
        assert in_words(columns) == [as_words(found.at(rank)) for rank in found.rangs]
        for name in ("clauses", "faits", "statuts", "eligible", "refus", "manques"):
            assert getattr(columns, name) == getattr(others, name), name
    return met


def in_words(columns: ReponsesEnColonnes) -> list[Dite]:
    """What the numbers of each row stand for."""
    rows = zip(columns.statuts, columns.eligible, columns.refus, columns.manques, strict=True)
    return [
        (
            tuple(statut for n, statut in enumerate(STATUTS) if statuts >> n & 1),
            eligible,
            columns.clauses[refus - 1] if refus else None,
            {fait for n, fait in enumerate(columns.faits) if manques >> n & 1},
        )
        for statuts, eligible, refus, manques in rows
    ]


def as_words(answer: Reponse | None) -> Dite:
    assert answer is not None
    match answer.eligible:
        case Indetermine(causes=causes):
            number, lacking = INDETERMINEE, {cause.fait for cause in causes}
        case eligible:
            number, lacking = (SANS_OBJET if eligible is NON_APPLICABLE else int(eligible is True)), set()
    return answer.statuts, number, answer.refus, lacking


def _by_engine(programmes: Sequence[Programme], atoms: Atoms, judge: Juger) -> Sequence[Reponses]:
    consultation = lookups(programmes, atoms)
    apart = [
        {rank: Work(programme=programme, atoms=atoms).one(rank) for rank in declared.a_part}
        for programme, declared in zip(programmes, consultation.conventions, strict=True)
    ]
    return answered(consultation, judge(consultation), apart)


@pytest.mark.parametrize("rang", une_sur(3, len(ALL)), ids=lambda n: ALL[n].ident)
def test_every_case_of_the_suite(rang: int, tmp_path: Path, judge: Juger) -> None:
    """By the columns, each; by the engine too, one in two: drawn conventions all go through it."""
    for programme, faits, au in played(files_of(ALL[rang]), tmp_path):
        compared([programme], faits, au, judge if rang % 6 == 0 else None)


def drawn(seed: int, folder: Path) -> list[tuple[Programme, Faits, date]]:
    writer = Writer(seed)
    folder = folder / str(seed)
    folder.mkdir()
    found = list(played(main_files(writer.convention(), writer.case()), folder))
    assert found, f"seed {seed}: the text does not pass check"
    return found


def test_drawn_conventions(tmp_path: Path, judge: Juger) -> None:
    met: Counter[str] = Counter()
    for seed in range(DRAWS):
        for programme, faits, au in drawn(seed, tmp_path):
            met += compared([programme], faits, au, judge)
    assert met["together"] > 700 and met["one by one"] > 100
    assert min(met[word] for word in EVERY) >= 20, met


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(10**6, 10**9))
def test_conventions_never_drawn_before(
    seed: int, tmp_path_factory: pytest.TempPathFactory, judge: Juger
) -> None:
    for programme, faits, au in drawn(seed, tmp_path_factory.mktemp("tirage")):
        compared([programme], faits, au, judge)


def test_the_text_of_the_day(tmp_path: Path, judge: Juger) -> None:
    """Rows that say the same of the facts, before and after a parameter changes and the convention begins."""
    rules = (("champ", "petit", "surface <= plafond"), ("éligibilité", "bas", "etage <= etages ou qpv"))
    clauses = "".join(
        text([f"- {kind}: {nom}", f"  règle: {rule}", '  source: { article: "1" }'])
        for kind, nom, rule in rules
    )
    convention = f"en vigueur: {{ du: 2025-03-10, au: 2026-12-31 }}\n{HEAD}clauses:\n{clauses}{ALWAYS}"
    for programme, faits, au in played(main_files(convention, Writer(7).case(80)), tmp_path):
        assert compared([programme], faits, au, judge)["together"] > 20


def test_more_conventions_than_a_word_holds(tmp_path: Path, judge: Juger) -> None:
    """Conventions that share facts, clauses and causes, each on its own bit of two words."""
    played_ = [drawn(seed, tmp_path)[0] for seed in range(DRAWS, DRAWS + 6)]
    programmes = [programme for programme, _, _ in played_] * 12
    assert len(programmes) > MOT
    _, faits, au = played_[0]
    met = compared(programmes, faits, au, judge)
    assert met["together"] > 800


EVERY = (
    *("éligible True", "éligible False", "éligible NON_AP", "éligible Indete"),
    *("hors_champ", "soustrait", "dans_l_assiette", "hors_champ ou soustrait ou dans_l_assiette"),
)


def played(files: dict[str, str], folder: Path) -> Iterator[tuple[Programme, Faits, date]]:
    """The cases of a repository: the convention each is about, and its data."""
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    for report in verify_paths([folder])[0]:
        for essais in report.essais:
            programme = report.programmes[essais.convention]
            others = siblings(programme, report.programmes.values())
            for cas in essais.cas:
                faits = build_faits(cas, programme.convention)
                yield programme, with_accounts((programme, *others), faits, cas.au), cas.au
