"""`convrules bilan`."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import check_target, rejets_option, tell_account
from convrules.cli.exports import without_typst, write_alone
from convrules.cli.output import EcritureImpossible, Sortie, tell_french
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.year.annuel.model import BilanAnnuel

JOUR = "Jour d'observation, à donner : le bilan ne lit pas l'horloge (avec --verify, il est dans le reçu)."
SANS_ANNEE = "dites l'année (--year) et le jour d'observation (--as-of) : le bilan ne lit pas l'horloge."


@click.command(
    "bilan",
    cls=CommandeBilingue,
    help="Bilan annuel dû aux réservataires avant le 28 février : logements proposés et attribués selon les "
    "six dimensions légales, logements soustraits ; un dossier par destinataire.",
    epilog="Exemple : convrules bilan --year 2025 --as-of 2026-01-05 -o bilan-2025",
)
@partial(common.dossier_options, jour=JOUR)
@click.option("--year", "annee", type=common.Annee(), help="Année du bilan (celle des faits).")
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@click.option(
    "-o",
    "sous",
    metavar="DIR",
    type=common.CHEMIN,
    help="Écrit un dossier par destinataire : page, PDF, classeur, JSON, tableaux CSV.",
)
@click.option(
    "--verify",
    "recu",
    metavar="RECU",
    type=common.CHEMIN,
    help="Refait le bilan d'un reçu (recu.json, ou son dossier) et le compare, octet pour octet.",
)
@rejets_option
@click.option(
    "--strict", is_flag=True, help="Code 1 si une dimension ou une prévision que demande la loi manque."
)
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annee: int | None,
    forme: str,
    sous: Path | None,
    recu: Path | None,
    rejets: Path | None,
    strict: bool,
) -> int:
    check_target(rejets, None)
    if recu is not None:
        if annee is not None or demande.au is not None or sous is not None:
            raise click.UsageError(t("--verify prend l'année et le jour dans le reçu : donnez-le seul."))
        return _verify(recu, demande, sortie)
    if annee is None or demande.au is None:
        raise click.UsageError(SANS_ANNEE)
    dossier = common.open_data(demande, sortie, rejets, horloge=False)
    if isinstance(dossier, int):
        return dossier
    tell_account(dossier, sortie)
    due = _is_due(dossier, annee)
    if not due:
        sortie.note(
            t(
                "Aucune convention n'est en vigueur en {annee}, ni en {suivante} : ce bilan n'a aucun "
                "destinataire.",
                annee=str(annee),
                suivante=str(annee + 1),
            )
        )
    from convrules.api.annuel import annual_report
    from convrules.api.couverture import at_the_edges, told_of, unread_reported

    with Progres(sortie).during("Bilan annuel"):
        bilan = annual_report(dossier, annee, demande.au)
    vus = (
        *at_the_edges(dossier, annee, demande.au),
        *told_of(dossier, bilan.lacunes, annee),
        *unread_reported(dossier, annee, demande.au),
    )
    common.show_findings(vus, sortie)
    if sous is not None:
        _write(sous, bilan, dossier, sortie)
    if forme == "json":
        from convrules.render.annuel.extraits import whole
        from convrules.render.machine.annual import annual
        from convrules.render.machine.parts import dumps

        sortie.write_json(
            dumps(annual(whole(bilan), (*dossier.diagnostics, *vus), common.recu(dossier, demande.au)))
        )
    else:
        from convrules.render.annuel.texte import annual_text

        sortie.say(common.reserve(dossier))
        sortie.write(annual_text(bilan, common.lexique(dossier), sortie.style.langue))
    missed = strict and not (bilan.entier and due)
    return 1 if missed else common.findings_code(dossier.diagnostics)


def _is_due(dossier: "Dossier", annee: int) -> bool:
    """Is a convention in force in the year, or in the next, of which it says the forecast?"""
    from convrules import ir
    from convrules.year.periode import periods

    terms = [p.convention.en_vigueur for p in dossier.programmes]
    return any(periods(ir.Periode.ANNEE, year, term) for term in terms for year in (annee, annee + 1))


def _write(sous: Path, bilan: "BilanAnnuel", dossier: "Dossier", sortie: Sortie) -> None:
    """Every file, in a folder that holds nothing else: nothing that an older run left is sent with them."""
    from convrules.api.annuel import IMPRIME, files_of

    typst = _typst()
    with Progres(sortie).during("Fichiers du bilan"):
        files = dict(files_of(dossier, bilan, typst))
    write_alone(sous, files, dossier, "-o")
    sortie.note(
        t(
            "{n} fichiers écrits dans « {sous} », dont le reçu recu.json.",
            n=str(len(files)),
            sous=str(sous),
        )
    )
    if typst is None:
        sortie.note(without_typst(sous / "*" / IMPRIME))
    tell_french(sortie, sous)


def _typst() -> str | None:
    """Its version; None where the extra is not installed: the report then has every file but the PDF."""
    from convrules.api.pdf import SansTypst, typst_version

    try:
        return typst_version()
    except SansTypst:
        return None


# --- a receipt ------------------------------------------------------------------------------
def _verify(path: Path, demande: common.Demande, sortie: Sortie) -> int:
    """path: a receipt, or the folder that `bilan -o` wrote it in."""
    from convrules.api.annuel import RECU, differences, printed, read_receipt
    from convrules.api.pdf import SansTypst

    path = path / RECU if path.is_dir() else path
    found = read_receipt(path)
    if isinstance(found, str):
        raise click.UsageError(t("« {fichier} » : {dit}", fichier=str(path), dit=found))
    dossier = common.open_data(demande, sortie, horloge=False)
    if isinstance(dossier, int):
        return dossier
    with Progres(sortie).during("Bilan refait"):
        try:
            told = list(differences(dossier, found, path))
        except SansTypst as error:
            raise EcritureImpossible(without_typst(path.parent / str(printed(found)))) from error
    for line in told:
        sortie.say(line)
        sortie.write("\n")
    if told:
        return 1
    sortie.say(t("{dit} : le même, octet pour octet.\n", dit=_said(found)))
    return 0


def _said(recu: Mapping[str, Any]) -> str:
    from convrules.render import numbers

    return t(
        "Bilan {annee} vu au {au}, {n} fichiers",
        annee=str(recu["annee"]),
        au=numbers.jour(date.fromisoformat(recu["au"])),
        n=str(len(recu["fichiers"])),
    )
