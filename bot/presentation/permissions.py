"""What the bot is missing, told to whoever can change it."""

from __future__ import annotations

from collections.abc import Sequence


def missing_words(permissions: Sequence[str], channel: str) -> str:
    """Return what is to be allowed where: "I need Send Messages and Attach Files in #study"."""
    *others, last = permissions
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"I need {listed} in #{channel}"
