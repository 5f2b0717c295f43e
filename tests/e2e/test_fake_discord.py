"""What an unchanged discord.py bot posts, reads and may do on the fake Discord."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import discord
import pytest

from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Intent, Permission
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.people import Person
from tests.fakes.discord.tiny_bot import QuestionView, TinyBot, running

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


async def test_the_same_nonce_twice_is_one_message_for_a_few_minutes(
    discord_server: FakeDiscord, study: Channel, clock: Clock
) -> None:
    async with running(discord_server) as bot:
        place = channel_of(bot, study)
        first = await place.send("Why?", nonce="round-1")
        again = await place.send("Why?", nonce="round-1")
        clock.advance(timedelta(minutes=6))
        later = await place.send("Why?", nonce="round-1")
    assert first.id == again.id != later.id
    assert len(study.messages) == 2


async def test_component_ids_and_text_come_back_as_they_were_sent(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with running(discord_server) as bot:
        await channel_of(bot, study).send(view=QuestionView())
        found = [message async for message in channel_of(bot, study).history()]
    container = found[0].components[0]
    assert isinstance(container, discord.Container)
    first = container.children[0]
    assert isinstance(first, discord.TextDisplay)
    assert (container.id, first.id) == (4710, 4711)
    assert study.messages[0].labels == ["Answer"]


async def test_the_history_is_read_in_pages_after_a_moment(
    discord_server: FakeDiscord, study: Channel, ann: Person, clock: Clock
) -> None:
    await ann.say(study, "before")
    since = clock.advance(timedelta(seconds=1))
    clock.advance(timedelta(seconds=1))
    for number in range(150):
        await ann.say(study, f"{number}")
    async with running(discord_server) as bot:
        history = channel_of(bot, study).history(after=since, limit=None)
        read = [message.content async for message in history]
    assert read == [f"{number}" for number in range(150)]


async def test_a_message_has_one_thread_that_has_its_id(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with running(discord_server) as bot:
        message = await channel_of(bot, study).send("Why?")
        thread = await message.create_thread(name="Answers")
        await thread.send("Here")
        with pytest.raises(discord.HTTPException) as refused:
            await message.create_thread(name="Answers")
    assert refused.value.code == 160004
    assert thread.id == message.id
    assert study.messages[0].thread is not None
    assert study.messages[0].thread.messages[0].text == "Here"


async def test_an_archived_thread_opens_again_when_somebody_writes(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server) as bot:
        message = await channel_of(bot, study).send("Why?")
        thread = await message.create_thread(name="Answers")
        await thread.edit(archived=True)
        kept = study.messages[0].thread
        assert kept is not None
        assert kept.archived
        await ann.say(kept, "Late")
        assert not kept.archived


async def test_files_are_kept_with_their_description(
    discord_server: FakeDiscord, study: Channel
) -> None:
    picture = discord.File(BytesIO(b"png"), "plot.png", description="Two bars")
    async with running(discord_server) as bot:
        sent = await channel_of(bot, study).send("Look", file=picture)
        assert await sent.attachments[0].read() == b"png"
    file = study.messages[0].files[0]
    assert (file.filename, file.description, file.data) == ("plot.png", "Two bars", b"png")


async def test_a_message_is_edited_reacted_to_and_removed(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with running(discord_server) as bot:
        message = await channel_of(bot, study).send("Why?")
        await message.edit(content="Why not?")
        await message.add_reaction("✅")
        assert study.messages[0].text == "Why not?"
        assert study.messages[0].reactions == {"✅": [discord_server.bot]}
        await message.delete()
        with pytest.raises(discord.NotFound) as refused:
            await message.edit(content="Gone")
    assert refused.value.code == 10008
    assert study.messages == []


async def test_a_person_gets_direct_messages_unless_they_are_closed(
    discord_server: FakeDiscord, ann: Person
) -> None:
    async with running(discord_server) as bot:
        user = await bot.fetch_user(ann.id)
        await user.send("Hello")
        ann.user.accepts_dms = False
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("Hello?")
    assert refused.value.code == 50007
    assert [message.text for message in ann.dms] == ["Hello"]


# Whom a message notifies


@pytest.mark.parametrize(
    ("text", "allowed", "names"),
    [
        ("<@{ann}> and <@{ann}>", discord.AllowedMentions.all(), ["Ann"]),
        ("<@{ann}>", discord.AllowedMentions.none(), []),
        ("`<@{ann}>` and ```\n<@{ann}>\n```", discord.AllowedMentions.all(), []),
        ("<@&{role}> @everyone", discord.AllowedMentions.all(), ["bakers", "everyone"]),
        ("<@&{role}> @everyone", discord.AllowedMentions(roles=True, everyone=False), ["bakers"]),
    ],
)
async def test_a_message_notifies_whom_it_names_and_may(
    discord_server: FakeDiscord,
    study: Channel,
    ann: Person,
    *,
    text: str,
    allowed: discord.AllowedMentions,
    names: list[str],
) -> None:
    assert study.guild is not None
    role = study.guild.role("bakers")
    async with running(discord_server) as bot:
        text = text.format(ann=ann.id, role=role.id)
        await channel_of(bot, study).send(text, allowed_mentions=allowed)
    pinged = study.messages[0].pinged
    found = [user.name for user in pinged.users] + [role.name for role in pinged.roles]
    assert found + ["everyone"] * pinged.everyone == names


async def test_everyone_is_not_notified_without_the_permission(
    discord_server: FakeDiscord, study: Channel
) -> None:
    study.overwrite(discord_server.bot, deny=Permission.MENTION_EVERYONE)
    async with running(discord_server) as bot:
        everyone = discord.AllowedMentions.all()
        await channel_of(bot, study).send("@everyone", allowed_mentions=everyone)
    assert not study.messages[0].pinged


# What the bot may do, and read


@pytest.mark.parametrize(
    ("denied", "code"),
    [(Permission.SEND_MESSAGES, 50013), (Permission.VIEW_CHANNEL, 50001)],
)
async def test_the_bot_posts_only_where_it_may(
    discord_server: FakeDiscord, study: Channel, denied: Permission, code: int
) -> None:
    async with running(discord_server) as bot:
        place = channel_of(bot, study)
        study.overwrite(discord_server.bot, deny=denied)
        with pytest.raises(discord.Forbidden) as refused:
            await place.send("Why?")
    assert refused.value.code == code
    assert study.messages == []


async def test_the_bot_needs_permission_for_files_threads_and_old_messages(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    denied = (
        Permission.ATTACH_FILES
        | Permission.CREATE_PUBLIC_THREADS
        | Permission.READ_MESSAGE_HISTORY
        | Permission.ADD_REACTIONS
        | Permission.EMBED_LINKS
    )
    study.overwrite(discord_server.bot, deny=denied)
    async with running(discord_server) as bot:
        place = channel_of(bot, study)
        message = await place.send("Why?")
        for attempt in (
            place.send(file=discord.File(BytesIO(b"x"), "x.txt")),
            place.send(embed=discord.Embed(title="x")),
            message.create_thread(name="Answers"),
            message.add_reaction("✅"),
            place.fetch_message(message.id),
        ):
            with pytest.raises(discord.Forbidden) as refused:
                await attempt
            assert refused.value.code == 50013
        assert [one async for one in place.history()] == []


async def test_a_channel_that_is_gone_is_unknown(
    discord_server: FakeDiscord, study: Channel
) -> None:
    async with running(discord_server) as bot:
        place = channel_of(bot, study)
        study.delete()
        with pytest.raises(discord.NotFound) as refused:
            await place.send("Why?")
    assert refused.value.code == 10003


async def test_without_the_intent_the_bot_reads_only_what_is_said_to_it(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    async with running(discord_server) as bot:
        question = await channel_of(bot, study).send("Why?")
        await ann.say(study, "To nobody")
        await ann.say(study, f"<@{discord_server.bot.id}> to you")
        await ann.say(study, "In reply", reply_to=study.history[question.id])
        await ann.say(ann.dm, "In private")
        await discord_server.gateway.caught_up()
    assert bot.heard == ["", f"<@{discord_server.bot.id}> to you", "In reply", "In private"]


async def test_with_the_intent_the_bot_reads_everything(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    async with running(discord_server, intents=intents) as bot:
        await ann.say(study, "To nobody")
        await discord_server.gateway.caught_up()
    assert bot.heard == ["To nobody"]


async def test_without_the_toggle_old_messages_cannot_be_read_either(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    discord_server.application.toggles = Intent(0)
    await ann.say(study, "To nobody")
    async with running(discord_server) as bot:
        found = [message.content async for message in channel_of(bot, study).history()]
        information = await bot.application_info()
    assert found == [""]
    assert not information.flags.gateway_message_content_limited


async def test_the_commands_are_registered_once(discord_server: FakeDiscord) -> None:
    async with running(discord_server):
        names = {command["name"] for command in discord_server.commands.registered()}
    assert names == {"ask", "post", "preview", "flood", "read", "Use as my answer", "deck"}
    assert discord_server.commands.puts == {None: 1}


async def test_the_guild_tells_how_many_members_it_has(
    discord_server: FakeDiscord, study: Channel, ann: Person
) -> None:
    assert study.guild is not None
    async with running(discord_server) as bot:
        guild = await bot.fetch_guild(study.guild.id)
        member = await guild.fetch_member(ann.id)
    assert (guild.approximate_member_count, member.name) == (3, "Ann")
