"""A scripted session: an editor opens, types, completes, renames and mends, over the real protocol."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

DATA = Path(__file__).parent.parent / "data"
CONVENTION = "etat-93--oph-exemple.yaml"
ESSAIS = "etat-93--oph-exemple.essais.yaml"


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "convrules", "lsp"]))
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        lsp.InitializeParams(capabilities=client_capabilities("visual-studio-code"))
    )
    yield
    await lsp_client.shutdown_session()


class Editeur:
    """What a person does in an editor, on files of a folder."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.textes: dict[str, str] = {}

    def uri(self, nom: str) -> str:
        return (self.folder / nom).as_uri()

    async def ouvre(self, nom: str) -> list[lsp.Diagnostic]:
        self.textes[nom] = (self.folder / nom).read_text(encoding="utf-8")
        self.client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(
                text_document=lsp.TextDocumentItem(
                    uri=self.uri(nom), language_id="yaml", version=1, text=self.textes[nom]
                )
            )
        )
        return await self.constats(nom)

    async def ecrit(self, nom: str, texte: str) -> list[lsp.Diagnostic]:
        self.textes[nom] = texte
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                text_document=lsp.VersionedTextDocumentIdentifier(uri=self.uri(nom), version=2),
                content_changes=[lsp.TextDocumentContentChangeWholeDocument(text=texte)],
            )
        )
        return await self.constats(nom)

    async def constats(self, nom: str) -> list[lsp.Diagnostic]:
        """The next findings told of a file."""
        while True:
            await asyncio.wait_for(
                self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), timeout=20
            )
            if self.uri(nom) in self.client.diagnostics:
                return list(self.client.diagnostics[self.uri(nom)])

    def place(self, nom: str, extrait: str, dans: int = 0) -> lsp.TextDocumentPositionParams:
        """The place of an extract of the text, `dans` characters further; columns in UTF-16 units."""
        texte = self.textes[nom]
        offset = texte.index(extrait) + dans
        line = texte.count("\n", 0, offset)
        start = texte.rfind("\n", 0, offset) + 1
        return lsp.TextDocumentPositionParams(
            text_document=lsp.TextDocumentIdentifier(uri=self.uri(nom)),
            position=lsp.Position(line=line, character=len(texte[start:offset].encode("utf-16-le")) // 2),
        )

    def applique(self, edit: lsp.WorkspaceEdit) -> dict[str, str]:
        """The texts once the edits are made."""
        changed = {}
        for uri, edits in (edit.changes or {}).items():
            nom = uri.rpartition("/")[2]
            lines = (self.textes.get(nom) or (self.folder / nom).read_text(encoding="utf-8")).split("\n")
            for e in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
                assert e.range.start.line == e.range.end.line
                line = lines[e.range.start.line]
                lines[e.range.start.line] = (
                    line[: e.range.start.character] + e.new_text + line[e.range.end.character :]
                )
            changed[nom] = "\n".join(lines)
        return changed


@pytest.fixture
def editeur(client: LanguageClient, tmp_path: Path) -> Editeur:
    for nom in (CONVENTION, ESSAIS):
        shutil.copy(DATA / nom, tmp_path)
    (tmp_path / "convrules.toml").write_text('nom = "essai"\n', encoding="utf-8")
    return Editeur(client, tmp_path)


@pytest.mark.asyncio
async def test_findings_while_typing(editeur: Editeur) -> None:
    assert not [d for d in await editeur.ouvre(CONVENTION) if d.severity is lsp.DiagnosticSeverity.Error]
    wrong = editeur.textes[CONVENTION].replace("nature = logement_ordinaire", "natur = logement_ordinaire")
    [found] = [
        d for d in await editeur.ecrit(CONVENTION, wrong) if d.severity is lsp.DiagnosticSeverity.Error
    ]
    assert found.code == "CR201" and "nature" in found.message
    assert (found.range.start, found.range.end.character) == (
        editeur.place(CONVENTION, "natur =").position,
        editeur.place(CONVENTION, "natur =", 5).position.character,
    )


@pytest.mark.asyncio
async def test_settings_of_another_tool_are_left_alone(client: LanguageClient, tmp_path: Path) -> None:
    """Outside a repository, a text that does not say what it is is none of ours; of a convention, only the
    folder is read."""
    (tmp_path / "compose.yaml").write_text("services: { a: 1 }\n", encoding="utf-8")
    shutil.copy(DATA / CONVENTION, tmp_path)
    (tmp_path / "plus" / "bas").mkdir(parents=True)
    shutil.copy(DATA / CONVENTION, tmp_path / "plus" / "bas" / "double.yaml")
    seul = Editeur(client, tmp_path)
    assert await seul.ouvre("compose.yaml") == []
    found = await seul.ouvre(CONVENTION)
    assert "CR604" not in {d.code for d in found}
    assert not client.diagnostics[seul.uri("compose.yaml")]
    assert not [d for d in found if d.severity is lsp.DiagnosticSeverity.Error]


@pytest.mark.asyncio
async def test_hover_says_type_value_in_force_and_article(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)

    async def hover(extrait: str, dans: int = 0) -> str:
        place = editeur.place(CONVENTION, extrait, dans)
        found = await editeur.client.text_document_hover_async(
            lsp.HoverParams(text_document=place.text_document, position=place.position)
        )
        assert found is not None and isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    parametre = await hover("part_etat des vacances")
    assert (
        "un taux" in parametre
        and "`30 %`" in parametre
        and "1er janvier 2025" in parametre.replace("\u00a0", " ")
    )
    champ = await hover("affectation = mutation_interne")
    assert "mutation_interne" in champ and "Codes" in champ
    clause = await hover("à: bas_revenus", 4)
    assert "au moins 30 % des logements" in clause and "article 4" in clause
    cle = await hover("arrondi: supérieur", 2)
    assert "nombre entier" in cle


@pytest.mark.asyncio
async def test_completion_knows_the_place(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)

    async def proposed(line: str, typed: str) -> list[str]:
        """Labels proposed once `typed` stands in place of the rest of a line."""
        texte = (editeur.folder / CONVENTION).read_text(encoding="utf-8").replace(line, typed, 1)
        await editeur.ecrit(CONVENTION, texte)
        place = editeur.place(CONVENTION, typed, len(typed))
        found = await editeur.client.text_document_completion_async(
            lsp.CompletionParams(text_document=place.text_document, position=place.position)
        )
        assert isinstance(found, list)
        return [item.label for item in found]

    rule = "    règle: nature = logement_ordinaire"
    assert "logement_ordinaire" in await proposed(rule, "    règle: nature = ")
    names = await proposed(rule, "    règle: pub")
    assert names[0] in ("part_etat", "public_prioritaire") and "nature" in names
    assert "énoncé" in await proposed(rule, "    én")
    assert await proposed("    arrondi: sans arrondi", "    arrondi: ") == [
        "supérieur", "inférieur", "au plus proche sinon supérieur", "au plus proche sinon inférieur",
        "sans arrondi",
    ]  # fmt: skip
    cited = await proposed("    à: bas_revenus", "    à: b")
    assert "bas_revenus" in cited and "cch.part_uniforme" in cited and "part_etat" not in cited
    kinds = await proposed("  - champ: logements_ordinaires", "  - qu")
    assert "quota" in kinds and "décision humaine" in kinds


@pytest.mark.asyncio
async def test_definition_and_references_cross_files(editeur: Editeur) -> None:
    await editeur.ouvre(ESSAIS)
    await editeur.ouvre(CONVENTION)
    place = editeur.place(ESSAIS, "contingent_etat: { base", 3)
    [target] = await editeur.client.text_document_definition_async(
        lsp.DefinitionParams(text_document=place.text_document, position=place.position)
    )
    assert target.uri == editeur.uri(CONVENTION)
    assert target.range.start == editeur.place(CONVENTION, "contingent_etat").position
    found = await editeur.client.text_document_references_async(
        lsp.ReferenceParams(
            text_document=place.text_document,
            position=place.position,
            context=lsp.ReferenceContext(include_declaration=True),
        )
    )
    assert {r.uri.rpartition("/")[2] for r in found or ()} == {CONVENTION, ESSAIS}


@pytest.mark.asyncio
async def test_rename_rewrites_every_file_and_breaks_none(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)
    place = editeur.place(CONVENTION, "premiere_proposition", 2)
    edit = await editeur.client.text_document_rename_async(
        lsp.RenameParams(
            text_document=place.text_document, position=place.position, new_name="proposition_initiale"
        )
    )
    assert edit is not None
    changed = editeur.applique(edit)
    assert set(changed) == {CONVENTION, ESSAIS}
    assert all("premiere_proposition" not in texte for texte in changed.values())
    for nom, texte in changed.items():
        (editeur.folder / nom).write_text(texte, encoding="utf-8")
    await editeur.ecrit(CONVENTION, changed[CONVENTION])
    assert not [d for d in await editeur.ouvre(ESSAIS) if d.severity is lsp.DiagnosticSeverity.Error]


@pytest.mark.asyncio
@pytest.mark.parametrize("nouveau", ["contingent_etat", "Première proposition", "si"])
async def test_a_rename_that_would_not_stand_is_refused(editeur: Editeur, nouveau: str) -> None:
    await editeur.ouvre(CONVENTION)
    place = editeur.place(CONVENTION, "premiere_proposition", 2)
    edit = await editeur.client.text_document_rename_async(
        lsp.RenameParams(text_document=place.text_document, position=place.position, new_name=nouveau)
    )
    assert edit is None
    assert nouveau in editeur.client.messages[-1].message


@pytest.mark.asyncio
async def test_a_correction_is_offered_and_mends(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)
    curly = editeur.textes[CONVENTION].replace("    arrondi: supérieur", "    arrondi: superieur")
    before = await editeur.ecrit(CONVENTION, curly)
    place = editeur.place(CONVENTION, "superieur", 2)
    offered = await editeur.client.text_document_code_action_async(
        lsp.CodeActionParams(
            text_document=place.text_document,
            range=lsp.Range(start=place.position, end=place.position),
            context=lsp.CodeActionContext(diagnostics=before),
        )
    )
    first = (offered or [])[0]
    assert isinstance(first, lsp.CodeAction) and first.edit is not None
    assert editeur.applique(first.edit)[CONVENTION] == (editeur.folder / CONVENTION).read_text(
        encoding="utf-8"
    )


@pytest.mark.asyncio
async def test_outline_by_article_and_a_case_played(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)
    outline = await editeur.client.text_document_document_symbol_async(
        lsp.DocumentSymbolParams(text_document=lsp.TextDocumentIdentifier(uri=editeur.uri(CONVENTION)))
    )
    assert [s.name for s in outline or ()] == [f"Article {k}" for k in range(1, 9)]
    await editeur.ouvre(ESSAIS)
    lenses = await editeur.client.text_document_code_lens_async(
        lsp.CodeLensParams(text_document=lsp.TextDocumentIdentifier(uri=editeur.uri(ESSAIS)))
    )
    assert len(lenses or ()) == 3
    command = (lenses or [])[0].command
    assert command is not None and command.title == "▶ Jouer ce cas"
    told = await editeur.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams(command=command.command, arguments=command.arguments)
    )
    assert str(told) == "1\u00a0cas réussi.\n"


@pytest.mark.asyncio
async def test_a_file_is_laid_out_unless_it_does_not_read(editeur: Editeur) -> None:
    await editeur.ouvre(CONVENTION)
    ragged = editeur.textes[CONVENTION].replace("    arrondi: sans arrondi", "    arrondi:   sans arrondi")
    await editeur.ecrit(CONVENTION, ragged)

    async def formatted() -> list[lsp.TextEdit] | None:
        found = await editeur.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(
                text_document=lsp.TextDocumentIdentifier(uri=editeur.uri(CONVENTION)),
                options=lsp.FormattingOptions(tab_size=2, insert_spaces=True),
            )
        )
        return list(found) if found is not None else None

    [edit] = await formatted() or []
    assert edit.range.start == lsp.Position(line=0, character=0)
    assert "arrondi:   sans" not in edit.new_text and "# exact version" in edit.new_text
    await editeur.ecrit(CONVENTION, edit.new_text)
    assert await formatted() == []
    await editeur.ecrit(CONVENTION, edit.new_text + "  - : [")
    assert await formatted() is None
    assert "corrigez d'abord" in editeur.client.messages[-1].message
