"""Whatever troubles Slack has during a round, each of its messages is there once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings

from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, hurried, without_proxies
from tests.faults.slack_study import POST, found_study
from tests.faults.slack_troubles import Broken, Cut, SlackTrial, Trouble, troubles
from tests.faults.study import check_invariants
from tests.faults.troubles import REPLIES, STAGES, Wave, waves_of
from tests.profiles import scaled

_DONE_AND_DENIED = [
    (list[Trouble]([Broken(POST, "fatal_error", after=True, times=1)]), timedelta(hours=1))
]
_CUT_ONCE_DONE = [(list[Trouble]([Cut(POST, after=True, times=1)]), timedelta(hours=1))]


@settings(
    max_examples=scaled(12),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@example(stages=[_DONE_AND_DENIED] * STAGES)
@example(stages=[_CUT_ONCE_DONE] * STAGES)
@given(stages=waves_of(troubles))
async def test_whatever_troubles_there_are_each_message_of_a_round_is_there_once(
    migrated_database: Path, stages: Sequence[list[Wave]]
):
    clock = Clock()
    with TemporaryDirectory() as folder, hurried(), without_proxies():
        database = Path(shutil.copy(migrated_database, folder))
        async with (
            await FakeSlack.start(clock.now) as slack,
            SlackTrial.start(
                lambda store: found_study(slack, store, clock), database, clock
            ) as trial,
        ):
            await trial.live_through(stages)
            await check_invariants(
                trial.study, trial.store, REPLIES, lost_reminder=trial.lost_reminder
            )
