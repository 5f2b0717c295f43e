"""A reply word by word beside the reference, a second answer, and the answer of last time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.comparison.word_changes import ChangeKind
from bot.core.models import Member, Round
from bot.core.read_models import Beside, WordByWord
from bot.errors import NotAllowed, NotFound, NothingToRate
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see

FIRST, SECOND = "The gluten relaxes while it cools.", "The gluten relaxes while it rests."


def _only(found: WordByWord, kind: ChangeKind) -> list[str]:
    return [each.text for each in found.changes if each.kind is kind]


async def test_a_reply_stands_beside_all_that_there_is_for_its_author_alone(
    services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    changes, round_ = services.word_changes, open_round
    await services.replies.save(round_.id, ann, FIRST, 0)
    with pytest.raises(NotAllowed):
        await changes.beside(round_.id, see(ann), None)
    await services.rounds.close(round_.group, round_.id)

    found = await changes.beside(round_.id, see(ann), None)
    assert (found.beside, found.there) == (Beside.REFERENCE, (Beside.REFERENCE,))
    assert _only(found, ChangeKind.OURS) == ["cools."]
    with pytest.raises(NotFound):
        await changes.beside(round_.id, see(ann), Beside.SECOND)
    with pytest.raises(NothingToRate):
        await changes.beside(round_.id, see(bo), None)

    await services.later_replies.save(round_.id, ann, see(ann), SECOND, 0)
    found = await changes.beside(round_.id, see(ann), Beside.SECOND)
    assert (_only(found, ChangeKind.OURS), _only(found, ChangeKind.THEIRS)) == (
        ["cools."],
        ["rests."],
    )

    clock.advance(timedelta(days=2))
    again = await services.rounds.open_question(round_.group, round_.question)
    await services.replies.save(again.id, ann, SECOND, 0)
    await services.rounds.close(again.group, again.id)
    found = await changes.beside(again.id, see(ann), Beside.BEFORE)
    assert _only(found, ChangeKind.THEIRS) == ["cools."]
