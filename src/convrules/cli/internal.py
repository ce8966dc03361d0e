"""The report of an internal error: what to paste, without a traceback nor a value of the data."""

import platform
import traceback
from collections.abc import Sequence
from pathlib import Path

from convrules import __version__

ETAGES = 4


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """A short French text; names of the engine's own places only, never a path of the machine.

    The message of the error is left out on purpose: it may quote a cell of the landlord's file."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "convrules" in Path(f.filename).parts]
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in (own or frames)[-ETAGES:]]
    command = next((a for a in arguments if not a.startswith("-")), "")
    return (
        "Erreur interne de convrules : ce n'est pas votre fichier, c'est le moteur.\n"
        "Merci de signaler ce qui suit, avec la commande tapée :\n\n"
        f"  convrules {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"  commande : {command or '(aucune)'}\n"
        f"  erreur : {type(error).__name__}\n"
        f"  lieu : {' < '.join(reversed(places)) or 'inconnu'}\n"
    )
