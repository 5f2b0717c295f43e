"""Organisers put a question right where its reveal is shown; nobody else is offered that."""

from __future__ import annotations

import pytest

from bot.chat import amending, members, rounds
from bot.chat.actions import OF_ORGANISERS
from bot.core.models import Group, Member, Round
from bot.core.view import Press
from bot.errors import NotOrganiser
from bot.services.services import Services
from tests.fakes.study_deck import StudyDeck
from tests.unit.chat.interacting import KeptInteraction

AMENDING = ("question-retire", "answer-wrong-ask")


class Reader(KeptInteraction):
    """Somebody who organises nothing."""

    async def runs_workspace(self) -> bool:
        return False


async def _shown(interaction: KeptInteraction, round_: Round) -> set[str]:
    await rounds.reveal(interaction, Press("reveal", round_.id))
    return {each.name for each in interaction.shown[-1].actions}


async def test_an_organiser_retires_and_marks_wrong_from_a_reveal_and_undoes_it(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    await services.rounds.close(room.id, opened.id)
    channel = await services.groups.find_channel("web", "room")
    workspace = await services.workspaces.find("web", "local")
    interaction = KeptInteraction(services, ann.person, workspace, channel, room, ann, None)
    press = Press("any", opened.id)

    assert set(AMENDING) <= await _shown(interaction, opened)
    await amending.retire(interaction, press)
    assert "question-restore" in await _shown(interaction, opened)
    await amending.restore(interaction, press)
    assert "question-retire" in await _shown(interaction, opened)

    answer = next(each for each in deck.answers if each.question == opened.question)
    wrong = Press("answer-wrong", opened.id, answer.id)
    await amending.mark_wrong(interaction, wrong)
    seen = await services.reveals.reveal(opened.id, None)
    assert answer.text not in str(seen.answers)
    await amending.mark_right(interaction, wrong)
    seen = await services.reveals.reveal(opened.id, None)
    assert answer.text in str(seen.answers)

    await members.open_deck(interaction, Press("deck-web", deck.id))
    secret = str(interaction.shown[-1]).split("pass=")[1].split(")")[0]
    used, _ = await services.sessions.enter(secret, None, "", "")
    assert (used.deck, used.workspace, used.group) == (deck.id, workspace.id, room.id)


async def test_who_organises_nothing_is_offered_nothing_and_refused(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    await services.rounds.close(room.id, opened.id)
    channel = await services.groups.find_channel("web", "room")
    workspace = await services.workspaces.find("web", "local")
    reader = Reader(services, ann.person, workspace, channel, room, ann, None)
    assert not {*AMENDING, "question-restore"} & await _shown(reader, opened)
    for name in (*AMENDING, "answer-wrong", "answer-right", "question-restore", "deck-web"):
        with pytest.raises(NotOrganiser):
            await OF_ORGANISERS[name](reader, Press(name, opened.id))
