"""A stock kept on the disk is the stock kept in memory: same rows, findings, measures and results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convrules import ir
from convrules.base.dates import Duree, Evenement, UniteDuree, connu, jamais, pas_survenu
from convrules.base.outcomes import Genre
from convrules.base.values import (
    INCONNU,
    SANS_OBJET,
    Cellule,
    Connu,
    Erreur,
    TCode,
    TCondition,
    TEvenement,
    TTexte,
)
from convrules.cli.main import run
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.facts import tables
from convrules.facts.cases_ecrites import read_cells, write_cells
from convrules.facts.chargement import ChargementFaits
from convrules.facts.fraicheur import check_complete
from convrules.facts.mapping import load_faits
from convrules.facts.qualite import measure
from convrules.facts.readers.reserve import Ensemble
from convrules.facts.records import Ligne, Lignes, found_in
from facts.landlord import COMPLET, CONTEXTE, ENTIER, M2, colonne, in_memory, mapping, source

PARC = frozenset({"logements", "programmes"})
TEXTES = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
JOURS = st.dates(date(1850, 1, 1), date(2150, 12, 31))


# --- cells ------------------------------------------------------------------------------------
EVENEMENTS = st.one_of(
    st.builds(connu, JOURS, TEXTES),
    st.builds(jamais, TEXTES),
    st.builds(pas_survenu, JOURS, TEXTES),
    st.builds(
        Evenement,
        debut=st.none() | JOURS,
        fin=st.none() | JOURS,
        jamais=st.booleans(),
        ouvert=st.booleans(),
        fait=TEXTES,
        genre=st.sampled_from(Genre),
        ligne=TEXTES,
    ),
)
CELLULES: st.SearchStrategy[Cellule] = st.one_of(
    st.just(INCONNU),
    st.just(SANS_OBJET),
    st.builds(Erreur, TEXTES),
    st.builds(
        Connu,
        st.one_of(
            st.booleans(),
            st.fractions(),
            JOURS,
            TEXTES,
            EVENEMENTS,
            st.builds(Duree, nombre=st.integers(-99, 99), unite=st.sampled_from(UniteDuree)),
        ),
    ),
)


@given(st.lists(CELLULES, max_size=6))
def test_cells_are_read_as_they_were_written(cellules: Sequence[Cellule]) -> None:
    champs = [f"c{n}" for n in range(len(cellules))]
    found = read_cells(write_cells(cellules), champs)
    assert list(found.items()) == list(zip(champs, cellules, strict=True))
    kinds = [(type(c), type(c.valeur)) for c in cellules if isinstance(c, Connu)]
    assert [(type(c), type(c.valeur)) for c in found.values() if isinstance(c, Connu)] == kinds


def test_numbers_that_look_like_truths_stay_numbers() -> None:
    written = write_cells((Connu(Fraction(1)), Connu(True), Connu("vrai")))
    assert list(read_cells(written, "abc").values()) == [Connu(Fraction(1)), Connu(True), Connu("vrai")]


# --- files ------------------------------------------------------------------------------------
ID = colonne("id", TTexte(), "LOGT")
COLONNES = {
    "programmes": (colonne("id", TTexte(), "PROG"), colonne("commune", TCode("commune"), "INSEE")),
    "logements": (
        ID,
        colonne("programme", TTexte(), "PROG"),
        colonne("commune", TCode("commune"), "INSEE"),
        colonne("surface", M2, "SURF", manquant=("9999",)),
        colonne("etage", ENTIER, "ETAGE", par_defaut="0", sans_objet=("M",)),
        colonne("mise_en_service", TEvenement(), "DT_MES", complet_au=COMPLET),
        colonne("pmr", TCondition(), "PMR"),
    ),
    "vacances": (
        colonne("id", TTexte(), "NUM_VAC"),
        colonne("logement", TTexte(), "LOGT"),
        colonne("etage", ENTIER, "ETAGE"),
    ),
}
CASES = {
    "PROG": ("", "P1", "P2", "P9"),
    "INSEE": ("93066", "75118", "1004", "", "99999"),
    "SURF": ("41,5", "9999", "", "-3", "grand", "1.234"),
    "ETAGE": ("3", "", "M", "#N/A", "\u202e2", "total"),
    "DT_MES": ("2024-02-03", "", "jamais", "2026-02-30", "2027-01-01"),
    "PMR": ("oui", "non", "", "peut-être", "06 12 34 56 78"),
}
LOGEMENTS = ("L1", "L2", "L3", "L4", "", "#REF!", "L5 ")


def rows(draw: st.DrawFn, idents: Sequence[str], titles: Sequence[str], most: int = 9) -> list[list[str]]:
    cells = st.tuples(st.sampled_from(idents), *(st.sampled_from(CASES[t]) for t in titles))
    cut = st.sampled_from((None, None, None, None, None, None, 1))
    return [list(row)[:end] for row, end in draw(st.lists(st.tuples(cells, cut), max_size=most))]


def text(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    return "".join(";".join(line) + "\n" for line in (titles, *lines)).encode()


@st.composite
def landlords(draw: st.DrawFn) -> tuple[ir.Correspondance, dict[str, bytes]]:
    """Programmes, a stock in one or two files, whose last columns may come from a joined file, vacancies."""
    joined, chosen = draw(st.booleans()), draw(st.booleans())
    key = ("LOGT",) if joined else ()
    own = ("PROG", "INSEE", "SURF", "ETAGE", *(() if joined else ("DT_MES", "PMR")))
    tri = ir.Tri(colonne="PROG", garde=False, valeurs=(("P2", ID.span),))
    stock = source("l-*.csv", "logements", cles=key, tris=(tri,) if chosen else ())
    files = {
        "p.csv": text(("PROG", "INSEE"), rows(draw, ("P1", "P2", "P3", ""), ("INSEE",))),
        "l-*.csv": text(("LOGT", *own), rows(draw, LOGEMENTS, own)),
        "v.csv": text(
            ("NUM_VAC", "LOGT", "ETAGE"),
            [[f"V{n}", *r] for n, r in enumerate(rows(draw, LOGEMENTS, ("ETAGE",)))],
        ),
    }
    columns = dict(COLONNES)
    sources = [source("p.csv", "programmes"), stock, source("v.csv")]
    if joined:
        files["t.csv"] = text(("LOGT", "DT_MES", "PMR"), rows(draw, LOGEMENTS, ("DT_MES", "PMR")))
        sources.insert(2, source("t.csv", "logements", cles=key))
        columns["logements"] = tuple(
            replace(c, fichier="t.csv") if c.colonne in ("DT_MES", "PMR") else c
            for c in COLONNES["logements"]
        )
    return mapping(tuple(sources), columns), files


def read(
    carte: ir.Correspondance, files: dict[str, bytes], en_memoire: int | None
) -> Checked[ChargementFaits]:
    """en_memoire: rows of the stock that stay in memory; None: all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "EN_MEMOIRE", en_memoire or 0)
        au_fil = PARC if en_memoire is not None else frozenset[str]()
        return load_faits(carte, in_memory(files), replace(CONTEXTE, au_fil=au_fil))


@settings(max_examples=150, deadline=None)
@given(landlords(), st.integers(0, 4))
def test_where_the_stock_is_kept_changes_nothing(
    landlord: tuple[ir.Correspondance, dict[str, bytes]], en_memoire: int
) -> None:
    carte, files = landlord
    whole, streamed = read(carte, files, None), read(carte, files, en_memoire)
    assert list(map(told, streamed.diagnostics)) == list(map(told, whole.diagnostics))
    kept = whole.value.faits
    found = streamed.value.faits
    for expected, rows in ((kept.logements, found.logements), (kept.programmes, found.programmes)):
        read_rows = [one for one in expected or () if not one.refusee]
        on_disk = isinstance(rows, Lignes)
        assert on_disk == (len(read_rows) > en_memoire)
        # Rows that were refused stand among those that are counted, and nothing counts a table on the disk.
        assert all_of(rows) == all_of(read_rows if on_disk else expected)
        for one in read_rows:
            assert found_in(rows, one.id) == one
        assert found_in(rows, "L9") is None
    assert replace(found, logements=kept.logements, programmes=kept.programmes) == kept
    assert replace(streamed.value, faits=kept) == whole.value
    assert measure(carte, streamed.value, ()) == measure(carte, whole.value, ())
    fichiers = whole.value.fichiers
    assert list(check_complete(carte, found, fichiers)) == list(check_complete(carte, kept, fichiers))


def told(found: Diagnostic) -> object:
    """A finding with its place, which comparing leaves aside."""
    return found, found.span.source.name, found.span.position, found.span.text


def all_of(rows: Sequence[Ligne] | None) -> object:
    """Every row with what comparing leaves aside: its place, the order of its cells."""
    return None if rows is None else [(x, x.place, list(x.cellules)) for x in rows]


def test_rows_on_the_disk_are_a_sequence() -> None:
    lines = [[f"L{n}", "P1", "93066", str(n), "", "", ""] for n in range(12)]
    titles = ("LOGT", *CASES)
    carte = mapping((source("l.csv", "logements"),), {"logements": COLONNES["logements"]})
    found = read(carte, {"l.csv": text(titles, lines)}, 5).value.faits.logements
    assert isinstance(found, Lignes)
    names = [row.id for row in found]
    assert names == [line[0] for line in lines] == [row.id for row in islice(found, 12)]
    assert (found[3].id, found[-1].id, [x.id for x in found[2:9:3]]) == ("L3", "L11", names[2:9:3])
    assert ("L7" in found.identifiants(), "L12" in found.identifiants()) == (True, False)


@given(st.lists(TEXTES), st.integers(0, 3), TEXTES)
def test_a_set_on_the_disk_is_a_set(idents: list[str], limite: int, other: str) -> None:
    found = Ensemble(limite)
    for ident in idents:
        found.add(ident)
    assert all(ident in found for ident in idents)
    assert (other in found) == (other in idents)


# --- commands ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ["evaluate", "--format", "json"],
        ["compliance", "--year", "2025", "--format", "json"],
        ["explain", "L3"],
        ["evaluate", "--rejets", "sortie.csv", "--qualite", "sortie.txt"],
        ["orient", "--format", "json"],
    ],
    ids=" ".join,
)
def test_commands_say_the_same(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "depot", "--modele", "commune"]) == 0
    with_stock(tmp_path / "depot")
    monkeypatch.chdir(tmp_path / "depot")
    capsys.readouterr()
    said = []
    for kept in (50_000, 0):
        monkeypatch.setattr(tables, "EN_MEMOIRE", kept)
        code = run([*command, "--as-of", "2026-01-05"])
        files = [p.read_text(encoding="utf-8") for p in sorted(Path().glob("sortie.*"))]
        said.append((code, capsys.readouterr(), files))
    assert said[0] == said[1]
    assert said[0][1].out and said[0][0] in (0, 1)
    assert len(said[0][2]) == sum(part.startswith("sortie.") for part in command)


def with_stock(depot: Path) -> None:
    """The model's data with a stock beside them, that each vacancy names."""
    data = depot / "donnees" / "vacances-2025.csv"
    head, *rows = data.read_text(encoding="utf-8").splitlines()
    named = [f"{row};L{n}" for n, row in enumerate(rows)]
    data.write_text("\n".join([f"{head};LOGT", *named, ""]), encoding="utf-8")
    mapping = depot / "correspondance.yaml"
    written = mapping.read_text(encoding="utf-8")
    written = written.replace("    id: NUM_VAC\n", "    id: NUM_VAC\n    logement: LOGT\n")
    written = written.replace("colonnes:\n", "  logements: { fichier: parc.csv }\ncolonnes:\n", 1)
    mapping.write_text(f"{written}  logements: {{ id: LOGT, etage: ETAGE, pmr: PMR }}\n", encoding="utf-8")
    stock = [f"L{n};{n % 5};{('oui', 'non', '')[n % 3]}" for n in range(2 * len(rows))]
    (depot / "parc.csv").write_text("\n".join(["LOGT;ETAGE;PMR", *stock, ""]), encoding="utf-8")
