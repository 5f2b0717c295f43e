"""What is known about a member, and what they can do about it."""

from __future__ import annotations

from bot.conversation.visit import Visit
from bot.core.view import Action
from bot.presentation.accounts import accounts_joined_message, own_code_message
from bot.presentation.profile import (
    DELETE_WARNING,
    EXPORTED,
    export_json,
    export_name,
    profile_message,
    reminders_words,
)


async def show(visit: Visit) -> None:
    """Show a member their answers, ratings and streak."""
    await visit.hold()
    profile = await visit.services.profile.of(visit.group.id, await visit.member())
    await visit.show(profile_message(profile))


async def set_reminders(visit: Visit, *, wanted: bool) -> None:
    """Remind a member of questions that they have not answered, or not."""
    await visit.hold()
    changed = await visit.services.members.set_reminders((await visit.member()).id, wanted)
    await visit.say(reminders_words(changed))


async def link(visit: Visit, code: str | None) -> None:
    """Give a member a code for an account elsewhere, or use the one that they got there."""
    await visit.hold()
    member, linking = await visit.member(), visit.services.linking
    if code is None:
        await visit.show(own_code_message(await linking.invite_member(visit.group.id, member)))
        return
    joined = await linking.join_member(visit.group.id, member, code)
    await visit.show(accounts_joined_message(joined.member, joined.replaced))


async def export(visit: Visit) -> None:
    """Hand a member everything about them."""
    await visit.hold()
    member = await visit.member()
    data = export_json(await visit.services.profile.export(visit.group.id, member))
    await visit.hand_over(EXPORTED, export_name(member), data)


async def delete(visit: Visit) -> None:
    """Ask a member whether they want to be forgotten."""
    await visit.hold()
    member = await visit.member()
    await visit.say(DELETE_WARNING, Action("delete-me", "Delete everything", member.id))
