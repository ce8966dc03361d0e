"""More data than the executor of a cluster may hold: Ballista asked slice by slice, its memory bounded.

    pip install ballista pyarrow
    python scripts/check_volume.py [--lignes 400000] [--memoire 96] [--tranche 10000]

A scheduler here, an executor in a process of its own (Linux). First the vacancies of an example, repeated,
are asked about all at once, to see by how much the executor grows: it must be by more than `--memoire`. Then,
by another executor, which the system lets take that many MB more than it has once started and no more, in
slices of `--tranche` vacancies: every answer is compared with those of sets of rows.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from columnar.grappe import free_port, wait_for  # noqa: E402
from columnar.test_moteurs import AU, dossier_of  # noqa: E402
from convrules import api  # noqa: E402
from convrules.api.dossier import Dossier  # noqa: E402
from convrules.api.seances import ballista  # noqa: E402
from convrules.columnar.statuses import Jugees  # noqa: E402

DISTINCTES = 2_000
MO = 1 << 20
EXECUTEUR = """
import sys
from ballista import BallistaExecutor
hote, port, ici = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
executor = BallistaExecutor(
    bind_host=hote, bind_port=ici, scheduler_host=hote, scheduler_port=port, concurrent_tasks=2
)
executor.start()
print("prêt", flush=True)
sys.stdin.read()
executor.close()
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lignes", type=int, default=400_000)
    parser.add_argument("--memoire", type=int, default=96, help="MB")
    parser.add_argument("--tranche", type=int, default=10_000)
    asked = parser.parse_args()
    dossier = repeated(asked.lignes)
    expected = api.statuses(dossier, AU, engine="colonnes")
    for allowed, tranche in ((None, None), (asked.memoire, asked.tranche)):
        with executing(allowed) as (ordonnanceur, executor), ballista.opened(ordonnanceur) as session:
            before, start = memory(executor, "VmHWM"), time.perf_counter()
            found = api.statuses(dossier, AU, engine="ballista", session=session, tranche=tranche)
            seconds, grown = time.perf_counter() - start, (memory(executor, "VmHWM") - before) // MO
        pairs = compared(found, expected)
        how = f"{tranche:,} at once, {allowed} MB allowed" if tranche else "all at once"
        print(
            f"{asked.lignes:,} vacancies, {how}: {pairs:,} pairs, all equal; {seconds:.0f} s; "
            f"the executor grew by {grown} MB",
            flush=True,
        )
        assert allowed or grown > asked.memoire, "the limit would not be felt: more rows, or less memory"


def compared(found: Sequence[Jugees], expected: Sequence[Jugees]) -> int:
    pairs = 0
    for mine, theirs in zip(found, expected, strict=True):
        assert list(mine.rangs) == list(theirs.rangs)
        for rank in mine.rangs:
            assert mine.at(rank) == theirs.at(rank), (mine.convention, rank)
            pairs += 1
    return pairs


def repeated(number: int) -> Dossier:
    """The vacancies of an example, as many times as it takes."""
    small = dossier_of(DISTINCTES)
    rows = small.faits.vacances * (number // DISTINCTES + 1)
    faits = replace(small.faits, vacances=rows[:number])
    return replace(small, chargement=replace(small.chargement, faits=faits))


@contextmanager
def executing(allowed: int | None) -> Iterator[tuple[str, int]]:
    """A scheduler, and an executor whose process may take so many MB more. Gives where the first is, and the
    number of the second's process."""
    from ballista import BallistaScheduler

    host, port, bind = "127.0.0.1", free_port(), free_port()
    scheduler = BallistaScheduler(bind_host=host, bind_port=port)
    scheduler.start()
    wait_for(host, port)
    command = [sys.executable, "-c", EXECUTEUR, host, str(port), str(bind)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline(), "the executor did not start"
        if allowed is not None:
            limit = memory(process.pid, "VmData") + allowed * MO
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (limit, limit))
        try:
            yield f"df://{host}:{port}", process.pid
        finally:
            process.kill()
            scheduler.close()


def memory(pid: int, what: str) -> int:
    """Bytes, as the system counts them."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


if __name__ == "__main__":
    main()
