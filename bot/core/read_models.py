"""What is shown of rounds, questions and decks: put together by services, worded elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.authored_text import Answers, AuthoredText
from bot.core.challenges import ChallengeShown
from bot.core.comments import Comment
from bot.core.feedback import Rating
from bot.core.models import (
    Channel,
    ChannelId,
    Deck,
    Group,
    Member,
    MemberId,
    Person,
    Question,
    Round,
    RoundId,
    Source,
    Workspace,
)
from bot.core.own_words import Confidence


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as organisers see them: how often they replied, and on which platforms they are.

    Who is on none was removed, and what they replied was kept without their name.
    """

    member: Member
    replies: int
    platforms: tuple[str, ...]

    @property
    def token(self) -> str:
        """What the seat is called outside: 32 hexadecimal digits that do not tell the member's id.

        Who knows that id can work out which nameless reply is whose: see `token_of`.
        """
        return hashlib.sha256(f"seat:{self.member.id}".encode()).hexdigest()[:32]

    @property
    def is_nobody_s(self) -> bool:
        """Whether nobody sits there any more."""
        return not self.platforms


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody on a platform, as a group knows them.

    `group` is None in a channel where nothing was asked so far, and `channel` with it; `workspace`
    is None outside of one, `member` for somebody who is none.
    """

    group: Group | None
    member: Member | None
    workspace: Workspace | None = None
    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks.

    `channels` are those that they can read now: they see what was told in one of them. `members`
    is who they are in all of their groups, nobody for a stranger.
    """

    channels: frozenset[ChannelId] = frozenset()
    members: frozenset[MemberId] = frozenset()


if TYPE_CHECKING:
    from bot.core.comparison import Comparison
    from bot.core.comparison.word_changes import WordChange
    from bot.core.lookup import Said


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round as lists and headings show it: how many replied, never what.

    The question has the words that it was asked in; `worded_anew` are those that the deck has for
    it now, None for the same.
    """

    round: Round
    deck: Deck
    question: Question
    total: int
    replies: int
    replied: bool
    worded_anew: str | None = None

    @property
    def wordings(self) -> frozenset[str]:
        """All words in which the question stands anywhere."""
        return frozenset({self.question.text, self.worded_anew or self.question.text})


@dataclass(frozen=True, slots=True)
class LaterText:
    """What somebody answered after the reveal; `first` is where their reply is, None if late."""

    authored: AuthoredText
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """All that is shown of a closed round.

    `comparison` is about `texts`: the replies first, then the earlier answers, beside the
    reference's text (or, where it has none, the first answer that stands in). `confidences` is how
    sure the authors of the replies were, in their order; none where nobody was asked. What was
    answered `later` is compared after the `texts`, in its order. `challenges` are those of the
    reference that no organiser has decided.
    """

    round: Round
    deck: Deck
    question: Question
    answers: Answers
    replies: tuple[AuthoredText, ...]
    comparison: Comparison
    confidences: tuple[Confidence | None, ...] = ()
    later: tuple[LaterText, ...] = ()
    challenges: tuple[ChallengeShown, ...] = ()

    @property
    def texts(self) -> tuple[AuthoredText, ...]:
        """What was compared, in the comparison's order."""
        return (*self.replies, *self.answers.earlier)


@dataclass(frozen=True, slots=True)
class Announced:
    """A reveal that a channel is told of, and what there is in it beside replies."""

    card: RoundCard
    reference: bool
    earlier: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A question that fits a query; `score` is 0..1.

    `answers` is None while the question is open in the round `guarded_by` and the reader has
    not replied. Unless it is `sure`, nothing fits well, and it may have nothing to do with what was
    meant. `passage` is what an answer says of the query where the question says less. The same
    question also stands in the decks `also_in`, whose answers stand among the earlier ones; `round`
    is the last one in which a group of the reader's answered it.
    """

    question: Question
    deck: Deck
    score: float
    answers: Answers | None
    guarded_by: RoundId | None = None
    sure: bool = True
    passage: tuple[Said, ...] = ()
    also_in: tuple[Deck, ...] = ()
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class AdminNote:
    """Something an admin should know: a code of `tell_admins` and its values.

    It is read in a workspace, that of the channel `told_in`; None where that is not known.
    """

    code: str
    values: dict[str, str]
    told_in: Channel | None = None


@dataclass(frozen=True, slots=True)
class MemberNote:
    """Something that one member should know, and that is about no round: a code and its values."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeckSummary:
    """A deck as lists show it."""

    deck: Deck
    questions: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that can be voted for: how it begins, and whose it is, None without names.

    `token` stands for it in this round alone.
    """

    token: str
    author: str | None
    beginning: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a member can vote for, in the reveal's order; `chosen` is the token of their vote."""

    round: Round
    question: Question
    choices: tuple[Candidate, ...]
    chosen: str | None


@dataclass(frozen=True, slots=True)
class ClaimablePoint:
    """A key point that was not found in a reply; `claimed` where its author says they said it.

    `number` is its place in the reference, from 1.
    """

    number: int
    text: str
    token: str
    claimed: bool


@dataclass(frozen=True, slots=True)
class Claimable:
    """The key points that a member may say they said, in the order of the reference."""

    round: Round
    question: Question
    member: MemberId
    text: str
    points: tuple[ClaimablePoint, ...]


class Beside(StrEnum):
    """Beside what a reply stands word by word: BEFORE is the reply to the same question before."""

    REFERENCE = "reference"
    SECOND = "second"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class WordByWord:
    """A member's reply word by word `beside` another text; `there` is what it can stand beside."""

    round: Round
    question: Question
    beside: Beside
    there: tuple[Beside, ...]
    changes: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class Helpful:
    """A reply that was voted for: how it begins, and whose it is, None without names."""

    author: str | None
    beginning: str
    votes: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What members said of a reveal.

    `ratings` has a pair for each that was given, from missed to got it; `helpful` the reply with
    the most votes, several when they are even, in the reveal's order; `votes` counts them all.
    `by_confidence` has the ratings of those who had said how sure they were.
    """

    round: Round
    question: Question
    ratings: tuple[tuple[Rating, int], ...]
    helpful: tuple[Helpful, ...]
    votes: int
    by_confidence: tuple[tuple[Confidence, tuple[tuple[Rating, int], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """One of a member's own replies: what was asked, how the reply begins, how they rated it."""

    round: RoundId
    question: str
    beginning: str
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a member is shown of themselves.

    `votes` counts those that were told. A streak is a number of rounds in a row with a reply.
    `person` is who they are in all groups, and `is_away` whether they are that now.
    """

    member: Member
    replies: int
    ratings: tuple[tuple[Rating, int], ...]
    votes: int
    streak: int
    longest_streak: int
    latest: tuple[Latest, ...]
    person: Person | None = None
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A channel that goes to another group, which talks in `channels`.

    `schedules` is how many of its present group pause, because it has no other channel.
    """

    channel: Channel
    group: Group
    channels: tuple[Channel, ...]
    schedules: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """A closed round whose question is open again: nothing that was said of it is shown."""

    card: RoundCard


@dataclass(frozen=True, slots=True)
class CommentShown:
    """A comment as somebody sees it: whose it is, None without names, and the reply it is about.

    `about` is "" for a comment on the round.
    """

    comment: Comment
    author: str | None
    mine: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class CommentTold:
    """A comment as a round's thread shows it; None for one that was taken back."""

    card: RoundCard
    shown: CommentShown | None


@dataclass(frozen=True, slots=True)
class Challenged:
    """What is challenged in a round's reveal, as a reader sees it; it `takes` more or not."""

    round: Round
    deck: Deck
    question: Question
    challenges: tuple[ChallengeShown, ...]
    takes: bool

    @property
    def mine(self) -> ChallengeShown | None:
        """The reader's own that is not decided."""
        return next((each for each in self.challenges if each.mine and each.is_open), None)


@dataclass(frozen=True, slots=True)
class OpenChallenge:
    """A challenge as organisers decide it, beside the `reference`, "" for none.

    `stamp` is what it is decided with.
    """

    shown: ChallengeShown
    deck: Deck
    question: Question
    reference: str
    stamp: str


Content = RoundCard | Announced | Reveal | Tally | AdminNote | MemberNote | Withheld | CommentTold
