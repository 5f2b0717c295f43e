"""Everything that is kept of one member: shown, handed over, removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.core.feedback import Rating, SelfRating, Vote, beginning_of, counted
from bot.core.models import (
    Deck,
    DeckId,
    GroupId,
    Identity,
    Member,
    MemberId,
    Naming,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
)
from bot.core.showing import Latest, Profile
from bot.core.streaks import streaks
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.protocol import Kept

_LATEST = 5


class ProfileService:
    """A member's own: nobody else is shown any of it. Methods raise NotFound for no such member."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, group: GroupId, member: Member) -> Profile:
        """Return the member's figures and latest replies."""
        async with self._context.store.reading() as kept:
            found = await _member(kept, group, member.id)
            ratings = await kept.feedback.ratings_of(found.id)
            run = streaks(await kept.rounds.turns(group, found.id), found.joined_at)
            return Profile(
                member=found,
                replies=await kept.rounds.count_replies_of(found.id),
                ratings=counted(ratings, ()).ratings,
                votes=sum((await kept.feedback.told_votes(found.id)).values()),
                streak=run.current,
                longest_streak=run.longest,
                latest=await _latest(kept, found.id, {each.round: each.rating for each in ratings}),
            )

    async def export(self, group: GroupId, member: Member) -> dict[str, Any]:
        """Return everything that is kept of the member, as values that JSON has.

        `{"member", "accounts", "settings", "replies", "ratings", "votes", "votes_received",
        "wishes", "exported_at"}`; times are ISO 8601. Who voted for them is not theirs to know.
        """
        async with self._context.store.reading() as kept:
            found = await _member(kept, group, member.id)
            ratings = await kept.feedback.ratings_of(found.id)
            votes = await kept.feedback.votes_by(found.id)
            return {
                "member": {
                    "id": found.id,
                    "name": found.name,
                    "group": (await kept.groups.get(group)).name,
                    "joined_at": found.joined_at.isoformat(),
                },
                "accounts": [_account(each) for each in await kept.members.identities_of(found.id)],
                "settings": {"reminders": found.reminders},
                "replies": await _replies(kept, found.id),
                "ratings": [_rating(each) for each in ratings],
                "votes": await _votes(kept, group, votes),
                "votes_received": await kept.feedback.told_votes(found.id),
                "wishes": [
                    {"round": each.round, "remind_at": each.at.isoformat()}
                    for each in await kept.feedback.wishes_of(found.id)
                ],
                "exported_at": self._context.clock().isoformat(),
            }

    async def delete(self, group: GroupId, member: Member) -> None:
        """Remove the member and all that is kept of them; reveals are made anew without it."""
        async with self._context.store.writing() as kept:
            await kept.groups.lock([group])
            # No reveal is made of a reply that is about to go.
            await kept.rounds.for_replies(each.id for each in await kept.rounds.open_now(group))
            await kept.feedback.remove_wishes(member.id)
            if (await kept.members.to_remove(member.id)).group != group:
                raise NotFound("member", member.id)
            rounds = await _remove(kept, member.id)
            await kept.deliveries.keep_up_to_date(rounds, self._context.clock())
        for topic in (Topic.REPLIES, Topic.ROUNDS, Topic.MEMBERS):
            self._context.live.publish(group, topic)


async def _remove(kept: Kept, member: MemberId) -> frozenset[RoundId]:
    """Remove everything of a member who is held; return the rounds that they replied in."""
    # One more wish may have come before the member was held.
    await kept.feedback.remove_wishes(member)
    await kept.feedback.remove_said(member)
    rounds = await kept.rounds.remove_replies(member)
    await kept.members.remove(member)
    return rounds


async def _member(kept: Kept, group: GroupId, member: MemberId) -> Member:
    found = await kept.members.get(member)
    if found.group != group:
        raise NotFound("member", member)
    return found


async def _latest(
    kept: Kept, member: MemberId, ratings: dict[RoundId, Rating]
) -> tuple[Latest, ...]:
    replies = await kept.rounds.replies_of(member, _LATEST)
    texts = [(await kept.decks.question(round_.question)).text for _, round_ in replies]
    return tuple(
        Latest(round_.id, text, beginning_of(reply.text), ratings.get(round_.id))
        for (reply, round_), text in zip(replies, texts, strict=True)
    )


async def _replies(kept: Kept, member: MemberId) -> list[dict[str, Any]]:
    found = await kept.rounds.replies_of(member)
    decks: dict[DeckId, Deck] = {}
    questions: dict[QuestionId, Question] = {}
    for id_ in {round_.deck for _, round_ in found}:
        decks[id_] = await kept.decks.get(id_)
        questions |= {each.id: each for each in await kept.decks.questions(id_)}
    return [
        _reply(reply, round_, decks[round_.deck], questions[round_.question])
        for reply, round_ in found
    ]


def _reply(reply: Reply, round_: Round, deck: Deck, question: Question) -> dict[str, Any]:
    return {
        "round": round_.id,
        "deck": deck.title,
        "question": question.text,
        "opened_at": round_.opened_at.isoformat(),
        "closes_at": round_.closes_at.isoformat(),
        "closed_at": _iso(round_.closed_at),
        "text": reply.text,
        "revision": reply.revision,
        "saved_at": reply.saved_at.isoformat(),
    }


async def _votes(kept: Kept, group: GroupId, votes: Sequence[Vote]) -> list[dict[str, Any]]:
    names = {member.id: member.name for member in await kept.members.of_group(group)}
    rounds = await kept.rounds.those(vote.round for vote in votes)
    return [
        {
            "round": vote.round,
            "author": names[vote.author] if rounds[vote.round].naming is Naming.NAMES else None,
            "at": vote.at.isoformat(),
        }
        for vote in votes
    ]


def _account(identity: Identity) -> dict[str, str]:
    return {"platform": identity.platform, "id": identity.subject}


def _rating(rating: SelfRating) -> dict[str, str]:
    return {"round": rating.round, "rating": rating.rating, "at": rating.at.isoformat()}


def _iso(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
