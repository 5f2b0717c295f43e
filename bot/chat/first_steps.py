"""What the buttons of the first word do, where a form cannot be opened from what they are on."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.commands import run
from bot.chat.interaction import Interaction
from bot.presentation.help import BACK_TO_STEPS, PLAN_IN_CHANNEL, TRY_IN_CHANNEL

_A_DAY = timedelta(days=1).total_seconds()
_DAILY = "every day 09:00"


async def try_question(interaction: Interaction) -> None:
    """Ask a question in this channel; which deck's is asked back. Raises NotOrganiser."""
    if interaction.is_direct:
        await interaction.say(TRY_IN_CHANNEL)
        return
    await interaction.require_organiser()
    await run(interaction, "quiz-open", window=_A_DAY)


async def tell_import(interaction: Interaction, how: str) -> None:
    """Say how notes are imported; in a channel that takes the place of the first steps."""
    goes_back = not interaction.is_direct and await interaction.organises()
    await interaction.say(how, *((BACK_TO_STEPS,) if goes_back else ()))


async def plan_daily(interaction: Interaction) -> None:
    """Plan a question a day in this channel; deck and zone are asked back. Raises NotOrganiser."""
    if interaction.is_direct:
        await interaction.say(PLAN_IN_CHANNEL)
        return
    await interaction.require_organiser()
    await run(interaction, "schedule-add", when=_DAILY, window=_A_DAY)
