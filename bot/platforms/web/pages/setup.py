"""The first run, step by step: a name, something to start with, the chats, the others.

Each step stands alone: it can be left out and come back to, and shows what is there already. It is
for who has the site's own desk, which is what the link that `roundtable serve` prints opens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.responses import Response

from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import RoundId
from bot.errors import MemberError, NotAllowed
from bot.platforms.port import ChatState, Reach, TokenChecks, TokenFinding
from bot.platforms.web.forms import Form
from bot.platforms.web.pages.health import Watch
from bot.platforms.web.pages.keys import keys
from bot.platforms.web.pages.places import places
from bot.platforms.web.pages.planning import NEW, choices, plan_of, sent_values
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.setup import COPY_WHOLE, NO_CHECKS, NO_TOKEN, slack_problem
from bot.presentation.web import opens_here_alone
from bot.services.groups import LOCAL_WORKSPACE

# What can stand in a header. Discord's have some 72 characters, Slack's up to 255.
_TOKEN = re.compile(r"[!-~]{1,400}")


class Step(StrEnum):
    """The steps in their order; the values are the ends of their addresses."""

    NAME = ""
    START = "/start"
    CHATS = "/chats"
    OTHERS = "/others"


class Beginning(StrEnum):
    """What a group starts with, besides a deck by its id."""

    NOTES = "notes"
    NOTHING = "nothing"


_TITLES = {
    Step.NAME: "Name",
    Step.START: "First questions",
    Step.CHATS: "Chats",
    Step.OTHERS: "Others",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A step as its list shows it: `done` is whether anything of it is there."""

    title: str
    address: str
    here: bool
    done: bool


async def show_name(context: GroupContext) -> Response:
    """Ask what the group is called."""
    _for_the_site(context)
    refused = await context.refused()
    return await _page(
        context,
        Step.NAME,
        refused.status if refused else 200,
        name=refused.form.text("name") if refused else context.group.name,
        problem=refused.words if refused else None,
        most=MAX_WORKSPACE_NAME,
    )


async def set_name(context: GroupContext) -> Response:
    """Call the group that, and go on."""
    _for_the_site(context)
    form = await context.form()
    try:
        await context.services.groups.rename(context.group.id, form.text("name"))
    except MemberError as error:
        return await context.give_back(_address(context, Step.NAME), form, error)
    return see_other(_address(context, Step.START))


async def show_start(context: GroupContext) -> Response:
    """Ask what the group starts with."""
    _for_the_site(context)
    refused, group = await context.refused(), context.group.id
    return await _page(
        context,
        Step.START,
        refused.status if refused else 200,
        decks=await context.services.decks.of_group(group),
        planned=await context.services.schedules.of_group(group),
        open_now=await context.services.cards.open_now(context.reader, group),
        choices=choices(),
        values=sent_values(refused.form) if refused else NEW,
        own_zone=refused is None,
        problem=refused.words if refused else None,
    )


async def choose_start(context: GroupContext) -> Response:
    """Plan a question a day out of a deck, go to import notes, or let nothing be asked."""
    _for_the_site(context)
    form = await context.form()
    chosen = form.text("deck")
    if chosen == Beginning.NOTES:
        return see_other(f"{context.here}/admin/import")
    try:
        if chosen == Beginning.NOTHING:
            await _call_off(context)
        else:
            await context.services.schedules.add(context.group.id, plan_of(form))
    except MemberError as error:
        return await context.give_back(_address(context, Step.START), form, error)
    return see_other(_address(context, Step.CHATS))


async def _call_off(context: GroupContext) -> None:
    """Call off what is open and nobody has answered, such as the very first question."""
    group = context.group.id
    for card in await context.services.cards.open_now(context.reader, group):
        if not card.replies:
            await context.services.rounds.skip(group, RoundId(card.round.id))


async def show_chats(context: GroupContext) -> Response:
    """Show how to come into Discord and Slack, with a place to try tokens out."""
    _for_the_site(context)
    return await _chats(context)


async def check_discord(context: GroupContext) -> Response:
    """Show Discord a token, and tell what it says."""
    _for_the_site(context)
    form = await context.form()
    token, content = form.text("token").strip(), form.text("content") == "on"
    found = _unusable(token) or await _asked(context, token).discord(token, message_content=content)
    return await _chats(context, form, discord=found)


async def check_slack(context: GroupContext) -> Response:
    """Show Slack both tokens, and tell what it says."""
    _for_the_site(context)
    form = await context.form()
    bot, app = (form.text(name).strip() for name in ("bot_token", "app_token"))
    found = _unusable(bot, app) or _wrong_kinds(bot, app)
    found = found or await _asked(context, bot).slack(bot, app)
    return await _chats(context, form, slack=found)


async def slack_manifest(context: GroupContext) -> Response:
    """Hand over what Slack makes the app of."""
    _for_the_site(context)
    text = json.dumps(_tokens(context).slack_manifest(), indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": 'attachment; filename="slack-manifest.json"'}
    return Response(text, media_type="application/json", headers=headers)


async def show_others(context: GroupContext) -> Response:
    """Show the join link, and who can open it."""
    _for_the_site(context)
    found = await keys(context, await places(context))
    url = context.site.public_url
    return await _page(
        context,
        Step.OTHERS,
        keys=found,
        local=opens_here_alone(url),
        plain=url.startswith("http:"),
        port=urlsplit(url).port or 80,
    )


async def _chats(
    context: GroupContext,
    form: Form | None = None,
    discord: TokenFinding | None = None,
    slack: TokenFinding | None = None,
) -> Response:
    """Show the step; of what was typed nothing comes back but a tick: tokens are secrets."""
    found = discord or slack
    return await _page(
        context,
        Step.CHATS,
        200 if found is None or found.good else 422,
        states=_states(context),
        content=form is not None and form.text("content") == "on",
        discord=discord,
        slack=slack,
    )


def _asked(context: GroupContext, token: str) -> TokenChecks:
    """Return what shows tokens to platforms. Raises WebRefusal (429) for one too many tokens."""
    context.guess(token)
    return _tokens(context)


def _tokens(context: GroupContext) -> TokenChecks:
    tokens: TokenChecks | None = context.request.app.state.tokens
    if tokens is None:
        raise WebRefusal(404, NO_CHECKS)
    return tokens


def _unusable(*tokens: str) -> TokenFinding | None:
    """Return what is wrong with what no platform needs to be asked about."""
    wrong = TokenFinding(good=False, sentence=NO_TOKEN, remedy=COPY_WHOLE)
    return None if all(_TOKEN.fullmatch(each) for each in tokens) else wrong


def _wrong_kinds(bot: str, app: str) -> TokenFinding | None:
    problem = slack_problem(bot, app)
    return TokenFinding(good=False, sentence=problem[0], remedy=problem[1]) if problem else None


async def _page(context: GroupContext, step: Step, status: int = 200, **values: object) -> Response:
    steps = await _steps(context, step)
    following = [*Step, None][list(Step).index(step) + 1]
    onward = _address(context, following) if following else f"{context.here}/admin"
    name = f"setup_{step.name.lower()}.html"
    return context.page(name, status, steps=steps, onward=onward, **values)


async def _steps(context: GroupContext, here: Step) -> Sequence[Stop]:
    begun = await context.services.groups.begun(context.group.id)
    done = {
        Step.NAME: begun.named,
        Step.START: begun.planned,
        Step.CHATS: any(each.reach is Reach.CONNECTED for each in _states(context).values()),
        Step.OTHERS: begun.joined,
    }
    return [
        Stop(title, _address(context, each), each is here, done[each])
        for each, title in _TITLES.items()
    ]


def _states(context: GroupContext) -> dict[str, ChatState]:
    watch: Watch = context.request.app.state.watch
    return {name: each for name, each in watch.chats.items() if name in ("discord", "slack")}


def _address(context: GroupContext, step: Step) -> str:
    return f"{context.here}/admin/setup{step}"


def _for_the_site(context: GroupContext) -> None:
    """Raise NotAllowed for who organises anything but the site itself."""
    if context.visitor.organises != LOCAL_WORKSPACE:
        raise NotAllowed("admin")
