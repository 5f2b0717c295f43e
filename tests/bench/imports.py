"""Importing notes beside what people use for it: `python -m tests.bench.imports` prints it alone.

Five people's notes on a hundred chapters beside a Markdown parser and WRatio, and notes of ten
megabytes beside the parser, how reading grows with their size, and the memory that it takes.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from rapidfuzz import process
from rapidfuzz.fuzz import WRatio

from bot.core.alignment import align
from bot.importing import read_document
from tests.bench.large_notes import large_notes
from tests.bench.tables import print_wide, table_of
from tests.shared import SHARED

CHAPTERS = 100
_RUNS = 3
_OWN = Path(__file__).resolve().parents[2] / "content" / "models-in-production"
_SUFFIXES = (".md", ".txt")

LARGE = 10_000_000  # characters
_MEMORY = 300  # MB that reading and lining up such notes may take

Document = tuple[str, bytes]


def bench_import() -> list[dict[str, Any]]:
    """Return what reading and aligning notes takes, in seconds of the processor and in MB."""
    return [_chapters(), *_large(), _memory()]


def _chapters() -> dict[str, Any]:
    documents = _documents()
    size = CHAPTERS * sum(len(data) for _, data in documents)
    ours, baseline = _in_turn(lambda: _ours(documents), lambda: _usual(documents))
    name = f"import of {len(documents)} documents, {CHAPTERS} times"
    return _row(name, ours, baseline, "s (markdown-it-py and WRatio)", size)


def _row(name: str, ours: float, baseline: float, unit: str, size: int) -> dict[str, Any]:
    return {
        "name": name, "ours": ours, "baseline": baseline, "unit": unit,
        "ratio": baseline / ours, "size": size,
    }  # fmt: skip


def _large() -> list[dict[str, Any]]:
    """Return how long large notes take, and how ten times as many do beside ten times a tenth."""
    distinct, repeated = large_notes(LARGE), large_notes(LARGE, repeated=True)
    tenth = large_notes(LARGE // 10)
    texts = (distinct, repeated, tenth)
    works = [each for text in texts for each in (_reading(text), _parsing(text))]
    one, parsed, other, parsed_other, small, _ = _in_turn(*works)
    unit = "s (markdown-it-py)"
    return [
        _row("reading notes of different questions", one, parsed, unit, LARGE),
        _row("reading notes of the same questions", other, parsed_other, unit, LARGE),
        _row("a tenth of the size, ten times", 10 * small, one, "s (all of it)", LARGE // 10),
    ]


def _reading(text: str) -> Callable[[], None]:
    data = text.encode()
    return lambda: void(read_document("notes.md", data))


def _parsing(text: str) -> Callable[[], None]:
    return lambda: void(MarkdownIt().parse(text))


def void(_result: object) -> None:
    """Let go of a result before the next one is made."""


_PEAK = """
import resource, sys
from pathlib import Path
from bot.core.alignment import align
from bot.importing import read_document
align([read_document("notes.md", Path(sys.argv[1]).read_bytes())])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _memory() -> dict[str, Any]:
    """Return the memory of a process that reads and aligns large notes, beside what it may take."""
    with tempfile.NamedTemporaryFile(suffix=".md") as file:
        file.write(large_notes(LARGE).encode())
        file.flush()
        command = [sys.executable, "-c", _PEAK, file.name]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return _row("memory for such notes", int(said) / 1_000, _MEMORY, "MB (the most allowed)", LARGE)


def _documents() -> list[Document]:
    if SHARED is not None:
        paths = sorted((SHARED / "corpus" / "documents").glob("0[0-4]_*"))
    else:
        paths = sorted(path for path in _OWN.iterdir() if path.suffix in _SUFFIXES)
    return [(path.name, path.read_bytes()) for path in paths if path.name != "LICENSE.md"]


def _in_turn(*works: Callable[[], None]) -> list[float]:
    """Return each work's median seconds, measured in turn, so that a slow spell hits all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(_RUNS):
        for work, taken in zip(works, times, strict=True):
            started = time.process_time()
            work()
            taken.append(time.process_time() - started)
    return [statistics.median(taken) for taken in times]


def _ours(documents: Sequence[Document]) -> None:
    for _ in range(CHAPTERS):
        align([read_document(name, data) for name, data in documents])


def _usual(documents: Sequence[Document]) -> None:
    """Parse as Markdown, take lines that end with a question mark, match them with WRatio."""
    markdown = MarkdownIt()
    for _ in range(CHAPTERS):
        lists = []
        for _name, data in documents:
            tokens = markdown.parse(data.decode())
            text = "\n".join(token.content for token in tokens if token.type == "inline")
            lists.append(re.findall(r"[^\n]*\?", text))
        questions = max(lists, key=len)
        for others in lists:
            for question in others:
                process.extractOne(question, questions, scorer=WRatio)


if __name__ == "__main__":
    print_wide(table_of(bench_import()))
