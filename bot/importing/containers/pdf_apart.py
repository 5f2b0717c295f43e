"""PDF read in a process of its own, `python -m bot.importing.containers.pdf`.

PDFium takes the memory that a file asks for, and ends its process where there is none: a page that
draws itself twice is enough. So it gets a process that may end, and limits to what it takes.
"""

from __future__ import annotations

import subprocess
import sys
import threading

from bot.importing.containers.reading import Unreadable

REFUSED = 3
"""The exit code where what is written is no text but what is wrong with the file."""
MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 30  # of the processor
_PATIENCE_S = 300.0  # of a busy machine

_ONE_AT_A_TIME = threading.Lock()


def read_pdf(data: bytes) -> str:
    """Return a PDF's text, a page break as a blank line. Raises Unreadable."""
    limits = (str(MEMORY_BYTES), str(SECONDS))
    command = [sys.executable, "-m", "bot.importing.containers.pdf", *limits]
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(  # noqa: S603  # our own module
                command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                timeout=_PATIENCE_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Unreadable(_TOO_MUCH) from error
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode == REFUSED:
        raise Unreadable(said)
    if done.returncode:
        raise Unreadable(_TOO_MUCH)
    return said


_TOO_MUCH = "its pages ask for more time or memory than a document gets; save it again, or as text"
