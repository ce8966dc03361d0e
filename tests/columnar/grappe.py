"""A scheduler and an executor of Ballista on this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def grappe() -> Iterator[str]:
    """Where the scheduler is. Both are stopped at the end."""
    from ballista import BallistaExecutor, BallistaScheduler

    host, port, bind = "127.0.0.1", free_port(), free_port()
    scheduler = BallistaScheduler(bind_host=host, bind_port=port)
    executor = BallistaExecutor(bind_host=host, bind_port=bind, scheduler_host=host, scheduler_port=port)
    scheduler.start()
    executor.start()
    try:
        yield f"df://{host}:{port}"
    finally:
        executor.close()
        scheduler.close()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
