"""What people do in Slack, each by its kind: typed, pressed, sent in, chosen on a message."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import first_steps, later_replies, replies, searching
from bot.chat.actions import AGAIN, ANSWER, OF_ROUNDS, do_pressed
from bot.chat.corrections import TYPE, corrected
from bot.chat.forms import TEXT_FORMS, take_form
from bot.chat.interaction import Interaction
from bot.core.asking_help import asks_for_help
from bot.core.ids import is_id
from bot.core.models import RoundId
from bot.core.view import Press
from bot.errors import BadOption, NotFound, NotYourMessage, UnknownCommand
from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.slack import commands, general_command, home, importing, kept_forms, modals
from bot.platforms.slack.command_names import GENERAL, CommandNames, called
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.modal_views import answer_view, sent_in
from bot.platforms.slack.pictures import pictures_of
from bot.platforms.slack.rendering.blocks import SEARCHED, options_of
from bot.platforms.slack.rendering.views import View
from bot.platforms.slack.responder import Caller
from bot.platforms.slack.rosters import Rosters
from bot.platforms.slack.text_form import text_view, written_in
from bot.platforms.slack.thread_replies import left_out, text_of
from bot.presentation import help as help_
from bot.presentation.decks import HOW_TO_IMPORT
from bot.presentation.forms import FORM
from bot.presentation.planning_forms import CHANGE, FORM_AGAIN
from bot.presentation.replies import YOUR_ANSWER
from bot.presentation.schedules import EDIT
from bot.services.arrivals import Arrival
from bot.services.services import Services

BUTTON = re.compile(r"rt:(?P<name>[a-z-]+)(?::\d+)?")
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody did, with all that Slack tells of it."""

    services: Services
    client: AsyncWebClient
    caller: Caller
    people: Rosters
    body: Body

    async def named(self, words: str) -> str:
        """Return words of ours that name commands as they are called in the workspace."""
        return await CommandNames(self.services.key_values).words(self.caller.team, words)

    def answering(self) -> AbstractContextManager[None]:
        """Let closings wait until the block has answered it."""
        at = self.caller.arrived or self.services.clock()
        return self.services.arrivals.answering(Arrival(lambda: at))

    async def here(self) -> SlackInteraction:
        """Return it as something done where they are. Raises NotFound."""
        return await SlackInteraction.of(self.services, self.client, self.caller, self.people)

    async def on(self, round_: RoundId) -> SlackInteraction:
        """Return it as something done to a round. Raises NotFound."""
        who = self.client, self.caller, self.people
        return await SlackInteraction.on(self.services, *who, round_)


def presser(team: str, body: Body) -> Caller:
    """Return who pressed something, and where; a Home tab and a form are no channel."""
    container, user = body.get("container", {}), body["user"]
    return Caller(
        team=team,
        user=user["id"],
        channel=body.get("channel", {}).get("id", ""),
        thread=container.get("thread_ts"),
        response_url=body.get("response_url"),
        is_private=bool(container.get("is_ephemeral")),
        home=user.get("team_id") or "",
    )


def typist(team: str, body: Body) -> Caller:
    """Return who typed a command, and where; `team_id` is the workspace where, not whose."""
    return Caller(
        team=team,
        user=body["user_id"],
        channel=body["channel_id"],
        response_url=body["response_url"],
        typed=body["command"],
    )


async def run(request: Request) -> None:
    """Do what was typed; a command without words opens its form.

    What is not understood is told with what may have been meant, as buttons.
    """
    await _type(request, request.body["command"], request.body.get("text") or "")


async def _type(request: Request, typed: str, words: str) -> None:
    interaction = await request.here()
    await CommandNames(request.services.key_values).note(request.caller.team, typed)
    name, text = general_command.meant(typed, words)
    try:
        await _do(interaction, typed, name, text, request.body["trigger_id"])
    except (UnknownCommand, BadOption) as error:
        await interaction.show(corrected(error, name, text, called=called(name, typed)))


async def _do(
    interaction: SlackInteraction, typed: str, name: str, text: str, trigger: str
) -> None:
    if asks_for_help(text):
        await general_command.show_help(interaction, typed)
    elif name == GENERAL:
        await general_command.run(interaction, text, typed)
    elif name in modals.CALLBACKS and not text:
        await modals.open_form(interaction, name, trigger)
    else:
        await commands.run(interaction, name, text)


async def act(request: Request) -> None:
    """Do what was pressed. Whoever was shown the button may have lost the right since."""
    (action,) = request.body["actions"]
    found = BUTTON.fullmatch(action["action_id"])
    if found is None:
        raise NotFound("button", action["action_id"])
    name, chosen = found["name"], action.get("selected_option") or action
    press = Press.read(name, chosen.get("value", ""))
    if name == TYPE:
        await _type(request, f"/{press.subject}", press.choice)
    elif name in (ANSWER, AGAIN):
        opens = later_replies.form if name == AGAIN else replies.form
        await _open_answer(request, RoundId(press.subject), opens)
    elif name in TEXT_FORMS:
        await _open_text_form(request, press)
    elif name == EDIT:
        making = modals.change_form(await request.here(), press)
        await modals.open_soon(
            request.client, request.body["trigger_id"], making, request.named, title=CHANGE
        )
    elif name == FORM_AGAIN:
        making = kept_forms.opened_again(await request.here(), press)
        await modals.open_soon(request.client, request.body["trigger_id"], making, request.named)
    elif name in _FIRST_STEPS:
        await _FIRST_STEPS[name](request)
    elif name in home.PRESSED:
        await home.act(await request.here(), press)
    else:
        await do_pressed(request, press)


async def suggest(request: Request) -> list[dict[str, Any]]:
    """Return what a search offers for what was typed, as options; nothing to who may not see it.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    body = request.body
    found = BUTTON.fullmatch(body["action_id"])
    _, _, subject = body["block_id"].removeprefix(SEARCHED).partition(":")
    if found is None or not is_id(subject):
        return []
    name = found["name"]
    about_round = name in OF_ROUNDS
    interaction = await (request.on(RoundId(subject)) if about_round else request.here())
    return options_of(await searching.found(interaction, name, subject, body.get("value") or ""))


async def _help(request: Request) -> None:
    await general_command.show_help(await request.here())


async def _setup(request: Request) -> None:
    await general_command.show_first_steps(await request.here())


async def _try(request: Request) -> None:
    await modals.open_form(await request.here(), "/quiz", request.body["trigger_id"])


async def _plan(request: Request) -> None:
    await modals.open_form(await request.here(), "/schedule", request.body["trigger_id"])


async def _import(request: Request) -> None:
    await first_steps.tell_import(await request.here(), HOW_TO_IMPORT)


_FIRST_STEPS: Mapping[str, Callable[[Request], Awaitable[None]]] = {
    help_.HELP: _help,
    help_.SETUP: _setup,
    help_.TRY: _try,
    help_.PLAN: _plan,
    help_.IMPORT: _import,
}


_Opens = Callable[[Interaction, RoundId], Awaitable[replies.AnswerPrompt]]


async def _open_answer(request: Request, round_: RoundId, opens: _Opens) -> None:
    async def made() -> View:
        return answer_view(await opens(await request.on(round_), round_), request.caller)

    trigger = request.body["trigger_id"]
    await modals.open_soon(request.client, trigger, made(), request.named, title=YOUR_ANSWER)


async def save(request: Request, ack: AsyncAck) -> None:
    """Store an answer that was sent in, by whoever can read its question still.

    Its form closes once it is stored: until then Slack keeps what was typed there.
    """
    sent = sent_in(request.body["view"])
    with request.answering():
        interaction = await request.on(sent.round)
        interaction.acknowledge = ack
        what = interaction, sent.round, sent.revision, with_emoji(sent.text)
        if sent.again:
            await later_replies.save(*what)
        else:
            services = interaction.services
            fetch = partial(pictures_of, services, request.client, sent.files, are_all=True)
            await replies.save(*what, fetch if sent.files else None)
    if not sent.channel:
        await home.publish(await request.here())  # it was opened there, and shows what is answered


async def _open_text_form(request: Request, press: Press) -> None:
    handler = TEXT_FORMS[press.name]

    async def made() -> View:
        who = await (request.on(RoundId(press.subject)) if handler.of_round else request.here())
        return text_view(await handler.opens(who, press), request.caller)

    trigger = request.body["trigger_id"]
    await modals.open_soon(request.client, trigger, made(), request.named, title=FORM)


async def take_text_form(request: Request) -> None:
    """Do what a form of text fields is for."""
    press, values = written_in(request.body["view"])
    of_round = press.name in TEXT_FORMS and TEXT_FORMS[press.name].of_round
    who = await (request.on(RoundId(press.subject)) if of_round else request.here())
    await take_form(who, press, {name: with_emoji(text) for name, text in values.items()})


async def choose_deck(request: Request) -> None:
    """Offer the questions of the deck that was chosen in a form."""
    await modals.other_deck(await request.here(), request.body["view"])


async def name_organisers(request: Request) -> None:
    """Name those who were chosen in the Home tab."""
    (action,) = request.body["actions"]
    shown = home.shown_organisers(request.body["view"])
    await home.name_organisers(await request.here(), shown, action["selected_users"])


async def use(request: Request) -> None:
    """Make a message of theirs the answer to what is asked in its thread, or else here."""
    message = request.body["message"]
    if message.get("user") != request.caller.user:
        raise NotYourMessage
    ids = [str(each) for each in (message.get("thread_ts"), message["ts"]) if each]
    with request.answering():
        asked = await request.services.messages.asked_in(PLATFORM, ids)
        interaction = await (request.here() if asked is None else request.on(asked))
        text = await text_of(interaction, message.get("text", ""))
        files = message.get("files") or ()
        pictures = await pictures_of(request.services, interaction.client, files)
        await replies.use(interaction, text, ids, left_out(files), pictures)


async def import_notes(request: Request) -> None:
    """Show an organiser what a message's documents would make."""
    await importing.offer(await request.here(), request.body["message"])
