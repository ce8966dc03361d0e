"""What an engine may be given, and why it may not answer: said once to commands and to programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

FILS_AU_PLUS: Final = 64
"""Threads that DuckDB may take."""


BIBLIOTHEQUES: Final = frozenset({"duckdb", "sqlglot", "psycopg", "pyspark", "ballista", "pyarrow"})
"""Of all engines."""


def is_size(memoire: object) -> bool:
    """May it be a size, which is a text (« 500MB »)? DuckDB itself would read one below zero as no limit."""
    return isinstance(memoire, str) and not memoire.strip().startswith("-")


class SansMoteur(Exception):
    """A library that the engine takes is not installed, or (`installee`) does not load, or is of a version
    that does not suit. `bibliotheque`: its name."""

    def __init__(self, bibliotheque: str, *, installee: bool = False) -> None:
        super().__init__(bibliotheque)
        self.bibliotheque, self.installee = bibliotheque, installee

    def __str__(self) -> str:
        if self.installee:
            return (
                f"this engine takes a library that does not load, or of another version: {self.bibliotheque}"
            )
        return f"this engine takes a library that is not installed: {self.bibliotheque}"


@contextmanager
def loading(moteur: str) -> Iterator[None]:
    """While an engine's modules are loaded. moteur: the library to name where what goes wrong names none.
    Raises SansMoteur."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SansMoteur(error.name or moteur) from error
    except ImportError as error:
        # Of a part that does not load, Python names a file, another module, or nothing.
        named = (error.name or "").lstrip("_").partition(".")[0]
        raise SansMoteur(named if named in BIBLIOTHEQUES else moteur, installee=True) from error
    except AttributeError as error:
        named = getattr(error.obj, "__name__", "").partition(".")[0]
        if named not in BIBLIOTHEQUES:
            raise
        raise SansMoteur(named, installee=True) from error


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
