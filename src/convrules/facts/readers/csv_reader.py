"""CSV files: bytes to rows of text, each with its line. Standard library only; no type is guessed."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import islice
from typing import NamedTuple

from convrules import ir
from convrules.base.motifs import Motif
from convrules.base.texte import cite, suite, t
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.chargement import LIGNES_MAX, FichierBrut
from convrules.facts.personnel import without_personal_titles, without_unknown_titles
from convrules.facts.readers.decoding import Texte, examine
from convrules.facts.readers.lieux import Rangee, Tableau, declared_header, place_at_line, places
from convrules.facts.readers.octets import LIGNE_MAX, FichierChange
from convrules.facts.readers.tableur import Largeur, without_own_line

SEPARATEURS = (";", ",", "\t")
_NOMS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
USUELS = frozenset(_NOMS.values())
_DANS_UN_TITRE = frozenset("\"'_-./()")
"""Signs that titles hold."""
# A cell is no longer than a line, whose length is told by its own code.
csv.field_size_limit(LIGNE_MAX)
_VIEUX_MAC = Motif(r"\r(?![\r\n]|$)")
"""A carriage return alone in a line: that of the titles ends there."""
_TEXTE = Motif(r'="((?:[^"]|"")*)"')
_QUOTED = Motif(r'"[^"]*"')


def read_csv(
    brut: FichierBrut, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne], limite: int = LIGNES_MAX
) -> Checked[Tableau | None]:
    """Examine one file. None when its bytes, its separator, its quotes or its header cannot be trusted.

    Blank lines are no rows. The file is looked at whole before any of its rows is given, unless it has more
    than `limite`."""
    text = examine(brut, fichier.encodage)
    if text.value is None:
        return Checked(value=None, diagnostics=text.diagnostics)
    try:
        table = _examined(text.value, fichier, named(fichier, colonnes), limite)
    except FichierChange:
        raise
    except csv.Error as error:
        # Only quotes can make a text refused here: left open, or closed in the middle of a cell.
        span = place_at_line(brut.nom, error.args[0])
        table = Checked(value=None, diagnostics=(problems.guillemet_non_ferme(span=span),))
    return Checked(value=table.value, diagnostics=(*text.diagnostics, *table.diagnostics))


def named(fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]) -> frozenset[str]:
    """The titles that the mapping reads in a file."""
    return frozenset(map(clean, (*(c.colonne for c in colonnes if c.colonne), *fichier.outils)))


def clean(text: str) -> str:
    """Texts compare after NFC and without the spaces around them, unbreakable ones included."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def _cell(text: str) -> str:
    """What a cell says. « ="007" » is how a text that looks like a number is written for a spreadsheet."""
    found = clean(text)
    written = _TEXTE.fullmatch(found) if found.startswith("=") else None
    return found if written is None else clean(written[1].replace('""', '"'))


def _examined(
    text: Texte, fichier: ir.FichierSource, connus: frozenset[str], limite: int
) -> Checked[Tableau | None]:
    nom, declared = text.brut.nom, bool(fichier.titres)
    fichier = without_own_line(text, fichier)
    separateur = _separateur(text, fichier.separateur, fichier.passees, connus)
    if isinstance(separateur, Diagnostic):
        return Checked(value=None, diagnostics=(separateur,))
    header = declared_header(fichier.titres) if declared else None
    announced: Rangee | None = None
    width: Largeur | None = None
    before, total = fichier.passees + (not declared), -fichier.passees - (not declared)
    for record in _parsed(text, separateur):
        if total >= 0 and (width is None or not width.vides):
            # Why not as a row: each is only counted, until its reader asks for it.
            total += _says_something(record, separateur)
        elif (rangee := _row(record, separateur)) is not None:
            total += 1
            if fichier.annoncees and total == -(not declared):
                announced = rangee
            if header is None and total == 0:
                header = rangee
                width = Largeur.of(header)
            elif width is not None and total > 0:
                width.note(rangee)
        if total > limite:
            # Refused by its reader: the rest need not be looked at.
            break
    if header is None or total < 0:
        # Quotes around nothing are no titles.
        nothing = problems.fichier_vide(span=place_at_line(nom, 1))
        return Checked(value=None, diagnostics=(nothing,))

    def rows() -> Iterator[Rangee]:
        try:
            found = islice(_records(text, separateur), before, None)
            yield from found if width is None else map(width.cut, found)
        except csv.Error as error:
            raise FichierChange from error

    table = Tableau(
        nom=nom,
        separateur=separateur,
        entete=header if width is None else width.cut(header),
        rangees=rows,
        total=total,
        titres_declares=declared,
        relire=partial(_again, separateur, width),
    )
    wrong = tuple(header_problems(table, connus))
    told = () if announced is None else tuple(_miscounted(nom, announced, fichier.annoncees, total))
    empty = () if width is None or wrong else width.told(nom)
    return Checked(value=None if wrong else table, diagnostics=(*wrong, *empty, *told))


def _miscounted(nom: str, announced: Rangee, rank: int, total: int) -> Iterator[Diagnostic]:
    """A file that has not the number of rows that it announces, in a cell of one of its lines."""
    cells = announced.valeurs
    said = cells[rank - 1] if rank <= len(cells) else ""
    if said.lstrip("0") != (str(total) if total else ""):
        # Another cell of that line may say who sends it: only a number is shown.
        shown = said if said.isdecimal() else ""
        span = place_at_line(nom, announced.ligne)
        yield problems.nombre_de_lignes(span=span, trouve=str(total), annonce=shown)


# --- separator ------------------------------------------------------------------------------
def _separateur(text: Texte, declare: str | None, passees: int, connus: frozenset[str]) -> str | Diagnostic:
    """The declared separator if the header has it; else the only usual one that the header has. passees:
    filled lines before it. connus: titles that it should have."""
    filled = ((n, x) for n, x in enumerate(text.lines(), 1) if x.strip())
    number, line = next(islice(filled, passees, None), (1, ""))
    if _VIEUX_MAC.search(line) is not None:
        return problems.fins_de_ligne(span=place_at_line(text.brut.nom, number))
    bare = _QUOTED.sub("", line.strip("\n"))
    present = [s for s in SEPARATEURS if s in bare]
    span = place_at_line(text.brut.nom, number)
    if declare is not None:
        found = "" if present or declare in bare else unusual(line, connus)
        if len(declare) == 1 and (declare in bare or not (present or found)):
            return declare
        autre = _NOMS[present[0]] if len(present) == 1 else cite(found) if found else ""
        return problems.separateur_absent(span=span, separateur=_NOMS.get(declare, declare), autre=autre)
    if len(present) > 1:
        candidats = ", ".join(_NOMS[s] for s in present)
        return problems.separateur_ambigu(span=span, candidats=candidats)
    return present[0] if present else SEPARATEURS[0]


def unusual(titres: str, connus: frozenset[str]) -> str:
    """A sign, none of the usual separators, between which a line has several of the titles that are looked
    for; empty without one."""
    signs = {c for c in titres if not (c.isalnum() or c.isspace() or c in _DANS_UN_TITRE)}
    found = [c for c in signs if len(connus.intersection(clean(x.strip('"')) for x in titres.split(c))) > 1]
    return found[0] if len(found) == 1 else ""


# --- records --------------------------------------------------------------------------------
class _Feed:
    """Physical lines as the parser wants them, each ending with one `\\n` (a lone carriage return inside is
    only a space); and those of the record that it is reading, of which the first was read already."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.record: list[str] = []
        self.waiting = False

    def begin(self, line: str) -> None:
        self.record, self.waiting = [line], True

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if not self.waiting:
            self.record.append(next(self.lines))
        self.waiting = False
        return f"{_bare(self.record[-1])}\n"


def _bare(line: str) -> str:
    """A physical line without its end, as the parser wants it."""
    bare = line.rstrip("\r\n")
    return bare.replace("\r", " ") if "\r" in bare else bare


class _Record(NamedTuple):
    """A record: its first line, the line after its last, how it is written; its cells, where the parser had
    to look for them."""

    ligne: int
    suivante: int
    brut: str
    lues: list[str] | None

    def cells(self, separateur: str) -> list[str]:
        return _bare(self.brut).split(separateur) if self.lues is None else self.lues


def _records(text: Texte, separateur: str) -> Iterator[Rangee]:
    """Every record that is not a blank line, whatever its width. csv.Error holds the line of its record."""
    rows = (_row(record, separateur) for record in _parsed(text, separateur))
    return (row for row in rows if row is not None)


def _row(record: _Record, separateur: str) -> Rangee | None:
    """None: a blank line."""
    ligne, suivante, brut, values = record
    bare = brut.rstrip("\r\n")
    if values is None:
        values = bare.replace("\r", " ").split(separateur)
    # Why first: most records hold no space, and these questions take a tenth of the time of the pattern.
    as_written = bare.isascii() and bare.isprintable() and " " not in bare and '"' not in bare
    if not as_written:
        as_written = not _to_clean(separateur).search(bare) and unicodedata.is_normalized("NFC", brut)
    if not any(values if as_written else map(clean, values)):
        return None
    return Rangee(
        ligne=ligne,
        suivante=suivante,
        valeurs=tuple(values if as_written else map(_cell, values)),
        brut=brut,
        coupee=not brut.endswith("\n"),
    )


def _again(separateur: str, width: Largeur | None, ligne: int, brut: str) -> Rangee:
    """A row of one line that was given, made again."""
    lines = csv.reader([f"{_bare(brut)}\n"], delimiter=separateur, strict=True)
    cells = next(lines) if '"' in brut else None
    found = _row(_Record(ligne, ligne + 1, brut, cells), separateur)
    assert found is not None, "a row that was read is not blank"
    return found if width is None else width.cut(found)


def _says_something(record: _Record, separateur: str) -> bool:
    """Is it more than a blank line? Nearly every record begins with a letter or a digit, which is then in its
    first cell."""
    first = record.brut[0]
    return (first.isalnum() and first != separateur) or any(map(clean, record.cells(separateur)))


def _parsed(text: Texte, separateur: str) -> Iterator[_Record]:
    """Every record. Without quotes there is nothing to parse: it is a line, cut at its separators."""
    lines = text.lines()
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=separateur, strict=True)
    line = 1
    for brut in lines:
        if '"' not in brut:
            yield _Record(line, line + 1, brut, None)
            line += 1
            continue
        feed.begin(brut)
        try:
            values = next(reader)
        except csv.Error as error:
            raise csv.Error(line) from error
        if _swallows(feed.record, values, separateur):
            raise csv.Error(line)
        after = line + len(feed.record)
        yield _Record(line, after, "".join(feed.record), values)
        line = after


@cache
def _to_clean(separateur: str) -> re.Pattern[str]:
    """What stands in a record of which some cell may not be as it is written: a space at its edge or one of
    another kind, a quote (with which a text that looks like a number is written, too)."""
    edge = re.escape(separateur)
    return re.compile(rf'[^\S ]|"|(?:^|{edge}) | (?:{edge}|$)')


def _swallows(lines: Sequence[str], values: Sequence[str], separateur: str) -> bool:
    """Does a quoted cell hold lines that are records of their own? The separators of one at least are then in
    it; and of a note written over several lines, one at most has about all the separators."""
    about_all = len(values) - 2
    if len(lines) < 2 or about_all < 2:
        return False
    held = any("\n" in cell and cell.count(separateur) >= about_all for cell in values)
    return held and sum(one.count(separateur) >= about_all for one in lines) > 1


def header_problems(table: Tableau, connus: frozenset[str] | None = None) -> Iterator[Diagnostic]:
    """Titles: each has a name, no two the same. connus: the only ones shown, a line with a fault may be data;
    None: no line of data is taken for titles, and all are shown unless one may identify a person.
    Those that the mapping gives were looked at with it: here, they are as many as the cells of some row."""
    if table.titres_declares:
        yield from _unlike_rows(table)
        return
    names = table.entete.valeurs
    none: frozenset[str] = frozenset()
    safe = without_personal_titles(table, none) if connus is None else without_unknown_titles(table, connus)
    table, shown = safe, safe.entete.valeurs
    spans = places(table, [(table.entete, i) for i in range(len(names))], frozenset())
    line = table.entete.ligne
    unnamed = [index for index, name in enumerate(names) if not name]
    if unnamed:
        yield problems.colonnes_sans_nom(
            span=spans[line, unnamed[0]],
            rangs=_ranks(unnamed),
            # A banner fills a cell or two of its line.
            bandeau="1" if 2 * len(unnamed) >= len(names) > 2 else "",
        )
    for name, count in Counter(names).items():
        if name and count > 1:
            ranks = [i for i, other in enumerate(names) if other == name]
            yield problems.colonne_repetee(
                span=spans[line, ranks[1]],
                colonne=shown[ranks[1]],
                rangs=suite((str(r + 1) for r in ranks), "et"),
            )


def _ranks(indexes: Sequence[int]) -> str:
    """« 3 », « 2, 5 », « 2 à 7 »."""
    if len(indexes) > 2 and indexes[-1] - indexes[0] == len(indexes) - 1:
        return t("{a} à {b}", a=str(indexes[0] + 1), b=str(indexes[-1] + 1))
    return ", ".join(str(i + 1) for i in indexes)


_APERCU = 20
"""Rows looked at to tell a file of another shape from a row that is damaged."""


def _unlike_rows(table: Tableau) -> Iterator[Diagnostic]:
    seen = [len(r.valeurs) for r in islice(table.rangees(), _APERCU)]
    wanted = len(table.entete.valeurs)
    if seen and wanted not in seen:
        found = Counter(seen).most_common(1)[0][0]
        span = place_at_line(table.nom, 1)
        yield problems.titres_et_cases(span=span, trouve=str(found), attendu=str(wanted))
