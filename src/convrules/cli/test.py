"""`convrules test`."""

from collections.abc import Sequence
from pathlib import Path

import click

from convrules import api
from convrules.cli.commande import CommandeBilingue
from convrules.cli.common import findings_code, show_findings, tell_blocked
from convrules.cli.output import Sortie

FORMATS = ("text", "json", "junit")


@click.command(
    "test",
    cls=CommandeBilingue,
    help="Joue les cas d'essai rangés près des conventions et montre ceux qui échouent.",
    epilog="Exemple : convrules test conventions",
)
@click.argument("chemins", nargs=-1, metavar="[PATHS]...", type=click.Path(path_type=Path))
@click.option(
    "--format", "forme", type=click.Choice(("text", "json", "junit")), default="text", help="Forme."
)
@click.pass_obj
def command(sortie: Sortie, chemins: Sequence[Path], forme: str) -> int:
    from convrules.api.load import find_root

    rapport = api.run_essais(list(chemins) or [find_root(Path.cwd()) or Path(".")])
    show_findings(rapport.diagnostics, sortie)
    if rapport.seules:
        sortie.note(
            "Les cas se jouent parmi toutes les conventions du dépôt. Celles qui ont des erreurs manquent : "
            "ce que disent les cas peut changer une fois qu'elles seront corrigées.\n"
        )
    if forme == "json":
        from convrules.render.machine.check import essais
        from convrules.render.machine.parts import Recu, dumps

        sortie.write_json(dumps(essais(rapport.resultats, rapport.diagnostics, Recu())))
    elif forme == "junit":
        from convrules.render.machine.junit import junit_test

        sortie.write(junit_test(rapport.resultats, rapport.diagnostics, sortie.style.langue))
    elif rapport.resultats or not rapport.empechements:
        from convrules.render.essais_text import essais_text

        sortie.write(essais_text(rapport.resultats, sortie.style, rapport.muets))
    if rapport.empechements:
        tell_blocked(rapport.empechements, sortie)
        return 2
    failed = any(not r.reussi for r in rapport.resultats)
    return 1 if failed else findings_code(rapport.diagnostics)
