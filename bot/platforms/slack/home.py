"""The Home tab: what is open for somebody, what was revealed last, and how they do."""

from __future__ import annotations

from bot.core.view import Message
from bot.platforms.slack.rendering.views import View, home
from bot.platforms.slack.visits import SlackVisit
from bot.presentation.profile import profile_message
from bot.presentation.rounds import open_message, past_message

_PAST = 3


async def home_view(visit: SlackVisit) -> View:
    """Return the tab for who opens it; looking at it makes nobody a member."""
    services, group, reader = visit.services, visit.group.id, await visit.reader()
    messages: list[Message] = [open_message(await services.cards.open_now(group, reader))]
    messages.append(past_message(await services.cards.past(group, reader, _PAST), _PAST))
    if reader is not None:
        messages.append(profile_message(await services.profile.of(group, reader)))
    return home(messages)
