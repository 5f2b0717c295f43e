"""Whatever troubles Slack has during a round, each of its messages is there once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, hurried, without_proxies
from tests.faults.discord_study import CLOSING, LATER_THAT_DAY, OPENING, REMINDING, TALLY_AFTER
from tests.faults.slack_study import POST, check_invariants
from tests.faults.slack_troubles import Broken, Cut, Trial, Trouble, troubles
from tests.profiles import scaled

REPLIES = ["The gluten relaxes.", "It tastes better."]
Wave = tuple[list[Trouble], timedelta]

# Some troubles at once, then some time, then some more.
_waves = st.lists(
    st.tuples(
        st.lists(troubles, min_size=1, max_size=3),
        st.sampled_from([timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=1)]),
    ),
    max_size=2,
)
_STAGES = 5

_DONE_AND_DENIED = [
    (list[Trouble]([Broken(POST, "fatal_error", after=True, times=1)]), timedelta(hours=1))
]
_CUT_ONCE_DONE = [(list[Trouble]([Cut(POST, after=True, times=1)]), timedelta(hours=1))]


@settings(
    max_examples=scaled(12),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(stages=[_DONE_AND_DENIED] * _STAGES)
@example(stages=[_CUT_ONCE_DONE] * _STAGES)
@given(stages=st.tuples(*[_waves] * _STAGES))
async def test_whatever_troubles_there_are_each_message_of_a_round_is_there_once(
    migrated_database: Path, stages: Sequence[list[Wave]]
):
    clock = Clock()
    with TemporaryDirectory() as folder, hurried(), without_proxies():
        database = Path(shutil.copy(migrated_database, folder))
        async with (
            await FakeSlack.start(clock.now) as slack,
            Trial.start(slack, database, clock) as trial,
        ):
            await _live_through(trial, stages)
            await check_invariants(trial.study, trial.store, REPLIES)


async def _live_through(trial: Trial, stages: Sequence[list[Wave]]) -> None:
    opening, day, reminding, closing, tallying = stages
    await _stage(trial, opening, OPENING)
    study = trial.study
    for who, text in zip((study.ann, study.cy), REPLIES, strict=True):
        await study.answer(who, text)
    await study.bo.press(study.question, "Remind me")
    await _stage(trial, day, LATER_THAT_DAY)
    await _stage(trial, reminding, REMINDING)
    await _stage(trial, closing, CLOSING)
    await study.rate(study.ann)
    await _stage(trial, tallying, CLOSING + 2 * TALLY_AFTER)


async def _stage(trial: Trial, waves: list[Wave], at: datetime) -> None:
    """Let what is due meet the troubles; then somebody puts all right that needs it."""
    trial.clock.set(at)
    for troubles_at_once, time in waves:
        for trouble in troubles_at_once:
            await trial.strike(trouble)
        await trial.bot.turn()
        trial.clock.advance(time)
        await trial.bot.turn()
    await trial.mend()
    await trial.settle()
