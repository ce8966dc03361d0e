"""What a repository became, kept as data: the same tree again, or nothing at all."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from columnar.drawing import Writer
from convrules.api import acquis, arbres
from convrules.api.cache import Cache
from convrules.api.constats import Ecriture
from convrules.api.load import Depot, load_depot
from convrules.api.model import Acquis, Verifie
from convrules.api.rayon import Rayon
from convrules.api.verification import check_depot
from convrules.base.dates import Calendrier
from convrules.base.records import replace
from convrules.base.source import make_source
from convrules.examples.build import build_faits
from convrules.runtime.vacance import evaluate_vacance
from convrules.year.atteinte import with_accounts
from test_conformance import ALL, files_of, main_files

CONVENTIONS = Path(__file__).parents[1] / "conventions"
LIVRES = sorted(p.parent for p in CONVENTIONS.rglob("convrules.toml"))
FERIES = [date(2025, 1, 1), date(2025, 4, 18), date(2025, 5, 27), date(2025, 12, 26), date(2026, 3, 3)]
PLAINS = (str, int, type(None), date, Fraction, Enum, frozenset, *arbres.DE_TYPE)


def written(folder: Path, files: Mapping[str, str]) -> Depot:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return load_depot(folder)


def both(depot: Depot) -> tuple[Verifie, Acquis]:
    """The repository checked, and the same out of what is kept."""
    found = check_depot(depot)
    return found, again(found)


def again(found: Verifie) -> Acquis:
    text = acquis.told(found)
    assert text is not None
    kept = acquis.recalled(text, found.depot)
    assert kept is not None
    return kept


def whole(found: Any) -> Any:
    """What is made when it is first asked for."""
    return dict(found) if isinstance(found, Mapping) else tuple(found)


def said(found: Acquis) -> list[object]:
    """Its findings, with all that each is made of."""
    work = Ecriture(Rayon(found.depot).shown)
    return [*map(work.constat, found.diagnostics), *found.diagnostics]


def assert_same(one: Acquis, other: Acquis) -> set[str]:
    """Equal in everything, places and what is shared included. Returns the names of the classes met."""
    met: set[str] = set()
    there: dict[int, object] = {}
    here: dict[int, object] = {}
    names = (f.name for f in fields(Acquis) if f.name not in ("depot", "diagnostics"))
    left: list[tuple[Any, Any, str]] = [(whole(getattr(one, n)), whole(getattr(other, n)), n) for n in names]
    assert said(one) == said(other)
    while left:
        a, b, where = left.pop()
        assert type(a) is type(b), where
        if isinstance(a, PLAINS) or (isinstance(a, tuple | Mapping) and not a):
            assert a == b and (isinstance(a, frozenset) or repr(a) == repr(b)), where
            met.add(type(a).__name__)
            continue
        known = id(a) in there
        # Shared there as here, and apart there as here.
        assert there.setdefault(id(a), b) is b and here.setdefault(id(b), a) is a, where
        if known:
            continue
        if isinstance(a, Calendrier):
            assert [*map(a.est_ferie, FERIES)] == [*map(b.est_ferie, FERIES)], where
        elif isinstance(a, Mapping):
            assert list(a) == list(b), where
            left += ((a[key], b[key], f"{where}[{key}]") for key in a)
        elif isinstance(a, tuple):
            assert len(a) == len(b), where
            left += ((x, y, f"{where}[{n}]") for n, (x, y) in enumerate(zip(a, b, strict=True)))
        elif is_dataclass(a):
            met.add(type(a).__name__)
            left += ((getattr(a, f.name), getattr(b, f.name), f"{where}.{f.name}") for f in fields(a))
        else:
            assert a == b, where
    return met


# --- the same tree ----------------------------------------------------------------------------
@pytest.mark.parametrize("folder", LIVRES, ids=lambda folder: folder.name)
def test_whatever_ships(folder: Path) -> None:
    assert len(assert_same(*both(load_depot(folder)))) > 30


@pytest.mark.parametrize("rank", range(len(ALL)), ids=lambda n: ALL[n].ident)
def test_every_example_of_the_suite(rank: int, tmp_path: Path) -> None:
    found = check_depot(written(tmp_path, files_of(ALL[rank])))
    if found.programmes:
        assert_same(found, again(found))


RECORDS = {name: kind for name, kind in arbres.CLASSES.items() if is_dataclass(kind)}


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_every_class(name: str) -> None:
    kind = RECORDS[name]
    made = object.__new__(kind)
    for f in fields(kind):
        setattr(made, f.name, arbres.REFAITS.get(kind, {}).get(f.name, f"{name}.{f.name}"))
    data = json.loads(json.dumps(arbres.written((made, made), lambda nom: None)))
    one, other = arbres.read(data, lambda nom: None)
    assert one is other and type(one) is kind
    for f in fields(kind):
        assert getattr(one, f.name) == getattr(made, f.name), f.name


def test_every_field_is_written() -> None:
    """Or made again by name; a new field is one or the other."""
    assert len(RECORDS) > 100
    for name, kind in RECORDS.items():
        again = {*arbres.REFAITS.get(kind, {})}
        assert {*arbres.fields_of(kind)} == {f.name for f in fields(kind)} - again, name
    assert {k.__name__ for k in arbres.REFAITS} == {"Programme"}


def test_one_field_forgotten_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison above sees every field of every class that it meets."""
    depot = load_depot(CONVENTIONS / "exemples" / "anticipation")
    found, kept = both(depot)
    met = assert_same(found, kept)
    fields_of, forgotten = arbres.fields_of, 0
    for kind in (arbres.CLASSES[name] for name in sorted(met & arbres.CLASSES.keys())):
        for name in fields_of(kind) if is_dataclass(kind) else ():
            with monkeypatch.context() as patch:
                patch.setattr(
                    arbres,
                    "fields_of",
                    lambda k, kind=kind, name=name: tuple(
                        n for n in fields_of(k) if k is not kind or n != name
                    ),
                )
                text = acquis.told(found)
                kept = acquis.recalled(text, depot) if text is not None else None
                forgotten += 1
                if kept is not None:
                    with pytest.raises((AssertionError, AttributeError)):
                        assert_same(found, kept)
    assert forgotten > 100


def decided(depot: Depot) -> int:
    """Decisions of every case, by the programmes of one and of the other."""
    found, kept = both(depot)
    number = 0
    for essais in found.essais:
        for cas in essais.cas:
            one, other = found.programmes[essais.convention], kept.programmes[essais.convention]
            faits = build_faits(cas, one.convention)
            for vacance in faits.vacances:
                judged = [
                    evaluate_vacance(p, vacance, cas.au, faits=with_accounts((p, *p.voisins), faits, cas.au))
                    for p in (one, other)
                ]
                assert judged[0] == judged[1]
                number += 1
    return number


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_drawn_conventions_are_the_same_and_decide_the_same(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    writer = Writer(seed)
    files = main_files(writer.convention(), writer.case())
    depot = written(tmp_path_factory.mktemp("tirage"), files)
    assert_same(*both(depot))
    assert decided(depot) > 10


@pytest.mark.parametrize("depot", ["oph-plaine-nord", "paris", "socle-cch"])
def test_what_ships_decides_the_same(depot: str) -> None:
    assert decided(load_depot(CONVENTIONS / "exemples" / depot)) > 5


# --- texts that are not as most ---------------------------------------------------------------
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_marks(tmp_path: Path, end: str, mark: str) -> None:
    files = files_of(ALL[0])
    folder = tmp_path / "depot"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes((mark + content.replace("\n", end)).encode())
    found, kept = both(load_depot(folder))
    assert_same(found, kept)
    (programme,) = kept.programmes.values()
    assert programme.convention.span.source.text.count("\n") == files["convention.yaml"].count("\n")


def test_a_source_of_which_only_some_lines_are_kept_is_not_written() -> None:
    with pytest.raises(arbres.NonEcrit):
        arbres.written((make_source("x", "a\nb", (3, 9)),), lambda nom: None)


@pytest.mark.parametrize("value", [1.5, b"x", [1], object(), frozenset({1}), {1: 1.5}])
def test_what_has_no_form_is_not_written(value: object) -> None:
    with pytest.raises(arbres.NonEcrit):
        arbres.written((value,), lambda nom: None)


def test_true_is_not_one() -> None:
    values = (True, 1, 0, False, None, "1", "")
    again = arbres.read(json.loads(json.dumps(arbres.written(values, lambda nom: None))), lambda nom: None)
    assert [*map(repr, again)] == [*map(repr, values)]


# --- what is no entry -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def petit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Depot, bytes]:
    depot = written(tmp_path_factory.mktemp("petit"), files_of(ALL[0]))
    text = acquis.told(replace(check_depot(depot), diagnostics=()))
    assert text is not None
    return depot, text


def test_an_entry_with_one_byte_changed_or_cut_short_is_none(
    petit: tuple[Depot, bytes], tmp_path: Path
) -> None:
    _, text = petit
    cache = Cache(tmp_path)
    cache.keep("cle", text)
    (entry,) = tmp_path.iterdir()
    whole = entry.read_bytes()
    assert cache.recall("cle") == text and isinstance(json.loads(whole), list)
    for n in range(len(whole)):
        if n % 9 == 0 or n > len(whole) - 9:
            entry.write_bytes(whole[:n])
            assert cache.recall("cle") is None
        entry.write_bytes(whole[:n] + bytes([whole[n] ^ 1 << n % 8]) + whole[n + 1 :])
        assert cache.recall("cle") is None
    entry.write_bytes(whole + b"\n")
    assert cache.recall("cle") is None
    entry.rename(tmp_path / "autre.json")
    (tmp_path / "autre.json").write_bytes(whole)
    assert cache.recall("autre") is None


ETRANGERS = (
    *(b"", b"{", b"\xff", b"[]", b"{}", b"null", b"1", b'"x"', b"NaN", b"[" * 100_000),
    b'{"textes":[],"nombres":[],"fractions":[],"jours":[],"codes":[],"sources":[],"classes":[],'
    b'"composes":[],"racine":0}',
)


@pytest.mark.parametrize("text", ETRANGERS)
def test_foreign_data_are_none(petit: tuple[Depot, bytes], text: bytes) -> None:
    assert acquis.recalled(text, petit[0]) is None


BIZARRES = (None, -1, 10**12, 1.5, "x", [], {}, [[]], [-1], True)


def places(data: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [trail] if trail else []
    each = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return found + [place for key, value in each for place in places(value, (*trail, key))]


def test_data_of_another_shape_never_raise(petit: tuple[Depot, bytes]) -> None:
    """At each place of an entry, something else. Whoever writes a seal is believed, yet nothing breaks."""
    depot, text = petit
    for rank, trail in enumerate(places(json.loads(text))):
        data = json.loads(text)
        holder = data
        for key in trail[:-1]:
            holder = holder[key]
        holder[trail[-1]] = BIZARRES[rank % len(BIZARRES)]
        acquis.recalled(json.dumps(data).encode(), depot)
        if isinstance(holder, dict):
            del holder[trail[-1]]
            assert acquis.recalled(json.dumps(data).encode(), depot) is None
