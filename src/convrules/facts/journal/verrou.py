"""One writer at a time: the operating system's own lock, which a writer that dies lets go."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

ATTENTE_S: Final = 30.0
PAS_S: Final = 0.02
OCTET_VERROU: Final = 1 << 40
"""Windows locks bytes against everybody, readers included: one far beyond any journal stands for all."""


class Msvcrt(Protocol):
    """What is asked of the module of Windows."""

    LK_NBLCK: int
    LK_UNLCK: int

    def locking(self, fd: int, mode: int, nbytes: int, /) -> None: ...


class VerrouOccupe(Exception):
    """Another writer held the journal for as long as one was ready to wait."""


def take_windows(descripteur: int, msvcrt: Msvcrt) -> None:
    """The lock of Windows, by its module; OSError when another holds it."""
    os.lseek(descripteur, OCTET_VERROU, os.SEEK_SET)
    msvcrt.locking(descripteur, msvcrt.LK_NBLCK, 1)


def leave_windows(descripteur: int, msvcrt: Msvcrt) -> None:
    os.lseek(descripteur, OCTET_VERROU, os.SEEK_SET)
    msvcrt.locking(descripteur, msvcrt.LK_UNLCK, 1)


if sys.platform == "win32":
    import msvcrt

    def _take(descripteur: int) -> None:
        take_windows(descripteur, msvcrt)

    def _leave(descripteur: int) -> None:
        leave_windows(descripteur, msvcrt)
else:
    import fcntl

    def _take(descripteur: int) -> None:
        fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _leave(descripteur: int) -> None:
        fcntl.flock(descripteur, fcntl.LOCK_UN)


@contextmanager
def locked(
    descripteur: int,
    take: Callable[[int], None] = _take,
    leave: Callable[[int], None] = _leave,
    attente_s: float = ATTENTE_S,
) -> Iterator[None]:
    """Hold the lock of an open file. Raises `VerrouOccupe` when it is not free in time."""
    deadline = time.monotonic() + attente_s
    while True:
        try:
            take(descripteur)
            break
        except OSError as error:
            if time.monotonic() >= deadline:
                raise VerrouOccupe from error
            time.sleep(PAS_S)
    try:
        yield
    finally:
        leave(descripteur)
