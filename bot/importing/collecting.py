"""Reading without the garbage collector, which would find nothing there.

A document's lines are hundreds of thousands of objects, none of which refers back to another. The
collector walks over all that live each time that they have grown by a quarter: a dozen times while
a large document is read, a fifth of the time that this takes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_readers = 0  # that read at the same time, each in its thread
_resumes = False  # whether it was collecting before the first of them


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no cycles be collected while something is read; afterwards all is as it was."""
    global _readers, _resumes  # noqa: PLW0603  # the collector is one for all threads
    with _lock:
        if not _readers:
            _resumes = gc.isenabled()
            gc.disable()
        _readers += 1
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if not _readers and _resumes:
                gc.enable()
