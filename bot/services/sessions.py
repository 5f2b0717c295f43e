"""Browsers: whose they are, what they organise, and the links that let one in, once each."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.audit import Act
from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.limits import MAX_NAME
from bot.core.models import (
    Account,
    DeckId,
    GroupId,
    MemberId,
    Pass,
    PersonId,
    Session,
    SessionId,
    WorkspaceId,
)
from bot.core.naming import safe_line
from bot.errors import NotFound, PassUsed
from bot.services.audit import note
from bot.services.context import Context
from bot.services.live import LiveFeed, Topic
from bot.services.recovery import RECOVERY_HOLDS_FOR, refuse_recovery, tell_recovered
from bot.storage.transaction import Transaction

DESK_PASS_HOLDS_FOR = timedelta(days=7)
"""A link on the terminal of who runs the room, who may come back to it another day."""
SESSION_LASTS = timedelta(days=90)
"""How long a browser stays signed in that is not used."""
_ROOM = "room"
_NOTED_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a browser's token stands for; neither for an unknown one.

    `organises` is the workspace whose desk is open to them at present. `session` is None for an
    unknown token; `is_first_today` says that the browser may be told to keep it for longer.
    """

    person: PersonId | None = None
    organises: WorkspaceId | None = None
    session: SessionId | None = field(default=None, compare=False)
    is_first_today: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link gives, for who is asked whether they want it.

    `names` are what groups, or else their platform, call the person as whom it signs in, `desk` is
    the workspace's name. One that `recovers` was made by an organiser.
    """

    is_persons: bool
    names: tuple[str, ...]
    desk: str | None
    recovers: bool = False


class SessionService:
    """Tokens of browsers, of which only hashes are kept, and passes, which give one.

    When a token is used is noted in memory and written down now and then: no page waits for that.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._uses = dict[str, datetime]()

    async def room_id(self) -> str:
        """Return what tells this room from others on the same host: a few letters, made once."""
        async with self._context.store.reading() as tx:
            known = await tx.key_values.find(_ROOM)
        if known is not None:
            return known
        async with self._context.store.writing() as tx:
            return await tx.key_values.ensure(_ROOM, secrets.token_hex(4))

    async def visitor(self, token: str | None) -> Visitor:
        """Return who the token stands for."""
        if not token:
            return Visitor()
        async with self._context.store.reading() as tx:
            return (await self.visitors_in(tx, [token]))[0]

    async def visitors_in(self, tx: Transaction, tokens: Sequence[str]) -> list[Visitor]:
        """Return the same for each of many, together with what else a transaction reads."""
        hashes = [hash_of(token) for token in tokens]
        found, now = await tx.persons.find_sessions(hashes), self._context.clock()
        sessions = (found.get(each) for each in hashes)
        return [
            Visitor() if each is None or _is_over(each, now) else self._visitor(each)
            for each in sessions
        ]

    async def of_person(self, person: PersonId) -> list[Session]:
        """Return a person's browsers, the last used first."""
        async with self._context.store.reading() as tx:
            found = await tx.persons.sessions(person)
        known = [self._as_used(each) for each in found if not _is_over(each, self._context.clock())]
        return sorted(known, key=lambda each: (each.last_used, each.id), reverse=True)

    async def end(self, person: PersonId, session: SessionId) -> None:
        """Sign one browser of a person's out. Raises NotFound for one that is none of theirs."""
        async with self._context.store.writing() as tx:
            found = next((e for e in await tx.persons.sessions(person) if e.id == session), None)
            if found is None:
                raise NotFound("session", session)
            await tx.persons.remove_session(found.token_hash)
        tell_ended(self._context.live, [found])

    async def end_others(self, person: PersonId, token: str | None) -> int:
        """Sign all browsers of a person's out but this one; return how many those were."""
        async with self._context.store.writing() as tx:
            ended = await tx.persons.remove_sessions(person, but=hash_of(token) if token else None)
        tell_ended(self._context.live, ended)
        return len(ended)

    async def close_desk(self, token: str) -> str | None:
        """End a browser's right to organise; return its new token, None where it has no other."""
        async with self._context.store.writing() as tx:
            before = await find_session(tx, token, self._context.clock())
            if before is None:
                return None
            await tx.persons.remove_session(before.token_hash)
            fresh = await without_desk(tx, self._context.new_secret(), before)
        tell_ended(self._context.live, [before])
        return fresh

    async def write_uses(self) -> None:
        """Write down which sessions were used."""
        uses = dict(self._uses)
        if uses:
            async with self._context.store.writing() as tx:
                await tx.persons.note_uses(uses)
        for each in uses:
            del self._uses[each]

    async def purge_due(self) -> int:
        """Remove the sessions that nobody used for long, or that open nothing; say how many.

        The links and codes that are too old go with them, which nobody may ever use.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.persons.remove_old_passes(now)
            await tx.workspaces.remove_old_invitations(now)
            return await tx.persons.remove_idle_sessions(now - SESSION_LASTS, now)

    async def sign_in_pass(
        self,
        platform: str,
        subject: str,
        organises: WorkspaceId | None = None,
        group: GroupId | None = None,
        name: str = "",
        *,
        deck: DeckId | None = None,
    ) -> str:
        """Return a secret that signs one browser in as who has this account.

        With it the browser organises a workspace for a while. It leads to a group's pages, or to
        one deck's. Whom
        nobody knows so far is called as their platform does, by `name`.
        """
        async with self._context.store.writing() as tx:
            person = await tx.persons.hold(platform, subject)
            if person is None:
                new = Account(platform, subject, PersonId(self._context.new_id()))
                person = await tx.persons.ensure(new, safe_line(name, "", MAX_NAME))
            return await self._pass(tx, PASS_HOLDS_FOR, person, organises, group, deck=deck)

    async def desk_pass(self, workspace: WorkspaceId) -> str:
        """Return a secret that lets one browser, whoever it is, organise a workspace."""
        async with self._context.store.writing() as tx:
            return await self._pass(tx, DESK_PASS_HOLDS_FOR, workspace=workspace)

    async def recovery_pass(
        self, group: GroupId, member: MemberId, organised: Iterable[GroupId]
    ) -> str:
        """Return a secret that puts a member back on their seat, as an organiser of these groups.

        One that was made before is good no more. Raises NoRecovery, NotFound.
        """
        async with self._context.store.writing() as tx:
            await tx.groups.lock([group])
            found = await tx.members.get(member)
            if found.group != group:
                raise NotFound("member", member)
            await refuse_recovery(tx, found.person, frozenset({group, *organised}))
            await tx.persons.remove_recoveries(found.person)
            secret, until = self._context.new_secret(), self._context.clock() + RECOVERY_HOLDS_FOR
            made = Pass(hash_of(secret), until, found.person, None, group, recovers=True)
            await tx.persons.add_pass(made)
            await note(tx, self._context, Act.RECOVERY_MADE, group=group, about=found.person)
        return secret

    async def offer(self, secret: str) -> Offer:
        """Return what a link gives; it stays good. Raises PassUsed for one that gives nothing."""
        async with self._context.store.reading() as tx:
            found = await tx.persons.find_pass(hash_of(secret), self._context.clock())
            if found is None:
                raise PassUsed
            names = await _names(tx, found.person) if found.person else ()
            desk = await tx.workspaces.name_of(found.workspace) if found.workspace else None
        return Offer(found.person is not None, tuple(names), desk, found.recovers)

    async def enter(
        self, secret: str, token: str | None, browser: str = "", told: str = ""
    ) -> tuple[Pass, str]:
        """Use a link up; return what it gave, and the token that stands for the browser now.

        A browser is one person's: another's that it was is forgotten, with what that one organised.
        `browser` says which it is, and `told` is what the member hears of a link that an organiser
        made. Raises PassUsed.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            found = await tx.persons.take_pass(hash_of(secret), now)
            if found is None:
                raise PassUsed
            if found.recovers and found.group:
                await tx.groups.lock([found.group])  # which comes before persons
            before = await find_session(tx, token, now)
            if before is not None:
                await tx.persons.remove_session(before.token_hash)
            token = self._context.new_secret()
            after = _after(found, before, hash_of(token), now)
            await tx.persons.add_session(replace(after, browser=browser))
            if found.recovers:
                await tell_recovered(tx, self._context, found, told)
        tell_ended(self._context.live, [before] if before else [])
        if found.recovers and found.group:
            self._context.live.publish(found.group, Topic.WEB_MESSAGES)
        return found, token

    async def leave(self, token: str) -> None:
        """Forget the browser; the person and their replies stay."""
        async with self._context.store.writing() as tx:
            await tx.persons.remove_session(hash_of(token))
        self._context.live.publish(_id_of(hash_of(token)), Topic.SESSIONS)

    def _visitor(self, session: Session) -> Visitor:
        is_open = has_desk(session, self._context.clock())
        organises, is_first = session.organises if is_open else None, self._note_use(session)
        return Visitor(session.person, organises, session.id, is_first)

    def _note_use(self, session: Session) -> bool:
        """Note that a session is used, unless that was done today; say whether it was not."""
        now = self._context.clock()
        if session.token_hash in self._uses or now - session.last_used < _NOTED_EVERY:
            return False
        self._uses[session.token_hash] = now
        return True

    def _as_used(self, session: Session) -> Session:
        return replace(session, used_at=self._uses.get(session.token_hash, session.used_at))

    async def _pass(
        self,
        tx: Transaction,
        holds_for: timedelta,
        person: PersonId | None = None,
        workspace: WorkspaceId | None = None,
        group: GroupId | None = None,
        *,
        deck: DeckId | None = None,
    ) -> str:
        secret, until = self._context.new_secret(), self._context.clock() + holds_for
        await tx.persons.add_pass(Pass(hash_of(secret), until, person, workspace, group, deck=deck))
        return secret


async def find_session(tx: Transaction, token: str | None, now: datetime) -> Session | None:
    """Return what is kept of a browser, None for one that was not used for too long."""
    found = await tx.persons.find_session(hash_of(token)) if token else None
    return None if found is None or _is_over(found, now) else found


async def without_desk(tx: Transaction, secret: str, before: Session) -> str | None:
    """Let a browser be its person alone, by a new token; return that, None where it is nobody."""
    if before.person is None:
        return None
    only = replace(before, token_hash=hash_of(secret), organises=None, organises_until=None)
    await tx.persons.add_session(only)
    return secret


async def sign_out(tx: Transaction, accounts: Iterable[tuple[str, str]]) -> list[Session]:
    """End the sessions of those whose rights change: no old token is to open what is new.

    Nor is a link that they got before to let them organise.
    `accounts` are platforms and subjects. Return what ended, to be told after the commit.
    """
    ended = list[Session]()
    for account in sorted(set(accounts)):
        person = await tx.persons.find(*account)
        if person is not None:
            ended += await tx.persons.remove_sessions(person)
            await tx.persons.remove_desk_passes_of(person)
    return ended


def tell_ended(live: LiveFeed, ended: Iterable[Session]) -> None:
    """Let the pages that these sessions have open look whether they still may be."""
    for each in ended:
        live.publish(each.id, Topic.SESSIONS)


def _is_over(session: Session, now: datetime) -> bool:
    return session.last_used <= now - SESSION_LASTS


def has_desk(session: Session, now: datetime) -> bool:
    """Say whether a browser may organise now."""
    return session.organises_until is not None and now < session.organises_until


def _id_of(token_hash: str) -> SessionId:
    return SessionId(token_hash[:16])


async def _names(tx: Transaction, person: PersonId) -> Sequence[str]:
    if members := await tx.members.of_persons([person]):
        return list(dict.fromkeys(each.name for each in members))
    name = (await tx.persons.get(person)).name
    return [name] if name else []


def hash_of(secret: str) -> str:
    """Return what is kept of a token or a link's secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _after(given: Pass, before: Session | None, token_hash: str, now: datetime) -> Session:
    """Return what a browser is after it used a pass."""
    if given.person is not None and before is not None and before.person != given.person:
        # Who merely organised, without being anybody, still does.
        before = before if before.person is None else None
    person = given.person or (before.person if before else None)
    if given.workspace is not None:
        return Session(token_hash, now, person, given.workspace, now + ORGANISES_FOR)
    if before is None:
        return Session(token_hash, now, person)
    return Session(token_hash, now, person, before.organises, before.organises_until)
