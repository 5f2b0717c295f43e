"""A question that was looked up: its pages, and showing it to everybody in the channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.interaction import Interaction
from bot.core.models import QuestionId
from bot.core.read_models import Found
from bot.core.view import Action
from bot.presentation.lookup import NOTHING_FOUND, found_message
from bot.presentation.sharing import SHARED, shared_message


async def search(interaction: Interaction, query: str) -> None:
    """Show the question that fits best, and lead to the next best."""
    await interaction.defer()
    found = await interaction.services.lookup.search(
        interaction.group.id, await interaction.reader(), query
    )
    if not found:
        await interaction.say(NOTHING_FOUND)
        return
    best, *others = found
    await _show(
        interaction,
        best,
        1,
        [Action("found", each.question.text, each.question.id) for each in others],
    )


async def show(interaction: Interaction, subject: str) -> None:
    """Show a page of a question; the subject is a question, or a question and a page."""
    await interaction.defer()
    question, _, page = subject.partition(":")
    found = await interaction.services.lookup.question(
        interaction.group.id, await interaction.reader(), QuestionId(question)
    )
    await _show(interaction, found, int(page or 1))


async def share(interaction: Interaction, subject: str) -> None:
    """Post a question where it was looked up, as somebody sees it who has not replied to it."""
    await interaction.defer()
    found = await interaction.services.lookup.question(
        interaction.group.id, None, QuestionId(subject)
    )
    member = await interaction.member()
    await interaction.share(shared_message(found, member.name), Action("found", "", subject))
    await interaction.say(SHARED)


async def _show(
    interaction: Interaction, found: Found, page: int, others: Sequence[Action] = ()
) -> None:
    message, id_ = found_message(found), found.question.id
    await interaction.show(
        message,
        page,
        turn=Action("found", "", id_),
        actions=(*message.actions, Action("share", "Share", id_), *others),
    )
