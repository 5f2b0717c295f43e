"""The harness itself: each thing that a bot does, by a tiny one on the unchanged discord.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

import aiohttp
import discord
import pytest

from tests.fakes.patience import PATIENCE_S
from tests.interop.discord_twin.scenario import ANN, GUILD, STUDY
from tests.interop.discord_twin.twin import Twin
from tests.interop.people import Person
from tests.interop.tiny_bot import Panel, TinyBot, picture, running_bot

_T = TypeVar("_T")


async def soon(what: Coroutine[Any, Any, _T]) -> _T:
    """Wait for what the bot hears; a bot that ended hears nothing. Raises TimeoutError."""
    return await asyncio.wait_for(what, PATIENCE_S)


@pytest.fixture
async def bot(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TinyBot]:
    """The tiny bot, ready."""
    async with running_bot(twin, monkeypatch) as bot:
        yield bot


@pytest.fixture
def study(bot: TinyBot) -> discord.TextChannel:
    """The channel in which people talk, as the bot knows it."""
    channel = bot.get_channel(int(STUDY))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_the_bot_knows_its_application_and_the_server(bot: TinyBot) -> None:
    assert bot.application is not None
    assert bot.application.owner.id == int(ANN.id)
    assert [str(guild.id) for guild in bot.guilds] == [GUILD]


async def test_commands_that_were_registered_can_be_listed(bot: TinyBot) -> None:
    names = {command.name for command in await bot.tree.fetch_commands()}

    assert names == {"greet", "think", "eat", "form", "panel", "Quote"}


async def test_a_slash_command_is_answered_in_private(bot: TinyBot, bo: Person) -> None:
    answer = await bo.command("greet", name="Bo")

    message = await answer.message(having="dear")
    assert message.text == "Hello dear Bo"
    assert message.is_private


async def test_a_deferred_answer_is_edited_and_stays_private(
    bot: TinyBot, bo: Person, study: discord.TextChannel
) -> None:
    answer = await bo.command("think")

    assert (await answer.message(having="Done")).is_private
    assert [message async for message in study.history()] == []


async def test_typing_is_helped_with_suggestions(bot: TinyBot, bo: Person) -> None:
    offered = await bo.suggestions("eat", "fruit", "ap")
    assert offered == [("apple", "apple"), ("apricot", "apricot")]

    await bo.command("eat", fruit="apple")
    assert (await bo.reads("Eaten")).text == "Eaten: apple"


async def test_a_button_changes_its_message_in_place(bot: TinyBot, bo: Person) -> None:
    panel = await (await bo.command("panel")).message()

    turned = await (await bo.press(panel, "Turn")).message(having="Turned")

    assert turned.id == panel.id
    assert turned.buttons == ["Turn", "Ask", "Fill in"]


async def test_a_deferred_answer_to_a_button_leaves_the_message_as_it_is(
    bot: TinyBot, ann: Person, bo: Person
) -> None:
    await bo.command("panel")
    panel = await ann.reads("A panel")

    private = await (await ann.press(panel, "Ask")).message(having="For you alone")
    assert private.is_private
    assert private.id != panel.id
    assert (await bo.reads("A panel")).id == panel.id

    turned = await (await ann.press(private, "Turn")).message(having="Turned")
    assert turned.id == private.id
    assert turned.is_private


async def test_a_choice_from_a_menu_is_answered(bot: TinyBot, bo: Person) -> None:
    panel = await (await bo.command("panel")).message()

    picked = await (await bo.choose(panel, "Banana")).message(having="Picked")

    assert picked.text == "Picked banana"


async def test_a_form_with_labels_is_filled_in(bot: TinyBot, bo: Person) -> None:
    form = await (await bo.command("form")).modal()
    assert form.title == "An answer"
    assert list(form.fields) == ["Your answer", "How sure"]

    answer = await bo.submit(form, {"Your answer": "A tree", "How sure": "Very"})

    assert (await answer.message()).text == "A tree, V"


async def test_a_form_that_a_button_opened_is_answered_beside_the_message(
    bot: TinyBot, bo: Person
) -> None:
    panel = await (await bo.command("panel")).message()
    form = await (await bo.press(panel, "Fill in")).modal()

    answer = await bo.submit(form, {"Your answer": "A graph", "How sure": "Little"})

    assert (await answer.message()).id != panel.id
    assert (await bo.reads("A panel")).id == panel.id


async def test_nobody_fills_in_more_than_the_field_takes(bot: TinyBot, bo: Person) -> None:
    form = await (await bo.command("form")).modal()

    with pytest.raises(ValueError, match="1 to 20 characters"):
        await bo.submit(form, {"Your answer": "x" * 21, "How sure": "Very"})


async def test_nobody_presses_a_button_that_is_not_there(bot: TinyBot, bo: Person) -> None:
    panel = await (await bo.command("panel")).message()

    with pytest.raises(LookupError, match="Turn"):
        await bo.press(panel, "Delete everything")


async def test_a_command_in_a_messages_menu_gets_the_message(bot: TinyBot, bo: Person) -> None:
    said = await bo.say("What is a monad?")

    await bo.use_on(said, "Quote")

    assert (await bo.reads("> ")).text == "> What is a monad?"


async def test_a_layout_keeps_the_ids_of_its_components(
    bot: TinyBot, study: discord.TextChannel
) -> None:
    await study.send(view=Panel("Whole"), nonce="the-same-each-time")

    found = [message async for message in study.history()]
    container, *_ = found[0].components
    assert isinstance(container, discord.Container)
    text, *_ = container.children
    assert isinstance(text, discord.TextDisplay)
    assert (container.id, text.id) == (4241, 4242)
    assert found[0].flags.components_v2


async def test_a_thread_has_the_id_of_its_message_and_people_talk_in_it(
    bot: TinyBot, bo: Person, study: discord.TextChannel
) -> None:
    question = await study.send("What is a ring?")
    thread = await question.create_thread(name="Answers")
    assert thread.id == question.id
    assert (await soon(bot.threads.get())).id == question.id

    await thread.send("Write here")
    seen = await bo.reads("Write here", channel=str(question.id))
    await bo.say("A group with more", channel=seen.channel)

    heard = await soon(bot.heard.get())
    assert heard.content == "A group with more"
    assert heard.channel == thread


async def test_a_second_thread_of_a_message_is_refused(
    bot: TinyBot, study: discord.TextChannel
) -> None:
    question = await study.send("What is a field?")
    await question.create_thread(name="Answers")

    with pytest.raises(discord.HTTPException) as refusal:
        await question.create_thread(name="Answers again")
    assert refusal.value.code == 160004


async def test_a_direct_message_reaches_one_person_who_answers(bot: TinyBot, bo: Person) -> None:
    user = await bot.fetch_user(int(bo.who.id))
    await user.send(view=Panel("A reminder"))

    reminder = await bo.reads("A reminder", channel=await bo.direct_messages())
    turned = await bo.press(reminder, "Turn")
    assert (await turned.message(having="Turned")).id == reminder.id
    pressed = await soon(bot.used.get())
    assert pressed.guild is None
    assert pressed.user == user

    await bo.say("Thank you", channel=reminder.channel)
    heard = await soon(bot.heard.get())
    assert isinstance(heard.channel, discord.DMChannel)


async def test_a_file_and_its_description_come_with_a_message(
    bot: TinyBot, bo: Person, study: discord.TextChannel
) -> None:
    gallery = discord.ui.MediaGallery[Panel]()
    gallery.add_item(media="attachment://plot.png", description="A plot")
    sent = await study.send(view=Panel("A reveal", gallery), file=picture())

    assert [file.description for file in sent.attachments] == ["A plot"]
    seen = await bo.reads("A reveal")
    assert seen.files == ["plot.png"]
    assert bo.opens(seen, "plot.png") == b"not really a picture"


async def test_a_reaction_does_not_end_the_connection(
    bot: TinyBot, study: discord.TextChannel
) -> None:
    message = await study.send("React")
    await message.add_reaction("👍")

    assert (await soon(bot.reactions.get())).emoji.name == "👍"


async def test_a_bot_that_loses_its_connection_begins_a_new_session(
    bot: TinyBot, twin: Twin, bo: Person, study: discord.TextChannel
) -> None:
    question = await study.send("What is a module?")
    await question.create_thread(name="Answers")

    await twin.ask_to_reconnect()
    await soon(bot.arrivals.acquire())

    assert bot.get_channel(question.id) is not None
    await bo.say("Still there?")
    assert (await soon(bot.heard.get())).content == "Still there?"


async def test_a_wrong_token_is_refused(twin: Twin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", twin.api_url)

    async with TinyBot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("stolen")


async def test_what_the_twin_does_not_know_is_said(study: discord.TextChannel) -> None:
    with pytest.raises(discord.NotFound, match="the twin knows no GET"):
        await study.invites()


async def test_a_wrong_token_is_refused_by_the_gateway(twin: Twin) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(twin.gateway_url) as gateway,
    ):
        await gateway.receive()  # hello
        await gateway.send_json({"op": 2, "d": {"token": "stolen", "intents": 0}})
        await gateway.receive()

        assert gateway.close_code == 4004
