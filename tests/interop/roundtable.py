"""The whole bot on the twin: real discord.py, real database, a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from pydantic import AnyHttpUrl, AnyWebsocketUrl, SecretStr

from bot.core.models import Channel, Round
from bot.platforms.discord.connection import DiscordConnection
from bot.presentation.deliveries import present
from bot.services.groups import Place
from bot.services.services import Services
from bot.settings import Settings
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.e2e.roundtable import Roundtable
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import StudyDeck
from tests.interop.discord_twin.scenario import GUILD, STUDY
from tests.interop.discord_twin.twin import Twin
from tests.interop.people import Answer, Person, seen
from tests.interop.seen import SeenMessage


@dataclass
class Circle:
    """The study group of the twin's server, with the bot in it and a deck to be asked."""

    bot: Roundtable
    deck: StudyDeck
    clock: Clock
    reader: Person  # whose eyes look at the channel

    @property
    def services(self) -> Services:
        """The bot's use cases."""
        return self.bot.services

    async def channel(self) -> Channel:
        """Return the channel as the bot knows it, where a group was founded."""
        return await self.services.groups.found(Place("discord", GUILD, STUDY, "study"))

    async def ask(self, number: int = 1) -> SeenMessage:
        """Ask a question in the channel and return its card."""
        channel, question = await self.channel(), self.deck.questions[number - 1]
        await self.services.rounds.open_question(channel.group, question.id)
        await self.bot.turn()
        return await self.reader.reads(question.text)

    async def round(self) -> Round:
        """Return the one that is open."""
        (card,) = await self.services.cards.open_now(
            await see_all(self.services, (await self.channel()).group)
        )
        return card.round

    async def later(self, **span: float) -> None:
        """Let time pass, and what is due happen."""
        self.clock.advance(timedelta(**span))
        await self.bot.turn()

    async def stored(self, person: Person) -> str | None:
        """Return the reply of somebody in the round that is open."""
        group, round_ = (await self.channel()).group, await self.round()
        member = await self.services.members.find_platform(group, "discord", person.who.id)
        mine = await self.services.replies.mine(round_.id, member) if member else None
        return mine.text if mine else None


async def replies(person: Person, question: SeenMessage, text: str) -> SeenMessage:
    """Press Answer, write, send; return what the bot says to it."""
    form = await (await person.press(question, "Answer")).modal()
    return await (await person.submit(form, {"Your answer": text})).message()


async def told(answer: Answer, having: str = "", files: int = 0) -> SeenMessage:
    """Return what somebody was told, and nobody else."""
    message = await answer.message(having, files)
    assert message.is_private
    return message


@asynccontextmanager
async def on_twin(services: Services, twin: Twin) -> AsyncIterator[Roundtable]:
    """Run the bot, connected and installed in the server; it may read what people write."""
    connection = DiscordConnection(services, _settings(twin))
    await connection.start()
    assert connection._client is not None
    # How long discord.py waits for one more server: there is one.
    connection._client._connection.guild_ready_timeout = 0.05
    running = asyncio.create_task(connection.run())
    try:
        await asyncio.wait_for(connection._client.wait_until_ready(), PATIENCE_S)
        await seen(
            lambda: services.workspaces.find("discord", GUILD), "the bot installed in the server"
        )
        platforms = {"discord": connection.platform}
        dispatcher = OutboxDispatcher(services, platforms, present)
        yield Roundtable(
            services, connection, dispatcher, MessageUpdater(services, platforms, present)
        )
    finally:
        await connection.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _settings(twin: Twin) -> Settings:
    return Settings(
        discord_token=SecretStr(twin.token),
        discord_api_url=AnyHttpUrl(twin.api_url),
        discord_gateway_url=AnyWebsocketUrl(twin.gateway_url),
        discord_message_content=True,
    )
