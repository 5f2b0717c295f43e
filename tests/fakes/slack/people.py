"""A test's person: does in Slack what the client lets a member do, and sees what it shows.

What the client would not allow raises Impossible; where the client shows that the app did not
respond, Unanswered; where the app says nothing, TimeoutError. Slack does not tell when an app
has said its last word, so that each gesture waits for its acknowledgement and one word to the
person: a message to them alone, a view, or a direct message. A test that expects something else
says so with `until`, as `until=lambda: study.messages`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import gestures, reading
from tests.fakes.slack.deliveries import Kind
from tests.fakes.slack.element_limits import demand_options
from tests.fakes.slack.entities import Channel, ChannelKind, File, Message, User
from tests.fakes.slack.errors import Impossible, Json, Unanswered
from tests.fakes.slack.forms import filled, is_empty
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.messages import Content
from tests.fakes.slack.seen import Seen
from tests.fakes.slack.using import Used, Where, find
from tests.fakes.slack.views import View

if TYPE_CHECKING:
    from tests.fakes.slack.world import World

Until = Callable[[], object] | None
_URL = re.compile(r"https?://[^\s<>]+")


class Person:
    """Somebody with an account in a workspace."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user
        self._chosen: dict[tuple[str, str], dict[str, dict[str, Json]]] = {}

    @property
    def id(self) -> str:
        """The account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The account's name."""
        return self.user.name

    @property
    def dm(self) -> Channel:
        """The conversation with the app."""
        return self._world.direct(self.user)

    @property
    def dms(self) -> list[Message]:
        """What the app wrote to this person, oldest first."""
        return [message for message in self.dm.history.values() if message.author.is_bot]

    @property
    def private(self) -> list[Message]:
        """The ephemeral messages that only this person sees, oldest first."""
        return self.user.private

    @property
    def modal(self) -> View | None:
        """The modal on top."""
        return self.user.modals[-1] if self.user.modals else None

    @property
    def home(self) -> View | None:
        """The app's Home tab."""
        return self.user.home

    # Commands and shortcuts

    async def slash(
        self, channel: Channel, command: str, text: str = "", *, until: Until = None
    ) -> Seen:
        """Use a slash command, as `"/ask"`, and wait for the answer."""
        self._demand(channel, writing=True)
        commands = self._world.application.commands
        if not command.startswith("/") or (commands is not None and command not in commands):
            raise Impossible(f"no command {command!r} is registered")
        interaction = self._begin(channel=channel)
        if command in self._world.application.escaped:
            text = self._as_sent(text)
        payload = gestures.command(self._world, interaction, command, text)
        return await self._done(interaction, Kind.COMMAND, payload, f"{command} {text}", until)

    async def use_on(self, message: Message, name: str, *, until: Until = None) -> Seen:
        """Use a message shortcut, found in the message's menu."""
        self._sees(message)
        if message.ephemeral:
            raise Impossible("an ephemeral message has no menu of shortcuts")
        interaction = self._begin(channel=message.channel, source=message)
        return await self._shortcut(interaction, name, until, on_message=True)

    async def use(self, name: str, *, until: Until = None) -> Seen:
        """Use a global shortcut."""
        return await self._shortcut(self._begin(), name, until, on_message=False)

    async def _shortcut(
        self, interaction: Interaction, name: str, until: Until, *, on_message: bool
    ) -> Seen:
        used = self._world.application.shortcuts.get(name)
        if used is None or used.on_message != on_message:
            raise Impossible(f"no such shortcut {name!r} is registered")
        payload = gestures.shortcut(self._world, interaction, used)
        return await self._done(interaction, Kind.INTERACTIVE, payload, name, until)

    # Elements

    async def press(self, where: Where, button: str, *, until: Until = None) -> Seen:
        """Press a button, by its label or action_id, and wait for the answer."""
        used = find(where, reading.PRESSED, button)
        did = {"type": "button", "text": used.element["text"]}
        did |= {"value": used.element["value"]} if "value" in used.element else {}
        return await self._act(used, did, f"a press on {button!r}", until)

    async def select(self, where: Where, menu: str, given: Any, *, until: Until = None) -> Seen:
        """Choose in a menu, picker or checkboxes, by action_id or placeholder; several as a list.

        In a view an input block is only filled, which tells the app nothing: use `submit`.
        """
        used = find(where, reading.CHOICES, menu)
        if used.block["type"] == "input" and not used.block.get("dispatch_action"):
            raise Impossible(f"{menu!r} is an input: it is sent with the form")
        state = filled(used.element, given)
        self._choose(used, state)
        return await self._act(used, state, f"a choice in {menu!r}", until)

    async def search(self, where: Where, menu: str, typed: str = "") -> list[str]:
        """Type into a menu that the app fills, and return the labels of what is offered."""
        return [option["text"]["text"] for option in await self._suggested(where, menu, typed)]

    async def pick(self, where: Where, menu: str, label: str, *, until: Until = None) -> Seen:
        """Search for what a menu has under a label, choose it, and wait for the answer."""
        used = find(where, reading.CHOICES, menu)
        offered = await self._suggested(where, menu, label)
        chosen = next((each for each in offered if each["text"]["text"] == label), None)
        if chosen is None:
            raise Impossible(f"{label!r} is not offered")
        state = {"type": "external_select", "selected_option": chosen}
        return await self._act(used, state, f"a choice in {menu!r}", until)

    async def _suggested(self, where: Where, menu: str, typed: str) -> list[Json]:
        used = find(where, reading.CHOICES, menu)
        if len(typed) < used.element.get("min_query_length", 3):
            raise Impossible("so few characters ask for nothing")
        assert isinstance(used.shown, Message)
        interaction = self._begin(channel=used.shown.channel, source=used.shown)
        payload = gestures.suggestion(self._world, interaction, used.ids, typed)
        what = f"a search in {menu!r}"
        await self._done(interaction, Kind.INTERACTIVE, payload, what, lambda: True)
        offered: list[Json] = interaction.heard.get("options") or []
        demand_options(offered)
        return offered

    def _choose(self, used: Used, state: Json) -> None:
        if isinstance(used.shown, View):
            used.shown.fill(used.block, used.element, state)
        else:
            chosen = self._chosen.setdefault((used.shown.channel.id, used.shown.ts), {})
            block = chosen.setdefault(used.block["block_id"], {})
            block[used.element["action_id"]] = state

    async def _act(self, used: Used, did: Json, what: str, until: Until) -> Seen:
        shown = used.shown
        self._sees(shown)
        if isinstance(shown, View):
            interaction, state = self._begin(view=shown), {}
        else:
            interaction = self._begin(channel=shown.channel, source=shown)
            state = self._chosen.get((shown.channel.id, shown.ts), {})
        payload = gestures.actions(self._world, interaction, used.ids | did, state)
        return await self._done(interaction, Kind.INTERACTIVE, payload, what, until)

    # Modals

    async def submit(
        self, where: Seen | View, values: dict[str, Any] | None = None, *, until: Until = None
    ) -> Seen:
        """Fill a modal, fields by block_id, action_id or label, send it, wait for the answer."""
        view = where.modal if isinstance(where, Seen) else where
        self._sees(view)
        # An app that is busy shows for a moment that the form is coming: a person waits for it.
        await self._world.changes.until(lambda: view.data.get("submit"), "a form to send")
        for name, given in (values or {}).items():
            block = view.field(name)
            is_files = block["element"]["type"] == "file_input"
            put = [self._upload(*each) for each in given.items()] if is_files else given
            view.fill(block, block["element"], filled(block["element"], put))
        self._demand_complete(view)
        view.errors = {}
        interaction = self._begin(view=view)
        payload = gestures.submission(self._world, interaction)
        return await self._done(interaction, Kind.INTERACTIVE, payload, view.title, until)

    def _demand_complete(self, view: View) -> None:
        values = view.values()
        for own, block in view.fields.items():
            state = values[own][block["element"]["action_id"]]
            if not block.get("optional") and is_empty(state):
                raise Impossible(f"{block['label']['text']!r} must be filled in")

    async def close(self, where: Seen | View, *, all_of_them: bool = False) -> None:
        """Close a modal, or all that lie on each other; the app is told where it asked for it."""
        view = where.modal if isinstance(where, Seen) else where
        self._sees(view)
        closed = list(self.user.modals) if all_of_them else [view]
        for one in reversed(closed):
            self.user.modals.remove(one)
            if one.data.get("notify_on_close"):
                interaction = self._begin(view=one)
                payload = gestures.closing(self._world, interaction, is_cleared=all_of_them)
                await self._done(
                    interaction, Kind.INTERACTIVE, payload, "closing", until=lambda: True
                )

    # Talking

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        thread: Message | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Message:
        """Write a message, in a thread or not; `@Name` and `#name` mention, as in a client."""
        self._demand(channel, writing=True)
        uploads = [self._upload(name, data) for name, data in (files or {}).items()]
        content = Content(text=self._as_sent(text), files=uploads)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        return self._world.messages.post(channel, self.user, content, thread_ts=thread_ts)

    def _as_sent(self, text: str) -> str:
        sent = _URL.sub(lambda found: f"<{found[0]}>", html.escape(text, quote=False))
        for user in self.user.workspace.users.values():
            sent = re.sub(rf"@{re.escape(user.name)}\b", f"<@{user.id}>", sent)
        for channel in self.user.workspace.channels.values():
            if channel.name and self.user.id in channel.members:
                # Its name is left out: https://docs.slack.dev/messaging/formatting-message-text
                sent = re.sub(rf"(?<!\S)#{re.escape(channel.name)}\b", f"<#{channel.id}|>", sent)
        return sent

    def _upload(self, name: str, data: bytes) -> File:
        world = self._world
        file = File(world.ids.next("F"), name, self.user, world.now(), len(data), data, shared=True)
        world.files[file.id] = file
        return file

    async def react(self, message: Message, emoji: str) -> None:
        """Put a reaction on a message."""
        self._sees(message)
        users = message.reactions.setdefault(emoji, [])
        if self.user not in users:
            users.append(self.user)
            self._world.events.reacted(message, self.user, emoji)

    async def open_home(self, *, until: Until = None) -> View:
        """Look at the app's Home tab once it was published anew."""
        before = self.home.hash if self.home else ""
        self._world.events.home_opened(self.user, self.dm)
        published = until or (lambda: self.home is not None and self.home.hash != before)
        await self._world.changes.until(published, f"a Home tab for {self.name}")
        if self.home is None:
            raise Impossible("the Home tab is empty")
        return self.home

    async def join(self, channel: Channel) -> None:
        """Join a public channel."""
        if channel.kind is not ChannelKind.PUBLIC:
            raise Impossible("one is invited there")
        if self.user.guest is not None:
            raise Impossible("a guest is invited")
        self._world.places.join(channel, self.user)

    async def leave(self, channel: Channel) -> None:
        """Leave a channel."""
        self._world.places.leave(channel, self.user)

    def deactivate(self) -> None:
        """Lose the account."""
        self._world.places.set_active(self.user, active=False)

    def reactivate(self) -> None:
        """Have the account again."""
        self._world.places.set_active(self.user, active=True)

    # Seeing

    def _demand(self, channel: Channel, *, writing: bool = False) -> None:
        if self.id not in channel.members:
            raise Impossible(f"{self.name} is not in {channel.name or 'that conversation'}")
        if writing and channel.archived:
            raise Impossible("the channel is archived")

    def _sees(self, shown: Message | View) -> None:
        if isinstance(shown, View):
            if shown is not self.home and shown is not self.modal:
                raise Impossible("that view is not the one on top")
            return
        if shown.ephemeral and shown not in self.private:
            raise Impossible(f"{self.name} does not see that message")
        if not shown.ephemeral and shown.ts not in shown.channel.history:
            raise Impossible("the message is gone")
        self._demand(shown.channel)

    def _begin(
        self,
        *,
        channel: Channel | None = None,
        source: Message | None = None,
        view: View | None = None,
    ) -> Interaction:
        if self.user.deactivated:
            raise Impossible(f"{self.name} has no account any more")
        return self._world.interactions.begin(self.user, channel=channel, source=source, view=view)

    async def _done(
        self, interaction: Interaction, kind: Kind, payload: Json, what: str, until: Until = None
    ) -> Seen:
        before = len(self._world.refused)
        self._world.interactions.tell(interaction, kind, payload)
        try:
            await self._world.changes.until(
                lambda: _is_over(interaction, until), f"the app's answer to {self.name}'s {what}"
            )
        except TimeoutError as silence:
            silence.add_note(f"acknowledged: {interaction.acknowledged}")
            silence.add_note(f"refused meanwhile: {self._world.refused[before:]}")
            raise
        if interaction.failure:
            raise Unanswered(f"{what}: {interaction.failure}")
        return Seen(interaction)


def _is_over(interaction: Interaction, until: Until) -> bool:
    if interaction.failure:
        return True
    if until is None:
        return interaction.settled
    return interaction.acknowledged and bool(until())
