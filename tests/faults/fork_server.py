"""A process that has everything imported and forks one for each order.

`python -m tests.faults.fork_server MODULE` reads a `MODULE.Scenario` a line, as JSON, lets a
process `MODULE.play` it, and answers with its number and the code with which it ended, negative
where a signal ended it. There is no thread and no event loop when it forks.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType


def main() -> None:
    """Fork until the input ends."""
    module = import_module(sys.argv[1])
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.freeze()  # what is not collected is not copied
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the attendants
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _attend(module, json.loads(line), answers)


def _attend(module: ModuleType, command: dict[str, object], answers: int) -> None:
    """Start the process, wait for its end and tell how it ended."""
    id_ = command.pop("id")
    child = os.fork()
    if child == 0:
        _play(module, command)
    _, status = os.waitpid(child, 0)
    answer = {"id": id_, "code": os.waitstatus_to_exitcode(status)}
    os.write(answers, json.dumps(answer).encode() + b"\n")
    os._exit(0)


def _play(module: ModuleType, command: dict[str, object]) -> None:
    log = (Path(str(command["folder"])) / "log").open("a")
    os.dup2(log.fileno(), sys.stdout.fileno())
    os.dup2(log.fileno(), sys.stderr.fileno())
    code = 1
    try:
        asyncio.run(module.play(module.Scenario(**command)))
        code = 0
    except BaseException:  # noqa: BLE001  # the test shows it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # not into the parent's clean-up


if __name__ == "__main__":
    main()
