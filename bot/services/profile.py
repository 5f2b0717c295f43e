"""Everything that is kept of one member: shown, handed over, removed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core.absences import absences_of
from bot.core.audit import Act
from bot.core.challenges import Challenge
from bot.core.deliveries import WITH_COUNTS
from bot.core.feedback import Rating, Vote, beginning_of, counted
from bot.core.ids import PictureId
from bot.core.models import (
    Account,
    Deck,
    GroupId,
    Member,
    MemberId,
    Naming,
    Person,
    PersonId,
    Question,
    Reply,
    Round,
    RoundId,
    Session,
    WorkspaceId,
)
from bot.core.naming import free_look
from bot.core.pictures import PictureFile
from bot.core.preferences import is_away
from bot.core.read_models import Latest, Profile, Reader, Seat
from bot.core.rounds import streaks
from bot.core.suggestions import Suggestion
from bot.errors import NotFound
from bot.services.audit import note
from bot.services.context import Context
from bot.services.dismissing import Named, Stays, dismiss, named_in, stays
from bot.services.lent_texts import A_MEMBER, take_lent_out
from bot.services.live import Change, Topic
from bot.services.sessions import has_desk, hash_of, tell_ended
from bot.storage.transaction import Transaction

_LATEST = 5
_NOWHERE = Named()
FORMER = "Former member"
"""What somebody is called whose seat was taken and whose replies stayed."""


class ProfileService:
    """A member's own: nobody else is shown any of it. Methods raise NotFound for no such member."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of(self, group: GroupId, member: Member) -> Profile:
        """Return the member's figures and latest replies."""
        async with self._context.store.reading() as tx:
            found = await _member(tx, group, member.id)
            ratings = await tx.feedback.ratings_of(found.id)
            person, turns = (
                await tx.persons.get(found.person),
                await tx.rounds.turns(group, found.id),
            )
            run = streaks(turns, found.joined_at, absences_of(person))
            return Profile(
                member=found,
                person=person,
                is_away=is_away(person, self._context.clock()),
                replies=await tx.replies.count_of_member(found.id),
                ratings=counted(ratings, ()).ratings,
                votes=sum((await tx.feedback.told_votes(found.id)).values()),
                streak=run.current,
                longest_streak=run.longest,
                latest=await _latest(tx, found.id, {each.round: each.rating for each in ratings}),
            )

    async def export(self, person: PersonId, reader: Reader) -> dict[str, Any]:
        """Return everything that is kept of a person, as values that JSON has.

        What others wrote, such as the question that a reply answers, is left out where the person
        can not read it any more; their own words never are.

        `{"person", "name", "preferences", "accounts", "sessions", "groups", "drafts", "changes",
        "exported_at"}`,
        with `{"group", "member", "settings", "replies", "later_replies", "comments", "challenges",
        "agreements", "suggestions", "ratings", "confidences", "claims", "votes", "votes_received",
        "reminder_requests"}` of each group; times are ISO 8601. `changes` are what the log has of
        them as an organiser. Who voted for them is not theirs to know.
        """
        async with self._context.store.reading() as tx:
            known = await tx.persons.get(person)
            members = await tx.members.of_persons([person])
            return {
                "person": person,
                "name": known.name,
                "preferences": _preferences(known),
                "accounts": [
                    {"platform": each.platform, "id": each.subject}
                    for each in await tx.persons.accounts(person)
                ],
                "sessions": [_session(each) for each in await tx.persons.sessions(person)],
                "groups": [await _in_group(tx, member, reader) for member in members],
                "drafts": [
                    {"round": each.round, "text": each.text, "kept_at": each.kept_at.isoformat()}
                    for each in await tx.reply_drafts.of_person(person)
                ],
                "changes": [
                    {"at": each.at.isoformat(), "act": each.act.value, "platform": each.platform}
                    for each in await tx.audit.of_person(person)
                ],
                "exported_at": self._context.clock().isoformat(),
            }

    async def stays(self, person: PersonId) -> Stays:
        """Return what goes on naming a person once they are deleted."""
        async with self._context.store.reading() as tx:
            return await stays(tx, await tx.persons.accounts(person))

    async def delete(self, person: PersonId, token: str | None = None) -> str | None:
        """Remove a person from all groups, with their accounts and all that is kept of them.

        Reveals are made anew without them, they organise nothing any more, and all their browsers
        are signed out. The one with the `token` keeps a desk that it has open by a link, by the
        token that is returned.
        """
        gone, ended, fresh = frozenset[PersonId](), list[Session](), None
        dismissed = frozenset[WorkspaceId]()
        # Who came into another group meanwhile is removed from that one too.
        while not gone:
            async with self._context.store.writing() as tx:
                members = await tx.members.of_persons([person])
                accounts = await tx.persons.accounts(person)
                others = await self._remove(tx, members, await named_in(tx, accounts))
                dismissed |= await dismiss(tx, self._context, accounts)
                ended += await tx.persons.remove_sessions(person)
                gone = await tx.persons.remove_strangers([person])
                if not (members or gone):
                    raise NotFound("person", person)
                if gone:
                    theirs = [each for each in ended if each.organises not in dismissed]
                    fresh = await self._desk_alone(tx, theirs, token)
            self._publish(members, others)
        tell_ended(self._context.live, ended)
        return fresh

    async def _desk_alone(
        self, tx: Transaction, ended: Sequence[Session], token: str | None
    ) -> str | None:
        """Let the browser with the token organise still, as nobody; None where it did not."""
        own = hash_of(token) if token else ""
        acting = next((each for each in ended if each.token_hash == own), None)
        if acting is None or not has_desk(acting, self._context.clock()):
            return None
        fresh = self._context.new_secret()
        await tx.persons.add_session(replace(acting, token_hash=hash_of(fresh), person=None))
        return fresh

    async def remove(self, group: GroupId, member: MemberId, *, keeping_replies: bool) -> Seat:
        """Take a member's seat, as an organiser; return it as it was.

        What they replied, and the votes, stay without a name, or go with all else that is kept of
        them here; what they said of themselves goes in either case. They read the group's room no
        more.
        """
        async with self._context.store.writing() as tx:
            found = next((e for e in await tx.members.seats(group) if e.member.id == member), None)
            if found is None:
                raise NotFound("member", member)
            person = found.member.person
            if keeping_replies:
                others = await self._make_nameless(tx, found.member)
            else:
                others = await self._remove(tx, [found.member])
            await tx.persons.dismiss(person, group)
            act = Act.MEMBER_REMOVED if keeping_replies else Act.REPLIES_REMOVED
            await note(tx, self._context, act, group=group, about=person)
            await tx.persons.remove_strangers([person])
        self._publish([found.member], others)
        return found

    async def _make_nameless(self, tx: Transaction, member: Member) -> frozenset[Change]:
        trusting = await tx.lent_texts.workspaces_of([member.id])
        for workspace in sorted(trusting):
            await tx.workspaces.lock(workspace)
        await tx.groups.lock([member.group])
        # No reveal is made with a name that is about to go.
        open_now = await tx.rounds.open_now(member.group)
        await tx.rounds.lock_shared(round_.id for round_ in open_now)
        await tx.feedback.remove_reminder_requests(member.id)
        if (await tx.members.get_for_removal(member.id)).person != member.person:
            raise NotFound("member", member.id)  # somebody else was faster
        await tx.feedback.remove_reminder_requests(member.id)
        await tx.feedback.remove_ratings(member.id)
        await tx.suggestions.remove_of_member(member.id, FORMER)
        await tx.reply_drafts.remove_in_group(member.person, member.group)
        nobody = PersonId(self._context.new_id())
        await tx.persons.add(Person(nobody))
        others = [each.name for each in await tx.members.of_group(member.group)]
        name = free_look(FORMER, others)
        await tx.members.make_nameless(member.id, nobody, name)
        rounds = await tx.replies.rounds_of_member(member.id)
        rounds |= {each.round for each in await tx.challenges.of_member(member.id)}
        rounds |= {each.round for each in await tx.comments.of_member(member.id)}
        rounds |= await tx.deck_edits.revealed(await tx.lent_texts.call(member.id, A_MEMBER))
        await tx.posted.keep_up_to_date(rounds, self._context.clock())
        return _elsewhere(await tx.deck_edits.groups_of(rounds), trusting)

    async def leave(self, member: Member) -> None:
        """Remove all that is kept of the member in this group; reveals are made anew without it.

        Of who is in no other group nothing is left, as after `delete`: they organise nothing by
        name any more.
        """
        ended = list[Session]()
        async with self._context.store.writing() as tx:
            accounts = await _accounts_that_go(tx, member)
            others = await self._remove(tx, [member], await named_in(tx, accounts))
            await tx.persons.dismiss(member.person, member.group)
            open_ = await tx.persons.sessions(member.person)
            if await tx.persons.remove_strangers([member.person]):
                dismissed = await dismiss(tx, self._context, accounts)
                ended = [each for each in open_ if each.organises in dismissed]
                for each in ended:
                    await tx.persons.remove_session(each.token_hash)
        self._publish([member], others)
        tell_ended(self._context.live, ended)

    async def stays_after(self, member: Member) -> Stays:
        """Return what goes on naming who leaves their last group; nothing for who has others."""
        async with self._context.store.reading() as tx:
            return await stays(tx, await _accounts_that_go(tx, member))

    async def _remove(
        self, tx: Transaction, members: Sequence[Member], named: Named = _NOWHERE
    ) -> frozenset[Change]:
        """Remove members with everything of them, with where they are `named` locked.

        Returns what else changed: decks that trusted something of theirs, and reveals of it.
        Raises NotFound.
        """
        others = frozenset[GroupId]()
        groups = {each.group for each in members}
        ids = sorted(each.id for each in members)
        trusting = await tx.lent_texts.workspaces_of(ids)
        for workspace in sorted(trusting | {each.id for each in named.workspaces}):
            await tx.workspaces.lock(workspace)
        await tx.groups.lock(groups | {each.id for each in named.groups})
        # No reveal is made of a reply that is about to go.
        open_now = [await tx.rounds.open_now(group) for group in groups]
        await tx.rounds.lock_shared(round_.id for rounds in open_now for round_ in rounds)
        for member in ids:
            await tx.feedback.remove_reminder_requests(member)
        for member in ids:
            await tx.members.get_for_removal(member)
        for each in members:
            lent = await tx.lent_texts.of_members([each.id])
            others |= await take_lent_out(tx, self._context, lent)
            await tx.lent_texts.forget_edits_of(each.id)
            rounds = await _remove_one(tx, each.id)
            await tx.reply_drafts.remove_in_group(each.person, each.group)
            await tx.posted.keep_up_to_date(rounds, self._context.clock(), WITH_COUNTS)
        return _elsewhere(others, trusting)

    def _publish(self, members: Sequence[Member], others: Collection[Change] = ()) -> None:
        for scope, topic in others:
            self._context.live.publish(scope, topic)
        for member in members:
            for topic in (Topic.REPLIES, Topic.ROUNDS, Topic.MEMBERS):
                self._context.live.publish(member.group, topic)


async def _accounts_that_go(tx: Transaction, member: Member) -> Sequence[Account]:
    """Return the accounts that are removed with a member: those of who is in no other group."""
    members = await tx.members.of_persons([member.person])
    if any(each.id != member.id for each in members):
        return ()
    return await tx.persons.accounts(member.person)


def _preferences(person: Person) -> dict[str, Any]:
    away_until = person.away_until
    return {
        "reveals": person.reveal_news.value,
        "zone": person.zone or None,
        "reminder_time": person.reminder_time or None,
        "away_until": away_until.isoformat() if away_until else None,
        "absences": list(person.absences),
        "answers_may_leave": person.sharing.value,
    }


def _session(session: Session) -> dict[str, Any]:
    until = session.organises_until
    return {
        "browser": session.browser,
        "signed_in_at": session.created_at.isoformat(),
        "last_used_at": session.last_used.isoformat(),
        "organises_until": until.isoformat() if until else None,
    }


async def _in_group(tx: Transaction, member: Member, reader: Reader) -> dict[str, Any]:
    """Return what is kept of a person in one of their groups."""
    return {
        "group": (await tx.groups.get(member.group)).name,
        "member": {
            "id": member.id,
            "name": member.name,
            "joined_at": member.joined_at.isoformat(),
        },
        "settings": {"reminders": member.reminders},
        **await _written(tx, member, reader),
        **await _own_word(tx, member),
        "reminder_requests": [
            {"round": each.round, "remind_at": each.at.isoformat()}
            for each in await tx.feedback.reminder_requests_of(member.id)
        ],
    }


async def _written(tx: Transaction, member: Member, reader: Reader) -> dict[str, Any]:
    """Return what somebody answered and said, and the votes for it that they were told of."""
    replies = await tx.replies.of_member(member.id)
    pictures = await tx.pictures.of_member(member.id)
    votes = await tx.feedback.votes_by(member.id)
    rounds = {reply.round for reply, *_ in replies} | {vote.round for vote in votes}
    seen = await tx.rounds.told_in(rounds, reader.channels)
    return {
        "replies": [_reply(*each, pictures, is_seen=each[0].round in seen) for each in replies],
        "later_replies": [
            {
                "round": each.round,
                "text": each.text,
                "revision": each.revision,
                "saved_at": each.at.isoformat(),
            }
            for each in await tx.replies.later_of_member(member.id)
        ],
        "comments": [
            {"round": each.round, "text": each.text, "at": each.at.isoformat()}
            for each in await tx.comments.of_member(member.id)
        ],
        "challenges": [_challenge(each) for each in await tx.challenges.of_member(member.id)],
        "suggestions": [_suggestion(each) for each in await tx.suggestions.of_members([member.id])],
        "votes": await _votes(tx, votes, seen),
        "votes_received": await tx.feedback.told_votes(member.id),
    }


async def _own_word(tx: Transaction, member: Member) -> dict[str, Any]:
    """Return what somebody said by a press."""
    return {
        "agreements": [
            {"round": each.round, "challenge": each.id, "at": at.isoformat()}
            for each, at in await tx.challenges.agreed_by(member.id)
        ],
        "ratings": [
            {"round": each.round, "rating": each.rating, "at": each.at.isoformat()}
            for each in await tx.feedback.ratings_of(member.id)
        ],
        "confidences": [
            {"round": each.round, "confidence": each.confidence, "at": each.at.isoformat()}
            for each in await tx.own_words.confidences_of(member.id)
        ],
        "claims": [
            {"round": each.round, "points": list(each.points), "at": each.at.isoformat()}
            for each in await tx.own_words.claims_of(member.id)
        ],
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "deck": suggestion.deck,
        "question": suggestion.text or suggestion.question,
        "answer": suggestion.answer,
        "at": suggestion.at.isoformat(),
        "state": suggestion.state.value,
    }


def _elsewhere(groups: Collection[GroupId], trusting: Collection[WorkspaceId]) -> frozenset[Change]:
    rounds: set[Change] = {(group, Topic.ROUNDS) for group in groups}
    decks: set[Change] = {(workspace, Topic.DECKS) for workspace in trusting}
    return frozenset(rounds | decks)


async def _remove_one(tx: Transaction, member: MemberId) -> frozenset[RoundId]:
    """Remove everything of a member who is locked; return the rounds that they replied in."""
    # One more request may have come before the member was locked.
    await tx.feedback.remove_reminder_requests(member)
    challenged = await tx.challenges.remove_of_member(member)
    rounds = await tx.replies.remove_of_member(member)
    rounds |= await tx.comments.remove_of_member(member) | challenged
    await tx.suggestions.remove_of_member(member, FORMER)
    await tx.feedback.remove_said(member)
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


def _reply(
    reply: Reply,
    round_: Round,
    deck: Deck,
    question: Question,
    pictures: Mapping[PictureId, PictureFile],
    *,
    is_seen: bool,
) -> dict[str, Any]:
    return {
        "round": round_.id,
        "deck": deck.title if is_seen else None,
        "question": question.text if is_seen else None,
        "opened_at": round_.opened_at.isoformat(),
        "closes_at": round_.closes_at.isoformat(),
        "closed_at": round_.closed_at.isoformat() if round_.closed_at else None,
        "text": reply.text,
        "pictures": [_picture(pictures[each]) for each in reply.pictures if each in pictures],
        "revision": reply.revision,
        "saved_at": reply.saved_at.isoformat(),
    }


def _challenge(challenge: Challenge) -> dict[str, Any]:
    ended_at = challenge.ended_at
    return {
        "round": challenge.round,
        "reason": challenge.reason,
        "better_text": challenge.text or None,
        "state": challenge.state.value,
        "at": challenge.at.isoformat(),
        "decided_at": ended_at.isoformat() if ended_at else None,
        "decided_because": challenge.verdict or None,
    }


def _picture(picture: PictureFile) -> dict[str, Any]:
    return {
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "base64": b64encode(picture.data).decode(),
    }


async def _votes(
    tx: Transaction, votes: Sequence[Vote], seen: Collection[RoundId]
) -> list[dict[str, Any]]:
    names = await tx.members.names(vote.author for vote in votes)
    rounds = await tx.rounds.those(vote.round for vote in votes)
    return [
        {
            "round": vote.round,
            "author": names[vote.author]
            if vote.round in seen and rounds[vote.round].naming is Naming.NAMES
            else None,
            "at": vote.at.isoformat(),
        }
        for vote in votes
    ]
