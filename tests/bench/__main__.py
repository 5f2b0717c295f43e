"""`make bench`: ours beside what people use today, in turn, in one run.

Prints a table and writes `build/bench.json`, a list of
`{"name", "ours", "baseline", "unit", "ratio", "size"}`. `ratio` says how many times better ours
is: baseline / ours where less is better, ours / baseline where more is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.logs import configure_logs
from tests.bench import scale
from tests.bench.answering import bench_answering
from tests.bench.comparing import bench_comparing
from tests.bench.home import bench_home
from tests.bench.imports import bench_import
from tests.bench.lookup import bench_lookup
from tests.bench.lookup_quality import SIZES, quality_table
from tests.bench.nine import bench_nine
from tests.bench.refusals import bench_refusals
from tests.bench.replies import bench_replies
from tests.bench.room import bench_room
from tests.bench.rounds import bench_rounds
from tests.bench.strangers import bench_strangers
from tests.bench.tables import print_wide, table_of
from tests.shared import SHARED

RESULT = Path("build/bench.json")


def main() -> None:
    """Measure everything, print it and write it down; or with `scale` that alone, for hours."""
    if sys.argv[1:2] == ["scale"]:
        scale.main(sys.argv[2:])
        return
    RESULT.parent.mkdir(exist_ok=True)
    configure_logs("warning")
    rows = [
        *bench_answering(),
        *bench_comparing(),
        *bench_home(),
        *bench_import(),
        *bench_lookup(),
        *bench_nine(),
        *bench_refusals(),
        *bench_replies(),
        *bench_room(),
        *bench_rounds(),
        *bench_strangers(),
    ]
    RESULT.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print_wide(table_of(rows))
    if SHARED:
        print_wide(quality_table(SIZES[-1:]))


if __name__ == "__main__":
    main()
