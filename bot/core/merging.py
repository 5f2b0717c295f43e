"""Who is the same person, and what becomes of names and replies, when two become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.core.absences import together
from bot.core.models import Member, MemberId, Person, Reply, RevealNews, Sharing


def into_first(members: Iterable[Member], one: Callable[[Member], str]) -> dict[MemberId, MemberId]:
    """Return who goes into whom: all who have the same value of `one`, into the first of them."""
    firsts = dict[str, MemberId]()
    into = {member.id: firsts.setdefault(one(member), member.id) for member in members}
    return {member: first for member, first in into.items() if first != member}


def joined_earliest(members: Iterable[Member], into: Mapping[MemberId, MemberId]) -> list[Member]:
    """Return those into whom somebody goes who joined before them, with that time."""
    known = {member.id: member for member in members}
    earliest = {stays: known[stays].joined_at for stays in into.values()}
    for goes, stays in into.items():
        earliest[stays] = min(earliest[stays], known[goes].joined_at)
    return [
        replace(known[stays], joined_at=joined_at)
        for stays, joined_at in earliest.items()
        if joined_at < known[stays].joined_at
    ]


def joined_reply(reply: Reply, other: Reply, *, member: MemberId, keep_both: bool) -> Reply:
    """Return what a person who replied twice in a round has replied: what was saved later.

    With `keep_both` the earlier text and pictures stand above it. The revision is above both, so
    that a page that shows either of them does not overwrite the outcome unseen.
    """
    earlier, later = sorted((reply, other), key=lambda each: (each.saved_at, each.member))
    text, pictures = later.text, later.pictures
    if keep_both:
        if earlier.text != later.text:
            text = f"{earlier.text}\n\n{later.text}"
        pictures = tuple(dict.fromkeys((*earlier.pictures, *later.pictures)))
    revision = max(earlier.revision, later.revision) + 1
    return replace(later, member=member, text=text, revision=revision, pictures=pictures)


# The strictest first: what either did not agree to, nobody did for both.
_STRICTEST = (Sharing.NO, Sharing.ASKED, Sharing.UNASKED, Sharing.YES)


def joined_wishes(goes: Person, stays: Person) -> Person:
    """Return who stays, with what they chose to hear, else with what the other one chose.

    They are away for as long as either was, and let out only what both did.
    """
    chose = stays.reveal_news is not RevealNews.MENTION
    timed = stays if stays.reminder_time else goes
    until = max(filter(None, (goes.away_until, stays.away_until)), default=None)
    return replace(
        stays,
        reveal_news=stays.reveal_news if chose else goes.reveal_news,
        zone=timed.zone or stays.zone or goes.zone,
        reminder_time=timed.reminder_time,
        reminder_at=timed.reminder_at,
        away_until=until,
        absences=together(goes, stays),
        sharing=min(goes.sharing, stays.sharing, key=_STRICTEST.index),
    )
