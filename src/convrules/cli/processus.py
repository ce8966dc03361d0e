"""`convrules compliance --processus`: the conventions of a year shared out among processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from convrules import api
from convrules.base.texte import t
from convrules.cli.output import EcritureImpossible, Sortie
from convrules.cli.progress import Progres

if TYPE_CHECKING:
    from convrules.api.dossier import Dossier
    from convrules.api.processus import Textes
    from convrules.year.model import Bilan, BilanConvention

processus_option = click.option(
    "--processus",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processus qui jugent les conventions (sans l'option : selon la taille et la machine).",
)


def judged(
    dossier: "Dossier",
    years: tuple[int, int | None],
    day: date,
    processus: int | None,
    sortie: Sortie,
    textes: "Textes[BilanConvention] | None" = None,
    *,
    nommer: bool = False,
) -> "Bilan":
    """The year, and the first of those judged before it, each convention told where it is judged.
    nommer: with the rows behind what is counted. EcritureImpossible when a process is lost."""
    annee, depuis = years
    tell_one(dossier, processus, sortie)
    judge = partial(api.comply, dossier, annee, day, depuis, processus=processus, textes=textes)
    with none_lost(), Progres(sortie).counting("Bilan de l'année") as avancer:
        return judge(nommer=nommer, avancer=avancer)


def tell_one(dossier: "Dossier", processus: int | None, sortie: Sortie) -> None:
    """That one process does it all, where several were asked for and it cannot be copied."""
    from convrules.api.processus import possible

    if processus is not None and processus > 1 and not possible(dossier.faits):
        sortie.note(t("--processus : ce système ou ces données ne s'y prêtent pas, un seul juge l'année."))


@contextmanager
def none_lost() -> Iterator[None]:
    """Raises EcritureImpossible when a process is lost."""
    from convrules.api.processus import ProcessusPerdu

    try:
        yield
    except ProcessusPerdu as error:
        texte = t(
            "un processus s'est arrêté avant la fin, faute de mémoire peut-être : "
            "relancez avec --processus 1."
        )
        raise EcritureImpossible(texte) from error
