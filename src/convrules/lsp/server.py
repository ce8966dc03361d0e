"""The wiring of the language server: what the protocol asks, handed to pure functions.

Nothing is written to the disk: edits go to the editor, which applies them.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from convrules.api.essais import run_checked
from convrules.api.load import Depot, display_name, shipped_socles
from convrules.base.anglais import dire
from convrules.base.source import Span
from convrules.base.texte import Langue, t
from convrules.diagnostics.model import Diagnostic
from convrules.lsp import completion, features, hover
from convrules.lsp.atelier import Atelier
from convrules.lsp.convert import UNITES, Unites, to_offset, to_range
from convrules.lsp.index import Index, Occurrence
from convrules.render.essais_text import essais_text
from convrules.render.terminal import SIMPLE
from convrules.syntax import nodes as n
from convrules.syntax.layout import DispositionInfidele, lay_out

ATTENTE: Final = 0.2
"""Seconds without typing before a file is checked again."""
_SORTES: Final = {
    completion.Sorte.CLE: lsp.CompletionItemKind.Property,
    completion.Sorte.MOT: lsp.CompletionItemKind.EnumMember,
    completion.Sorte.NOM: lsp.CompletionItemKind.Variable,
    completion.Sorte.CODE: lsp.CompletionItemKind.Value,
}


class Serveur(LanguageServer):
    """A server and what its editor holds open. `aujourdhui` gives the day: values in force, what expires.
    `choisie`: the language asked for; without one, English for an editor that is in English."""

    def __init__(self, version: str, aujourdhui: Callable[[], date], langue: Langue | None) -> None:
        super().__init__("convrules", version)
        self.atelier = Atelier()
        self.aujourdhui = aujourdhui
        self.choisie = langue
        self.locale = ""
        self.uris: dict[Path, str] = {}
        self.constats: dict[Path, tuple[Diagnostic, ...]] = {}
        self.saisies: dict[Path, int] = {}

    @property
    def unites(self) -> Unites:
        """The units of columns that were agreed on with the editor."""
        encoding = self.server_capabilities.position_encoding or lsp.PositionEncodingKind.Utf16
        return UNITES[encoding if isinstance(encoding, str) else encoding.value]

    @property
    def langue(self) -> Langue:
        if self.choisie is not None:
            return self.choisie
        return Langue.EN if self.locale.lower().startswith("en") else Langue.FR

    @property
    def ecran(self) -> features.Ecran:
        return features.Ecran(unites=self.unites, langue=self.langue)

    def path(self, uri: str) -> Path:
        """The file of a document; a document without a file stands in a folder of its own name."""
        return Path(to_fs_path(uri) or f"/{uri.replace(':', '_')}.yaml").absolute()

    def keep(self, uri: str) -> Path:
        """Take the text of a document as it now is."""
        path = self.path(uri)
        self.uris[path] = uri
        self.atelier.tampons[path] = self.workspace.get_text_document(uri).source
        return path

    def check(self, path: Path) -> None:
        """Check the repository of a file, and tell the findings of each of its open files."""
        if not self.atelier.concerns(path):
            return self.tell(path, [])
        _, found = self.atelier.check(path, self.aujourdhui())
        uris = {display_name(p): self.uri(p) for p in self.atelier.tampons}
        for open_path, diagnostics in found.items():
            self.constats[open_path] = diagnostics
            self.tell(
                open_path, [features.to_diagnostic(d, uris, self.unites, self.langue) for d in diagnostics]
            )

    def tell(self, path: Path, told: list[lsp.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=self.uri(path), diagnostics=told)
        )

    def uri(self, path: Path) -> str:
        return self.uris.get(path) or path.as_uri()

    def warn(self, texte: str) -> None:
        self.window_show_message(
            lsp.ShowMessageParams(type=lsp.MessageType.Warning, message=dire(texte, self.langue))
        )

    # --- what is asked about a place ------------------------------------------------------------
    def files(self, depot: Depot) -> dict[str, Path]:
        return {f.nom: f.path for f in depot.fichiers}

    def links(self, depot: Depot) -> dict[str, str]:
        """The address of every file that names may lead to."""
        return {f.nom: self.uri(f.path) for f in (*depot.fichiers, *shipped_socles())}

    def offset(self, path: Path, position: lsp.Position) -> int:
        return to_offset(self.atelier.source(path), position, self.unites)

    def tree(self, depot: Depot, path: Path) -> n.File | None:
        found = next((f for f in depot.fichiers if f.path == path), None)
        return self.atelier.tree(found) if found is not None else None

    def name_at(self, uri: str, position: lsp.Position) -> tuple[Depot, Index, Occurrence | None]:
        """The repository of a document, its names, and the one at a place."""
        path = self.path(uri)
        depot = self.atelier.depot(path)
        index = self.atelier.index(depot)
        return depot, index, index.at(display_name(path), self.offset(path, position))


def make_server(version: str, aujourdhui: Callable[[], date], langue: Langue | None = None) -> Serveur:
    """A server ready to be started over standard input and output."""
    serveur = Serveur(version, aujourdhui, langue)
    _documents(serveur)
    _names(serveur)
    _help(serveur)
    _outline(serveur)
    _cases(serveur)
    return serveur


def _documents(serveur: Serveur) -> None:
    @serveur.feature(lsp.INITIALIZE)
    def met(params: lsp.InitializeParams) -> None:
        serveur.locale = params.locale or ""

    @serveur.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        serveur.check(serveur.keep(params.text_document.uri))

    @serveur.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = serveur.keep(params.text_document.uri)
        mine = serveur.saisies[path] = serveur.saisies.get(path, 0) + 1
        await asyncio.sleep(ATTENTE)
        if serveur.saisies.get(path) == mine and path in serveur.atelier.tampons:
            serveur.check(path)

    @serveur.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        serveur.check(serveur.keep(params.text_document.uri))

    @serveur.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        path = serveur.path(params.text_document.uri)
        serveur.atelier.tampons.pop(path, None)
        serveur.constats.pop(path, None)
        serveur.tell(path, [])
        serveur.uris.pop(path, None)


def _names(serveur: Serveur) -> None:
    @serveur.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
        depot, index, found = serveur.name_at(params.text_document.uri, params.position)
        declared = index.declarations[found.symbole] if found is not None else ()
        return features.locations(declared, serveur.links(depot), serveur.unites)

    @serveur.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(params: lsp.ReferenceParams) -> list[lsp.Location]:
        depot, index, found = serveur.name_at(params.text_document.uri, params.position)
        cited = index.of(found.symbole) if found is not None else ()
        kept = [o for o in cited if params.context.include_declaration or not o.declaration]
        return features.locations(kept, serveur.links(depot), serveur.unites)

    @serveur.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: lsp.PrepareRenameParams) -> lsp.Range | None:
        _, _, found = serveur.name_at(params.text_document.uri, params.position)
        return to_range(found.span, serveur.unites) if found is not None else None

    @serveur.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        depot, index, found = serveur.name_at(params.text_document.uri, params.position)
        if found is None:
            return None
        files = serveur.files(depot)
        places = features.rename(index, found, params.new_name, files)
        if isinstance(places, features.Refus):
            serveur.warn(places.texte)
            return None
        after = {
            files[nom]: features.rewritten(features.text_of(depot, nom), spans, params.new_name)
            for nom, spans in places.items()
        }
        broken = serveur.atelier.broken_by(depot, after, serveur.aujourdhui())
        if broken:
            serveur.warn(
                t("Renommer en « {nom} » mettrait en faute : {fichier}.", nom=params.new_name, fichier=broken)
            )
            return None
        changes = {
            serveur.uri(files[nom]): [
                lsp.TextEdit(range=to_range(s, serveur.unites), new_text=params.new_name)
                for s in sorted(set(spans), key=lambda s: s.start)
            ]
            for nom, spans in places.items()
        }
        return lsp.WorkspaceEdit(changes=changes)


def _help(serveur: Serveur) -> None:
    @serveur.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        path = serveur.path(params.text_document.uri)
        depot = serveur.atelier.depot(path)
        tree = serveur.tree(depot, path)
        if tree is None:
            return None
        checked, _ = serveur.atelier.check(path, serveur.aujourdhui())
        told = hover.text_at(
            tree,
            serveur.offset(path, params.position),
            serveur.atelier.index(depot),
            {f.nom: serveur.atelier.tree(f) for f in (*depot.fichiers, *shipped_socles())},
            checked.programmes,
            serveur.aujourdhui(),
        )
        return lsp.Hover(contents=_markdown(dire(told, serveur.langue))) if told is not None else None

    @serveur.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", ".", "["]))
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        path = serveur.path(params.text_document.uri)
        offset = serveur.offset(path, params.position)
        index = serveur.atelier.index(serveur.atelier.depot(path))
        source = serveur.atelier.source(path)
        found = completion.propose(source.text, offset, index)
        return [
            lsp.CompletionItem(
                label=p.texte.rstrip(": "),
                kind=_SORTES[p.sorte],
                detail=dire(p.detail, serveur.langue) or None,
                documentation=_markdown(dire(p.documentation, serveur.langue)) if p.documentation else None,
                sort_text=f"{rank:05}",
                filter_text=p.texte,
                text_edit=lsp.TextEdit(
                    range=to_range(
                        Span(source=source, start=offset - p.longueur, end=offset), serveur.unites
                    ),
                    new_text=p.texte,
                ),
            )
            for rank, p in enumerate(found)
        ]


def _outline(serveur: Serveur) -> None:
    @serveur.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        source = serveur.atelier.source(serveur.path(params.text_document.uri))
        try:
            laid = lay_out(source)
        except DispositionInfidele:
            serveur.warn(
                "La mise en page changerait ce que dit ce fichier : rien n'est changé (panne de convrules)."
            )
            return None
        if laid.constats:
            serveur.warn(
                "Ce fichier ne se lit pas encore : corrigez d'abord ses erreurs, la mise en page suivra."
            )
            return None
        whole = Span(source=source, start=0, end=len(source.text))
        changed = laid.texte != source.text
        return [lsp.TextEdit(range=to_range(whole, serveur.unites), new_text=laid.texte)] if changed else []

    @serveur.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        path = serveur.path(params.text_document.uri)
        tree = serveur.tree(serveur.atelier.depot(path), path)
        return features.symbols(tree, serveur.unites) if tree is not None else []

    @serveur.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        lsp.CodeActionOptions(
            code_action_kinds=[lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]
        ),
    )
    def acted(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        path = serveur.path(uri)
        source = serveur.atelier.source(path)
        asked = Span(
            source=source,
            start=serveur.offset(path, params.range.start),
            end=serveur.offset(path, params.range.end),
        )
        found = [d for d in serveur.constats.get(path, ()) if d.span.source.text == source.text]
        told = {
            features.key_of(d): features.to_diagnostic(d, {}, serveur.unites, serveur.langue) for d in found
        }
        return list(features.actions(uri, found, asked, serveur.ecran, told))


def _markdown(text: str) -> lsp.MarkupContent:
    return lsp.MarkupContent(kind=lsp.MarkupKind.Markdown, value=text)


def _cases(serveur: Serveur) -> None:
    @serveur.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    def lensed(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        path = serveur.path(params.text_document.uri)
        tree = serveur.tree(serveur.atelier.depot(path), path)
        return (
            list(features.lenses(tree, params.text_document.uri, serveur.ecran)) if tree is not None else []
        )

    @serveur.command(features.JOUER)
    def played(uri: str, nom: str) -> str:
        checked, _ = serveur.atelier.check(serveur.path(uri), serveur.aujourdhui())
        here = display_name(serveur.path(uri))
        found = [r for r in run_checked(checked) if r.cas.nom == nom and r.cas.span.source.name == here]
        text = essais_text(found, replace(SIMPLE, langue=serveur.langue)) if found else _not_played(nom)
        text = dire(text, serveur.langue)
        kept = lsp.MessageType.Info if found and found[0].reussi else lsp.MessageType.Warning
        serveur.window_show_message(lsp.ShowMessageParams(type=kept, message=text))
        return text


def _not_played(nom: str) -> str:
    return t(
        "Le cas « {nom} » ne se joue pas : corrigez d'abord les erreurs de sa convention ou de son fichier.",
        nom=nom,
    )


def run(version: str, aujourdhui: Callable[[], date], langue: Langue | None) -> None:
    """Serve one editor over standard input and output, until it leaves."""
    make_server(version, aujourdhui, langue).start_io()
