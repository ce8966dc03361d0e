"""Work shared out among processes that are copies of this one.

Each copy does its share and writes what it found to a file without a name, which this process reads once all
have ended: nothing is sent while it works, and nothing is left behind, however it ends. The texts, which all
have in common, are written as their ranks, and stay one thing.
"""

import copyreg
import gc
import mmap
import os
import pickle
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import field
from functools import partial
from typing import IO, Any, Final, Generic, NoReturn, TypeVar

from convrules.base.pannes import places_of
from convrules.base.records import dataclass
from convrules.compiler import Programme
from convrules.facts.records import Faits
from convrules.year.travaux import Avancer, Place, Repartir, Travail, counted, one_by_one

T = TypeVar("T")
C = TypeVar("C")
PEU: Final = 10_000
"""Under so many vacancies, a second process is not worth what it costs."""
PLUSIEURS: Final = 2
"""How many processes are taken unasked, where there are as many processors."""
_FIN, _ECHEC, _INTERROMPU, _PERDU = range(4)


class ProcessusPerdu(Exception):
    """A copy was ended from outside, or had no more memory or room on the disk."""


class TravailEnEchec(Exception):
    """A bug of ours in a copy: `erreur`, the name of its class, and `lieux`, its places (`base.pannes`)."""

    def __init__(self, erreur: str, lieux: tuple[str, ...]) -> None:
        super().__init__(erreur, *lieux)
        self.erreur, self.lieux = erreur, lieux


class Textes(Generic[C]):
    """What is told of each thing by the process that judges it, in a file without a name of its own: these
    texts are long, and never in memory together. `rang`: of this process, among those that share the work."""

    def __init__(self, dire: Callable[[C], str]) -> None:
        self._dire, self._files, self.rang = dire, list[IO[bytes]](), 0
        self._places: list[Place] = []

    def open(self, number: int) -> None:
        """Before this process is copied: files for so many, this one included."""
        # Why open: until all is read, by `told`.
        self._files = [tempfile.TemporaryFile() for _ in range(number)]  # noqa: SIM115 (the same)

    def tell(self, thing: C, /) -> Place:
        text, file = self._dire(thing).encode("utf-8", "surrogatepass"), self._files[self.rang]
        start = file.seek(0, os.SEEK_END)
        file.write(text)
        file.flush()
        return self.rang, start, len(text)

    def note(self, place: Place, /) -> None:
        self._places.append(place)

    def told(self) -> Iterator[str] | None:
        """Each text, in order, once; None where nothing was told."""
        return self._read() if self._places else None

    def _read(self) -> Iterator[str]:
        with ExitStack() as held:
            for file in self._files:
                held.enter_context(file)
            for rang, start, size in self._places:
                self._files[rang].seek(start)
                yield self._files[rang].read(size).decode("utf-8", "surrogatepass")


def sharing(
    faits: Faits,
    programmes: Sequence[Programme],
    asked: int | None,
    textes: Textes[Any] | None = None,
    avancer: Avancer | None = None,
) -> Repartir:
    """Who does the work of a year on these tables. asked: how many processes; None: as many as are worth
    it. textes: what they tell. avancer: told how far they all are."""
    number = _worth(len(faits.vacances)) if asked is None else asked
    if number < 2 or not possible(faits):
        return one_by_one if avancer is None else counted(avancer)
    communs = tuple(_in_common(programmes))
    return Equipe(nombre=number, communs=communs, textes=textes, avancer=avancer)


def possible(faits: Faits) -> bool:
    """May this process be copied for these tables? Those on the disk are read through one place of one file,
    and a forecast keeps the rows of every convention: both stay in one process."""
    tables = (faits.logements, faits.programmes, faits.conventions, faits.droits, faits.soustractions)
    here = all(table is None or isinstance(table, tuple) for table in tables)
    return hasattr(os, "fork") and here and faits.vacances_attendues is None


def _worth(vacances: int) -> int:
    """Why Linux alone: elsewhere, libraries of the system do not all bear to be copied."""
    if sys.platform != "linux" or vacances < PEU:
        return 1
    return min(len(os.sched_getaffinity(0)), PLUSIEURS)


def _in_common(programmes: Sequence[Programme]) -> Iterator[object]:
    for programme in programmes:
        yield from (programme.convention, *programme.socles)
        for clause in programme.clauses:
            yield from (clause.clause, *clause.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipe:
    """`nombre`: processes, this one included. `communs`: what copies name by its rank. `textes`: what they
    tell. `avancer`: told, whenever this process has done a piece, how much all of them have."""

    nombre: int
    communs: tuple[object, ...] = field(repr=False)
    textes: Textes[Any] | None = field(default=None, repr=False)
    avancer: Avancer | None = field(default=None, repr=False)

    def __call__(self, travaux: Sequence[Travail[T]], /) -> Iterable[T]:
        weights = [travail.poids() for travail in travaux]
        own, *others = shares_of(weights, self.nombre)
        if self.textes is not None:
            self.textes.open(1 + len(others))
        if not others:
            return one_by_one(travaux) if self.avancer is None else counted(self.avancer)(travaux)
        done = _Fait(1 + len(others), weights)
        with ExitStack() as held:
            copies = [
                held.enter_context(_Copie(partial(self._written, travaux, share, (rang, done)), share))
                for rang, share in enumerate(others, 1)
            ]
            try:
                found = {rank: self._here(travaux, rank, done) for rank in own}
            except OSError as error:
                # Why: what is told is put on the disk, which may be full.
                raise ProcessusPerdu from error
            for copy in copies:
                found.update(zip(copy.share, self._read(copy), strict=True))
                self._say(done)
        return [found[rank] for rank in range(len(travaux))]

    def _here(self, travaux: Sequence[Travail[T]], rank: int, done: "_Fait") -> T:
        found = travaux[rank].faire()
        done.one_more(0, rank)
        self._say(done)
        return found

    def _say(self, done: "_Fait") -> None:
        if self.avancer is not None:
            self.avancer(done.by_all(), done.total)

    def _written(
        self,
        travaux: Sequence[Travail[T]],
        share: Sequence[int],
        copy: "tuple[int, _Fait]",
        file: IO[bytes],
    ) -> None:
        rang, done = copy
        table = _by_rank(self.communs)
        if self.textes is not None:
            self.textes.rang = rang
        for rank in share:
            # Why anew: what one piece gave is not kept until the last.
            pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = table
            pickler.dump(travaux[rank].faire())
            done.one_more(rang, rank)

    def _read(self, copy: "_Copie") -> Iterator[Any]:
        file = copy.result()
        for _ in copy.share:
            yield _Lecteur(file, self.communs).load()


class _Fait:
    """How much each process has done, in memory that this one and its copies write, each in its own place."""

    def __init__(self, number: int, weights: Sequence[int]) -> None:
        self.weights, self.total = weights, sum(weights)
        self._done = memoryview(mmap.mmap(-1, 8 * number)).cast("Q")

    def one_more(self, rang: int, rank: int) -> None:
        """A piece, by a process."""
        self._done[rang] += self.weights[rank]

    def by_all(self) -> int:
        return sum(self._done)


def shares_of(weights: Sequence[int], number: int) -> list[list[int]]:
    """Ranks of the works of each process, in order, none of them empty: the heaviest first, each to the one
    that has the least to do."""
    shares: list[list[int]] = [[] for _ in range(max(1, min(number, len(weights))))]
    loads = [0] * len(shares)
    for rank in sorted(range(len(weights)), key=lambda rank: -weights[rank]):
        least = loads.index(min(loads))
        shares[least].append(rank)
        loads[least] += max(1, weights[rank])
    return [sorted(share) for share in shares]


def _commun(rank: int) -> NoReturn:
    """Stands for what is in common; `_Lecteur` finds it."""
    raise AssertionError(f"read elsewhere: {rank}")


def _by_rank(communs: Sequence[object]) -> dict[type, Callable[[Any], Any]]:
    """How things of a kind are written, what is in common by its rank."""
    ranks = {id(thing): rank for rank, thing in enumerate(communs)}

    def told(thing: object) -> Any:
        rank = ranks.get(id(thing))
        return thing.__reduce_ex__(pickle.HIGHEST_PROTOCOL) if rank is None else (_commun, (rank,))

    # Why by kind: to be asked of every object, each of millions of words included, takes long.
    return {**copyreg.dispatch_table, **{type(thing): told for thing in communs}}


class _Lecteur(pickle.Unpickler):
    """Between this process and its own copy only: never a file that one keeps, nor one that another wrote."""

    def __init__(self, file: IO[bytes], communs: Sequence[object]) -> None:
        super().__init__(file)
        self._communs = communs

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _commun.__name__):
            return self._communs.__getitem__
        return super().find_class(module, name)


class _Copie:
    """A copy of this process at work from when it is entered; ended, whatever happens, when it is left."""

    def __init__(self, work: Callable[[IO[bytes]], None], share: Sequence[int]) -> None:
        self.work, self.share = work, share
        self._pid = 0

    def __enter__(self) -> "_Copie":
        self._file = tempfile.TemporaryFile()
        with warnings.catch_warnings():
            # Why: the thread that tells how far one is holds nothing that a copy needs.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if not self._pid:
            self._work_and_end()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)

    def result(self) -> IO[bytes]:
        """What it wrote, from its start, once it has ended."""
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        self._file.seek(0)
        match os.waitstatus_to_exitcode(status):
            case 0:
                return self._file
            case 1:
                raise TravailEnEchec(*pickle.load(self._file))
            case 2:
                raise KeyboardInterrupt
            case _:
                raise ProcessusPerdu

    def _work_and_end(self) -> NoReturn:
        """Nothing of what this process was about to do is done twice: it ends here."""
        code = _PERDU
        try:
            code = self._worked()
        finally:
            os._exit(code)

    def _worked(self) -> int:
        # Why: what is looked through for circles is written to, hence is no longer shared with the mother.
        gc.freeze()
        try:
            self.work(self._file)
            self._file.flush()
        except KeyboardInterrupt:
            return _INTERROMPU
        except (MemoryError, OSError):
            return _PERDU
        except Exception as error:  # Why: a bug of ours is told by the process that the user sees.
            self._file.seek(0)
            self._file.truncate()
            pickle.dump((type(error).__name__, places_of(error)), self._file)
            self._file.flush()
            return _ECHEC
        return _FIN
