"""A neutral message in pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.core.view import Card, CardKind, Columns, Heading, Line, Message, Moment, Point, Prose
from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.markdown import Divider, TextPart
from bot.platforms.discord.rendering.pages import (
    PAGE_FILES,
    PAGE_PARTS,
    PAGE_TEXT,
    Page,
    pages_of,
)
from bot.presentation.prose import parse, plain_text
from bot.presentation.sanitize import sanitize_line
from tests.profiles import scaled
from tests.unit.platforms.discord.rendering.reading import read
from tests.unit.platforms.discord.rendering.test_markdown import OURS, words
from tests.unit.platforms.messages import AT, POINTS, messages, reply, reveal

HEAVY = settings(max_examples=scaled(25))


def shown(page: Page) -> str:
    """Return the page's texts, with a line of dashes for each divider."""
    return "\n".join(part.content if isinstance(part, TextPart) else "-" * 9 for part in page.parts)


def cards_of(message: Message) -> Iterator[Card]:
    for block in message.blocks:
        if isinstance(block, Card):
            yield block
        elif isinstance(block, Columns):
            yield from (card for column in block.columns for card in column)


def markdown_of(message: Message) -> Iterator[tuple[str, bool]]:
    """Yield people's texts, and whether each was typed."""
    for card in cards_of(message):
        yield card.markdown, card.kind is CardKind.REPLY
        told = [point for point in card.points if point.touched or point.differs]
        yield from ((point.text, False) for point in told)
        yield from ((point.differs, False) for point in told)
    yield from ((block.markdown, False) for block in message.blocks if isinstance(block, Prose))


def lines_of(message: Message) -> Iterator[str]:
    """Yield what is shown as it stands."""
    for card in cards_of(message):
        yield from (card.source, card.remark, card.author)
        yield from card.also or ()
    for block in message.blocks:
        if isinstance(block, Heading | Line):
            yield block.text


@HEAVY
@given(messages)
def test_pages_keep_within_their_limits_and_the_same_message_makes_the_same(
    message: Message,
) -> None:
    pages = pages_of(message)
    assert pages_of(message) == pages
    for page in pages:
        texts = [part.content for part in page.parts if isinstance(part, TextPart)]
        assert texts
        assert all(text.strip() for text in texts)
        assert sum(map(length, texts)) <= PAGE_TEXT + 200
        assert len(page.parts) + len(page.attachments) <= PAGE_PARTS
        assert len(page.attachments) <= PAGE_FILES
        assert not isinstance(page.parts[0], Divider)
        assert not isinstance(page.parts[-1], Divider)


@HEAVY
@given(messages)
def test_only_our_own_markup_acts_on_any_page(message: Message) -> None:
    has_moment = any(isinstance(block, Moment) for block in message.blocks)
    allowed = OURS | {"heading", "small"} | ({"time"} if has_moment else set())
    for page in pages_of(message):
        for part in page.parts:
            if isinstance(part, TextPart):
                seen = read(part.content)
                assert seen.kinds() <= allowed
                assert {each for kind, each in seen.markup if kind == "time"} <= {
                    f"<t:{AT.timestamp():.0f}:F>",
                    f"<t:{AT.timestamp():.0f}:R>",
                }


@HEAVY
@given(messages)
def test_the_pages_and_their_files_hold_every_word(message: Message) -> None:
    pages = pages_of(message)
    held = words("\n".join(read(shown(page)).text for page in pages))
    for page in pages:
        for attachment in page.attachments:
            for typed in (False, True):
                held |= words(plain_text(parse(attachment.text, typed=typed)))
    for markdown, typed in markdown_of(message):
        assert words(plain_text(parse(markdown, typed=typed))) <= held
    for line in lines_of(message):
        assert words(sanitize_line(line)) <= held


def test_what_the_reference_says_word_for_word_is_named_by_its_first_words_alone() -> None:
    point = Point("The gluten relaxes while the dough rests under a cloth.", touched=True)
    other = Point("A dough that was never written down in so many words here.", touched=False)
    said = reveal(Card(CardKind.REPLY, "Ann", "So.", (point, other)))
    reference = Card(CardKind.REFERENCE, "Mara", f"{point.text} It stretches then.")
    columns = next(each for each in said.blocks if isinstance(each, Columns))
    changed = replace(columns, columns=((reference,), *columns.columns[1:]))
    blocks = tuple(changed if each is columns else each for each in said.blocks)

    (page,) = pages_of(replace(said, blocks=blocks))

    assert shown(page).count(point.text) == 1
    assert r"-# 1\. The gluten relaxes while…" in shown(page)
    assert other.text in shown(page)


def test_a_reveal_reads_from_the_question_to_the_last_reply() -> None:
    mine = Card(
        CardKind.REPLY, "Ann", "It *relaxes*.\nThen it stretches.", POINTS, ("Bo", "Cy"), mine=True
    )
    doubtful = Card(CardKind.REPLY, "Dee_D", "No idea.", remark="This may be a guess.")
    (page,) = pages_of(reveal(mine, doubtful))
    assert shown(page).splitlines() == [
        "### Bread · question 1",
        "Why does dough rest?",
        "---------",
        "### Reference",
        "**Mara**",
        "-# mara.md",
        "Gluten *relaxes*.",
        "---------",
        "### Key points",
        r"-# 1\. Gluten relaxes.",
        r"-# 2\. Dough *stretches*.",
        "---------",
        "### Replies",
        "**Ann** · you",
        "-# also: Bo, Cy",
        "It *relaxes*.",
        "Then it stretches.",
        "-# ✓ found: 1",
        "---------",
        r"**Dee\_D**",
        "-# This may be a guess.",
        "No idea.",
        "---------",
        "It is no grade.",
    ]


def test_a_card_outside_columns_says_whose_text_it_is() -> None:
    (page,) = pages_of(Message("", (Card(CardKind.EARLIER, "Nils", "So."),)))
    assert shown(page) == "**Nils** · earlier reader\nSo."


def test_a_moment_is_shown_in_each_readers_own_zone() -> None:
    (page,) = pages_of(Message("", (Moment("Closes", AT),)))
    assert shown(page) == "Closes <t:1772442000:F> (<t:1772442000:R>)"


@pytest.mark.parametrize("summary", ["", "Skipped"])
def test_a_message_without_blocks_still_says_something(summary: str) -> None:
    (page,) = pages_of(Message(summary, ()))
    assert shown(page) == f"-# {summary or 'No text.'}"


def test_a_card_without_a_text_says_so() -> None:
    (page,) = pages_of(Message("", (reply("Ann", ""),)))
    assert shown(page) == "**Ann** · reply\n-# No text."


def test_what_nobody_sees_of_a_card_has_no_line_of_its_own() -> None:
    nothing = "\u200b"
    (page,) = pages_of(
        Message("", (Card(CardKind.REPLY, nothing, "So.", source=nothing, remark=nothing),))
    )
    assert shown(page) == "So."


def test_a_title_that_ends_with_a_sign_keeps_it() -> None:
    (page,) = pages_of(Message("", (Heading("C#", 2),)))
    assert shown(page) == "## C#\u200b"


def test_a_card_that_fits_on_the_next_page_is_not_torn_apart() -> None:
    replies = [reply(f"N{number}", "Rest the dough. " * 60) for number in range(12)]
    pages = pages_of(reveal(*replies))
    assert len(pages) > 3
    for number in range(12):
        (page,) = (page for page in pages if f"**N{number}**" in shown(page))
        (part,) = (
            each.content
            for each in page.parts
            if isinstance(each, TextPart) and f"**N{number}**" in each.content
        )
        assert part.count("Rest the dough.") == 60


def test_a_page_that_goes_on_says_with_what() -> None:
    pages = pages_of(reveal(*(reply(f"N{number}", "Rest. " * 200) for number in range(4))))
    assert all(shown(page).startswith("-# Replies, continued\n**N") for page in pages[1:])


def test_a_title_is_never_alone_at_the_foot_of_a_page() -> None:
    reference = Card(CardKind.REFERENCE, "Mara", "Rest. " * 480)
    both = Columns(((reference,), (reply("Ann", "Rest. " * 150),)), ("Reference", "Replies"))
    first, second = pages_of(Message("", (both,)))
    assert "Replies" not in shown(first)
    assert shown(second).startswith("### Replies\n**Ann**")


def test_a_text_of_two_pages_is_continued_on_the_next() -> None:
    pages = pages_of(reveal(reply("Ann", "Rest the dough. " * 400)))
    assert len(pages) == 2
    assert shown(pages[1]).startswith("-# Replies · Ann, continued\nRest the dough.")
    assert sum(shown(page).count("Rest the dough.") for page in pages) == 400
    assert not any(page.attachments for page in pages)


def test_a_text_of_many_pages_shows_its_beginning_and_is_attached_whole() -> None:
    text = "Rest the *dough*. " * 1000
    (page,) = pages_of(reveal(reply("Zoë Ü.", text), reply("ann", "Short.")))
    (attachment,) = page.attachments
    assert (attachment.name, attachment.text) == ("answer-by-zoe-u.md", text)
    assert attachment.description == "The whole answer by Zoë Ü."
    assert "The whole text is in the file answer-by-zoe-u.md." in shown(page)


def test_files_of_the_same_author_have_different_names() -> None:
    long = "Rest the dough. " * 1000
    pages = pages_of(reveal(reply("Ann", long), reply("ann!", long), reply("小麦", long)))
    names = [each.name for page in pages for each in page.attachments]
    assert names == ["answer-by-ann.md", "answer-by-ann-2.md", "answer.md"]


def test_the_names_of_thousands_who_wrote_the_same_are_all_there() -> None:
    names = tuple(f"name{number}" for number in range(3000))
    pages = pages_of(reveal(Card(CardKind.REPLY, "Ann", "Rest.", also=names)))
    found = re.findall(r"name\d+", "".join(map(shown, pages)))
    assert tuple(found) == names


def test_thousands_of_cards_are_all_there_in_their_order() -> None:
    pages = pages_of(reveal(*(reply(f"N{number}", "Rest.") for number in range(2000))))
    found = re.findall(r"\*\*N(\d+)\*\*", "".join(map(shown, pages)))
    assert found == [str(number) for number in range(2000)]
