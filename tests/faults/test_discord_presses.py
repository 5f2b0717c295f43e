"""A process that is killed anywhere between a press and its answer told nothing that is not so."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from bot.storage.transaction import Store
from tests.fakes.discord import Person
from tests.faults.discord_trial import WITHIN_THE_NONCE, Trial
from tests.faults.pressing import (
    REMIND,
    REMINDED,
    Pressers,
    acts,
    check_told,
    press_again,
    told,
    vote,
    who_is_to_be_reminded,
    who_rated,
    who_voted,
)
from tests.faults.study import CLOSING, OPENING, REMINDING, TALLY_AFTER
from tests.profiles import either

KILLS = either(2, 60)
# Who is reminded: Discord opens few direct messages a second.
SLEEPERS = either(2, 20)
_DEATHS = either(0, 20)  # of those that were not over by then
# As many as an undisturbed process takes, and some more.
_STEPS_OF_ONE, _STEPS_OF_THREE = 40, 120
_AN_HOUR = timedelta(hours=1)


async def test_whatever_step_kills_the_process_who_is_told_of_a_reminder_is_reminded_once(
    discord_trial: Trial, store: Store, seed: int
):
    trial, study, chance = discord_trial, discord_trial.study, random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    sleepers = [study.channel.guild.member(f"Sleeper {number}") for number in range(SLEEPERS)]
    await trial.turn(OPENING)

    for who in sleepers * (KILLS // SLEEPERS):
        await _die(trial, chance.randint(1, _STEPS_OF_ONE), who.press(study.question, REMIND))
        assert who.name in await who_is_to_be_reminded(store) or not told(who, REMINDED)

    for who in sleepers:
        if not told(who, REMINDED):
            assert REMINDED in (await who.press(study.question, REMIND)).text
    assert await who_is_to_be_reminded(store) == sorted(who.name for who in sleepers)
    await _check_reminders(trial, sleepers)


async def test_whatever_step_kills_the_process_who_is_told_of_a_rating_or_a_vote_is_counted_once(
    discord_trial: Trial, store: Store, seed: int
):
    trial, study, chance = discord_trial, discord_trial.study, random.Random(seed)  # noqa: S311  # as above
    everybody = [Pressers.numbered(study.channel.guild, number) for number in range(KILLS)]
    await _reach_the_reveal(trial, everybody)

    for people in everybody:
        await _die(trial, chance.randint(1, _STEPS_OF_THREE), *acts(study, people))
        await check_told(store, people)

    assert trial.deaths >= _DEATHS
    for people in everybody:
        await press_again(study, people)
    assert await who_rated(store) == sorted(each.rater.name for each in everybody)
    assert await who_voted(store) == sorted(each.voter.name for each in everybody)
    await trial.turn(CLOSING + 2 * TALLY_AFTER)
    tally = study.thread[-1].text
    assert f"{KILLS} got it" in tally
    assert f"{KILLS} of {KILLS} votes" in tally


async def _die(trial: Trial, step: int, *acts: Coroutine[Any, Any, object]) -> None:
    """Let people act while a process dies of it, and have another one."""
    await trial.arm(step)

    async def act() -> None:
        await asyncio.gather(*acts)

    await trial.perish(asyncio.create_task(act()))
    await trial.replace(WITHIN_THE_NONCE)


async def _check_reminders(trial: Trial, sleepers: list[Person]) -> None:
    """Each is told what they asked for once, after what the schedule tells everybody.

    So many are told over the next seconds: Discord takes fifty requests in one.
    """
    for at in (REMINDING, CLOSING - _AN_HOUR):
        for seconds in range(1 + SLEEPERS // 5):
            await trial.turn(at + timedelta(seconds=seconds))
    assert [len(who.dms) for who in sleepers] == [2] * len(sleepers)


async def _reach_the_reveal(trial: Trial, everybody: list[Pressers]) -> None:
    """Let Ann and all who rate answer, and those vote who will take it back."""
    study = trial.study
    await trial.turn(OPENING)
    await study.answer(study.ann, "Said by Ann.")
    # The first answer is on the ballot's first page, however many follow.
    await trial.turn(OPENING + timedelta(seconds=1))
    for people in everybody:
        await study.answer(people.rater, f"Said by {people.rater.name}.")
    await trial.turn(CLOSING)
    for people in everybody:
        await vote(study, people.regretter)
