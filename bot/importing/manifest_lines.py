"""On which line of a manifest a field stands: who mends a pack is told; TOML's reader is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SOURCE = re.compile(r"\s*\[\[\s*[\"']?sources[\"']?\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*[\"']?sources[\"']?\s*\.\s*[\"']?(?P<name>[\w-]+)[\"']?\s*\]")
_FIELD = re.compile(r"\s*[\"']?(?P<name>[\w-]+)[\"']?\s*=")
Path = tuple[str | int, ...]


class ManifestLines:
    """The lines of fields by their paths, as pydantic has them: `("sources", 0, "file")`.

    What a text of several lines says as if it were a field counts where no field came before.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        within: Path = ()
        sources = 0
        for number, line in enumerate(text.splitlines(), 1):
            if _SOURCE.match(line):
                within, sources = ("sources", sources), sources + 1
                self._found.setdefault(within, number)
            elif table := _TABLE.match(line):
                within = ("sources", max(sources - 1, 0), table["name"])
                self._found.setdefault(within, number)
            elif field := _FIELD.match(line):
                self._found.setdefault((*within, field["name"]), number)

    def before(self, problem: str, path: Sequence[str | int]) -> str:
        """Return a problem behind the line of what it is about, or of what that is within."""
        for length in range(len(path), 0, -1):
            if (line := self._found.get(tuple(path[:length]))) is not None:
                return f"line {line}: {problem}"
        return problem
