"""The script in terminals: what people type, over real connections, and what is printed there."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from bot.platforms.terminal.connection import TerminalConnection
from bot.presentation.deliveries import present
from bot.services.services import Services
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.dialogs.script import ADMINS, ROOM, Shown
from tests.fakes.clock import Clock
from tests.fakes.study_deck import store_deck

_ADMIN, _WATCHER = "Mara", "Wim"
_MARKUP = re.compile(r"^(?:== |-- )| ==$")
_PROMPT = re.compile(rb"(?:^|\n)[^\n]*> $")
_BUTTON = re.compile(r"  \[(\d+)\] (.+)")


class Screen:
    """One terminal: lines typed there, and what it prints until it asks for the next one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.buttons: dict[str, int] = {}

    @classmethod
    async def open(cls, door: Path, name: str, *, organises: bool) -> Screen:
        """Come to a room through its door."""
        place = json.loads(door.read_text())  # noqa: ASYNC240  # a line
        screen = cls(*await asyncio.open_connection("127.0.0.1", place["port"]))
        told = {"key": place["key"], "name": name, "organises": organises}
        await screen.type(json.dumps(told))
        return screen

    async def type(self, line: str) -> list[str]:
        """Type a line and return what is printed then; buttons are known by their words."""
        self._writer.write(f"{line}\n".encode())
        said = b""
        while not _PROMPT.search(said):
            more = await self._reader.read(1 << 16)
            assert more, f"the terminal closed: {said!r}"
            said += more
        lines = [each.removeprefix("> ") for each in said.decode().splitlines()[:-1]]
        for line_ in lines:
            if found := _BUTTON.fullmatch(line_):
                self.buttons[found[2]] = int(found[1])
        return [each for each in lines if not _BUTTON.fullmatch(each)]

    def close(self) -> None:
        """Leave."""
        self._writer.close()

    async def press(self, label: str) -> list[str]:
        """Press the button that was shown last with these words."""
        return await self.type(str(self.buttons[label]))


class OnTerminal:
    """A `Stage` in one room. Mara is its organiser; Wim does nothing, and reads what all do."""

    def __init__(self, door: Path, services: Services, clock: Clock, stack: AsyncExitStack) -> None:
        self.shown = Shown()
        self._door = door
        self._services = services
        self._clock = clock
        self._stack = stack
        self._screens: dict[str, Screen] = {}
        self._running = AsyncExitStack()

    async def begin(self) -> None:
        """Start the bot and give the workspace its deck."""
        await self._start()
        workspace = await self._services.workspaces.find("terminal", "here")
        assert workspace is not None
        store = self._services.workspaces._context.store
        await store_deck(store, workspace.id, self._clock.now())
        self._services.lookup.forget(workspace.id)

    async def wait(self, span: timedelta) -> None:
        self._clock.advance(span)

    async def restart(self) -> None:
        await self._running.aclose()
        self._screens.clear()
        await self._start()

    async def turn(self) -> None:
        await self._services.rounds.tick()
        platforms = {"terminal": self._connection.platform}
        await OutboxDispatcher(self._services, platforms, present).deliver_due()
        await MessageUpdater(self._services, platforms, present).refresh()
        common = await (await self._screen(_WATCHER)).type("")
        # A room that was set up is greeted once, in chats alone.
        greets = any("I am Roundtable" in each for each in common)
        self._show(ROOM, [] if greets and not any("?" in each for each in common) else common)
        for who, screen in self._screens.items():
            if who != _WATCHER:
                own = [each for each in await screen.type("") if each not in common]
                self._show(ADMINS if who == _ADMIN else who, own)

    async def do(self, who: str, what: str, rest: str) -> None:
        seen = await getattr(self, f"_{what}")(await self._screen(who), rest)
        if seen is not None:
            self._show(who, seen)

    async def _start(self) -> None:
        self._connection = TerminalConnection(self._services, self._door)
        await self._connection.start()
        self._running.push_async_callback(self._connection.stop)
        self._stack.push_async_callback(self._running.aclose)
        for who in (_ADMIN, _WATCHER):
            await self._screen(who)

    async def _screen(self, who: str) -> Screen:
        if who not in self._screens:
            screen = await Screen.open(self._door, who, organises=who == _ADMIN)
            self._running.callback(screen.close)
            self._screens[who] = screen
        return self._screens[who]

    def _show(self, who: str, lines: list[str]) -> None:
        if any(each.strip() for each in lines):
            self.shown.show(who, [_MARKUP.sub("", each) for each in lines])

    # --- members -----------------------------------------------------------------------------

    async def _answer(self, screen: Screen, text: str) -> list[str]:
        shown = await screen.press("Answer")
        if not any("line with a dot" in each for each in shown):
            return await screen.type(f"{screen.buttons['Answer']} {text}")
        await screen.type(text)
        return await screen.type(".")

    async def _ask(self, screen: Screen, query: str) -> list[str]:
        return await screen.type(f"/ask {query}")

    async def _remind(self, screen: Screen, _: str) -> list[str]:
        return await screen.press("Remind me")

    async def _reveal(self, screen: Screen, _: str) -> list[str]:
        return await screen.press("See all answers")

    async def _rate(self, screen: Screen, how: str) -> list[str]:
        await screen.press("How did I do?")
        return await screen.press(how.capitalize())

    async def _vote(self, screen: Screen, whom: str) -> list[str]:
        await screen.press("Most helpful")
        return await screen.press(next(each for each in screen.buttons if each.startswith(whom)))

    async def _past(self, screen: Screen, _: str) -> list[str]:
        return await screen.type("/rounds")

    async def _me(self, screen: Screen, _: str) -> list[str]:
        return await screen.type("/mine")

    # --- admins: their own answers are in the tests of each command --------------------------

    async def _open(self, screen: Screen, _: str) -> None:
        await screen.type("/quiz open")

    async def _close(self, screen: Screen, _: str) -> None:
        await screen.type("/quiz close")
        await screen.press("Close and reveal")

    async def _skip(self, screen: Screen, _: str) -> None:
        await screen.type("/quiz skip")
        await screen.press("Skip")

    async def _schedule(self, screen: Screen, what: str) -> None:
        when, zone, hours = what.split("; ")
        wanted = f'add deck="Baking bread" when="{when}" zone={zone} hours={hours}'
        await screen.type(f"/schedule {wanted}")

    async def _pause(self, screen: Screen, _: str) -> None:
        await screen.type("/schedule pause")

    async def _resume(self, screen: Screen, _: str) -> None:
        await screen.type("/schedule resume")

    async def _anonymous(self, screen: Screen, _: str) -> None:
        await screen.type("/settings names=anonymous")
