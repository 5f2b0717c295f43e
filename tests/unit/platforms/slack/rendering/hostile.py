"""Texts that try Slack's own markup, among those that try everybody's."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.view import Card, CardKind, Columns, Heading, Line, Message, Moment, Point, Prose
from tests.unit.platforms import hostile
from tests.unit.platforms.messages import AT

_TOKENS = [
    "<!channel>",
    "<!here>",
    "<!subteam^S123ABC>",
    "<@U123ABC>",
    "<@U123ABC|ann>",
    "<#C123ABC>",
    "<!date^1700000000^{date}|then>",
    "<https://evil.example|good.example>",
    "<mailto:a@b.example|mail>",
    "&lt;!channel&gt;",
    "&amp;lt;@U1&amp;gt;",
    "@channel",
    "slack://open",
    "http://[::1",
    "[x](http://[)",
    "[x](mailto:nobody)",
    "https://",
    ":tada:",
    "1000000000. big",
    "1. - > 1. deep",
    "- ```\n  x\n  ```",
    "> - quoted\n>\n> so",
    '"\\"',
]

texts = st.lists(st.sampled_from(_TOKENS) | hostile.texts, max_size=6).map(" ".join)
long_texts = hostile.long_texts | st.tuples(texts, st.integers(1, 200)).map(
    lambda parts: "\n\n".join([parts[0]] * min(parts[1], 12_000 // (len(parts[0]) + 1)))
)
_points = st.lists(st.builds(Point, texts, st.booleans()), max_size=3).map(tuple)
cards = st.builds(
    Card,
    kind=st.sampled_from(CardKind),
    author=texts,
    markdown=texts | long_texts,
    points=st.just((Point("Gluten relaxes.", touched=True),)) | _points,
    also=st.lists(texts, max_size=5).map(tuple),
    mine=st.booleans(),
    remark=texts,
    source=texts,
)
columns = st.lists(st.tuples(st.lists(cards, max_size=3).map(tuple), texts), max_size=3).map(
    lambda parts: Columns(tuple(each for each, _ in parts), tuple(title for _, title in parts))
)
blocks = (
    st.builds(Heading, texts, st.integers(1, 3))
    | st.builds(Line, texts)
    | st.builds(Prose, texts | long_texts)
    | st.builds(Moment, texts, st.just(AT))
    | cards
    | columns
)
messages = st.builds(Message, summary=texts, blocks=st.lists(blocks, max_size=4).map(tuple))
