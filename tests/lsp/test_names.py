"""Names: a rename leaves every file as sound as it was, whatever is renamed; places survive the journey."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convrules.api.load import Depot, load_depot
from convrules.base.source import make_source
from convrules.lsp import completion, features
from convrules.lsp.atelier import Atelier
from convrules.lsp.convert import UNITES, to_offset, to_position
from convrules.lsp.index import Symbole

ROOT = Path(__file__).parent.parent.parent
DEPOTS = (ROOT / "tests" / "data", ROOT / "conventions" / "exemples" / "oph-plaine-nord")
AU = date(2025, 6, 1)


def own_symbols(depot: Depot) -> list[Symbole]:
    index = Atelier().index(depot)
    names = {f.nom for f in depot.fichiers}
    return [s for s, found in index.declarations.items() if {o.span.source.name for o in found} <= names]


@pytest.mark.parametrize("racine", DEPOTS, ids=lambda p: p.name)
def test_renaming_any_name_breaks_no_file(racine: Path) -> None:
    depot = load_depot(racine)
    atelier = Atelier()
    index = atelier.index(depot)
    files = {f.nom: f.path for f in depot.fichiers}
    symbols = own_symbols(depot)
    assert len(symbols) >= 15
    for symbole in symbols:
        places = features.rename(index, index.declarations[symbole][0], "un_nom_nouveau", files)
        assert not isinstance(places, features.Refus), symbole
        after = {
            files[nom]: features.rewritten(features.text_of(depot, nom), spans, "un_nom_nouveau")
            for nom, spans in places.items()
        }
        assert atelier.broken_by(depot, after, AU) == "", symbole


@given(text=st.text(alphabet="aé\U0001d11e\n\r😀 :", max_size=40), data=st.data())
def test_a_place_goes_to_the_editor_and_back(text: str, data: st.DataObject) -> None:
    source = make_source("x", text)
    offset = data.draw(st.integers(0, len(text)))
    for unites in UNITES.values():
        back = to_offset(source, to_position(source, offset, unites), unites)
        # The end of a line is one place, whatever carriage returns stand there.
        assert back <= offset and text[back:offset].strip("\r") == ""


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("conv", ["convention", "socle", "avenant", "modèle", "politique", "correspondance", "essais"]),
        ("convention: x\nchoix:\n  gest", ["gestion"]),
        ("convention: x\nchoix:\n  gestion: ", ["directe", "déléguée au bailleur"]),
        ("convention: x\nclauses:\n  - exception: e\n    à: cch.", []),
        ("essais: x\ncas:\n  - cas: a\n    vacance:\n      affectation: ", ["location", "mutation_interne"]),
        ("convention: x  # comm", []),
    ],
)
def test_what_is_proposed_on_a_line_half_typed(texte: str, attendu: list[str]) -> None:
    index = Atelier().index(load_depot(ROOT / "tests" / "data"))
    found = [p.texte.rstrip(": ") for p in completion.propose(texte, len(texte), index)]
    assert set(attendu) <= set(found)
    if not attendu:
        assert not found
