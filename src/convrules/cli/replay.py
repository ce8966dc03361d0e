"""`convrules replay`."""

from pathlib import Path

import click

from convrules.cli import common
from convrules.cli.commande import CommandeBilingue
from convrules.cli.donnees import tell_account
from convrules.cli.exports import PAGE, Forme, check_form, tables_options, targets, write_tables
from convrules.cli.output import Sortie, refuse_what_is_read, tell_french, write_file
from convrules.cli.progress import Progres


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
@click.option("--format", "forme", type=click.Choice(("text", "json")), default="text", help="Forme.")
@tables_options("une page .html, un classeur .xlsx, les titulaires en .csv ou .parquet")
def command(
    sortie: Sortie,
    demande: common.Demande,
    /,
    annee: int,
    sans_politique: bool,
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
    from convrules.api.rejeu import replay
    from convrules.render.replay import machine, replay_sheets, replay_text

    told = Progres(sortie)
    found = replay(
        dossier,
        annee,
        day,
        politique=not sans_politique,
        avancer=lambda done, total: told.show("Rejeu", done, total),
    )
    told.wipe()
    if fichier is not None and fichier.suffix.lower() in PAGE:
        from convrules.render.report.replay import replay_html

        recu, depot = common.recu(dossier, day), dossier.verifie.depot.nom
        write_file(
            fichier, [replay_html(found, recu, depot, common.reserve_of_page(dossier), sortie.style.langue)]
        )
    elif fichier is not None:
        sheets = replay_sheets(found)
        refuse_what_is_read(targets(fichier, sheets, tables), dossier.lus, dossier.guets)
        write_tables(fichier, sheets, tables, (f"Rejeu {annee}", day))
        tell_french(sortie, fichier)
    if forme == "json":
        from convrules.render.machine.parts import dumps, envelope

        sortie.write_json(dumps(envelope("replay", common.recu(dossier, day), machine(found))))
    else:
        sortie.say(common.reserve(dossier))
        sortie.write(replay_text(found, sortie.style.langue))
    return common.findings_code(dossier.diagnostics)
