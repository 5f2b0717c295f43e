"""What members say of their own replies: how sure they are, and which key points they did say."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.chat.replies import question_of
from bot.core.models import RoundId
from bot.core.view import Press
from bot.presentation.own_words import (
    claimable_message,
    claimed_words,
    confidence_named,
)
from bot.presentation.replies import sure_message


async def be_sure(interaction: Interaction, press: Press) -> None:
    """Keep how sure the member is of their reply."""
    confidence, member = confidence_named(press.choice), await interaction.member()
    own_words, id_ = interaction.services.own_words, RoundId(press.subject)
    round_ = await own_words.be_sure(id_, member, confidence, interaction.arrived)
    asked = await question_of(interaction, id_)
    await interaction.show(sure_message(round_, confidence, asked.text if asked else ""))


async def ask_claims(interaction: Interaction, press: Press) -> None:
    """Show the key points that were not found in the reader's reply."""
    round_, reader = RoundId(press.subject), await interaction.reader()
    found = await interaction.services.own_words.claimable(round_, reader)
    await interaction.show(claimable_message(found))


async def claim(interaction: Interaction, press: Press) -> None:
    """Keep the reader's word that they said a key point."""
    await _claim(interaction, press, said=True)


async def take_back(interaction: Interaction, press: Press) -> None:
    """Forget it."""
    await _claim(interaction, press, said=False)


async def _claim(interaction: Interaction, press: Press, *, said: bool) -> None:
    round_, reader = RoundId(press.subject), await interaction.reader()
    own_words, token = interaction.services.own_words, press.choice
    found = await own_words.claim(round_, reader, token, said=said)
    words = claimed_words(found, token, said=said)
    await interaction.show(claimable_message(found, words))
