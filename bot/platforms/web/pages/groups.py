"""The visitor's groups, each by its channels: the one page that is about several."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.core.models import Channel, Group
from bot.errors import NotAllowed
from bot.platforms.web.reading import reader_anywhere
from bot.platforms.web.request_context import RequestContext, see_other
from bot.presentation.workspaces import channel_words


@dataclass(frozen=True, slots=True)
class Listed:
    """A group with the names of its channels that the visitor can read."""

    group: Group
    channels: tuple[str, ...]
    open_now: int


async def show(context: RequestContext) -> Response:
    """List the groups that the visitor can read; where there is one, go there."""
    services, visitor = context.services, context.visitor
    reader = await reader_anywhere(services, visitor)
    groups = await services.access.groups(reader)
    if len(groups) == 1:
        return see_other(f"/g/{groups[0].id}")
    if visitor.person is None and not groups:
        raise NotAllowed("member")
    cards = await services.cards.open_now(reader)
    listed = [
        Listed(
            group,
            await names_of(context, group, reader.channels),
            sum(card.round.group == group.id for card in cards),
        )
        for group in groups
    ]
    return context.page("groups.html", listed=listed)


async def names_of(
    context: RequestContext, group: Group, readable: frozenset[str]
) -> tuple[str, ...]:
    """Return what the readable channels of a group are called: "#study in Bread club"."""
    services = context.services
    workspaces = {
        (each.platform, each.address): each for each in await services.workspaces.of_group(group.id)
    }

    def named(channel: Channel) -> str:
        if channel.platform == "web":
            return f"{group.name}, on the web" if channel.workspace else "the web room"
        return channel_words(channel, workspaces.get((channel.platform, channel.workspace)))

    channels = await services.groups.channels(group.id)
    return tuple(named(each) for each in channels if each.id in readable)
