"""What people do with the app, and what it answers, with Slack's deadlines.

Slack's reference, "Handling user interaction": a `trigger_id` opens one view within 3 seconds; a
`response_url` takes 5 messages within 30 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.slack.deliveries import Delivery, Kind
from tests.fakes.slack.entities import Channel, Message, User
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.messages import read_content
from tests.fakes.slack.views import View

if TYPE_CHECKING:
    from tests.fakes.slack.world import World

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
MOST_RESPONSES = 5


@dataclass(eq=False)
class Interaction:
    """One thing that somebody did. `heard` is the acknowledgement's payload.

    `words` and `opened` are what the app said to this person since; `failure` is what the client
    showed in place of an answer.
    """

    user: User
    created: datetime
    trigger_id: str
    response_token: str
    channel: Channel | None = None
    source: Message | None = None
    view: View | None = None
    delivery: Delivery | None = None
    acknowledged: bool = False
    heard: Json = field(default_factory=dict)
    words: list[Message] = field(default_factory=list)
    opened: View | None = None
    spoken: bool = False
    triggered: bool = False
    responses: int = 0
    failure: str = ""

    @property
    def settled(self) -> bool:
        """Whether the app acknowledged it and said something to the person."""
        return bool(self.failure) or (self.acknowledged and self.spoken)

    def hear(self, word: Message | View | None = None) -> None:
        """Note that the app said something to the person."""
        self.spoken = True
        if isinstance(word, View):
            self.opened = word
        elif word is not None and word not in self.words:
            self.words.append(word)


class Interactions:
    """All that happened; `all` is in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.all: list[Interaction] = []

    def begin(
        self,
        user: User,
        *,
        channel: Channel | None = None,
        source: Message | None = None,
        view: View | None = None,
    ) -> Interaction:
        """Let somebody begin to do something."""
        ids = self._world.ids
        trigger = f"{ids.next('1')}.{user.workspace.id}.{ids.next('t')}"
        token = ids.next("r")
        interaction = Interaction(
            user, self._world.now(), trigger, token, channel=channel, source=source, view=view
        )
        self.all.append(interaction)
        return interaction

    def tell(self, interaction: Interaction, kind: Kind, payload: Json) -> None:
        """Tell the app what somebody did."""

        def heard(answer: Json) -> None:
            interaction.acknowledged = True
            interaction.heard = answer
            if answer:
                self._take(interaction, kind, payload, answer)
            elif payload.get("type") == "view_submission":
                self._close(interaction)

        def missed(reason: str) -> None:
            interaction.failure = reason

        interaction.delivery = self._world.deliveries.add(kind, payload, heard, missed)

    # The acknowledgement's payload

    def _take(self, interaction: Interaction, kind: Kind, payload: Json, answer: Json) -> None:
        try:
            if kind is Kind.COMMAND:
                self._respond(interaction, answer)
            elif payload["type"] == "view_submission":
                self._act(interaction, answer)
        except Refused as refused:
            self._world.refused.append(("acknowledgement", refused.body()))
            interaction.failure = refused.error

    def _act(self, interaction: Interaction, answer: Json) -> None:
        view, user = interaction.view, interaction.user
        assert view is not None
        match answer.get("response_action"):
            case "errors":
                self._show_errors(view, answer.get("errors") or {})
                interaction.opened = view
            case "update":
                interaction.opened = self._world.views.update(view, answer.get("view"))
            case "push":
                pushed = self._world.views.push(user, answer.get("view"), view.place)
                interaction.opened = pushed
            case "clear":
                user.modals.clear()
            case other:
                raise Refused("invalid_arguments", (f"[ERROR] response_action: {other}",))
        interaction.spoken = True

    def _show_errors(self, view: View, errors: dict[str, str]) -> None:
        if not errors or set(errors) - set(view.fields):
            known = sorted(view.fields)
            raise Refused("invalid_arguments", (f"[ERROR] errors: {sorted(errors)} of {known}",))
        view.errors = dict(errors)

    def _close(self, interaction: Interaction) -> None:
        if interaction.view in interaction.user.modals:
            interaction.user.modals.remove(interaction.view)

    # Triggers and response URLs

    def by_trigger(self, trigger_id: str) -> Interaction:
        """Exchange a trigger. Raises Refused for one that is unknown, used or too old."""
        found = [one for one in self.all if one.trigger_id == trigger_id]
        if not found:
            raise Refused("invalid_trigger_id")
        if found[0].triggered:
            raise Refused("exchanged_trigger_id")
        if self._world.now() - found[0].created > TRIGGER_LIFE:
            raise Refused("expired_trigger_id")
        return found[0]

    def respond(self, token: str, body: Json) -> None:
        """Take what was sent to a response URL. Raises Refused."""
        found = [one for one in self.all if one.response_token == token and one.channel]
        if not found:
            raise Refused("no_service")
        interaction = found[0]
        if self._world.now() - interaction.created > RESPONSE_LIFE:
            raise Refused("expired_url")
        if interaction.responses >= MOST_RESPONSES:
            raise Refused("used_url")
        self._respond(interaction, body)
        interaction.responses += 1
        self._world.changes.tell()

    def _respond(self, interaction: Interaction, body: Json) -> None:
        source = interaction.source
        if body.get("delete_original"):
            self._world.messages.delete(_still_there(source))
            interaction.hear()
        elif body.get("replace_original"):
            self._world.messages.update(_still_there(source), read_content(body))
            interaction.hear(source)
        else:
            interaction.hear(self._say(interaction, body))

    def _say(self, interaction: Interaction, body: Json) -> Message:
        content, channel = read_content(body), interaction.channel
        assert channel is not None
        thread_ts = body.get("thread_ts")
        if body.get("response_type") == "in_channel":
            bot = self._world.bot_in(channel.workspace)
            return self._world.messages.post(channel, bot, content, thread_ts=thread_ts)
        return self._world.messages.whisper(channel, interaction.user, content, thread_ts)

    # What is said to a person by other ways

    def spoke(self, user: User, word: Message | View | None = None) -> None:
        """Note that the app said something to somebody: the latest who waits hears it."""
        for interaction in reversed(self.all):
            if interaction.user is user and not interaction.settled:
                interaction.hear(word)
                break
        self._world.changes.tell()


def _still_there(source: Message | None) -> Message:
    if source is None:
        raise Refused("message_not_found")
    there = source.reader.private if source.reader else source.channel.history.values()
    if source not in there:
        raise Refused("message_not_found")
    return source
