"""An editor in English is told findings in English, unless French is asked for."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from frames import frame_clauses
from francais import left
from lsp.test_session import Editeur

FAUTIVE = frame_clauses('- champ: exemple\n  règle: qpv etage\n  source: { article: "1" }\n')


async def opened(client: LanguageClient, locale: str | None) -> None:
    await client.initialize_session(
        lsp.InitializeParams(capabilities=client_capabilities("visual-studio-code"), locale=locale)
    )


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[sys.executable, "-m", "convrules", "lsp"]))
async def english(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await opened(lsp_client, "en-GB")
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "convrules", "lsp", "--lang", "fr"])
)
async def french(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await opened(lsp_client, "en-GB")
    yield
    await lsp_client.shutdown_session()


async def first_finding(client: LanguageClient, folder: Path) -> str:
    (folder / "convention.yaml").write_text(FAUTIVE, encoding="utf-8")
    found = await Editeur(client, folder).ouvre("convention.yaml")
    assert [d.code for d in found] == ["CR101"]
    return found[0].message


@pytest.mark.asyncio
async def test_an_editor_in_english(english: LanguageClient, tmp_path: Path) -> None:
    said = await first_finding(english, tmp_path)
    assert said.startswith("“etage” is not expected here.\nHelp: Expected here: ")


@pytest.mark.asyncio
async def test_french_asked_for(french: LanguageClient, tmp_path: Path) -> None:
    said = await first_finding(french, tmp_path)
    assert said.startswith("« etage » n'est pas attendu ici.\nAide : ")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            "qpv\n",
            "**qpv** — dwelling in a priority neighbourhood of urban policy.\n\nFact of the vacancy: a ",
        ),
        ("source:", "**source** — Where the rule is written."),
        ("champ: exemple", "**exemple** — champ"),
    ],
    ids=["a field", "a key", "a clause"],
)
async def test_what_is_under_the_pointer(
    shown: str, said: str, english: LanguageClient, tmp_path: Path
) -> None:
    (tmp_path / "convention.yaml").write_text(FAUTIVE.replace("qpv etage", "qpv"), encoding="utf-8")
    editeur = Editeur(english, tmp_path)
    await editeur.ouvre("convention.yaml")
    place = editeur.place("convention.yaml", shown, len("champ: ") if shown.startswith("champ") else 1)
    found = await english.text_document_hover_async(
        lsp.HoverParams(text_document=place.text_document, position=place.position)
    )
    assert found is not None and isinstance(found.contents, lsp.MarkupContent)
    assert found.contents.value.startswith(said)
    assert list(left(found.contents.value)) == []
