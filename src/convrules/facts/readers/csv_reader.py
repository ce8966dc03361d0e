"""CSV files: bytes to rows of text, each with its line. Standard library only; no type is guessed."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import partial

from convrules import ir
from convrules.base.source import Source, make_source
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees as problems
from convrules.facts.readers.decoding import decode
from convrules.facts.readers.lieux import Constat, Rangee, Tableau, place_at_line, places

SEPARATEURS = (";", ",", "\t")
_NOMS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
_QUOTED = re.compile(r'"[^"]*"')


def read_csv(nom: str, contenu: bytes, fichier: ir.FichierSource) -> Checked[Tableau | None]:
    """Read one file. None when its bytes, its separator or its header cannot be trusted.

    Rows that have not the width of the header are apart (`inegales`), to be reported with the others; blank
    lines are no rows."""
    text = decode(nom, contenu, fichier.encodage)
    if text.value is None:
        return Checked(value=None, diagnostics=text.diagnostics)
    source = make_source(nom, text.value)
    separateur = _separateur(source, fichier.separateur)
    if isinstance(separateur, Diagnostic):
        return Checked(value=None, diagnostics=(*text.diagnostics, separateur))
    records = _records(source, separateur)
    if isinstance(records, Diagnostic):
        return Checked(value=None, diagnostics=(*text.diagnostics, records))
    table = _table(source, separateur, records)
    return Checked(value=table.value, diagnostics=(*text.diagnostics, *table.diagnostics))


def clean(text: str) -> str:
    """Texts compare after NFC and without the spaces around them, unbreakable ones included."""
    return unicodedata.normalize("NFC", text).strip()


# --- separator ------------------------------------------------------------------------------
def _separateur(source: Source, declare: str | None) -> str | Diagnostic:
    """The declared separator if the header has it; else the only usual one that the header has."""
    number = next(n for n in range(1, len(source.line_starts) + 1) if source.line(n).strip())
    bare = _QUOTED.sub("", source.line(number))
    present = [s for s in SEPARATEURS if s in bare]
    span = place_at_line(source.name, number)
    if declare is not None:
        if len(declare) == 1 and (declare in bare or not present):
            return declare
        autre = _NOMS[present[0]] if len(present) == 1 else ""
        return problems.separateur_absent(span=span, separateur=_NOMS.get(declare, declare), autre=autre)
    if len(present) > 1:
        candidats = ", ".join(_NOMS[s] for s in present)
        return problems.separateur_ambigu(span=span, candidats=candidats)
    return present[0] if present else SEPARATEURS[0]


# --- records --------------------------------------------------------------------------------
def _records(source: Source, separateur: str) -> list[Rangee] | Diagnostic:
    """Every record that is not a blank line, whatever its width."""
    reader = csv.reader(_lines(source), delimiter=separateur, strict=True)
    records: list[Rangee] = []
    line = 1
    try:
        for values in reader:
            if len(values) > 1 or any(map(clean, values)):
                records.append(
                    Rangee(ligne=line, suivante=reader.line_num + 1, valeurs=tuple(map(clean, values)))
                )
            line = reader.line_num + 1
    except csv.Error:
        # Only quotes can make a text refused here: left open, or closed in the middle of a cell.
        return problems.guillemet_non_ferme(span=place_at_line(source.name, line))
    # Quotes around nothing are no titles.
    return records or problems.fichier_vide(span=place_at_line(source.name, 1))


def _lines(source: Source) -> Iterator[str]:
    """Physical lines, each ending with one `\\n`; a lone carriage return inside is only a space."""
    for number in range(1, len(source.line_starts) + 1):
        yield source.line(number).replace("\r", " ") + "\n"


def _table(source: Source, separateur: str, records: list[Rangee]) -> Checked[Tableau | None]:
    header, width = records[0], len(records[0].valeurs)
    table = Tableau(
        source=source,
        separateur=separateur,
        entete=header,
        rangees=tuple(r for r in records[1:] if len(r.valeurs) == width),
        inegales=tuple((r, _uneven(source, r, width)) for r in records[1:] if len(r.valeurs) != width),
    )
    wrong = tuple(_header_problems(table))
    return Checked(value=None if wrong else table, diagnostics=wrong)


def _header_problems(table: Tableau) -> Iterator[Diagnostic]:
    names = table.entete.valeurs
    spans = places(table, [(table.entete, i) for i in range(len(names))], frozenset())
    line = table.entete.ligne
    for index, name in enumerate(names):
        if not name:
            yield problems.colonne_sans_nom(span=spans[line, index], rang=str(index + 1))
    for name, count in Counter(names).items():
        if name and count > 1:
            ranks = [i for i, other in enumerate(names) if other == name]
            yield problems.colonne_repetee(
                span=spans[line, ranks[1]], colonne=name, rangs=" et ".join(str(r + 1) for r in ranks)
            )


def _uneven(source: Source, rangee: Rangee, attendu: int) -> Constat:
    found = len(rangee.valeurs)
    last = rangee.suivante > len(source.line_starts) and not source.text.endswith("\n")
    problem = problems.fichier_tronque if last and found < attendu else problems.ligne_inegale
    return partial(problem, trouve=str(found), attendu=str(attendu))
