"""Who is the same person, and what becomes of names and replies, when two become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.core.limits import MAX_NAME
from bot.core.models import Member, MemberId, Reply
from bot.core.naming import free_name
from bot.core.text import name_key


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


def renamed_members(coming: Iterable[Member], there: Iterable[Member]) -> list[Member]:
    """Return those who come and need another name, with it."""
    coming = list(coming)
    known = {name_key(member.name) for member in there}
    taken = known | {name_key(member.name) for member in coming}
    changed = []
    for member in coming:
        if name_key(member.name) in known:
            changed.append(replace(member, name=free_name(member.name, taken, MAX_NAME)))
            taken.add(name_key(changed[-1].name))
    return changed


def joined_reply(reply: Reply, other: Reply, *, member: MemberId, keep_both: bool) -> Reply:
    """Return what a person who replied twice in a round has replied: what was saved later.

    With `keep_both` the earlier text stands above it. The revision is above both, so that a page
    that shows either of them does not overwrite the outcome unseen.
    """
    earlier, later = sorted((reply, other), key=lambda each: (each.saved_at, each.member))
    text = later.text
    if keep_both and earlier.text != later.text:
        text = f"{earlier.text}\n\n{later.text}"
    revision = max(earlier.revision, later.revision) + 1
    return replace(later, member=member, text=text, revision=revision)
