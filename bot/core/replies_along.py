"""Replies that go along when a deck is taken along: of members who agreed, under their names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.authored_text import pictures_of
from bot.core.contents import DeckContents
from bot.core.deck_edits import REPLY
from bot.core.documents import Lines, Status
from bot.core.feedback import Vote
from bot.core.ids import PictureId
from bot.core.later_replies import LaterReply
from bot.core.models import (
    Answer,
    AnswerId,
    DeckId,
    MemberId,
    Naming,
    QuestionId,
    Reply,
    Round,
    RoundId,
    Source,
    SourceId,
)
from bot.core.pictures import PictureFile, in_text, only_pictures

AnyReply = Reply | LaterReply


@dataclass(frozen=True, slots=True)
class RepliesAlong:
    """So many `answers` of so many `members` go along; of those that stay nobody is named.

    The authors of some have `not_agreed`; others were given where no names are shown.
    """

    members: int = 0
    answers: int = 0
    not_agreed: int = 0
    nameless: int = 0


NO_REPLIES = RepliesAlong()


@dataclass(frozen=True, slots=True)
class GroupReplies:
    """What a group's members replied in closed rounds of a deck, which stand oldest first.

    `later` is what they said after the reveal, and `votes` are those whose counts were told. The
    `names` are what members are called; those who `agreed` let theirs leave. A group that is
    `nameless` shows no names by now. `pictures` are those of replies that may leave.
    """

    rounds: Sequence[Round]
    replies: Sequence[Reply] = ()
    later: Sequence[LaterReply] = ()
    votes: Sequence[Vote] = ()
    names: Mapping[MemberId, str] = field(default_factory=dict)
    agreed: Collection[MemberId] = ()
    nameless: bool = False
    pictures: Mapping[PictureId, PictureFile] = field(default_factory=dict)

    def standing(self) -> dict[tuple[QuestionId, MemberId], tuple[Round, AnyReply]]:
        """Return what each member says to each question by now, with the round it is of.

        That is the second answer instead of the first one, and of several rounds the latest that
        shows names, or else the latest.
        """
        said = defaultdict[RoundId, dict[MemberId, AnyReply]](dict)
        after: tuple[AnyReply, ...] = (*self.replies, *self.later)
        for reply in after:
            said[reply.round][reply.member] = reply
        found = dict[tuple[QuestionId, MemberId], tuple[Round, AnyReply]]()
        for round_ in sorted(self.rounds, key=self.shows_names):  # which keeps their order
            for member, reply in said[round_.id].items():
                found[round_.question, member] = round_, reply
        return found

    def pictures_leaving(self) -> frozenset[PictureId]:
        """Return the pictures that are with replies whose authors agreed."""
        replies = (each for each in self.replies if each.member in self.agreed)
        return frozenset(picture for each in replies for picture in each.pictures)

    def illustrated(self, pictures: Mapping[PictureId, PictureFile]) -> GroupReplies:
        """Return the same with these pictures."""
        return replace(self, pictures=pictures)

    def shows_names(self, round_: Round) -> bool:
        """Say whether it may be told who replied what in a round."""
        return not self.nameless and round_.naming is Naming.NAMES


def with_replies(
    contents: DeckContents, group: GroupReplies, when: datetime
) -> tuple[DeckContents, RepliesAlong]:
    """Return a deck with what a group's members replied, and how much of that it is.

    Each member is a source, by the same id and name each time. What the deck trusts of them already
    is not there twice. What is said of questions that the contents do not have stays, and so do
    the votes for an answer in whose place a second one leaves.
    """
    leaving, along = _leaving(contents, group)
    votes = Counter(
        (each.round, each.author) for each in group.votes if each.member in group.agreed
    )
    after = max((each.position for each in contents.sources), default=-1) + 1
    sources, answers, voted = list[Source](), list[Answer](), dict[AnswerId, int]()
    members = sorted(leaving, key=lambda each: (group.names[each].casefold(), each))
    for place, member in enumerate(members, after):
        source = _source(contents.deck.id, member, group.names[member], place, when)
        sources.append(source)
        for question, reply in leaving[member].items():
            answer = _answer(source, question, _text(reply, group.pictures))
            answers.append(answer)
            # Voted for was what was said in time: a second answer is another one.
            if isinstance(reply, Reply) and (times := votes[reply.round, member]):
                voted[answer.id] = times
    joined = replace(
        contents,
        sources=[*contents.sources, *sources],
        answers=[*contents.answers, *answers],
        pictures={**contents.pictures, **group.pictures},
        votes=voted,
    )
    return joined, replace(along, members=len(sources), answers=len(answers))


_Leaving = dict[MemberId, dict[QuestionId, AnyReply]]


def _leaving(contents: DeckContents, group: GroupReplies) -> tuple[_Leaving, RepliesAlong]:
    """Return what leaves, by its author and question, and how much stays for which reason."""
    lent = {(each.round, each.member) for each in contents.sources if each.format == REPLY}
    there = {each.id for each in contents.questions}
    leaving, not_agreed, nameless = _Leaving(), 0, 0
    for (question, member), (round_, reply) in group.standing().items():
        is_lent = isinstance(reply, Reply) and (round_.id, member) in lent
        if question not in there or is_lent:
            continue
        if not group.shows_names(round_):
            nameless += 1
        elif member not in group.agreed or member not in group.names:
            not_agreed += 1
        else:
            leaving.setdefault(member, {})[question] = reply
    return leaving, RepliesAlong(not_agreed=not_agreed, nameless=nameless)


def _source(deck: DeckId, member: MemberId, name: str, place: int, when: datetime) -> Source:
    # Anki knows cards by their source's name: one that stays, whatever the member is called.
    stays = f"{REPLY}:{member}"
    return Source(SourceId(stays), deck, stays, name, "", REPLY, stays, when, place, member)


def _answer(source: Source, question: QuestionId, text: str) -> Answer:
    id_ = AnswerId(f"{source.id}:{question}")
    return Answer(id_, question, source.id, text, Status.ANSWERED, 1.0, Lines(1, 1))


def _text(reply: AnyReply, pictures: Mapping[PictureId, PictureFile]) -> str:
    """Return a reply's words below its own pictures: what is typed may begin code."""
    shown = [in_text(pictures[each], "") for each in pictures_of(reply) if each in pictures]
    return "\n\n".join((*shown, only_pictures(reply.text, ())))
