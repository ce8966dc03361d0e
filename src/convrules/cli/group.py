"""The group of commands: each is loaded when it is called, with its help in French."""

import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import click

from convrules import __version__
from convrules.base.ressemblance import nearest
from convrules.base.texte import t
from convrules.cli import french
from convrules.cli.commande import GroupeDeCommandes
from convrules.cli.langue import choose
from convrules.cli.output import EcritureImpossible, make_sortie

COMMANDES = {
    "init": "Dispose un dépôt de conventions à compléter.",
    "check": "Vérifie des conventions, ou un dépôt entier.",
    "fmt": "Met des fichiers de convention dans la disposition commune.",
    "test": "Joue les cas d'essai rangés près des conventions.",
    "evaluate": "Juge chaque vacance : statut, orientation possible, délais.",
    "orient": "Dit à qui proposer chaque logement, et pourquoi.",
    "compliance": "Bilan de l'année : dû, fait, solde, verdict de chaque règle.",
    "compare": "Met côte à côte des années, ou des bailleurs d'un même dépôt.",
    "simulate": "Rejoue une année sous d'autres textes, ou prévoit celle qui vient.",
    "replay": "Rejoue une année comme si le conseil avait été suivi.",
    "convert": "Du stock de droits à la part du flux, année après année.",
    "bilan": "Bilan annuel dû avant le 28 février, un dossier par destinataire.",
    "journal": "Vérifie, montre et répare le journal des décisions.",
    "explain": "Explique un code (CR201), une vacance ou une année.",
    "schema": "Imprime le schéma JSON des fichiers, pour un éditeur.",
    "lsp": "Serveur de langage, que les éditeurs lancent eux-mêmes.",
}
A_VENIR = {
    "diff", "doc", "prove",
}  # fmt: skip
OPTIONS_A_VENIR = {
    "--rejets", "--engine", "--coverage", "--mutate",
}  # fmt: skip
EXEMPLE = "convrules check conventions"
# Why here: to make the option of the version, Click would look on the disk for words of its own.
french.install()


class Groupe(GroupeDeCommandes):
    """A group whose commands are modules, imported on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDES:
            return None
        command = import_module(f"convrules.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and lines of help from the table: no command is imported to print the list."""
        with formatter.section(french.gettext("Commands")):
            formatter.write_dl(list(COMMANDES.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in A_VENIR:
            ctx.fail(t("La commande « {nom} » n'existe pas encore dans cette version.", nom=args[0]))
        if args and args[0] not in COMMANDES and not args[0].startswith("-"):
            proche = nearest(args[0].lower(), COMMANDES)
            told = t("La commande « {nom} » n'existe pas.", nom=args[0])
            if proche:
                ctx.fail(t("{dit} Vouliez-vous dire « {proche} » ?", dit=told, proche=proche))
            ctx.fail(t("{dit} Il y a : {noms}.", dit=told, noms=", ".join(COMMANDES)))
        return super().resolve_command(ctx, args)


@click.group(
    cls=Groupe,
    help="Règles en code des conventions de réservation du logement social (gestion en flux).",
    epilog=f"Exemple : {EXEMPLE}",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Couleurs : auto (défaut ; NO_COLOR les coupe), always, never.",
)
@click.version_option(
    __version__, "-V", "--version", message="convrules %(version)s", help="Affiche la version."
)
@click.pass_context
def groupe(ctx: click.Context, color: str) -> None:
    ctx.obj = make_sortie(color)


def invoke(arguments: Sequence[str]) -> int:
    """Run the command line; its exit code. Bad usage is said in French, on standard error."""
    choose(arguments)
    french.install()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = groupe.main(args=list(arguments), prog_name="convrules", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        make_sortie("never").note(error.format_message())
        return 2
    except click.NoSuchOption as error:
        return _say(_later(error), error.ctx)
    except click.ClickException as error:
        return _say(error.format_message(), getattr(error, "ctx", None))
    except EcritureImpossible as error:
        return _say(error.args[0], None)
    except click.Abort as error:
        # Why: Click makes one exception of an interruption and of an answer that nobody gives.
        if isinstance(error.__cause__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
        raise


def _later(error: click.NoSuchOption) -> str:
    if error.option_name in OPTIONS_A_VENIR:
        return t("L'option « {nom} » n'existe pas encore dans cette version.", nom=error.option_name)
    return error.format_message()


def _say(message: str, ctx: click.Context | None) -> int:
    sortie = make_sortie("never")
    if ctx is not None:
        sortie.note(ctx.get_usage())
        sortie.note(t("Aide : {commande} --help\n", commande=ctx.command_path))
    sortie.note(t("Erreur : {texte}", texte=message))
    return 2
