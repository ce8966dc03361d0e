"""`convrules lsp`."""

import click

from convrules import __version__
from convrules.cli.commande import CommandeBilingue
from convrules.cli.langue import asked
from convrules.cli.today import today


@click.command(
    "lsp",
    cls=CommandeBilingue,
    help="Serveur de langage pour les éditeurs : constats à la saisie, aide, renvois, renommage.",
    epilog="Exemple : convrules lsp (l'éditeur le lance lui-même et lui parle par l'entrée et la sortie)",
    short_help="Serveur de langage pour les éditeurs.",
)
def command() -> int:
    try:
        from convrules.lsp.server import run
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise click.UsageError(
            "le serveur de langage demande un complément. Installez-le : pip install 'convrules[lsp]'"
        ) from error
    run(__version__, today, asked())
    return 0
