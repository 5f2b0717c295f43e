"""A neutral message in pages, whatever they are measured in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ids import PictureId
from bot.core.pictures import Picture
from bot.core.view import Card, CardKind, Columns, Heading, Image, Line, Message, Prose
from bot.platforms.chat_text.blocks import card_unit
from bot.platforms.chat_text.pages import Binder, Limits, Page
from bot.presentation.prose import parse, plain_text
from bot.presentation.sanitize import FIRST_STRONG_ISOLATE, POP_ISOLATE, sanitize_line
from tests.profiles import scaled
from tests.unit.platforms.chat_text.plain import Plain, media
from tests.unit.platforms.messages import messages, reply, reveal

HEAVY = settings(max_examples=scaled(25))
PLAIN = Plain()
FAMILY = "👩‍👩‍👧‍👦"
LIMITS = Limits(size=1_500, parts=12, files=3, beginning=700, file_is_part=True)
RUNNING_HEAD = 200 * 4 + 30  # characters of at most four bytes, and the margin
limits = st.builds(
    Limits,
    size=st.integers(1_300, 9_000),
    parts=st.integers(5, 40),
    files=st.integers(0, 4),
    beginning=st.just(700),
    file_is_part=st.booleans(),
)


def pages_of(
    message: Message, medium: Plain = PLAIN, within: Limits = LIMITS
) -> tuple[Page[str], ...]:
    binder = Binder(medium, within)

    def add_columns(columns: Columns) -> None:
        for heading, cards in zip(columns.titles, columns.columns, strict=True):
            units = [card_unit(card, medium, labelled=False) for card in cards]
            binder.add_column(heading, units)

    binder.add_blocks(message, add_columns)
    return binder.bound(message.summary)


def words(text: str) -> set[str]:
    """Return the short words; a long one may be cut."""
    return {word for word in re.findall(r"[^\W_]+", text) if len(word) < 20}


def said(message: Message) -> set[str]:
    """Return the words of everything that people wrote."""
    found: set[str] = set()
    for block in message.blocks:
        cards = [block] if isinstance(block, Card) else []
        if isinstance(block, Columns):
            cards = [card for column in block.columns for card in column]
        elif isinstance(block, Prose):
            found |= words(plain_text(parse(block.markdown)))
        elif isinstance(block, Heading | Line):
            found |= words(sanitize_line(block.text))
        for card in cards:
            typed = card.kind is CardKind.REPLY
            found |= words(plain_text(parse(card.markdown, typed=typed)))
            found |= words(" ".join(map(sanitize_line, (card.source, card.remark))))
    return found


@HEAVY
@given(messages, media, limits)
def test_no_page_is_over_its_limits_and_none_is_empty(
    message: Message, medium: Plain, within: Limits
) -> None:
    pages = pages_of(message, medium, within)
    assert pages == pages_of(message, medium, within)
    for page in pages:
        assert page.parts
        assert page.parts[0] != medium.divider
        assert page.parts[-1] != medium.divider
        files = len(page.attachments) if within.file_is_part else 0
        assert len(page.parts) + files <= within.parts + 1  # a running head
        assert len(page.attachments) <= within.files
        assert page.summary == message.summary
        assert medium.size_of(page.parts) <= within.size + RUNNING_HEAD


@HEAVY
@given(messages, media, limits)
def test_the_pages_and_their_files_hold_every_word(
    message: Message, medium: Plain, within: Limits
) -> None:
    held: set[str] = set()
    for page in pages_of(message, medium, within):
        held |= {word for part in page.parts for word in words(part)}
        for attachment in page.attachments:
            for typed in (False, True):
                held |= words(plain_text(parse(attachment.text, typed=typed)))
    assert said(message) <= held


def test_a_text_is_whole_on_the_next_page_where_it_does_not_fit_on_this_one() -> None:
    pages = pages_of(reveal(*(reply(f"N{number}", "Rest. " * 120) for number in range(4))))
    texts = [part for page in pages for part in page.parts if "Rest. Rest." in part]
    assert [text.count("Rest.") for text in texts] == [120] * 4
    assert [page.parts[0] for page in pages[1:]] == ["Replies, continued"] * (len(pages) - 1)


@pytest.mark.parametrize(
    ("author", "head"),
    [
        ("Ann", "Ann, continued"),
        ("שלום", f"{FIRST_STRONG_ISOLATE}שלום{POP_ISOLATE}, continued"),
        (f"{'a' * 76} {FAMILY}", f"{'a' * 76} {FAMILY}, continued"),
        (f"{'a' * 76} {FAMILY} b", f"{'a' * 76} {FAMILY}…, continued"),
    ],
    ids=["short", "from right to left", "one character at the limit", "long"],
)
def test_a_page_that_goes_on_names_whose_text_it_is_and_breaks_no_character(
    author: str, head: str
) -> None:
    _, second, *_ = pages_of(Message("", (reply(author, "Rest the dough. " * 150),)))
    assert second.parts[0] == head


def test_a_text_of_many_pages_is_attached_where_there_can_be_files() -> None:
    message = reveal(reply("Ann", "Rest the dough. " * 600))
    (attachment,) = (each for page in pages_of(message) for each in page.attachments)
    assert attachment.text == "Rest the dough. " * 600
    pages = pages_of(message, within=replace(LIMITS, files=0))
    assert not any(page.attachments for page in pages)
    assert sum(part.count("Rest the") for page in pages for part in page.parts) == 600


def test_a_page_holds_no_more_files_than_it_may() -> None:
    message = reveal(*(reply(f"N{each}", "Rest. " * 2_000) for each in range(9)))
    for most in (1, 2):
        pages = pages_of(message, within=replace(LIMITS, size=2_000, files=most))
        held = [len(page.attachments) for page in pages]
        assert (sum(held), max(held)) == (9, most)


def test_below_what_comes_last_on_a_page_there_is_nothing() -> None:
    binder = Binder(PLAIN, LIMITS)
    for table in ("one", "two"):
        binder.add_last(table)
    binder.add_blocks(Message("", (Line("After."),)), lambda columns: None)
    assert [page.parts for page in binder.bound("")] == [("one",), ("two",), ("After.",)]


@given(st.lists(st.integers(1, 900), min_size=1, max_size=12), st.integers(3, 12))
def test_no_heading_stands_at_the_end_of_a_page(lengths: list[int], parts: int):
    blocks = [
        block
        for number, length in enumerate(lengths)
        for block in (Heading(f"Deck {number}", 3), Line("x" * length))
    ]
    found = pages_of(Message("Decks", tuple(blocks)), within=replace(LIMITS, parts=parts))
    said_ = [re.findall(r"Deck \d+|x+", "\n".join(each.parts)) for each in found]
    assert all(each[-1].startswith("x") for each in said_)
    assert sum(each.startswith("Deck") for page in said_ for each in page) == len(lengths)


def test_a_title_longer_than_a_page_stands_alone_and_nothing_is_lost() -> None:
    heading = "Why? " * 400
    message = Message("", (Columns(((reply("Ann", "Rest the dough. "),),), (heading,)),))
    first, second = pages_of(message)
    assert first.parts == (heading.strip(),)
    assert "Rest the dough." in second.parts[-1]


def _pictured(number: int, pictures: int) -> Card:
    shown = [
        Image(Picture(PictureId(f"{number}-{each}"), "image/png", 4, 3), f"Picture {number}-{each}")
        for each in range(pictures)
    ]
    return replace(reply(f"N{number}", "Rest. " * 40), images=tuple(shown))


@pytest.mark.parametrize("most", [1, 3, 10])
def test_pictures_stand_below_their_text_and_no_page_has_more_than_it_may(most: int) -> None:
    cards = [_pictured(number, 4) for number in range(6)]
    within = Limits(size=2_000, parts=22, files=most, beginning=500, pictures=most)

    pages = pages_of(reveal(*cards), within=within)

    shown = [image.description for page in pages for image in page.images]
    assert shown == [f"Picture {number}-{each}" for number in range(6) for each in range(4)]
    assert all(len(page.images) + len(page.attachments) <= most for page in pages)
    for page in pages:
        said = " ".join(page.parts)
        assert [each.description for each in page.images if each.description not in said] == []


def test_where_no_picture_can_be_shown_it_is_said_where_they_are() -> None:
    (page,) = pages_of(reveal(_pictured(1, 2)))

    assert "With 2 pictures, shown in the room on the web" in " ".join(page.parts)
    assert not page.images
