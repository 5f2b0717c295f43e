"""Groups of several places that become one, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.invitations import INVITED_FOR
from bot.core.models import Group
from bot.core.view import Block, Heading, Line, Message
from bot.presentation.schedules import span_words


def invitation_message(code: str) -> Message:
    """Return a code, and what it is good for."""
    words = f"The code is {code}"
    return Message(
        summary=words,
        blocks=(
            Heading(code),
            Line(
                "In the other server or workspace an admin uses “/link join” with this code. Then "
                "both are one group: the same decks, rounds, schedules and members."
            ),
            Line(f"It holds for {span_words(INVITED_FOR)} and can be used once."),
        ),
    )


def joined_message(group: Group, workspaces: Sequence[str], channels: Sequence[str]) -> Message:
    """Return what is said when two groups became one."""
    words = f"Joined: this is the group “{group.name}” now."
    return Message(summary=words, blocks=(Line(words), *_places(workspaces, channels)))


def places_message(group: Group, workspaces: Sequence[str], channels: Sequence[str]) -> Message:
    """Return where a group is installed, and where it talks."""
    return Message(summary=group.name, blocks=(Heading(group.name), *_places(workspaces, channels)))


def _places(workspaces: Sequence[str], channels: Sequence[str]) -> tuple[Block, ...]:
    talks = channels or ("Nowhere yet: no question was asked or scheduled.",)
    return (
        Heading("At home in", 3),
        *map(Line, workspaces),
        Heading("Talks in", 3),
        *map(Line, talks),
    )
