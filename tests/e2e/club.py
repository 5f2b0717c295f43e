"""A study group on the fake Discord, with the whole bot among it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.core.models import Channel as Talk
from bot.core.models import GroupId, Round, Workspace
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Guild, Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.seen import Seen
from tests.fakes.study_deck import StudyDeck

QUESTION = "Why does bread dough rest before it is shaped?"


@dataclass
class Club:
    """A server with a channel, two members, somebody who manages it, and the bot."""

    bot: Roundtable
    study: Channel
    ann: Person
    bo: Person
    mara: Person
    deck: StudyDeck
    clock: Clock

    async def ask(self, number: int = 1) -> Round:
        """Ask a question in the channel."""
        there = await self.channel()
        question = self.deck.questions[number - 1]
        round_ = await self.bot.services.rounds.open_question(there.group, question.id)
        await self.bot.turn()
        return round_

    async def close(self) -> None:
        """Let a day pass, and what is due happen."""
        self.clock.advance(timedelta(hours=24))
        await self.bot.turn()

    async def channel(self, other: Channel | None = None) -> Talk:
        """Return the channel, or another one, as the bot knows it: a group was founded there."""
        there = other or self.study
        assert there.guild is not None
        place = Place("discord", str(there.guild.id), str(there.id), there.name)
        return await self.bot.services.groups.found(place)

    async def linked(self, other: Channel) -> GroupId:
        """Let another channel answer the questions of this one's group; return that."""
        group, linking = (await self.channel()).group, self.bot.services.linking
        await linking.join((await self.channel(other)).id, await linking.invite(group))
        return group

    async def workspace(self) -> Workspace:
        """Return the server as the bot knows it."""
        workspace = await self.bot.services.workspaces.find("discord", str(self.guild.id))
        assert workspace is not None
        return workspace

    @property
    def guild(self) -> Guild:
        """The server."""
        assert self.study.guild is not None
        return self.study.guild

    @property
    def question(self) -> Message:
        """The question's message."""
        return self.study.messages[0]

    @property
    def thread(self) -> Channel:
        """The question's thread."""
        assert self.question.thread is not None
        return self.question.thread

    async def answer(self, who: Person, text: str) -> Seen:
        """Press Answer, write, send."""
        form = await who.press(self.question, "Answer")
        return await who.submit(form, {"answer-0": text})


def asked(channel: Channel) -> list[Message]:
    """Return what was posted there but for the greeting of a new channel: the questions."""
    return [each for each in channel.messages if "I am Roundtable" not in each.text]


@asynccontextmanager
async def bread_club(
    discord_server: FakeDiscord, services: Services, clock: Clock, **settings: object
) -> AsyncIterator[Club]:
    """Found the club."""
    guild = discord_server.guild("Bread club")
    study = guild.channel("study")
    ann, bo = guild.member("Ann"), guild.member("Bo")
    mara = guild.member("Mara", Permission.MANAGE_GUILD)
    async with on_discord(services, discord_server, **settings) as bot:
        deck = await bot.deck_for(guild.id)
        yield Club(bot, study, ann, bo, mara, deck, clock)
