"""A private PostgreSQL server for these tests: its own folder, its own socket, gone at the end.

Apart from `tests/`, which must pass on a machine without any server; `.ci/run` plays both.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def programme(nom: str) -> str:
    """A program of the server, on the path or where Debian and Homebrew put it."""
    found = shutil.which(nom)
    if found is not None and not Path(found).is_symlink():
        return found
    places = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"))
    known = sorted(p for place in places if place.is_dir() for p in place.glob(f"*/bin/{nom}"))
    if known or found:
        return str(known[-1]) if known else str(found)
    pytest.fail(
        f"« {nom} » n'est pas installé : ces tests demandent PostgreSQL (apt-get install postgresql)."
    )


def as_owner(*command: str) -> None:
    """Run as somebody whom the server accepts: it refuses root."""
    lead = ("runuser", "-u", "postgres", "--") if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    subprocess.run((*lead, *command), check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def serveur() -> Iterator[str]:
    """How to connect, by a socket in a folder of these tests."""
    # Not pytest's own folder: it is swept by other runs, and its path may be too long for a socket.
    folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="pg-")))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "donnees"
    as_owner(programme("initdb"), "-D", str(data), "-U", "convrules", "-A", "trust", "-N")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = (programme("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "journal"))
    as_owner(*control, "-o", options, "start")
    try:
        yield f"host={folder} user=convrules dbname=postgres"
    finally:
        as_owner(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder)
