"""What a name or a key means, said in a few lines of Markdown."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.checking.scope import walk
from convrules.checking.words import describe
from convrules.compiler import Programme
from convrules.lsp.index import Index, Occurrence
from convrules.render.numbers import jour
from convrules.syntax import nodes as n
from convrules.syntax.governed import Gouverne, governed
from convrules.vocabulary.rows import ChampVocabulaire

_PROSE: Final = ("énoncé", "question", "raison")


def text_at(
    file: n.File, offset: int, index: Index, trees: Mapping[str, n.File], programmes: Mapping[str, Programme],
    au: date,
) -> str | None:  # fmt: skip
    """What stands under a character: a name of the repository, a field, or a key. None: nothing to say."""
    nodes = tuple(governed(file))
    found = index.at(file.span.source.name, offset)
    if found is not None:
        return _of_name(found, index, trees, programmes, au)
    chemin = next((c for c in _names(nodes) if c.span.start <= offset <= c.span.end), None)
    if chemin is not None:
        fields = fields_named(chemin.noms)
        return "\n\n".join(map(of_field, fields)) or None
    under = next((g for g in nodes if g.cle is not None and _holds(g.cle, offset)), None)
    if under is None or under.cle is None:
        return None
    column = fields_named((under.cle.texte,)) if not under.glose else ()
    if column:
        return "\n\n".join(map(of_field, column))
    return f"**{under.cle.texte}** — {under.glose}" if under.glose else None


def of_field(champ: ChampVocabulaire) -> str:
    """A field that every convention may read."""
    codes = f"\n\nCodes : {', '.join(f'`{c}`' for c in champ.codes)}." if champ.codes else ""
    level = vocabulary.NIVEAUX.get(champ.niveau, "")
    return f"**{champ.nom}** — {champ.glose}.\n\nFait {level} : {describe(champ.type)}.{codes}"


def fields_named(noms: tuple[str, ...]) -> tuple[ChampVocabulaire, ...]:
    """Built-in fields of a name: of the level written before it, or of every level that has it."""
    levels = noms[:1] if len(noms) == 2 else vocabulary.niveaux_de(noms[-1]) or (vocabulary.rows.VACANCE,)
    found = (vocabulary.champ(noms[-1], level) for level in levels)
    return tuple(champ for champ in found if champ is not None)


def _holds(node: n.Noeud, offset: int) -> bool:
    return node.span.start <= offset <= node.span.end


def _names(nodes: tuple[Gouverne, ...]) -> Iterator[n.Chemin]:
    for g in nodes:
        if isinstance(g.noeud, n.Phrase):
            yield from (x for x in walk(g.noeud.arbre) if isinstance(x, n.Chemin))


# --- names that files give ------------------------------------------------------------------
def _of_name(
    found: Occurrence, index: Index, trees: Mapping[str, n.File], programmes: Mapping[str, Programme],
    au: date,
) -> str | None:  # fmt: skip
    parts = []
    for declared in index.declarations[found.symbole]:
        tree = trees.get(declared.span.source.name)
        if tree is not None:
            parts.append("\n\n".join(_told(declared, tree, programmes, au)))
    return "\n\n---\n\n".join(parts) or None


def _told(declared: Occurrence, tree: n.File, programmes: Mapping[str, Programme], au: date) -> Iterator[str]:
    symbole = declared.symbole
    owner = f" de « {symbole.proprietaire} »" if symbole.proprietaire else ""
    yield f"**{symbole.nom}** — {declared.genre}{owner}"
    if declared.genre == "paramètre":
        yield from _value(symbole.proprietaire, symbole.nom, programmes, au)
    held = _holder(tree, declared)
    if isinstance(held, n.Phrase):
        yield f"```\n{held.span.text}\n```"
        return
    if not isinstance(held, n.Table):
        return
    yield from (v.texte for k in _PROSE if isinstance(v := held.get(k), n.Scalaire))
    rule = held.get("règle")
    if isinstance(rule, n.Phrase):
        yield f"```\n{rule.span.text}\n```"
    source = held.get("source")
    if isinstance(source, n.Table):
        yield "Source : " + ", ".join(
            f"{'article ' if k.texte == 'article' else ''}{v.texte}"
            for k, v in source.entrees
            if isinstance(v, n.Scalaire)
        )


def _holder(tree: n.File, declared: Occurrence) -> n.Yaml | None:
    """What a declaration holds: the value under its key, or the table of the clause."""
    nodes = tuple(governed(tree))
    for g in nodes:
        if g.cle is not None and g.cle.span == declared.span:
            return g.noeud
    tables = (g.noeud for g in nodes if isinstance(g.noeud, n.Table))
    return next((t for t in tables if any(v.span == declared.span for _, v in t.entrees)), None)


def _value(owner: str, nom: str, programmes: Mapping[str, Programme], au: date) -> Iterator[str]:
    """The value in force on a day, as the file writes it, with the type that checking found."""
    known = (
        p
        for programme in programmes.values()
        for text in (programme.convention, *programme.socles)
        if text.ident == owner
        for p in text.parametres
    )
    declared = next((p for p in known if p.nom == nom), None)
    if declared is None:
        return
    yield f"Type : {describe(declared.type)}."
    past = [v for v in declared.valeurs if v.du <= au]
    if past:
        since, held = f"depuis le {jour(past[-1].du)}", past[-1].valeur
        by_code = isinstance(held, ir.ParCode)
        told = f"une table, une valeur par `{declared.selon}`" if by_code else f"`{held.span.text}`"
        yield f"En vigueur le {jour(au)} : {told}, {since}."
    else:
        yield f"Aucune valeur n'est en vigueur le {jour(au)}."
