"""`convrules init`."""

from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from convrules.cli.output import EcritureImpossible, Sortie, write_file

MODELES: Final = ("etat", "commune", "epci", "als")
# Package file to place in the new folder: names with a dot at the head are kept plain in the package.
COMMUN: Final = {
    "convrules.toml": "convrules.toml",
    "correspondance.yaml": "correspondance.yaml",
    "vacances-2025.csv": "donnees/vacances-2025.csv",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "github.yml": ".github/workflows/conventions.yml",
    "gitlab-ci.yml": ".gitlab-ci.yml",
    "LISEZ-MOI.md": "LISEZ-MOI.md",
}

NOTE: Final = "à compléter"
EN_TETE: Final = (
    "# Chaque « à compléter » est une valeur d'exemple, à remplacer par celle de la convention signée :\n"
    "# écrivez-la, puis effacez le commentaire. « convrules check » liste ce qui reste."
)


@click.command(
    "init",
    help="Dispose un dépôt de conventions : convention commentée, essais, correspondance, données d'exemple.",
    epilog="Exemple : convrules init mes-conventions --modele commune",
)
@click.argument("dossier", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--modele", type=click.Choice(MODELES), default="etat", help="Convention de départ (etat).")
@click.pass_obj
def command(sortie: Sortie, dossier: Path, modele: str) -> int:
    if dossier.exists() and (not dossier.is_dir() or any(dossier.iterdir())):
        raise click.UsageError(f"« {dossier} » existe et n'est pas vide : rien n'a été écrit.")
    for name, text in layout(modele).items():
        target = dossier / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EcritureImpossible(f"« {target.parent} » ne peut pas être créé.") from error
        write_file(target, [text])
    sortie.write(
        f"Dépôt disposé dans « {dossier} ».\n"
        f"  1. Complétez conventions/convention.yaml (les commentaires disent quoi).\n"
        f"  2. convrules check {_quoted(dossier)}\n"
        f"  3. convrules test {_quoted(dossier)}\n"
    )
    return 0


def layout(modele: str) -> dict[str, str]:
    """Path in the new folder to content."""
    package = files("convrules.cli") / "gabarit"
    content = {
        target: (package / "commun" / name).read_text(encoding="utf-8") for name, target in COMMUN.items()
    }
    text, essais = (
        (package / "modeles" / f"{modele}{suffix}").read_text(encoding="utf-8")
        for suffix in (".yaml", ".essais.yaml")
    )
    content["conventions/convention.yaml"] = _draft(text, modele)
    content["conventions/convention.essais.yaml"] = essais
    return content


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
