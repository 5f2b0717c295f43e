"""The script on Discord: commands, buttons and forms of the fake's people, and what they read."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.services.services import Services
from tests.dialogs.script import ADMINS, ROOM, Shown
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Impossible, Permission
from tests.fakes.discord.entities import Channel, Message
from tests.fakes.discord.people import Person
from tests.fakes.discord.seen import Seen

_ADMIN = "Mara"
_ESCAPED = re.compile(r"\\([^\w\s])")
_MARKUP = re.compile(r"^(?:-# |#{1,3} |> |- )+|\*\*|^\s+", re.MULTILINE)


class OnDiscord:
    """A `Stage` in one server's channel. What only admins are told reaches Mara alone."""

    def __init__(
        self, server: FakeDiscord, services: Services, clock: Clock, stack: AsyncExitStack
    ) -> None:
        self.shown = Shown()
        self._server = server
        self._services = services
        self._clock = clock
        self._stack = stack
        self._guild = server.guild("Bread club")
        self._study = self._guild.channel("study")
        self._people: dict[str, Person] = {}
        self._read: set[int] = set()
        self._running = AsyncExitStack()
        self._bot: Roundtable | None = None

    async def begin(self) -> None:
        """Start the bot and give the server its deck."""
        self._bot = await self._start()
        await self._bot.deck_for(self._guild.id)
        self._person(_ADMIN)

    async def wait(self, span: timedelta) -> None:
        self._clock.advance(span)

    async def restart(self) -> None:
        await self._running.aclose()
        self._bot = await self._start()

    async def turn(self) -> None:
        assert self._bot is not None
        await self._bot.turn()
        self._see(self._study, ROOM)
        for message in self._study.messages:
            if message.thread is not None:
                self._see(message.thread, ROOM)
        for name, person in self._people.items():
            self._see(person.dm, ADMINS if name == _ADMIN else name)

    async def do(self, who: str, what: str, rest: str) -> None:
        seen = await getattr(self, f"_{what}")(self._person(who), rest)
        if seen is not None:
            self.shown.show(who, _lines(seen.message))

    async def _start(self) -> Roundtable:
        running = on_discord(self._services, self._server)
        bot = await self._running.enter_async_context(running)
        self._stack.push_async_callback(self._running.aclose)
        return bot

    def _person(self, who: str) -> Person:
        if who not in self._people:
            rights = (Permission.MANAGE_GUILD,) if who == _ADMIN else ()
            self._people[who] = self._guild.member(who, *rights)
        return self._people[who]

    def _see(self, channel: Channel, who: str) -> None:
        for message in channel.messages:
            if _stands_beside(message):
                continue
            if message.id not in self._read and message.author is self._server.bot:
                self._read.add(message.id)
                self.shown.show(who, _lines(message))

    @property
    def _question(self) -> Message:
        said = (each for each in self._study.messages if not _stands_beside(each))
        return list(said)[-1]

    @property
    def _reveal_post(self) -> Message:
        assert self._question.thread is not None
        return self._question.thread.messages[0]

    # --- members -----------------------------------------------------------------------------

    async def _answer(self, person: Person, text: str) -> Seen:
        try:
            form = await person.press(self._question, "Answer")
        except Impossible:  # the card is closed and has no such button any more
            said = await person.say(self._study, text, reply_to=self._question)
            return await person.use_on(said, "Use as my answer")
        return await person.submit(form, {"answer-0": text})

    async def _ask(self, person: Person, query: str) -> Seen:
        return await person.slash(self._study, "ask", question=query)

    async def _remind(self, person: Person, _: str) -> Seen:
        return await person.press(self._question, "Remind me")

    async def _reveal(self, person: Person, _: str) -> Seen:
        return await person.press(self._question, "See all answers")

    async def _rate(self, person: Person, how: str) -> Seen:
        asked = await person.press(self._reveal_post, "How did I do?")
        return await person.press(asked.message, how.capitalize())

    async def _vote(self, person: Person, whom: str) -> Seen:
        ballot = (await person.press(self._reveal_post, "Most helpful")).message
        label = next(label for label in ballot.labels if label.startswith(whom))
        return await person.press(ballot, label)

    async def _past(self, person: Person, _: str) -> Seen:
        return await person.slash(self._study, "rounds")

    async def _me(self, person: Person, _: str) -> Seen:
        return await person.slash(self._study, "me show")

    # --- admins: their own answers are in the tests of each command --------------------------

    async def _open(self, person: Person, _: str) -> None:
        await person.slash(self._study, "quiz open")

    async def _close(self, person: Person, _: str) -> None:
        asked = await person.slash(self._study, "quiz close")
        await person.press(asked.message, "Close and reveal")

    async def _skip(self, person: Person, _: str) -> None:
        asked = await person.slash(self._study, "quiz skip")
        await person.press(asked.message, "Skip")

    async def _schedule(self, person: Person, what: str) -> None:
        when, zone, hours = what.split("; ")
        await person.slash(
            self._study, "schedule add", deck="Baking bread", when=when, zone=zone, hours=int(hours)
        )

    async def _pause(self, person: Person, _: str) -> None:
        await person.slash(self._study, "schedule pause")

    async def _resume(self, person: Person, _: str) -> None:
        await person.slash(self._study, "schedule resume")

    async def _anonymous(self, person: Person, _: str) -> None:
        await person.slash(self._study, "settings change", names="anonymous")


def _stands_beside(message: Message) -> bool:
    """Whether it is the line that Discord alone has, as its threads tell nobody, or a greeting."""
    return any(each in message.text for each in ("Read on in the thread", "I am Roundtable"))


def _lines(message: Message) -> list[str]:
    """Return what a reader sees of the text: its markup is not read."""
    return _ESCAPED.sub(r"\1", _MARKUP.sub("", message.text)).splitlines()
