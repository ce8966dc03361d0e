"""A refused row of what hangs on vacancies: how many there are is not known."""

from collections.abc import Mapping

import pytest

from convrules import ir
from convrules.base.outcomes import Cause, Genre, Indetermine
from convrules.base.values import TTexte, Type
from convrules.facts.records import Faits, Vacance
from convrules.runtime.rights import bears_on
from facts.landlord import ENTIER, colonne, load, mapping, source

TITRES: Mapping[str, tuple[str, Type]] = {
    "ID": ("id", TTexte()),
    "VAC": ("vacance", TTexte()),
    "RANG": ("rang", ENTIER),
    "AUTEUR": ("auteur", TTexte()),
    "LOGT": ("logement", TTexte()),
    "PROG": ("programme", TTexte()),
    "QUI": ("reservataire", TTexte()),
}
VACANCES = "ID;LOGT\nV-1;L1\nV-2;L2\nV-3;\n"


def read(table: str, text: str) -> Faits:
    tables = {"vacances": VACANCES, table: text}
    columns: dict[str, tuple[ir.Colonne, ...]] = {
        nom: tuple(colonne(*TITRES[t], t) for t in lines.split("\n")[0].split(";"))
        for nom, lines in tables.items()
    }
    sources = tuple(source(f"{nom}.csv", nom) for nom in tables)
    files = {f"{nom}.csv": lines.encode() for nom, lines in tables.items()}
    return load(mapping(sources, columns), files).value.faits


def counted(table: str, vacance: Vacance) -> int | tuple[str, ...]:
    """How many rows, or the rows for which nobody knows."""
    rows = vacance.candidatures if table == "candidatures" else vacance.refus
    if rows is not None:
        return len(rows)
    causes = sorted(vacance.uncounted(table))
    assert all(c.fait == table and c.genre is Genre.MANQUANT for c in causes)
    return tuple(c.ligne for c in causes)


@pytest.mark.parametrize("table", ["candidatures", "refus"])
@pytest.mark.parametrize(
    ("text", "attendu"),
    [
        ("VAC;RANG\nV-1;1\nV-2;1", [1, 1, 0]),
        # The vacancy is named, and the row has no name of its own.
        ("ID;VAC\nA;V-1\n;V-1\nB;V-2", [(3,), 1, 0]),
        ("ID;VAC\nA;V-1\nA;V-2\nB;V-2", [(3,), (3,), 0]),
        # Nobody knows of which vacancy it is.
        ("VAC;RANG\nV-1;1\n;2\nV-2;1", [(3,), (3,), (3,)]),
        ("VAC;RANG\nV-1;1\nNC;2\nV-2;1", [(3,), (3,), (3,)]),
        ("VAC;RANG\nV-1;1\nV-1;2;\nV-2;1", [(3,), (3,), (3,)]),
        ("ID;VAC\nA;V-1\nNC;?\nB;V-2", [(3,), (3,), (3,)]),
        # Three are named at most.
        ("VAC;RANG\nV-1;1\n;1\n;2\n;3\n;4", [(3, 4, 5), (3, 4, 5), (3, 4, 5)]),
        # Of another vacancy, which was not read; of one that is written otherwise.
        ("VAC;RANG\nV-1;1\nV-9;1\nV-2;1", [1, 1, 0]),
        ("VAC;RANG\nV-1;1\nv_1;2\nV-2;1", [(3,), 1, 0]),
    ],
)
def test_a_refused_row_leaves_a_number_open(
    table: str, text: str, attendu: list[int | tuple[int, ...]]
) -> None:
    said = [one if isinstance(one, int) else tuple(f"{table}.csv, ligne {n}" for n in one) for one in attendu]
    assert [counted(table, v) for v in read(table, text + "\n").vacances] == said


@pytest.mark.parametrize(
    ("text", "attendu"),
    [
        ("ID;LOGT;QUI\nD1;L1;commune", [1, 0]),
        # Its dwelling is named, and the row has no name of its own.
        ("ID;LOGT;QUI\nD1;L1;commune\n;L2;commune", [1, 1]),
        # Nobody knows on what it bears.
        ("ID;LOGT;QUI\nD1;L1;commune\nD2;L9;commune;", [2, 1]),
    ],
)
def test_a_refused_right_may_be_there(text: str, attendu: list[int]) -> None:
    """Rights that bear on a dwelling for certain or perhaps."""
    faits = read("droits", text + "\n")
    found = [[d for d in v.droits or () if bears_on(d, v) is not False] for v in faits.vacances[:2]]
    assert [len(rows) for rows in found] == attendu
    for droit in (d for rows in found for d in rows if d.refusee):
        assert droit.id == "droits.csv, ligne 3"
        assert not isinstance(droit.cellule("debut"), type(None))


def test_a_right_of_which_nothing_is_known_is_a_cause() -> None:
    faits = read("droits", "ID;LOGT;QUI\nD1;L1;commune\nD2;L9;commune;\n")
    issue = bears_on((faits.vacances[1].droits or ())[0], faits.vacances[1])
    assert isinstance(issue, Indetermine)
    assert {c.ligne for c in issue.causes} == {"droits droits.csv, ligne 3"}
    assert Cause(fait="logement", genre=Genre.ERREUR, ligne="droits droits.csv, ligne 3") in issue.causes
