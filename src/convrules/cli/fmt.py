"""`convrules fmt`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from convrules.base.texte import suite, t
from convrules.cli.commande import CommandeBilingue
from convrules.cli.common import show_findings, tell_blocked
from convrules.cli.output import Sortie
from convrules.cli.rewriting import difference, put_in_place

if TYPE_CHECKING:
    from convrules.api.reecriture import Dispositions


@click.command(
    "fmt",
    cls=CommandeBilingue,
    help="Met des fichiers de convention, ou ceux d'un dépôt, dans la disposition commune : mêmes règles, "
    "mêmes commentaires.",
    epilog="Exemple : convrules fmt conventions --diff",
    short_help="Met des fichiers dans la disposition commune.",
)
@click.argument("chemins", nargs=-1, metavar="[PATHS]...", type=click.Path(path_type=Path))
@click.option("--check", "verifier", is_flag=True, help="N'écrit rien : nomme les fichiers à reprendre.")
@click.option("--diff", "montrer", is_flag=True, help="N'écrit rien : montre ce qui changerait.")
@click.pass_obj
def command(sortie: Sortie, chemins: Sequence[Path], verifier: bool, montrer: bool) -> int:
    from convrules.api.load import find_root
    from convrules.api.reecriture import layouts

    found = layouts(list(chemins) or [find_root(Path.cwd()) or Path(".")])
    show_findings(found.diagnostics, sortie)
    kept = verifier or montrer
    if not kept:
        put_in_place(found.reecritures)
    if montrer:
        sortie.write("".join(difference(r) for r in found.reecritures))
    else:
        sortie.write("".join(f"{r.nom}\n" for r in found.reecritures))
    if not montrer and (found.reecritures or found.n_justes):
        sortie.say(_summary(found, kept=kept))
    tell_blocked(found.empechements, sortie)
    for verrou in () if kept else found.verrous:
        sortie.note(
            t(
                "« {fichier} » garde l'empreinte d'un texte remis en forme : "
                "relancez « convrules check --lock ».",
                fichier=verrou,
            )
        )
    for nom in found.infideles:
        sortie.note(
            t(
                "Erreur interne de convrules : « {fichier} » est laissé tel quel, car le remettre en forme "
                "en aurait changé le sens. Signalez-le, avec le fichier si vous le pouvez.",
                fichier=nom,
            )
        )
    return _code(found, kept=kept)


def _summary(found: "Dispositions", *, kept: bool) -> str:
    from convrules.render.numbers import count

    changed = len(found.reecritures)
    told: list[str] = []
    if changed and kept:
        told.append(t("{fichiers} à remettre en forme", fichiers=count(changed, "fichier")))
    elif changed:
        told.append(t("{fichiers} remis en forme", fichiers=count(changed, "fichier")))
    if found.n_justes:
        told.append(t("{fichiers} déjà en forme", fichiers=count(found.n_justes, "fichier")))
    wrong = len({d.span.source.name for d in found.diagnostics})
    if wrong:
        told.append(t("{fichiers} à corriger d'abord", fichiers=count(wrong, "fichier")))
    return t("{dit}.\n", dit=suite(told))


def _code(found: "Dispositions", *, kept: bool) -> int:
    if found.infideles:
        return 3
    if found.empechements:
        return 2
    return 1 if found.diagnostics or (kept and found.reecritures) else 0
