"""What members say of their own replies: how sure they are, and which key points they did say."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.chat.replies import question_of
from bot.core.models import RoundId
from bot.core.rounds import takes_replies
from bot.core.view import Press
from bot.errors import NotFound
from bot.presentation.own_words import (
    claimable_message,
    claimed_words,
    confidence_pressed,
)
from bot.presentation.replies import shared_message, sure_message
from bot.presentation.sharing import NO, YES


async def be_sure(interaction: Interaction, press: Press) -> None:
    """Keep how sure the member is of their reply."""
    (confidence, asks), member = confidence_pressed(press.choice), await interaction.member()
    own_words, id_ = interaction.services.own_words, RoundId(press.subject)
    round_ = await own_words.be_sure(id_, member, confidence, interaction.arrived)
    asked = await question_of(interaction, id_)
    if asks:
        asks = await interaction.services.preferences.is_unsaid(member.person)
    words = asked.text if asked else ""
    await interaction.show(sure_message(round_, confidence, words, asks=asks))


async def let_leave(interaction: Interaction, press: Press) -> None:
    """Keep whether the member's answers may leave with a deck."""
    if press.choice not in {YES, NO}:
        raise NotFound("button", press.name)
    services, member = interaction.services, await interaction.member()
    round_ = await services.cards.told(RoundId(press.subject), await interaction.reader())
    person = await services.preferences.share(member.person, agrees=press.choice == YES)
    said = (await services.own_words.all_mine([round_.id], member.id)).get(round_.id)
    asked = await question_of(interaction, round_.id)
    is_over = not takes_replies(round_, services.clock())
    words = asked.text if asked else ""
    await interaction.show(shared_message(round_, person.sharing, said, words, is_over=is_over))


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
