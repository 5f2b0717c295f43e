"""One terminal: the lines that somebody types, and each of them as something done."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from bot.chat import rounds
from bot.chat.command_table import SETTINGS, Command, commands
from bot.chat.conversation import Conversation
from bot.chat.interaction import Interaction, Where
from bot.chat.typed_about_decks import importing
from bot.core.deliveries import DeliveryKey
from bot.core.limits import MAX_NAME
from bot.core.models import Member, RoundId
from bot.core.naming import safe_line
from bot.core.text import name_key
from bot.core.view import Action, Address, Message, Press
from bot.errors import DatabaseUnavailable, NotFound, NothingAskedHere
from bot.platforms.terminal.platform import PLATFORM, TerminalPlatform
from bot.presentation import lines as words
from bot.presentation.plain_text import text_of
from bot.services.arrivals import Arrival
from bot.services.groups import Place
from bot.services.live import Topic
from bot.services.services import Services
from bot.services.uploads import files_named, handed_over

_log = structlog.get_logger()
_HERE, _CHANNEL = "here", "study"  # one workspace, which is the machine, with one channel

COMMANDS: Mapping[str, Command[Interaction]] = {
    "/open": Command("What is open now", "", {"": lambda here, _: rounds.open_now(here)}),
    **commands(import_=importing(files_named, handed_over), settings=SETTINGS),
}


class Terminal:
    """One of them: the `Lines` of a conversation."""

    def __init__(
        self,
        services: Services,
        board: TerminalPlatform,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._services, self.board = services, board
        self._reader, self._writer = reader, writer
        self._seen = set[str]()

    async def talk(self, name: str, *, organises: bool) -> None:
        """Do what is typed, and print what is posted, until the terminal closes."""
        self.name, self.organises = safe_line(name, "Somebody", MAX_NAME), organises
        self.subject = name_key(self.name).replace(":", " ")
        self._talk = Conversation(self, COMMANDS)
        self.write(words.WELCOME.format(name=self.name))
        async with asyncio.TaskGroup() as tasks:
            hearing = tasks.create_task(self._hear())
            with suppress(EOFError, OSError):
                while True:
                    await self._news()
                    await self._talk.take(await self.ask(""))
            hearing.cancel()

    async def ask(self, prompt: str) -> str:
        """Return the next line. Raises EOFError after the last, and after one that has no end."""
        self._writer.write(f"{prompt}> ".encode())
        await self._writer.drain()
        with suppress(ValueError):
            if line := await self._reader.readline():
                return line.decode(errors="replace").rstrip("\r\n")
            raise EOFError
        self.write(words.LINE_TOO_LONG)
        raise EOFError

    def write(self, text: str) -> None:
        self._writer.write(f"{text}\n".encode())

    def failed(self, error: Exception) -> None:
        _log.error("line failed", exc_info=error)

    async def here(self) -> TerminalInteraction:
        return await TerminalInteraction.of(self._services, self)

    async def on(self, round_: RoundId) -> TerminalInteraction:
        return await (await self.here()).on(round_)

    def answering(self) -> AbstractContextManager[None]:
        return self._services.arrivals.answering(Arrival(self._services.clock))

    def print(self, message: Message, actions: tuple[Action, ...]) -> None:
        """Print a message, and its buttons with their numbers."""
        self.write(text_of(message))
        for number, label in self._talk.number(actions):
            self.write(f"  [{number}] {label}")

    async def _hear(self) -> None:
        with self._services.live.listen(Topic.WEB_MESSAGES) as posted:
            while not posted.closed:
                await posted.changes()
                await self._news()

    async def _news(self) -> None:
        """Print what was put up for them since the last look; while that fails, at the next."""
        with suppress(DatabaseUnavailable, NothingAskedHere):
            here, kept = await self.here(), self._services.web_messages
            channel, organises = here.require_channel(), await here.organises()
            latest = await kept.latest_in(channel, here.known, organises)
            for each in (each for each in reversed(latest) if each.key not in self._seen):
                self._seen.add(each.key)
                self.print((message := await self.board.whole(each)), message.actions)


@dataclass(slots=True)
class TerminalInteraction(Interaction):
    """A line that was typed. The first person who ever comes owns what is here."""

    platform = PLATFORM
    workspace_word = "machine"
    terminal: Terminal
    read_at: datetime

    @classmethod
    async def of(cls, services: Services, terminal: Terminal) -> TerminalInteraction:
        """Return what somebody does now."""
        place = PLATFORM, _HERE, _CHANNEL, terminal.subject
        await services.workspaces.enter(PLATFORM, _HERE, "Terminal", terminal.subject)
        if (found := await services.members.participant(*place)) is None:
            raise NotFound("workspace", _HERE)
        known = found.workspace, found.channel, found.group, found.member, None
        return cls(services, terminal.subject, *known, terminal, services.clock())

    async def on(self, round_: RoundId) -> TerminalInteraction:
        who = PLATFORM, self.subject
        found, self.looks_as = await self.services.access.pressed(*who, round_, _CHANNEL)
        self.about, self.known = found.group, found.member
        return self

    async def at(self, address: str) -> TerminalInteraction:
        if address not in {"", _CHANNEL}:
            raise NotFound("channel", address)
        return self

    def founding(self) -> Where:
        place = Place(PLATFORM, _HERE, _CHANNEL, _CHANNEL, self.subject)
        return lambda: self.services.groups.found(place)

    async def require_reach(self) -> None:
        """Raise nothing."""

    @property
    def arrived(self) -> datetime:
        return self.read_at

    async def member(self) -> Member:
        """Return who it is; what they do here makes them a member."""
        who = self.group.id, PLATFORM, self.subject, self.terminal.name
        self.known = await self.services.members.ensured(self.known, *who)
        return self.known

    async def name(self) -> str:
        return self.terminal.name

    async def runs_workspace(self) -> bool:
        """Say whether they came as an organiser, as whoever has the room's folder may."""
        return self.terminal.organises

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,  # noqa: ARG002  # a page in a terminal is as long as it may be
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Print the whole message to this person alone."""
        self.terminal.print(message, message.actions if actions is None else actions)

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        file = Path(tempfile.mkdtemp(prefix="roundtable-"), name)
        await asyncio.to_thread(file.write_bytes, data)
        await self.say(f"{words}\n{file}")

    async def share(self, message: Message, turn: Press) -> None:
        key = DeliveryKey(f"share:{turn.subject}:{self.read_at.timestamp()}")
        await self.terminal.board.post(Address(self.require_channel(), key, self.read_at), message)
