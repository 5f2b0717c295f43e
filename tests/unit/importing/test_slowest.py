"""No text of a size takes many times as long as ordinary notes of it, whatever it is made of.

What grows with the square of the size takes hundreds of times as long as they do.
"""

from __future__ import annotations

import random
from contextlib import suppress
from time import process_time

import pytest

from bot.errors import DocumentError
from bot.importing import read_document
from tests.profiles import fault_seed

SIZE = 40_000  # characters
MOST = 60  # times as long as notes
_NOTES = "## {}. What is bread made of?\n\nOf flour, water, salt and yeast, {} of each.\n\n"
_PIECES = (
    "?", "a\n", "- a\n", "> ", "#", "## a?\n", "1. a?\n", "```\n", "(", "[", "<", "<b>", "<div>",
    "<details>", "<!--", "&", "*", "**a** ", "_", "\\", "$", "=", "==", "::", "Q: a?\n", "A: b\n",
    "A) b\n", "What is a?\n", "e\u0301", "\u202e", "\u0645\u0627 ", "|", "| a ", "{", "}", ": a\n",
    "a,b\n", "...", "Page 1\n", "~", "\t", " ", "9", "1-B ", "[x] ", "\r", "a: b\n", "- [ ] a\n",
)  # fmt: skip
# What one line asks of all that stand below it, where nothing ends them.
_TOGETHER = ('??? question "a?"\n    b\na\na\na\n',)


def _taken(text: str) -> float:
    began = process_time()
    with suppress(DocumentError):
        read_document("notes.md", text.encode())
    return process_time() - began


@pytest.fixture(scope="module")
def usual() -> float:
    notes = "".join(_NOTES.format(number, number) for number in range(SIZE // 85))
    _taken(notes)  # what is made once is nobody's time
    return min(_taken(notes) for _ in range(3))


@pytest.mark.parametrize("piece", _PIECES)
def test_one_sign_over_and_over_is_read_in_time(piece: str, usual: float):
    assert _taken(piece * (SIZE // len(piece))) <= MOST * usual


@pytest.mark.parametrize("lines", _TOGETHER)
def test_lines_that_nothing_ends_are_read_in_time(lines: str, usual: float):
    assert _taken(lines * (SIZE // len(lines))) <= MOST * usual


def test_signs_in_any_order_are_read_in_time(usual: float):
    chance = random.Random(fault_seed())  # noqa: S311  # to be repeated, not to be secret
    for _ in range(6):
        some = chance.choices(_PIECES, k=chance.randint(2, 8))
        text = "".join(chance.choice(some) for _ in range(SIZE // 3))[:SIZE]
        assert _taken(text) <= MOST * usual, some
