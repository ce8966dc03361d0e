"""A tagged PDF read back, as a screen reader finds it: its structure, each part with the text that it marks.

Only what typst writes is understood: objects in the open, streams deflated, fonts with a table of Unicode.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_JETON: Final = re.compile(
    rb"\s*(?:(?P<ref>\d+ \d+ R)\b|(?P<num>[+-]?\d*\.?\d+)|/(?P<nom>[^\s<>\[\]()/%]*)|(?P<ouvre><<|\[)"
    rb"|(?P<ferme>>>|\])|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<mot>\()|(?P<op>[A-Za-z'\"*]+))",
    re.DOTALL,
)
_ECHAPPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Nom(str):
    """A name of PDF."""


class Ref(int):
    """The number of an object."""


class Operateur(str):
    """An operator of a page."""


@dataclass
class Partie:
    """One part of the structure: `H1`, `Table`, `TH`… `pages`: the objects of those it stands on."""

    sorte: str
    texte: str = ""
    parties: list["Partie"] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    def all(self, sorte: str) -> Iterator["Partie"]:
        """Every part of that kind, in order."""
        if self.sorte == sorte:
            yield self
        for one in self.parties:
            yield from one.all(sorte)

    def rows(self) -> list[list[str]]:
        """Of a table: what its cells say."""
        return [[cell.texte for cell in row.parties] for row in self.all("TR")]


@dataclass
class Pdf:
    """`corps`: the whole structure; `marges`: of each page, what stands beside it (its foot)."""

    titre: str
    langue: str
    corps: Partie
    marges: list[str]

    @property
    def texte(self) -> str:
        return self.corps.texte

    def tables(self) -> list[list[list[str]]]:
        return [table.rows() for table in self.corps.all("Table")]


def read_pdf(path: Path) -> Pdf:
    return _Lecteur(path.read_bytes()).read()


class _Lecteur:
    def __init__(self, octets: bytes) -> None:
        found = re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", octets, re.DOTALL)
        self.bruts = {int(m[1]): m[2] for m in found}
        self.fontes: dict[int, dict[int, str]] = {}
        self.pages: dict[int, dict[int | None, str]] = {}

    def value(self, number: int) -> Any:
        return next(_values(self.bruts[number].split(b"\nstream\n")[0]))

    def at(self, given: Any) -> Any:
        return self.value(given) if isinstance(given, Ref) else given

    def stream(self, number: int) -> bytes:
        head, _, content = self.bruts[number].partition(b"\nstream\n")
        content = content.rsplit(b"\nendstream", 1)[0]
        return zlib.decompress(content) if b"/FlateDecode" in head else content

    def read(self) -> Pdf:
        root = next(v for n in self.bruts if _is(v := self.value(n), "Catalog"))
        order = list(self._kids(root["Pages"]))
        for number in order:
            self.pages[number] = self._page(self.value(number))
        tree = self.at(root["StructTreeRoot"])
        corps = Partie("StructTreeRoot", parties=[self._part(k, None) for k in _list(self.at(tree["K"]))])
        corps.texte = "\n".join(p.texte for p in corps.parties)
        return Pdf(
            self._title(), root["Lang"].decode("ascii"), corps, [self.pages[n].get(None, "") for n in order]
        )

    def _title(self) -> str:
        xmp = next(self.stream(n) for n, b in self.bruts.items() if b"/Type/Metadata" in b)
        found = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", xmp.decode("utf-8"), re.DOTALL)
        assert found is not None
        return found[1]

    def _kids(self, given: Any) -> Iterator[int]:
        for kid in self.at(given)["Kids"]:
            if _is(self.value(kid), "Page"):
                yield kid
            else:
                yield from self._kids(kid)

    def _part(self, given: Any, page: int | None) -> Partie:
        element = self.at(given)
        page = element.get("Pg", page)
        part = Partie(element["S"])
        for kid in _list(self.at(element.get("K", []))):
            if isinstance(kid, int) and not isinstance(kid, Ref):
                if page is not None:
                    part.texte += self.pages[page][kid]
                    part.pages.add(page)
                continue
            inner = self.at(kid)
            if "MCID" in inner:
                part.texte += self.pages[inner.get("Pg", page)][inner["MCID"]]
                part.pages.add(inner.get("Pg", page))
            elif "S" in inner:
                part.parties.append(self._part(kid, page))
                part.pages |= part.parties[-1].pages
                part.texte += ("\n" if part.sorte not in ("P", "TD", "TH") else "") + part.parties[-1].texte
        return part

    # --- pages ----------------------------------------------------------------------------------
    def _page(self, page: dict[str, Any]) -> dict[int | None, str]:
        """Text by its mark; None: out of the structure."""
        fonts = self.at(self.at(page["Resources"]).get("Font", {}))
        said: dict[int | None, str] = {}
        marks: list[int | None] = []
        font: dict[int, str] = {}
        given: list[Any] = []
        for value in _values(b"".join(self.stream(n) for n in _list(page["Contents"]))):
            if not isinstance(value, Operateur):
                given.append(value)
                continue
            if value in ("BDC", "BMC"):
                told = given[-1] if isinstance(given[-1], dict) else {}
                marks.append(told.get("MCID", marks[-1] if marks else None))
            elif value == "EMC":
                marks.pop()
            elif value == "Tf":
                font = self._font(fonts[given[0]])
            elif value in ("Tj", "TJ"):
                where = marks[-1] if marks else None
                said[where] = said.get(where, "") + _text(given[0], font)
            given = []
        return said

    def _font(self, number: int) -> dict[int, str]:
        if number not in self.fontes:
            table = self.stream(self.value(number)["ToUnicode"]).decode("ascii")
            found: dict[int, str] = {}
            for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
                for glyph, signs in re.findall(r"<(\w+)>\s*<(\w+)>", block):
                    found[int(glyph, 16)] = bytes.fromhex(signs).decode("utf-16-be")
            assert "beginbfrange" not in table
            self.fontes[number] = found
        return self.fontes[number]


def _text(given: Any, font: dict[int, str]) -> str:
    pieces = [one for one in _list(given) if isinstance(one, bytes)]
    return "".join(
        font[int.from_bytes(piece[i : i + 2], "big")] for piece in pieces for i in range(0, len(piece), 2)
    )


def _is(value: object, sorte: str) -> bool:
    return isinstance(value, dict) and value.get("Type") == sorte


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _values(octets: bytes) -> Iterator[Any]:
    """What is written, in order: dictionaries and lists whole, names, numbers, strings, operators."""
    stack: list[list[Any]] = []
    at = 0
    while (found := _JETON.match(octets, at)) is not None:
        at = found.end() if found["mot"] is None else _end(octets, found.end())
        if found["ouvre"] is not None:
            stack.append([])
            continue
        value = _whole(found, stack) if found["mot"] is None else _string(octets[found.end() : at - 1])
        if stack:
            stack[-1].append(value)
        else:
            yield value
    assert not octets[at:].strip(), octets[at : at + 40]


def _whole(found: re.Match[bytes], stack: list[list[Any]]) -> Any:
    if found["ferme"] is not None:
        inside = stack.pop()
        return dict(zip(inside[::2], inside[1::2], strict=True)) if found["ferme"] == b">>" else inside
    if found["ref"] is not None:
        return Ref(found["ref"].split()[0])
    if found["num"] is not None:
        return float(found["num"]) if b"." in found["num"] else int(found["num"])
    if found["nom"] is not None:
        return Nom(found["nom"].decode("latin-1"))
    if found["hex"] is not None:
        return bytes.fromhex(found["hex"].decode("ascii"))
    return Operateur(found["op"].decode("ascii"))


def _end(octets: bytes, at: int) -> int:
    """Where a string ends that has begun: its own brackets are in pairs, or escaped."""
    depth = 1
    while depth:
        sign = octets[at : at + 1]
        at += 2 if sign == b"\\" else 1
        depth += (sign == b"(") - (sign == b")")
    return at


def _string(inside: bytes) -> bytes:
    return re.sub(rb"\\([0-7]{1,3}|.)", _escaped, inside, flags=re.DOTALL)


def _escaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else _ECHAPPES.get(sign, sign)
