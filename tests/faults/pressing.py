"""What people press of a round, what they are told of it, and what is stored."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.storage import schema
from bot.storage.transaction import Store
from tests.faults.study import Study

REMIND = "Remind me"
REMINDED, RATED = "You will be reminded", "You said: Got it"
VOTED, TAKEN_BACK = "Your vote is for", "Your vote is taken back"
_TAKE_BACK = "Take my vote back"
_ANSWER_OF_ANN = "Ann: "


@dataclass(frozen=True)
class Pressers:
    """Three people: one rates their answer, one votes, and one who voted takes it back."""

    rater: Any
    voter: Any
    regretter: Any

    @classmethod
    def numbered(cls, place: Any, number: int) -> Pressers:
        """Return three more people of a server or a workspace."""
        roles = ("Rater", "Voter", "Regretter")
        return cls(*(place.member(f"{role} {number}") for role in roles))


async def vote(study: Study, who: Any) -> None:
    """Find Ann's answer the most helpful."""
    ballot = (await who.press(study.reveal, "Most helpful")).message
    for label in ballot.labels:
        if label.startswith(_ANSWER_OF_ANN):
            await who.press(ballot, label)
    await study.choose(who, ballot, _ANSWER_OF_ANN)


async def take_back(study: Study, who: Any) -> None:
    """Take the vote back, where there is one still."""
    ballot = (await who.press(study.reveal, "Most helpful")).message
    if _TAKE_BACK in ballot.labels:
        await who.press(ballot, _TAKE_BACK)


def acts(study: Study, pressers: Pressers) -> list[Coroutine[Any, Any, object]]:
    """Return what they do, for all to begin at once."""
    return [
        study.rate(pressers.rater),
        vote(study, pressers.voter),
        take_back(study, pressers.regretter),
    ]


async def check_told(store: Store, pressers: Pressers) -> None:
    """Nobody is told that something is stored which is not."""
    rater, voter, regretter = pressers.rater, pressers.voter, pressers.regretter
    assert rater.name in await who_rated(store) or not told(rater, RATED)
    assert voter.name in await who_voted(store) or not told(voter, VOTED)
    assert regretter.name not in await who_voted(store) or not told(regretter, TAKEN_BACK)


async def press_again(study: Study, pressers: Pressers) -> None:
    """Let each who was told nothing do the same once more: they are told, or it was done."""
    rater, voter, regretter = pressers.rater, pressers.voter, pressers.regretter
    if not told(rater, RATED):
        await study.rate(rater)
        assert told(rater, RATED)
    if not told(voter, VOTED):
        await vote(study, voter)
        assert told(voter, VOTED)
    if not told(regretter, TAKEN_BACK):
        await take_back(study, regretter)


def told(who: Any, words: str) -> bool:
    """Say whether somebody was told so, and nobody else."""
    return any(words in each.text for each in who.private)


async def who_is_to_be_reminded(store: Store) -> list[str]:
    """Return their names, as often as it is stored."""
    return await _names(store, schema.reminder_requests.c.member)


async def who_rated(store: Store) -> list[str]:
    """Return their names, likewise."""
    return await _names(store, schema.ratings.c.member)


async def who_voted(store: Store) -> list[str]:
    """Return their names, likewise."""
    return await _names(store, schema.votes.c.member)


async def _names(store: Store, column: Any) -> list[str]:
    query = select(schema.members.c.name).join(column.table, schema.members.c.id == column)
    async with store.connect() as connection:
        return sorted(await connection.scalars(query))
