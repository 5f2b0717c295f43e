"""Texts that try Slack's own markup, among those that try everybody's."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.core.view import Point
from tests.unit.platforms import hostile
from tests.unit.platforms.messages import messages_of, points_of

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
# Cards about the same points make a table.
_points = st.just((Point("Gluten relaxes.", touched=True),)) | points_of(texts)
messages = messages_of(texts, long_texts, _points)
