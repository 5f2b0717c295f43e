"""A process that is killed anywhere between a press and its answer told nothing that is not so."""

from __future__ import annotations

import random
from datetime import timedelta

from tests.fakes.slack import Person
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
from tests.faults.slack_trial import Trial
from tests.faults.study import CLOSING, OPENING, REMINDING, TALLY_AFTER
from tests.profiles import either

KILLS = either(2, 60)
_DEATHS = either(0, 20)  # of those that were not over by then
# As many as an undisturbed process takes, and some more.
_STEPS_OF_ONE, _STEPS_OF_THREE = 40, 200
_AN_HOUR = timedelta(hours=1)


async def test_whatever_step_kills_the_process_who_is_told_of_a_reminder_is_reminded_once(
    slack_trial: Trial, seed: int
):
    trial, study, chance = slack_trial, slack_trial.study, random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    trial.clock.set(OPENING)
    async with trial.undisturbed():
        sleepers = [study.channel.workspace.member(f"Sleeper {number}") for number in range(KILLS)]

    for who in sleepers:
        await trial.die(chance.randint(1, _STEPS_OF_ONE), who.press(study.question, REMIND))
        assert who.name in await who_is_to_be_reminded(trial.store) or not told(who, REMINDED)

    async with trial.undisturbed():
        for who in sleepers:
            if not told(who, REMINDED):
                assert REMINDED in (await who.press(study.question, REMIND)).text
    assert await who_is_to_be_reminded(trial.store) == sorted(who.name for who in sleepers)
    await _check_reminders(trial, sleepers)


async def test_whatever_step_kills_the_process_who_is_told_of_a_rating_or_a_vote_is_counted_once(
    slack_trial: Trial, seed: int
):
    trial, study, chance = slack_trial, slack_trial.study, random.Random(seed)  # noqa: S311  # as above
    everybody = [Pressers.numbered(study.channel.workspace, number) for number in range(KILLS)]
    await _reach_the_reveal(trial, everybody)

    for people in everybody:
        await trial.die(chance.randint(1, _STEPS_OF_THREE), *acts(study, people))
        await check_told(trial.store, people)

    assert trial.deaths >= _DEATHS
    async with trial.undisturbed():
        for people in everybody:
            await press_again(study, people)
    assert await who_rated(trial.store) == sorted(each.rater.name for each in everybody)
    assert await who_voted(trial.store) == sorted(each.voter.name for each in everybody)
    trial.clock.set(CLOSING + 2 * TALLY_AFTER)
    async with trial.undisturbed():
        tally = study.thread[-1].text
    assert f"{KILLS} got it" in tally
    assert f"{KILLS} of {KILLS} votes" in tally


async def _check_reminders(trial: Trial, sleepers: list[Person]) -> None:
    """Each is told what they asked for once, after what the schedule tells everybody."""
    for at in (REMINDING, CLOSING - _AN_HOUR):
        trial.clock.set(at)
        async with trial.undisturbed():
            pass
    assert [len(who.dms) for who in sleepers] == [2] * len(sleepers)


async def _reach_the_reveal(trial: Trial, everybody: list[Pressers]) -> None:
    """Let Ann and all who rate answer, and those vote who will take it back."""
    study = trial.study
    trial.clock.set(OPENING)
    async with trial.undisturbed():
        for who in (study.ann, *(people.rater for people in everybody)):
            await study.answer(who, f"Said by {who.name}.")
    trial.clock.set(CLOSING)
    async with trial.undisturbed():
        for people in everybody:
            await vote(study, people.regretter)
