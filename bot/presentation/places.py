"""Where a group talks, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Channel
from bot.core.places import Home

_MOST_NAMED = 5
_WEB = "web"


def listed(names: Sequence[str]) -> str:
    """Return the names as one says them: "a, b and c"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def several(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    shown = [f"“{name}”" for name in names[:_MOST_NAMED]]
    more = len(names) - len(shown)
    return listed([*shown, f"{more} more"] if more else shown)


def channel_words(channel: Channel, name: str | None, home: Home | None, here: str = "") -> str:
    """Return what a channel is called: "#study", or "#study in Bread club" from another home.

    `name` is the platform's for it, None where that is not known; `here` the home's address from
    which it is looked at.
    """
    if channel.platform == _WEB:
        return "the web room"
    words = f"#{name}" if name else f"a {channel.platform.capitalize()} channel"
    return words if home is None or home.address == here else f"{words} in {home.name}"


def home_words(home: Home) -> str:
    """Return what a home is called, and whether the bot is still there."""
    words = f"{home.name} on {home.platform.capitalize()}"
    return f"{words}, which sent Roundtable away" if home.left_at else words
