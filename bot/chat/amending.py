"""Small things put right where they are seen: organisers press a button beside a reveal."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.deck_edits import Edit, MarkAnswer, Retire
from bot.core.models import Answer, AnswerId, QuestionId, RoundId, Source, WorkspaceId
from bot.core.read_models import Reveal
from bot.core.view import Action, Press
from bot.errors import NotFound, NotOrganiser
from bot.presentation.amending import (
    amend_actions,
    marked_words,
    retired_words,
    which_is_wrong_message,
)


async def actions(interaction: Interaction, reveal: Reveal) -> tuple[Action, ...]:
    """Return what somebody may press who organises the workspace whose deck was asked."""
    if interaction.workspace is None or interaction.workspace.id != reveal.deck.workspace:
        return ()
    try:
        await interaction.require_workspace_organiser()
    except NotOrganiser:
        return ()
    answered = bool(reveal.answers.reference or reveal.answers.earlier)
    return amend_actions(
        reveal.round.id,
        retired=reveal.question.retired,
        answered=answered,
        replied=bool(reveal.replies),
    )


async def retire(interaction: Interaction, press: Press) -> None:
    """Ask the question of a round no more."""
    await _set_retired(interaction, press, retired=True)


async def restore(interaction: Interaction, press: Press) -> None:
    """Ask it again."""
    await _set_retired(interaction, press, retired=False)


async def ask_which_is_wrong(interaction: Interaction, press: Press) -> None:
    """Show the answers of the deck's documents, to choose the one that is wrong."""
    seen = await _seen(interaction, press)
    answers = await _answers(interaction, seen)
    await interaction.show(which_is_wrong_message(seen.round.id, answers))


async def mark_wrong(interaction: Interaction, press: Press) -> None:
    """Show an answer nowhere any more."""
    await _mark(interaction, press, wrong=True)


async def mark_right(interaction: Interaction, press: Press) -> None:
    """Show it again."""
    await _mark(interaction, press, wrong=False)


async def _mark(interaction: Interaction, press: Press, *, wrong: bool) -> None:
    seen = await _seen(interaction, press)
    id_ = AnswerId(press.choice)
    found = [each for each in await _answers(interaction, seen) if each[0].id == id_]
    if not found:
        raise NotFound("answer", id_)
    await _edit(interaction, seen, MarkAnswer(id_, wrong))
    undo = Action("answer-right", "Undo", seen.round.id, id_)
    await interaction.say(marked_words(found[0][1], wrong=wrong), *([undo] if wrong else []))


async def _set_retired(interaction: Interaction, press: Press, *, retired: bool) -> None:
    seen = await _seen(interaction, press)
    await _edit(interaction, seen, Retire(seen.question.id, retired))
    undo = Action("question-restore", "Undo", seen.round.id)
    await interaction.say(
        retired_words(seen.question, retired=retired), *([undo] if retired else [])
    )


async def _seen(interaction: Interaction, press: Press) -> Reveal:
    """Return the reveal as they may see it. Raises as `RevealService.reveal`."""
    reader = await interaction.reader()
    return await interaction.services.reveals.reveal(RoundId(press.subject), reader)


async def _answers(interaction: Interaction, seen: Reveal) -> list[tuple[Answer, Source]]:
    shown = await interaction.services.deck_edits.question(
        _workspace(interaction), seen.deck.id, QuestionId(seen.question.id)
    )
    return list(shown.answers)


async def _edit(interaction: Interaction, seen: Reveal, edit: Edit) -> None:
    edits, workspace = interaction.services.deck_edits, _workspace(interaction)
    shown = await edits.question(workspace, seen.deck.id, seen.question.id)
    await edits.edit(workspace, seen.deck.id, edit, shown.stamp)


def _workspace(interaction: Interaction) -> WorkspaceId:
    return interaction.require_workspace().id
