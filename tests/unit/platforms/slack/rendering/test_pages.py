"""A neutral message in pages of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.core.view import Card, CardKind, Columns, Heading, Line, Message, Moment, Point, Prose
from bot.platforms.chat_text.pages import Page
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.pages import PAGE_BLOCKS, PAGE_SIZE, pages_of
from bot.presentation.prose import parse, plain_text
from bot.presentation.sanitize import sanitize, sanitize_line
from tests.profiles import scaled
from tests.unit.platforms.messages import AT, POINTS, reply, reveal
from tests.unit.platforms.slack.rendering.hostile import messages
from tests.unit.platforms.slack.rendering.reading import check, squeezed, walked, words_of

HEAVY = settings(max_examples=scaled(25))
KINDS = {"rich_text", "header", "context", "divider", "table"}


def kinds(page: Page) -> list[str]:
    return [block["type"] for block in page.parts]


def cards_of(message: Message) -> Iterator[Card]:
    for block in message.blocks:
        if isinstance(block, Card):
            yield block
        elif isinstance(block, Columns):
            yield from (card for column in block.columns for card in column)


def texts_of(message: Message) -> Iterator[str]:
    """Yield what must be seen, each text in a row."""
    for card in cards_of(message):
        yield from map(sanitize_line, (card.source, card.remark, card.author, *card.also))
        told = (point for point in card.points if point.touched or point.differs)
        yield from (plain_text(parse(point.text)) for point in told)
        yield from plain_text(parse(card.markdown, typed=card.kind is CardKind.REPLY)).split("\n")
    for block in message.blocks:
        if isinstance(block, Prose):
            yield from plain_text(parse(block.markdown)).split("\n")
        elif isinstance(block, Heading):
            yield sanitize_line(block.text)
        elif isinstance(block, Line):
            yield sanitize(block.text)


def seen(pages: tuple[Page, ...]) -> str:
    """Return what all pages and their files say, without the words that they begin with."""
    said = "".join(words_of(page.parts[_begins(page) :]) for page in pages)
    files = "".join(
        squeezed(plain_text(parse(each.text, typed=typed)))
        for page in pages
        for each in page.attachments
        for typed in (False, True)
    )
    return said + files


def _begins(page: Page) -> int:
    first = page.parts[0]
    return int(first["type"] == "context" and first["elements"][0]["text"].endswith(", continued"))


@HEAVY
@given(messages)
def test_pages_keep_within_their_limits_and_the_same_message_makes_the_same(
    message: Message,
) -> None:
    pages = pages_of(message)
    assert pages_of(message) == pages
    for page in pages:
        check(page.parts, most=PAGE_BLOCKS)
        assert size(list(page.parts)) <= PAGE_SIZE + 700
        assert set(kinds(page)) <= KINDS
        assert kinds(page)[0] != "divider"
        assert kinds(page)[-1] != "divider"
        assert page.summary == message.summary


@HEAVY
@given(messages)
def test_the_pages_and_their_files_hold_every_word(message: Message) -> None:
    pages = pages_of(message)
    held = seen(pages)
    for text in texts_of(message):
        # Aligned columns go on in the next line, so a row of a table is looked for in words.
        for word in text.split():
            if len(word) <= 20:
                assert squeezed(word) in held


@HEAVY
@given(messages)
def test_views_have_no_table(message: Message) -> None:
    assert all("table" not in kinds(page) for page in pages_of(message, tables=False))


def test_a_reveal_reads_from_the_question_to_the_table_of_key_points() -> None:
    mine = Card(
        CardKind.REPLY, "Ann", "It *relaxes*.\nThen it stretches.", POINTS, ("Bo", "Cy"), mine=True
    )
    doubtful = Card(
        CardKind.REPLY,
        "Dee",
        "No idea.",
        (POINTS[0], replace(POINTS[1], differs="No.")),
        remark="A guess.",
    )
    (page,) = pages_of(reveal(mine, doubtful))
    assert kinds(page) == [
        *("header", "rich_text", "divider"),
        *("header", "rich_text", "context", "rich_text", "divider"),
        *("header", "rich_text", "context", "rich_text", "divider"),
        *("rich_text", "context", "rich_text", "divider"),
        *("rich_text", "table"),
    ]
    assert words_of(page.parts[8:12]) == squeezed(
        "Replies Ann · you also: Bo, Cy It relaxes. Then it stretches."
    )
    assert [[cell["text"] for cell in row] for row in page.parts[-1]["rows"]] == [
        ["Key point", "Ann · reply · you", "Dee · reply"],
        ["Gluten relaxes.", "✓ found", "✓ found"],
        ["Dough stretches.", "·", "≠ differs"],
    ]


@pytest.mark.parametrize(
    "replies",
    [
        [reply("Ann", "So.", points=POINTS), reply("Ann", "No.", points=POINTS)],
        [reply("Ann", "So.", points=POINTS), reply("Bo", "No.", points=POINTS[:1])],
        [reply(f"N{each}", "So.", points=POINTS) for each in range(100)],
        [reply("Ann", "So.", points=(Point("Rest. " * 3000, touched=True),))],
        [reply("Ann", "So.", points=tuple(Point(f"p{each}", touched=True) for each in range(100)))],
    ],
    ids=["namesakes", "other points", "too many people", "a long point", "too many points"],
)
def test_points_that_make_no_table_stand_on_the_cards(replies: list[Card]) -> None:
    pages = pages_of(reveal(*replies))
    assert all("table" not in kinds(page) for page in pages)
    told = sum(words_of(page.parts).count("✓found:") for page in pages)
    assert told == sum(point.touched for each in replies for point in each.points)


def test_more_people_than_a_table_takes_stand_in_several() -> None:
    pages = pages_of(reveal(*(reply(f"N{each}", "So.", points=POINTS) for each in range(25))))
    tables = [block for page in pages for block in page.parts if block["type"] == "table"]
    assert [len(table["rows"][0]) for table in tables] == [20, 7]
    assert all(kinds(page).index("table") == len(page.parts) - 1 for page in pages[-2:])


@pytest.mark.parametrize("people", [2, 7, 12])
def test_a_table_takes_no_more_people_than_its_page_has_room_for(people: int) -> None:
    points = tuple(Point(f"{each}. {'Rest. ' * 40}", touched=True) for each in range(16))
    pages = pages_of(reveal(*(reply(f"N{each}", "So.", points=points) for each in range(people))))
    assert any("table" in kinds(page) for page in pages)
    assert all(size(list(page.parts)) <= PAGE_SIZE for page in pages)


def test_a_card_outside_columns_says_whose_text_it_is_and_what_it_touches() -> None:
    (page,) = pages_of(Message("", (Card(CardKind.EARLIER, "Nils", "So.", POINTS[:1]),)))
    assert words_of(page.parts) == squeezed("Nils · earlier reader So. ✓ found: Gluten relaxes.")


def test_a_moment_is_shown_in_each_readers_own_zone() -> None:
    (page,) = pages_of(Message("", (Moment("Closes <!here>", AT),)))
    label, time = page.parts[0]["elements"][0]["elements"]
    assert label == {"type": "text", "text": "Closes <!here> "}
    assert time == {
        "type": "date",
        "timestamp": 1772442000,
        "format": "{date_long_pretty} at {time}",
        "fallback": "2026-03-02 09:00 UTC",
    }


@pytest.mark.parametrize("summary", ["", "Skipped"])
def test_a_message_without_blocks_still_says_something(summary: str) -> None:
    (page,) = pages_of(Message(summary, ()))
    assert words_of(page.parts) == squeezed(summary or "No text.")


def test_a_card_without_a_text_says_so() -> None:
    (page,) = pages_of(Message("", (reply("Ann", ""),)))
    assert words_of(page.parts) == squeezed("Ann · reply No text.")


def test_a_title_too_long_for_a_header_is_a_bold_line() -> None:
    (page,) = pages_of(Message("", (Heading("Why? " * 40),)))
    assert page.parts[0]["elements"][0]["elements"][0]["style"] == {"bold": True}


def test_a_card_that_fits_on_the_next_page_is_not_torn_apart() -> None:
    replies = [reply(f"N{number}.", "Rest the dough. " * 100) for number in range(12)]
    pages = pages_of(reveal(*replies))
    assert len(pages) > 2
    for number in range(12):
        (text,) = (
            words_of([block])
            for page in pages
            for block in page.parts
            if words_of([block]).startswith(f"N{number}.")
        )
        assert text.count("Restthedough.") == 100


def test_a_page_that_goes_on_says_with_what() -> None:
    pages = pages_of(reveal(*(reply(f"N{number}", "Rest. " * 700) for number in range(4))))
    assert len(pages) > 1
    assert all(words_of(page.parts).startswith("Replies,continuedN") for page in pages[1:])


def test_a_title_is_never_alone_at_the_foot_of_a_page() -> None:
    reference = Card(CardKind.REFERENCE, "Mara", "Rest. " * 1300)
    both = Columns(((reference,), (reply("Ann", "Rest. " * 400),)), ("Reference", "Replies"))
    first, second = pages_of(Message("", (both,)))
    assert "Replies" not in words_of(first.parts)
    assert words_of(second.parts).startswith("RepliesAnn")


def test_a_text_of_two_pages_is_continued_on_the_next() -> None:
    pages = pages_of(reveal(reply("Ann", "Rest the dough. " * 900)))
    assert len(pages) == 2
    assert words_of(pages[1].parts).startswith(squeezed("Replies · Ann, continued Rest the"))
    assert sum(words_of(page.parts).count("Restthedough.") for page in pages) == 900
    assert not any(page.attachments for page in pages)


def test_a_text_of_many_pages_shows_its_beginning_and_is_attached_whole() -> None:
    text = "Rest the *dough*. " * 3000
    (page,) = pages_of(reveal(reply("Zoë Ü.", text), reply("ann", "Short.")))
    (attachment,) = page.attachments
    assert (attachment.name, attachment.text) == ("answer-by-zoe-u.md", text)
    assert attachment.description == "The whole answer by Zoë Ü."
    assert squeezed("The whole text is in the file answer-by-zoe-u.md.") in words_of(page.parts)


def test_a_text_of_many_pages_is_whole_where_there_can_be_no_file() -> None:
    pages = pages_of(reveal(reply("Ann", "Rest the dough. " * 3000)), files=False)
    assert not any(page.attachments for page in pages)
    assert sum(words_of(page.parts).count("Restthedough.") for page in pages) == 3000


def test_files_of_the_same_author_have_different_names() -> None:
    long = "Rest the dough. " * 3000
    pages = pages_of(reveal(reply("Ann", long), reply("ann!", long), reply("小麦", long)))
    names = [each.name for page in pages for each in page.attachments]
    assert names == ["answer-by-ann.md", "answer-by-ann-2.md", "answer.md"]


def test_the_names_of_thousands_who_wrote_the_same_are_all_there() -> None:
    names = tuple(f"name{number}" for number in range(3000))
    pages = pages_of(reveal(Card(CardKind.REPLY, "Ann", "Rest.", also=names)))
    found = re.findall(r"name\d+", "".join(words_of(page.parts) for page in pages))
    assert tuple(found) == names


def test_thousands_of_cards_are_all_there_in_their_order() -> None:
    pages = pages_of(reveal(*(reply(f"<@N{number}>", "Rest.") for number in range(2000))))
    for page in pages:
        check(page.parts, most=PAGE_BLOCKS)
    found = [
        each["text"]
        for page in pages
        for each in walked(page.parts)
        if each.get("style") == {"bold": True} and each["text"].startswith("<")
    ]
    assert found == [f"<@N{number}>" for number in range(2000)]
