"""`convrules check`."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.base.texte import t
from convrules.cli.commande import CommandeBilingue
from convrules.cli.common import NEUF, Jour, tell_blocked
from convrules.cli.formats import DE_JSON, FORMES, render, summary_page, tell_github
from convrules.cli.output import Sortie, refuse_one_file_twice, refuse_what_is_read, write_file
from convrules.cli.today import today
from convrules.diagnostics.catalogue import DE_BROUILLON, gravite
from convrules.diagnostics.model import Gravite

if TYPE_CHECKING:
    from convrules.api.model import RapportCheck

TEXTES = ("text", "json")


@click.command(
    "check",
    cls=CommandeBilingue,
    help="Vérifie des fichiers de convention, ou des dépôts entiers : forme, langue, types, sources, droit.",
    epilog="Exemple : convrules check conventions --strict --output json:constats.json",
    short_help="Vérifie des conventions.",
)
@click.argument("chemins", nargs=-1, metavar="[PATHS]...", type=click.Path(path_type=Path))
@click.option("--format", "forme", type=click.Choice(tuple(FORMES)), help="Forme de la sortie.")
@click.option(
    "--output",
    "sorties",
    multiple=True,
    metavar="FORMAT:FILE",
    help="Écrit aussi un fichier, comme json:constats.json ; se répète.",
)
@click.option("--strict", is_flag=True, help="Échoue aussi aux avertissements et à ce qui reste à remplir.")
@click.option("--as-of", "au", type=Jour(), help="Imprime le texte de ce jour, avenants compris.")
@click.option(
    "--write-baseline",
    "liste",
    flag_value="write",
    help="Accepte les constats d'aujourd'hui : voir le guide.",
)
@click.option(
    "--prune-baseline", "liste", flag_value="prune", help="Retire de la liste ce qui n'est plus constaté."
)
@click.option(
    "--lock", "verrou", is_flag=True, help="Écrit « convrules.lock » : les textes dont dépend le dépôt."
)
@click.option(
    "--fix", "corriger", flag_value="sures", help="Fait d'abord les corrections sûres : typographie, accents."
)
@click.option(
    "--fix-unsafe", "corriger", flag_value="toutes", help="Fait aussi les corrections à relire : noms, codes."
)
@click.option("--diff", "montrer", is_flag=True, help="Montre les corrections au lieu de les faire.")
@click.option("--no-cache", "neuf", is_flag=True, help=NEUF)
@click.pass_obj
def command(
    sortie: Sortie,
    chemins: Sequence[Path],
    forme: str | None,
    sorties: Sequence[str],
    strict: bool,
    au: date | None,
    liste: str | None,
    verrou: bool,
    corriger: str | None,
    montrer: bool,
    neuf: bool,
) -> int:
    targets = [_target(text) for text in sorties]
    refuse_one_file_twice([path for _, path in targets])
    named = list(chemins) or [_here()]
    written = liste is not None or verrou or corriger is not None
    if au is not None:
        if written or montrer:
            raise click.UsageError(
                "--as-of imprime un texte : il va sans --write-baseline, --prune-baseline, --lock, --fix "
                "ni --diff."
            )
        return _texts(sortie, named, (forme or "text", targets), au)
    if montrer:
        if liste is not None or verrou or forme is not None or targets:
            raise click.UsageError(
                "--diff montre des corrections : il va seul, ou avec --fix ou --fix-unsafe."
            )
        return _show_mended(sortie, named, toutes=corriger == "toutes", strict=strict)
    from convrules.api.checks import check_paths

    if corriger is not None:
        _mend(sortie, named, [path for _, path in targets], toutes=corriger == "toutes")
    if liste is not None:
        _renew_lists(sortie, named, prune=liste == "prune")
    if verrou:
        _renew_locks(sortie, named)

    rapport = check_paths(named, today(), cached=not neuf)
    page = [] if forme is not None else summary_page()
    refuse_what_is_read([*page, *(path for _, path in targets)], rapport.lus, rapport.guets)
    for format_, path in targets:
        write_file(path, [render(rapport, format_, None)])
    if forme is not None or rapport.n_fichiers or rapport.diagnostics:
        asked = forme or "text"
        (sortie.write_json if asked in DE_JSON else sortie.write)(render(rapport, asked, sortie))
    if forme is None:
        tell_github(rapport, sortie)
    tell_blocked(rapport.empechements, sortie)
    return _code(rapport, strict)


def _mend(sortie: Sortie, chemins: Sequence[Path], cibles: Sequence[Path], *, toutes: bool) -> None:
    """Make the corrections; nothing is written when an output would go over what is read."""
    from convrules.api.reecriture import corrections
    from convrules.cli.rewriting import put_in_place, tell_mended

    found = corrections(chemins, today(), toutes=toutes)
    refuse_what_is_read(cibles, found.rapport.lus, found.rapport.guets)
    put_in_place(found.reecritures)
    tell_mended(found, sortie)


def _show_mended(sortie: Sortie, chemins: Sequence[Path], *, toutes: bool, strict: bool) -> int:
    from convrules.api.reecriture import corrections
    from convrules.cli.rewriting import difference

    found = corrections(chemins, today(), toutes=toutes)
    sortie.write("".join(difference(r) for r in found.reecritures))
    tell_blocked(found.rapport.empechements, sortie)
    return max(1 if found.reecritures else 0, _code(found.rapport, strict))


def _renew_lists(sortie: Sortie, chemins: Sequence[Path], *, prune: bool) -> None:
    """Write the list of accepted findings of each repository; one that cannot be read is left as it is."""
    from convrules.api.load import display_name
    from convrules.api.verification import lists_of
    from convrules.render.numbers import count

    for found in lists_of(chemins, today(), prune=prune):
        if found.texte is not None and (found.nombre or found.path.exists()):
            write_file(found.path, [found.texte])
            nombre = count(found.nombre, "constat accepté")
            sortie.note(t("« {fichier} »\u00a0: {nombre}.", fichier=display_name(found.path), nombre=nombre))


def _renew_locks(sortie: Sortie, chemins: Sequence[Path]) -> None:
    """Write the lock of each repository, and say what it changes; one with errors keeps the lock it has."""
    from convrules.api.load import display_name
    from convrules.api.verification import locks_of

    for found in locks_of(chemins):
        nom = display_name(found.path)
        if found.texte is None:
            sortie.note(
                t("« {fichier} » n'est pas écrit : corrigez d'abord les erreurs du dépôt.", fichier=nom)
            )
            continue
        write_file(found.path, [found.texte])
        sortie.note(t("« {fichier} » est écrit.", fichier=nom))
        for change in found.changements or ("rien de changé",):
            sortie.note(t("  {change}", change=change))


def _texts(
    sortie: Sortie, chemins: Sequence[Path], formes: tuple[str, Sequence[tuple[str, Path]]], au: date
) -> int:
    """Print the text of a day; what is wrong goes to standard error, and its convention is not printed."""
    from convrules.api.verification import texts_on
    from convrules.render.consolidation import to_json
    from convrules.render.machine.parts import Recu, dumps
    from convrules.render.terminal import render_all

    forme, targets = formes
    if forme not in TEXTES or any(format_ not in TEXTES for format_, _ in targets):
        raise click.UsageError("--as-of imprime un texte : --format text ou json.")
    rapport, textes = texts_on(chemins, au)
    printed = {
        "text": lambda: "\n".join(one.texte for one in textes if one.texte is not None),
        "json": lambda: dumps(to_json(textes, Recu(au=au))),
    }
    refuse_what_is_read([path for _, path in targets], rapport.lus, rapport.guets)
    for format_, path in targets:
        write_file(path, [printed[format_]()])
    (sortie.write_json if forme == "json" else sortie.write)(printed[forme]())
    wrong = [d for d in rapport.diagnostics if gravite(d) is Gravite.ERREUR]
    if wrong:
        sortie.note(render_all(wrong, sortie.style).rstrip())
    for text in textes:
        if text.texte is None:
            sortie.note(
                t("« {nom} » n'est pas en vigueur le {jour}.", nom=text.convention, jour=au.isoformat())
            )
    tell_blocked(rapport.empechements, sortie)
    return _code(rapport, strict=False)


def _here() -> Path:
    from convrules.api.load import find_root

    return find_root(Path.cwd()) or Path(".")


def _target(text: str) -> tuple[str, Path]:
    format_, colon, name = text.partition(":")
    if not colon or not name or format_ not in FORMES:
        raise click.UsageError(
            t(
                "--output « {ecrit} » : écrivez FORMAT:FICHIER, avec un format parmi {formats}.",
                ecrit=text,
                formats=", ".join(FORMES),
            )
        )
    return format_, Path(name)


def _code(rapport: "RapportCheck", strict: bool) -> int:
    if rapport.empechements:
        return 2
    counted = (Gravite.ERREUR, Gravite.AVERTISSEMENT) if strict else (Gravite.ERREUR,)
    draft = DE_BROUILLON if strict else frozenset[str]()
    return 1 if any(gravite(d) in counted or d.code in draft for d in rapport.diagnostics) else 0
