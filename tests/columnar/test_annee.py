"""The aggregates of a year are those of the rows that `compliance` judges, whatever counts them: on cases of
the suite, and on drawn conventions and years with every kind of hole."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from columnar.annee import YearWriter
from convrules import ir
from convrules.api.essais import siblings
from convrules.api.verification import verify_paths
from convrules.columnar.atoms import Atoms
from convrules.columnar.sql.moteur_duckdb import count_in, opened
from convrules.columnar.tables import table_of
from convrules.compiler import Programme
from convrules.examples.build import build_faits
from convrules.facts.records import Faits, Vacance
from convrules.year.atteinte import with_accounts
from convrules.year.bilan import comply
from convrules.year.ensembles import terrain
from convrules.year.ensembles.agregats import aggregates
from convrules.year.ensembles.model import Agregats
from convrules.year.ensembles.requete import Compter, aggregates_by
from convrules.year.ensembles.scalaire import one_by_one
from convrules.year.model import Bilan
from convrules.year.suivi import follow_some
from test_conformance import ALL, files_of, main_files

TIRAGES = 10
PRESQUE = ("dont", "barre", "reserve", "en-cours")
"""Words of sections where rows that are read alike by one rule are not by another."""
SECTIONS = [n for n, e in enumerate(ALL) if n % 14 == 0 or any(word in e.ident for word in PRESQUE)]
Annee = tuple[tuple[Programme, ...], Faits, int, date]


def played_years(files: dict[str, str], folder: Path) -> Iterator[Annee]:
    """The cases of a repository: the landlord's conventions, its data, the year and the day."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    for report in verify_paths([folder])[0]:
        for essais in report.essais:
            programme = report.programmes[essais.convention]
            every = (programme, *siblings(programme, report.programmes.values()))
            for cas in essais.cas:
                faits = with_accounts(every, build_faits(cas, programme.convention), cas.au)
                yield every, faits, cas.annee or cas.au.year, cas.au


def drawn_years(seed: int, folder: Path) -> list[Annee]:
    writer = YearWriter(seed)
    found = list(played_years(main_files(writer.convention(), writer.case()), folder / str(seed)))
    assert found, f"seed {seed}: the text does not pass check"
    return found


@pytest.fixture(scope="session")
def compter() -> Iterator[Compter]:
    """By an engine used again: what it counted before leaves nothing behind."""
    with opened(fils=1) as made:
        yield partial(count_in, made)


def compared(found: Annee, compter: Compter) -> Counter[str]:
    """By each form; what was met."""
    programmes, faits, annee, au = found
    told = one_by_one(programmes, faits, annee, au)
    by_sets = aggregates(programmes, Atoms(table=table_of(faits, au)), annee)
    by_engine = aggregates_by(programmes, Atoms(table=table_of(faits, au)), annee, compter)
    both = zip(told.conventions, by_sets.conventions, by_engine.conventions, strict=True)
    for one, of_sets, of_engine in both:
        assert one == of_sets
        assert one == of_engine
        # Each of the rows of several statuses has a cause at least.
        assert one.incertaines <= sum(n for _, n in one.causes)
        assert all(0 < n <= one.incertaines for _, n in one.causes)
    return met_in(told, by_sets)


def met_in(told: Agregats, by_sets: Agregats) -> Counter[str]:
    met: Counter[str] = Counter()
    for one, other in zip(told.conventions, by_sets.conventions, strict=True):
        met["rows"] += one.paires
        met["apart"] += other.a_part
        for regle in one.regles:
            met["cells"] += len(regle.cellules)
            for cell in regle.cellules:
                for options, number in cell.options:
                    met[f"{len(options)} options"] += int(number)
                    met["counted alone"] += int(number) if options == ((True, False),) else 0
        for delai in one.delais:
            met.update(dict(delai.decomptes))
    return met


@pytest.mark.parametrize("rang", SECTIONS, ids=lambda n: ALL[n].ident)
def test_cases_of_the_suite(rang: int, tmp_path: Path, compter: Compter) -> None:
    for found in played_years(files_of(ALL[rang]), tmp_path):
        compared(found, compter)


def test_drawn_years(tmp_path: Path, compter: Compter) -> None:
    met: Counter[str] = Counter()
    for seed in range(TIRAGES):
        for found in drawn_years(seed, tmp_path):
            met += compared(found, compter)
    assert min(met[word] for word in MET) >= 25, met
    assert met["apart"] < met["rows"] / 2, met


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(10**6, 10**9))
def test_years_never_drawn_before(
    seed: int, tmp_path_factory: pytest.TempPathFactory, compter: Compter
) -> None:
    for found in drawn_years(seed, tmp_path_factory.mktemp("annee")):
        compared(found, compter)


FAR = (date(1850, 1, 1), date(2024, 12, 31), date(2025, 4, 15), date(2150, 12, 31))
"""Long before the data, as they begin, once a part of them has come, and on the last day there is."""


def test_days_far_from_the_data(tmp_path: Path, compter: Compter) -> None:
    """Rows of which the reference day is not known yet are judged in classes too, as the definition does."""
    met: Counter[str] = Counter()
    for seed in range(20, 24):
        for programmes, faits, annee, _ in drawn_years(seed, tmp_path):
            for au in FAR:
                met += compared((programmes, faits, annee, au), compter)
    assert met["rows"] - met["apart"] > 150, met
    assert min(met[word] for word in ("2 options", "3 options", "cells", "indetermine")) >= 25, met


MET = (
    "1 options",
    "2 options",
    "3 options",
    "cells",
    "tenu",
    "depasse",
    "en_cours",
    "sans_objet",
    "indetermine",
)


def test_they_are_the_figures_of_the_year(tmp_path: Path) -> None:
    """What `compliance` says: statuses, withdrawals, deadlines; of cells where no forecast is taken away."""
    cells = 0
    for seed in range(TIRAGES, TIRAGES + 3):
        for programmes, faits, annee, au in drawn_years(seed, tmp_path):
            bilan = comply(programmes, faits, annee, au)
            told = one_by_one(programmes, faits, annee, au)
            cells += same_figures(told, bilan)
    assert cells > 5


def same_figures(told: Agregats, bilan: Bilan) -> int:
    cells = 0
    for one, judged in zip(told.conventions, bilan.conventions, strict=True):
        assert (one.periode, one.lignes, one.statuts) == (judged.periode, judged.lignes, judged.statuts)
        assert one.retraits == tuple((r.categorie, r.realise) for r in judged.retraits)
        assert {d.clause: d.decomptes for d in one.delais} == {
            e.clause.entete.ident: e.decomptes for e in judged.echeances if isinstance(e.clause, ir.Delai)
        }
        choix = judged.convention.choix
        if choix is None or choix.soustractions is not ir.ModeSoustraction.REALISE:
            continue
        by_clause: dict[str, list[object]] = {}
        for regle in one.regles:
            figures = [(c.base, c.realise, c.du) for c in regle.cellules]
            by_clause.setdefault(regle.clause, []).extend(figures)
        for regle in judged.regles:
            shown = [
                (c.base, c.realise, c.du if c.du is not None and rate(regle.clause) else None)
                for c in regle.cellules
            ]
            known = [
                (base, done, due if rate(regle.clause) else None)  # type: ignore[misc]
                for base, done, due in by_clause.get(regle.clause.entete.ident, [])
            ]
            assert shown == known
            cells += len(shown)
    return cells


def rate(clause: ir.Part | ir.Quota) -> bool:
    """Is what is due a share of the base, whatever its number of rows?"""
    return isinstance(clause, ir.Part)


DELAI = """  - délai: rendre
    règle: proposition au plus tard 1 mois après information
    débiteur: réservataire
    à défaut: remise au bailleur, non comptée
    source: { article: "1" }
"""
QUOTA = """  - quota: signes
    règle: au moins 25 % des baux signés du {de}
    compte: baux signés du {de} où qpv
    application: ensemble
    arrondi: sans arrondi
    force: objectif
    source: {{ article: "1" }}
"""
T1 = """  - éligibilité: petits
    règle: typologie = T1
    source: { article: "1" }
"""
MARS = "en vigueur: { du: 2025-03-10, au: 2026-12-31 }\n"
APART = {
    "the end of its life": (
        (QUOTA.format(de="bailleur") + DELAI, "2025-12-31"),
        (
            "information: 2025-12-20, proposition: pas survenu, bail: 2025-12-22",
            "information: 2025-12-20, proposition: pas survenu, bail: pas survenu",
        ),
    ),
    "an effect on a letting without account": (
        (QUOTA.format(de="réservataire") + DELAI, "2025-12-31"),
        (
            "qpv: oui, bail: 2025-07-01, information: 2025-03-01, proposition: 2025-03-10",
            "qpv: oui, bail: 2025-07-01, information: 2025-03-01, proposition: 2025-05-10",
        ),
    ),
    "a day on which the convention is not in force": (
        (MARS + QUOTA.format(de="bailleur"), "2026-03-01"),
        (
            "qpv: oui, disponibilite: 2026-01-10, bail: 2025-05-01",
            "qpv: oui, disponibilite: 2025-01-10, bail: 2025-05-01",
        ),
    ),
    "a dwelling that the holder may not receive": (
        (QUOTA.format(de="réservataire") + T1, "2025-06-15"),
        (
            "qpv: oui, typologie: T1, attribution: pas survenu, bail: pas survenu",
            "qpv: oui, typologie: T2, attribution: pas survenu, bail: pas survenu",
        ),
    ),
    "whether it is let, of one that the holder may not receive": (
        (QUOTA.format(de="réservataire") + T1, "2025-06-15"),
        (
            "qpv: oui, typologie: T2, attribution: pas survenu, bail: pas survenu",
            "qpv: oui, typologie: T2, attribution: 2025-05-02, bail: pas survenu",
        ),
    ),
    "that nobody will ever live there": (
        (
            QUOTA.format(de="bailleur").replace("baux signés", "propositions").replace("où qpv", "où dalo"),
            "2025-12-31",
        ),
        ("attribution: jamais, bail: jamais", "attribution: jamais, bail: inconnu"),
    ),
    "whether it is let, of one that was given back": (
        (QUOTA.format(de="réservataire").replace("baux signés", "propositions"), "2025-06-15"),
        (
            "qpv: oui, proposition: 2025-04-01, remise: 2025-05-01, attribution: pas survenu",
            "qpv: oui, proposition: 2025-04-01, remise: 2025-05-01, attribution: 2025-05-02",
        ),
    ),
}


@pytest.mark.parametrize("nom", APART)
def test_what_tells_two_rows_apart(nom: str, tmp_path: Path, compter: Compter) -> None:
    """Two rows that one thing alone tells apart: they do not add up alike, and are counted as they are."""
    (clauses, au), rows = APART[nom]
    head, _, body = clauses.partition("  - ")
    convention = f"{head}clauses:\n  - {body}"
    alone = []
    for n, chosen in enumerate(([rows[0]], [rows[1]], list(rows))):
        said = "".join(
            f"    - {{ id: V{k}, nature: logement_ordinaire, {whole(row)} }}\n"
            for k, row in enumerate(chosen)
        )
        cas = f"- cas: deux\n  année: 2025\n  au: {au}\n  vacances:\n{said}"
        cas += "  attendu: { signes: { realise: 0 } }\n"
        (found,) = played_years(main_files(convention, cas), tmp_path / str(n))
        compared(found, compter)
        alone.append(one_by_one(*found).conventions)
    assert alone[0] != alone[1]


CLAIR = """  - part: due
    règle: 30 % des vacances dans l'assiette
    compte: attributions
    application: ensemble
    arrondi: sans arrondi
    report: aucun
    source: { article: "1" }
"""


@pytest.mark.parametrize("au", [*FAR, date(2025, 12, 31)], ids=str)
def test_the_definition_is_asked_of_one_row_of_each_class(
    au: date, tmp_path: Path, compter: Compter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the day one looks: of two hundred rows that say four things, on many days."""
    said = "".join(
        f"    - {{ id: V{n}, nature: logement_ordinaire, contingent: {('etat', 'bailleur')[n % 2]}, "
        f"qpv: {('oui', 'non')[n // 2 % 2]}, disponibilite: {day(n)}, information: {day(n)}, "
        f"proposition: {day(n + 5)}, attribution: {day(n + 9)}, bail: {day(n + 20)} }}\n"
        for n in range(200)
    )
    cas = f"- cas: deux\n  année: 2025\n  au: {au}\n  vacances:\n{said}"
    cas += "  attendu: { signes: { realise: 0 } }\n"
    clauses = CLAIR + QUOTA.format(de="bailleur") + DELAI
    head, _, body = clauses.partition("  - ")
    (found,) = played_years(main_files(f"{head}clauses:\n  - {body}", cas), tmp_path)
    compared(found, compter)
    asked: list[str] = []

    def counting(vacances: Sequence[Vacance], *rest: Any) -> Any:
        asked.extend(vacance.id for vacance in vacances)
        return follow_some(vacances, *rest)

    monkeypatch.setattr(terrain, "follow_some", counting)
    programmes, faits, annee, _ = found
    (told,) = aggregates(programmes, Atoms(table=table_of(faits, au)), annee).conventions
    assert told.paires == 200
    assert len(asked) < 50
    asked.clear()
    aggregates_by(programmes, Atoms(table=table_of(faits, au)), annee, compter)
    assert len(asked) < 50


def day(n: int) -> date:
    return date(2025, 1, 10) + timedelta(days=n)


def whole(row: str) -> str:
    return row if "disponibilite" in row else f"disponibilite: 2025-02-15, {row}"


def test_rows_that_share_an_identifier(tmp_path: Path, compter: Compter) -> None:
    """A mistake of data: any of their places is possible, and none."""
    for programmes, faits, annee, au in drawn_years(3, tmp_path):
        twice = (*faits.vacances, *faits.vacances[:6])
        compared((programmes, replace(faits, vacances=twice), annee, au), compter)


def test_more_conventions_than_one(tmp_path: Path, compter: Compter) -> None:
    """Conventions that share facts, dates and clauses, each with its own text and its own days."""
    drawn = [drawn_years(seed, tmp_path)[0] for seed in range(40, 44)]
    programmes = tuple(programme for every, *_ in drawn for programme in every)
    _, faits, annee, au = drawn[0]
    assert compared((programmes, faits, annee, au), compter)["rows"] > 100
