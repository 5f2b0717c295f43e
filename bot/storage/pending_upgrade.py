"""An upgrade that is under way, in a file beside the database: a killed one leaves it there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "upgrade.json"


@dataclass(frozen=True, slots=True)
class Pending:
    """The backup from before it, which is there whole, and the version that it is to.

    `schema` is the database's name for its own when the backup was made.
    """

    backup: str
    version: str
    schema: str | None


def pending_in(folder: Path) -> Pending | None:
    """Return the upgrade that was begun in a data folder and has not come to its end."""
    try:
        found = Pending(**json.loads((folder / _FILE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if Path(found.backup).is_file() else None


def note(folder: Path, pending: Pending) -> None:
    """Note that one is under way; the note is there whole or not at all. Raises OSError."""
    partial = folder / f".{_FILE}"
    with partial.open("w", encoding="utf-8") as writing:
        writing.write(json.dumps(asdict(pending)))
        writing.flush()
        os.fsync(writing.fileno())
    partial.replace(folder / _FILE)


def forget(folder: Path) -> None:
    """Note that it has come to its end."""
    (folder / _FILE).unlink(missing_ok=True)
