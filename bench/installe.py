"""The command as it is installed beside this Python, which is what people start."""

import sys
from pathlib import Path

DOSSIER = Path(sys.executable).parent
CONVRULES = str(DOSSIER / "convrules")

if not Path(CONVRULES).exists():
    raise SystemExit(
        f"Pas de commande « convrules » dans {DOSSIER} : ce banc mesure celle qui est installée. "
        "Dans ce même environnement : pip install -e ."
    )
