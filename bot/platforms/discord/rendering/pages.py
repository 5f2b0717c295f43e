"""The neutral message as pages, each small enough for one message of Discord's.

Discord takes 40 components and 4,000 characters of text a message. A page leaves room of both for
the buttons and for the mention that `layout` adds. Pure: the same message makes the same pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.core.view import Card, Columns, Message
from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.cards import (
    Unit,
    card_unit,
    legend_unit,
    small,
    title,
    unit_of,
)
from bot.platforms.discord.rendering.inline import Run
from bot.platforms.discord.rendering.pieces import Flow
from bot.platforms.discord.rendering.splitting import fitted, joined, take
from bot.presentation import paging
from bot.presentation.sanitize import sanitize_line

PAGE_TEXT = 3500  # characters, without the running head: a line of at most 200
PAGE_PARTS = 22  # components: texts, dividers and files
PAGE_FILES = 10
_LONGEST_TEXT = 3 * PAGE_TEXT  # a longer one is attached
_BEGINNING = 1500  # how much of an attached text is shown
_WORTH_STARTING = PAGE_TEXT // 2  # where less is left, a text that must be cut begins a page
_LONGEST_RUNNING_HEAD = 80


@dataclass(frozen=True, slots=True)
class TextPart:
    """Discord's markdown."""

    content: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two texts."""


Part = TextPart | Divider


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text too long for pages, as its author wrote it; `name` is plain ASCII."""

    name: str
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one message shows, from the top; never without a text."""

    parts: tuple[Part, ...]
    attachments: tuple[Attachment, ...] = ()


def pages_of(message: Message) -> tuple[Page, ...]:
    """Return the message's pages, at least one, and each text whole on one where it fits.

    A text of more than about three pages shows its beginning and is attached.
    """
    binder = _Binder()
    after_cards = False
    for block in message.blocks:
        if isinstance(block, Columns):
            binder.add_columns(block)
        elif isinstance(block, Card):
            binder.add(card_unit(block, labelled=True), divided=True)
        else:
            binder.add(unit_of(block), divided=after_cards)
        after_cards = isinstance(block, Columns | Card)
    return binder.bound(message.summary)


@dataclass
class _Draft:
    """A page being filled."""

    parts: list[Part] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    room: int = PAGE_TEXT
    # Whether nothing but a running head stands on it.
    is_fresh: bool = True

    def takes(self, text: int, *, texts: int = 1, files: int = 0) -> bool:
        """Say whether so many characters fit, in so many texts, with a divider and files."""
        slots = PAGE_PARTS - len(self.parts) - len(self.attachments)
        has_files = len(self.attachments) + files <= PAGE_FILES
        return text <= self.room and texts + 1 + files <= slots and has_files

    def write(self, text: str) -> None:
        """Put a text below the others."""
        self.parts.append(TextPart(text))
        self.room -= length(text)

    def divide(self) -> None:
        """Put a line below the texts, if there are any to divide from."""
        if not self.is_fresh:
            self.parts.append(Divider())


class _Binder:
    """Fills pages from the first to the last."""

    def __init__(self) -> None:
        self._pages = [_Draft()]
        self._names: dict[str, int] = {}

    def add_columns(self, columns: Columns) -> None:
        """Put the columns below each other, key points before the first that is held to them."""
        legend: tuple[str, ...] = ()
        for heading, cards in zip(columns.titles, columns.columns, strict=True):
            points = next((card.points for card in cards if card.points), ())
            if points and not legend:
                self.add(legend_unit(points), divided=True)
                legend = tuple(point.text for point in points)
            self._add_column(heading, cards, legend)

    def _add_column(self, heading: str, cards: tuple[Card, ...], legend: tuple[str, ...]) -> None:
        """Put the cards below each other, the heading with the first."""
        for number, card in enumerate(cards):
            unit = card_unit(card, labelled=False, legend=legend)
            if number:
                self.add(unit, divided=True, section=heading)
            else:
                self.add(unit, divided=True, section=heading, above=title(heading))

    def add(
        self, unit: Unit, *, divided: bool = False, above: Flow | None = None, section: str = ""
    ) -> None:
        """Put a unit on this page or the next, or on as many as it takes.

        `above` is a title that must not be left alone, `section` what a page that begins with
        the unit goes on with.
        """
        if not unit.pieces:
            return
        over = above.text() if above else ""
        text = fitted(unit.pieces, PAGE_TEXT)
        attachment = None
        if text is None:
            unit, attachment = self._shortened(unit)
            text = fitted(unit.pieces, PAGE_TEXT)
        needed = length(over) + (_WORTH_STARTING if text is None else length(text))
        if not self._page.takes(needed, texts=1 + bool(over), files=bool(attachment)):
            self._turn("" if above else section)
        if divided:
            self._page.divide()
        if over:
            self._page.write(over)
        self._write(unit, text, " · ".join(filter(None, (section, unit.name))))
        if attachment:
            self._page.attachments.append(attachment)
        self._page.is_fresh = False

    def bound(self, summary: str) -> tuple[Page, ...]:
        """Return the pages; a message without anything to show shows its summary."""
        if self._page.is_fresh and len(self._pages) == 1:
            self._page.write(small(Run(_short(summary) or paging.NO_TEXT)).text())
        return tuple(Page(tuple(page.parts), tuple(page.attachments)) for page in self._pages)

    @property
    def _page(self) -> _Draft:
        return self._pages[-1]

    def _write(self, unit: Unit, text: str | None, running_head: str) -> None:
        """Put a unit's text on this page if it fits, or pieces of it on this and others."""
        if text is not None and length(text) <= self._page.room:
            self._page.write(text)
            return
        left = unit.pieces
        while left:
            taken, left = take(left, self._page.room)
            self._page.write(joined(taken))
            self._page.is_fresh = False
            if left:
                self._turn(running_head)

    def _turn(self, running_head: str) -> None:
        """Begin a page."""
        if not self._page.is_fresh:
            self._pages.append(_Draft())
            if running_head:
                words = small(Run(paging.continued_words(_short(running_head))))
                self._page.parts.append(TextPart(words.text()))

    def _shortened(self, unit: Unit) -> tuple[Unit, Attachment | None]:
        """Return the unit with the beginning of its text, and the whole of a text too long."""
        if fitted(unit.body, _LONGEST_TEXT) is not None:
            return unit, None
        name = self._file_name(unit.name)
        note = small(Run(paging.attached_words(name)))
        beginning, _ = take(unit.body, _BEGINNING)
        whole = Attachment(name, unit.markdown, paging.file_words(sanitize_line(unit.name)))
        return replace(unit, body=(*beginning, note)), whole

    def _file_name(self, author: str) -> str:
        stem = paging.file_name(author)
        count = self._names[stem] = self._names.get(stem, 0) + 1
        return f"{stem}-{count}.md" if count > 1 else f"{stem}.md"


def _short(text: str) -> str:
    line = sanitize_line(text)
    return line if len(line) <= _LONGEST_RUNNING_HEAD else f"{line[:_LONGEST_RUNNING_HEAD]}…"
