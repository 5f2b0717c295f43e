"""Durable replies accepted per second, beside the usual ways to write them down.

Each way runs in a process of its own, in turn, on the disk as it is and with every flush slowed by
a millisecond: a small library, built here and preloaded, does that.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_SOURCE = Path(__file__).with_name("slow_fsync.c")
_RUNS = 3
_REPLIES = {"ours": 8_192, "commit-a-reply": 1_024, "connection-a-reply": 512}


def bench_replies() -> list[dict[str, Any]]:
    """Return replies a second: ours beside both usual ways, on both disks."""
    rows = _rows("the disk as it is", None)
    slow = _slow_library()
    if slow is not None:
        rows += _rows("flushes of 1 ms", slow)
    return rows


def _rows(disk: str, preload: Path | None) -> list[dict[str, Any]]:
    rates: dict[str, list[float]] = {way: [] for way in _REPLIES}
    for _ in range(_RUNS):
        for way, taken in rates.items():
            taken.append(_rate(way, preload))
    medians = {way: statistics.median(taken) for way, taken in rates.items()}
    return [
        {
            "name": f"durable replies, {disk}, beside one {way.replace('-', ' ')}",
            "ours": round(medians["ours"], 1),
            "baseline": round(medians[way], 1),
            "unit": "replies/s",
            "ratio": round(medians["ours"] / medians[way], 2),
            "size": _REPLIES["ours"],
        }
        for way in ("commit-a-reply", "connection-a-reply")
    ]


def _rate(way: str, preload: Path | None) -> float:
    environment = os.environ | ({"LD_PRELOAD": str(preload)} if preload else {})
    with tempfile.TemporaryDirectory(dir="build") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.accepting", way, str(_REPLIES[way]), folder],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    return float(done.stdout)


def _slow_library() -> Path | None:
    """Return the library that slows flushes, None on a machine that cannot build it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = Path("build") / "slow_fsync.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library.resolve()
