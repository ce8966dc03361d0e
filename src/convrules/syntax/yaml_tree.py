"""From bytes to a tree of scalars, lists and tables with exact places. Sole importer of yaml.

Nothing is ever constructed: `01004`, `NO` and `12:30` stay the text that was written. Anchors, tags
and merge keys are refused, and limits hold, on the stream of events, before any tree exists.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import field
from typing import Final, Protocol

import yaml

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.signes import inert
from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.diagnostics.problems import limites
from convrules.syntax import nodes as n
from convrules.syntax.entries import CLAUSES, GENRES
from convrules.syntax.oublis import as_meant
from convrules.syntax.typography import commands
from convrules.syntax.yaml_errors import explain, is_unclosed

# The pure loader reads what is written here alike, twenty times slower; it refuses a « ? » that ends a word
# before a comma, between braces.
_Loader: Final = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader

CARACTERES_MAX: Final = 2_000_000
PROFONDEUR_MAX: Final = 40
ELEMENTS_MAX: Final = 200_000
_BOM: Final = "\ufeff"
_FUSION: Final = Motif(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|$)", re.M)
"""What git leaves where two versions of the same lines meet."""
_BLOC: Final = Motif(r"[|>][-+0-9]*[ \t]*(#[^\n]*)?\r?(\n|$)")


def decode(data: bytes, name: str) -> Checked[Source]:
    """Read the bytes of a file as UTF-8 (with or without a mark of byte order).

    Otherwise one finding, at the first byte that is not UTF-8, says what the file seems to be; the
    source then holds a text good for showing lines only.
    """
    try:
        return Checked(value=make_source(name, _lined(data.decode("utf-8").removeprefix(_BOM))))
    except UnicodeDecodeError as error:
        start = len(data[: error.start].decode("utf-8").removeprefix(_BOM))
        source = make_source(name, data.decode("utf-8", errors="replace").removeprefix(_BOM))
    span = Span(source=source, start=start, end=start + 1)
    return Checked(value=source, diagnostics=(problems.encodage(span=span, trouve=_guess(data)),))


def _lined(text: str) -> str:
    """A text whose lines all end with a lone `\\r`, as very old Macs wrote them, place for place."""
    return text if "\n" in text else text.replace("\r", "\n")


def _guess(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    return "un codage inconnu" if undefined & set(data) else "Windows-1252 (cp1252)"


def read_tree(source: Source, text: str) -> Checked[n.Yaml]:
    """The tree of a text. `text` has the length of `source.text`, cleaned of forbidden characters."""
    offset = len(_BOM) if text.startswith(_BOM) else 0
    whole = Span(source=source, start=0, end=len(text))
    if len(text) > CARACTERES_MAX:
        span = Span(source=source, start=CARACTERES_MAX, end=CARACTERES_MAX)
        found = limites.fichier_trop_long(
            span=span, taille=_french(len(text)), limite=_french(CARACTERES_MAX)
        )
        return Checked(value=n.Invalide(span=whole), diagnostics=(found,))
    mark = _FUSION.search(text)
    if mark is not None:
        span = Span(source=source, start=mark.start(), end=mark.end())
        found = problems.fusion_inachevee(span=span, signe=mark[0])
        return Checked(value=n.Invalide(span=whole), diagnostics=(found,))
    builder = _Builder(source=source, text=text, offset=offset)
    try:
        for event in yaml.parse(text[offset:], Loader=_Loader):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.MarkedYAMLError as error:
        builder.fail(error)
    root = n.Invalide(span=whole) if builder.stopped else builder.root or n.Invalide(span=whole)
    root = as_meant(root, builder.found) if builder.cut else root
    return Checked(value=root, diagnostics=tuple(builder.found))


def is_block(text: str, start: int) -> bool:
    """Is the scalar that starts here in block style (`>-`, `|`)?"""
    return _BLOC.match(text, start) is not None


def _french(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


class _Place(Protocol):
    """The mark of either loader, C or pure."""

    @property
    def index(self) -> int: ...


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A collection being read: `keys` is None for a list; `key` the one whose value comes next."""

    start: int
    flow: bool
    children: list[n.Yaml] = field(default_factory=list)
    keys: list[n.Scalaire | None] | None = None
    key: n.Scalaire | None = None
    waiting: bool = False
    seen: dict[str, n.Scalaire] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """Takes events one by one. A stack and no recursion: depth is a number that is checked."""

    source: Source
    text: str
    offset: int
    found: list[Diagnostic] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    root: n.Yaml | None = None
    stopped: bool = False
    count: int = 0
    documents: int = 0
    cut: bool = False
    """Is there a key without a value between braces?"""

    def stop(self, diagnostic: Diagnostic) -> None:
        self.found.append(diagnostic)
        self.stopped = True

    def fail(self, error: yaml.MarkedYAMLError) -> None:
        """What is left open is shown where it was opened, anything else where reading stopped."""
        problem = error.problem or ""
        opened = is_unclosed(problem) and error.context_mark is not None
        at = self._at(error.context_mark if opened else error.problem_mark or error.context_mark)
        if "nesting depth" in problem:
            span = Span(source=self.source, start=at, end=at)
            self.stop(limites.structure_trop_profonde(span=span, limite=str(PROFONDEUR_MAX)))
        else:
            self.stop(explain(self.source, self.text, at, problem))

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._limits(event)
            self._add(self._scalar(event))
            return
        if isinstance(event, yaml.NodeEvent):
            self._limits(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._document(event)
        elif isinstance(event, yaml.AliasEvent):
            self._add(n.Invalide(span=self._span(event)))
        elif isinstance(event, yaml.CollectionStartEvent):
            keys: list[n.Scalaire | None] | None = [] if isinstance(event, yaml.MappingStartEvent) else None
            self.stack.append(
                _Frame(start=self._at(event.start_mark), flow=bool(event.flow_style), keys=keys)
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            self._add(self._close(self.stack.pop(), event))

    # --- refusals and limits ----------------------------------------------------------------
    def _limits(self, event: yaml.NodeEvent) -> None:
        self.count += 1
        if self.count > ELEMENTS_MAX:
            self.stop(limites.trop_d_elements(span=self._sign(event), limite=_french(ELEMENTS_MAX)))
        if len(self.stack) >= PROFONDEUR_MAX:
            self.stop(limites.structure_trop_profonde(span=self._sign(event), limite=str(PROFONDEUR_MAX)))
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self.found.append(problems.ancre_ou_alias(span=self._word(event), signe=f"{sign}{event.anchor}"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.found.append(problems.etiquette_yaml(span=self._word(event), etiquette=str(tag)))

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1 or event.version is not None or event.tags:
            self.stop(problems.plusieurs_documents(span=self._word(event)))

    # --- places -----------------------------------------------------------------------------
    def _at(self, mark: _Place | None) -> int:
        assert mark is not None, "both loaders mark every event and every error"
        return min(mark.index + self.offset, len(self.text))

    def _span(self, event: yaml.Event) -> Span:
        start, end = self._at(event.start_mark), self._at(event.end_mark)
        return Span(source=self.source, start=start, end=max(start, end))

    def _sign(self, event: yaml.Event) -> Span:
        start = self._at(event.start_mark)
        return Span(source=self.source, start=start, end=start + 1)

    def _word(self, event: yaml.Event) -> Span:
        start = self._at(event.start_mark)
        match = re.compile(r"\S+").match(self.text, start)
        return Span(source=self.source, start=start, end=match.end() if match else start)

    # --- building ---------------------------------------------------------------------------
    def _scalar(self, event: yaml.ScalarEvent) -> n.Scalaire:
        span = self._span(event)
        if event.style in ("|", ">"):
            header = re.compile(r"[|>][^\n]*(\n|$)").search(self.text, span.start, span.end)
            start = header.end() if header else span.start
            content = self.text[start : span.end]
            start += len(content) - len(content.lstrip())
            span = Span(
                source=self.source, start=start, end=max(start, span.start + len(_rstrip(self, span)))
            )
        if event.style == '"' and inert(event.value) != event.value:
            self.found.extend(commands(span))
        # Texts compare once composed: a decomposed accent looks the same and must not be another word.
        texte = event.value if event.value.isascii() else unicodedata.normalize("NFC", event.value)
        return n.Scalaire(span=span, texte=texte, cite=event.style in ("'", '"'))

    def _add(self, node: n.Yaml) -> None:
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.keys is None:
            frame.children.append(node)
        elif not frame.waiting:
            begun = self._restarted(frame, node)
            begun.key, begun.waiting = self._key(begun, node), True
        else:
            frame.keys.append(frame.key)
            frame.children.append(node)
            frame.waiting = False

    def _restarted(self, frame: _Frame, node: n.Yaml) -> _Frame:
        """Where the dash of an element of a list was forgotten, the next element, told once and begun."""
        within = len(self.stack) > 1 and self.stack[-2].keys is None and not self.stack[-2].flow
        if frame.flow or not within or not isinstance(node, n.Scalaire) or not _begins_another(frame, node):
            return frame
        self.found.append(problems.tiret_oublie(span=node.span, cle=node.texte))
        self.stack.pop()
        self._add(self._made(frame, frame.start))
        keys: list[n.Scalaire | None] = []
        self.stack.append(_Frame(start=node.span.start, flow=False, keys=keys))
        return self.stack[-1]

    def _key(self, frame: _Frame, node: n.Yaml) -> n.Scalaire | None:
        """A key that may stand; None drops its entry, once reported."""
        if not isinstance(node, n.Scalaire):
            if not isinstance(node, n.Invalide):
                self.found.append(problems.cle_composee(span=node.span))
            return None
        if node.texte == "<<" and not node.cite:
            self.found.append(problems.cle_de_fusion(span=node.span))
            return None
        if frame.keys and len(frame.children) == 1 and self._of_two_kinds(frame, node):
            return None
        if frame.flow and self.source.text[node.span.start - 1] == "," and node.texte[:1].isdigit():
            return node  # decimals, cut from their number by the comma
        first = frame.seen.setdefault(node.texte, node)
        if first is not node:
            if len(self.stack) == 1 and node.texte in GENRES:
                self.stop(problems.second_fichier(span=node.span, cle=node.texte, premiere=first.span))
                return None
            found = problems.cle_repetee(span=node.span, cle=node.texte, premiere=first.span)
            self.found.append(found)
            return None
        return node

    def _of_two_kinds(self, frame: _Frame, node: n.Scalaire) -> bool:
        """A clause that begins with two kinds, one under the other."""
        first = frame.keys[0] if frame.keys else None
        if first is None or node.cite or len(self.stack) < 2 or self.stack[-2].keys is not None:
            return False
        if first.texte == node.texte or not {first.texte, node.texte} <= CLAUSES.keys():
            return False
        self.found.append(problems.deux_genres(span=node.span, premier=first.texte, second=node.texte))
        return True

    def _close(self, frame: _Frame, event: yaml.Event) -> n.Liste | n.Table:
        return self._made(frame, self._at(event.end_mark))

    def _made(self, frame: _Frame, end: int) -> n.Liste | n.Table:
        """A block collection ends with its last child; a flow one with its bracket, at `end`."""
        keys = frame.keys
        entries = tuple((k, v) for k, v in zip(keys or (), frame.children, strict=False) if k is not None)
        if not frame.flow:
            end = max((child.span.end for child in frame.children), default=frame.start)
        span = Span(source=self.source, start=frame.start, end=max(frame.start, end))
        if keys is None:
            return n.Liste(span=span, elements=tuple(frame.children))
        self.cut = self.cut or (frame.flow and any(v.span.start == v.span.end for _, v in entries))
        return n.Table(span=span, entrees=entries)


def _begins_another(frame: _Frame, key: n.Scalaire) -> bool:
    """Does a key begin the next element of a list: the one that began this element, again, or that of another
    clause?"""
    first = next((k for k in frame.keys or () if k is not None), None)
    if first is None or key.cite:
        return False
    # Why: a key twice in a row is a key written twice.
    again = key.texte == first.texte and len(frame.children) > 1
    another = key.texte != first.texte and {key.texte, first.texte} <= CLAUSES.keys()
    return again or (another and len(frame.children) > 1)


def _rstrip(builder: _Builder, span: Span) -> str:
    return builder.text[span.start : span.end].rstrip()


def scalars(node: n.Yaml) -> Iterator[n.Scalaire]:
    """Every scalar of a tree, keys included, in file order."""
    match node:
        case n.Scalaire():
            yield node
        case n.Liste(elements=elements):
            for element in elements:
                yield from scalars(element)
        case n.Table(entrees=entries):
            for key, value in entries:
                yield key
                yield from scalars(value)
        case n.Phrase() | n.Invalide():
            return
