"""Whatever is uploaded, it is read or refused in words; nothing is made up, and nothing hangs.

A document may take as long as its size says: its steps are counted as the function calls and the
bytes of memory that reading it takes. `make test-thorough` goes on for ten minutes.
"""

from __future__ import annotations

import html
import random
import re
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import pytest

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument
from bot.errors import DocumentError
from bot.importing import read_document
from bot.importing.containers import FORMATS
from bot.importing.decoding import decode
from bot.importing.lines import normalise
from tests.profiles import either, fault_seed
from tests.totals import count
from tests.unit.importing.mutations import documents, seeds

PARTS = either(1, 2)
SECONDS = either(2, 600)  # of the processor's time
# The most is taken by empty lines, each of them one byte: this is twice of it.
CALLS_A_BYTE, CALLS_ANYWAY = 100, 20_000
BYTES_A_BYTE, BYTES_ANYWAY = 1_500, 4_000_000
_MEASURED = 20  # one in so many: to count takes far longer than to read
_WORD = re.compile(r"[^\W_]+")
_FOLDING_TAG = re.compile(r"</?(?:details|summary|br|b)\b[^<>]*>?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*(?:>|(?=<))")
_ENDED_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")  # what has no end is text


class Cost:
    """What reading took: function calls, and bytes of memory at the most."""

    calls = 0
    memory = 0


@contextmanager
def _measured(cost: Cost) -> Iterator[None]:
    def note(_frame: FrameType, event: str, _argument: object) -> None:
        cost.calls += event in ("call", "c_call")

    tracemalloc.start()
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
        cost.memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


def _read(data: bytes) -> ParsedDocument | None:
    try:
        return read_document("notes.md", data)
    except DocumentError:
        return None


def _check_words(data: bytes, document: ParsedDocument) -> None:
    """What a question and an answer say stands in their lines, word for word and in their order.

    An answer's are its question's, or in a key far below it. What is not written as notes is read
    from records, and from text that its reader wrote.
    """
    if document.format.partition(",")[0] in FORMATS:
        return
    lines = normalise(decode("notes.md", data)[0]).split("\n")
    for item in document.items:
        for part in (ParsedAnswer(item.question, item.lines), *item.answers):
            written = (_between(lines, item.lines), _between(lines, part.lines))
            assert any(_stands_in(part.text, each) for each in written), (part.text, written)


def _between(lines: Sequence[str], these: Lines) -> str:
    return "\n".join(lines[these.first - 1 : these.last])


def _stands_in(text: str, written: str) -> bool:
    """Say so of a text whose words may have been written with marks, tags or a line's end in them.

    Each stands behind the one before it, in what was written or in that without its tags, all of
    them or those around questions.
    """
    tags = (_TAG, _ENDED_TAG, _FOLDING_TAG)
    shown = (written, *(html.unescape(each.sub("", written)) for each in tags))
    left = [_letters(each) for each in shown]
    for word in _WORD.findall(text):
        found = [each.find(word) for each in left]
        if max(found) < 0:
            return False
        left = [
            each if at < 0 else each[at + len(word) :] for each, at in zip(left, found, strict=True)
        ]
    return True


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_upload_breaks_the_importer_or_is_told_what_it_does_not_say(part: int):
    chance = random.Random(fault_seed() + part)  # noqa: S311  # to be repeated, not to be secret
    for broken in (b"\xff", b"b\xfe\xffc", b"\x81\x8d"):  # what is made once is nobody's cost
        _read(b"1. What is " + broken + b"?\n\nA letter, and what it means.\n")
    until = time.process_time() + SECONDS / PARTS
    for number, data in enumerate(documents(chance, seeds())):
        if time.process_time() > until:
            break
        if number % _MEASURED == 0:
            cost = Cost()
            with _measured(cost):
                document = _read(data)
            assert cost.calls <= CALLS_ANYWAY + CALLS_A_BYTE * len(data), data
            assert cost.memory <= BYTES_ANYWAY + BYTES_A_BYTE * len(data), data
        else:
            document = _read(data)
        count("documents of noise", int(document is None))
        if document is not None:
            count("documents of noise in which something was found")
            _check_words(data, document)
