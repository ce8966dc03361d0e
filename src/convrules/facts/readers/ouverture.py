"""Which reader opens a file: its name says what it is meant to be, its bytes must agree."""

from collections.abc import Sequence
from typing import Final

from convrules import ir
from convrules.diagnostics.model import Checked
from convrules.facts.chargement import LIGNES_MAX, FichierBrut
from convrules.facts.readers.csv_reader import read_csv
from convrules.facts.readers.lieux import Tableau

CLASSEURS: Final = (".xlsx", ".xlsm", ".ods", ".xls")
PARQUET: Final = (".parquet",)


def open_table(
    brut: FichierBrut, fichier: ir.FichierSource, colonnes: Sequence[ir.Colonne], limite: int = LIGNES_MAX
) -> Checked[Tableau | None]:
    """Open one file. None, with the reason, when nothing of it can be trusted.

    colonnes: what the mapping reads in it. limite: rows beyond which it is not looked at."""
    nom = brut.nom.lower()
    if nom.endswith(CLASSEURS):
        from convrules.facts.readers.classeur import read_classeur

        return read_classeur(brut, fichier, colonnes)
    if nom.endswith(PARQUET):
        from convrules.facts.readers.parquet import read_parquet

        return read_parquet(brut, fichier, colonnes)
    return read_csv(brut, fichier, colonnes, limite)
