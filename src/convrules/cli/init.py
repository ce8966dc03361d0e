"""`convrules init`."""

from importlib.resources import files
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from convrules.base.texte import Langue, t
from convrules.cli.commande import CommandeBilingue
from convrules.cli.correspondances import EXEMPLES, examples_of, mapping_of
from convrules.cli.langue import dire, langue
from convrules.cli.output import EcritureImpossible, Sortie, write_bytes
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.load import Empechement


MODELES: Final = ("etat", "commune", "epci", "als")
# Package file to place in the new folder: names with a dot at the head are kept plain in the package.
COMMUN: Final = {
    "convrules.toml": "convrules.toml",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "gitattributes": ".gitattributes",
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
    cls=CommandeBilingue,
    help="Dispose un dépôt de conventions : convention commentée, essais, correspondance, données d'exemple. "
    "Dans un dépôt qui existe (sans DIR, celui où l'on est), ajoute la seule correspondance demandée.",
    epilog="Exemple : convrules init mes-conventions --modele commune --correspondance vacances",
)
@click.argument("dossier", metavar="DIR", type=click.Path(path_type=Path), required=False)
@click.option("--modele", type=click.Choice(MODELES), help="Convention de départ (etat).")
@click.option(
    "--correspondance",
    "noms",
    metavar="NOM",
    type=click.Choice(tuple(EXEMPLES)),
    multiple=True,
    help=f"Correspondance toute prête, répétable : {', '.join(EXEMPLES)}.",
)
@click.option(
    "--data",
    "donnees",
    metavar="FICHIER",
    type=click.Path(path_type=Path),
    help="Propose la correspondance de ce fichier d'après ses titres ; d'un classeur, « parc.xlsx#Feuille ».",
)
@click.pass_obj
def command(
    sortie: Sortie, dossier: Path | None, modele: str | None, noms: tuple[str, ...], donnees: Path | None
) -> int:
    if dossier is None:
        dossier = _here(wanted=bool(noms or donnees))
    if noms and donnees is not None:
        raise click.UsageError("--correspondance et --data donnent chacune une correspondance : choisissez.")
    known = modele is None and (dossier / PROJET).is_file()
    if not known and dossier.exists() and (not dossier.is_dir() or any(dossier.iterdir())):
        raise click.UsageError(
            t("« {dossier} » existe et n'est pas vide : rien n'a été écrit.", dossier=str(dossier))
        )
    mapping, said = None, ""
    if noms:
        name, mapping = "-".join(dict.fromkeys(noms)), mapping_of(noms)
    elif donnees is not None:
        with Progres(sortie).during("Lecture du fichier"):
            name, mapping, said = _proposed(dossier, donnees)
    if known:
        if mapping is None:
            raise click.UsageError(
                t("« {dossier} » existe et n'est pas vide : rien n'a été écrit.", dossier=str(dossier))
            )
        return _add(sortie, dossier, f"correspondance-{name}.yaml", mapping, said)
    laid = layout(modele or "etat")
    if mapping is not None:
        for name in DONNEES.values():
            del laid[name]
        laid |= {"correspondance.yaml": mapping.encode(), **examples_of(noms)}
    for name, content in {n: _in_layout(n, c) for n, c in laid.items()}.items():
        _write(dossier / name, content)
    sortie.say(
        t(
            "Dépôt disposé dans « {dossier} ».\n{dit}"
            "  1. Complétez conventions/convention.yaml (les commentaires disent quoi).\n"
            "  2. convrules check {chemin}\n"
            "  3. convrules test {chemin}\n",
            dossier=str(dossier),
            dit=said,
            chemin=_quoted(dossier),
        )
    )
    return 0


def _here(*, wanted: bool) -> Path:
    """The current folder, for a mapping to add to the repository that it is."""
    if not wanted or not Path(PROJET).is_file():
        if wanted:
            raise click.UsageError(
                "ce dossier n'est pas un dépôt de conventions : dites où en disposer un "
                "(« convrules init DIR … »), ou placez-vous dans un dépôt pour y ajouter la correspondance."
            )
        raise click.MissingParameter(param_hint="'DIR'", param_type="argument")
    return Path()


def _proposed(dossier: Path, donnees: Path) -> tuple[str, str, str]:
    """The name of a proposed mapping, its text, and what was found. The file stays where it is: a copy would
    carry what it holds of persons."""
    from convrules.api.proposition import Proposee, propose_mapping
    from convrules.facts.readers.ordinaires import real_path
    from convrules.render.proposition import summary

    path = Path(str(donnees).partition("#")[0]) if not donnees.exists() else donnees
    motif = _pattern(dossier, path)
    found = propose_mapping(donnees, motif)
    if not isinstance(found, Proposee):
        raise click.UsageError(_why(found))
    said: str = summary(found.proposition, langue())
    if not real_path(path).is_relative_to(real_path(dossier)):
        said += dire(
            t(
                "  Le fichier est hors du dossier : rangez-le sous « {motif} », ou nommez-le avec --data.\n",
                motif=motif,
            )
        )
    return found.ident, found.texte, said


def _why(blocked: "Empechement") -> str:
    """Why nothing is proposed; a finding says it in the language of the command."""
    if blocked.constat is None or langue() is Langue.FR:
        return blocked.texte
    from convrules.diagnostics.catalogue import aide, message

    return f"{message(blocked.constat, langue())} {aide(blocked.constat, langue()) or ''}".strip()


def _pattern(dossier: Path, path: Path) -> str:
    """How the mapping names the file: from its own folder when it lies there, otherwise where to put it."""
    try:
        # Why not the path as given: « ../export.csv » is not below the folder that it is read from.
        return Path(normpath(path.absolute())).relative_to(normpath(dossier.absolute())).as_posix()
    except ValueError:
        return f"donnees/{path.name}"


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


def _add(sortie: Sortie, depot: Path, name: str, mapping: str, said: str) -> int:
    """A mapping laid beside those of a repository: nothing that stands there is touched."""
    target = depot / name
    if target.exists():
        raise click.UsageError(t("« {fichier} » existe : rien n'a été écrit.", fichier=str(target)))
    _write(target, _in_layout(name, mapping.encode()))
    sortie.say(
        t(
            "Correspondance ajoutée : « {fichier} ».\n{dit}"
            "  1. Complétez-la (les commentaires disent quoi) : convrules check {chemin}\n"
            '  2. Nommez-la dans {projet} : data = ["{nom}"], ou avec --data.\n',
            fichier=str(target),
            dit=said,
            chemin=_quoted(depot),
            projet=PROJET,
            nom=name,
        )
    )
    return 0


def _in_layout(name: str, content: bytes) -> bytes:
    """As `fmt` would leave it, when it is a file of ours: what is laid has nothing to be put right."""
    if not name.endswith(".yaml") or Path(name).name.startswith("."):
        return content
    from convrules.base.source import make_source
    from convrules.syntax.layout import lay_out

    return lay_out(make_source(name, content.decode())).texte.encode()


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EcritureImpossible(
            t("« {dossier} » ne peut pas être créé.", dossier=str(target.parent))
        ) from error
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
