"""Workspaces and their channels in words: how they are let in, set, joined, and what is amiss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.invitations import INVITED_FOR
from bot.core.models import Channel, ChannelId, Deck, Group, Naming, Workspace
from bot.core.read_models import Move
from bot.core.view import Block, Heading, Line, Mention, Message
from bot.presentation.humanize import count, listed, span_words

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


def channel_words(channel: Channel, workspace: Workspace | None, here: str = "") -> str:
    """Return what a channel is called: "#study", or "#study in Bread club" from another workspace.

    `here` is the workspace's address from which it is looked at.
    """
    if channel.platform == _WEB:
        return "the web room"
    words = f"#{channel.name}" if channel.name else f"a {channel.platform.capitalize()} channel"
    return (
        words if workspace is None or workspace.address == here else f"{words} in {workspace.name}"
    )


@dataclass(frozen=True, slots=True)
class Named:
    """What channels are called, one after the other, and what leads to those that are near."""

    words: tuple[str, ...]
    mentions: tuple[Mention, ...]


def named(
    channels: Iterable[Channel],
    workspaces: Iterable[Workspace],
    here: str,
    near: Collection[ChannelId],
) -> Named:
    """Return what channels are called, seen from a workspace of that address, "" outside of any.

    What is `near` can be led to from there. A name that several of them have leads to none.
    """
    channels = tuple(channels)
    full = channel_names(channels, workspaces, here)
    times = Counter(full.values())
    return Named(
        tuple(full[each.id] for each in channels),
        tuple(
            Mention(
                full[each.id],
                each.address if each.id in near and times[full[each.id]] == 1 else "",
                full[each.id].removeprefix(channel_words(each, None)),
            )
            for each in channels
            if each.name and each.platform != _WEB
        ),
    )


def channel_names(
    channels: Iterable[Channel], workspaces: Iterable[Workspace], here: str = ""
) -> dict[ChannelId, str]:
    """Return what each channel is called, seen from a workspace of that address; "" for none."""
    known = {(each.platform, each.address): each for each in workspaces}
    return {
        each.id: channel_words(each, known.get((each.platform, each.workspace)), here)
        for each in channels
    }


def founded_words(channel: Channel) -> str:
    """Return what is said when the first question or schedule founded a channel's group."""
    name = f"#{channel.name}" if channel.name else "this channel"
    return (
        f"This is the first in {name}: whoever reads it is one study group from now on, and nobody "
        "else sees what is asked and answered there."
    )


def workspace_words(workspace: Workspace) -> str:
    """Return what a workspace is called, and whether the bot is still there."""
    words = f"{workspace.name} on {workspace.platform.capitalize()}"
    return f"{words}, which sent Roundtable away" if workspace.left_at else words


def missing_words(permissions: Sequence[str], channel: str) -> str:
    """Return what is to be allowed where: "I need Send Messages and Attach Files in #study".

    `channel` is "" for one whose name is not told.
    """
    return f"I need {listed(permissions)} in {f'#{channel}' if channel else 'that channel'}"


READS_NOTHING = (
    "Nothing was asked so far in a channel that you are in. When it is, you see it here, with what "
    "you answered."
)
LINK = "Link this channel"
LEFT_GROUP = (
    "This channel is in its own group again. What was asked here while it was linked stays with "
    "its answers; its own schedules go on."
)


def invitation_message(code: str) -> Message:
    """Return a code, and what it is good for."""
    words = f"The code is {code}"
    return Message(
        summary=words,
        blocks=(
            Heading(code),
            Line(
                "In a channel that is to answer the same questions an organiser uses “/link join” "
                "with this code. It shows what will happen, and asks, before anything does."
            ),
            Line(f"It holds for {span_words(INVITED_FOR)} and can be used once."),
        ),
    )


def move_message(move: Move, people: int | None, talks: Sequence[str]) -> Message:
    """Return what linking a channel will do; `talks` is where its new group talks already."""
    here = _here_words(move.channel)
    who = f"everybody in {here}" + _how_many(people)
    words = f"Link {here} to the group “{move.group.name}”?"
    return Message.saying(
        words,
        Line(
            f"From now on {who} reads and answers the questions that are asked in {listed(talks)}, "
            "and is read there. What was asked before stays where it was."
        ),
        *_pausing(move, here),
        Line("“/link leave” takes the channel out again."),
    )


def _how_many(people: int | None) -> str:
    if people is None:
        return ""
    return " (1 person)" if people == 1 else f" ({people} people)"


def _here_words(channel: Channel) -> str:
    if channel.platform == _WEB:
        return "this room"
    return f"#{channel.name}" if channel.name else "this channel"


def _pausing(move: Move, here: str) -> Iterator[Block]:
    if move.schedules:
        yield Line(f"What is planned in {here} pauses: {count(move.schedules, 'schedule')}.")


def moved_words(talks: Sequence[str]) -> str:
    """Return what is said when a channel was linked."""
    return f"Linked: this channel answers the questions that are asked in {listed(talks)} now."


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


LATE_TAKEN = "Taken until the next question opens, marked as late."
LATE_REFUSED = "None is taken once a round has closed."


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How things are set.

    `mention_role` is the name of the role to mention, "" for none; `rings` whether it may be
    mentioned; `readable` whether messages can be read at all. What the channel is shown of a thread
    it `announces`, None where the platform shows threads alone.
    """

    naming: Naming
    late: bool
    threads: bool
    mention_role: str
    rings: bool
    written: bool
    readable: bool
    decks: Sequence[Deck]
    announces: bool | None = None


def organisers_message(
    word: str, everywhere: Sequence[str], here: Sequence[str], *, changed: bool = False
) -> Message:
    """Return who may plan beside the admins: in the whole workspace, and in this channel's group.

    `word` is what the platform calls a workspace, and `changed` says that it is not as it was.
    """
    signed_out = Line("Whom you named or took out is signed out on the web: “/web” signs them in.")
    words = f"The {word}’s admins may plan questions and change decks, and who else is named here."
    return Message.saying(
        words,
        Line(f"In the whole {word}: {listed(everywhere) if everywhere else 'nobody else'}."),
        Line(f"In this channel’s group alone: {listed(here) if here else 'nobody else'}."),
        *([signed_out] if changed else []),
    )


def settings_message(arrangement: Arrangement, *, changed: bool) -> Message:
    """Return how things are set, after they were `changed` or without."""
    words = "Saved." if changed else "This is how things are set."
    return Message.saying(words, *_settings(arrangement))


def _settings(arrangement: Arrangement) -> Iterator[Block]:
    yield Heading("Names in reveals", 3)
    yield Line(f"{NAMINGS[arrangement.naming]}. Rounds keep what they began with.")
    yield Heading("Late answers", 3)
    yield Line(LATE_TAKEN if arrangement.late else LATE_REFUSED)
    yield Heading("Threads", 3)
    yield Line(_threads_words(arrangement))
    yield Heading("Mention", 3)
    yield from _ping(arrangement)
    yield Heading("Written replies", 3)
    yield from _written(arrangement)
    if arrangement.decks:
        yield Heading("Languages", 3)
    for deck in arrangement.decks:
        yield Line(f"{deck.title}: {deck.language.capitalize()}")


def _threads_words(arrangement: Arrangement) -> str:
    if arrangement.threads:
        words = "Answers are shown in a thread under their question"
        return f"{words}, and the channel hears of it." if arrangement.announces else f"{words}."
    return "Answers are shown in the channel itself."


def _ping(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.mention_role:
        yield Line("Questions mention nobody.")
        return
    role = arrangement.mention_role
    yield Line(f"Each question mentions {role if role[0] == '@' else f'the role {role}'}.")
    if not arrangement.rings:
        yield Line(_SILENT)


def _written(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.written:
        yield Line("Replies are taken by the form alone.")
        return
    yield Line(f"Replies written in the question’s thread count. {_READABLE}")
    if not arrangement.readable:
        yield Line(_BLIND)
