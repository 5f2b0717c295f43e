"""People use an unchanged discord.py bot on the fake Discord, within its deadlines."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Impossible, Permission, Upload
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.errors import Refused
from tests.fakes.discord.interactions import Interaction, InteractionType
from tests.fakes.discord.people import Person
from tests.fakes.discord.tiny_bot import TinyBot, running

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
def study(discord_server: FakeDiscord) -> Channel:
    """The channel of a guild in which the bot is."""
    return discord_server.guild("Bread club").channel("study")


@pytest.fixture
def ann(study: Channel) -> Person:
    """A member without special permissions."""
    assert study.guild is not None
    return study.guild.member("Ann")


@pytest.fixture
def mara(study: Channel) -> Person:
    """A member who manages the guild."""
    assert study.guild is not None
    return study.guild.member("Mara", Permission.MANAGE_GUILD)


def channel_of(bot: TinyBot, channel: Channel) -> discord.TextChannel:
    """Return the bot's own view of a channel."""
    found = bot.get_channel(channel.id)
    assert isinstance(found, discord.TextChannel)
    return found


async def test_a_slash_command_is_answered_in_private_after_it_was_deferred(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        seen = await ann.slash(study, "ask", query="dough", who=ann)
    assert (seen.text, seen.deferred) == ("dough for Ann", True)
    assert ann.private == [seen.message]
    assert study.messages == []


async def test_choices_are_offered_while_one_types(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        assert await ann.autocomplete(study, "ask", query="dou") == [("dou?", "dou")]


async def test_a_button_opens_a_modal_that_is_filled_and_saved(
    discord_server: FakeDiscord, study: Channel, ann: Person, mara: Person
) -> None:
    async with running(discord_server):
        await mara.slash(study, "post")
        modal = await ann.press(study.messages[-1], "Answer")
        seen = await ann.submit(modal, {"Answer": "Yeast", "mood": ["Sure"]})
    assert modal.modal.title == "Your answer"
    assert seen.text == "Saved: Yeast ['Sure']"
    assert ann.private[-1].text == seen.text


async def test_a_menu_changes_the_message_that_it_is_in(
    discord_server: FakeDiscord, study: Channel, ann: Person, mara: Person
) -> None:
    async with running(discord_server):
        await mara.slash(study, "post")
        await ann.select(study.messages[-1], "Page", ["One"])
    assert [message.text for message in study.messages] == ["# Page one"]


async def test_a_private_message_turns_its_pages_in_place(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        seen = await ann.slash(study, "preview")
        await ann.select(seen.message, "rt:page:1", ["1"])
    assert [message.text for message in ann.private] == ["# Page one"]
    assert study.messages == []


async def test_a_message_command_gets_the_message(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        said = await ann.say(study, "Because of the yeast")
        seen = await ann.use_on(said, "Use as my answer")
    assert seen.text == "Took: Because of the yeast"


async def test_a_sub_command_is_answered_and_followed_up(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        await ann.slash(study, "deck drop", number=3)
        await discord_server.until(lambda: ann.private)
    assert [message.text for message in study.messages] == ["Dropped 3"]
    assert [message.text for message in ann.private] == ["And told you"]


async def test_an_uploaded_file_can_be_read(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        seen = await ann.slash(study, "read", file=Upload("notes.md", b"# Notes"))
    assert seen.text == "# Notes"


async def test_a_command_works_in_private_too(discord_server: FakeDiscord, ann: Person) -> None:
    async with running(discord_server):
        assert (await ann.slash(ann.dm, "ask", query="salt")).text == "salt"


async def test_a_command_is_offered_to_those_alone_who_may_use_it(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        with pytest.raises(Impossible, match="not offered 'post'"):
            await ann.slash(study, "post")


@pytest.mark.parametrize(
    ("command", "values"),
    [
        ("unheard", {}),
        ("ask", {}),
        ("ask", {"query": 3}),
        ("ask", {"query": "dough", "colour": "red"}),
        ("deck", {}),
        ("deck burn", {}),
    ],
)
async def test_what_is_not_registered_cannot_be_used(
    discord_server: FakeDiscord,
    study: Channel,
    ann: Person,
    command: str,
    values: dict[str, object],
) -> None:
    async with running(discord_server):
        with pytest.raises(Impossible):
            await ann.slash(study, command, **values)


async def test_a_text_that_is_too_long_for_its_field_cannot_be_sent(
    discord_server: FakeDiscord, study: Channel, ann: Person, mara: Person
) -> None:
    async with running(discord_server):
        await mara.slash(study, "post")
        modal = await ann.press(study.messages[-1], "Answer")
        with pytest.raises(Impossible, match="1 to 200 characters"):
            await ann.submit(modal, {"answer": "x" * 201})


async def test_nobody_presses_in_a_message_that_only_another_sees(
    discord_server: FakeDiscord, study: Channel, ann: Person, mara: Person
) -> None:
    async with running(discord_server):
        private = (await ann.slash(study, "ask", query="dough")).message
        with pytest.raises(Impossible, match="does not see"):
            await mara.use_on(private, "Use as my answer")


async def test_the_first_answer_may_be_refused_and_given_again(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server):
        assert (await ann.slash(study, "flood")).text == "50035"
    route, answer = discord_server.refused[0]
    assert route == "POST /interactions/{webhook_id}/{webhook_token}/callback"
    assert set(answer["errors"]) == {"content"}


# Deadlines


async def test_an_answer_after_three_seconds_comes_too_late(
    discord_server: FakeDiscord, study: Channel, clock: Clock
) -> None:
    late = _asked(discord_server, study)
    clock.advance(timedelta(seconds=3.1))
    with pytest.raises(Refused) as refused:
        discord_server.world.interactions.callback(late.id, late.token, {"type": 5}, {})
    assert (refused.value.status, refused.value.code) == (404, 10062)


async def test_a_second_first_answer_is_refused(
    discord_server: FakeDiscord, study: Channel
) -> None:
    asked = _asked(discord_server, study)
    discord_server.world.interactions.callback(asked.id, asked.token, {"type": 5}, {})
    with pytest.raises(Refused) as refused:
        discord_server.world.interactions.callback(asked.id, asked.token, {"type": 5}, {})
    assert (refused.value.status, refused.value.code) == (400, 40060)


async def test_a_token_dies_after_a_quarter_of_an_hour(
    discord_server: FakeDiscord, study: Channel, clock: Clock
) -> None:
    asked = _asked(discord_server, study)
    discord_server.world.interactions.callback(asked.id, asked.token, {"type": 5}, {})
    clock.advance(timedelta(minutes=15, seconds=1))
    with pytest.raises(Refused) as refused:
        discord_server.world.interactions.by_token(discord_server.application.id, asked.token)
    assert (refused.value.status, refused.value.code) == (401, 50027)


def _asked(server: FakeDiscord, channel: Channel) -> Interaction:
    user = server.world.make_user("Ann")
    assert channel.guild is not None
    server.world.join(channel.guild, user, [])
    return server.world.interactions.happen(InteractionType.COMMAND, user, channel, {"name": "x"})
