"""Time on a machine that may be busy with much else."""

from __future__ import annotations

import time

# How long tests wait for what must come: far longer than it takes, and only where it fails.
PATIENCE_S = 60.0

_SAMPLE_S = 0.05


def slowdown() -> float:
    """Return how many times as long as on a machine of our own things take now."""
    started, used = time.monotonic(), time.process_time()
    while time.process_time() - used < _SAMPLE_S:
        pass
    return max(1.0, (time.monotonic() - started) / _SAMPLE_S)
