"""What may be written where the cursor stands: keys and words of the schema, names in scope, codes.

The line being typed is rarely well formed: it is replaced by a marker that is, and the tree of that text
says which part of the schema the marker stands in.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from convrules import vocabulary
from convrules.base.records import dataclass
from convrules.base.source import make_source
from convrules.base.values import TCode
from convrules.checking.words import describe
from convrules.lsp.hover import fields_named, of_field
from convrules.lsp.index import Index, owner_of
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.governed import Gouverne, alternatives_of, governed, shape
from convrules.syntax.parser import parse_file
from convrules.syntax.schema import Schema
from convrules.syntax.skeleton import kind_of

MARQUE: Final = "curseur_de_saisie"
_CLE: Final = re.compile(r"^(?P<avant>\s*(?:- )*)(?P<mot>[^\s:#{\[\"'][^:#]*)?$")
_VALEUR: Final = re.compile(r"^(?P<avant>\s*(?:- )*[^\s:#\"'-][^:#]*: +)(?P<texte>.*)$")
_SUITE: Final = re.compile(r"^\s+\S")
_COMPARE: Final = re.compile(r"(?:(\w+)\.)?(\w+)\s*(?:=|!=|dans\s*\[[^\]]*)\s*[\"']?\w*$")
_MOT: Final = re.compile(r"[\w.]*$")


class Sorte(StrEnum):
    CLE = "clé"
    MOT = "mot"
    NOM = "nom"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """A text to write. `longueur`: how many characters before the cursor it replaces."""

    texte: str
    sorte: Sorte
    longueur: int
    detail: str = ""
    documentation: str = ""


def propose(text: str, offset: int, index: Index) -> tuple[Proposition, ...]:
    """What may be written at a place, the most likely first; nothing in a comment."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start:offset]
    rest = text[end if end >= 0 else len(text) :]
    if line.lstrip().startswith("#") or " #" in line:
        return ()
    value = _VALEUR.match(line)
    if value is not None:
        place = _place(text[:start] + value["avant"] + MARQUE + rest)
        return tuple(_values(place, value["texte"], index)) if place is not None else ()
    key = _CLE.match(line)
    if key is None:
        return ()
    place = _place(f"{text[:start]}{key['avant']}{MARQUE}: 0{rest}")
    return tuple(_keys(place, len(key["mot"] or ""))) if place is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The file with the marker in it, what governs the marker, and the table that holds it."""

    file: n.File
    marque: Gouverne
    table: Gouverne | None


def _place(text: str) -> _Place | None:
    file = parse_file(make_source("", text)).value
    table: Gouverne | None = None
    for g in governed(file):
        if isinstance(g.noeud, n.Table) and any(MARQUE in k.texte for k, _ in g.noeud.entrees):
            table = g
        at_key = g.cle is not None and MARQUE in g.cle.texte
        if at_key or (not isinstance(g.noeud, n.Table | n.Liste) and MARQUE in g.noeud.span.text):
            return _Place(file=file, marque=g, table=table)
    return None


# --- keys -----------------------------------------------------------------------------------
def _keys(place: _Place, typed: int) -> Iterator[Proposition]:
    if place.table is None or not isinstance(place.table.noeud, n.Table):
        return
    node = place.table.noeud
    present = {key.texte for key, _ in node.entrees}
    chosen = shape(node, place.table.voulu)
    branches = (chosen,) if chosen else alternatives_of(place.table.voulu)
    for branch in branches:
        known = schema.mapping(branch, "properties")
        # Among several kinds nothing but the kind may come first.
        names = known if len(branches) == 1 else {kind_of(branch): known.get(kind_of(branch), {})}
        for name, wanted in names.items():
            if name not in present:
                gloss = schema.text(schema.resolve(wanted), "description")
                opened = _after_key(wanted)
                yield Proposition(texte=f"{name}:{opened}", sorte=Sorte.CLE, longueur=typed, detail=gloss)


def _after_key(wanted: Schema) -> str:
    """A table or a list goes below its key; anything else stands beside it."""
    return "" if schema.text(schema.resolve(wanted), "type") in ("object", "array") else " "


# --- values ---------------------------------------------------------------------------------
def _values(place: _Place, typed: str, index: Index) -> Iterator[Proposition]:
    wanted = schema.resolve(place.marque.voulu)
    renvoi = place.marque.renvoi
    allowed = schema.words(wanted, "enum") or schema.words(wanted, "examples")
    if allowed:
        yield from (_word(word, len(typed)) for word in allowed)
    elif renvoi in ("cite", "evenement"):
        yield from _cited(place, index, len(typed), renvoi == "evenement")
    elif isinstance(place.marque.noeud, n.Phrase | n.Invalide) or renvoi == "phrase":
        yield from _in_sentence(place, typed, index)
    else:
        yield from _codes_of_column(place, typed)


def _word(word: str, typed: int) -> Proposition:
    return Proposition(texte=word, sorte=Sorte.MOT, longueur=typed)


def _cited(place: _Place, index: Index, typed: int, evenement: bool) -> Iterator[Proposition]:
    if evenement:
        for name in vocabulary.EVENEMENTS:
            yield Proposition(texte=name, sorte=Sorte.NOM, longueur=typed)
        return
    for found in index.names(owner_of(place.file)):
        if found.genre not in ("paramètre", "définition", "fait déclaré"):
            yield Proposition(texte=found.symbole.nom, sorte=Sorte.NOM, longueur=typed, detail=found.genre)
    for socle in _inherited(place.file):
        for found in index.names(socle):
            if found.symbole.proprietaire == socle and found.genre not in ("paramètre", "définition"):
                name = f"{socle}.{found.symbole.nom}"
                yield Proposition(texte=name, sorte=Sorte.NOM, longueur=typed, detail=found.genre)


def _inherited(file: n.File) -> tuple[str, ...]:
    table = file.racine.get("hérite")
    return tuple(k.texte for k, _ in table.entrees) if isinstance(table, n.Table) else ()


def _in_sentence(place: _Place, typed: str, index: Index) -> Iterator[Proposition]:
    compared = _COMPARE.search(typed)
    word = _MOT.search(typed)
    length = len(word.group()) if word is not None else 0
    if compared is not None:
        level, name = compared.groups()
        codes = dict.fromkeys(
            code for f in fields_named((level, name) if level else (name,)) for code in f.codes
        )
        if codes:
            yield from (Proposition(texte=c, sorte=Sorte.CODE, longueur=length) for c in codes)
            return
    for found in index.names(owner_of(place.file)):
        if found.genre in ("paramètre", "définition", "fait déclaré", "décision humaine"):
            yield Proposition(texte=found.symbole.nom, sorte=Sorte.NOM, longueur=length, detail=found.genre)
    for socle in _inherited(place.file):
        for found in index.names(socle):
            if found.symbole.proprietaire == socle and found.genre in ("paramètre", "définition"):
                name = f"{socle}.{found.symbole.nom}"
                yield Proposition(texte=name, sorte=Sorte.NOM, longueur=length, detail=found.genre)
    for (level, name), champ in vocabulary.CHAMPS.items():
        written = name if level == vocabulary.rows.VACANCE else f"{level}.{name}"
        yield Proposition(
            texte=written,
            sorte=Sorte.NOM,
            longueur=length,
            detail=describe(champ.type),
            documentation=of_field(champ),
        )


def _codes_of_column(place: _Place, typed: str) -> Iterator[Proposition]:
    """In a row of facts: the codes of its column."""
    if place.marque.cle is None:
        return
    for champ in fields_named((place.marque.cle.texte,)):
        if isinstance(champ.type, TCode):
            yield from (Proposition(texte=c, sorte=Sorte.CODE, longueur=len(typed)) for c in champ.codes)
            return
