"""`convrules init`."""

from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from convrules.cli.commande import Commande
from convrules.cli.correspondances import EXEMPLES, examples_of, mapping_of
from convrules.cli.output import EcritureImpossible, Sortie, write_bytes

MODELES: Final = ("etat", "commune", "epci", "als")
# Package file to place in the new folder: names with a dot at the head are kept plain in the package.
COMMUN: Final = {
    "convrules.toml": "convrules.toml",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "github.yml": ".github/workflows/conventions.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "LISEZ-MOI.md": "LISEZ-MOI.md",
}
DONNEES: Final = {
    "correspondance.yaml": "correspondance.yaml",
    "vacances-2025.csv": "donnees/vacances-2025.csv",
}
"""What is laid out when no mapping is asked for."""
PROJET: Final = "convrules.toml"

NOTE: Final = "à compléter"
EN_TETE: Final = (
    "# Chaque « à compléter » est une valeur d'exemple, à remplacer par celle de la convention signée :\n"
    "# écrivez-la, puis effacez le commentaire. « convrules check » liste ce qui reste."
)


@click.command(
    "init",
    cls=Commande,
    help="Dispose un dépôt de conventions : convention commentée, essais, correspondance, données d'exemple. "
    "Dans un dépôt qui existe, ajoute la correspondance demandée, et rien d'autre.",
    epilog="Exemple : convrules init mes-conventions --modele commune --correspondance vacances",
)
@click.argument("dossier", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--modele", type=click.Choice(MODELES), help="Convention de départ (etat).")
@click.option(
    "--correspondance",
    "noms",
    metavar="NOM",
    type=click.Choice(tuple(EXEMPLES)),
    multiple=True,
    help=f"Correspondance toute prête, répétable : {', '.join(EXEMPLES)}.",
)
@click.pass_obj
def command(sortie: Sortie, dossier: Path, modele: str | None, noms: tuple[str, ...]) -> int:
    mapping = mapping_of(noms) if noms else None
    if mapping is not None and modele is None and (dossier / PROJET).is_file():
        return _add(sortie, dossier, f"correspondance-{'-'.join(dict.fromkeys(noms))}.yaml", mapping)
    if dossier.exists() and (not dossier.is_dir() or any(dossier.iterdir())):
        raise click.UsageError(f"« {dossier} » existe et n'est pas vide : rien n'a été écrit.")
    laid = layout(modele or "etat")
    if mapping is not None:
        for name in DONNEES.values():
            del laid[name]
        laid |= {"correspondance.yaml": mapping.encode(), **examples_of(noms)}
    for name, content in laid.items():
        _write(dossier / name, content)
    sortie.write(
        f"Dépôt disposé dans « {dossier} ».\n"
        f"  1. Complétez conventions/convention.yaml (les commentaires disent quoi).\n"
        f"  2. convrules check {_quoted(dossier)}\n"
        f"  3. convrules test {_quoted(dossier)}\n"
    )
    return 0


def layout(modele: str) -> dict[str, bytes]:
    """Path in the new folder to content."""
    package = files("convrules.cli") / "gabarit"
    content = {
        target: (package / "commun" / name).read_bytes() for name, target in (COMMUN | DONNEES).items()
    }
    text, essais = (
        (package / "modeles" / f"{modele}{suffix}").read_text(encoding="utf-8")
        for suffix in (".yaml", ".essais.yaml")
    )
    content["conventions/convention.yaml"] = _draft(text, modele).encode()
    content["conventions/convention.essais.yaml"] = essais.encode()
    return content


def _add(sortie: Sortie, depot: Path, name: str, mapping: str) -> int:
    """A mapping laid beside those of a repository: nothing that stands there is touched."""
    target = depot / name
    if target.exists():
        raise click.UsageError(f"« {target} » existe : rien n'a été écrit.")
    _write(target, mapping.encode())
    sortie.write(
        f"Correspondance ajoutée : « {target} ».\n"
        f"  1. Complétez-la (les commentaires disent quoi) : convrules check {_quoted(depot)}\n"
        f'  2. Nommez-la dans {PROJET} : data = ["{name}"], ou avec --data.\n'
    )
    return 0


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EcritureImpossible(f"« {target.parent} » ne peut pas être créé.") from error
    write_bytes(target, [content])


def _draft(text: str, modele: str) -> str:
    """The convention to complete: the model with the examples of its holes, each said beside it."""
    from convrules.base.source import make_source
    from convrules.syntax.modeles import draft
    from convrules.syntax.parser import parse_file

    body = text.split("\n", 1)[1]
    model = parse_file(make_source(modele, body)).value
    return f"{EN_TETE}\n{draft(model, f'{modele}--mon-bailleur', NOTE)}"


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
