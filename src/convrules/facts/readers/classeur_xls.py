"""xls, the workbook of Excel 97 to 2003: a small file system that holds one stream of records. Only what the
library passes over in silence is looked for: cells in error, and formulas whose result is one."""

import struct
from collections.abc import Iterator
from typing import Final

from convrules.facts.readers.examen import Examen, ExamenClasseur, broken, mesure, too_big

XLS_MAX: Final = 32 * 1024**2  # LIMIT: bytes of an xls, whose texts may be cited by many cells.
_LIBRE, _FIN = 0xFFFFFFFF, 0xFFFFFFFE
_SECTEURS_MAX: Final = 1_000_000
_FORMULE, _ERREUR, _FEUILLE, _FIN_DE_FLUX = 0x0006, 0x0205, 0x0085, 0x000A
_TEXTES, _ETENDUE = 0x00FC, 0x0200
_NOMS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip


def examine_xls(contenu: bytes) -> ExamenClasseur:
    """Refuse what is broken, protected or too big; otherwise say which cells of each sheet are in error."""
    if len(contenu) > XLS_MAX:
        raise too_big(mesure(len(contenu)), mesure(XLS_MAX))
    try:
        streams = dict(_streams(contenu))
        if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
            raise broken("un mot de passe le protège")
        book = streams.get("Workbook")
        if book is None:
            old = "Book" in streams
            raise broken("il date d'avant Excel 97" if old else "ce n'est pas un classeur")
        return _examine(book)
    except (struct.error, IndexError, RecursionError) as error:
        raise broken() from error


def _examine(book: bytes) -> ExamenClasseur:
    """What the book says of its own size is believed by the library: it must be possible."""
    found = ExamenClasseur()
    for kind, data in _records(book, 0):
        if kind == _TEXTES and max(struct.unpack_from("<II", data)) > len(book):
            raise broken()
        if kind == _FEUILLE:
            start, length, flags = struct.unpack_from("<IxxBB", data)
            wide = 2 if flags & 1 else 1
            name = data[8 : 8 + length * wide].decode("utf-16-le" if wide == 2 else "latin-1")
            found.feuilles[name] = _sheet(book, start)
    return found


def _sheet(book: bytes, start: int) -> Examen:
    examen = Examen()
    for kind, data in _records(book, start):
        if kind == _ETENDUE and not _possible(data):
            raise broken()
        if kind == _ERREUR and data[7]:
            examen.erreurs[struct.unpack_from("<HH", data)] = _NOMS.get(data[6], "#N/A")
        elif kind == _FORMULE and data[12:14] == b"\xff\xff" and data[6] == 2:
            examen.erreurs[struct.unpack_from("<HH", data)] = _NOMS.get(data[8], "#N/A")
    return examen


def _possible(data: bytes) -> bool:
    """The rectangle of a sheet, in an Excel that had 65,536 rows of 256 cells."""
    if len(data) < 12:
        return False
    top, bottom, left, right = struct.unpack_from("<IIHH", data)
    return bool(top <= bottom <= 65_536 and left <= right <= 256)


def _records(book: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place to the end of its sub-stream."""
    depth = 0
    while position + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, position)
        if kind == 0x0809:
            depth += 1
        elif kind == _FIN_DE_FLUX:
            depth -= 1
            if depth <= 0:
                return
        yield kind, book[position + 4 : position + 4 + length]
        position += 4 + length


# --- the file system ------------------------------------------------------------------------
def _streams(contenu: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each stream: the small ones lie in a stream of their own."""
    size = 1 << struct.unpack_from("<H", contenu, 30)[0]
    if size not in (512, 4096):
        raise broken()
    first_directory, first_small = (struct.unpack_from("<I", contenu, at)[0] for at in (48, 60))
    table = _table(contenu, size)
    directory = _chain(contenu, table, first_directory, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    small_table = _numbers(_chain(contenu, table, first_small, size))
    root = next((e for e in entries if e[66] == 5), b"")
    small = _chain(contenu, table, struct.unpack_from("<I", root, 116)[0], size) if root else b""
    for entry in entries:
        if entry[66] != 2:
            continue
        length = max(0, struct.unpack_from("<H", entry, 64)[0] - 2)
        name = entry[: min(length, 62)].decode("utf-16-le", errors="replace")
        start, count = struct.unpack_from("<II", entry, 116)
        held = _pieces(small, small_table, start, 64) if count < 4096 else _chain(contenu, table, start, size)
        yield name, held[:count]


def _table(contenu: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows each sector."""
    sectors = [*struct.unpack_from("<109I", contenu, 76)]
    following, count = struct.unpack_from("<II", contenu, 68)
    for _ in range(min(count, _SECTEURS_MAX)):
        if following >= _FIN:
            break
        block = _numbers(_sector(contenu, following, size))
        sectors += block[:-1]
        following = block[-1]
    held = b"".join(_sector(contenu, s, size) for s in sectors if s < _FIN - 2)
    return _numbers(held)


def _numbers(held: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])


def _sector(contenu: bytes, number: int, size: int) -> bytes:
    return contenu[(number + 1) * size : (number + 2) * size]


def _chain(contenu: bytes, table: tuple[int, ...], start: int, size: int) -> bytes:
    return _pieces(contenu[size:], table, start, size)


def _pieces(held: bytes, table: tuple[int, ...], start: int, size: int) -> bytes:
    """The sectors that follow one another from the first."""
    pieces: list[bytes] = []
    number = start
    while number < _FIN - 2:
        if len(pieces) > len(table):
            raise broken("sa table d'allocation tourne en rond")
        pieces.append(held[number * size : (number + 1) * size])
        number = table[number]
    return b"".join(pieces)
