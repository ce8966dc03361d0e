"""Checked trees as plain data and back: what a repository became, kept so that it is not read again.

Values are told once, in lists by kind; records by class, one column for each field, every cell the rank of a
value. Nothing is imported or called by a name that stands in the data: classes come from a closed table, and
one whose fields are no longer those written refuses the whole. Records are made empty then filled a column at
a time, without a step in Python for each cell. What two places share is one record again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import accumulate, repeat
from operator import attrgetter
from sys import intern
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from convrules.base import dates, saisons, values
from convrules.base.source import Source, Span, make_source
from convrules.compiler import model
from convrules.ir import clauses, controles, expressions, files, politique, sentences

MODULES: Final = (
    values, dates, saisons, expressions, sentences, clauses, controles, files, politique, model,
)  # fmt: skip
DE_TYPE: Final = (
    values.TCondition, values.TNombre, values.TDate, values.TEvenement, values.TDuree, values.TCode,
    values.TTexte, dates.Duree,
)  # fmt: skip
"""Without a place of their own: equal ones are one."""
REFAITS: Final[Mapping[type, Mapping[str, object]]] = {
    model.Programme: {
        name: model.Programme.__dataclass_fields__[name].default
        for name in ("calendrier", "voisins", "concurrents", "recoit", "a_part", "comptes_a_part")
    }
    | {"instruments": MappingProxyType({}), "titulaires": MappingProxyType({})}
}
"""Fields that are never written, made again by who reads (`compiler.together`)."""
TUPLE, ENSEMBLE, TABLE, TABLE_FIGEE = range(4)
_CONSTANTES: Final = (None, True, False)
_REJETS: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError,
)  # fmt: skip
Colonne: TypeAlias = "int | list[int]"
AuRayon: TypeAlias = "Callable[[str], Source | None]"
"""The text of a file that is at hand, by name."""


class NonEcrit(Exception):
    """Of a kind that is not written: what holds it is not kept."""


class Illisible(Exception):
    """Not what `written` gives, or of other classes."""


def _declared() -> dict[str, type[Any]]:
    """Records and enumerations, by name."""
    found: dict[str, type[Any]] = {"Span": Span}
    for module in MODULES:
        for name, kind in vars(module).items():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                assert name not in found, f"two classes are named {name}"
                found[name] = kind
    return found


CLASSES: Final = _declared()


def fields_of(kind: type[Any]) -> tuple[str, ...]:
    """Names of the fields that are written."""
    again = REFAITS.get(kind, {})
    return tuple(name for name in kind.__dataclass_fields__ if name not in again)


# --- to data --------------------------------------------------------------------------------
class _Ecriture:
    """A value is known by its section, in the high bits, and its rank there; at the end, each is moved to
    where its section begins."""

    def __init__(self, sources: AuRayon) -> None:
        self.sources = sources
        self.by_value: dict[type[Any], dict[Any, int]] = {}
        self.by_identity: dict[int, int] = {}
        self.held: list[object] = []
        self.lists: tuple[list[Any], ...] = ([], [], [], [], [], [])
        self.composes: list[tuple[int, list[int]]] = []
        self.rows: dict[type[Any], list[Any]] = {}
        self.sections: dict[type[Any], int] = {}

    def place(self, value: Any) -> int:
        """Of a value, which is written if it was not."""
        found = self.by_identity.get(id(value))
        if found is None:
            kind = value.__class__
            found = self._shared(kind, value) if kind in _VALEURS else self._other(kind, value)
            self.by_identity[id(value)] = found
            # Why: an identity is that of one object only as long as the object is there.
            self.held.append(value)
        return found

    def _shared(self, kind: type[Any], value: Any) -> int:
        """Of a value that has no identity of its own: equal ones of one class are one."""
        known = self.by_value.setdefault(kind, {})
        found = known.get(value)
        if found is None:
            found = known[value] = self._plain(kind, value)
        return found

    def _plain(self, kind: type[Any], value: Any) -> int:
        if value is None or kind is bool:
            return _CONSTANTES.index(value)
        if kind in _PLAIN:
            section, told = _PLAIN[kind]
            return self._listed(section, told(value))
        if kind is not frozenset:
            return self._record(kind, value)
        if any(type(part) is not str for part in value):
            raise NonEcrit(kind.__name__)
        return self._compose(ENSEMBLE, sorted(value))

    def _listed(self, section: int, told: Any) -> int:
        held = self.lists[section - 1]
        held.append(told)
        return section << _BITS | len(held) - 1

    def _record(self, kind: type[Any], value: object) -> int:
        rows = self.rows.setdefault(kind, [])
        section = self.sections.setdefault(kind, _PREMIERE_CLASSE + len(self.sections))
        rows.append(value)
        return section << _BITS | len(rows) - 1

    def _other(self, kind: type[Any], value: Any) -> int:
        if CLASSES.get(kind.__name__) is kind:
            if issubclass(kind, Enum):
                return self._listed(_CODES, (kind.__name__, value.value))
            return self._record(kind, value)
        if kind is Source:
            return self._source(value)
        if kind is tuple:
            return self._compose(TUPLE, value)
        if kind in (dict, MappingProxyType):
            parts = (part for pair in value.items() for part in pair)
            return self._compose(TABLE if kind is dict else TABLE_FIGEE, parts)
        raise NonEcrit(kind.__name__)

    def _compose(self, kind: int, parts: Iterable[Any]) -> int:
        places = [self.place(part) for part in parts]
        self.composes.append((kind, places))
        return _COMPOSES << _BITS | len(self.composes) - 1

    def _source(self, value: Source) -> int:
        """A file that whoever reads has at hand, otherwise its text."""
        if value.numeros:
            raise NonEcrit(value.name)
        at_hand = self.sources(value.name) == value
        return self._listed(_SOURCES, value.name if at_hand else (value.name, value.text))

    def columns(self) -> dict[type[Any], list[list[int]]]:
        """Of every class; what their cells hold may bring further records, of any class."""
        found: dict[type[Any], list[list[int]]] = {}
        done: dict[type[Any], int] = {}
        known, place = self.by_identity.get, self.place
        while left := [kind for kind, rows in self.rows.items() if done.get(kind, 0) < len(rows)]:
            for kind in left:
                new = self.rows[kind][done.get(kind, 0) :]
                done[kind] = done.get(kind, 0) + len(new)
                own = found.setdefault(kind, [[] for _ in fields_of(kind)])
                for name, column in zip(fields_of(kind), own, strict=True):
                    # Why the first: most cells hold what has been met.
                    column += [
                        place(cell) if (at := known(id(cell))) is None else at
                        for cell in map(attrgetter(name), new)
                    ]
        return found


_BITS: Final = 40
_TEXTES, _NOMBRES, _FRACTIONS, _JOURS, _CODES, _SOURCES, _PREMIERE_CLASSE = range(1, 8)
_COMPOSES: Final = 1_000
_PLAIN: Final[Mapping[type, tuple[int, Callable[[Any], Any]]]] = {
    str: (_TEXTES, str),
    int: (_NOMBRES, int),
    Fraction: (_FRACTIONS, lambda x: (x.numerator, x.denominator)),
    date: (_JOURS, date.toordinal),
}
_VALEURS: Final = frozenset({type(None), bool, frozenset, *_PLAIN, *DE_TYPE})


def written(root: object, sources: AuRayon) -> dict[str, object]:
    """A tree and all that stands below it. sources: the files that whoever reads it will have at hand.
    Raises NonEcrit."""
    work = _Ecriture(sources)
    racine = work.place(root)
    columns = work.columns()
    sections = (_CONSTANTES, *work.lists, *(work.rows[kind] for kind in work.sections), work.composes)
    numbers = (*range(_PREMIERE_CLASSE + len(work.sections)), _COMPOSES)
    begins = dict(zip(numbers, _starts(sections), strict=True))

    def moved(places: Iterable[int]) -> list[int]:
        return [begins[place >> _BITS] + (place & _RANG) for place in places]

    return {
        **dict(zip(LISTES, work.lists, strict=True)),
        "classes": [
            [kind.__name__, fields_of(kind), len(work.rows[kind]), [_column(moved(c)) for c in columns[kind]]]
            for kind in work.sections
        ],
        "composes": [[kind, *moved(places)] for kind, places in work.composes],
        "racine": moved([racine])[0],
    }


_RANG: Final = (1 << _BITS) - 1
LISTES: Final = ("textes", "nombres", "fractions", "jours", "codes", "sources")


def _starts(sections: Iterable[Sequence[object]]) -> list[int]:
    """Where each begins, one after the other."""
    return [0, *accumulate(len(held) for held in sections)][:-1]


def _column(places: list[int]) -> Colonne:
    """One place stands for a column that says it everywhere."""
    return places[0] if len(set(places)) == 1 else places


# --- from data ------------------------------------------------------------------------------
def read(data: Any, sources: AuRayon) -> Any:
    """The tree that `written` was given. Raises Illisible."""
    try:
        return _read(data, sources)
    except _REJETS as error:
        raise Illisible from error


def _read(data: Any, sources: AuRayon) -> Any:
    held: list[Any] = [*_CONSTANTES, *map(intern, data["textes"]), *_whole(data["nombres"])]
    held += (Fraction(*_whole(pair)) for pair in data["fractions"])
    held += map(date.fromordinal, data["jours"])
    held += (_enumeration(name)(value) for name, value in data["codes"])
    held += (_source(told, sources) for told in data["sources"])
    shells: list[tuple[type[Any], list[Any], list[Colonne]]] = []
    for name, names, number, columns in data["classes"]:
        kind = CLASSES[name]
        if tuple(names) != fields_of(kind) or len(columns) != len(names) or not 0 < number <= len(held) * 99:
            raise ValueError(name)
        made = list(map(object.__new__, repeat(kind, number)))
        shells.append((kind, made, columns))
        held += made
    get = held.__getitem__
    for parts in data["composes"]:
        held.append(_COMPOSITIONS[parts[0]](map(get, parts[1:])))
    for kind, made, columns in shells:
        _fill(kind, made, columns, get)
    return get(data["racine"])


def _source(told: Any, sources: AuRayon) -> Source:
    found = sources(told) if type(told) is str else make_source(intern(told[0]), intern(told[1]))
    if found is None:
        raise ValueError(told)
    return found


def _whole(numbers: Sequence[Any]) -> Sequence[int]:
    if any(type(n) is not int for n in numbers):
        raise TypeError
    return numbers


def _enumeration(name: str) -> type[Enum]:
    kind = CLASSES[name]
    if not issubclass(kind, Enum):
        raise TypeError(name)
    return kind


def _fill(kind: type[Any], made: list[Any], columns: Sequence[Colonne], get: Callable[[int], Any]) -> None:
    for name, column in zip(fields_of(kind), columns, strict=True):
        put = getattr(kind, name).__set__
        if isinstance(column, int):
            cells: Iterable[Any] = repeat(get(column), len(made))
        elif len(column) == len(made) and min(column) >= 0:
            cells = map(get, column)
        else:
            raise ValueError(name)
        deque(map(put, made, cells), maxlen=0)
    for name, value in REFAITS.get(kind, {}).items():
        deque(map(getattr(kind, name).__set__, made, repeat(value)), maxlen=0)


def _pairs(parts: Iterable[Any]) -> dict[Any, Any]:
    each = iter(parts)
    return dict(zip(each, each, strict=True))


_COMPOSITIONS: Final[tuple[Callable[[Iterable[Any]], Any], ...]] = (
    tuple,
    frozenset,
    _pairs,
    lambda parts: MappingProxyType(_pairs(parts)),
)
