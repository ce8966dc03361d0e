"""What a name or a key means, said in a few lines of Markdown."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from convrules import ir, vocabulary
from convrules.base.texte import Texte, t, tel_quel
from convrules.checking.scope import walk
from convrules.checking.words import describe
from convrules.compiler import Programme
from convrules.lsp.index import Index, Occurrence
from convrules.render.french import joined
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
        return joined([of_field(champ) for champ in fields], "\n\n") or None
    under = next((g for g in nodes if g.cle is not None and _holds(g.cle, offset)), None)
    if under is None or under.cle is None:
        return None
    column = fields_named((under.cle.texte,)) if not under.glose else ()
    if column:
        return joined([of_field(champ) for champ in column], "\n\n")
    return _headed(under.cle.texte, under.glose) if under.glose else None


def _headed(nom: str, glose: str) -> Texte:
    return t("**{nom}** — {glose}", nom=tel_quel(nom), glose=glose)


def of_field(champ: ChampVocabulaire) -> Texte:
    """A field that every convention may read."""
    codes = ", ".join(f"`{c}`" for c in champ.codes)
    return t(
        "{tete}.\n\nFait {niveau} : {type}.{codes}",
        tete=_headed(champ.nom, champ.glose),
        niveau=vocabulary.NIVEAUX.get(champ.niveau, ""),
        type=describe(champ.type),
        codes=t("\n\nCodes : {codes}.", codes=tel_quel(codes)) if codes else "",
    )


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
    parts: list[str] = []
    for declared in index.declarations[found.symbole]:
        tree = trees.get(declared.span.source.name)
        if tree is not None:
            parts.append(joined(list(_told(declared, tree, programmes, au)), "\n\n"))
    return joined(parts, "\n\n---\n\n") or None


def _told(declared: Occurrence, tree: n.File, programmes: Mapping[str, Programme], au: date) -> Iterator[str]:
    symbole = declared.symbole
    owner = t(" de « {nom} »", nom=symbole.proprietaire) if symbole.proprietaire else ""
    yield t("**{nom}** — {genre}{owner}", nom=tel_quel(symbole.nom), genre=declared.genre, owner=owner)
    if declared.genre == "paramètre":
        yield from _value(symbole.proprietaire, symbole.nom, programmes, au)
    held = _holder(tree, declared)
    if isinstance(held, n.Phrase):
        yield tel_quel(f"```\n{held.span.text}\n```")
        return
    if not isinstance(held, n.Table):
        return
    yield from (tel_quel(v.texte) for k in _PROSE if isinstance(v := held.get(k), n.Scalaire))
    rule = held.get("règle")
    if isinstance(rule, n.Phrase):
        yield tel_quel(f"```\n{rule.span.text}\n```")
    source = held.get("source")
    if isinstance(source, n.Table):
        told = ", ".join(
            f"{'article ' if k.texte == 'article' else ''}{v.texte}"
            for k, v in source.entrees
            if isinstance(v, n.Scalaire)
        )
        yield t("Source : {source}", source=tel_quel(told))


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
    yield t("Type : {type}.", type=describe(declared.type))
    past = [v for v in declared.valeurs if v.du <= au]
    if not past:
        yield t("Aucune valeur n'est en vigueur le {jour}.", jour=jour(au))
        return
    held = past[-1].valeur
    if isinstance(held, ir.ParCode):
        told = t("une table, une valeur par `{champ}`", champ=declared.selon or "")
    else:
        told = tel_quel(f"`{held.span.text}`")
    yield t(
        "En vigueur le {jour} : {valeur}, depuis le {du}.", jour=jour(au), valeur=told, du=jour(past[-1].du)
    )
