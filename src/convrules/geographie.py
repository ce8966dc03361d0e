"""Communes of France and the places they lie in, as of the 1st of January of `MILLESIME`.

The codes come from packed files in `data/` (see `scripts/pack_insee.py`; licence beside them). The small
list of places is apart from the communes: a check that names only a département loads none of these.
"""

import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Protocol

from convrules.base.package_data import read_package_bytes
from convrules.base.records import dataclass

MILLESIME: Final = "2026"
_LIEUX: Final = "data/lieux-2026.txt"
_COMMUNES: Final = "data/communes-2026.txt"
_ANCIENNES: Final = "data/anciennes-communes-2026.txt.gz"
_GZIP: Final = 31
"""Window bits by which zlib reads the gzip format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, or a municipal arrondissement of Paris, Lyon or Marseille. `epci`, `ept`: SIREN numbers,
    None outside any."""

    code: str
    nom: str
    departement: str
    region: str
    epci: str | None
    ept: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Groupement:
    """An EPCI or an établissement public territorial; `type`: CC, CA, CU, METRO, MET69 or EPT."""

    siren: str
    nom: str
    type: str


class Territoire(Protocol):
    """What `ir.Territoire` is: sets of codes, their union being the territory; all empty is everywhere."""

    @property
    def regions(self) -> frozenset[str]: ...
    @property
    def departements(self) -> frozenset[str]: ...
    @property
    def communes(self) -> frozenset[str]: ...
    @property
    def epcis(self) -> frozenset[str]: ...
    @property
    def epts(self) -> frozenset[str]: ...


# --- small lists ----------------------------------------------------------------------------
@cache
def _places() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Rows of the list of places, by kind of place."""
    found: dict[str, list[tuple[str, ...]]] = {"region": [], "departement": [], "groupement": []}
    for line in _data(_LIEUX).decode("utf-8").splitlines():
        kind, *row = line.split("\t")
        found[kind].append(tuple(row))
    return MappingProxyType({kind: tuple(rows) for kind, rows in found.items()})


@cache
def departements() -> Mapping[str, str]:
    """Code of each département (or overseas collectivity) to its name."""
    return MappingProxyType({code: nom for code, _, nom in _places()["departement"]})


@cache
def regions() -> Mapping[str, str]:
    """Code of each région to its name."""
    return MappingProxyType({row[0]: row[1] for row in _places()["region"]})


@cache
def region_of(departement: str) -> str | None:
    """Code of the région of a département."""
    return next((region for code, region, _ in _places()["departement"] if code == departement), None)


@cache
def _groupings() -> Mapping[str, Groupement]:
    rows = _places()["groupement"]
    return MappingProxyType(
        {siren: Groupement(siren=siren, nom=nom, type=type_) for siren, type_, nom in rows}
    )


def groupement(siren: str) -> Groupement | None:
    """The EPCI or EPT of this SIREN number."""
    return _groupings().get(siren)


def is_epci(siren: str) -> bool:
    found = groupement(siren)
    return found is not None and found.type != "EPT"


def is_ept(siren: str) -> bool:
    found = groupement(siren)
    return found is not None and found.type == "EPT"


# --- communes -------------------------------------------------------------------------------
@cache
def _texte() -> bytes:
    """A line for each commune, ended, sorted by INSEE code: code, name, département, région, EPCI, EPT."""
    return _data(_COMMUNES)


def _data(name: str) -> bytes:
    content = read_package_bytes(name)
    assert content is not None, f"{name} comes with the package"
    return content


@cache
def _communes() -> Mapping[str, tuple[str, ...]]:
    """Rows of the packed file by INSEE code: for who goes through them all."""
    rows = (line.split("\t") for line in _texte().decode("utf-8").splitlines())
    return MappingProxyType({code: tuple(row) for code, *row in rows})


@cache
def commune(code: str) -> Commune | None:
    """The commune of this INSEE code, or None. Found by halves in the text itself: to check one convention,
    reading 35,000 lines, let alone their fields, would cost more than all the rest."""
    line = _line(f"{code}\t".encode(errors="replace"))
    if line is None:
        return None
    _, nom, departement, region, epci, ept = line.decode("utf-8").split("\t")
    return Commune(
        code=code, nom=nom, departement=departement, region=region, epci=epci or None, ept=ept or None
    )


def _line(head: bytes) -> bytes | None:
    """The line that begins so."""
    text = _texte()
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        start, end = text.rfind(b"\n", 0, middle) + 1, text.find(b"\n", middle)
        line = text[start : end if end >= 0 else len(text)]
        if line.startswith(head):
            return line
        if line < head:
            low = start + len(line) + 1
        else:
            high = start
    return None


def successor(code: str) -> Commune | None:
    """The commune that the one of this code was merged into, or None."""
    into = _merged().get(code)
    return commune(into) if into is not None else None


@cache
def _merged() -> Mapping[str, str]:
    text = zlib.decompress(_data(_ANCIENNES), _GZIP).decode("utf-8")
    return MappingProxyType({line[:5]: line[6:] for line in text.splitlines()})


def communes_named(nom: str) -> tuple[Commune, ...]:
    """Communes of this name, whatever its accents, case and hyphens."""
    wanted = _fold(nom)
    found = (commune(code) for code, row in _communes().items() if _fold(row[0]) == wanted)
    return tuple(c for c in found if c is not None)


def is_commune_name(nom: str) -> bool:
    """Has a commune this name, whatever its accents, case and hyphens?"""
    return _fold(nom) in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(_fold(row[0]) for row in _communes().values())


def _fold(nom: str) -> str:
    plain = unicodedata.normalize("NFD", nom.casefold())
    return "".join(s for s in plain if s.isalnum())


@cache
def communes_of(siren: str) -> tuple[Commune, ...]:
    """Communes of an EPCI or of an établissement public territorial."""
    found = (commune(row[0]) for row in _rows_with(siren) if siren in row[4:])
    return tuple(c for c in found if c is not None)


def _rows_with(cell: str) -> Iterator[list[str]]:
    """Fields of the lines that say this, and of few others, in the order of the file."""
    text, wanted = _texte(), f"\t{cell}".encode(errors="replace")
    at = text.find(wanted)
    while at >= 0:
        start, end = text.rfind(b"\n", 0, at) + 1, text.find(b"\n", at)
        yield text[start:end].decode("utf-8").split("\t")
        at = text.find(wanted, end)


_ARRONDISSEMENTS: Final = (("751", "75056"), ("6938", "69123"), ("132", "13055"))
"""Codes of municipal arrondissements begin so; each with the commune they make up."""


@cache
def is_divided(code: str) -> bool:
    """Is it a commune made up of municipal arrondissements?"""
    return any(whole == code for _, whole in _ARRONDISSEMENTS)


@cache
def whole_commune(code: str) -> str:
    """The commune that a municipal arrondissement is a part of; any other code is its own."""
    return next((whole for start, whole in _ARRONDISSEMENTS if code.startswith(start)), code)


def lies_in(code: str, place: str) -> bool:
    """Is a commune, or a municipal arrondissement, the place itself or a part of it?"""
    return place in (code, whole_commune(code))


@cache
def places_of_commune(code: str) -> frozenset[str]:
    """The commune with the municipal arrondissements that make it up, if it has any."""
    start = next((start for start, whole in _ARRONDISSEMENTS if whole == code), None)
    inner = (c for c in _communes() if c.startswith(start)) if start is not None else ()
    return frozenset({code, *inner})


@cache
def places_of_departement(departement: str) -> frozenset[str]:
    """Codes of its communes and of their municipal arrondissements."""
    return frozenset(row[0] for row in _rows_with(departement) if row[2] == departement)


def territoire_contient(territoire: Territoire, code_commune: str) -> bool:
    """Does the commune lie on the territory? An unknown code lies only on « everywhere »."""
    named = (
        territoire.regions
        | territoire.departements
        | territoire.communes
        | territoire.epcis
        | territoire.epts
    )
    if not named or any(lies_in(code_commune, named) for named in territoire.communes):
        return True
    found = commune(code_commune)
    if found is None:
        return False
    return (
        found.departement in territoire.departements
        or found.region in territoire.regions
        or found.epci in territoire.epcis
        or found.ept in territoire.epts
    )
