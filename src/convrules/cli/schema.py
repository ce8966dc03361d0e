"""`convrules schema`."""

import click

from convrules.base.package_data import package_files, read_package_bytes
from convrules.base.texte import t
from convrules.cli.commande import CommandeBilingue
from convrules.cli.output import Sortie

_SORTIES = "render/schemas"


@click.command(
    "schema",
    cls=CommandeBilingue,
    help="Imprime le schéma JSON des fichiers, chaque clé expliquée en français, pour un éditeur ou un autre "
    "outil ; ou celui du résultat JSON d'une commande, comme « check ».",
    epilog="Exemple : convrules schema > convrules.schema.json",
    short_help="Imprime le schéma JSON des fichiers.",
)
@click.argument("resultat", required=False, metavar="[RÉSULTAT]")
@click.pass_obj
def command(sortie: Sortie, resultat: str | None) -> int:
    if resultat is None:
        from convrules.syntax.ressources import resource_text
        from convrules.syntax.schema import FICHIER

        sortie.write_json(resource_text(FICHIER))
        return 0
    known = sorted(name.removesuffix(".json") for name in package_files(_SORTIES) if name.endswith(".json"))
    content = read_package_bytes(f"{_SORTIES}/{resultat}.json") if resultat in known else None
    if content is None:
        raise click.UsageError(
            t(
                "« {resultat} » n'a pas de schéma. Il y a : {connus}.",
                resultat=resultat,
                connus=", ".join(known),
            )
        )
    sortie.write_json(content.decode("utf-8"))
    return 0
