"""Where the data for measuring lies: beside the checkout, never in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def _find() -> Path | None:
    folder = Path(os.environ.get("ROUNDTABLE_SHARED", _BESIDE))
    return folder if (folder / "corpus" / "score.py").is_file() else None


SHARED = _find()

needs_shared = pytest.mark.skipif(
    SHARED is None and not os.environ.get("CI"),
    reason="the measuring data is not beside this checkout (ROUNDTABLE_SHARED names its folder)",
)
