"""Rows in classes: sets of rows, cut until nothing tells two rows of a class apart."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeAlias

from convrules.columnar.vectors import Rows, Vector, among_bytes, rows_of

Coupe: TypeAlias = Sequence[Rows]
"""Sets of rows that do not meet: those of which one thing is alike. Rows of none of them are alike too."""
_BYTE: Final = 256


def cut(classes: Iterable[Rows], coupe: Coupe) -> list[Rows]:
    """Each class, told apart by one thing more."""
    found: list[Rows] = []
    for rows in classes:
        rest = rows
        for held in coupe:
            kept = rest & held
            if kept:
                found.append(kept)
                rest ^= kept
                if not rest:
                    break
        if rest:
            found.append(rest)
    return found


def of_vector(vector: Vector) -> list[Rows]:
    """Rows by outcome; those that are not known are the others, whatever their causes."""
    return [rows for rows in (vector.vrai, vector.faux, vector.non_applicable) if rows]


def of_causes(vector: Vector) -> list[Rows]:
    """Rows of an unknown outcome, by their causes."""
    found = [rows] if (rows := vector.open()) else []
    for rows in vector.causes.values():
        found = cut(found, [rows])
    return found


def of_codes(codes: bytes | Sequence[int]) -> list[Coupe]:
    """Rows by code: a cut for each byte of the codes."""
    if isinstance(codes, bytes):
        return [_of_bytes(codes)]
    most, coupes, shift = max(codes, default=0), list[Coupe](), 0
    while most >> shift or not coupes:
        coupes.append(_of_bytes(bytes([code >> shift & 255 for code in codes])))
        shift += 8
    return coupes


def among(codes: bytes | Sequence[int], chosen: Collection[int]) -> Rows:
    """Rows of which the code is one of these."""
    if isinstance(codes, bytes):
        return among_bytes(codes, bytes(ord("1") if code in chosen else ord("0") for code in range(_BYTE)))
    return rows_of((n for n, code in enumerate(codes) if code in chosen), len(codes))


def _of_bytes(codes: bytes) -> Coupe:
    met = set(codes)
    if len(met) < 2:
        return []
    return [among_bytes(codes, _TABLES[code]) for code in met]


def _table(code: int) -> bytes:
    table = bytearray(b"0" * _BYTE)
    table[code] = ord("1")
    return bytes(table)


_TABLES: Final = tuple(map(_table, range(_BYTE)))
