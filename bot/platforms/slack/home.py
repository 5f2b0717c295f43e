"""The Home tab: what is open, what was revealed last, how one does; for admins the schedules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.core.models import ScheduleId
from bot.core.view import Message
from bot.errors import NotAllowed
from bot.platforms.slack.rendering.assembly import Block
from bot.platforms.slack.rendering.plain import plain_text
from bot.platforms.slack.rendering.views import View, home
from bot.platforms.slack.visits import SlackVisit
from bot.presentation import pickers
from bot.presentation.profile import profile_message
from bot.presentation.rounds import open_message, past_message
from bot.presentation.tab import schedules_messages

NAMED_ADMINS = "rt-admins"
_PAST = 3


async def publish(visit: SlackVisit) -> None:
    """Show the tab as things are now."""
    await visit.client.views_publish(user_id=visit.caller.user, view=await home_view(visit))


async def home_view(visit: SlackVisit) -> View:
    """Return the tab for who opens it; looking at it makes nobody a member."""
    services, group, reader = visit.services, visit.group.id, await visit.reader()
    messages: list[Message] = [open_message(await services.cards.open_now(group, reader))]
    messages.append(past_message(await services.cards.past(group, reader, _PAST + 1), _PAST))
    if reader is not None:
        messages.append(profile_message(await services.profile.of(group, reader)))
    if await visit.is_admin():
        planned = await services.schedules.of_group(group)
        messages += schedules_messages(planned, await services.decks.titles(group))
    return home(messages, _naming(visit) if await visit.runs_workspace() else ())


async def press(visit: SlackVisit, name: str, subject: str) -> None:
    """Do what an admin pressed in the tab, and show what came of it. Raises NotAllowed."""
    if not await visit.is_admin():
        raise NotAllowed("slack-admin")
    await PRESSED[name](visit, subject)
    await publish(visit)


async def name_admins(visit: SlackVisit, users: tuple[str, ...]) -> None:
    """Let these people, and no others but those who run the workspace, do what an admin does."""
    if not await visit.runs_workspace():
        raise NotAllowed("slack-admin")
    await visit.services.homes.configure(visit.home, admins=users)
    await publish(await visit.again())


async def _pause(visit: SlackVisit, subject: str) -> None:
    await visit.services.schedules.pause(visit.group.id, ScheduleId(subject))


async def _resume(visit: SlackVisit, subject: str) -> None:
    await visit.services.schedules.resume(visit.group.id, ScheduleId(subject))


async def _skip(visit: SlackVisit, subject: str) -> None:
    id_, _, opening = subject.partition(":")
    at = datetime.fromisoformat(opening)
    await visit.services.schedules.skip(visit.group.id, ScheduleId(id_), at)


PRESSED: Mapping[str, Callable[[SlackVisit, str], Awaitable[None]]] = {
    "tab-pause": _pause,
    "tab-resume": _resume,
    "tab-skip": _skip,
}


def _naming(visit: SlackVisit) -> tuple[Block, ...]:
    """Return who was named, to be changed by those who run the workspace."""
    element: Block = {
        "type": "multi_users_select",
        "action_id": NAMED_ADMINS,
        "placeholder": plain_text(pickers.NAME_ADMINS),
    }
    if visit.home.admins:
        element["initial_users"] = list(visit.home.admins)
    text = plain_text(pickers.ADMINS)
    return ({"type": "section", "text": text, "accessory": element},)
