"""The neutral message as pages, each small enough for one message of Slack's.

Slack takes 50 blocks a message, and answers `msg_blocks_too_long` to what is too long without
saying how it counts: 13,200 characters of blocks were refused, and 11,300 bytes of text
(https://github.com/slackapi/bolt-js/issues/2509 and 2867). Pages are measured in bytes of JSON,
which are more than either, and leave room of both for buttons. Pure: the same message makes the
same pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.view import Card, Columns, Message
from bot.platforms.slack.rendering.assembly import Block, blocks_of
from bot.platforms.slack.rendering.cards import Unit, card_unit, title, unit_of
from bot.platforms.slack.rendering.pieces import Divider, Piece, size, small
from bot.platforms.slack.rendering.splitting import take, weight_of
from bot.platforms.slack.rendering.tables import Table, tables_of
from bot.presentation import paging
from bot.presentation.sanitize import sanitize_line

PAGE_SIZE = 9_000  # bytes of JSON, without the running head: at most 700
PAGE_BLOCKS = 40
_LONGEST_TEXT = 3 * PAGE_SIZE  # a longer one is attached
_BEGINNING = 3_000  # how much of an attached text is shown, in bytes of JSON
_WORTH_STARTING = PAGE_SIZE // 2  # where less is left, a text that must be cut begins a page
_LONGEST_RUNNING_HEAD = 80
_DIVIDER: list[Block] = blocks_of([Divider()])


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text too long for pages, as its author wrote it; `name` is plain ASCII."""

    name: str
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one message shows, from the top, never nothing; `summary` is the whole message's."""

    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()
    summary: str = ""


def pages_of(message: Message, *, tables: bool = True, files: bool = True) -> tuple[Page, ...]:
    """Return the message's pages, at least one, and each text whole on one where it fits.

    A text of more than about three pages shows its beginning and is attached, except where there
    can be no `files`, as on what one person sees alone. Key points of cards in columns stand in
    `tables` at the end, which are for messages only: a view has none.
    """
    points = tables_of(message, PAGE_SIZE) if tables else ()
    binder = _Binder(pointed=not points, files=files)
    after_cards = False
    for block in message.blocks:
        if isinstance(block, Columns):
            for heading, cards in zip(block.titles, block.columns, strict=True):
                binder.add_column(heading, cards)
        elif isinstance(block, Card):
            binder.add(card_unit(block, labelled=True), divided=True)
        else:
            binder.add(unit_of(block), divided=after_cards)
        after_cards = isinstance(block, Columns | Card)
    for table in points:
        binder.add_table(table)
    return binder.bound(message.summary)


@dataclass
class _Draft:
    """A page being filled."""

    blocks: list[Block] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    room: int = PAGE_SIZE
    # Whether nothing but a running head stands on it, and whether a table does.
    is_fresh: bool = True
    is_full: bool = False

    def takes(self, needed: int, blocks: int) -> bool:
        """Say whether so many bytes fit, in so many blocks."""
        slots = PAGE_BLOCKS - len(self.blocks)
        return not self.is_full and needed <= self.room and blocks <= slots

    def write(self, blocks: list[Block]) -> None:
        """Put blocks below the others."""
        self.blocks += blocks
        self.room -= size(blocks)


class _Binder:
    """Fills pages from the first to the last."""

    def __init__(self, *, pointed: bool, files: bool) -> None:
        self._pages = [_Draft()]
        self._names: dict[str, int] = {}
        self._pointed = pointed
        self._has_files = files

    def add_column(self, heading: str, cards: tuple[Card, ...]) -> None:
        """Put the cards below each other, the heading with the first."""
        for number, card in enumerate(cards):
            unit = card_unit(card, labelled=False, pointed=self._pointed)
            self.add(unit, divided=True, section=heading, above=() if number else title(heading))

    def add(
        self, unit: Unit, *, divided: bool = False, above: tuple[Piece, ...] = (), section: str = ""
    ) -> None:
        """Put a unit on this page or the next, or on as many as it takes.

        `above` is a title that must not be left alone, `section` what a page that begins with
        the unit goes on with.
        """
        if not unit.pieces:
            return
        unit, attachment = self._shortened(unit) if self._has_files else (unit, None)
        over, blocks = blocks_of(above), blocks_of(unit.pieces)
        fits = size(blocks) <= PAGE_SIZE
        needed = size([*_DIVIDER, *over]) + (size(blocks) if fits else _WORTH_STARTING)
        if not self._page.takes(needed, len([*_DIVIDER, *over, *blocks])):
            self._turn("" if above else section)
        if divided and not self._page.is_fresh:
            self._page.write(_DIVIDER)
        self._page.write(over)
        self._write(unit, blocks, " · ".join(filter(None, (section, unit.name))))
        if attachment:
            self._page.attachments.append(attachment)
        self._page.is_fresh = False

    def add_table(self, table: Table) -> None:
        """Put a table below everything else: a page holds one, at its end."""
        if not self._page.takes(size(table), 1):
            self._turn("")
        self._page.write([table])
        self._page.is_fresh, self._page.is_full = False, True

    def bound(self, summary: str) -> tuple[Page, ...]:
        """Return the pages; a message without anything to show shows its summary."""
        if self._page.is_fresh and len(self._pages) == 1:
            self._page.write(blocks_of([small(_short(summary) or paging.NO_TEXT)]))
        return tuple(
            Page(tuple(page.blocks), tuple(page.attachments), summary) for page in self._pages
        )

    @property
    def _page(self) -> _Draft:
        return self._pages[-1]

    def _write(self, unit: Unit, blocks: list[Block], running_head: str) -> None:
        """Put a unit's blocks on this page if they fit, or pieces of it on this and others."""
        if size(blocks) <= self._page.room:
            self._page.write(blocks)
            return
        left = unit.pieces
        while left:
            taken, left = take(left, self._page.room)
            self._page.write(blocks_of(taken))
            self._page.is_fresh = False
            if left:
                self._turn(running_head)

    def _turn(self, running_head: str) -> None:
        """Begin a page."""
        if not self._page.is_fresh:
            self._pages.append(_Draft())
            if running_head:
                words = small(paging.continued_words(_short(running_head)))
                self._page.blocks += blocks_of([words])

    def _shortened(self, unit: Unit) -> tuple[Unit, Attachment | None]:
        """Return the unit with the beginning of its text, and the whole of a text too long."""
        if weight_of(unit.body) <= _LONGEST_TEXT or size(blocks_of(unit.body)) <= _LONGEST_TEXT:
            return unit, None
        name = self._file_name(unit.name)
        beginning, _ = take(unit.body, _BEGINNING)
        note = small(paging.attached_words(name))
        whole = Attachment(name, unit.markdown, paging.file_words(sanitize_line(unit.name)))
        return replace(unit, body=(*beginning, note)), whole

    def _file_name(self, author: str) -> str:
        stem = paging.file_name(author)
        count = self._names[stem] = self._names.get(stem, 0) + 1
        return f"{stem}-{count}.md" if count > 1 else f"{stem}.md"


def _short(text: str) -> str:
    line = sanitize_line(text)
    return line if len(line) <= _LONGEST_RUNNING_HEAD else f"{line[:_LONGEST_RUNNING_HEAD]}…"
