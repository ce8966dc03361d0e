"""`convrules evaluate`."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import (
    check_target,
    qualite_option,
    rejets_option,
    tell_account,
    write_quality,
)
from convrules.cli.exports import write_tables
from convrules.cli.moteurs import (
    SUFFIXES,
    DemandeMoteur,
    by_engine,
    check_asked,
    engine_options,
    refuse_suffix,
)
from convrules.cli.output import Sortie, refuse_what_is_read, write_file
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from datetime import date

    from convrules.api.dossier import Dossier
    from convrules.render.machine.account import Lot
    from convrules.runtime.decision import Decision


@click.command(
    "evaluate",
    cls=CommandeBilingue,
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
@engine_options
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    forme: str,
    fichier: Path | None,
    rejets: Path | None,
    qualite: Path | None,
    moteur: DemandeMoteur | None,
) -> int:
    if moteur is not None:
        check_asked(moteur, forme, fichier, qualite)
    elif fichier is not None and fichier.suffix.lower() not in SUFFIXES:
        refuse_suffix(fichier)
    check_target(rejets, fichier, qualite)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie, rejets, qualite)
    if isinstance(dossier, int):
        return dossier
    refuse_what_is_read([fichier] if fichier is not None else [], dossier.lus, dossier.guets)
    if moteur is not None:
        tell_account(dossier, sortie)
        return by_engine(moteur, dossier, day, fichier, sortie)
    from convrules.render.evaluate_text import Resume
    from convrules.render.quality.lacunes import DesDecisions

    tell_account(dossier, sortie)
    conventions = {p.convention.ident: p.convention for p in dossier.programmes}
    resume, manques = Resume(conventions), DesDecisions()
    each = (resume.add, manques.add) if qualite is not None else (resume.add,)
    lots: Iterable[Lot] = _looked_at(_judged(dossier, day, sortie), each)
    if forme == "json" and (fichier is not None or sys.stdout.isatty()):
        # Told twice, or on a screen that shows how far one is: all are judged before any is told.
        lots = list(lots)
    if fichier is not None:
        _write(fichier, lots, day)
    elif forme == "text":
        deque(lots, maxlen=0)
    if forme == "json":
        from convrules.render.machine.vacancy import evaluate

        for piece in evaluate(lots, dossier.diagnostics, common.recu(dossier, day)):
            sortie.write_json(piece)
    write_quality(qualite, dossier, sortie, day, manques.lacunes())
    if forme == "text":
        sortie.say(common.reserve(dossier))
        sortie.write(resume.text(day, common.lexique(dossier), sortie.style.langue))
    return common.findings_code(dossier.diagnostics)


def _judged(dossier: "Dossier", day: "date", sortie: Sortie) -> "Iterator[Lot]":
    """Every vacancy with its accounts: some at a time, unless these depend on one another."""
    from convrules.api.dossier import decisions, imputations
    from convrules.api.lots import lots, one_by_one

    progres = Progres(sortie)
    judged = progres.over("Évaluation", decisions(dossier, day), len(dossier.faits.vacances))
    if one_by_one(dossier):
        yield from lots(dossier, day, judged)
        return
    found = list(judged)
    with progres.during("Imputation des comptes"):
        comptes = imputations(dossier, day, found)
    yield [d for _, group in found for d in group], comptes


def _looked_at(lots: "Iterable[Lot]", each: "Sequence[Callable[[Decision], None]]") -> "Iterator[Lot]":
    """The same, each decision handed over as it goes by."""
    for decisions, comptes in lots:
        for decision in decisions:
            for look in each:
                look(decision)
        yield decisions, comptes


def _write(path: Path, lots: "Iterable[Lot]", day: "date") -> None:
    if path.suffix.lower() == ".csv":
        from convrules.render.sheet import to_csv

        write_file(path, to_csv(lots), bom=True)
    elif path.suffix.lower() in (".xlsx", ".parquet"):
        from convrules.render.evaluate_sheet import decisions_sheet

        write_tables(path, [decisions_sheet(lots)], None, ("Vacances", day))
    else:
        from convrules.render.machine.vacancy import lines

        write_file(path, lines(lots))
