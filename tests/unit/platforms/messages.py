"""Neutral messages to render: examples by hand, and hostile ones for hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.core.view import Card, CardKind, Columns, Heading, Line, Message, Moment, Point, Prose
from tests.unit.platforms.hostile import long_texts, texts

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
POINTS = (Point("Gluten relaxes.", touched=True), Point("Dough *stretches*.", touched=False))


def messages_of(
    texts: st.SearchStrategy[str],
    long_texts: st.SearchStrategy[str],
    points: st.SearchStrategy[tuple[Point, ...]],
) -> st.SearchStrategy[Message]:
    """Return messages of any blocks, in which people wrote such texts."""
    cards = st.builds(
        Card,
        kind=st.sampled_from(CardKind),
        author=texts,
        markdown=texts | long_texts,
        points=points,
        also=st.lists(texts, max_size=5).map(tuple),
        mine=st.booleans(),
        remark=texts,
        source=texts,
    )
    columns = st.lists(st.tuples(st.lists(cards, max_size=4).map(tuple), texts), max_size=3).map(
        lambda parts: Columns(tuple(each for each, _ in parts), tuple(title for _, title in parts))
    )
    blocks = (
        st.builds(Heading, texts, st.integers(1, 3))
        | st.builds(Line, texts)
        | st.builds(Prose, texts | long_texts, quoted=st.booleans())
        | st.builds(Moment, texts, st.just(AT))
        | cards
        | columns
    )
    return st.builds(Message, summary=texts, blocks=st.lists(blocks, max_size=5).map(tuple))


def points_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Point, ...]]:
    """Return a few key points."""
    points = st.builds(Point, texts, st.booleans(), st.just("") | texts)
    return st.lists(points, max_size=3).map(tuple)


messages = messages_of(texts, long_texts, points_of(texts))


def reply(author: str, markdown: str, *, points: tuple[Point, ...] = ()) -> Card:
    """Return a member's reply."""
    return Card(CardKind.REPLY, author, markdown, points)


def reveal(*replies: Card) -> Message:
    """Return a reveal with a reference and these replies."""
    reference = Card(CardKind.REFERENCE, "Mara", "Gluten *relaxes*.", source="mara.md")
    return Message(
        summary="Answers are in",
        blocks=(
            Heading("Bread · question 1", 3),
            Prose("Why does dough rest?"),
            Columns(((reference,), replies, ()), ("Reference", "Replies", "Earlier readers")),
            Line("It is no grade."),
        ),
    )
