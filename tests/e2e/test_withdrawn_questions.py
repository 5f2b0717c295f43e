"""A question that is withdrawn goes out of whatever quoted it on Discord, and comes back undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.deck_edits import WithdrawQuestion
from tests.e2e.club import QUESTION, Club
from tests.fakes.discord.entities import ChannelType

pytestmark = pytest.mark.usefixtures("waits")


async def _turn(club: Club) -> None:
    club.clock.advance(timedelta(minutes=1))
    await club.bot.turn()


async def _withdraw(club: Club, number: int = 1) -> None:
    workspace, edits = (await club.workspace()).id, club.bot.services.deck_edits
    edit = WithdrawQuestion(club.deck.questions[number - 1].id)
    found = await edits.withdrawal(workspace, club.deck.id, edit)
    await edits.edit(workspace, club.deck.id, edit, found.stamp)
    await _turn(club)


async def _undo(club: Club) -> None:
    await club.bot.services.deck_edits.undo((await club.workspace()).id, club.deck.id)
    await _turn(club)


async def test_its_thread_is_not_called_after_it_any_more_archived_or_not(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.close()
    named = club.thread.name
    assert QUESTION in named
    club.thread.archived = True

    await _withdraw(club)
    assert club.thread.name == "Withdrawn question"
    assert club.thread.archived
    assert "was withdrawn" in club.question.text
    assert not club.question.labels

    await _undo(club)
    assert club.thread.name == named


async def test_the_thread_that_somebody_else_opened_keeps_the_name_that_they_gave_it(club: Club):
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    await club.close()
    club.thread.name, club.thread.owner = "Our talk", club.ann.user

    await _withdraw(club)
    assert club.thread.name == "Our talk"


async def test_the_post_of_a_forum_is_called_otherwise_and_then_after_its_question_again(
    club: Club,
):
    forum = club.guild.channel("questions", ChannelType.FORUM)
    question = club.deck.questions[1]
    group = (await club.channel(forum)).group
    await club.bot.services.rounds.open_question(group, question.id)
    await club.bot.turn()
    (post,) = forum.posts
    form = await club.ann.press(post.messages[0], "Answer")
    await club.ann.submit(form, {"answer-0": "It carries heat."})
    await club.close()
    assert post.name == question.text

    await _withdraw(club, 2)
    assert post.name == "Withdrawn question"
    assert not [each for each in post.messages if question.text in each.text]

    await _undo(club)
    assert post.name == question.text
