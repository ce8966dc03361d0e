"""What editors ask for, answered from trees and names: places, edits, outlines. No protocol here but its
data types."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from convrules.api.load import Depot
from convrules.base.anglais import dire
from convrules.base.records import dataclass
from convrules.base.source import Span
from convrules.base.texte import Langue, t
from convrules.diagnostics.catalogue import aide, gravite, message
from convrules.diagnostics.model import Diagnostic, Edit, Gravite
from convrules.lsp.convert import Unites, to_range
from convrules.lsp.index import Index, Occurrence
from convrules.syntax import entries
from convrules.syntax import nodes as n
from convrules.syntax.governed import governed
from convrules.syntax.words import RESERVES

JOUER: Final = "convrules.jouer"
"""The command that plays one case."""
_NOM: Final = re.compile(r"[a-z][a-z0-9_]*")
_GRAVITES: Final = {
    Gravite.ERREUR: lsp.DiagnosticSeverity.Error,
    Gravite.AVERTISSEMENT: lsp.DiagnosticSeverity.Warning,
    Gravite.REMARQUE: lsp.DiagnosticSeverity.Information,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refus:
    """Why a rename is not done."""

    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecran:
    """What was agreed on with the editor: units of columns, language of messages."""

    unites: Unites
    langue: Langue


# --- findings -------------------------------------------------------------------------------
def to_diagnostic(
    found: Diagnostic, uris: Mapping[str, str], unites: Unites, langue: Langue = Langue.FR
) -> lsp.Diagnostic:
    """A finding as editors show it: the sentence, the remedy below, the article as a related place's text."""
    remedy = aide(found, langue)
    lines = [message(found, langue)]
    if remedy:
        lines.append(dire(t("Aide : {aide}", aide=remedy), langue))
    if found.fil:
        place = " › ".join(dire(part, langue) for part in found.fil)
        lines.append(dire(t("Où : {place}", place=place), langue))
    related = [
        lsp.DiagnosticRelatedInformation(
            location=lsp.Location(uri=uris[label.span.source.name], range=to_range(label.span, unites)),
            message=dire(label.texte, langue),
        )
        for label in found.labels
        if label.span.source.name in uris
    ]
    return lsp.Diagnostic(
        range=to_range(found.span, unites),
        message="\n".join(lines),
        severity=_GRAVITES[gravite(found)],
        code=found.code,
        source="convrules",
        related_information=related or None,
    )


def actions(
    uri: str, found: Iterable[Diagnostic], asked: Span, ecran: Ecran, told: Mapping[str, lsp.Diagnostic]
) -> Iterator[lsp.CodeAction]:
    """The corrections of the findings that touch a range, then all the sure ones of the file at once."""
    listed = [d for d in found if d.fix is not None]
    for d in listed:
        assert d.fix is not None
        if d.span.start <= asked.end and asked.start <= d.span.end:
            yield lsp.CodeAction(
                title=dire(_title(d.fix), ecran.langue),
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[told[key]] if (key := key_of(d)) in told else None,
                is_preferred=d.fix.sure,
                edit=lsp.WorkspaceEdit(changes={uri: [_edit(d.fix.span, d.fix.texte, ecran.unites)]}),
            )
    sure = [d.fix for d in listed if d.fix is not None and d.fix.sure]
    if sure:
        yield lsp.CodeAction(
            title=dire("Corriger toute la typographie sûre du fichier", ecran.langue),
            kind=lsp.CodeActionKind.SourceFixAll,
            edit=lsp.WorkspaceEdit(changes={uri: [_edit(f.span, f.texte, ecran.unites) for f in sure]}),
        )


def _title(fix: Edit) -> str:
    if fix.texte:
        return t("Écrire « {texte} »", texte=fix.texte)
    return t("Retirer « {texte} »", texte=fix.span.text)


def key_of(found: Diagnostic) -> str:
    return f"{found.code} {found.span.start} {found.span.end}"


def _edit(span: Span, text: str, unites: Unites) -> lsp.TextEdit:
    return lsp.TextEdit(range=to_range(span, unites), new_text=text)


# --- names ----------------------------------------------------------------------------------
def locations(found: Iterable[Occurrence], uris: Mapping[str, str], unites: Unites) -> list[lsp.Location]:
    return [
        lsp.Location(uri=uris[o.span.source.name], range=to_range(o.span, unites))
        for o in found
        if o.span.source.name in uris
    ]


def rename(
    index: Index, found: Occurrence, nouveau: str, files: Mapping[str, Path]
) -> Mapping[str, tuple[Span, ...]] | Refus:
    """The places to rewrite, by file name; or why not. files: those of the repository, by name."""
    ancien = found.symbole.nom
    if _NOM.fullmatch(nouveau) is None or nouveau in RESERVES:
        return Refus(
            texte=t("« {nom} » n'est pas un nom : un mot en minuscules, sans accent ni espace.", nom=nouveau)
        )
    taken = next((o for o in index.names(found.symbole.proprietaire) if o.symbole.nom == nouveau), None)
    if taken is not None:
        return Refus(texte=t("« {nom} » existe déjà ({genre}).", nom=nouveau, genre=taken.genre))
    places: dict[str, tuple[Span, ...]] = {}
    for o in index.of(found.symbole):
        if o.span.source.name not in files:
            return Refus(
                texte=t(
                    "« {nom} » est déclaré par un socle livré avec convrules : il ne change pas.", nom=ancien
                )
            )
        places[o.span.source.name] = (*places.get(o.span.source.name, ()), o.span)
    return places


def text_of(depot: Depot, nom: str) -> str:
    """The text of a file of the repository, as the editor or the disk has it."""
    found = next(f for f in depot.fichiers if f.nom == nom)
    return found.contenu.decode("utf-8").removeprefix("\ufeff")


def rewritten(text: str, places: Iterable[Span], nouveau: str) -> str:
    """A text with each place replaced."""
    for span in sorted(set(places), key=lambda s: s.start, reverse=True):
        text = text[: span.start] + nouveau + text[span.end :]
    return text


# --- outline and lenses ---------------------------------------------------------------------
def symbols(file: n.File, unites: Unites) -> list[lsp.DocumentSymbol]:
    """The outline of a file: clauses under the article of the paper they stand in, or the cases."""
    by_article: dict[str, list[lsp.DocumentSymbol]] = {}
    outer: lsp.DocumentSymbol | None = None
    for g in governed(file):
        found = _symbol(g.noeud, unites) if isinstance(g.noeud, n.Table) else None
        if found is None or not isinstance(g.noeud, n.Table):
            continue
        if "dont" in g.chemin and outer is not None:
            outer.children = [*(outer.children or ()), found]
            continue
        by_article.setdefault(_article(g.noeud), []).append(found)
        outer = found
    return [s for article, held in by_article.items() for s in _under(article, held)]


def _symbol(table: n.Table, unites: Unites) -> lsp.DocumentSymbol | None:
    """The entry of a clause or of a case; None for another table."""
    head = next(((k, v) for k, v in table.entrees if k.texte in entries.CLAUSES or k.texte == "cas"), None)
    if head is None or not isinstance(head[1], n.Scalaire):
        return None
    return lsp.DocumentSymbol(
        name=head[1].texte,
        detail=head[0].texte,
        kind=lsp.SymbolKind.Event if head[0].texte == "cas" else lsp.SymbolKind.Function,
        range=to_range(table.span, unites),
        selection_range=to_range(head[1].span, unites),
    )


def _under(article: str, found: list[lsp.DocumentSymbol]) -> list[lsp.DocumentSymbol]:
    if not article:
        return found
    whole = lsp.Range(start=found[0].range.start, end=found[-1].range.end)
    return [
        lsp.DocumentSymbol(
            name=f"Article {article}",
            kind=lsp.SymbolKind.Namespace,
            range=whole,
            selection_range=found[0].selection_range,
            children=found,
        )
    ]


def _article(table: n.Table) -> str:
    source = table.get("source")
    found = source.get("article") if isinstance(source, n.Table) else None
    return found.texte if isinstance(found, n.Scalaire) else ""


def lenses(file: n.File, uri: str, ecran: Ecran) -> Iterator[lsp.CodeLens]:
    """« Jouer ce cas », over each case."""
    for g in governed(file):
        if g.chemin == ("cas", "cas") and isinstance(g.noeud, n.Scalaire):
            yield lsp.CodeLens(
                range=to_range(g.noeud.span, ecran.unites),
                command=lsp.Command(
                    title=dire("▶ Jouer ce cas", ecran.langue),
                    command=JOUER,
                    arguments=[uri, g.noeud.texte],
                ),
            )
