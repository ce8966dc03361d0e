"""A scheduler and an executor of Ballista on this machine."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

ATTENTE_S = 60


@contextmanager
def grappe() -> Iterator[str]:
    """Where the scheduler is. Both are stopped at the end."""
    from ballista import BallistaExecutor, BallistaScheduler

    host, port, bind = "127.0.0.1", free_port(), free_port()
    scheduler = BallistaScheduler(bind_host=host, bind_port=port)
    executor = BallistaExecutor(bind_host=host, bind_port=bind, scheduler_host=host, scheduler_port=port)
    scheduler.start()
    # Why: an executor that finds no scheduler ends without a word, and every question then waits for ever.
    wait_for(host, port)
    executor.start()
    wait_for(host, bind)
    try:
        yield f"df://{host}:{port}"
    finally:
        executor.close()
        scheduler.close()


def wait_for(host: str, port: int) -> None:
    """Until somebody listens there."""
    limit = time.monotonic() + ATTENTE_S
    while time.monotonic() < limit:
        with socket.socket() as asked:
            asked.settimeout(1)
            if asked.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on {host}:{port}")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
