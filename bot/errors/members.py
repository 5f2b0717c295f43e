"""Errors that the person who asked can do something about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.errors.roots import MemberError


@dataclass
class NotFound(MemberError):
    """`what` is a word of DESIGN.md ("round", "deck"), `key` what was looked for."""

    what: str
    key: str


@dataclass
class NotAllowed(MemberError):
    """`right` is "member" or "admin", "reveal" for what is shown after closing alone, or "tally"
    for what is shown a day after that."""

    right: str


@dataclass
class RoundClosed(MemberError):
    """The round took no more replies at `at`."""

    at: datetime


class RoundOver(MemberError):
    """Somebody wants to begin an answer to a question that takes none any more."""


@dataclass
class NothingToSkip(MemberError):
    """The round was over at `at`: its replies are revealed, not thrown away."""

    at: datetime


@dataclass
class StaleReply(MemberError):
    """The text was written on top of another revision than the one stored."""

    stored: str
    stored_revision: int


@dataclass
class TextEmpty(MemberError):
    """`field` names what was left blank."""

    field: str


@dataclass
class TextTooLong(MemberError):
    """Sizes in characters."""

    field: str
    size: int
    limit: int


@dataclass
class NameTaken(MemberError):
    """Somebody in the group already has this name."""

    name: str


class UnknownCode(MemberError):
    """Nobody was given this code, somebody used it, or it is too old."""


class AlreadyTogether(MemberError):
    """The code is of the same group, or of the same member, that would join."""


@dataclass
class TooManyTries(MemberError):
    """No code is looked at before `again_at`."""

    again_at: datetime


@dataclass
class BadSchedule(MemberError):
    """`field` is a field of `bot.core.schedules.Plan`, or "recurrence"; `value` what was given."""

    field: str
    value: str


@dataclass
class NothingToAsk(MemberError):
    """Every question of the deck was asked."""

    deck: str


@dataclass
class AlreadyAsked(MemberError):
    """The question has a round that is open."""

    question: str


class FeedbackOver(MemberError):
    """What members said of the round was told, or was never asked for."""


class NothingToRate(MemberError):
    """The member did not reply in the round."""


class OwnReply(MemberError):
    """A vote is for another's reply."""


@dataclass
class NothingToRemind(MemberError):
    """The member has `replied`, or else the round is over."""

    replied: bool


class NothingOpen(MemberError):
    """There is no open question where somebody wants to answer one."""


class NotYourMessage(MemberError):
    """Only its author can make a message their answer."""


@dataclass
class ChoiceNeeded(MemberError):
    """`what` is "deck", "round" or "schedule"; `among` are the words of those that there are."""

    what: str
    among: tuple[str, ...]


@dataclass
class PermissionsMissing(MemberError):
    """The bot lacks `permissions`, in the platform's words, in the channel of that name."""

    permissions: tuple[str, ...]
    channel: str


@dataclass
class ChannelUnusable(MemberError):
    """`channel` is the name of a voice channel, a forum, ..."""

    channel: str


@dataclass
class BadOption(MemberError):
    """`value` is nothing that the option called `name` takes."""

    name: str
    value: str


@dataclass
class UnknownCommand(MemberError):
    """`sub` is nothing that the `command` knows; `known` is what it does."""

    command: str
    sub: str
    known: tuple[str, ...]


class EverybodyPinged(MemberError):
    """The role to mention with each question is the one that everybody has."""


@dataclass
class UnknownLanguage(MemberError):
    """`language` is as it was typed."""

    language: str


@dataclass
class NothingStored(MemberError):
    """Somebody looks for something before anything was imported or served; `place` is where."""

    place: str
