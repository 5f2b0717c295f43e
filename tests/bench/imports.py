"""Importing five people's notes on a hundred chapters, beside the script people write for it."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from rapidfuzz import process
from rapidfuzz.fuzz import WRatio

from bot.core.alignment import align
from bot.importing import read_document
from tests.shared import SHARED

CHAPTERS = 100
_RUNS = 3
_OWN = Path(__file__).resolve().parents[2] / "content" / "models-in-production"
_SUFFIXES = (".md", ".txt")

Document = tuple[str, bytes]


def bench_import() -> list[dict[str, Any]]:
    """Return the seconds it takes to read and align the five documents' size times 100."""
    documents = _documents()
    size = CHAPTERS * sum(len(data) for _, data in documents)
    ours, baseline = _in_turn(lambda: _ours(documents), lambda: _usual(documents))
    return [
        {
            "name": f"import of {len(documents)} documents, {CHAPTERS} times",
            "ours": ours,
            "baseline": baseline,
            "unit": "s (markdown-it-py and WRatio)",
            "ratio": baseline / ours,
            "size": size,
        }
    ]


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
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
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
