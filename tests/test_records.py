"""Records of trees behave as the frozen dataclasses that the type checker takes them for."""

import dataclasses

import pytest

from convrules import ir
from convrules.base import records
from convrules.base.source import NOWHERE, Span, make_source


@records.dataclass(frozen=True, slots=True, kw_only=True)
class Racine:
    nom: str
    place: int = dataclasses.field(default=0, compare=False, repr=False)


@records.dataclass(frozen=True, slots=True, kw_only=True)
class Feuille(Racine):
    mots: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True)
class Figee:
    nom: str


@records.dataclass(frozen=True, slots=True, order=True)
class Rang:
    mois: int
    jour: int = 1

    def __post_init__(self) -> None:
        assert self.mois, "months begin at one"

    def __repr__(self) -> str:
        return f"{self.jour}/{self.mois}"


@records.dataclass(slots=True, kw_only=True)
class Atelier:
    nom: str
    pieces: list[str] = dataclasses.field(default_factory=list)
    total: int = dataclasses.field(init=False)


def test_fields_defaults_and_inheritance() -> None:
    feuille = Feuille(nom="a")
    assert (feuille.nom, feuille.place, feuille.mots) == ("a", 0, [])
    assert Feuille(nom="a").mots is not feuille.mots
    assert [f.name for f in dataclasses.fields(Feuille)] == ["nom", "place", "mots"]


def test_equality_and_hash_ignore_what_is_not_compared() -> None:
    assert Racine(nom="a", place=1) == Racine(nom="a", place=2)
    assert hash(Racine(nom="a", place=1)) == hash(Racine(nom="a", place=2))
    assert Racine(nom="a") != Racine(nom="b")
    assert Racine(nom="a") != Feuille(nom="a")


def test_replace_and_repr() -> None:
    assert dataclasses.replace(Racine(nom="a"), nom="b") == Racine(nom="b")
    kept = Feuille(nom="a", place=2)
    assert records.replace(kept, nom="b") == Feuille(nom="b")
    assert records.replace(kept, nom="b").place == 2 and kept.nom == "a"
    with pytest.raises(AttributeError):
        records.replace(kept, autre=1)
    assert records.replace(Figee(nom="a"), nom="b") == Figee(nom="b")
    assert repr(Racine(nom="a", place=3)) == "Racine(nom='a')"


def test_the_first_records_are_those_that_a_written_init_makes() -> None:
    @records.dataclass(slots=True, kw_only=True)
    class Essai(Racine):
        rang: int = 1
        pieces: list[str] = dataclasses.field(default_factory=list)
        suite: list[str] = dataclasses.field(default_factory=lambda: ["a"])
        tenu: bool = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            self.tenu = not self.pieces

    made = [Essai(nom="a", rang=n) for n in range(3 * records._SANS_ECRIRE)]
    assert {(e.nom, tuple(e.pieces), tuple(e.suite), e.tenu) for e in made} == {("a", (), ("a",), True)}
    assert [e.rang for e in made] == list(range(len(made)))
    assert len({id(e.suite) for e in made}) == len(made)
    assert Essai(nom="a") == Essai(nom="a", rang=1)


@pytest.mark.parametrize("values", [{}, {"nom": "a", "autre": 1}])
def test_a_wrong_call_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Racine(**values)  # type: ignore[arg-type]


def test_no_field_can_be_added() -> None:
    with pytest.raises(AttributeError):
        Racine(nom="a").autre = 1  # type: ignore[attr-defined]


def test_trees_differ_by_meaning_not_by_place() -> None:
    here = Span(source=make_source("a.yaml", "abc"), start=0, end=1)
    assert ir.Invalide(span=here) == ir.Invalide(span=NOWHERE)


def test_a_record_by_position_with_an_order_its_own_words_and_a_check() -> None:
    assert Rang(3) == Rang(3, 1) == Rang(mois=3, jour=1)
    assert sorted([Rang(3, 2), Rang(2, 9), Rang(3, 1)]) == [Rang(2, 9), Rang(3, 1), Rang(3, 2)]
    assert Rang(3, 2) >= Rang(3, 1) > Rang(2) and not Rang(2) <= Rang(1)
    assert repr(Rang(3)) == "1/3" and len({Rang(3), Rang(3, 1), Rang(4)}) == 2
    with pytest.raises(AssertionError):
        Rang(0)
    with pytest.raises(TypeError):
        _ = Rang(1) < 1  # type: ignore[operator]
    match Rang(5, 6):
        case Rang(mois, jour):
            assert (mois, jour) == (5, 6)


def test_work_under_way_is_changed_compared_and_never_hashed() -> None:
    one, two = Atelier(nom="a"), Atelier(nom="a")
    assert not hasattr(one, "total")
    one.total = two.total = 0
    assert one == two
    one.pieces.append("x")
    assert one != two
    with pytest.raises(TypeError):
        hash(one)


def written_by_the_library(cls: type) -> type:
    """A class of the same annotations, defaults and bases, by the standard decorator."""
    asked = cls.__dict__["__dataclass_fields__"]
    names = [name for name in cls.__annotations__ if name in asked]
    inside: dict[str, object] = {"__annotations__": {name: cls.__annotations__[name] for name in names}}
    for name in names:
        field = asked[name]
        given = {n: getattr(field, n) for n in ("default", "default_factory") if is_said(field, n)}
        inside[name] = dataclasses.field(**given, init=field.init, compare=field.compare, repr=field.repr)
    kw_only = any(asked[name].kw_only for name in names)
    made = type(cls.__name__, tuple(b for b in cls.__bases__ if dataclasses.is_dataclass(b)), inside)
    return dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(made)


def is_said(field: "dataclasses.Field[object]", name: str) -> bool:
    return getattr(field, name) is not dataclasses.MISSING


TOLD = ("name", "type", "default", "default_factory", "init", "repr", "compare", "kw_only")


@pytest.mark.parametrize("cls", [Racine, Feuille, Rang, Atelier, ir.Quota, ir.Champ, ir.Entre, ir.Convention])
def test_its_fields_are_those_that_the_standard_decorator_writes(cls: type) -> None:
    own, other = dataclasses.fields(cls), dataclasses.fields(written_by_the_library(cls))
    assert [[getattr(f, n) for n in TOLD] for f in own] == [[getattr(f, n) for n in TOLD] for f in other]
    assert cls.__match_args__ == written_by_the_library(cls).__match_args__  # type: ignore[attr-defined]


def test_a_default_that_all_would_share_is_refused() -> None:
    @records.dataclass(slots=True, kw_only=True)
    class Partagee:
        mots: list[str] = []  # noqa: RUF012 the mistake

    with pytest.raises(AssertionError, match="mots"):
        Partagee()
