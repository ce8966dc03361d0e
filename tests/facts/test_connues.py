"""A file read with what is remembered of its texts is the file read as if each row were the first."""

import re
import unicodedata
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st

from convrules.base.values import TCode, TCondition, TEvenement, TTexte
from convrules.diagnostics.model import Checked
from convrules.facts import connues, formes, lots, tables
from convrules.facts.chargement import ChargementFaits
from convrules.facts.readers import csv_reader
from facts.landlord import COMPLET, ENTIER, FINAN, M2, MONTANT, colonne, load, mapping, source

COLONNES = (
    colonne("id", TTexte(), "NUM"),
    colonne("logement", TTexte(), "LOG", manquant=("SANS",)),
    colonne("commune", TCode("commune"), "INSEE"),
    colonne("financement", TCode("financement"), "FINAN", codes=FINAN, par_defaut="plus"),
    colonne("qpv", TCondition(), "QPV"),
    colonne("surface", M2, "SURF", manquant=("888",)),
    colonne("loyer", MONTANT, "LOYER", unite="€", codes=(("7000", "7000"),), manquant=("9999",)),
    colonne("etage", ENTIER, "ETAGE", sans_objet=("M",)),
    colonne("information", TEvenement(), "INFO", format="jj/mm/aaaa", complet_au=COMPLET, manquant=("NC",)),
    colonne("bail", TEvenement(), "BAIL", format="jj/mm/aaaa hh:mm", complet_au=COMPLET),
)
TEXTES: dict[str, tuple[str, ...]] = {
    "NUM": (
        "V1", "V2", "V3", "V10", "", "NC", '="007"', "0601020304", "Mme Durand", '"V9;V8;V7;V6"', "a@b.fr",
        "TOTAL",
    ),
    "LOG": ("L1", "L2", "SANS", "", "000", "185067511200145", "L 3", "L9 "),
    "INSEE": ("93066", "1004", "01004", "93999", "", "75056", " 93066", "602030405"),
    "FINAN": ("11", "13", "14", "15", "", "11 "),
    "QPV": ("oui", "NON", "x", "peut-être", "", "Oui\u00a0", "o\x07ui"),
    "SURF": ("40", "52,5", "0", "888", "9999", "1.234", "-3", "40 m²", "", "1 234,5", "0612345678"),
    "LOYER": ("450", "450,20", "9999", "7000", "0", "12,345", "#N/A", "", "99999", "602030405"),
    "ETAGE": ("0", "1", "9", "99", "RDC", "M", "", "-1"),
    "INFO": (
        "01/03/2025", "31/02/2025", "2025-03-01", "NC", "", "01/01/1900", "jamais", "06/02/2026", "45000",
    ),
    "BAIL": ("02/04/2025 00:00", "02/04/2025", "22:00", "", "01/02/2025 22:00", "05/01/2027 10:00"),
}  # fmt: skip
SAINE = tuple(texts[0] for texts in TEXTES.values())
LOGEMENTS = "LOG;SURF\nL1;40\nL2;50\n"


def rows() -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Rows of which most cells are sound, so that most are met again; some are lines of a report."""
    sound = [st.sampled_from((*texts[:2], *texts[:2], *texts)) for texts in TEXTES.values()]
    odd = st.sampled_from([(titre, *list(TEXTES)[1:]) for titre in ("NUM", "LOG")])
    return st.lists(st.tuples(*sound) | st.tuples(*sound) | odd, min_size=1, max_size=25)


def read(drawn: list[tuple[str, ...]], decomposed: bool) -> Checked[ChargementFaits]:
    numbered = [(f"V{n}" if row[0] == "V1" else row[0], *row[1:]) for n, row in enumerate(drawn)]
    text = "\n".join(";".join(row) for row in (tuple(TEXTES), *numbered)) + "\n"
    text = unicodedata.normalize("NFD", text) if decomposed else text
    files = (source("v.csv", separateur=";"), source("l.csv", "logements", separateur=";"))
    of_dwellings = (colonne("id", TTexte(), "LOG"), colonne("surface", M2, "SURF"))
    wanted = mapping(files, {"vacances": COLONNES, "logements": of_dwellings})
    return load(wanted, {"v.csv": text.encode(), "l.csv": LOGEMENTS.encode()})


@cache
def _everything(separateur: str) -> re.Pattern[str]:
    return re.compile("")


@given(rows(), st.booleans())
@example([(*SAINE[:6], "99999", *SAINE[7:]), SAINE] * 3, False)
@example(
    [(*SAINE[:n], text, *SAINE[n + 1 :]) for n, texts in enumerate(TEXTES.values()) for text in texts], False
)
def test_the_same_facts_and_the_same_findings(drawn: list[tuple[str, ...]], decomposed: bool) -> None:
    kept = connues.Connues.of, lots.Lots.reads, csv_reader._to_clean
    try:
        lots.LOT = 4  # type: ignore[misc]  # Why: a piece then ends among few rows.
        found = read(drawn, decomposed)
        connues.Connues.of = lambda self, rangee: None  # type: ignore[method-assign]  # Why: nothing is known.
        lots.Lots.reads = lambda self, fichier: False  # type: ignore[method-assign]  # Why: one by one.
        csv_reader._to_clean = _everything
        asked = read(drawn, decomposed)
    finally:
        connues.Connues.of, lots.Lots.reads, csv_reader._to_clean = kept  # type: ignore[method-assign]  # Why: as it was.
        lots.LOT = tables.LOT  # type: ignore[misc]  # Why: the same.
    assert found.diagnostics == asked.diagnostics
    assert found.value == asked.value


def test_sound_rows_are_known() -> None:
    """Otherwise the test above compares one reading with itself."""
    told: list[bool] = []
    keep = lots.Lots.keep
    try:
        lots.Lots.keep = lambda *given: told.append(keep(*given)) or told[-1]  # type: ignore[method-assign,func-returns-value]  # Why: counts.
        read([SAINE] * 12, False)
    finally:
        lots.Lots.keep = keep  # type: ignore[method-assign]  # Why: as it was.
    assert told == [True, True]


@given(st.from_regex(formes.COURT.texte, fullmatch=True))
def test_what_is_short_identifies_nobody(texte: str) -> None:
    for table, champ in (("vacances", "id"), ("candidatures", "id"), ("journal", "motif")):
        assert formes.looked_at(texte, table, champ) is None
