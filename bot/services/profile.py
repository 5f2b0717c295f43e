"""Everything that is kept of one member: shown, handed over, removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.feedback import Rating, Vote, beginning_of, counted
from bot.core.models import (
    Deck,
    Group,
    GroupId,
    Member,
    MemberId,
    Naming,
    Question,
    Reply,
    Round,
    RoundId,
)
from bot.core.read_models import Latest, Profile
from bot.core.rounds import streaks
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.transaction import Transaction

_LATEST = 5


class ProfileService:
    """A member's own: nobody else is shown any of it. Methods raise NotFound for no such member."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, group: GroupId, member: Member) -> Profile:
        """Return the member's figures and latest replies."""
        async with self._context.store.reading() as tx:
            found = await _member(tx, group, member.id)
            ratings = await tx.feedback.ratings_of(found.id)
            run = streaks(await tx.rounds.turns(group, found.id), found.joined_at)
            return Profile(
                member=found,
                replies=await tx.replies.count_of_member(found.id),
                ratings=counted(ratings, ()).ratings,
                votes=sum((await tx.feedback.told_votes(found.id)).values()),
                streak=run.current,
                longest_streak=run.longest,
                latest=await _latest(tx, found.id, {each.round: each.rating for each in ratings}),
            )

    async def export(self, group: GroupId, member: Member) -> dict[str, Any]:
        """Return everything that is kept of the member, as values that JSON has.

        `{"member", "accounts", "settings", "replies", "ratings", "votes", "votes_received",
        "wishes", "exported_at"}`; times are ISO 8601. Who voted for them is not theirs to know.
        """
        async with self._context.store.reading() as tx:
            found = await _member(tx, group, member.id)
            return {
                "member": _about(found, await tx.groups.get(group)),
                "accounts": [
                    {"platform": each.platform, "id": each.subject}
                    for each in await tx.members.identities_of(found.id)
                ],
                "settings": {"reminders": found.reminders},
                "replies": [_reply(*each) for each in await tx.replies.of_member(found.id)],
                "ratings": [
                    {"round": each.round, "rating": each.rating, "at": each.at.isoformat()}
                    for each in await tx.feedback.ratings_of(found.id)
                ],
                "votes": await _votes(tx, await tx.feedback.votes_by(found.id)),
                "votes_received": await tx.feedback.told_votes(found.id),
                "wishes": [
                    {"round": each.round, "remind_at": each.at.isoformat()}
                    for each in await tx.feedback.reminder_requests_of(found.id)
                ],
                "exported_at": self._context.clock().isoformat(),
            }

    async def delete(self, group: GroupId, member: Member) -> None:
        """Remove the member and all that is kept of them; reveals are made anew without it."""
        topics = (Topic.REPLIES, Topic.ROUNDS, Topic.MEMBERS)
        async with self._context.changing(group, *topics) as tx:
            await tx.groups.lock([group])
            # No reveal is made of a reply that is about to go.
            await tx.rounds.lock_shared(each.id for each in await tx.rounds.open_now(group))
            await tx.feedback.remove_reminder_requests(member.id)
            if (await tx.members.get_for_removal(member.id)).group != group:
                raise NotFound("member", member.id)
            rounds = await _remove(tx, member.id)
            await tx.deliveries.keep_up_to_date(rounds, self._context.clock())


async def _remove(tx: Transaction, member: MemberId) -> frozenset[RoundId]:
    """Remove everything of a member who is locked; return the rounds that they replied in."""
    # One more request may have come before the member was locked.
    await tx.feedback.remove_reminder_requests(member)
    await tx.feedback.remove_said(member)
    rounds = await tx.replies.remove_of_member(member)
    await tx.members.remove(member)
    return rounds


async def _member(tx: Transaction, group: GroupId, member: MemberId) -> Member:
    found = await tx.members.get(member)
    if found.group != group:
        raise NotFound("member", member)
    return found


async def _latest(
    tx: Transaction, member: MemberId, ratings: dict[RoundId, Rating]
) -> tuple[Latest, ...]:
    return tuple(
        Latest(round_.id, question.text, beginning_of(reply.text), ratings.get(round_.id))
        for reply, round_, _, question in await tx.replies.of_member(member, _LATEST)
    )


def _about(member: Member, group: Group) -> dict[str, Any]:
    joined_at = member.joined_at.isoformat()
    return {"id": member.id, "name": member.name, "group": group.name, "joined_at": joined_at}


def _reply(reply: Reply, round_: Round, deck: Deck, question: Question) -> dict[str, Any]:
    return {
        "round": round_.id,
        "deck": deck.title,
        "question": question.text,
        "opened_at": round_.opened_at.isoformat(),
        "closes_at": round_.closes_at.isoformat(),
        "closed_at": round_.closed_at.isoformat() if round_.closed_at else None,
        "text": reply.text,
        "revision": reply.revision,
        "saved_at": reply.saved_at.isoformat(),
    }


async def _votes(tx: Transaction, votes: Sequence[Vote]) -> list[dict[str, Any]]:
    names = await tx.members.names(vote.author for vote in votes)
    rounds = await tx.rounds.those(vote.round for vote in votes)
    return [
        {
            "round": vote.round,
            "author": names[vote.author] if rounds[vote.round].naming is Naming.NAMES else None,
            "at": vote.at.isoformat(),
        }
        for vote in votes
    ]
