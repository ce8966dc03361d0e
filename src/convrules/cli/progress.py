"""Signs of life of a long command: on a terminal, after one second, on standard error; nowhere else."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

from convrules.cli.langue import dire
from convrules.cli.output import Sortie, emit
from convrules.render.numbers import group

T = TypeVar("T")

SILENCE_S: Final = 1.0
_RYTHME_S: Final = 0.2
_LARGEUR: Final = 24
_COLONNES: Final = 80


class Progres:
    """One line that is written over, and wiped when the work is done."""

    def __init__(self, sortie: Sortie) -> None:
        self.plein, self.vide, self.coupe = ("█", "·", "…") if sortie.style.unicode else ("#", "-", "...")
        self.actif = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.debut = self.dernier = time.monotonic()
        self.ecrit, self.dit = 0, ("", "")
        """How many signs the line has, and what was last told of how far the work is."""
        self._seul = threading.Lock()
        """Held by whoever tells how far the work is, until the line is written."""

    def show(self, quoi: str, fait: int, total: int | None, compte: bool = True) -> None:
        """How far something is; too often is not told. compte: is `fait` a number of things?"""
        now = time.monotonic()
        if not self.actif or now - self.debut < SILENCE_S or now - self.dernier < _RYTHME_S:
            return
        with self._seul:
            self.dernier = now
            self.dit = dire(quoi), self._bar(fait, total, compte)
            self._line(*self.dit)

    def _bar(self, fait: int, total: int | None, compte: bool) -> str:
        counted = group(fait)
        if not total:
            return counted
        done = min(fait, total)
        filled = _LARGEUR * done // total
        bar = self.plein * filled + self.vide * (_LARGEUR - filled)
        return f"[{bar}] {100 * done // total}\u00a0%" + (f" ({counted})" if compte else "")

    def over(self, quoi: str, things: Iterable[T], total: int) -> Iterator[T]:
        """Things one after the other, counted as they go."""
        try:
            for done, thing in enumerate(things, 1):
                yield thing
                self.show(quoi, done, total)
        finally:
            self.wipe()

    @contextmanager
    def during(self, quoi: str) -> Iterator[None]:
        """Work that does not say how far it is, or not all the time: how long it has lasted."""
        done = threading.Event()
        start = time.monotonic()
        # Why here: a thread does not have the language of the one that starts it.
        said, self.dit = dire(quoi), ("", "")

        def tell() -> None:
            while not done.wait(_RYTHME_S):
                # What was last told is written before something newer is told: the bar does not go back.
                with self._seul:
                    now = time.monotonic()
                    elapsed = now - start
                    if elapsed >= SILENCE_S and now - self.dernier >= SILENCE_S:
                        what, how_far = self.dit
                        lasted = f"({int(elapsed)} s)"
                        self._line(what or said, f"{how_far} {lasted}" if how_far else lasted)

        teller = threading.Thread(target=tell, daemon=True)
        if self.actif:
            teller.start()
        try:
            yield
        finally:
            done.set()
            if teller.ident is not None:
                teller.join()
            self.wipe()

    @contextmanager
    def counting(self, quoi: str) -> Iterator[Callable[[int, int], None]]:
        """Work that tells the function that it is given how much is done, of how much; when it has not for a
        second, how long it has lasted besides."""
        with self.during(quoi):
            yield partial(self.show, quoi, compte=False)

    def _line(self, quoi: str, reste: str) -> None:
        """On one line of the terminal: of a longer one, what a return to its start leaves would stay."""
        width = _width() - 1
        room = width - 1 - len(reste)
        cut = quoi if len(quoi) <= room else quoi[: max(0, room - len(self.coupe))] + self.coupe
        text = f"{cut} {reste}"[:width]
        self._again(f"{text}{' ' * max(0, self.ecrit - len(text))}")
        sys.stderr.flush()
        self.ecrit = len(text)

    def wipe(self) -> None:
        if self.ecrit:
            self._again(" " * self.ecrit)
            self._again("")
            sys.stderr.flush()
            self.ecrit = 0

    def _again(self, text: str) -> None:
        """From the start of the line: the one command that a screen is given here."""
        sys.stderr.write("\r")
        emit(sys.stderr, text)


def _width() -> int:
    """Of the terminal; 80 where it does not say."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _COLONNES
    except (OSError, ValueError):
        return _COLONNES
