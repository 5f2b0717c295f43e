"""Documents as people have them, and what goes wrong with them on their way to an upload."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.shared import SHARED

_SHIPPED = Path(__file__).parents[3] / "content"
_READ = {".md", ".txt", ".html", ".ipynb", ".org", ".tex", ".csv", ".tsv", ".json", ".xml", ".yaml"}
_LARGEST = 60_000  # bytes; that a large one takes no longer than its size says is told elsewhere

# One of each layout that there is, small.
_WRITTEN = (
    "1. What is dough?\n\nFlour and water.\n\n2. Why does it rest?\n\nThe gluten relaxes.\n",
    "# Bread\n\nQ: What is dough?\nA: Flour and water.\n\nQ: Why rest?\nA: The gluten relaxes.\n",
    "What is dough? Flour and water.\n\nWhy does it rest? The gluten relaxes.\n",
    "> What is dough?\n\nFlour and water.\n\n> Why does it rest?\n\nThe gluten relaxes.\n",
    "**What is dough?**\n\nFlour and water.\n\n---\n\n**Why rest?**\n\nThe gluten relaxes.\n",
    "<details><summary>What is dough?</summary>Flour and water.</details>\n",
    "- What is dough?\n  - Flour and water.\n- Why does it rest?\n  - The gluten relaxes.\n",
    "| Question | Answer |\n|---|---|\n| What is dough? | Flour |\n| Why rest? | It relaxes |\n",
    "What is dough?\tFlour and water\nWhy does it rest?\tThe gluten relaxes\n",
    "What is dough?;Flour and water\nWhy does it rest?;The gluten relaxes\n",
    "What is dough?- Flour and water.Why does it rest?- The gluten relaxes.\n",
    "1. Flour and water.\n2. The gluten relaxes.\n3. Steam.\n",
    "Question 1\nWhat is dough?\nAnswer:\nFlour and water.\nPage 1\nQuestion 2\nWhy rest?\n",
)
_SNIPPETS = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80",
    b"\r", b"\r\n", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b"\xc2\x85", b"\xe2\x80\xae", b"\x1b[31m",
    b"```\n", b"~~~~\n", b"> " * 50, b"- " * 50, b"#" * 50, b"*" * 50, b"|" * 50, b"<details>" * 9,
    b"</summary>", b"<summary>", b"<!--", b"<script>", b"&#0;", b"&#xd800;", b"?" * 50, b"1." * 50,
    b"9" * 50 + b". ", b"Q: ", b"A: ", b"\t", b" " * 90, b"\n" * 90, b"a\xcc\x81" * 30, b"---\n",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d" * 9, b"\xd9\x85\xd8\xb1", b"%PDF-", b"PK\x03\x04", b"{\\rtf",
)  # fmt: skip
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp037",
              "shift_jis", "koi8-r", "utf-7")  # fmt: skip

Mutation = Callable[[random.Random, bytes], bytes]


def seeds() -> list[bytes]:
    """Return real-looking documents: small ones, those shipped, those beside the checkout."""
    files = [path for path in sorted(_SHIPPED.rglob("*")) if path.suffix in _READ]
    if SHARED is not None:
        beside = sorted((SHARED / "corpus").rglob("*"))
        files += [path for path in beside if path.is_file() and path.suffix in _READ]
    read = [path.read_bytes() for path in files if path.stat().st_size <= _LARGEST]
    return [*(text.encode() for text in _WRITTEN), *read]


def documents(chance: random.Random, known: Sequence[bytes]) -> Iterator[bytes]:
    """Yield documents for ever: mutations of those that are known, and bytes of no sense at all."""
    while True:
        if chance.random() < 0.05:
            yield chance.randbytes(chance.randrange(400))
            continue
        document = chance.choice(known)
        for _ in range(chance.randint(1, 6)):
            document = chance.choice(_MUTATIONS)(chance, document)[:_LARGEST]
        yield document


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randint(0, len(data))


def _inserted(chance: random.Random, data: bytes) -> bytes:
    at = _place(chance, data)
    return data[:at] + chance.choice(_SNIPPETS) + data[at:]


def _cut(chance: random.Random, data: bytes) -> bytes:
    first, last = sorted((_place(chance, data), _place(chance, data)))
    return data[:first] + data[last:]


def _doubled(chance: random.Random, data: bytes) -> bytes:
    first = _place(chance, data)
    part = data[first : first + chance.randrange(400)]
    return data[:first] + part * chance.randint(1, 30) + data[first:]


def _flipped(chance: random.Random, data: bytes) -> bytes:
    flipped = bytearray(data)
    for _ in range(min(len(flipped), chance.randint(1, 8))):
        flipped[chance.randrange(len(flipped))] = chance.randrange(256)
    return bytes(flipped)


def _shuffled(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    first = chance.randrange(len(lines))
    some = lines[first : first + chance.randint(2, 30)]
    chance.shuffle(some)
    return b"\n".join([*lines[:first], *some, *lines[first + len(some) :]])


def _joined(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", chance.choice((b"", b" ", b"\r\n", b"\n\n", b"\n> ", b"\n  ")))


def _encoded(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(_ENCODINGS), "replace")


_MUTATIONS: tuple[Mutation, ...] = (
    *[_inserted] * 3,
    _cut,
    _doubled,
    _flipped,
    _shuffled,
    _joined,
    _encoded,
)
