"""Files of one table that write days in different orders: the remedy names the file, and does not turn."""

import pytest

from convrules.base.values import TEvenement, TTexte
from convrules.diagnostics import catalogue
from facts.landlord import colonne, load, mapping, source

FRANCAIS, AMERICAIN = "13/02/2025", "02/13/2025"


def remedies(format: str, **files: str) -> list[tuple[str, str]]:
    """Of each finding, its file and its remedy."""
    columns = (colonne("id", TTexte(), "NUM"), colonne("information", TEvenement(), "INFO", format=format))
    held = {f"{nom}.csv": f"NUM;INFO\n{nom}1;{day}\n".encode() for nom, day in files.items()}
    checked = load(mapping(tuple(map(source, held)), {"vacances": columns}), held)
    assert {d.code for d in checked.diagnostics} == {"CR741"}
    return [(d.args["fichier"], catalogue.aide(d) or "") for d in checked.diagnostics]


@pytest.mark.parametrize(("format", "fautif"), [("jj/mm/aaaa", "b"), ("mm/jj/aaaa", "a")])
def test_of_files_written_otherwise_the_export_is_made_again(format: str, fautif: str) -> None:
    """Whichever format the mapping has, what is said holds: obeyed, it does not come back."""
    ((fichier, aide),) = remedies(format, a=FRANCAIS, b=AMERICAIN)
    assert fichier == f"{fautif}.csv"
    assert f"refaites l'export de « {fautif}.csv » en {format}" in aide
    assert "vaut pour les 2 fichiers de la colonne" in aide


def test_when_all_files_are_written_so_the_format_is_wrong() -> None:
    for files in ({"a": AMERICAIN}, {"a": AMERICAIN, "b": AMERICAIN}):
        for _, aide in remedies("jj/mm/aaaa", **files):
            assert "Si toute la colonne est écrite mm/jj/aaaa, mettez « format: mm/jj/aaaa »" in aide


def test_a_day_that_no_order_reads_is_a_slip() -> None:
    ((_, aide),) = remedies("jj/mm/aaaa", a=FRANCAIS, b="31/02/2025")
    assert aide == "Corrigez la date dans le logiciel d'origine."
