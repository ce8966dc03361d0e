"""Models: their holes and variants, and the text they become once filled.

A hole may stand for any value, inside a sentence or a prose too: it is filled as text, and the text is
then read like any other. Places of the filled text lead back to the model's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass
from convrules.base.source import Source, Span, make_source
from convrules.diagnostics.model import Diagnostic, Edit, Label
from convrules.syntax import nodes as n
from convrules.syntax.avenants import every_clause, name_of, with_key
from convrules.syntax.parser import parse_file
from convrules.syntax.words import fold

TROU: Final = Motif(r"<([a-z][a-z0-9_]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrouDeclare:
    """What `trous` says of a hole. Values as written; `nom`: its key."""

    nom: n.Scalaire
    question: str
    min: str | None
    max: str | None
    parmi: tuple[str, ...]
    exemple: str | None

    @property
    def ident(self) -> str:
        """The name that holes cite; of a key that no hole can cite, told already, the one that it meant."""
        nom = self.nom.texte
        return nom if TROU.fullmatch(f"<{nom}>") else re.sub(r"\W+", "_", fold(nom))

    @property
    def valeur(self) -> str | None:
        """The value that stands in for the signed one while the model is checked."""
        return self.exemple or (self.parmi[0] if self.parmi else None) or self.min or self.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A hole where it stands."""

    nom: str
    span: Span


def declared(root: n.Table) -> tuple[TrouDeclare, ...]:
    held = root.get("trous")
    entries = held.entrees if isinstance(held, n.Table) else ()
    return tuple(_declared(key, value) for key, value in entries if isinstance(value, n.Table))


def _declared(key: n.Scalaire, value: n.Table) -> TrouDeclare:
    among = value.get("parmi")
    listed = among.elements if isinstance(among, n.Liste) else ()
    return TrouDeclare(
        nom=key,
        question=_text(value, "question") or "",
        min=_text(value, "min"),
        max=_text(value, "max"),
        parmi=tuple(e.texte for e in listed if isinstance(e, n.Scalaire)),
        exemple=_text(value, "exemple"),
    )


def _text(table: n.Table, cle: str) -> str | None:
    value = table.get(cle)
    return value.texte if isinstance(value, n.Scalaire) else None


def holes(root: n.Table) -> tuple[Occurrence, ...]:
    """Holes in reading order, comments left out."""
    found = [o for key, value in root.entrees if key.texte != "trous" for o in _in(value)]
    return tuple(sorted(found, key=lambda o: o.span.start))


def _in(node: n.Yaml) -> Iterator[Occurrence]:
    match node:
        case n.Table(entrees=entries):
            for _, value in entries:
                yield from _in(value)
        case n.Liste(elements=elements):
            for element in elements:
                yield from _in(element)
        case n.Scalaire() | n.Phrase() | n.Invalide():
            for hit in TROU.finditer(node.span.text):
                start = node.span.start + hit.start()
                span = Span(source=node.span.source, start=start, end=start + len(hit[0]))
                yield Occurrence(nom=hit[1], span=span)


# --- variants -------------------------------------------------------------------------------
def variants(root: n.Table) -> Mapping[str, tuple[n.Table, ...]]:
    """Clauses among which one is kept, by the choice they are variants of."""
    found: dict[str, list[n.Table]] = {}
    held = root.get("clauses")
    for clause in every_clause(held.elements if isinstance(held, n.Liste) else ()):
        choice = _text(clause, "variante de")
        if choice:
            found.setdefault(choice, []).append(clause)
    return {choice: tuple(clauses) for choice, clauses in found.items()}


def keep(root: n.Table, rang: int) -> n.Table:
    """The model as a convention: of each choice the variant of this rank (the last, beyond it)."""
    chosen = [clauses[min(rang, len(clauses) - 1)] for clauses in variants(root).values()]
    places = {(c.span.start, name_of(c)) for c in chosen}
    first, *others = ((k, v) for k, v in root.entrees if k.texte != "trous")
    head = (replace(first[0], texte="convention"), first[1])
    root = replace(root, entrees=(head, *others))
    held = root.get("clauses")
    if not isinstance(held, n.Liste):
        return root
    return with_key(root, "clauses", replace(held, elements=tuple(_kept(held.elements, places))))


def _kept(clauses: Sequence[n.Yaml], chosen: set[tuple[int, str]]) -> Iterator[n.Yaml]:
    for clause in clauses:
        if not isinstance(clause, n.Table):
            yield clause
            continue
        if _text(clause, "variante de") and (clause.span.start, name_of(clause)) not in chosen:
            continue
        inner = clause.get("dont")
        if isinstance(inner, n.Liste):
            clause = with_key(clause, "dont", replace(inner, elements=tuple(_kept(inner.elements, chosen))))
        yield replace(clause, entrees=tuple((k, v) for k, v in clause.entrees if k.texte != "variante de"))


# --- filling --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Rempli:
    """A model whose holes are filled. `morceaux`: for each hole, its place here and in the model."""

    fichier: n.File
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    morceaux: tuple[tuple[int, int, Occurrence], ...]

    def back(self, found: Diagnostic) -> Diagnostic:
        """The finding at its place in the model. A fix is dropped: it would touch what is filled in."""
        labels = tuple(Label(span=self._place(x.span), texte=x.texte) for x in found.labels)
        fix = found.fix
        kept = Edit(span=self._place(fix.span), texte=fix.texte, sure=fix.sure) if fix else None
        if fix is not None and TROU.search(self._place(fix.span).text):
            kept = None
        return replace(found, span=self._place(found.span), labels=labels, fix=kept)

    def _place(self, span: Span) -> Span:
        if span.source is not self.fichier.span.source:
            return span
        return Span(
            source=self.source, start=self._at(span.start, end=False), end=self._at(span.end, end=True)
        )

    def _at(self, offset: int, *, end: bool) -> int:
        shift = 0
        for start, stop, hole in self.morceaux:
            if offset < start or (end and offset == start):
                break
            if offset < stop or (end and offset == stop):
                return hole.span.end if end else hole.span.start
            shift = hole.span.end - stop
        return offset + shift


def fill(file: n.File, values: Mapping[str, str]) -> Rempli:
    """The model read again, each hole replaced by its value."""
    source = file.span.source
    text: list[str] = []
    pieces: list[tuple[int, int, Occurrence]] = []
    at = size = 0
    for hole in holes(file.racine):
        value = values.get(hole.nom, hole.span.text)
        text += [source.text[at : hole.span.start], value]
        size += hole.span.start - at
        pieces.append((size, size + len(value), hole))
        size += len(value)
        at = hole.span.end
    filled = make_source(source.name, "".join([*text, source.text[at:]]))
    parsed = parse_file(filled)
    return Rempli(fichier=parsed.value, diagnostics=parsed.diagnostics, source=source, morceaux=tuple(pieces))


_CLE: Final = Motif(r"\s*(?:- )?[\w'’ -]*\w:(?: |$)")


def draft(file: n.File, ident: str, note: str) -> str:
    """The convention to start from: the model's text, each hole holding its example, its question beside it
    as a comment (`note`, then the question). A line of prose has no comment: the rule below has one."""
    root, source = file.racine, file.span.source
    asked = {t.nom.texte: t for t in declared(root)}
    held, kind = root.get("trous"), root.get(n.GenreFichier.MODELE.value)
    assert kind is not None, "a model is told by its first key"
    key = root.key("trous")
    left_out = (key.span.start, held.span.end) if key is not None and held is not None else (0, 0)
    written = []
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        if left_out[0] <= start < left_out[1]:
            continue
        if start <= kind.span.start < start + len(line) + 1:
            line = f"convention: {ident}"
        written.append(_filled(line, asked, note))
    return "\n".join(written).rstrip("\n") + "\n"


def _filled(line: str, asked: Mapping[str, TrouDeclare], note: str) -> str:
    found = [asked[nom] for nom in dict.fromkeys(TROU.findall(line)) if nom in asked]
    for hole in found:
        line = line.replace(f"<{hole.nom.texte}>", hole.valeur or "")
    questions = " ".join(hole.question for hole in found)
    return f"{line}   # {note} : {questions}" if questions and _CLE.match(line) else line
