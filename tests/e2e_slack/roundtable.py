"""The whole bot on the fake Slack: the real slack-bolt and database, a clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr

from bot.core.models import Channel as Known
from bot.core.models import GroupId, Round, Workspace
from bot.platforms.slack.connection import SlackConnection
from bot.platforms.web import WebPlatform
from bot.presentation.deliveries import present
from bot.services.groups import Place
from bot.services.services import Services
from bot.settings import Settings
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.platforms.slack.manifest import read_manifest


@dataclass
class Club:
    """A workspace with a channel that has a group, two members, who runs it, and the bot."""

    services: Services
    slack: FakeSlack
    connection: SlackConnection
    study: Channel
    ann: Person
    bo: Person
    mara: Person
    clock: Clock
    deck: StudyDeck
    dispatcher: OutboxDispatcher
    updater: MessageUpdater

    async def turn(self) -> None:
        """Let everything happen that is due, and be told; a channel takes a message a second."""
        await self.services.rounds.tick()
        for _ in range(4):
            await self.dispatcher.deliver_due()
            self.clock.advance(timedelta(seconds=1))
        self.clock.advance(timedelta(seconds=2))
        await self.updater.refresh()

    async def workspace(self) -> Workspace:
        """Return the workspace as the bot knows it."""
        workspace = await self.services.workspaces.find("slack", self.study.workspace.id)
        assert workspace is not None
        return workspace

    async def ask(self, number: int = 1) -> Round:
        """Ask a question in the channel."""
        question = self.deck.questions[number - 1]
        round_ = await self.services.rounds.open_question(await self.group(), question.id)
        await self.turn()
        return round_

    async def found(self, channel: Channel | None = None) -> Known:
        """Found the group of a channel, by default of the first one, as a question there does."""
        where = channel or self.study
        place = Place("slack", where.workspace.id, where.id, where.name)
        return await self.services.groups.found(place)

    async def known(self) -> Known:
        """Return the first channel as it is known, without telling that it is there."""
        known = await self.services.groups.find_channel("slack", self.study.id)
        assert known is not None
        return known

    async def group(self, channel: Channel | None = None) -> GroupId:
        """Return the group that a channel, or the first one, answers for now."""
        where = channel or self.study
        known = await self.services.groups.find_channel("slack", where.id)
        return (known or await self.found(channel)).group

    async def heard(self) -> None:
        """Wait until the bot has taken what it was told."""
        await self.slack.quiet()
        await self.connection._listeners.finish()

    async def close(self) -> None:
        """Let a day pass, and what is due happen."""
        self.clock.advance(timedelta(hours=24))
        await self.turn()


@asynccontextmanager
async def bread_club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    """Found the club."""
    grant(slack)
    people = [study.workspace.member(name) for name in ("Ann", "Bo")]
    mara = study.workspace.member("Mara", is_admin=True)
    connection = SlackConnection(services, settings_for(slack))
    await connection.start()
    running = asyncio.create_task(connection.run())
    try:
        await slack.sockets.connected(1)
        workspace = await services.workspaces.find("slack", study.workspace.id)
        assert workspace is not None
        deck = await store_deck(services.workspaces._context.store, workspace.id, clock.now())
        services.lookup.forget(workspace.id)
        platforms = {
            "slack": connection.platform,
            "web": WebPlatform(services.web_messages),
        }
        dispatcher = OutboxDispatcher(services, platforms, present)
        updater = MessageUpdater(services, platforms, present)
        club = Club(
            services, slack, connection, study, *people, mara, clock, deck, dispatcher, updater
        )
        await club.found()
        yield club
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def grant(slack: FakeSlack) -> None:
    """Let the app do and hear what its manifest says, and nothing else."""
    slack.application.apply(read_manifest())
    for workspace in slack.world.workspaces.values():
        if workspace.installation is not None:
            workspace.installation.scopes = slack.application.scopes


def settings_for(slack: FakeSlack, **others: object) -> Settings:
    """Return settings with the fake's tokens and address."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token),
        slack_api_url=slack.api_url,
        **others,
    )
