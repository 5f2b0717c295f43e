"""The text of PDF files: column by column, without running heads and page numbers."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2

from bot.importing.containers.pdf_apart import REFUSED
from bot.importing.containers.pdf_columns import Piece, lines_of, without_folio
from bot.importing.containers.reading import Unreadable

MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\S+")
_FIRST_PLANE = 0xFFFF
_COLUMN_GAP = 1.2  # of a letter's height, more than between words
_MARGIN_LINES = 3  # at the top and the foot of a page
_LONGEST_HEAD = 120
_FEWEST_PAGES = 2


_Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a character, in points from the foot of the page."""


def text_of(data: bytes) -> str:
    """Return a PDF's text, a page break as a blank line. Raises Unreadable."""
    pages = _pages(data)
    if not any(line.strip() for page in pages for line in page):
        raise Unreadable(
            "it holds no text: its pages are pictures; have them recognised as text first"
        )
    return _joined(_without_margins(pages))


def _pages(data: bytes) -> list[list[str]]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            "it is locked with a password; save it without one"
            if locked
            else "it is a broken PDF; download or save it again"
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable(
                f"it has {len(document):,} pages, and {MAX_PAGES:,} are the most; split it"
            )
        return _texts(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("one of its pages is broken; save it again, or as text") from error
    finally:
        document.close()


def _texts(document: pypdfium2.PdfDocument) -> list[list[str]]:
    pages, total = [], 0
    for page in document:
        text = page.get_textpage()
        pieces = without_folio(_pieces(text), page.get_height())
        total += sum(len(piece.text) for piece in pieces)
        if total > MAX_CHARACTERS:
            raise Unreadable(
                f"it holds more than {MAX_CHARACTERS // 10**6} million characters; split it"
            )
        pages.append(lines_of(pieces))
        text.close()
        page.close()
    return pages


def _pieces(text: pypdfium2.PdfTextPage) -> list[Piece]:
    """Return a page's lines, each cut where it leaves more room than between words."""
    characters = text.get_text_range()
    # Characters beyond the first plane are two of PDFium's, one of Python's.
    wide = any(ord(each) > _FIRST_PLANE for each in characters)
    pieces: list[Piece] = []
    begin = 0
    for line in re.split(r"(\r?\n)", characters):
        end = begin + (sum(1 + (ord(each) > _FIRST_PLANE) for each in line) if wide else len(line))
        if line.strip():
            pieces += _cut_pieces(text, line, begin) if end - begin == len(line) else []
        begin = end
    return pieces


def _cut_pieces(text: pypdfium2.PdfTextPage, line: str, begin: int) -> Iterator[Piece]:
    run: list[tuple[re.Match[str], _Box, _Box]] = []
    for word in _WORD.finditer(line):
        first = text.get_charbox(begin + word.start())
        last = text.get_charbox(begin + word.end() - 1)
        if run and first[0] - run[-1][2][2] > _COLUMN_GAP * max(first[3] - first[1], 6.0):
            yield _piece(line, run)
            run = []
        run.append((word, first, last))
    if run:
        yield _piece(line, run)


def _piece(line: str, run: Sequence[tuple[re.Match[str], _Box, _Box]]) -> Piece:
    boxes = [box for _, first, last in run for box in (first, last)]
    words = line[run[0][0].start() : run[-1][0].end()]
    return Piece(
        left=boxes[0][0],
        bottom=min(box[1] for box in boxes),
        right=boxes[-1][2],
        top=max(box[3] for box in boxes),
        text=_mended(words),
    )


def _mended(words: str) -> str:
    """Return text as it was typed: ligatures apart, a soft hyphen as the one it shows."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        words = words.replace(ligature, letters)
    return words.replace("\u00ad", "-").replace("\ufffe", "-").replace("\t", " ")


def _without_margins(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without lines that most of them have at the top or foot."""
    shapes: Counter[str] = Counter()
    for page in pages:
        shapes.update({_shape(line) for line in _edges(page)})
    repeated = {shape for shape, times in shapes.items()
                if times >= max(_FEWEST_PAGES, 0.5 * len(pages)) and shape}  # fmt: skip
    return [_cut(page, repeated) for page in pages]


def _edges(page: Sequence[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    return [*lines[:_MARGIN_LINES], *lines[-_MARGIN_LINES:]]


def _shape(line: str) -> str:
    """Return a line without its numbers, "" for one that says something, as a sentence does."""
    text = line.strip()
    if len(text) > _LONGEST_HEAD or text.endswith((".", "?", "!", ":")):
        return ""
    return _NUMBER.sub("#", text)


def _cut(page: Sequence[str], repeated: set[str]) -> list[str]:
    lines = list(page)
    for step in (1, -1):
        for _ in range(_MARGIN_LINES):
            edge = 0 if step == 1 else -1
            while lines and not lines[edge].strip():
                lines.pop(edge)
            if lines and _shape(lines[edge]) in repeated:
                lines.pop(edge)
    return lines


def _joined(pages: Sequence[Sequence[str]]) -> str:
    """Return the pages as one text; a sentence that goes on over the break goes on."""
    text: list[str] = []
    for page in pages:
        if text and page and text[-1].strip() and not _goes_on(text[-1], page[0]):
            text.append("")
        text += page
    return "\n".join(text)


def _goes_on(above: str, below: str) -> bool:
    return above.rstrip()[-1:] not in (".", "?", "!", ":") and below[:1].islower()


def main() -> int:
    """Write the text of the PDF on the standard input, or what is wrong with it."""
    _limit(memory=int(sys.argv[1]), seconds=int(sys.argv[2]))
    try:
        said, code = text_of(sys.stdin.buffer.read()), 0
    except Unreadable as error:
        said, code = str(error), REFUSED
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    return code


def _limit(*, memory: int, seconds: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # which is not everywhere

        wanted = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: seconds, resource.RLIMIT_CORE: 0}
        for what, most in wanted.items():
            _, hard = resource.getrlimit(what)
            # Who runs us may allow less already.
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (allowed, hard))


if __name__ == "__main__":
    sys.exit(main())
