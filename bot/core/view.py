"""The neutral message: what is said and to whom, without how a platform says it.

Presentation builds it out of the domain, a platform's renderer turns it into its own payload. A
`Prose` block holds Markdown that people wrote and is hostile until rendered; every other string
is ours and plain text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.ids import is_id
from bot.core.models import (
    Channel,
    MemberId,
)
from bot.core.pictures import Picture, without_pictures
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.core.comparison.word_changes import WordChange

_NAME = re.compile(r"[a-z-]{1,100}")
# Of more digits there is no page and no version; other scripts' digits are none of ours.
_NUMBER = re.compile(r"[0-9]{1,6}")

# The platform's clock may be behind ours.
_CLOCKS_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; `level` 1 to 3."""

    text: str
    level: int = 2

    def __post_init__(self) -> None:
        """Say in words what a title cannot show."""
        object.__setattr__(self, "text", without_pictures(self.text))


@dataclass(frozen=True, slots=True)
class Mention:
    """A channel that a line names, of the platform that shows the line.

    `name` is what the line calls it, `address` the platform's own id for it, "" for one that
    nothing leads to from there: its name may begin with another's. `club` ends the name, and stays
    beside what leads there.
    """

    name: str
    address: str
    club: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of our own words; its `mentions` lead to the channels that it names."""

    text: str
    mentions: tuple[Mention, ...] = ()

    def __post_init__(self) -> None:
        """Say in words what a line cannot show."""
        object.__setattr__(self, "text", without_pictures(self.text))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, and what is said of it to who does not see it."""

    picture: Picture
    description: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown that a person wrote; of its pictures those are shown that are its `images`.

    It is `quoted` where it follows words about who wrote it, which it could imitate otherwise.
    """

    markdown: str
    images: tuple[Image, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that each reader sees in their own zone, after our words."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WordChanges:
    """Two people's texts as one, word by word: what both have, and what only one of them."""

    changes: tuple[WordChange, ...]


class CardKind(StrEnum):
    """Whose text a card shows."""

    REFERENCE = "reference"
    REPLY = "reply"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Point:
    """A key point of the reference and whether it was found in the card's text.

    `differs` is the passage of that text which says otherwise, empty where none does. `words` are
    those of the text that say the point, case-folded. What was not found may have been said in
    other words: nothing says that it is missing. It is `claimed` where its author says so.
    """

    text: str
    touched: bool
    differs: str = ""
    words: tuple[str, ...] = ()
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One text with whose it is; `also` names the authors of near-identical ones.

    `source` is the document that it comes from, empty for a reply. Its `images` stand below the
    text, or in their places in it where a platform can.
    """

    kind: CardKind
    author: str
    markdown: str
    points: tuple[Point, ...] = ()
    also: tuple[str, ...] = ()
    mine: bool = False
    remark: str = ""
    source: str = ""
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Cards that stand side by side where there is room, stacked where there is not."""

    columns: tuple[tuple[Card, ...], ...]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Press:
    """What pressing something means: what is done, to what, and which page or choice of it.

    Platforms hand back what they were given, `name` and `value`, also after a restart and after an
    update: messages that were posted long ago keep their buttons.
    """

    name: str
    subject: str
    choice: str = ""

    @classmethod
    def read(cls, name: str, value: str) -> Press:
        """Return what `value` was made of. Raises NotFound for what no action ever had."""
        subject, _, choice = value.partition(":")
        if not (is_id(subject) and value.isprintable() and _NAME.fullmatch(name)):
            raise NotFound("button", name)
        return cls(name, subject, choice)

    @property
    def value(self) -> str:
        """Subject and choice as one text, with a colon between them.

        Raises ValueError for what `read` would not read as it was.
        """
        value = f"{self.subject}:{self.choice}" if self.choice else self.subject
        if ":" in self.subject or not (is_id(self.subject) and value.isprintable()):
            raise ValueError(f"{value!r} is no subject with a choice")
        if _NAME.fullmatch(self.name) is None:
            raise ValueError(f"{self.name!r} is no name of an action")
        return value

    @property
    def page(self) -> int:
        """The page that is to be shown, from 1; the first without a choice. Raises NotFound."""
        return self.number if self.choice else 1

    @property
    def number(self) -> int:
        """The number that is the choice. Raises NotFound."""
        if _NUMBER.fullmatch(self.choice) is None:
            raise NotFound("button", self.name)
        return int(self.choice)

    @property
    def moment(self) -> datetime:
        """The time that is the choice, with its zone. Raises NotFound."""
        try:
            moment = datetime.fromisoformat(self.choice)
        except ValueError:
            raise NotFound("button", self.name) from None
        if moment.tzinfo is None:
            raise NotFound("button", self.name)
        return moment


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press: what it says, and what comes back when it is pressed (`Press`).

    A `primary` one is what the message is there for.
    """

    name: str
    label: str
    subject: str
    choice: str = ""
    primary: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Say in words what a button cannot show."""
        object.__setattr__(self, "label", without_pictures(self.label))

    @property
    def press(self) -> Press:
        """What pressing it means."""
        return Press(self.name, self.subject, self.choice)


Block = Heading | Line | Prose | Moment | WordChanges | Card | Columns


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks in reading order, then actions; `summary` is what a notification says.

    One that is `for_admins`, or `for_member`, must not reach anybody else. `title` is what a place
    that was named after it, such as its thread, is called now, "" where it names none.
    """

    summary: str
    blocks: tuple[Block, ...]
    actions: tuple[Action, ...] = ()
    for_admins: bool = False
    for_member: MemberId | None = None
    title: str = ""

    def __post_init__(self) -> None:
        """Say in words what a notification cannot show."""
        object.__setattr__(self, "summary", without_pictures(self.summary))

    @classmethod
    def saying(cls, words: str, *blocks: Block, actions: tuple[Action, ...] = ()) -> Message:
        """Return a message that begins with what its notification says."""
        return cls(words, (Line(words), *blocks), actions)

    def leading_to(self, mentions: tuple[Mention, ...]) -> Message:
        """Return it so that each of its lines leads to the channels that it names."""
        if not mentions:
            return self
        blocks = tuple(
            replace(each, mentions=mentions) if isinstance(each, Line) else each
            for each in self.blocks
        )
        return replace(self, blocks=blocks)

    def says(self, words: str) -> bool:
        """Say whether these words stand in a line of it."""
        return any(words in each.text for each in self.blocks if isinstance(each, Line))

    def names(self, address: str) -> bool:
        """Say whether a line of it leads to a channel of that address already."""
        return any(
            mention.address == address and mention.name in each.text
            for each in self.blocks
            if isinstance(each, Line)
            for mention in each.mentions
        )

    def fingerprint(self) -> str:
        """Return what tells this message from any that says something else, in hexadecimal."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Address:
    """Where one message goes. Ids are the platform's own.

    It was not sent before `since`. `under` is the message it belongs to, in a thread of its own
    where `thread` says so, which the channel is shown as well if it `announces`. What `leads` there
    stands in the channel itself. A `person` alone may read it; the role `mention_role` is
    mentioned, or the account `mention_person`, who is to be able to read it; or those who took
    part, `mentions`. What is `overdue` has waited long enough for a thread that takes nothing for
    the time being: its channel is told instead.
    """

    channel: Channel
    key: DeliveryKey
    since: datetime
    under: str | None = None
    thread: bool = True
    person: str | None = None
    mention_role: str | None = None
    mention_person: str | None = None
    mentions: tuple[str, ...] = ()
    announces: bool = False
    leads: bool = False
    overdue: bool = False

    @classmethod
    def of(
        cls,
        delivery: Delivery,
        channel: Channel,
        *,
        question: str | None,
        subject: str | None,
    ) -> Address:
        """Return where a delivery to the channel goes.

        `question` is the message of its round's question there, `subject` whom it is for.
        """
        asks = delivery.kind is DeliveryKind.QUESTION
        told = (channel.owner or None) if delivery.member is None else subject
        is_direct = delivery.kind is DeliveryKind.NOTICE or delivery.member is not None
        is_mention = delivery.kind is DeliveryKind.MENTION
        leads = delivery.kind is DeliveryKind.ANNOUNCEMENT
        return cls(
            channel=channel,
            key=delivery.key,
            since=delivery.created_at - _CLOCKS_APART,
            under=None if asks else question,
            thread=channel.threads and not leads,
            person=told if is_direct and not is_mention else None,
            mention_role=channel.mention_role if asks else None,
            mention_person=told if is_mention else None,
            announces=channel.announces and delivery.kind is DeliveryKind.REVEAL,
            leads=leads,
        )
