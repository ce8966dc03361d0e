"""`convrules evaluate`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.cli import common
from convrules.cli.commande import Commande
from convrules.cli.donnees import (
    check_target,
    qualite_option,
    rejets_option,
    tell_account,
    write_quality,
)
from convrules.cli.exports import write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, write_file
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from datetime import date

    from convrules.runtime.decision import Decision
    from convrules.year.model import Imputation

SUFFIXES = (".csv", ".jsonl", ".xlsx", ".parquet")


@click.command(
    "evaluate",
    cls=Commande,
    help="Juge chaque vacance sous chaque convention du bailleur : statut, orientation, délais, obligations.",
    epilog="Exemple : convrules evaluate --data correspondance.yaml --as-of 2026-01-05 -o vacances.csv",
)
@common.dossier_options
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@click.option(
    "-o",
    "fichier",
    metavar="FICHIER",
    type=common.CHEMIN,
    help="Écrit chaque ligne dans un fichier .csv, .jsonl, .xlsx ou .parquet.",
)
@rejets_option
@qualite_option
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    forme: str,
    fichier: Path | None,
    rejets: Path | None,
    qualite: Path | None,
) -> int:
    if fichier is not None and fichier.suffix.lower() not in SUFFIXES:
        raise click.UsageError(
            f"-o « {fichier} » : cette commande écrit des fichiers .csv, .jsonl, .xlsx et .parquet."
        )
    check_target(rejets, fichier, qualite)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie, rejets, qualite)
    if isinstance(dossier, int):
        return dossier
    refuse_what_is_read([fichier] if fichier is not None else [], dossier.lus, dossier.guets)
    from convrules.api.dossier import decisions, imputations

    tell_account(dossier, sortie)
    progres = Progres(sortie)
    total = len(dossier.faits.vacances)
    judged = list(progres.over("Évaluation", decisions(dossier, day), total))
    found = [d for _, group in judged for d in group]
    with progres.during("Imputation des comptes"):
        comptes = imputations(dossier, day, judged)
    if fichier is not None:
        _write(fichier, found, comptes, day)
    if qualite is not None:
        from convrules.render.quality.lacunes import of_decisions

        write_quality(qualite, dossier, sortie, day, of_decisions(found))
    if forme == "json":
        from convrules.render.machine.parts import dumps
        from convrules.render.machine.vacancy import evaluate

        recu = common.recu(dossier, day)
        sortie.write_json(dumps(evaluate(found, dossier.diagnostics, recu, comptes)))
    else:
        from convrules.render.evaluate_text import evaluate_text

        conventions = {p.convention.ident: p.convention for p in dossier.programmes}
        sortie.write(
            common.reserve(dossier) + evaluate_text(found, conventions, day, common.lexique(dossier))
        )
    return common.findings_code(dossier.diagnostics)


def _write(path: Path, found: "Sequence[Decision]", comptes: "Mapping[str, Imputation]", day: "date") -> None:
    if path.suffix.lower() == ".csv":
        from convrules.render.sheet import to_csv

        write_file(path, to_csv(found, comptes), bom=True)
    elif path.suffix.lower() in (".xlsx", ".parquet"):
        from convrules.render.evaluate_sheet import decisions_sheet

        write_tables(path, [decisions_sheet(found, comptes)], None, ("Vacances", day))
    else:
        from convrules.render.machine.vacancy import lines

        write_file(path, lines(found, comptes))
