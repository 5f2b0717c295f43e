"""The bot's side of Slack's Web API on a Slack that others wrote: each test has a fresh one."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import members
from bot.core.models import Round
from bot.platforms.slack.connection import SlackConnection
from bot.platforms.slack.home import publish
from bot.platforms.slack.interactions import SlackInteraction
from bot.platforms.slack.platform import DELIVERY
from bot.platforms.slack.responder import Caller
from bot.presentation.deliveries import present
from bot.services.groups import Place
from bot.services.services import Services
from bot.settings import Settings
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.slack import without_proxies
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.interop.discord_twin.installation import CannotInstall
from tests.interop.slack_emulate.proxy import Proxy, running_proxy
from tests.interop.slack_emulate.server import TOKEN, install_emulate, running_emulate


@pytest.fixture(scope="session")
def emulate_installation() -> Path:
    """The folder with the server's packages."""
    try:
        return install_emulate()
    except CannotInstall as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the independent Slack server cannot be installed here: {problem}")


@pytest.fixture
def emulate(emulate_installation: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh Slack."""
    with running_emulate(emulate_installation, tmp_path / "emulate.log") as address:
        yield address


@pytest.fixture
async def proxy(emulate: str) -> AsyncIterator[Proxy]:
    """The way to it."""
    with without_proxies():
        async with running_proxy(emulate) as proxy:
            yield proxy


@dataclass
class Club:
    """The bot installed in the workspace, with a deck to be asked in a channel."""

    services: Services
    client: AsyncWebClient
    proxy: Proxy
    clock: Clock
    connection: SlackConnection
    deck: StudyDeck
    dispatcher: OutboxDispatcher
    updater: MessageUpdater
    team: str
    channel: str

    async def turn(self) -> None:
        """Let everything happen that is due, and be told; a channel takes a message a second."""
        await self.services.rounds.tick()
        for _ in range(4):
            await self.dispatcher.deliver_due()
            self.clock.advance(timedelta(minutes=2))
        await self.updater.refresh()

    async def ask(self) -> Round:
        """Ask the first question."""
        place = Place("slack", self.team, self.channel, "study")
        group = (await self.services.groups.found(place)).group
        opened = await self.services.rounds.open_question(group, self.deck.questions[0].id)
        await self.turn()
        return opened

    async def messages(self, thread: str = "") -> list[dict[str, Any]]:
        """Return what the bot said in the channel or a thread, oldest first, with metadata."""
        asked = {"channel": self.channel, "include_all_metadata": True}
        if thread:
            found = await self.client.conversations_replies(ts=thread, **asked)
            return [each for each in found["messages"] if each["ts"] != thread]
        found = await self.client.conversations_history(**asked)
        told = [each for each in found["messages"] if each.get("thread_ts") in {None, each["ts"]}]
        return sorted(told, key=lambda each: float(each["ts"]))

    async def interaction(self, name: str, channel: str = "") -> SlackInteraction:
        """Return an interaction of somebody in the workspace, in a channel or the Home tab."""
        users = (await self.client.users_list())["members"]
        (user,) = [each["id"] for each in users if each["name"] == name]
        return await SlackInteraction.of(
            self.services,
            self.client,
            Caller(self.team, user, channel),
            self.connection.readers,
        )


@pytest.fixture
async def club(proxy: Proxy, services: Services, clock: Clock) -> Club:
    """The club, with nothing asked so far."""
    settings = Settings(
        slack_bot_token=SecretStr(TOKEN),
        slack_app_token=SecretStr("xapp-unused"),
        slack_api_url=proxy.api_url,
    )
    connection = SlackConnection(services, settings)
    await connection.start()
    client = AsyncWebClient(TOKEN, base_url=proxy.api_url)
    team = (await client.auth_test())["team_id"]
    workspace = await services.workspaces.find("slack", team)
    assert workspace is not None
    listed = (await client.conversations_list())["channels"]
    (channel,) = [each["id"] for each in listed if each["name"] == "study"]
    deck = await store_deck(services.workspaces._context.store, workspace.id, clock.now())
    services.lookup.forget(workspace.id)
    platforms = {"slack": connection.platform}
    dispatcher = OutboxDispatcher(services, platforms, present)
    updater = MessageUpdater(services, platforms, present)
    return Club(
        services, client, proxy, clock, connection, deck, dispatcher, updater, team, channel
    )


async def test_the_workspace_becomes_a_home_of_its_name(club: Club):
    workspace = await club.services.workspaces.find("slack", club.team)
    assert workspace is not None
    assert workspace.name == "Bread club"


async def test_a_question_is_posted_once_with_its_key_as_metadata(club: Club):
    await club.ask()
    await club.turn()

    (question,) = await club.messages()
    assert "Why does bread dough rest" in question["text"]
    assert question["metadata"]["event_type"] == DELIVERY
    assert question["metadata"]["event_payload"]["key"]


async def test_a_post_whose_answer_was_lost_is_found_again_and_not_repeated(club: Club):
    club.proxy.unanswered.add("chat.postMessage")
    await club.ask()
    for _ in range(3):
        await club.turn()

    assert club.proxy.unanswered == set()
    assert len(await club.messages()) == 1


async def test_the_count_is_edited_in_and_the_metadata_stays(club: Club):
    round_ = await club.ask()
    member = await (await club.interaction("ann", club.channel)).member()
    await club.services.replies.save(round_.id, member, "The gluten relaxes.", 0)
    await club.turn()

    (question,) = await club.messages()
    assert "1 person has answered" in json.dumps(question["blocks"])
    assert question["metadata"]["event_type"] == DELIVERY


async def test_the_reveal_follows_in_the_thread_once(club: Club):
    await club.ask()
    (question,) = await club.messages()
    club.proxy.unanswered.add("chat.postMessage")
    club.clock.advance(timedelta(hours=24))
    for _ in range(3):
        await club.turn()

    assert len(await club.messages()) == 1
    (reveal, *_) = thread = await club.messages(question["ts"])
    keys = [each["metadata"]["event_payload"]["key"] for each in thread]
    assert len(set(keys)) == len(keys)
    assert "The gluten relaxes while it rests" in json.dumps(reveal["blocks"])


async def test_somebody_is_known_by_name_and_by_what_they_may_do(club: Club):
    await club.ask()
    ann, admin = [await club.interaction(each, club.channel) for each in ("ann", "admin")]

    assert (await ann.member()).name == "ann"
    assert not await ann.runs_workspace()
    assert await admin.runs_workspace()


async def test_a_member_is_handed_their_data_by_direct_message(club: Club):
    await club.ask()
    interaction = await club.interaction("ann", club.channel)
    await members.export(interaction)
    opened = await club.client.conversations_open(users=interaction.caller.user)
    found = await club.client.conversations_history(channel=opened["channel"]["id"])

    said = [each.get("text", "") for each in found["messages"]]
    assert any("everything that is kept about you" in text for text in said)
    names = [file["name"] for each in found["messages"] for file in each.get("files", [])]
    assert names == ["roundtable-ann.json"]


async def test_the_home_tab_is_taken(club: Club):
    await club.ask()
    await publish(await club.interaction("admin"))
