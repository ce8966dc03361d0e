"""Between braces, a key whose colon was forgotten, or the space after it: `{ article "2", page:3 }`.

YAML reads such a piece as a key without a value. The schema says which keys may stand there: the table is
read on as it was meant, so that one slip is one finding."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.base.ressemblance import nearest
from convrules.base.source import Span
from convrules.base.texte import t
from convrules.diagnostics.model import Diagnostic
from convrules.diagnostics.problems import fichier as problems
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.coupures import Entree, is_piece, is_plain, rejoined
from convrules.syntax.deux_points import what_lacks
from convrules.syntax.schema import Schema
from convrules.syntax.words import fold

_PROCHE: Final = 0.8
"""How alike a key and what is written must be, of 1."""
_COURT: Final = 3
"""A shorter word is like too many others."""
_COLLE: Final = Motif(r"(?P<cle>[^:\"']+):(?P<reste>\S.*)", re.DOTALL)
_SERRE: Final = Motif(r"(?P<cle>^[^:\"']*[^:\"' ])(?=[\"'][^\"']+[\"']$)")
_NOM: Final = r"^\w[\w-]*$"
"""A name where the schema asks for none in particular."""
_NOMBRE: Final = Motif(r"-?\d+(?:\.\d+)?")
_LIAISONS: Final = frozenset(
    {"au", "aux", "avec", "dans", "de", "des", "dont", "du", "en", "et", "la", "le", "les", "mais", "non"}
    | {"ou", "par", "pour", "puis", "sans", "sauf", "soit", "sous", "sur", "un", "une"}
)
"""Words that begin what follows a comma in prose, and name nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What may stand in a table: keys, with what governs their values, and names (their pattern, empty when
    it takes none) with what governs theirs."""

    cles: Mapping[str, Schema]
    noms: str
    nomme: tuple[Schema, ...]

    def value_of(self, key: str) -> tuple[Schema, ...]:
        return (self.cles[key],) if key in self.cles else self.nomme


@dataclass(frozen=True, slots=True, kw_only=True)
class _Oubli:
    """A piece parted in two. `ecrit`: its key as written; `cle`: as meant; `colle`: it has its colon."""

    ecrit: str
    cle: str
    reste: str
    colle: bool


def as_meant(root: n.Yaml, found: list[Diagnostic]) -> n.Yaml:
    """The tree, each table between braces read as it was meant, with what is told of it."""
    return _meant(root, (schema.root(),), found)


def _meant(node: n.Yaml, wanted: Sequence[Schema], found: list[Diagnostic]) -> n.Yaml:
    if isinstance(node, n.Liste):
        forms = [form for w in wanted for form in _forms(w, frozenset())]
        items = [form["items"] for form in forms if isinstance(form.get("items"), dict)]
        return replace(node, elements=tuple(_meant(x, items, found) for x in node.elements))
    if not isinstance(node, n.Table):
        return node
    place = _place(node, wanted)
    entries: Sequence[Entree] = node.entrees
    if node.span.text.startswith("{"):
        entries, cut = rejoined(_restored(entries, place, found))
        found += cut
    inner = ((key, _meant(value, place.value_of(key.texte), found)) for key, value in entries)
    return replace(node, entrees=tuple(inner))


# --- what may stand there -------------------------------------------------------------------
def _forms(wanted: Schema, keys: frozenset[str]) -> Iterator[Schema]:
    """A schema, its parts and its alternatives; of kinds (of files, of clauses), that of a key present."""
    whole = schema.resolve(wanted)
    yield whole
    for part in schema.schemas(whole, "allOf"):
        yield from _forms(part, keys)
    choices = schema.schemas(whole, "oneOf") + schema.schemas(whole, "anyOf")
    branches = [schema.resolve(c) for c in choices if set(c) != {"required"}]
    of_kind = [b for b in branches if set(schema.words(b, "required")[:1]) & keys]
    for branch in of_kind or branches:
        yield from _forms(branch, keys)


def _place(node: n.Table, wanted: Sequence[Schema]) -> _Place:
    keys = frozenset(key.texte for key, _ in node.entrees)
    known: dict[str, Schema] = {}
    names, named = "", []
    for form in (form for w in wanted for form in _forms(w, keys)):
        for key, value in schema.mapping(form, "properties").items():
            known.setdefault(key, value)
        others = form.get("additionalProperties")
        if isinstance(others, dict):
            rule = schema.resolve(schema.mapping(form, "propertyNames"))
            known.update((word, others) for word in schema.words(rule, "enum"))
            names = names or ("" if schema.words(rule, "enum") else schema.text(rule, "pattern") or _NOM)
            named.append(others)
    return _Place(cles=known, noms=names, nomme=tuple(named))


def _leaves(wanted: Sequence[Schema]) -> list[Schema]:
    """Forms of a value that is one text or one number."""
    forms = [form for w in wanted for form in _forms(w, frozenset())]
    return [f for f in forms if {"string", "number", "integer"} & set(schema.words(f, "type")) or "enum" in f]


def _is_free(leaves: Sequence[Schema]) -> bool:
    """Does it take any text?"""
    return any(
        schema.text(f, "pattern") in ("", r"\S") and not schema.text(f, "format") and "enum" not in f
        for f in leaves
    )


def _is_text(leaves: Sequence[Schema]) -> bool:
    """Does it take no number? A code goes between quotation marks."""
    return bool(leaves) and all(schema.words(form, "type") == ("string",) for form in leaves)


def _suits(reste: str, leaves: Sequence[Schema]) -> bool:
    """May this be the value of a key, or a slip of one?"""
    if _is_free(leaves):
        return True
    return any(_suits_form(reste, form) for form in leaves)


def _suits_form(reste: str, form: Schema) -> bool:
    allowed = schema.words(form, "enum")
    if allowed:
        return any(fold(reste) == fold(word) for word in allowed) or bool(nearest(reste, allowed))
    if re.search(schema.text(form, "pattern"), reste.strip("\"'")) is not None:
        return True
    figures = any(c.isdigit() for c in reste)
    return figures and (" " not in reste or schema.text(form, "format") == "date")


# --- pieces ---------------------------------------------------------------------------------
def _restored(entries: Sequence[Entree], place: _Place, found: list[Diagnostic]) -> list[Entree]:
    kept: list[Entree] = []
    given = {key.texte for key, _ in entries}
    prose = False
    rank = 0
    while rank < len(entries):
        entry = entries[rank]
        rank += 1
        if not is_piece(entry):
            kept.append(entry)
            prose = is_plain(entry[1]) and _is_free(_leaves(place.value_of(entry[0].texte)))
            continue
        oubli = _parted(entry[0].texte, place, given, prose=prose)
        if oubli is None:
            kept.append(entry)
            continue
        last = _closing(oubli.reste, entries, rank)
        bare = _is_text(_leaves(place.value_of(oubli.cle)))
        written = _written(entry[0], entries[last - 1][0].span.end, oubli, bare=bare)
        rank = last
        given.add(oubli.cle)
        found.append(_told(written, oubli))
        kept.append(written)
        prose = is_plain(written[1]) and _is_free(_leaves(place.value_of(oubli.cle)))
    return kept


def _parted(texte: str, place: _Place, given: set[str], *, prose: bool) -> _Oubli | None:
    """prose: it follows a text, of which it may be the end."""
    free = [key for key in place.cles if key not in given]
    glued = _COLLE.fullmatch(texte)
    if glued is not None:
        cle = _key(glued["cle"].strip(), free) or _name(glued["cle"], place, given)
        return _Oubli(ecrit=glued["cle"], cle=cle, reste=glued["reste"], colle=True) if cle else None
    words = _SERRE.sub(r"\g<cle> ", texte).split(" ")
    for near in (False, True):
        for count in range(len(words) - 1, 0, -1):
            head, reste = " ".join(words[:count]), " ".join(words[count:]).strip().removeprefix("=").strip()
            cle = _key(head, free, near=near)
            leaves = _leaves(place.value_of(cle)) if cle else []
            if reste and leaves and (not prose or _suits(reste, leaves)):
                return _Oubli(ecrit=head, cle=cle, reste=reste, colle=False)
    cle, reste = words[0], " ".join(words[1:]).strip()
    linked = cle in _LIAISONS and not (reste[:1].isdigit() or reste[:1] in "\"'")
    # Why: after a text, figures are the decimals of the number before the comma.
    if not reste or linked or (prose and cle[:1].isdigit()) or not _name(cle, place, given):
        return None
    of_texts = prose and _is_text(_leaves(place.nomme))
    return None if of_texts and " " in reste else _Oubli(ecrit=cle, cle=cle, reste=reste, colle=False)


def _key(written: str, free: Sequence[str], *, near: bool = True) -> str:
    same = next((key for key in free if fold(key) == fold(written)), "")
    if same or not near or len(written) < _COURT:
        return same
    return nearest(written, [key for key in free if len(key) >= _COURT], _PROCHE)


def _name(written: str, place: _Place, given: set[str]) -> str:
    fits = place.noms and re.search(place.noms, written) is not None
    return written if fits and written not in given else ""


def _closing(reste: str, entries: Sequence[Entree], rank: int) -> int:
    """Up to which entry a text between quotation marks goes, that holds commas."""
    sign = reste[0]
    if sign not in "\"'" or (len(reste) > 1 and reste.endswith(sign)):
        return rank
    for last in range(rank, len(entries)):
        if not is_piece(entries[last]):
            break
        if entries[last][0].texte.endswith(sign):
            return last + 1
    return rank


def _written(piece: n.Scalaire, end: int, oubli: _Oubli, *, bare: bool) -> Entree:
    """The key and its value, each at its place. bare: a number is a text that lacks its quotation marks."""
    start, source = piece.span.start, piece.span.source
    whole = source.text[start:end]
    at = start + len(oubli.ecrit) + whole[len(oubli.ecrit) :].find(oubli.reste[0])
    key = Span(source=source, start=start, end=start + len(oubli.ecrit))
    value = Span(source=source, start=at, end=end)
    quoted = len(value.text) > 1 and value.text[0] in "\"'" and value.text[-1] == value.text[0]
    texte = value.text[1:-1] if quoted else value.text
    return (
        n.Scalaire(span=key, texte=oubli.cle, cite=False),
        n.Scalaire(span=value, texte=texte, cite=quoted or (bare and _NOMBRE.fullmatch(texte) is not None)),
    )


def _told(entry: Entree, oubli: _Oubli) -> Diagnostic:
    key, value = entry
    assert isinstance(value, n.Scalaire), "what follows a key is a text"
    valeur = f'"{value.texte}"' if value.cite and value.texte == value.span.text else value.span.text
    ligne = f"{oubli.cle}: {valeur}"
    whole = Span(source=key.span.source, start=key.span.start, end=value.span.end)
    return problems.yaml_illisible(
        span=key.span,
        raison=what_lacks(oubli.ecrit, ":" if oubli.colle else ""),
        conseil=t("Écrivez « {ligne} ».", ligne=ligne),
        a_la_place=(whole, ligne),
    )
