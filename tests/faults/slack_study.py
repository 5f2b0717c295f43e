"""The study group on the fake Slack."""

from __future__ import annotations

from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, Message, Person
from tests.faults.study import Study, plan_question

POST, EDIT = "chat.postMessage", "chat.update"
FIND, FIND_IN_THREAD = "conversations.history", "conversations.replies"
WRITE_TO = "conversations.open"


class SlackStudy(Study):
    """The group in a channel of a workspace."""

    ANSWER = "answer:0"

    @property
    def thread(self) -> list[Message]:
        return self.channel.thread(self.question)

    def tells_of_the_reveal(self, message: Message) -> bool:
        return message == self.thread[0]  # the reveal is shown in both

    async def choose(self, who: Person, message: Message, beginning: str) -> None:
        for menu in message.selects:
            name = menu["action_id"]
            if menu["type"] == "external_select":
                offered, take = await who.search(message, name, beginning), who.pick
            else:
                offered, take = [each["text"]["text"] for each in menu["options"]], who.select
            for label in offered:
                if label.startswith(beginning):
                    await take(message, name, label)

    def said(self) -> list[str]:
        return [
            message.ts
            for channel in self.server.world.channels.values()
            for message in channel.history.values()
            if message.author.is_bot
        ]


async def found_study(server: FakeSlack, store: Store, clock: Clock) -> SlackStudy:
    """Found the group and plan its question."""
    workspace = server.workspace("Bread club")
    channel = workspace.channel("study")
    ann, bo, cy, mara = (workspace.member(name) for name in ("Ann", "Bo", "Cy", "Mara"))
    entered = ("slack", workspace.id, workspace.name, f"{workspace.id}:{mara.id}")
    group = await plan_question(store, clock, entered, channel.id)
    return SlackStudy(group, server, channel, ann, bo, cy, mara)
