"""Admins who make one group of several places."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.presentation.linking import invitation_message, joined_message, places_message
from bot.presentation.places import home_words


async def create(visit: Visit) -> None:
    """Make a code that joins another place to this."""
    await visit.hold()
    await visit.show(invitation_message(await visit.services.linking.invite(visit.group.id)))


async def show(visit: Visit) -> None:
    """Show where the group is at home, and where it talks."""
    await visit.hold()
    await visit.show(places_message(visit.group, *await _places(visit)))


async def joined(visit: Visit) -> None:
    """Show the group that a place belongs to now; the visit was made after it was joined."""
    await visit.show(joined_message(visit.group, *await _places(visit)))


async def _places(visit: Visit) -> tuple[list[str], list[str]]:
    """Return the words for each home, and for each channel."""
    homes = await visit.services.homes.of_group(visit.group.id)
    return [home_words(each) for each in homes], list((await visit.place_names()).values())
