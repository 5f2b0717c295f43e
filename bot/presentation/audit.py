"""The audit log, in words and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.audit import Act, AuditEntry
from bot.core.models import GroupId, PersonId

ACT_WORDS: dict[Act, str] = {
    Act.ROUND_OPENED: "asked a question",
    Act.ROUND_CLOSED: "closed a round",
    Act.ROUND_SKIPPED: "called a round off",
    Act.SCHEDULE_ADDED: "added the schedule “{when}”",
    Act.SCHEDULE_CHANGED: "changed a schedule, which is “{when}” now",
    Act.SCHEDULE_PAUSED: "paused the schedule “{when}”",
    Act.SCHEDULE_RESUMED: "resumed the schedule “{when}”",
    Act.OPENING_LEFT_OUT: "left out one opening of the schedule “{when}”",
    Act.SCHEDULE_REMOVED: "removed the schedule “{when}”",
    Act.DECK_IMPORTED: "imported documents into the deck “{deck}”",
    Act.DECK_COPIED: "made the deck “{deck}” out of a shipped one",
    Act.DECK_EDITED: "changed the deck “{deck}”: {what} “{question}”",
    Act.EDIT_UNDONE: "undid the last change of the deck “{deck}”",
    Act.DECK_REMOVED: "removed the deck “{deck}”",
    Act.DECK_RESTORED: "brought the deck “{deck}” back",
    Act.DECK_RENAMED: "called the deck “{deck}” instead of “{before}”",
    Act.REFERENCE_CHOSEN: "chose another reference for the deck “{deck}”",
    Act.LANGUAGE_SET: "set the language of the deck “{deck}” to {language}",
    Act.NAMING_SET: "set names in reveals to {naming}",
    Act.LATE_SET: "switched late answers {late}",
    Act.CHANNEL_CONFIGURED: "changed a channel’s settings: {what}",
    Act.ORGANISER_NAMED: "made {about} an organiser",
    Act.ORGANISER_DISMISSED: "let {about} organise no more",
    Act.GROUP_MADE: "made the group",
    Act.GROUP_RENAMED: "called the group “{name}”",
    Act.LINK_CODE_MADE: "made a code that links channels",
    Act.CHANNEL_LINKED: "linked a channel with the group, or took it along to another",
    Act.CHANNEL_UNLINKED: "took a channel back out of the group that it was linked to",
    Act.JOINING_ON: "made a new join link",
    Act.JOINING_OFF: "switched the join link off",
    Act.JOINED_SIGNED_OUT: "signed out everybody whom join links let in",
    Act.DESK_LINKS_RENEWED: "made the desk links useless that were there",
    Act.DESKS_CLOSED: "made the desk links useless that were there, and closed the desk elsewhere",
    Act.MEMBER_REMOVED: "removed {about}; the replies stayed, without a name",
    Act.REPLIES_REMOVED: "removed {about} with all replies",
    Act.RECOVERY_MADE: "made a recovery link for {about}",
    Act.RECOVERY_USED: "came in by the recovery link for {about}",
    Act.SENT_AGAIN: "sent a message again: the {kind}",
}
_NOBODY = {
    "web": "Somebody with a desk link",
    "terminal": "Whoever runs the room, at the terminal",
}
Names = Mapping[PersonId, str]


@dataclass(frozen=True, slots=True)
class Log:
    """Entries, with what the people and groups in them are called."""

    entries: tuple[AuditEntry, ...]
    names: Names
    groups: Mapping[GroupId, str]


def who_words(entry: AuditEntry, names: Names) -> str:
    """Return who did it: their name, or what is known of them."""
    if entry.person is not None and entry.person in names:
        return names[entry.person]
    if entry.act is Act.RECOVERY_USED:
        return "Somebody"
    return _NOBODY.get(entry.platform, f"Somebody on {entry.platform.capitalize()}")


def act_words(entry: AuditEntry, names: Names) -> str:
    """Return what was done: "closed a round"."""
    about = names.get(entry.about, "somebody") if entry.about else "somebody"
    # As the choice of languages has it.
    language = entry.values.get("language", "").capitalize()
    values = {"about": about, **entry.values, "language": language}
    return ACT_WORDS[entry.act].format_map(values)


def edit_words(entry: AuditEntry | None, names: Names) -> str:
    """Return what undoing an edit of a deck takes back: "Ann moved “Why rest?”"."""
    if entry is None:
        return "the last change"
    if entry.act is not Act.DECK_EDITED:
        return f"{who_words(entry, names)} {act_words(entry, names)}"
    return f"{who_words(entry, names)} " + "{what} “{question}”".format_map(entry.values)


def log_words(log: Log) -> str:
    """Return entries for people, a line each."""
    if not log.entries:
        return "No organiser has changed anything yet."
    return "\n".join(_line(each, log) for each in log.entries)


def _line(entry: AuditEntry, log: Log) -> str:
    group = log.groups.get(entry.group) if entry.group else None
    where = f" [{group}]" if group else ""
    who, what = who_words(entry, log.names), act_words(entry, log.names)
    return f"{entry.at:%Y-%m-%d %H:%M} UTC  {who} {what}{where}"


def log_json(log: Log) -> list[dict[str, Any]]:
    """Return entries for programs.

    `[{"id", "at", "act", "platform", "who", "group", "workspace", "about", "values"}]`; `who` and
    `about` are names, null for people who are not known, or are gone.
    """
    return [
        {
            "id": each.id,
            "at": each.at.isoformat(),
            "act": each.act.value,
            "platform": each.platform,
            "who": log.names.get(each.person) if each.person else None,
            "group": log.groups.get(each.group) if each.group else None,
            "workspace": each.workspace,
            "about": log.names.get(each.about) if each.about else None,
            "values": dict(each.values),
        }
        for each in log.entries
    ]
