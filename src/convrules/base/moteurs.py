"""What an engine may be given, and why it may not answer: said once to commands and to programs."""

from collections.abc import Mapping
from enum import Enum
from importlib import import_module
from itertools import takewhile
from typing import Final

FILS_AU_PLUS: Final = 64
"""Threads that DuckDB may take."""


def is_size(memoire: object) -> bool:
    """May it be a size, which is a text (« 500MB »)? DuckDB itself would read one below zero as no limit."""
    return isinstance(memoire, str) and not memoire.strip().startswith("-")


class Defaut(Enum):
    """What keeps a library from serving: it is not installed, it is and does not load, it is of another
    version."""

    ABSENTE = 1
    ILLISIBLE = 2
    VERSION = 3


class SansMoteur(Exception):
    """A library that the engine takes cannot serve. `bibliotheque`: its name; `version`: that of the one that
    is installed, when this is what is wrong."""

    def __init__(self, bibliotheque: str, defaut: Defaut = Defaut.ABSENTE, version: str = "") -> None:
        super().__init__(bibliotheque)
        self.bibliotheque = bibliotheque
        self.defaut = defaut
        self.version = version

    @property
    def bornes(self) -> tuple[str, str]:
        """From which version on, and below which."""
        return EXIGEES[self.bibliotheque]

    def __str__(self) -> str:
        match self.defaut:
            case Defaut.ABSENTE:
                return f"this engine takes a library that is not installed: {self.bibliotheque}"
            case Defaut.ILLISIBLE:
                return f"this engine takes a library that is installed and does not load: {self.bibliotheque}"
            case Defaut.VERSION:
                low, high = self.bornes
                asked = f"{self.bibliotheque} from {low} on, below {high}"
                return f"this engine takes {asked}: {self.version} is installed"


EXIGEES: Final[Mapping[str, tuple[str, str]]] = {
    "duckdb": ("1.4", "3"),
    "psycopg": ("3.2", "4"),
    "sqlglot": ("30.30", "31"),
}
"""Of libraries of engines, the first version that serves and the first that may not: those of pyproject.toml.
Why here too: where nothing is installed of convrules but its files, nothing else says it."""


def check_libraries(*noms: str) -> None:
    """Load libraries of `EXIGEES`, for an engine that is asked. Raises SansMoteur."""
    for nom in noms:
        try:
            loaded = import_module(nom)
        except ImportError as error:
            absent = isinstance(error, ModuleNotFoundError) and error.name == nom
            raise SansMoteur(nom, Defaut.ABSENTE if absent else Defaut.ILLISIBLE) from error
        version, (low, high) = getattr(loaded, "__version__", None), map(_numbers, EXIGEES[nom])
        if not isinstance(version, str):
            raise SansMoteur(nom, Defaut.ILLISIBLE)
        if not low <= _numbers(version) < high:
            raise SansMoteur(nom, Defaut.VERSION, version)


def _numbers(version: str) -> tuple[int, ...]:
    """« 30.30.0 », « 1.5.0.dev12 »: the numbers that come first."""
    return tuple(int(part) for part in takewhile(str.isdecimal, version.split(".")))


class MemoireInsuffisante(Exception):
    """The engine was given less memory than the query takes."""

    def __str__(self) -> str:
        return "DuckDB has too little memory for this: give it more (memoire), or ask the engine « colonnes »"


class ReglageRefuse(Exception):
    """The engine does not take such a limit of memory or of threads."""

    def __str__(self) -> str:
        return "DuckDB does not read this limit: memoire is a size, like « 500MB » or « 2GB »"


class MoteurEnEchec(Exception):
    """An engine outside of this process is not there, refuses, or fails: why, as far as it is known here;
    otherwise its own exception is the cause."""

    def __str__(self) -> str:
        if self.args:
            return str(self.args[0])
        return "the engine is not there, refuses, or fails: its own exception is the cause of this one"
