"""Accounts of one person on several platforms, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.invitations import INVITED_FOR
from bot.core.models import Member, Reply
from bot.core.view import Block, Heading, Line, Message, Prose
from bot.presentation.schedules import span_words


def own_code_message(code: str) -> Message:
    """Return a member's code, and what it is good for."""
    return Message(
        summary=f"Your code is {code}",
        blocks=(
            Heading(code),
            Line(
                "Enter it where you have another account in this group: “/me link” with this code "
                "in a chat, or on your own page in the web room. Then both accounts are you."
            ),
            Line(
                f"It holds for {span_words(INVITED_FOR)} and can be used once. Show it to nobody."
            ),
        ),
    )


def accounts_joined_message(member: Member, replaced: Sequence[Reply]) -> Message:
    """Return what is said when two accounts became one member, and what a later answer replaced."""
    words = f"Both accounts are {member.name} now."
    told: tuple[Block, ...] = ()
    if replaced:
        told = (
            Line("You had answered an open question twice. The later answer counts, not this one:"),
            *(Prose(reply.text) for reply in replaced),
        )
    return Message(summary=words, blocks=(Line(words), *told))
