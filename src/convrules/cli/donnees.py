"""What commands say of the data that they read: the account of rows, the refused ones."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from convrules.base.signes import inert
from convrules.base.texte import Langue, compte, plus, t
from convrules.cli.output import Sortie, refuse_one_file_twice, refuse_what_is_read, write_file

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.render.quality.lacunes import Lacune
    from convrules.render.quality.page import Qualite

    Lacunes: TypeAlias = tuple[Lacune, ...]

CHEMIN: "click.Path" = click.Path(path_type=Path)
QUALITE: Final = (".html", ".htm", ".txt", ".json")


def rejets_option(command: Callable[..., Any]) -> Callable[..., Any]:
    decorate = click.option(
        "--rejets",
        "rejets",
        metavar="FICHIER",
        type=CHEMIN,
        help="Écrit en .csv chaque ligne refusée et chaque cellule illisible, avec sa place et son remède.",
    )
    return decorate(command)


def qualite_option(command: Callable[..., Any]) -> Callable[..., Any]:
    decorate = click.option(
        "--qualite",
        "qualite",
        metavar="FICHIER",
        type=CHEMIN,
        help="Écrit l'état des données, colonne par colonne, et ce que chaque manque laisse indéterminé "
        "(.html, .txt ou .json).",
    )
    return decorate(command)


def check_target(rejets: Path | None, fichier: Path | None, qualite: Path | None = None) -> None:
    """Two outputs, two files."""
    if rejets is not None and rejets.suffix.lower() != ".csv":
        raise click.UsageError(
            t("--rejets « {fichier} » : les rejets s'écrivent dans un fichier .csv.", fichier=str(rejets))
        )
    if qualite is not None and qualite.suffix.lower() not in QUALITE:
        raise click.UsageError(
            t(
                "--qualite « {fichier} » : l'état des données s'écrit dans un fichier .html, .txt ou .json.",
                fichier=str(qualite),
            )
        )
    refuse_one_file_twice(path for path in (fichier, rejets, qualite) if path is not None)


def write_quality(
    qualite: Path | None, dossier: "Dossier", sortie: Sortie, au: date | None, lacunes: "Lacunes | None"
) -> None:
    """The state of the data. lacunes: what gaps leave undetermined, None when nothing was evaluated."""
    if qualite is None or dossier.chargement is None or dossier.correspondance is None:
        return
    from convrules.facts.qualite import measure, silent
    from convrules.render.quality.page import Qualite

    refuse_what_is_read([qualite], dossier.lus, dossier.guets)
    tables = measure(dossier.correspondance, dossier.chargement, dossier.diagnostics)
    found = Qualite(tables=tables, lacunes=lacunes, muettes=silent(dossier.diagnostics))
    write_file(qualite, [_rendered(found, qualite, dossier, au, sortie.style.langue)])
    sortie.note(t("Qualité des données : « {fichier} ».", fichier=str(qualite)))


def _rendered(found: "Qualite", path: Path, dossier: "Dossier", au: date | None, langue: Langue) -> str:
    from convrules.render.lexicon import lexique_of
    from convrules.render.machine.parts import Recu

    lexique = lexique_of(c for p in dossier.programmes for c in (p.convention, *p.socles))
    recu = Recu(au=au, conventions=dossier.empreintes, donnees={f.nom: f.empreinte for f in dossier.fichiers})
    if path.suffix.lower() == ".json":
        from convrules.render.machine.parts import dumps
        from convrules.render.machine.quality import quality

        return dumps(quality(found, recu))
    if path.suffix.lower() == ".txt":
        from convrules.render.quality.text import quality_text

        return inert(quality_text(found, lexique, langue))
    from convrules.render.quality.html import quality_html

    bailleur = dossier.correspondance.bailleur if dossier.correspondance is not None else ""
    return quality_html(found, recu, lexique, dossier.verifie.depot.nom, bailleur, langue)


def write_rejets(rejets: Path | None, dossier: "Dossier", sortie: Sortie) -> None:
    """The file of what was refused; with its titles alone when nothing was, so that no older one is left."""
    if rejets is None or dossier.chargement is None or dossier.correspondance is None:
        return
    from convrules.facts.nommees import names_of
    from convrules.render.rejets import rejets as found
    from convrules.render.rejets import to_csv

    refuse_what_is_read([rejets], dossier.lus, dossier.guets)
    noms = names_of(dossier.correspondance, dossier.chargement, dossier.diagnostics)
    rows = list(found(dossier.fichiers, dossier.diagnostics, noms, sortie.style.langue))
    write_file(rejets, to_csv(rows), bom=True)
    sortie.note(t("Rejets : {n} dans « {fichier} ».", n=str(len(rows)), fichier=str(rejets)))


def tell_account(dossier: "Dossier", sortie: Sortie) -> None:
    """For each table: rows read = rows kept + rows refused + rows that the mapping leaves aside."""
    from convrules.api.entraves import by_table
    from convrules.render.numbers import group

    for table, files in by_table(dossier.fichiers).items():
        counts = ((f.lues, f.gardees, f.refusees, f.ecartees) for f in files)
        read, kept, refused, aside = (sum(n) for n in zip(*counts, strict=True))
        told: str = table
        if len(files) > 1:
            told = t("{table} ({n} fichiers)", table=table, n=str(len(files)))
        parts = [
            compte(kept, "{n} gardée", "{n} gardées", n=group(kept)),
            compte(refused, "{n} refusée", "{n} refusées", n=group(refused)),
        ]
        if aside:
            parts.append(compte(aside, "{n} écartée", "{n} écartées", n=group(aside)))
        lines = compte(read, "{n} ligne lue", "{n} lignes lues", n=group(read))
        sortie.note(t("{table} : {lues} = {dont}.", table=told, lues=lines, dont=plus(parts)))
