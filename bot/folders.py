"""Folders that hold a room's secrets and people's answers."""

from __future__ import annotations

from pathlib import Path


def make_private(*folders: Path) -> None:
    """Make each folder that is not there, the outer ones first, for this user alone.

    Raises OSError. One that is there keeps its mode, which `roundtable doctor` judges.
    """
    for each in folders:
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
