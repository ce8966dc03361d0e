"""Workbooks: xlsx, xlsm, ods and xls, to rows of text. Nothing in them is computed or run."""

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from convrules import ir
from convrules.base.texte import t
from convrules.diagnostics.model import Checked, Diagnostic
from convrules.diagnostics.problems import donnees, lecture
from convrules.facts.chargement import FichierBrut
from convrules.facts.conversion import nearest
from convrules.facts.personnel import personal_name, shown_name
from convrules.facts.readers.classeur_xls import examine_xls
from convrules.facts.readers.classeur_zip import examine_zip
from convrules.facts.readers.csv_reader import header_problems, named
from convrules.facts.readers.examen import Examen, mesure
from convrules.facts.readers.lieux import Constat, Rangee, Tableau, declared_header, place_at_line
from convrules.facts.readers.octets import Refuse, ouvrir, taille
from convrules.facts.readers.valeurs import TEXTE_MAX, Usage, Valeur, make_row, usages, write

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

CLASSEUR_MAX: Final = 100 * 1024**2  # LIMIT: bytes of a workbook on the disk.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TABULATION: Final = "\t"


def read_classeur(
    brut: FichierBrut, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne]
) -> Checked[Tableau | None]:
    """Open one sheet: the one that the mapping names, otherwise the only one that can be seen.

    Its first row that is not empty holds the titles. A row hidden by a filter is a row like another."""
    try:
        contenu = _bytes(brut)
        examen = examine_zip(contenu) if contenu.startswith(_ZIP) else examine_xls(contenu)
        workbook = _workbook(contenu)
        chosen = _choose(brut.nom, workbook, fichier)
        if isinstance(chosen, Diagnostic):
            return Checked(value=None, diagnostics=(chosen,))
        sheet = _sheet(workbook, chosen)
        nom = brut.nom if fichier.feuille is None else f"{brut.nom}#{shown_name(chosen)}"
        table = _table((nom, brut.nom), sheet, examen.feuille(chosen), (fichier, colonnes))
        if table.value is None or fichier.feuille is not None:
            return table
        alike = _hidden_alike(workbook, table.value, named(fichier, colonnes))
        return replace(table, diagnostics=(*table.diagnostics, *alike))
    except Refuse as refus:
        span = place_at_line(brut.nom, 1)
        return Checked(value=None, diagnostics=(refus.constat(span=span),))


def _bytes(brut: FichierBrut) -> bytes:
    if taille(brut) > CLASSEUR_MAX:
        why = partial(lecture.classeur_trop_gros, mesure=mesure(taille(brut)), limite=mesure(CLASSEUR_MAX))
        raise Refuse(why)
    with ouvrir(brut) as stream:
        contenu = stream.read(CLASSEUR_MAX + 1)
    if not contenu.strip():
        raise Refuse(donnees.fichier_vide)
    if not contenu.startswith((_ZIP, _OLE)):
        raise Refuse(
            partial(lecture.classeur_illisible, raison="c'est un texte, ou un fichier d'une autre sorte")
        )
    return contenu


def _workbook(contenu: bytes) -> "CalamineWorkbook":
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with _no_noise():
            return CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    except PasswordError as error:
        raise Refuse(partial(lecture.classeur_illisible, raison="un mot de passe le protège")) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _broken() from error
    except BaseException as error:
        raise _unless_panic(error) from error


def _sheet(workbook: "CalamineWorkbook", nom: str) -> "CalamineSheet":
    from python_calamine import CalamineError

    try:
        with _no_noise():
            return workbook.get_sheet_by_name(nom)
    except (CalamineError, OSError, ValueError) as error:
        raise _broken() from error
    except BaseException as error:
        raise _unless_panic(error) from error


@contextmanager
def _no_noise() -> Iterator[None]:
    """Where the library gives up it also writes, by itself, to the standard error of the process."""
    try:
        kept = os.dup(2)
    except OSError:  # Why: no standard error, no noise.
        yield
        return
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _unless_panic(error: BaseException) -> BaseException:
    """The library is written in Rust: where it gives up, it raises what no `except Exception` sees."""
    return _broken() if type(error).__name__ == "PanicException" else error


def _broken() -> Refuse:
    return Refuse(partial(lecture.classeur_illisible, raison="il est tronqué ou abîmé"))


# --- sheets ---------------------------------------------------------------------------------
def _choose(nom: str, workbook: "CalamineWorkbook", fichier: ir.FichierSource) -> str | Diagnostic:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    names = [s.name for s in sheets]
    if fichier.feuille is not None:
        if fichier.feuille in names:
            return fichier.feuille
        proche = nearest(fichier.feuille, tuple(n for n in names if personal_name(n) is None))
        return lecture.feuille_absente(
            span=place_at_line(nom, 1),
            feuille=shown_name(fichier.feuille),
            proche=proche,
            feuilles=_listed(names),
        )
    seen = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
    filled = seen if len(seen) == 1 else [n for n in seen if _sheet(workbook, n).height]
    if len(filled) == 1:
        return filled[0]
    if not filled and seen:
        return donnees.fichier_vide(span=place_at_line(nom, 1))
    return lecture.feuille_a_choisir(span=place_at_line(nom, 1), feuilles=_listed(filled or names))


def _hidden_alike(
    workbook: "CalamineWorkbook", table: Tableau, voulus: frozenset[str]
) -> Iterator[Diagnostic]:
    """Sheets that are not seen and have all the titles of the one that is read, among those that the mapping
    reads."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    wanted = voulus & set(table.entete.valeurs)
    for one in workbook.sheets_metadata:
        if one.typ != SheetTypeEnum.WorkSheet or one.visible == SheetVisibleEnum.Visible:
            continue
        filled = filter(_filled, _sheet(workbook, one.name).iter_rows())
        titles = {write(value) or "" for value in next(filled, ())}
        count = sum(1 for _ in filled) if wanted and wanted <= titles else 0
        if count:
            yield lecture.feuille_masquee(
                span=place_at_line(table.nom, 1), feuille=shown_name(one.name), nombre=str(count)
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(shown_name, names))


def _table(
    names: tuple[str, str],
    sheet: "CalamineSheet",
    examen: Examen,
    voulu: tuple[ir.FichierSource, Sequence[ir.Colonne]],
) -> Checked[Tableau | None]:
    """names: how the sheet is shown, and its file. voulu: what the mapping says of it, and its columns."""
    (nom, chemin), (fichier, colonnes) = names, voulu
    first = sheet.start[1] if sheet.start is not None else 0
    filled = (n for n, row in enumerate(sheet.iter_rows()) if _filled(row))
    number = next(islice(filled, fichier.passees, None), None)
    if number is None:
        empty = donnees.fichier_vide(span=place_at_line(nom, 1))
        return Checked(value=None, diagnostics=(empty,))
    if fichier.titres:
        entete, number = declared_header(fichier.titres), number - 1
    else:
        titles = tuple(write(v) or "" for v in _trimmed(next(islice(sheet.iter_rows(), number, None))))
        entete = Rangee(ligne=number + 1, suivante=number + 2, valeurs=titles)
    uses = usages(entete.valeurs, colonnes)
    merged = examen.covered(sheet.merged_cell_ranges or ())

    def rows() -> Iterator[Rangee]:
        for n, row in _to_the_end(sheet, examen):
            if n > number:
                found = _row(n, first, row, uses, examen, merged)
                if found is not None:
                    yield found

    table = Tableau(
        nom=nom,
        separateur=_TABULATION,
        entete=entete,
        rangees=rows,
        chemin=chemin,
        titres_declares=bool(fichier.titres),
    )
    wrong = tuple(header_problems(table, named(fichier, colonnes)))
    return Checked(value=None if wrong else table, diagnostics=wrong)


def _to_the_end(sheet: "CalamineSheet", examen: Examen) -> Iterator[tuple[int, Sequence[Valeur]]]:
    """Rows by number, with those that the library leaves out below its last value."""
    n = -1
    for n, row in enumerate(sheet.iter_rows()):
        yield n, row
    for below in range(n + 1, examen.derniere() + 1):
        yield below, ()


def _row(
    n: int,
    first: int,
    row: Sequence[Valeur],
    uses: Sequence[Usage],
    examen: Examen,
    merged: frozenset[tuple[int, int]],
) -> Rangee | None:
    """A row, with what the library does not say of its cells; None if it is empty."""
    special = {c - first for c in examen.colonnes(n)} | {c - first for r, c in merged if r == n}
    if not _filled(row) and not special:
        return None
    # Left of the first title nothing has a name: such a cell makes a row of its row, and no more.
    special = {c for c in special if c >= 0}
    cells = [*_trimmed(row)]
    if any(isinstance(cell, str) and len(cell) > TEXTE_MAX for cell in cells):
        raison = t(
            "une cellule de la ligne {ligne} a plus de {max} signes", ligne=str(n + 1), max=str(TEXTE_MAX)
        )
        raise Refuse(partial(lecture.classeur_illisible, raison=raison))
    cells += [None] * (max(len(uses), *(c + 1 for c in special), 0) - len(cells))
    fautes: dict[int, Constat] = {}
    hidden = sorted(c for c in special if (n, c + first) in merged and (n, c + first) not in examen.erreurs)
    titles = [uses[c].titre for c in hidden if c < len(uses)]
    under: Constat = partial(lecture.cellule_fusionnee, colonne=", ".join(titles))
    for index in sorted(special):
        titre = uses[index].titre if index < len(uses) else ""
        error = examen.erreurs.get((n, index + first))
        if error is not None:
            cells[index] = error
        elif (n, index + first) in merged:
            fautes[index] = under
        else:
            fautes[index] = partial(lecture.formule_sans_resultat, colonne=titre)
    parts = {c for c, use in enumerate(uses) if use.pourcent and (n, c + first) in examen.pourcents}
    made = make_row(n + 1, cells, uses, parts)
    return replace(made, fautes={**made.fautes, **fautes}) if fautes else made


def _filled(row: Sequence[Valeur]) -> bool:
    return any(v is not None and (not isinstance(v, str) or v.strip()) for v in row)


def _trimmed(row: Sequence[Valeur]) -> Sequence[Valeur]:
    """The row up to its last cell that holds something."""
    last = len(row)
    while last and not _filled(row[last - 1 : last]):
        last -= 1
    return row[:last]
