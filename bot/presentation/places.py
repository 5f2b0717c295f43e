"""Where a group talks, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Channel, Workspace

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


def channel_words(
    channel: Channel, name: str | None, workspace: Workspace | None, here: str = ""
) -> str:
    """Return what a channel is called: "#study", or "#study in Bread club" from another workspace.

    `name` is the platform's for it, None where that is not known; `here` the workspace's address
    from which it is looked at.
    """
    if channel.platform == _WEB:
        return "the web room"
    words = f"#{name}" if name else f"a {channel.platform.capitalize()} channel"
    return (
        words if workspace is None or workspace.address == here else f"{words} in {workspace.name}"
    )


def workspace_words(workspace: Workspace) -> str:
    """Return what a workspace is called, and whether the bot is still there."""
    words = f"{workspace.name} on {workspace.platform.capitalize()}"
    return f"{words}, which sent Roundtable away" if workspace.left_at else words
