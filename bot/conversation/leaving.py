"""A member who wants to be forgotten."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.errors import NotAllowed
from bot.presentation.profile import DELETED


async def delete(visit: Visit, subject: str) -> None:
    """Remove everything about the member whom the button was shown to."""
    await visit.hold()
    member = await visit.reader()
    if member is None or member.id != subject:
        raise NotAllowed("member")
    await visit.services.profile.delete(visit.group.id, member)
    await visit.say(DELETED)
