"""What a member says after the reveal: how they did, and which reply helped most."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.models import RoundId
from bot.core.view import Action
from bot.presentation.feedback import (
    ballot_message,
    rated_words,
    rating_message,
    rating_named,
    voted_words,
)


async def ask_rating(interaction: Interaction, subject: str) -> None:
    """Show the member's reply beside the reference, and ask how they did."""
    await interaction.defer()
    round_, member = RoundId(subject.partition(":")[0]), await interaction.member()
    mine = await interaction.services.feedback.rating(interaction.group.id, round_, member)
    reveal = await interaction.services.reveals.reveal(interaction.group.id, round_, member)
    page = int(subject.partition(":")[2] or 1)
    await interaction.show(rating_message(reveal, mine), page, turn=Action("rate", "", round_))


async def rate(interaction: Interaction, subject: str) -> None:
    """Keep the member's own word."""
    await interaction.defer()
    round_, _, name = subject.partition(":")
    rating, member = rating_named(name), await interaction.member()
    await interaction.services.feedback.rate(interaction.group.id, RoundId(round_), member, rating)
    await interaction.say(rated_words(rating))


async def ask_vote(interaction: Interaction, subject: str) -> None:
    """Let the member choose among the replies of others."""
    await interaction.defer()
    ballot = await interaction.services.feedback.ballot(
        interaction.group.id, RoundId(subject), await interaction.member()
    )
    await interaction.show(ballot_message(ballot))


async def vote(interaction: Interaction, subject: str) -> None:
    """Keep the member's vote; the subject is a round and a reply's token."""
    await interaction.defer()
    round_, _, token = subject.partition(":")
    choice = await interaction.services.feedback.vote(
        interaction.group.id, RoundId(round_), await interaction.member(), token
    )
    await interaction.say(voted_words(choice))


async def take_back(interaction: Interaction, subject: str) -> None:
    """Forget the member's vote."""
    await interaction.defer()
    await interaction.services.feedback.take_back(
        interaction.group.id, RoundId(subject), await interaction.member()
    )
    await interaction.say(voted_words(None))
