"""Long lists to choose from, searched by some words: more than a menu holds on every platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.chat import commands, noticed, replies, schedules
from bot.chat.interaction import Interaction
from bot.core.text import folded
from bot.core.view import Action
from bot.errors import NotFound
from bot.presentation.choices import CHOOSE, found_message
from bot.presentation.notices import SHOW_LISTED
from bot.presentation.schedules import SHOW

# Returns all that can be chosen now, by what the list is about.
Choices = Callable[[Interaction, str], Awaitable[tuple[Action, ...]]]
_MOST_FOUND = 25
LONGEST = 100
"""How many characters are looked for at the most."""

SEARCHED: Mapping[str, Choices] = {
    CHOOSE: commands.choices_of,
    SHOW: schedules.choices,
    SHOW_LISTED: noticed.choices,
    "voted": replies.choices,
}
"""What is offered as a long list, by the name of its actions."""


async def found(interaction: Interaction, name: str, subject: str, typed: str) -> list[Action]:
    """Return what fits, the first where nothing is typed. Raises NotFound and as its list does."""
    if name not in SEARCHED:
        raise NotFound("list", name)
    wanted = folded(typed[:LONGEST]).split()
    offered = await SEARCHED[name](interaction, subject)
    return [each for each in offered if all(one in folded(each.label) for one in wanted)]


async def search(interaction: Interaction, name: str, subject: str, typed: str) -> None:
    """Show what fits, to choose from."""
    fitting = await found(interaction, name, subject, typed)
    message = found_message(fitting[:_MOST_FOUND], len(fitting), typed)
    await interaction.show(message)
