"""What Discord tells of a channel that another worker's shard has."""

from __future__ import annotations

import pytest

from bot.platforms.discord.posts import Forum, _forum

TAGS = [{"id": "7", "moderated": True}, {"id": "8", "moderated": False}]


@pytest.mark.parametrize(
    ("told", "forum"),
    [
        ({"type": 0}, None),
        ({"type": 5}, None),
        ({"type": 99}, None),
        ({"type": 15, "available_tags": TAGS}, Forum(1, 2, None)),
        ({"type": 15, "available_tags": TAGS, "flags": 1 << 4}, Forum(1, 2, 8)),
        ({"type": 16, "available_tags": TAGS[:1], "flags": 1 << 4}, Forum(1, 2, 7)),
        ({"type": 15, "available_tags": [], "flags": 1 << 4}, Forum(1, 2, None)),
    ],
)
def test_a_forum_is_told_by_its_kind_and_its_post_has_the_tag_that_it_needs(told, forum):
    assert _forum({"id": "1", "guild_id": "2", **told}) == forum
