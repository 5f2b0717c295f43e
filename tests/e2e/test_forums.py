"""In a forum on Discord a question is a post, and everything of it stands there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, ChannelType, Tag

pytestmark = pytest.mark.usefixtures("waits")
POST = "POST /channels/{channel_id}/threads"
ARCHIVED = "GET /channels/{channel_id}/threads/archived/public"


async def _asked(club: Club, kind: ChannelType = ChannelType.FORUM) -> Channel:
    """Ask a question in a new forum."""
    forum = club.guild.channel("questions", kind)
    await _ask(club, forum)
    return forum


async def _ask(club: Club, forum: Channel) -> None:
    await club.mara.slash(club.study, "quiz open", deck="Baking bread", channel=forum)
    await club.bot.turn()
    await club.bot.turn()


def _post(forum: Channel) -> Channel:
    return next(each for each in forum.posts if each.name == QUESTION)


@pytest.mark.parametrize("kind", [ChannelType.FORUM, ChannelType.MEDIA])
async def test_a_question_is_a_post_that_is_answered_counted_and_revealed_there(
    club: Club, kind: ChannelType
):
    forum = await _asked(club, kind)
    post = _post(forum)
    (question,) = post.messages
    form = await club.ann.press(question, "Answer")
    await club.ann.submit(form, {"answer-0": "The gluten relaxes."})
    club.clock.advance(timedelta(minutes=1))
    await club.bot.turn()
    assert "1 person has answered" in question.text
    await club.close()
    await club.bot.turn()

    question, reveal = post.messages
    assert "Closed" in question.text
    assert "The gluten relaxes." in reveal.text
    assert reveal.pinged.users == (club.ann.user,)
    # The greeting is a post as well, and nothing leads to where everything is.
    assert len(forum.posts) == 2


async def test_a_command_in_a_post_is_about_its_forum_and_a_second_question_is_another_post(
    club: Club,
):
    forum = await _asked(club)
    seen = await club.mara.slash(_post(forum), "quiz open", deck="Baking bread")
    await club.bot.turn()

    assert "goes out to" in said(seen)
    assert [each.name for each in forum.posts if "?" in each.name] == [
        QUESTION,
        "What does steam do in the first minutes of baking?",
    ]


async def test_a_forum_that_requires_tags_gets_one_that_everybody_may_give(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    forum.tags, forum.requires_tag = [Tag(1, "news", moderated=True), Tag(2, "quiz")], True
    club.guild.world.channel_changed(forum)
    await discord_server.gateway.caught_up()
    await _ask(club, forum)

    assert [each.name for each in _post(forum).applied] == ["quiz"]


async def test_a_post_that_was_locked_leaves_the_reveal_to_another(club: Club):
    forum = await _asked(club)
    _post(forum).locked = True
    club.guild.world.channel_changed(_post(forum))
    await club.close()
    await club.bot.turn()

    assert any("relaxed dough" in each.messages[0].text for each in forum.posts)


async def test_a_post_whose_answer_was_lost_is_found_and_not_made_twice(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    await club.channel(forum)
    discord_server.faults.cut(POST)
    await _ask(club, forum)
    for _ in range(4):
        club.clock.advance(timedelta(seconds=30))
        await club.bot.turn()

    assert [each.name for each in forum.posts].count(QUESTION) == 1


async def test_one_is_found_among_more_archived_posts_than_a_page_has(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    await club.channel(forum)
    discord_server.faults.cut(POST)
    await _ask(club, forum)
    _archived(_post(forum), club.clock.now())
    # Somebody tidied up: more posts were archived after ours than Discord tells of at once.
    for number in range(130):
        old = club.guild.world.threads.post(
            forum, {"name": f"post {number}", "message": {"content": "x"}}, {}
        )[0]
        _archived(old, club.clock.now() + timedelta(seconds=number + 1))
    for _ in range(4):
        club.clock.advance(timedelta(seconds=30))
        await club.bot.turn()

    assert [each.name for each in forum.posts].count(QUESTION) == 1
    assert discord_server.rest.calls[ARCHIVED] == 2


def _archived(post: Channel, at: datetime) -> None:
    post.archived, post.archived_at = True, at


async def test_a_forum_that_requires_a_tag_and_has_none_is_told_what_to_change(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.MEDIA)
    await club.channel(forum)
    forum.requires_tag = True
    club.guild.world.channel_changed(forum)
    await discord_server.gateway.caught_up()
    await _ask(club, forum)
    await club.bot.turn()

    (notice,) = [each for each in club.mara.dms if "Send elsewhere" in each.labels]
    assert "each post there needs a tag" in notice.text
    forum.tags = [Tag(2, "quiz")]
    club.guild.world.channel_changed(forum)
    await discord_server.gateway.caught_up()
    await club.mara.press(notice, "Send again")
    await club.bot.turn()
    assert [each.name for each in _post(forum).applied] == ["quiz"]


async def test_what_is_lacking_to_post_is_named_as_a_forum_names_it(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    forum.overwrite(discord_server.bot, deny=Permission.SEND_MESSAGES)
    await discord_server.gateway.caught_up()
    seen = await club.mara.slash(club.study, "quiz open", deck="Baking bread", channel=forum)

    assert f"I need Create Posts in <#{forum.id}>" in said(seen)


async def test_a_server_with_all_the_threads_there_can_be_is_told_at_once_what_to_do(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    await club.channel(forum)
    discord_server.faults.answer(POST, 400, code=160006, times=99)
    await _ask(club, forum)
    await club.bot.turn()

    (notice,) = [each for each in club.mara.dms if "Send elsewhere" in each.labels]
    assert "as many open threads and posts as Discord allows" in notice.text
    assert QUESTION in notice.text
    assert "by itself" not in notice.text
    discord_server.faults.clear()
    await club.mara.press(notice, "Send again")
    await club.bot.turn()
    assert [each.name for each in forum.posts].count(QUESTION) == 1


def _greetings(forum: Channel) -> list[str]:
    texts = (message.text for post in forum.posts for message in post.messages)
    return [each for each in texts if "Hello, I am Roundtable" in each]


async def test_a_greeting_for_which_there_is_no_room_comes_after_the_first_question_that_has_some(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    discord_server.faults.answer(POST, 400, code=160006, times=99)
    await _ask(club, forum)
    assert not forum.posts

    discord_server.faults.clear()
    await _ask(club, forum)
    await club.bot.turn()
    assert len(_greetings(forum)) == 1


async def test_a_greeting_that_came_before_any_question_and_was_refused_is_told_and_said_later(
    club: Club, discord_server: FakeDiscord
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    discord_server.faults.answer(POST, 400, code=160006, times=99)
    await club.mara.slash(
        club.study,
        "schedule add",
        deck="Baking bread",
        when="every day 09:00",
        zone="UTC",
        channel=forum,
    )
    for _ in range(2):
        await club.bot.turn()
    (notice,) = [each for each in club.mara.dms if "Greet now" in each.labels]
    assert "as many open threads and posts as Discord allows" in notice.text

    discord_server.faults.clear()
    await club.mara.press(notice, "Greet now")
    await club.bot.turn()
    assert len(_greetings(forum)) == 1
