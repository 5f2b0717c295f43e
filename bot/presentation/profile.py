"""What a member is shown and handed of themselves, and of their accounts."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.invitations import INVITED_FOR
from bot.core.models import Group, Reply, Sharing
from bot.core.read_models import Latest, Profile
from bot.core.view import Block, Heading, Line, Message, Prose
from bot.presentation.humanize import count, listed, span_words
from bot.presentation.preferences import away_words, preference_words
from bot.presentation.ratings_and_votes import RATING_LABELS
from bot.presentation.sharing import SHARING_WORDS

_DELETES = (
    "Your answers, ratings and votes, your names and your accounts are removed for good, in every "
    "group, and past reveals are made anew without you. Where you were named an organiser you "
    "are not one any more. Download your data first if you want to keep it."
)
DELETED = "Everything about you is gone. If you join again, you start anew."
DELETED_BUT = (
    "Everything about you is gone but what you were told stays. If you join again, you start anew."
)
_ANSWERS_FOR = (
    "It stays known that you answer for Roundtable in {places}, and may organise there, until it "
    "is removed there or passes to somebody else."
)
_HEARS_OF = (
    "It stays known that you set up {places}, and you hear what goes wrong there, for nobody else "
    "is named there. Whoever asks or plans something there next takes that over."
)
_WROTE = (
    "Messages that you wrote yourself in {places}, in threads there or to me alone stay where they "
    "are: only you or a moderator can delete them."
)
EXPORTED = "This file holds everything that is kept about you, in every group."
IN_DIRECT_MESSAGE = "The file is in your direct messages with me."
NOWHERE = "You have answered nothing so far in a channel that you can read."
_LONGEST_NAME = 40


def in_direct_message_words(words: str) -> str:
    """Return what is said where a file cannot be shown, which came by direct message."""
    return f"{words} {IN_DIRECT_MESSAGE}"


def profile_message(profile: Profile) -> Message:
    """Return the member's figures and latest replies, for them alone."""
    return Message(
        summary=f"You are {profile.member.name} here.",
        blocks=(
            Heading(profile.member.name, 3),
            *(Line(words) for words in profile_words(profile)),
            *(Line(words) for words in _wishes_words(profile)),
            *_latest_blocks(profile),
        ),
        for_member=profile.member.id,
    )


def profiles_message(profiles: Sequence[tuple[str, Profile]]) -> Message:
    """Return somebody's figures and latest replies in each of their groups, by its name."""
    if not profiles:
        return Message.saying(NOWHERE)
    return Message(
        summary=f"You are in {count(len(profiles), 'group')}.",
        blocks=tuple(
            block
            for title, profile in profiles
            for block in (Heading(title, 3), *profile_message(profile).blocks)
        ),
    )


@dataclass(frozen=True, slots=True)
class Remainder:
    """What stays of who deletes themselves, by its names.

    Workspaces that are theirs, channels that nobody else answers for, and channels where they wrote
    answers as messages, which are not ours to delete.
    """

    answers_for: Sequence[str] = ()
    hears_of: Sequence[str] = ()
    wrote_in: Sequence[str] = ()

    @property
    def words(self) -> str:
        """What is said of it, "" for nothing."""
        said = [
            words.format(places=listed(places))
            for words, places in (
                (_ANSWERS_FOR, self.answers_for),
                (_HEARS_OF, self.hears_of),
                (_WROTE, self.wrote_in),
            )
            if places
        ]
        return " ".join(said)


def delete_warning(stays: Remainder) -> str:
    """Return what goes when a member deletes themselves, and what stays."""
    return f"{_DELETES} {stays.words}".strip()


def deleted_words(stays: Remainder) -> str:
    """Return what is said to who has deleted themselves, as `delete_warning`."""
    if said := stays.words:
        return f"Everything else about you is gone. {said} If you join again, you start anew."
    return DELETED


def leave_warning(group: Group, stays: Remainder) -> str:
    """Return what goes and what stays when a member leaves a group."""
    words = (
        f"Your answers, ratings and votes in {group.name}, and your name there, are removed for "
        "good, and its past reveals are made anew without you. Your accounts and what you did in "
        "other groups stay. If you are in no other group, your accounts are removed too, and where "
        "you were named an organiser you are not one any more. Download your data first if you "
        "want to keep it."
    )
    return f"{words} {stays.words}".strip()


def left_words(group: Group, stays: Remainder) -> str:
    """Return what is said to who has left a group, as `leave_warning`."""
    said = (f"You have left {group.name}.", stays.words, "If you join again, you start anew there.")
    return " ".join(each for each in said if each)


LEFT = "You have left the group. If you join again, you start anew there."


def profile_words(profile: Profile) -> list[str]:
    """Return the figures, a line each."""
    lines = [f"{count(profile.replies, 'answer')} so far.", *_streak_words(profile)]
    if not profile.replies:
        lines = ["You have answered nothing here so far."]
    if profile.ratings:
        said = [f"{number} {RATING_LABELS[rating].lower()}" for rating, number in profile.ratings]
        lines.append(f"You rated your answers: {', '.join(said)}.")
    if profile.votes:
        lines.append(f"{count(profile.votes, 'vote')} for your answers as the most helpful.")
    lines.append(f"Reminders are {'on' if profile.member.reminders else 'off'}.")
    return lines


def _streak_words(profile: Profile) -> Iterator[str]:
    """Yield a sentence of the rounds that were answered in a row, nothing where there are none."""
    current, longest = profile.streak, profile.longest_streak
    if current and longest > current:
        yield f"Current streak: {count(current, 'round')}. Longest: {count(longest, 'round')}."
    elif current > 1:
        yield f"Current streak: {count(current, 'round')}, your longest."
    elif current:
        yield f"Current streak: {count(current, 'round')}."
    elif longest > 1:
        yield f"Longest streak: {count(longest, 'round')}. The next answer begins another."


def _wishes_words(profile: Profile) -> Iterator[str]:
    """Yield until when the member is away, and what they chose to hear otherwise than others."""
    person = profile.person
    if person is None:
        return
    if person.away_until is not None and profile.is_away:
        yield away_words(person, person.away_until)
    yield from preference_words(person, chosen_alone=True)
    if person.sharing in {Sharing.YES, Sharing.NO}:
        yield SHARING_WORDS[person.sharing]


def _latest_blocks(profile: Profile) -> Iterator[Block]:
    if profile.latest:
        yield Heading("Your latest answers", 3)
    for each in profile.latest:
        yield Prose(each.question)
        yield Line(latest_words(each))


def latest_words(latest: Latest) -> str:
    """Return how a reply begins, and how its author rated it."""
    if latest.rating is None:
        return f"You: {latest.beginning}"
    return f"You: {latest.beginning} ({RATING_LABELS[latest.rating].lower()})"


def export_json(data: Mapping[str, Any]) -> bytes:
    """Return what `ProfileService.export` returned as a file in UTF-8 for people and programs."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def export_name(name: str) -> str:
    """Return the file's name: letters, digits and dashes of ASCII, whatever the person's name."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^a-z0-9]+", "-", letters.lower())[:_LONGEST_NAME].strip("-")
    return f"roundtable-{safe or 'member'}.json"


def own_code_message(code: str) -> Message:
    """Return a member's code, and what it is good for."""
    return Message(
        summary=f"Your code is {code}",
        blocks=(
            Heading(code),
            Line(
                "Enter it where you have another account: “/me link” with this code on Discord, "
                "“/mine link” on Slack, or on your own page in the web room. Then both accounts "
                "are you, in all groups."
            ),
            Line(
                f"It holds for {span_words(INVITED_FOR)} and can be used once. Show it to nobody."
            ),
        ),
    )


def accounts_joined_message(name: str | None, replaced: Sequence[Reply]) -> Message:
    """Return what is said when two accounts became one person, and what a later answer replaced.

    `name` is what they are called here, None where they are no member.
    """
    here = f" Here you are {name}." if name else ""
    words = f"Both accounts are you now, in all groups.{here}"
    told: tuple[Block, ...] = ()
    if replaced:
        told = (
            Line("You had answered an open question twice. The later answer counts, not this one:"),
            *(Prose(reply.text) for reply in replaced),
        )
    return Message.saying(words, *told)
