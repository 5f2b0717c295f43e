"""Whether one's answers leave with a deck: asked once, below an answer, and changed at will."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import later_replies, own_words, replies
from bot.chat.command_table import commands
from bot.chat.typed_by_organisers import SETTINGS, _add
from bot.chat.typed_commands import run
from bot.core.models import Group, Member, Naming, Round, Sharing
from bot.core.view import Line, Message, Press
from bot.errors import BadOption, NotFound
from bot.presentation.sharing import AT_ANY_TIME, LEAVE, MAY_THEY, SHARING_WORDS
from bot.services.services import Services
from tests.unit.chat.interacting import KeptInteraction


@pytest.fixture
async def interaction(services: Services, room: Group, ann: Member) -> KeptInteraction:
    """Ann in the room."""
    channel = await services.groups.find_channel("web", "room")
    workspace = await services.workspaces.find("web", "local")
    return KeptInteraction(services, ann.person, workspace, channel, room, ann, None)


def _asks(message: Message) -> bool:
    asks = Line(MAY_THEY) in message.blocks
    assert asks == any(each.name == LEAVE for each in message.actions)
    return asks


def _press(message: Message, name: str, label: str) -> Press:
    return next(e.press for e in message.actions if e.name == name and e.label.startswith(label))


async def _said(interaction: KeptInteraction) -> Sharing:
    return (await interaction.services.preferences.of(interaction.who.person)).sharing


async def test_one_is_asked_with_the_first_answer_and_never_again(
    interaction: KeptInteraction, open_round: Round
):
    await replies.save(interaction, open_round.id, 0, "It naps.")
    await replies.save(interaction, open_round.id, 1, "It relaxes.")

    first, second = interaction.shown
    assert _asks(first)
    assert Line(AT_ANY_TIME) in first.blocks
    assert not _asks(second)
    assert await _said(interaction) is Sharing.ASKED


async def test_who_says_how_sure_they_are_first_is_asked_still_and_not_once_they_said(
    interaction: KeptInteraction, open_round: Round
):
    await replies.save(interaction, open_round.id, 0, "It naps.")
    await own_words.be_sure(interaction, _press(interaction.shown[-1], "sure", "Sure"))
    assert _asks(interaction.shown[-1])
    guess = _press(interaction.shown[-1], "sure", "A guess")

    await own_words.let_leave(interaction, _press(interaction.shown[-1], LEAVE, "Yes"))
    assert await _said(interaction) is Sharing.YES
    told = interaction.shown[-1]
    assert SHARING_WORDS[Sharing.YES] in told.summary
    labels = [each.label for each in told.actions]
    assert labels == ["Change my answer", "Take it back", "I think so", "A guess"]
    await own_words.be_sure(interaction, guess)
    assert not _asks(interaction.shown[-1])


async def test_who_said_how_sure_they_are_of_a_later_answer_is_not_asked_again_by_that(
    interaction: KeptInteraction, open_round: Round
):
    await replies.save(interaction, open_round.id, 0, "It naps.")
    await replies.save(interaction, open_round.id, 1, "It relaxes.")
    await own_words.be_sure(interaction, _press(interaction.shown[-1], "sure", "Sure"))
    assert not _asks(interaction.shown[-1])


async def test_a_press_counts_also_when_the_round_is_over(
    interaction: KeptInteraction, open_round: Round
):
    await replies.save(interaction, open_round.id, 0, "It naps.")
    press = _press(interaction.shown[-1], LEAVE, "No")
    await interaction.services.rounds.close(open_round.group, open_round.id)
    await own_words.let_leave(interaction, press)
    assert await _said(interaction) is Sharing.NO
    assert interaction.shown[-1].actions == ()
    with pytest.raises(NotFound):
        await own_words.let_leave(interaction, replace(press, choice="perhaps"))


async def test_who_answers_late_for_the_first_time_is_asked_then_and_not_with_a_later_one(
    interaction: KeptInteraction, open_round: Round
):
    await interaction.services.groups.set_late(open_round.group, late=True)
    await interaction.services.rounds.close(open_round.group, open_round.id)
    await later_replies.save(interaction, open_round.id, 0, "It naps.")
    await later_replies.save(interaction, open_round.id, 1, "It relaxes.")
    first, second = interaction.shown
    assert _asks(first)
    assert not _asks(second)

    await own_words.let_leave(interaction, _press(first, LEAVE, "Yes"))
    assert await _said(interaction) is Sharing.YES


async def test_nobody_is_asked_where_no_names_are_shown(
    interaction: KeptInteraction, services: Services, open_round: Round
):
    await services.groups.set_naming(open_round.group, Naming.ANONYMOUS)
    await services.rounds.close(open_round.group, open_round.id)
    hidden = await services.rounds.open_question(open_round.group, open_round.question)
    await replies.save(interaction, hidden.id, 0, "It naps.")
    assert not _asks(interaction.shown[-1])
    assert await _said(interaction) is Sharing.UNASKED


async def test_it_is_said_and_shown_by_a_command_and_then_nothing_is_asked(
    interaction: KeptInteraction, open_round: Round
):
    mine = commands(import_=_add, settings=SETTINGS)["/mine"]
    for typed, said in (("", Sharing.UNASKED), ("no", Sharing.NO), ("yes", Sharing.YES)):
        await run(interaction, "/mine", mine, f"share {typed}")
        assert await _said(interaction) is said
        assert interaction.shown[-1].summary == SHARING_WORDS[said]
    with pytest.raises(BadOption):
        await run(interaction, "/mine", mine, "share perhaps")
    await replies.save(interaction, open_round.id, 0, "It naps.")
    assert not _asks(interaction.shown[-1])
