"""The script on Slack: commands, buttons and forms of the fake's people, and what they read."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import timedelta

from bot.services.services import Services
from tests.dialogs.script import ADMINS, ROOM, Shown
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Impossible, Message, Person, Seen
from tests.fakes.study_deck import store_deck

_ADMIN = "Mara"
_SHORTCUT = "Use as my answer"


class OnSlack:
    """A `Stage` in one workspace's channel. What only admins are told reaches Mara alone."""

    def __init__(
        self, slack: FakeSlack, services: Services, clock: Clock, stack: AsyncExitStack
    ) -> None:
        self.shown = Shown()
        self._slack = slack
        self._services = services
        self._clock = clock
        self._stack = stack
        self._study = slack.workspace("Bread club").channel("study")
        self._people: dict[str, Person] = {}
        self._read: set[tuple[str, str]] = set()
        self._running = AsyncExitStack()
        self._bot: Running | None = None
        slack.application.shortcut(_SHORTCUT, "use_as_my_answer", on_message=True)

    async def begin(self) -> None:
        """Start the bot and give the workspace its deck."""
        self._bot = await self._start()
        workspace = await self._services.workspaces.find("slack", self._study.workspace.id)
        assert workspace is not None
        store = self._services.workspaces._context.store
        await store_deck(store, workspace.id, self._clock.now())
        self._services.lookup.forget(workspace.id)
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
        for name, person in self._people.items():
            self._see(person.dm, ADMINS if name == _ADMIN else name)

    async def do(self, who: str, what: str, rest: str) -> None:
        seen = await getattr(self, f"_{what}")(self._person(who), rest)
        if seen is not None:
            self.shown.show(who, seen.text.splitlines())

    async def _start(self) -> Running:
        running = on_slack(self._services, self._slack, self._clock)
        bot = await self._running.enter_async_context(running)
        self._stack.push_async_callback(self._running.aclose)
        return bot

    def _person(self, who: str) -> Person:
        if who not in self._people:
            workspace = self._study.workspace
            self._people[who] = workspace.member(who, is_admin=who == _ADMIN)
        return self._people[who]

    def _see(self, channel: Channel, who: str) -> None:
        for message in channel.history.values():
            key = channel.id, message.ts
            if key not in self._read and message.author.is_bot and not _greets(message):
                self._read.add(key)
                self.shown.show(who, message.text.splitlines())

    @property
    def _question(self) -> Message:
        asked = [each for each in self._study.messages if each.author.is_bot]
        return [each for each in asked if not (each.broadcast or _greets(each))][-1]

    @property
    def _reveal_post(self) -> Message:
        return self._study.thread(self._question)[0]

    # --- members -----------------------------------------------------------------------------

    async def _answer(self, person: Person, text: str) -> Seen:
        try:
            form = await person.press(self._question, "Answer")
        except Impossible:  # the card is closed and has no such button any more
            said = await person.say(self._study, text, thread=self._question)
            return await person.use_on(said, _SHORTCUT)
        return await person.submit(form, {"answer:0": text})

    async def _ask(self, person: Person, query: str) -> Seen:
        return await person.slash(self._study, "/ask", query)

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
        return await person.slash(self._study, "/rounds")

    async def _me(self, person: Person, _: str) -> Seen:
        return await person.slash(self._study, "/mine")

    # --- admins: their own answers are in the tests of each command --------------------------

    async def _open(self, person: Person, _: str) -> None:
        await person.slash(self._study, "/quiz", "open")

    async def _close(self, person: Person, _: str) -> None:
        asked = await person.slash(self._study, "/quiz", "close")
        await person.press(asked.message, "Close and reveal")

    async def _skip(self, person: Person, _: str) -> None:
        asked = await person.slash(self._study, "/quiz", "skip")
        await person.press(asked.message, "Skip")

    async def _schedule(self, person: Person, what: str) -> None:
        when, zone, hours = what.split("; ")
        wanted = f'add deck="Baking bread" when="{when}" zone={zone} hours={hours}'
        await person.slash(self._study, "/schedule", wanted)

    async def _pause(self, person: Person, _: str) -> None:
        await person.slash(self._study, "/schedule", "pause")

    async def _resume(self, person: Person, _: str) -> None:
        await person.slash(self._study, "/schedule", "resume")

    async def _anonymous(self, person: Person, _: str) -> None:
        await person.slash(self._study, "/settings", "names=anonymous")


def _greets(message: Message) -> bool:
    """Say whether it is what a channel in a chat is told once, beside the questions."""
    return "I am Roundtable" in message.text
