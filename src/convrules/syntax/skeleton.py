"""Is the skeleton of a file as the published schema says? French findings, each at its own node.

The schema is walked here rather than handed to a validator: the walk needs no import, knows the place
of every node, and says one thing per mistake. `reference.py` holds the schema to its letter; a test
proves that both accept and refuse the same files. Only the subset of keywords read below may be used
in the schema; the order of the keys of a clause is the one rule that JSON cannot say.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, assert_never

from convrules.base.dates import JOUR_MAX, JOUR_MIN
from convrules.base.motifs import Motif
from convrules.base.records import dataclass, replace
from convrules.base.ressemblance import nearest
from convrules.base.source import Span
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Diagnostic, in_order
from convrules.diagnostics.problems import fichier as problems
from convrules.diagnostics.problems import limites, phrase
from convrules.syntax import nodes as n
from convrules.syntax import schema
from convrules.syntax.cles import shown, unknown_key
from convrules.syntax.consequences import anchor, told_once
from convrules.syntax.decalees import surely_shifted
from convrules.syntax.dedans import no_quota
from convrules.syntax.entries import AILLEURS, CLAUSES
from convrules.syntax.justes import mended
from convrules.syntax.schema import Schema
from convrules.syntax.words import VOISINS, fold

_TROU: Final = Motif(r"<[a-z][a-z0-9_]*>")
_NOMBRE: Final = Motif(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_FORMES: Final = {
    "string": "un texte",
    "number": "un nombre",
    "integer": "un nombre entier",
    "boolean": "un mot anglais",
    "null": "rien",
    "array": "une liste",
    "object": "une table de clés",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ici:
    """Where the walk stands: the key that leads here, whether holes may fill in for values; of a schema that
    only says a part of something, the whole (« une clause « part » »). `dehors`: keys of the table around,
    told of already, that stand in this one."""

    cle: str
    modele: bool
    tout: str = ""
    dehors: frozenset[str] = frozenset()

    def under(self, key: str, dehors: Iterable[str] = ()) -> "_Ici":
        return _Ici(cle=key, modele=self.modele, dehors=frozenset(dehors))


def check_skeleton(file: n.File) -> tuple[Diagnostic, ...]:
    """Everything that the keys and words of a file say against the schema, in file order."""
    if file.genre is None:
        return ()
    branch = _branch(schema.schemas(schema.root(), "oneOf"), file.genre.value)
    assert branch is not None, "the schema has a branch for every kind of file"
    here = _Ici(cle=file.genre.value, modele=file.genre is n.GenreFichier.MODELE)
    return in_order(told_once(file.racine, [*_check(file.racine, branch, here)]))


def json_type(node: n.Yaml) -> str:
    """The JSON type that any reader of YAML 1.2 gives to a node."""
    match node:
        case n.Table():
            return "object"
        case n.Liste():
            return "array"
        case n.Scalaire(cite=True) | n.Phrase() | n.Invalide():
            return "string"
        case n.Scalaire(texte=text):
            if text in ("", "~", "null", "Null", "NULL"):
                return "null"
            if text.lower() in ("true", "false"):
                return "boolean"
            found = _NOMBRE.fullmatch(text)
            return "string" if found is None else "number" if found[2] else "integer"
        case _:
            assert_never(node)


# --- one node against one schema ------------------------------------------------------------
def _check(node: n.Yaml, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    if isinstance(node, n.Invalide | n.Phrase) or _is_hole(node, here):
        return
    wanted = schema.resolve(wanted)
    if schema.schemas(wanted, "allOf"):
        yield from _check_whole(node, wanted, here)
    else:
        yield from _check_own(node, wanted, here)


def _check_whole(node: n.Scalaire | n.Liste | n.Table, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    within = replace(here, tout=schema.text(wanted, "title") or here.tout)
    for part in schema.schemas(wanted, "allOf"):
        found = list(_check(node, part, within))
        yield from found
        if any(d.code == "CR027" for d in found):
            return  # What a clause of no known kind lacks is not known either.
    yield from _check_own(node, wanted, here)


def _check_own(node: n.Scalaire | n.Liste | n.Table, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    if not accepts_type(node, wanted):
        yield _wrong_form(node, wanted, here)
        return
    alternatives = schema.alternatives(wanted)
    if alternatives and not only_requires(alternatives):
        yield from _check_alternatives(node, alternatives, wanted, here)
        return
    match node:
        case n.Scalaire():
            yield from _check_scalar(node, wanted, here)
        case n.Liste():
            yield from _check_list(node, wanted, here)
        case n.Table():
            other = no_quota(node, here.cle)
            if other is not None:
                yield other
                return
            yield from _check_table(node, wanted, here, alternatives)
        case _:
            assert_never(node)


def _is_hole(node: n.Yaml, here: _Ici) -> bool:
    return here.modele and isinstance(node, n.Scalaire) and _TROU.fullmatch(node.texte) is not None


def accepts_type(node: n.Yaml, wanted: Schema) -> bool:
    return _accepts(json_type(node), wanted)


def _accepts(found: str, wanted: Schema) -> bool:
    types = schema.words(wanted, "type")
    return not types or found in types or (found == "integer" and "number" in types)


def _wrong_form(node: n.Yaml, wanted: Schema, here: _Ici) -> Diagnostic:
    found = json_type(node)
    if isinstance(node, n.Scalaire) and "string" in schema.words(wanted, "type"):
        number, pattern = found in ("integer", "number"), schema.text(wanted, "pattern")
        if schema.text(wanted, "format") == "date" or (number and re.search(pattern, node.texte) is None):
            return _ill_written(node, wanted, here)
        if number:
            return problems.code_sans_guillemets(span=node.span, code=node.texte, cle=here.cle)
    expected = schema.text(wanted, "title") or suite((_FORMES[t] for t in schema.words(wanted, "type")), "ou")
    allowed = schema.words(wanted, "enum")
    if len(allowed) == 1:
        expected = cite(allowed[0])
    elif allowed:
        expected = t("{quoi}\u00a0: {permis}", quoi=expected, permis=_quoted(allowed))
    return problems.forme_inattendue(
        span=_head(node),
        cle=here.cle,
        attendu=expected,
        trouve=_FORMES[found],
        exemple=shown(node, wanted, here.cle),
    )


def _head(node: n.Yaml) -> Span:
    """The first line of a node: a caret under a whole block helps nobody."""
    lines = node.span.text.splitlines()
    end = node.span.start + len(lines[0]) if lines else node.span.end
    return Span(source=node.span.source, start=node.span.start, end=end)


# --- scalars and lists ----------------------------------------------------------------------
def _check_scalar(node: n.Scalaire, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    allowed = schema.words(wanted, "enum")
    if allowed and node.texte not in allowed:
        yield _wrong_word(node, allowed, here)
    if json_type(node) != "string":
        return
    short = len(node.texte) < schema.number(wanted, "minLength")
    pattern = schema.text(wanted, "pattern")
    if short or (pattern and re.search(pattern, node.texte) is None):
        yield _ill_written(node, wanted, here)
    elif schema.text(wanted, "format") == "date":
        yield from _check_day(node)


def _ill_written(node: n.Scalaire, wanted: Schema, here: _Ici) -> Diagnostic:
    juste, sure = mended(node, wanted)
    return problems.valeur_mal_ecrite(
        span=node.span,
        valeur=node.texte,
        cle=here.cle,
        attendu=schema.text(wanted, "title"),
        juste=juste,
        sure=sure,
    )


def _check_day(node: n.Scalaire) -> Iterator[Diagnostic]:
    try:
        day = date.fromisoformat(node.texte)
    except ValueError:
        yield phrase.jour_inexistant(span=node.span, ecrit=node.texte)
        return
    if not JOUR_MIN <= day <= JOUR_MAX:
        yield limites.date_hors_bornes(span=node.span, ecrit=node.texte)


def _wrong_word(node: n.Scalaire, allowed: tuple[str, ...], here: _Ici) -> Diagnostic:
    same = next((word for word in allowed if fold(word) == fold(node.texte)), None)
    if same is not None:
        return problems.mot_mal_accentue(span=node.span, ecrit=node.texte, attendu=same)
    meant = VOISINS.get((here.cle, fold(node.texte)), "")
    return problems.mot_hors_liste(
        span=node.span,
        mot=node.texte,
        cle=here.cle,
        proche=meant if meant in allowed else nearest(node.texte, allowed),
        permis=_quoted(allowed),
    )


def _check_list(node: n.Liste, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    if len(node.elements) < schema.number(wanted, "minItems"):
        yield problems.liste_trop_courte(span=node.span, cle=here.cle)
    items = wanted.get("items")
    if isinstance(items, dict):
        for element in node.elements:
            yield from _check(element, items, here)


# --- alternatives ---------------------------------------------------------------------------
def only_requires(alternatives: tuple[Schema, ...]) -> bool:
    return all(set(alternative) == {"required"} for alternative in alternatives)


def _check_alternatives(
    node: n.Yaml, alternatives: tuple[Schema, ...], wanted: Schema, here: _Ici
) -> Iterator[Diagnostic]:
    """Go down the branch that the author meant: that of the same form, then that of a key present."""
    found = json_type(node)
    fitting = [branch for branch in alternatives if _accepts(found, branch)]
    if len(fitting) == 1:
        yield from _check(node, fitting[0], here)
    elif isinstance(node, n.Table) and fitting:
        yield from _check_kinds(node, tuple(fitting), here)
    else:
        yield _wrong_form(node, wanted, here)


def _check_kinds(node: n.Table, branches: tuple[Schema, ...], here: _Ici) -> Iterator[Diagnostic]:
    """A clause or a modification: its kind is one of its keys, and should be the first."""
    kinds = tuple(kind_of(branch) for branch in branches)
    present = next((key for key, _ in node.entrees if key.texte in kinds), None)
    if present is None:
        yield from _no_kind(node, kinds)
        return
    first = node.entrees[0][0]
    if present is not first:
        yield problems.genre_pas_en_tete(span=present.span, genre=present.texte, premiere=first.span)
    yield from _check(node, branches[kinds.index(present.texte)], here.under(present.texte))


def kind_of(branch: Schema) -> str:
    return schema.words(branch, "required")[0]


def _no_kind(node: n.Table, kinds: tuple[str, ...]) -> Iterator[Diagnostic]:
    if not node.entrees:
        yield problems.clause_sans_genre(span=node.span, cle="", genres=_quoted(kinds), proche="")
        return
    first = node.entrees[0][0]
    same = next((kind for kind in kinds if fold(kind) == fold(first.texte)), None)
    if same is not None:
        yield problems.mot_mal_accentue(span=first.span, ecrit=first.texte, attendu=same)
        return
    elsewhere = (
        "" if first.texte not in CLAUSES or "ajoute" in kinds else AILLEURS.get(first.texte, "convention")
    )
    proche = nearest(first.texte, kinds) if not elsewhere else ""
    yield problems.clause_sans_genre(
        span=first.span, cle=first.texte, genres=_quoted(kinds), proche=proche, ailleurs=elsewhere
    )


def _branch(branches: tuple[Schema, ...], kind: str) -> Schema | None:
    resolved = (schema.resolve(branch) for branch in branches)
    return next((branch for branch in resolved if kind_of(branch) == kind), None)


# --- tables ---------------------------------------------------------------------------------
def _check_table(
    node: n.Table, wanted: Schema, here: _Ici, exclusive: tuple[Schema, ...]
) -> Iterator[Diagnostic]:
    known = schema.mapping(wanted, "properties")
    others = wanted.get("additionalProperties", True)
    present = frozenset(key.texte for key, _ in node.entrees)
    missing = [key for key in schema.words(wanted, "required") if key not in present]
    left = surely_shifted(node, others)
    yield from (
        problems.cle_trop_a_gauche(span=d.cle.span, cle=k, sous=d.sous.texte) for k, d in left.items()
    )
    for key, value in node.entrees:
        if key.texte in left or any(d.sous is key for d in left.values()):
            continue
        if key.texte in known:
            swallowed = list(_swallowed(value, known[key.texte], missing))
            yield from (
                problems.cle_trop_a_droite(span=k.span, cle=k.texte, sous=key.texte) for k in swallowed
            )
            missing = [name for name in missing if all(name != k.texte for k in swallowed)]
            yield from _check(value, known[key.texte], here.under(key.texte, (k.texte for k in swallowed)))
        elif key.texte in here.dehors:
            continue
        elif isinstance(others, dict):
            yield from _check_name(key, wanted, here)
            yield from _check(value, others, here.under(key.texte))
        elif others is False:
            yield unknown_key(key, known, present, _place(wanted, here), missing)
    yield from _check_missing(node, wanted, here, missing)
    if exclusive:
        yield from _check_exclusive(node, wanted, here, exclusive)


def _swallowed(node: n.Yaml, wanted: Schema, missing: list[str]) -> Iterator[n.Scalaire]:
    """Keys of a table that the one around lacks, and that it does not know itself."""
    known = schema.mapping(schema.resolve(wanted), "properties")
    for key, _ in node.entrees if isinstance(node, n.Table) else ():
        if key.texte in missing and key.texte not in known:
            yield key


def _check_name(key: n.Scalaire, wanted: Schema, here: _Ici) -> Iterator[Diagnostic]:
    names = wanted.get("propertyNames")
    if isinstance(names, dict):
        yield from _check_scalar(key, _named(schema.resolve(names)), here)


def _named(names: Schema) -> Schema:
    return {"title": "un nom sans accent ni espace", **names}


def _check_missing(node: n.Table, wanted: Schema, here: _Ici, missing: list[str]) -> Iterator[Diagnostic]:
    known = schema.mapping(wanted, "properties")
    if missing:
        # One finding for a table: several at one place would hide one another.
        gloss = schema.text(schema.resolve(known.get(missing[0], {})), "description")
        yield problems.cle_manquante(
            span=anchor(node),
            cles=_quoted(tuple(missing)),
            lieu=_place(wanted, here),
            glose=gloss if len(missing) == 1 else "",
        )
    if len(node.entrees) < schema.number(wanted, "minProperties"):
        yield problems.liste_trop_courte(span=_head(node), cle=here.cle)


def _check_exclusive(
    node: n.Table, wanted: Schema, here: _Ici, alternatives: tuple[Schema, ...]
) -> Iterator[Diagnostic]:
    keys = tuple(key for alternative in alternatives for key in schema.words(alternative, "required"))
    count = sum(node.get(key) is not None for key in keys)
    if count == 0 or (count > 1 and "oneOf" in wanted):
        yield problems.cles_exclusives(
            span=anchor(node),
            cles=suite(map(cite, keys), "ou"),
            lieu=_place(wanted, here),
            absentes=count == 0,
        )


def _place(wanted: Schema, here: _Ici) -> str:
    return schema.text(wanted, "title") or here.tout or "groupe de clés"


def _quoted(words: tuple[str, ...]) -> str:
    return suite(map(cite, words))
