"""Conventions shared out among processes: the year that one process finds alone, and nothing left behind."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import year.build as b
from convrules import api, ir
from convrules.api import processus
from convrules.api.dossier import Dossier
from convrules.api.processus import (
    Equipe,
    ProcessusPerdu,
    Textes,
    TravailEnEchec,
    possible,
    shares_of,
    sharing,
)
from convrules.base.records import replace
from convrules.cli.main import run
from convrules.compiler import Programme, compile_convention
from convrules.facts.readers.reserve import Reserve
from convrules.facts.records import Place
from convrules.year import bilan
from convrules.year.bilan import comply
from convrules.year.model import Bilan, BilanConvention
from convrules.year.travaux import Travail, one_by_one

EXEMPLE = Path(__file__).parent.parent / "conventions" / "exemples" / "oph-plaine-nord"
AU = date(2026, 1, 5)
MERE = os.getpid()

# --- the same year ----------------------------------------------------------------------------
JOURS = ("2025-03-01", "2025-06-01", "2025-11-20", "?")
FAITS = {
    "commune": ("93001", "93048", "93066"),
    "contingent": ("etat", "commune", "als", "?"),
    "dalo": (True, False, "?"),
} | dict.fromkeys(("disponibilite", "information", "proposition", "attribution"), JOURS)
LIGNE = st.fixed_dictionaries({nom: st.sampled_from(valeurs) for nom, valeurs in FAITS.items()})
CASCADE = ir.Imputation(
    entete=b.entete("cascade", si=b.champ("dalo")),
    regle=ir.Ordre(etapes=(ir.Etape(compte="commune", limite=1), ir.Etape(compte="etat"))),
)


def holder(type_: str, *clauses: ir.Clause) -> Programme:
    part = b.part("p", b.taux("1/3"), application=b.chaque(b.code("commune")))
    return compile_convention(b.convention(part, *clauses, ident=f"{type_}-93", titulaire=type_), ())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LIGNE, max_size=8), st.sampled_from([(), (CASCADE,)]), st.integers(2, 4))
def test_a_year_drawn_is_the_same(
    lignes: list[dict[str, object]], clauses: tuple[ir.Clause, ...], nombre: int
) -> None:
    """By cell, with holes; with a ledger of all conventions, and without."""
    programmes = [holder("etat", *clauses), holder("commune"), holder("als")]
    faits = b.faits([v for n, row in enumerate(lignes) for v in b.rows(1, f"V{n}-", **row)])
    equipe = sharing(faits, programmes, nombre)
    assert isinstance(equipe, Equipe)
    assert comply(programmes, faits, 2025, AU, repartir=equipe) == comply(programmes, faits, 2025, AU)


def texts() -> Textes[BilanConvention]:
    return Textes[BilanConvention](lambda b: f"{b.convention.ident} é")


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    found = api.open_dossier(EXEMPLE, ())
    assert isinstance(found, Dossier)
    return found


@pytest.fixture(scope="module")
def alone(dossier: Dossier) -> tuple[Bilan, Textes[BilanConvention]]:
    """The years of the example, which one process judges in ten seconds."""
    told = texts()
    return api.comply(dossier, 2025, AU, 2024, processus=1, textes=told), told


def test_each_convention_is_told_by_whoever_judges_it(
    dossier: Dossier, alone: tuple[Bilan, Textes[BilanConvention]]
) -> None:
    shared = texts()
    bilan_ = api.comply(dossier, 2025, AU, 2024, processus=3, textes=shared)
    assert list(shared.told() or ()) == [f"{b.convention.ident} é" for b in bilan_.conventions]
    assert alone[1].told() is None


def test_the_years_of_the_example(dossier: Dossier, alone: tuple[Bilan, Textes[BilanConvention]]) -> None:
    expected, _ = alone
    shared = api.comply(dossier, 2025, AU, 2024, processus=3)
    assert shared == expected and len(shared.conventions) >= 3 and shared.precedents
    for one, other in zip(shared.conventions, expected.conventions, strict=True):
        assert one.convention is other.convention
        assert all(
            mine.clause is theirs.clause for mine, theirs in zip(one.regles, other.regles, strict=True)
        )


@pytest.mark.parametrize("nombre", [1, 3])
def test_how_far_the_years_are_is_told(
    nombre: int, dossier: Dossier, alone: tuple[Bilan, Textes[BilanConvention]]
) -> None:
    """Never less than before; all is done at the end, of the last year and not of the first."""
    told: list[tuple[int, int]] = []
    found = api.comply(dossier, 2025, AU, 2024, processus=nombre, avancer=lambda *d: told.append(d))
    assert found == alone[0]
    shares = [Fraction(*one) for one in told]
    assert shares == sorted(shares) and shares[0] < Fraction(1, 2) in shares and shares[-1] == 1


def test_what_each_process_has_done_counts_for_all() -> None:
    told: list[tuple[int, int]] = []
    waits: list[Callable[[], object]] = [lambda: time.sleep(1), *[lambda: None] * 3]
    pieces = [Travail(one, lambda: 5) for one in waits]
    assert list(Equipe(nombre=2, communs=(), avancer=lambda *d: told.append(d))(pieces)) == [None] * 4
    # This one sleeps over its first piece, while its copy does its two.
    assert told == [(15, 20), (20, 20), (20, 20)]


# --- who does what ----------------------------------------------------------------------------
@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(1, 5))
def test_each_work_is_done_once_and_no_process_has_much_more(weights: list[int], number: int) -> None:
    shares = shares_of(weights, number)
    assert sorted(rank for share in shares for rank in share) == list(range(len(weights)))
    assert all(share for share in shares) and len(shares) == min(number, len(weights))
    loads = [sum(max(1, weights[rank]) for rank in share) for share in shares]
    assert max(loads) - min(loads) <= max(1, *weights)


def test_copies_do_their_share() -> None:
    pids = list(Equipe(nombre=3, communs=())(works(*[os.getpid] * 7)))
    assert len(set(pids)) == 3 and MERE in pids


def test_what_is_not_worth_a_copy_or_does_not_bear_one(tmp_path: Path) -> None:
    few = b.faits(b.rows(3))
    assert sharing(few, (), None) is one_by_one and sharing(few, (), 1) is one_by_one
    assert possible(few) and not possible(replace(few, vacances_attendues=()))
    reserve = Reserve("logements", limite=1)
    for n in range(3):
        reserve.keep(replace(b.ligne("logements", f"L{n}"), place=Place(fichier="l.csv", ligne=n)))
    on_disk = replace(few, logements=reserve.rows(lambda ligne: ligne))
    assert not possible(on_disk) and sharing(on_disk, (), 2) is one_by_one


def test_as_many_as_processors_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processus, "PEU", 2)
    for here, taken in (({0}, 1), ({0, 1}, 2), (set(range(64)), processus.PLUSIEURS)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, here=here: here)
        equipe = sharing(b.faits(b.rows(3)), (), None)
        assert (equipe.nombre if isinstance(equipe, Equipe) else 1) == taken


# --- what goes wrong --------------------------------------------------------------------------
def works(*faire: Callable[[], object]) -> Sequence[Travail[object]]:
    return [Travail(one, lambda: 1) for one in faire]


def fault() -> object:
    return 1 / 0 if os.getpid() != MERE else None


def lost() -> object:
    if os.getpid() != MERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return None


def full() -> object:
    if os.getpid() != MERE:
        raise OSError(28, "No space left on device")
    return None


@pytest.mark.parametrize(
    ("work", "expected"), [(fault, TravailEnEchec), (lost, ProcessusPerdu), (full, ProcessusPerdu)]
)
def test_a_copy_that_fails_is_told(work: Callable[[], object], expected: type[Exception]) -> None:
    with pytest.raises(expected) as told:
        list(Equipe(nombre=2, communs=())(works(*[work] * 4)))
    if isinstance(told.value, TravailEnEchec):
        assert told.value.erreur == "ZeroDivisionError"
        assert any(place.startswith("processus.py:") for place in told.value.lieux)


def test_an_interruption_leaves_no_copy(tmp_path: Path) -> None:
    met = tmp_path / "pid"

    def work() -> None:
        if os.getpid() != MERE:
            met.write_text(str(os.getpid()))
            time.sleep(20)
        while not met.exists() or not met.read_text():
            time.sleep(0.01)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Equipe(nombre=2, communs=())(works(work, work)))
    with pytest.raises(ProcessLookupError):
        os.kill(int(met.read_text()), 0)


COMMANDE = ["compliance", "--depot", str(EXEMPLE), "--year", "2025", "--as-of", "2026-01-05"]


def broken(monkeypatch: pytest.MonkeyPatch, break_: Callable[[], object]) -> None:
    judge = bilan._judge

    def patched(*given: object) -> object:
        break_()
        return judge(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bilan, "_judge", patched)


def test_the_command_reports_a_bug_of_a_copy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, fault)
    assert run([*COMMANDE, "--processus", "2"]) == 3
    err = capsys.readouterr().err
    assert "Erreur interne" in err and "ZeroDivisionError" in err and "bilan.py:" in err


def test_the_command_says_that_a_copy_was_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, lost)
    assert run([*COMMANDE, "--processus", "2"]) == 2
    assert "--processus 1" in capsys.readouterr().err


def interrupted() -> object:
    raise KeyboardInterrupt


@pytest.mark.parametrize("number", ["1", "2"])
def test_the_command_says_that_it_was_interrupted(
    number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, interrupted)
    assert run([*COMMANDE, "--processus", number]) == 130
    assert "Interrompu." in capsys.readouterr().err


def test_the_command_says_that_one_process_is_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(os, "fork")
    assert run([*COMMANDE, "--processus", "2"]) in (0, 1)
    assert "un seul juge l'année" in capsys.readouterr().err


@pytest.mark.parametrize("engine", [(), ("--engine", "colonnes")])
def test_the_command_writes_the_same_bytes(
    engine: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    written = []
    for number in ("1", "3"):
        assert run([*COMMANDE, *engine, "--format", "json", "--processus", number]) in (0, 1)
        written.append(capsys.readouterr().out)
    assert written[0] == written[1] and len(written[0]) > 1000


def test_an_engine_that_has_one_process_takes_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*COMMANDE, "--engine", "scalaire", "--processus", "2"]) == 2
    assert "--processus ne va qu'avec --engine colonnes" in capsys.readouterr().err
