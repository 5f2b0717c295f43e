"""A neutral message as pages, each small enough for one message of a platform's.

Pure: the same message makes the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from bot.core.view import Card, Columns, Heading, Image, Message
from bot.platforms.chat_text.blocks import Layout, Unit, card_unit, small, title, unit_of
from bot.platforms.chat_text.pieces import Piece, take
from bot.presentation import paging
from bot.presentation.graphemes import chunks
from bot.presentation.pictures import shown_elsewhere_words
from bot.presentation.sanitize import isolated, sanitize_line

Part = TypeVar("Part")

_PAGES_SHOWN = 3  # of one text; a longer one is attached
_LONGEST_HEAD = 80


@dataclass(frozen=True, slots=True)
class Limits:
    """What a page holds, without the running head of one that goes on, a line of at most 200.

    `size` is counted as the platform's `size_of` does; `beginning` is how much of it an attached
    text shows. Without `files` a text is never attached. At most so many `pictures` are shown,
    which count as files; without any it is said where they are.
    """

    size: int
    parts: int
    files: int
    beginning: int
    # Whether a file takes the place of a part.
    file_is_part: bool = False
    pictures: int = 0


class Medium(Layout, Protocol[Part]):
    """How a platform writes pieces, as parts of a page."""

    @property
    def divider(self) -> Part:
        """A line between two texts."""

    def write(self, pieces: Sequence[Piece]) -> list[Part]:
        """Return pieces that stand below each other as parts."""

    def size_of(self, parts: Sequence[Part]) -> int:
        """Return how much of a page's room the parts take."""

    def gallery(self, images: Sequence[Image]) -> list[Part]:
        """Return pictures that belong together as parts."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text too long for pages, as its author wrote it; `name` is plain ASCII."""

    name: str
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Part]):
    """What one message shows, from the top, never nothing; `summary` is the whole message's."""

    parts: tuple[Part, ...]
    attachments: tuple[Attachment, ...] = ()
    summary: str = ""
    images: tuple[Image, ...] = ()


@dataclass
class _OpenPage(Generic[Part]):
    """A page being filled."""

    room: int
    parts: list[Part] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    # Whether nothing but a running head stands on it, and whether nothing may follow.
    is_fresh: bool = True
    is_closed: bool = False


class Binder(Generic[Part]):
    """Fills pages from the first to the last, and keeps each text whole on one where it fits."""

    def __init__(self, medium: Medium[Part], limits: Limits) -> None:
        self._medium = medium
        self._limits = limits
        self._pages = [_OpenPage[Part](limits.size)]
        self._names: dict[str, int] = {}

    def add_blocks(self, message: Message, add_columns: Callable[[Columns], None]) -> None:
        """Put the message's blocks below each other, columns by what knows how to.

        A heading stands on the page of what it is above.
        """
        after_cards, heading = False, Unit()
        for block in message.blocks:
            unit = Unit() if isinstance(block, Columns | Card) else unit_of(block, self._medium)
            if heading.pieces and (isinstance(block, Heading | Columns | Card)):
                self.add(heading, divided=after_cards)
                after_cards, heading = False, Unit()
            if isinstance(block, Columns):
                add_columns(block)
            elif isinstance(block, Card):
                self.add(card_unit(block, self._medium, labelled=True), divided=True)
            elif isinstance(block, Heading) and self._leaves_room(unit):
                heading = unit
                continue
            elif unit.pieces or unit.images:
                self.add(unit, divided=after_cards, above=heading.pieces)
                heading = Unit()
            after_cards = isinstance(block, Columns | Card)
        self.add(heading, divided=after_cards)

    def _leaves_room(self, heading: Unit) -> bool:
        """Say whether a heading leaves room on its page for what it is above."""
        size = self._medium.size_of(self._medium.write(heading.pieces))
        return size <= self._limits.size // 4

    def add_column(self, heading: str, units: Sequence[Unit]) -> None:
        """Put a column's cards below each other, the heading with the first."""
        for number, unit in enumerate(units):
            above = () if number else title(heading, self._medium)
            self.add(unit, divided=True, section=heading, above=above)

    def add(
        self, unit: Unit, *, divided: bool = False, above: Sequence[Piece] = (), section: str = ""
    ) -> None:
        """Put a unit on this page or the next, or on as many as it takes.

        `above` is a title that must not be left alone, `section` what a page that begins with
        the unit goes on with.
        """
        if not (unit.pieces or unit.images):
            return
        medium, limits = self._medium, self._limits
        if unit.images and not limits.pictures:
            words = small(shown_elsewhere_words(len(unit.images)))
            unit = replace(unit, body=(*unit.body, words), images=())
        unit, attachment = self._shortened(unit)
        over, parts = medium.write(above), medium.write(unit.pieces)
        size = medium.size_of(parts)
        # Where less is left, a text that must be cut begins a page.
        needed = size if size <= limits.size else limits.size // 2
        if not self._takes(needed, [medium.divider, *over], parts, files=int(bool(attachment))):
            self._turn("" if above else section)
        if divided and not self._page.is_fresh:
            self._write([medium.divider])
        self._write(over)
        running_head = " · ".join(filter(None, (section, unit.name)))
        self._fill(unit, parts, running_head)
        if attachment:
            self._page.attachments.append(attachment)
        if unit.images:
            self._show(unit.images, running_head)

    def add_last(self, part: Part) -> None:
        """Put a part below everything else: a page holds one, at its end."""
        if not self._takes(0, [part], ()):
            self._turn("")
        self._write([part])
        self._page.is_closed = True

    def bound(self, summary: str) -> tuple[Page[Part], ...]:
        """Return the pages, at least one; a message without anything to show shows its summary."""
        if self._page.is_fresh and len(self._pages) == 1:
            self._write(self._medium.write([small(_short(summary) or paging.NO_TEXT)]))
        return tuple(
            Page(tuple(page.parts), tuple(page.attachments), summary, tuple(page.images))
            for page in self._pages
        )

    @property
    def _page(self) -> _OpenPage[Part]:
        return self._pages[-1]

    def _takes(
        self, text: int, others: Sequence[Part], parts: Sequence[Part], *, files: int = 0
    ) -> bool:
        """Say whether so much text fits, which is the `parts`, below the others."""
        page, limits = self._page, self._limits
        attached = len(page.attachments)
        held = attached + len(page.images) + files
        slots = limits.parts - len(page.parts) - (attached if limits.file_is_part else 0)
        fits = self._medium.size_of(others) + text <= page.room
        has_slots = len(others) + len(parts) <= slots and held <= max(limits.files, limits.pictures)
        return fits and has_slots and not page.is_closed

    def _write(self, parts: Sequence[Part]) -> None:
        self._page.parts += parts
        self._page.room -= self._medium.size_of(parts)
        self._page.is_fresh = self._page.is_fresh and not parts

    def _fill(self, unit: Unit, parts: Sequence[Part], running_head: str) -> None:
        """Put a unit's parts on this page if they fit, or pieces of it on this and others."""
        if self._medium.size_of(parts) <= self._page.room:
            self._write(parts)
            return
        left = unit.pieces
        if self._page.room < self._medium.least:
            self._turn(running_head)
        while left:
            taken, left = take(left, self._page.room, self._medium)
            self._write(self._medium.write(taken))
            if left:
                self._turn(running_head)

    def _show(self, images: Sequence[Image], running_head: str) -> None:
        """Put pictures below what was written last, on as many pages as it takes."""
        most = self._limits.pictures
        for at in range(0, len(images), most):
            shown = images[at : at + most]
            parts = self._medium.gallery(shown)
            if not self._takes(0, parts, (), files=len(shown)):
                self._turn(running_head)
            self._write(parts)
            self._page.images += shown

    def _turn(self, running_head: str) -> None:
        """Begin a page."""
        if self._page.is_fresh:
            return
        self._pages.append(_OpenPage(self._limits.size))
        if running_head:
            words = small(paging.continued_words(isolated(_short(running_head))))
            self._page.parts += self._medium.write([words])

    def _shortened(self, unit: Unit) -> tuple[Unit, Attachment | None]:
        """Return the unit with the beginning of its text, and the whole of a text too long."""
        if not self._limits.files or self._is_short(unit.body):
            return unit, None
        name = self._file_name(unit.name)
        beginning, _ = take(unit.body, self._limits.beginning, self._medium)
        note = small(paging.attached_words(name))
        whole = Attachment(name, unit.markdown, paging.file_words(sanitize_line(unit.name)))
        return replace(unit, body=(*beginning, note)), whole

    def _is_short(self, body: Sequence[Piece]) -> bool:
        longest = _PAGES_SHOWN * self._limits.size
        # A book is not written out to see that it is long.
        if sum(piece.characters for piece in body) > longest:
            return False
        return self._medium.size_of(self._medium.write(body)) <= longest

    def _file_name(self, author: str) -> str:
        stem = paging.file_name(author)
        count = self._names[stem] = self._names.get(stem, 0) + 1
        return f"{stem}-{count}.md" if count > 1 else f"{stem}.md"


def _short(text: str) -> str:
    line = sanitize_line(text)
    beginning = next(chunks(line, _LONGEST_HEAD), "")
    return line if beginning == line else f"{beginning}…"
