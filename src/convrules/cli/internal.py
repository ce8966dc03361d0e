"""The report of an internal error: what to paste, without a traceback nor a value of the data."""

import platform
from collections.abc import Sequence

from convrules import __version__
from convrules.api.processus import TravailEnEchec
from convrules.base.pannes import places_of
from convrules.base.texte import t
from convrules.cli.langue import dire


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """A short text; names of the engine's own places only, never a path of the machine.

    The message of the error is left out on purpose: it may quote a cell of the landlord's file."""
    name, places = type(error).__name__, places_of(error)
    if isinstance(error, TravailEnEchec):
        name, places = error.erreur, error.lieux
    return dire(
        t(
            "Erreur interne de convrules : ce n'est pas votre fichier, c'est le moteur.\n"
            "Merci de signaler ce qui suit, avec la commande tapée :\n\n"
            "  {versions}\n  commande : {commande}\n  erreur : {erreur}\n  lieu : {lieu}\n",
            versions=f"convrules {__version__}, Python {platform.python_version()}, {platform.system()}",
            commande=_command(arguments) or "(aucune)",
            erreur=name,
            lieu=" < ".join(places) or "inconnu",
        )
    )


def _command(arguments: Sequence[str]) -> str:
    """The first word that is neither an option of the group nor its value."""
    left = iter(arguments)
    for word in left:
        if word in ("--lang", "--color"):
            next(left, None)
        elif not word.startswith("-"):
            return word
    return ""
