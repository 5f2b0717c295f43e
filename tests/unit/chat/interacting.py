"""Somebody in a chat that shows nothing: what they are shown is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.chat.interaction import Interaction, Where
from bot.core.models import Member
from bot.core.view import Action, Message, Press
from bot.services.groups import Place


@dataclass(slots=True)
class KeptInteraction(Interaction):
    """An `Interaction` of one member of a group."""

    platform = "web"
    workspace_word = "room"
    runs: bool = True
    shown: list[Message] = field(default_factory=list)
    turns: list[Press] = field(default_factory=list)
    shown_pictures: list[bytes] = field(default_factory=list)

    @property
    def who(self) -> Member:
        assert self.known is not None
        return self.known

    async def at(self, address: str) -> KeptInteraction:
        return self

    def founding(self) -> Where:
        assert self.channel is not None
        place = Place(self.platform, "here", self.channel.address, "here", self.subject)
        return lambda: self.services.groups.found(place)

    async def require_reach(self) -> None:
        pass

    @property
    def arrived(self) -> datetime:
        return self.services.clock()

    async def member(self) -> Member:
        return self.who

    async def name(self) -> str:
        return "Ann of the chat"

    async def runs_workspace(self) -> bool:
        return self.runs

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        if turn is not None:
            assert turn.page >= 0  # every platform looks at it
            self.turns.append(turn)
        shown = message.actions if actions is None else actions
        self.shown.append(Message(message.summary, message.blocks, shown))

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        await self.say(words)

    async def show_picture(self, message: Message, name: str, data: bytes) -> None:
        self.shown_pictures.append(data)
        await self.show(message)

    async def share(self, message: Message, turn: Press) -> None:
        await self.show(message, turn=turn)

    def presses(self) -> Iterator[Press]:
        """Yield what can be pressed in all that was shown."""
        yield from (action.press for message in self.shown for action in message.actions)
        yield from self.turns
