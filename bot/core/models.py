"""The words of a study group as frozen values. Every time is an aware UTC datetime."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, TypedDict

from bot.core.documents import Lines, Status
from bot.core.ids import PictureId

GroupId = NewType("GroupId", str)
WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)
PersonId = NewType("PersonId", str)
MemberId = NewType("MemberId", str)
DeckId = NewType("DeckId", str)
SourceId = NewType("SourceId", str)
QuestionId = NewType("QuestionId", str)
AnswerId = NewType("AnswerId", str)
RoundId = NewType("RoundId", str)
ScheduleId = NewType("ScheduleId", str)
SessionId = NewType("SessionId", str)

SHIPPED = WorkspaceId("shipped")
"""The library of shipped packs: for every group, and nobody's to change."""


class Naming(StrEnum):
    """How a group shows who replied."""

    NAMES = "names"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Group:
    """The people who answer together in a channel, or in several that were linked.

    It owns schedules, rounds and members. `organisers` may plan for it, beside those of its
    channels' workspaces: accounts, each as "platform:subject". With `late` it takes answers after
    the reveal, which are marked.
    """

    id: GroupId
    name: str
    naming: Naming = Naming.NAMES
    organisers: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A place on one platform where a group talks, and its settings.

    `address` is that platform's own id for it, `workspace` the address of the workspace that it is
    in. `home` is the group that was founded there, to which it returns when it was linked to
    another. The `owner` set it up, and is told what organisers should know; `mention_role` is
    mentioned with each question. With `threads` all that follows a question goes into its thread;
    with `announces` the channel is shown the reveal there as well, where the platform can; with
    `written` a reply may be written there too. One that is `gone` was deleted there: nothing
    goes to it any more. One that is `left_out` is read and answered as ever, but asked nothing new:
    its group is asked elsewhere instead.
    """

    id: ChannelId
    group: GroupId
    platform: str
    address: str
    workspace: str = ""
    home: GroupId = GroupId("")
    name: str = ""
    gone: bool = False
    left_out: bool = False
    owner: str = ""
    mention_role: str | None = None
    threads: bool = True
    written: bool = False
    announces: bool = True

    def __post_init__(self) -> None:
        """Be at home where it is, unless something else is said."""
        if not self.home:
            object.__setattr__(self, "home", self.group)


class ChannelSettings(TypedDict, total=False):
    """What organisers decide about a channel; the fields of `Channel`."""

    mention_role: str | None
    threads: bool
    written: bool
    announces: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where Roundtable is installed: it owns decks and import drafts, and has organisers.

    That is a server or workspace on a platform, or this installation's own web site; one more holds
    the shipped packs, and is nobody's. `address` is the platform's id for it, as are those of
    people: the `owner` installed the app, `organisers` may plan and change what is its. `left_at`
    is when the bot was sent away.
    """

    id: WorkspaceId
    platform: str
    address: str
    name: str
    joined_at: datetime
    left_at: datetime | None = None
    owner: str = ""
    organisers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one group, with a name there; `reminders` is theirs to switch."""

    id: MemberId
    person: PersonId
    group: GroupId
    name: str
    joined_at: datetime
    reminders: bool = True


class RevealNews(StrEnum):
    """How somebody who answered by form hears of the reveal."""

    MENTION = "mention"
    DIRECT = "direct"
    NONE = "none"


class Sharing(StrEnum):
    """Whether somebody's answers may go along where a deck is taken along as files.

    Only YES lets any out. UNASKED was never asked, ASKED was and has not said.
    """

    UNASKED = "unasked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Person:
    """A human being in this installation, who has accounts and is a member of groups.

    `name` is what their platform called them when they came while no group knew them, else "".
    They are reminded daily at `reminder_time`, "HH:MM" in their `zone`, where they chose one, the
    next time at `reminder_at`; and told nothing before `away_until`. A `zone` that is "" is UTC.
    `absences` are when they were away, oldest first, the present one with them: intervals of
    ISO 8601, in UTC. `sharing` is whether their answers may leave with a deck.
    """

    id: PersonId
    name: str = ""
    reveal_news: RevealNews = RevealNews.MENTION
    zone: str = ""
    reminder_time: str = ""
    reminder_at: datetime | None = None
    away_until: datetime | None = None
    absences: tuple[str, ...] = ()
    sharing: Sharing = Sharing.UNASKED


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account on a platform; `subject` is that platform's own id of it.

    Where accounts are a workspace's own, its address stands before the first colon.
    """

    platform: str
    subject: str
    person: PersonId

    @property
    def workspace(self) -> str:
        """The address of the workspace whose account it is, "" for one that is in many."""
        address, colon, _ = self.subject.partition(":")
        return address if colon else ""

    def is_in(self, channel: Channel) -> bool:
        """Say whether the account is one of the channel's platform, and of its workspace."""
        own = self.workspace in ("", channel.workspace)
        return self.platform == channel.platform and own


@dataclass(frozen=True, slots=True)
class Deck:
    """A workspace's ordered list of questions. `pack` names the pack that it was loaded from.

    One that was removed, at `removed_at`, is shown and asked nowhere; what was asked of it stays.
    """

    id: DeckId
    workspace: WorkspaceId
    title: str
    created_at: datetime
    language: str = "english"
    reference: SourceId | None = None
    pack: str | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One imported document. `content_hash` is the SHA-256 of its bytes, in hexadecimal.

    What a `member` wrote in a `round`, and a question's reference is, is a source of its own.
    """

    id: SourceId
    deck: DeckId
    name: str
    author: str
    title: str
    format: str
    content_hash: str
    imported_at: datetime
    position: int = 0
    member: MemberId | None = None
    round: RoundId | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands in its deck, from 0."""

    id: QuestionId
    position: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. The id survives a re-import; `position` is 0-based within the deck.

    One that is `retired` is asked no more. `reference` is the source that is trusted here, None
    for the deck's. Of one that was `withdrawn` only its rounds are left, without its words.
    """

    id: QuestionId
    deck: DeckId
    position: int
    text: str
    section: str = ""
    retired: bool = False
    reference: SourceId | None = None
    withdrawn: bool = False


DOUBTFUL = 0.9
"""Below this confidence an answer's place deserves an admin's look."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One author's text for a question. `confidence` (0..1) is how sure its place is.

    `asked` is what its document asked, where that is a guess, else "".
    """

    id: AnswerId
    question: QuestionId
    source: SourceId
    text: str
    status: Status
    confidence: float
    lines: Lines
    position: int = 0
    asked: str = ""


class RoundState(StrEnum):
    """OPEN takes replies; CLOSED shows them; SKIPPED was called off and shows nothing."""

    OPEN = "open"
    CLOSED = "closed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Round:
    """One question asked in a group's channels, from opening to reveal.

    It takes replies from `opened_at` up to, and not including, `closes_at`. A round that a
    schedule opened names the opening it stands for in `occurrence`, which is unique per schedule.
    `naming` is what the members were promised when it opened; `cycle` counts how often its deck had
    been started over. It is told to `channels`, to all of the group's when there are none named.
    Members who have not replied are reminded at `remind_at`; what they say of the reveal is told
    at `tally_at`. Each is None once that is done. `wording` is what it asks where the question was
    worded anew after it had opened.
    """

    id: RoundId
    group: GroupId
    deck: DeckId
    question: QuestionId
    state: RoundState
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    schedule: ScheduleId | None = None
    occurrence: datetime | None = None
    naming: Naming = Naming.NAMES
    cycle: int = 0
    remind_at: datetime | None = None
    tally_at: datetime | None = None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member answered; `revision` counts its saves from 1.

    `saved_at` is when it arrived, the last of them. `written_in` is the message that it stands in,
    with its platform; None of a form. Its `pictures` are shown below the text, in this order.
    """

    round: RoundId
    member: MemberId
    text: str
    revision: int
    saved_at: datetime
    written_in: str | None = None
    pictures: tuple[PictureId, ...] = ()


class Order(StrEnum):
    """Which question of a deck comes next.

    DISPUTED has those in front whose reference was challenged most, then where the imported answers
    differ most.
    """

    DECK = "deck"
    SHUFFLED = "shuffled"
    DISPUTED = "disputed"


class AtEnd(StrEnum):
    """What a schedule does when every question was asked."""

    STOP = "stop"
    START_OVER = "start over"


class ScheduleState(StrEnum):
    """PAUSED by an admin or because a channel cannot be reached; FINISHED at the deck's end."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a deck's rounds open: a cron expression read in an IANA zone.

    `next_at` is the next opening, None unless the schedule is ACTIVE. A missed opening is made up
    for once when it is younger than `grace`. `reminder` is how long before closing those who have
    not replied are reminded, None for never. `reason` is a code for why it paused by itself, None
    where an organiser paused it; `held_at` is the opening that was next when it was paused.
    """

    id: ScheduleId
    group: GroupId
    deck: DeckId
    recurrence: str
    zone: str
    window: timedelta
    grace: timedelta
    next_at: datetime | None
    order: Order = Order.DECK
    seed: int = 0
    at_end: AtEnd = AtEnd.STOP
    cycle: int = 0
    reminder: timedelta | None = None
    state: ScheduleState = ScheduleState.ACTIVE
    reason: str | None = None
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What a browser may do: be a person, organise a workspace for some hours, or both.

    Only the token's hash is kept. `used_at` is noted about once a day, and None until then;
    `browser` says what it is, "Firefox on Linux", for its owner to know it again by.
    """

    token_hash: str
    created_at: datetime
    person: PersonId | None = None
    organises: WorkspaceId | None = None
    organises_until: datetime | None = None
    used_at: datetime | None = None
    browser: str = ""

    @property
    def id(self) -> SessionId:
        """What may be shown of it: a part of the hash, out of which nobody makes the token."""
        return SessionId(self.token_hash[:16])

    @property
    def last_used(self) -> datetime:
        """When it was last used, as far as that was noted."""
        return self.used_at or self.created_at


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link gives to the one browser that uses it, once: who it is, what it organises.

    It leads to the `group`'s pages, or to a `deck`'s among them. One that `recovers` was made by
    an organiser for who lost the way in. Only its secret's hash is kept.
    """

    code_hash: str
    expires_at: datetime
    person: PersonId | None = None
    workspace: WorkspaceId | None = None
    group: GroupId | None = None
    recovers: bool = False
    deck: DeckId | None = None


@dataclass(frozen=True, slots=True, order=True)
class InboxEntry:
    """What a platform told, by its own id of it: done once, however often it is told."""

    platform: str
    event: str
