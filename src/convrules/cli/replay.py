"""`convrules replay`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.texte import t
from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import tell_account
from convrules.cli.exports import CLASSEUR, PAGE, Forme, check_form, tables_options, targets, write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french, write_file
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.politiques import Essai
    from convrules.diagnostics.model import Diagnostic
    from convrules.orientation.replayed import Manche, Rejeu


@click.command(
    "replay",
    cls=CommandeBilingue,
    help="Rejoue une année comme si le conseil de « orient » avait été suivi : à qui seraient allés les "
    "mêmes logements, et le plus grand retard de chacun dans l'année, à côté de ce qui a été fait.",
    epilog="Exemple : convrules replay --year 2025 --as-of 2026-01-05 -o rejeu-2025.xlsx",
)
@common.dossier_options
@click.option("--year", "annee", type=common.Annee(), required=True, help="Année rejouée.")
@click.option("--sans-politique", is_flag=True, help="Sans la politique du bailleur : le retard seul range.")
@click.option(
    "--variante",
    "fichiers",
    multiple=True,
    metavar="FICHIER",
    type=common.CHEMIN,
    help="Une autre politique, rangée hors du dépôt : la même année sous chacune, côte à côte, et sous le "
    "retard seul. Répétable.",
)
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@tables_options("une page .html, un classeur .xlsx, les titulaires en .csv ou .parquet")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annee: int,
    sans_politique: bool,
    fichiers: tuple[Path, ...],
    forme: str,
    fichier: Path | None,
    tables: Forme | None,
) -> int:
    check_form(fichier, tables, PAGE)
    day = common.as_of(demande, sortie)
    dossier = common.open_data(demande, sortie)
    if isinstance(dossier, int):
        return dossier
    refuse_what_is_read([fichier] if fichier is not None else [], dossier.lus, dossier.guets)
    tell_account(dossier, sortie)
    essais = _read(dossier, fichiers, sortie)
    if isinstance(essais, int):
        return essais
    from convrules.api.couverture import unread_judged
    from convrules.api.rejeu import replay
    from convrules.render.replay import replay_sheets

    told = Progres(sortie)
    found = replay(
        dossier,
        annee,
        day,
        politique=not sans_politique,
        avancer=lambda done, total: told.show("Rejeu", done, total),
    )
    told.wipe()
    vus = (*api.uncovered(dossier, annee, day, prevision=False), *unread_judged(dossier, annee, day))
    common.show_findings(vus, sortie)
    constats = [*vus, *dossier.diagnostics]
    manches = _beside(dossier, essais, found, day, sortie) if essais else []
    if isinstance(manches, int):
        return manches
    if fichier is not None and fichier.suffix.lower() in PAGE:
        from convrules.render.report.replay import replay_html

        recu, depot = common.recu(dossier, day), dossier.verifie.depot.nom
        said = found, recu, depot, common.reserve_of_page(dossier), sortie.style.langue, manches, constats
        write_file(fichier, [replay_html(*said)])
    elif fichier is not None:
        from convrules.render.politiques import side_by_side_sheet

        sheets = (*replay_sheets(found), *([side_by_side_sheet(manches)] if manches else []))
        if fichier.suffix.lower() == CLASSEUR:
            from convrules.render.report.constats import with_findings

            sheets = with_findings(sheets, constats, common.reserve_of_page(dossier))
        refuse_what_is_read(targets(fichier, sheets, tables), dossier.lus, dossier.guets)
        write_tables(fichier, sheets, tables, (f"Rejeu {annee}", day))
        tell_french(sortie, fichier)
    _tell((dossier, vus), found, manches, day, (forme, sortie))
    return common.findings_code(dossier.diagnostics)


def _read(dossier: "Dossier", fichiers: Sequence[Path], sortie: Sortie) -> "list[Essai] | int":
    """The policies to try."""
    if not fichiers:
        return []
    from convrules.api.load import Empechement
    from convrules.api.politiques import read_policy

    found = []
    for path in fichiers:
        read = read_policy(dossier.verifie.depot, path)
        if isinstance(read, Empechement):
            sortie.note(t("Erreur : {texte}", texte=read.texte))
            return 2
        common.name_from_here(sortie, dossier.verifie.depot, {read.fichier.nom: read.fichier.path})
        found.append(read)
    return found


def _beside(
    dossier: "Dossier", essais: "Sequence[Essai]", first: "Rejeu", day: date, sortie: Sortie
) -> "list[Manche] | int":
    """The same year under each; what cannot be judged is said."""
    from convrules.api.politiques import side_by_side
    from convrules.api.simulation import Refusee
    from convrules.cli.comparing import tell_refused

    told = Progres(sortie)
    found = list(
        side_by_side(dossier, essais, first, day, lambda done, total: told.show("Rejeu", done, total))
    )
    told.wipe()
    refused = [one for one in found if isinstance(one, Refusee)]
    for one in refused:
        if not one.constats:
            sortie.note(
                t(
                    "« {nom} » ne vaut pas le dernier jour de l'année rejouée, ou pas pour ce bailleur.",
                    nom=one.nom,
                )
            )
    tell_refused([one for one in refused if one.constats], sortie)
    return 2 if refused else [one for one in found if not isinstance(one, Refusee)]


def _tell(
    lu: "tuple[Dossier, Sequence[Diagnostic]]",
    found: "Rejeu",
    manches: "Sequence[Manche]",
    day: date,
    out: tuple[str, Sortie],
) -> None:
    """To the screen, or as JSON. lu: what was read, and what the year leaves to be told of it."""
    from convrules.render.politiques import side_by_side_json, side_by_side_text
    from convrules.render.replay import machine, replay_text

    (dossier, vus), (forme, sortie) = lu, out
    if forme == "json":
        from convrules.render.machine.check import diagnostic
        from convrules.render.machine.parts import dumps, envelope

        said = machine(found)
        if manches:
            said["variantes"] = [*side_by_side_json(manches)]
        said["diagnostics"] = [diagnostic(d) for d in (*dossier.diagnostics, *vus)]
        sortie.write_json(dumps(envelope("replay", common.recu(dossier, day), said)))
        return
    sortie.say(common.reserve(dossier))
    sortie.write(replay_text(found, sortie.style.langue))
    if manches:
        sortie.write("\n" + side_by_side_text(manches, sortie.style.langue))
