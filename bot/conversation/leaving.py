"""A member who wants to be forgotten."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.presentation.profile import DELETED


async def delete(visit: Visit, subject: str) -> None:
    """Remove everything about the member whom the button was shown to."""
    await visit.hold()
    member = await visit.reader()
    # Pressed twice, there is nobody left; under another account it is another's button.
    if member is not None and member.id == subject:
        await visit.services.profile.delete(visit.group.id, member)
    await visit.say(DELETED)
