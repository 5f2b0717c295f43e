"""A process that has everything imported and forks one for each order.

`python -m tests.processes.fork_server SOCKET MODULE...` imports the modules and then takes an
`Order` a packet from the socket, pickled, with three file descriptors: the new process's output,
its errors, and where to tell its number and then how it ended: its exit code, or minus the signal.
There is no thread and no event loop when it forks.

A process calls its function and then ends as every Python does.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

LARGEST_ORDER = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Order:
    """What a process is to do, in which folder and with which environment."""

    function: Callable[..., object]
    arguments: tuple[Any, ...]
    folder: Path
    environment: Mapping[str, str]


def main() -> None:
    """Fork until the socket is closed."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    for name in sys.argv[2:]:
        import_module(name)
    gc.collect()
    gc.freeze()  # what is not collected is not copied
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the attendants
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the test, which ends this
    while received := socket.recv_fds(orders, LARGEST_ORDER, 3):
        order, descriptors, *_ = received
        if not order:
            return
        if os.fork() == 0:
            orders.close()
            _attend(order, *descriptors)
            return
        for each in descriptors:
            os.close(each)


def _attend(order: bytes, output: int, errors: int, answers: int) -> None:
    """Start the process, wait for its end and tell how it ended. Only the process returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(answers)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _become(pickle.loads(order), output, errors)  # noqa: S301  # our own
        return
    os.close(output)
    os.close(errors)
    os.write(answers, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(answers, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(order: Order, output: int, errors: int) -> None:
    for theirs, ours in ((sys.stdout, output), (sys.stderr, errors)):
        os.dup2(ours, theirs.fileno())
        os.close(ours)
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    order.function(*order.arguments)


if __name__ == "__main__":
    main()
