"""Disputes of a reference: members challenge it beside a reveal, and agree; organisers decide."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.interaction import Interaction
from bot.chat.owners import require_organiser_of
from bot.core.challenges import Verdict
from bot.core.models import RoundId, WorkspaceId
from bot.core.read_models import OpenChallenge
from bot.core.view import Press
from bot.errors import NothingToChallenge
from bot.presentation.challenges import (
    AGREED,
    AGREES_NO_MORE,
    BETTER_TEXT,
    GONE,
    NONE_TO_TAKE_BACK,
    REASON,
    SAVED,
    WHY,
    challenge_form,
    challenges_message,
    decided_words,
    decline_form,
    dispute_message,
)
from bot.presentation.forms import TextForm


async def show(interaction: Interaction, press: Press, words: str = "") -> None:
    """Show what is challenged in a round's reveal, and what there is to press."""
    reader = await interaction.reader()
    found = await interaction.services.challenges.of_round(RoundId(press.subject), reader)
    await interaction.show(challenges_message(found, words))


async def form(interaction: Interaction, press: Press) -> TextForm:
    """Return the form that challenges the reference. Raises NothingToChallenge."""
    reader = await interaction.reader()
    found = await interaction.services.challenges.of_round(RoundId(press.subject), reader)
    if not (found.takes or found.mine):
        raise NothingToChallenge
    return challenge_form(found)


async def make(interaction: Interaction, press: Press, values: Mapping[str, str]) -> None:
    """Keep what was written, and show it among what others say."""
    member, reader = await interaction.member(), await interaction.reader()
    reason, text = values.get(REASON, ""), values.get(BETTER_TEXT, "")
    challenges, round_ = interaction.services.challenges, RoundId(press.subject)
    await challenges.make(round_, member, reader, reason, text)
    await show(interaction, press, SAVED)


async def agree(interaction: Interaction, press: Press) -> None:
    """Keep that they agree."""
    await _agree(interaction, press, agrees=True)


async def disagree(interaction: Interaction, press: Press) -> None:
    """Forget it."""
    await _agree(interaction, press, agrees=False)


async def _agree(interaction: Interaction, press: Press, *, agrees: bool) -> None:
    member, reader = await interaction.member(), await interaction.reader()
    await interaction.services.challenges.agree(press.choice, member, reader, agrees=agrees)
    await show(interaction, press, AGREED if agrees else AGREES_NO_MORE)


async def take_back(interaction: Interaction, press: Press) -> None:
    """Take one's own challenge back."""
    known, challenges = interaction.known, interaction.services.challenges
    round_ = RoundId(press.subject)
    is_gone = known is not None and await challenges.take_back(round_, known, press.choice)
    await interaction.say(GONE if is_gone else NONE_TO_TAKE_BACK)


# --- organisers ------------------------------------------------------------------------------


async def look(interaction: Interaction, press: Press) -> None:
    """Show an organiser a challenge beside the reference."""
    await interaction.show(dispute_message(await _found(interaction, press)))


async def accept(interaction: Interaction, press: Press) -> None:
    """Mark the reference wrong."""
    await _decide(interaction, press, Verdict.ACCEPT)


async def accept_text(interaction: Interaction, press: Press) -> None:
    """Trust what the member wrote."""
    await _decide(interaction, press, Verdict.ACCEPT_TEXT)


async def decline_form_of(interaction: Interaction, press: Press) -> TextForm:
    """Return the form that asks why the reference stays."""
    return decline_form(await _found(interaction, press))


async def decline(interaction: Interaction, press: Press, values: Mapping[str, str]) -> None:
    """Let the reference stay."""
    await _decide(interaction, press, Verdict.DECLINE, values.get(WHY, ""))


async def _decide(interaction: Interaction, press: Press, verdict: Verdict, why: str = "") -> None:
    workspace = await _organised(interaction, press.subject)
    challenges, seen = interaction.services.challenges, press.choice or None
    decision = await challenges.decide(workspace, press.subject, verdict, why, seen=seen)
    await interaction.say(decided_words(decision.challenge, verdict))


async def _found(interaction: Interaction, press: Press) -> OpenChallenge:
    workspace = await _organised(interaction, press.subject)
    found = await interaction.services.challenges.for_organisers(workspace, press.subject)
    # Open again, its answers are nobody's who has not replied, organisers included.
    reader = await interaction.reader()
    await interaction.services.reveals.refuse_withheld(found.question, reader)
    return found


async def _organised(interaction: Interaction, challenge: str) -> WorkspaceId:
    """Return the workspace whose deck is disputed, if they organise it. Raises NotOrganiser."""
    owner = await interaction.services.challenges.workspace_of(challenge)
    await require_organiser_of(interaction, owner)
    return owner
