"""Workspaces and their channels in words: how they are let in, set, joined, and what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.invitations import INVITED_FOR
from bot.core.models import Channel, Deck, Group, Naming, Workspace
from bot.core.view import Block, Heading, Line, Message
from bot.presentation.humanize import listed, span_words

_WEB = "web"
FORBIDDEN = "Nothing was installed: you did not allow it."
NOT_BEGUN_HERE = (
    "Nothing was installed: this did not begin in this browser, or it began too long ago. "
    "Begin again: {url}"
)
FAILED = "Nothing was installed: Slack did not take it. Begin again: {url}"
WHOLE_ORGANISATION = (
    "Nothing was installed: Roundtable is installed in one workspace at a time, not in a whole "
    "organisation. Choose a workspace: {url}"
)
NOT_INSTALLED = "Roundtable is not installed in this workspace any more. Install it again: {url}"

NAMINGS = {
    Naming.NAMES: "Show who wrote each reply",
    Naming.ANONYMOUS: "Show replies without names",
}
_READABLE = "Others can read what is written there before the round closes."
_BLIND = (
    "They are not taken at present: whoever runs Roundtable has not switched on its Message "
    "Content Intent."
)
_SILENT = (
    "It rings at nobody’s: Roundtable may not mention this role. Let everybody mention it, in the "
    "role’s settings."
)


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


def missing_words(permissions: Sequence[str], channel: str) -> str:
    """Return what is to be allowed where: "I need Send Messages and Attach Files in #study"."""
    return f"I need {listed(permissions)} in #{channel}"


def invitation_message(code: str) -> Message:
    """Return a code, and what it is good for."""
    words = f"The code is {code}"
    return Message(
        summary=words,
        blocks=(
            Heading(code),
            Line(
                "In the other server or workspace an admin uses “/link join” with this code. Then "
                "both are one group: the same decks, rounds, schedules and members."
            ),
            Line(f"It holds for {span_words(INVITED_FOR)} and can be used once."),
        ),
    )


def joined_message(group: Group, workspaces: Sequence[str], channels: Sequence[str]) -> Message:
    """Return what is said when two groups became one."""
    words = f"Joined: this is the group “{group.name}” now."
    return Message.saying(words, *_places(workspaces, channels))


def places_message(group: Group, workspaces: Sequence[str], channels: Sequence[str]) -> Message:
    """Return where a group is installed, and where it talks."""
    return Message(summary=group.name, blocks=(Heading(group.name), *_places(workspaces, channels)))


def _places(workspaces: Sequence[str], channels: Sequence[str]) -> tuple[Block, ...]:
    talks = channels or ("Nowhere yet: no question was asked or scheduled.",)
    return (
        Heading("At home in", 3),
        *map(Line, workspaces),
        Heading("Talks in", 3),
        *map(Line, talks),
    )


def installed_words(workspace: str) -> str:
    """Return what comes next."""
    return (
        f"Roundtable is installed in {workspace}. In Slack, type “/invite @Roundtable” in a "
        "channel, and there “/quiz open” to ask the first question."
    )


def failed_words(reason: str, url: str) -> str:
    """Return what went wrong, by Slack's and slack-bolt's word for it."""
    return _BY_REASON.get(reason, FAILED).format(url=url)


_BY_REASON = {
    "access_denied": FORBIDDEN,
    "invalid_browser": NOT_BEGUN_HERE,
    "invalid_state": NOT_BEGUN_HERE,
    "whole_organisation": WHOLE_ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How things are set.

    `mention_role` is the name of the role to mention, "" for none; `rings` whether it may be
    mentioned; `readable` whether messages can be read at all.
    """

    naming: Naming
    threads: bool
    mention_role: str
    rings: bool
    written: bool
    readable: bool
    decks: Sequence[Deck]


def settings_message(arrangement: Arrangement, *, changed: bool) -> Message:
    """Return how things are set, after they were `changed` or without."""
    words = "Saved." if changed else "This is how things are set."
    return Message.saying(words, *_settings(arrangement))


def _settings(arrangement: Arrangement) -> Iterator[Block]:
    yield Heading("Names in reveals", 3)
    yield Line(f"{NAMINGS[arrangement.naming]}. Rounds keep what they began with.")
    yield Heading("Threads", 3)
    yield Line(_threads_words(arrangement))
    yield Heading("Mention", 3)
    yield from _ping(arrangement)
    yield Heading("Written replies", 3)
    yield from _written(arrangement)
    if arrangement.decks:
        yield Heading("Languages", 3)
    for deck in arrangement.decks:
        yield Line(f"{deck.title}: {deck.language}")


def _threads_words(arrangement: Arrangement) -> str:
    if arrangement.threads:
        return "Answers are shown in a thread under their question."
    return "Answers are shown in the channel itself."


def _ping(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.mention_role:
        yield Line("Questions mention nobody.")
        return
    yield Line(f"Each question mentions the role {arrangement.mention_role}.")
    if not arrangement.rings:
        yield Line(_SILENT)


def _written(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.written:
        yield Line("Replies are taken by the form alone.")
        return
    yield Line(f"Replies written in the question’s thread count. {_READABLE}")
    if not arrangement.readable:
        yield Line(_BLIND)
