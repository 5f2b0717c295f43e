"""A room that is used for long holds no more than one that is used for a while."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.soak import MEMBERS, growth, held, living
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import running_room
from tests.profiles import either
from tests.totals import count

SECONDS = either(0, 600)
FEWEST = 6  # lives, of which the last third is compared with the second
# What a process takes more and gives back comes in steps of about a megabyte.
MEMORY_GROWTH = either(6, 12) * 1_000_000  # bytes
LOG = 20_000  # bytes


def test_memory_descriptors_and_what_is_for_a_while_stay_as_they_are(
    process_pool: ProcessPool, tmp_path: Path
):
    with running_room(process_pool, tmp_path) as room:
        until, seen = time.monotonic() + SECONDS, []
        with living(room) as life:
            while time.monotonic() < until or len(seen) < FEWEST:
                life.live()
                seen.append(held(room, tmp_path / "data" / "roundtable.db"))
        log = room.log.read_text()
    count("rounds in the soak", len(seen))
    told = [(each.memory // 1000, each.descriptors) for each in seen]
    print(told)  # noqa: T201  # pytest shows it when the test fails

    assert growth([each.memory for each in seen]) < MEMORY_GROWTH
    # A connection that its browser has closed may not be closed here yet.
    assert growth([each.descriptors for each in seen]) <= len(MEMBERS)
    for table in seen[0].rows:
        assert growth([each.rows[table] for each in seen]) <= 0, table
    assert len(log) < LOG
    assert "Traceback" not in log
