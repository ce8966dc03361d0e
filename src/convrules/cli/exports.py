"""Where a command's tables go: a workbook, one table, or a folder of all of them."""

import codecs
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.output import (
    EcritureImpossible,
    make_folder,
    refuse_what_is_read,
    replace_file,
    write_bytes,
    write_file,
)

if TYPE_CHECKING:
    from datetime import date

    from convrules.api.dossier import Dossier
    from convrules.render.feuilles import Feuille

Forme = Literal["csv", "parquet"]
UNE: Final = (".csv", ".parquet")
PARQUET: Final = b"PAR1"
"""How such a file begins."""
CLASSEUR: Final = ".xlsx"
PAGE: Final = (".html", ".htm")
IMPRIME: Final = ".pdf"
ATTENDU: Final = "un classeur .xlsx, un tableau .csv ou .parquet, ou un dossier pour tous les tableaux"


def tables_options(ecrit: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """`-o` and `--tables`. ecrit: what the command writes, a folder of all its tables apart."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        said = f"Écrit aussi {ecrit}, ou un dossier de tous les tableaux."
        tables = click.option(
            "--tables",
            type=click.Choice(("csv", "parquet")),
            help="Forme des tableaux d'un dossier (csv sans elle).",
        )
        fichier = click.option("-o", "fichier", metavar="FICHIER", type=common.CHEMIN, help=said)
        decorated: Callable[..., int] = fichier(tables(command))
        return decorated

    return decorate


def check_form(fichier: Path | None, tables: Forme | None, rapports: tuple[str, ...] = ()) -> None:
    """Is the target one that we write? `--tables` says how the tables of a folder are written. rapports: how
    the names of the reports that the command writes end."""
    if fichier is None and tables is not None:
        raise click.UsageError("--tables dit la forme des tableaux d'un dossier : donnez-le avec -o DOSSIER.")
    if fichier is None:
        return
    suffix = fichier.suffix.lower()
    if suffix and suffix not in (*UNE, CLASSEUR, *rapports):
        named = [end for end in rapports if end != PAGE[1]]
        said = f"un rapport {' ou '.join(named)}, {ATTENDU}" if named else ATTENDU
        raise click.UsageError(f"-o « {fichier} » : cette commande écrit {said}.")
    if suffix and tables is not None:
        raise click.UsageError(f"--tables ne vaut que pour un dossier, et « {fichier} » est un fichier.")


def targets(fichier: Path, feuilles: "Sequence[Feuille]", tables: Forme | None) -> list[Path]:
    """Every file that will be written."""
    if fichier.suffix:
        return [fichier]
    return [fichier / f"{feuille.nom}.{tables or 'csv'}" for feuille in feuilles]


def write_tables(
    fichier: Path, feuilles: "Sequence[Feuille]", tables: Forme | None, entete: "tuple[str, date]"
) -> None:
    """entete: title of a workbook, and its day. One file alone is the first table."""
    if fichier.suffix.lower() == CLASSEUR:
        from convrules.api.classeurs import workbook

        write_bytes(fichier, [workbook(feuilles, *entete)])
        return
    if not fichier.suffix:
        if fichier.exists() and not fichier.is_dir():
            raise EcritureImpossible(f"« {fichier} » est un fichier : pour un dossier, donnez un autre nom.")
        make_folder(fichier)
        for feuille, path in zip(feuilles, targets(fichier, feuilles, tables), strict=True):
            _refuse_another_s(feuille, path)
    for feuille, path in zip(feuilles, targets(fichier, feuilles, tables), strict=False):
        _ecrire(path)(feuille, path)


def _refuse_another_s(feuille: "Feuille", path: Path) -> None:
    """In a folder, names of files are ours, not those that were asked for: only what we wrote is replaced."""
    if not path.exists():
        return
    if path.suffix.lower() == ".parquet":
        ours = PARQUET
    else:
        ours = codecs.BOM_UTF8 + feuille.colonnes[0].nom.encode()
    try:
        with path.open("rb") as held:
            same = held.read(len(ours)) == ours
    except OSError:
        same = False
    if not same:
        raise EcritureImpossible(
            t(
                "« {fichier} » existe, et n'est pas un tableau écrit par cette commande : "
                "donnez un autre dossier (rien n'a été écrit).",
                fichier=str(path),
            )
        )


def _ecrire(path: Path) -> "Callable[[Feuille, Path], None]":
    return _parquet if path.suffix.lower() == ".parquet" else _csv


def _csv(feuille: "Feuille", path: Path) -> None:
    from convrules.render.feuilles import to_csv

    write_file(path, to_csv(feuille), bom=True)


def write_alone(sous: Path, files: Mapping[str, bytes], dossier: "Dossier", option: str) -> None:
    """Files, by their path in a folder that holds nothing else: nothing that an older run left is sent with
    them. option: that asked for it."""
    left = sorted(f for f in _inside(sous, option) if f not in files)
    if left:
        raise EcritureImpossible(
            t(
                "« {sous} » contient « {autre} », que cette commande n'écrit pas : donnez un dossier neuf ou "
                "videz celui-ci (rien n'a été écrit).",
                sous=str(sous),
                autre=left[0],
            )
        )
    if (held := next((path for nom in files if (path := sous / nom).is_dir()), None)) is not None:
        raise EcritureImpossible(
            t("« {dossier} » est un dossier, et non un fichier (rien n'a été écrit).", dossier=str(held))
        )
    refuse_what_is_read([sous / nom for nom in files], dossier.lus, dossier.guets)
    for nom, contenu in files.items():
        make_folder((sous / nom).parent)
        write_bytes(sous / nom, [contenu])


def _inside(sous: Path, option: str) -> list[str]:
    from convrules.api.annuel import inside

    if not sous.exists():
        return []
    if not sous.is_dir():
        raise EcritureImpossible(
            t("« {sous} » est un fichier : {option} attend un dossier.", sous=str(sous), option=option)
        )
    return inside(sous)


def write_pdf(path: Path, contenu: "Mapping[str, object]") -> None:
    """A report laid out for paper. contenu: what the page says, by part."""
    from convrules.api.pdf import SansTypst, to_pdf

    try:
        octets = to_pdf(contenu)
    except SansTypst as error:
        raise EcritureImpossible(without_typst(path)) from error
    write_bytes(path, [octets])


def without_typst(path: Path) -> str:
    """Why there is no PDF."""
    return t('« {fichier} » : écrire un PDF demande typst : pip install "convrules[pdf]".', fichier=str(path))


def _parquet(feuille: "Feuille", path: Path) -> None:
    from convrules.api.parquet import SansDuckdb, write_parquet

    try:
        replace_file(path, lambda draft: write_parquet(feuille, draft))
    except SansDuckdb as error:
        raise EcritureImpossible(
            f'« {path} » : écrire du Parquet demande duckdb : pip install "convrules[parquet]".'
        ) from error
