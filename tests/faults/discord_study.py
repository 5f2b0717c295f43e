"""The study group on the fake Discord."""

from __future__ import annotations

from bot.core.deliveries import DeliveryKind
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Message, Person
from tests.fakes.study_deck import QUESTIONS
from tests.faults.study import Study, plan_question

POST = "POST /channels/{channel_id}/messages"
FIND = "GET /channels/{channel_id}/messages"
LOOK = "GET /channels/{channel_id}/messages/{message_id}"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
WRITE_TO = "POST /users/@me/channels"
DEFER = "POST /interactions/{webhook_id}/{webhook_token}/callback"
CONFIRM = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"


class DiscordStudy(Study):
    """The group in a channel of a server."""

    ANSWER = "answer-0"
    LEADING = (DeliveryKind.ANNOUNCEMENT,)

    @property
    def thread(self) -> list[Message]:
        return self.question.thread.messages if self.question.thread else []

    def tells_of_the_reveal(self, message: Message) -> bool:
        link = f"/channels/{self.channel.guild.id}/{self.question.id})"
        return all(each in message.text for each in ("The answers are in.", QUESTIONS[0], link))

    async def choose(self, who: Person, message: Message, beginning: str) -> None:
        for menu in message.selects:
            for label in (each["label"] for each in menu["options"]):
                if label.startswith(beginning):
                    await who.select(message, menu["custom_id"], [label])

    def said(self) -> list[str]:
        return [
            str(message.id)
            for channel in self.server.world.channels.values()
            for message in channel.messages
            if message.author is self.server.bot
        ]


async def found_study(server: FakeDiscord, store: Store, clock: Clock) -> DiscordStudy:
    """Found the group and plan its question."""
    guild = server.guild("Bread club")
    channel = guild.channel("study")
    ann, bo, cy, mara = (guild.member(name) for name in ("Ann", "Bo", "Cy", "Mara"))
    workspace = ("discord", str(guild.id), guild.name, str(mara.id))
    group = await plan_question(store, clock, workspace, str(channel.id))
    return DiscordStudy(group, server, channel, ann, bo, cy, mara)
