"""Replies as references: an organiser chooses one, and its author agrees or does not."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.models import RoundId
from bot.core.view import Press
from bot.presentation.challenges import (
    KEPT_WORDS,
    LENT_WORDS,
    NOT_ASKED,
    asked_words,
    which_reply_message,
)


async def ask_which(interaction: Interaction, press: Press) -> None:
    """Show an organiser the replies of a round, to choose one."""
    round_, reader = RoundId(press.subject), await interaction.reader()
    replies = await interaction.services.lending.of_round(round_, reader)
    await interaction.show(which_reply_message(round_, replies))


async def ask_for(interaction: Interaction, press: Press) -> None:
    """Ask the author of the reply that was chosen."""
    round_, reader = RoundId(press.subject), await interaction.reader()
    workspace = interaction.require_workspace().id
    asked = await interaction.services.lending.ask(workspace, round_, press.choice, reader)
    await interaction.say(asked_words(asked))


async def lend(interaction: Interaction, press: Press) -> None:
    """Let one's own reply be the reference."""
    await _answer(interaction, press, agrees=True)


async def keep(interaction: Interaction, press: Press) -> None:
    """Do not."""
    await _answer(interaction, press, agrees=False)


async def _answer(interaction: Interaction, press: Press, *, agrees: bool) -> None:
    known, lending = interaction.known, interaction.services.lending
    round_ = RoundId(press.subject)
    was_asked = known is not None and await lending.answer(round_, known, agrees=agrees)
    done = LENT_WORDS if agrees else KEPT_WORDS
    await interaction.say(done if was_asked else NOT_ASKED)
