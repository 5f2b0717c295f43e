"""The data folder: made, writable, and used by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import AlreadyRunning, FolderUnusable


@contextmanager
def only_process(folder: Path) -> Iterator[None]:
    """Keep other processes out of the folder for the block.

    Raises FolderUnusable and AlreadyRunning. The lock is the operating system's, so a process
    that was killed leaves none behind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / "roundtable.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise AlreadyRunning(folder) from error
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error
    try:
        yield
    finally:
        lock.release()
