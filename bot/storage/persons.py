"""People, their accounts on the platforms, and the browsers they use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import (
    Account,
    ChannelId,
    GroupId,
    MemberId,
    Pass,
    Person,
    PersonId,
    Session,
    Sharing,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage import audit, schema
from bot.storage.repository import Repository, padded, parts_of
from bot.storage.schema import accounts, passes, sessions
from bot.storage.schema import persons as table

_WISHES = (
    "reveal_news",
    "zone",
    "reminder_time",
    "reminder_at",
    "away_until",
    "absences",
    "sharing",
)
# Made once: they are asked for every page.
_SESSIONS = select(sessions).where(sessions.c.token_hash.in_(bindparam("of", expanding=True)))
_KEYS = (
    select(accounts, schema.admissions.c.channel)
    .outerjoin(
        schema.admissions,
        # It is by an account of the web that somebody is let in there.
        and_(schema.admissions.c.person == accounts.c.person, accounts.c.platform == "web"),
    )
    .where(accounts.c.person.in_(bindparam("of", expanding=True)))
    .order_by(accounts.c.platform, accounts.c.subject)
)


class PersonRepository(Repository):
    """People, their accounts on the platforms, and the browsers they use."""

    async def add(self, person: Person) -> None:
        """Add them; one who is there already is left as they are."""
        await self._insert_new(table, [person])

    async def add_account(self, account: Account) -> None:
        await self._insert(accounts, [account])

    async def get(self, person: PersonId) -> Person:
        query = select(table).where(table.c.id == person)
        return await self._get(Person, query, NotFound("person", person))

    async def wish(self, person: Person) -> None:
        """Write what they wish to hear, when they are away, and what they let out."""
        values = {name: getattr(person, name) for name in _WISHES}
        await self._connection.execute(update(table).where(table.c.id == person.id).values(values))

    async def ask_sharing(self, persons: Collection[PersonId]) -> frozenset[PersonId]:
        """Note that people are asked whether their answers may leave; return who was not yet."""
        there = await lock_persons(self._connection, persons)
        unasked = table.c.id.in_(there), table.c.sharing == Sharing.UNASKED
        query = update(table).where(*unasked).values(sharing=Sharing.ASKED)
        return await self._set(query.returning(table.c.id))

    async def ask_sharing_again(self, person: PersonId) -> None:
        """Note that what somebody was asked did not reach them, unless they said it since."""
        asked = table.c.id == person, table.c.sharing == Sharing.ASKED
        await self._connection.execute(update(table).where(*asked).values(sharing=Sharing.UNASKED))

    async def who_are(self, members: Collection[MemberId]) -> Mapping[MemberId, Person]:
        """Return the person who each of the members is."""
        known = schema.members
        query = select(table, known.c.id).join(known, known.c.person == table.c.id)
        query = query.where(known.c.id.in_(members))
        found = dict[MemberId, Person]()
        for row in await self._connection.execute(query) if members else ():
            (person,), (member,) = parts_of(row, (Person, table.c))
            found[member] = person
        return found

    async def due_to_remind(self, now: datetime, limit: int = 100) -> Sequence[Person]:
        """Take those whose time of day has come; what another has locked is left out."""
        due = select(table).where(table.c.reminder_at <= now).order_by(table.c.reminder_at)
        return await self._all(Person, due.limit(limit).with_for_update(skip_locked=True))

    async def put_reminders(self, times: Mapping[PersonId, datetime | None]) -> None:
        """Write when each is to be reminded next."""
        rows = [{"of": person, "at": at} for person, at in sorted(times.items())]
        one = update(table).where(table.c.id == bindparam("of"))
        if rows:
            await self._connection.execute(one.values(reminder_at=bindparam("at")), rows)

    async def next_reminder(self) -> datetime | None:
        return await self._earliest(table.c.reminder_at)

    async def ensure(self, account: Account, name: str = "") -> PersonId:
        """Make the person of a new account, unless it is somebody's by now; return whose it is.

        They do not go before this transaction ends.
        """
        while True:
            await self._insert(table, [Person(account.person, name)])
            if await self._insert_once(accounts, account):
                return account.person
            await self._connection.execute(delete(table).where(table.c.id == account.person))
            found = await self.hold(account.platform, account.subject)
            if found is not None:
                return found

    async def hold(self, platform: str, subject: str) -> PersonId | None:
        """Return whose account it is, who does not go before this transaction ends.

        None as well where they went while this waited for them; the account may be another's then.
        """
        query = select(table.c.id).join_from(accounts, table, table.c.id == accounts.c.person)
        theirs = accounts.c.platform == platform, accounts.c.subject == subject
        locked = query.where(*theirs).with_for_update(read=True, key_share=True, of=table)
        return await self._connection.scalar(locked)

    async def find(self, platform: str, subject: str) -> PersonId | None:
        """Return whose account it is."""
        query = select(accounts.c.person)
        theirs = accounts.c.platform == platform, accounts.c.subject == subject
        return await self._connection.scalar(query.where(*theirs))

    async def stay(self, person: PersonId | None) -> PersonId | None:
        """Return the person if there is one, who does not go before this transaction ends."""
        those = select(table.c.id).where(table.c.id == person)
        return await self._connection.scalar(those.with_for_update(read=True, key_share=True))

    async def admit(self, channel: ChannelId, person: PersonId) -> None:
        """Let a person read a channel of the web, for good."""
        row = {"channel": channel, "person": person}
        await self._insert_new(schema.admissions, [row])

    async def dismiss(self, person: PersonId, group: GroupId) -> None:
        """Let a person read the group's channels of the web no more: they left it."""
        table, channels = schema.admissions, schema.channels
        its = select(channels.c.id).where(channels.c.group == group)
        query = delete(table).where(table.c.person == person, table.c.channel.in_(its))
        await self._connection.execute(query)

    async def is_admitted(self, channel: ChannelId, person: PersonId) -> bool:
        """Say whether a person may read a channel of the web."""
        table = schema.admissions
        query = select(table.c.person).where(table.c.channel == channel, table.c.person == person)
        return await self._connection.scalar(query) is not None

    async def keys(
        self, persons: Iterable[PersonId]
    ) -> Mapping[PersonId, tuple[Sequence[Account], frozenset[ChannelId]]]:
        """Return the accounts of each person, and the channels of the web that they may read."""
        found: dict[PersonId, tuple[dict[Account, None], set[ChannelId]]] = {}
        for *values, channel in await self._connection.execute(_KEYS, {"of": padded(persons)}):
            account = Account(*values)
            accounts, channels = found.setdefault(account.person, ({}, set()))
            accounts[account] = None
            channels.update([channel] if channel else ())
        return {person: (list(has), frozenset(may)) for person, (has, may) in found.items()}

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return all of a person's accounts."""
        query = select(accounts).where(accounts.c.person == person)
        return await self._all(Account, query.order_by(accounts.c.platform, accounts.c.subject))

    async def of_members(self, members: Iterable[MemberId]) -> frozenset[PersonId]:
        """Return the people who are these members."""
        known = schema.members
        return await self._set(select(known.c.person).where(known.c.id.in_(set(members))))

    async def lock(self, persons: Iterable[PersonId]) -> frozenset[PersonId]:
        """Return those there are, who come into no group, nor go, before this transaction ends."""
        return await lock_persons(self._connection, persons)

    async def remove_strangers(self, persons: Iterable[PersonId]) -> frozenset[PersonId]:
        """Remove those who are no member of any group, with all of theirs, and return them."""
        return await remove_strangers(self._connection, persons)

    async def add_session(self, session: Session) -> None:
        await self._insert(sessions, [session])

    async def find_session(self, token_hash: str) -> Session | None:
        return (await self.find_sessions([token_hash])).get(token_hash)

    async def find_sessions(self, token_hashes: Iterable[str]) -> Mapping[str, Session]:
        """Return the sessions there are, by their tokens' hashes."""
        found = await self._all(Session, _SESSIONS, {"of": padded(token_hashes)})
        return {each.token_hash: each for each in found}

    async def sessions(self, person: PersonId) -> Sequence[Session]:
        """Return the browsers that are a person's."""
        return await self._all(Session, select(sessions).where(sessions.c.person == person))

    async def note_uses(self, uses: Mapping[str, datetime]) -> None:
        """Note when sessions, by their tokens' hashes, were last used; those that are gone stay so.

        A later time that is known already stays.
        """
        rows = [{"of": token_hash, "at": at} for token_hash, at in sorted(uses.items())]
        earlier = or_(sessions.c.used_at.is_(None), sessions.c.used_at < bindparam("at"))
        query = update(sessions).where(sessions.c.token_hash == bindparam("of"), earlier)
        if rows:
            await self._connection.execute(query.values(used_at=bindparam("at")), rows)

    async def remove_sessions(
        self, person: PersonId, *, but: str | None = None
    ) -> Sequence[Session]:
        """Remove a person's sessions, but the one with this token's hash, and return them."""
        query = delete(sessions).where(sessions.c.person == person)
        if but is not None:
            query = query.where(sessions.c.token_hash != but)
        return await self._all(Session, query.returning(sessions))

    async def count_admitted(self, channel: ChannelId, *, but: str) -> int:
        """Return how many browsers, but one, are somebody's who was let into a room."""
        theirs = sessions.c.person.in_(_admitted(channel)), sessions.c.token_hash != but
        return await self._count(sessions, *theirs)

    async def remove_admitted_sessions(self, channel: ChannelId, *, but: str) -> Sequence[Session]:
        """Remove the sessions of those who were let into a room, but one, and return them."""
        theirs = sessions.c.person.in_(_admitted(channel)), sessions.c.token_hash != but
        return await self._all(Session, delete(sessions).where(*theirs).returning(sessions))

    async def count_desks(self, workspace: WorkspaceId, now: datetime, *, but: str) -> int:
        """Return in how many browsers, but one, a workspace may be organised."""
        its = sessions.c.organises == workspace, sessions.c.organises_until > now
        return await self._count(sessions, *its, sessions.c.token_hash != but)

    async def close_desks(self, workspace: WorkspaceId, *, but: str) -> Sequence[Session]:
        """End the right of browsers to a workspace, but of one, and return what they were."""
        its = sessions.c.organises == workspace, sessions.c.token_hash != but
        found = await self._all(Session, select(sessions).where(*its))
        await self._connection.execute(delete(sessions).where(*its, sessions.c.person.is_(None)))
        ended = {"organises": None, "organises_until": None}
        await self._connection.execute(update(sessions).where(*its).values(ended))
        return found

    async def remove_desk_passes(self, workspace: WorkspaceId) -> None:
        """Let no link to a workspace's desk be good any more."""
        await self._connection.execute(delete(passes).where(passes.c.workspace == workspace))

    async def remove_idle_sessions(self, unused_since: datetime, now: datetime) -> int:
        """Remove the sessions that were not used for long, and those that open nothing any more."""
        last_used = func.coalesce(sessions.c.used_at, sessions.c.created_at)
        over = sessions.c.organises.is_(None) | (sessions.c.organises_until <= now)
        useless = and_(sessions.c.person.is_(None), over)
        query = delete(sessions).where(or_(last_used <= unused_since, useless))
        return (await self._connection.execute(query)).rowcount

    async def add_pass(self, pass_: Pass) -> None:
        await self._insert(passes, [pass_])

    async def remove_recoveries(self, person: PersonId) -> None:
        """Let no link that organisers made for a person be good any more."""
        theirs = passes.c.person == person, passes.c.recovers.is_(True)
        await self._connection.execute(delete(passes).where(*theirs))

    async def remove_desk_passes_of(self, person: PersonId) -> None:
        """Let no link of a person's that lets its browser organise be good any more."""
        theirs = passes.c.person == person, passes.c.workspace.is_not(None)
        await self._connection.execute(delete(passes).where(*theirs))

    async def find_pass(self, code_hash: str, now: datetime) -> Pass | None:
        """Return what a link gives; None when there is none, or it is too old."""
        query = select(passes).where(passes.c.code_hash == code_hash, passes.c.expires_at > now)
        return await self._find(Pass, query)

    async def take_pass(self, code_hash: str, now: datetime) -> Pass | None:
        """Use a link up and return what it gave; None when there is none, or it is too old."""
        query = delete(passes).where(passes.c.code_hash == code_hash).returning(passes)
        found = await self._find(Pass, query)
        return found if found is not None and found.expires_at > now else None

    async def remove_old_passes(self, now: datetime) -> None:
        """Remove the links that are too old to let anybody in."""
        await self._connection.execute(delete(passes).where(passes.c.expires_at <= now))

    async def remove_session(self, token_hash: str) -> None:
        await self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def _admitted(channel: ChannelId) -> Select[Any]:
    table = schema.admissions
    return select(table.c.person).where(table.c.channel == channel)


async def lock_persons(
    connection: AsyncConnection, persons: Iterable[PersonId]
) -> frozenset[PersonId]:
    """Return those there are, who come into no group, nor go, before this transaction ends."""
    those = select(table.c.id).where(table.c.id.in_(set(persons))).order_by(table.c.id)
    return frozenset((await connection.scalars(those.with_for_update())).all())


async def remove_strangers(
    connection: AsyncConnection, persons: Iterable[PersonId]
) -> frozenset[PersonId]:
    """Remove those who are no member of any group, with all of theirs, and return them.

    An organiser's browser stays one.
    """
    # Asked once nobody can become a member meanwhile.
    there = await lock_persons(connection, persons)
    members = schema.members.c.person
    known = (await connection.scalars(select(members).where(members.in_(there)))).all()
    gone = there.difference(known)
    if gone:
        organising = sessions.c.person.in_(gone), sessions.c.organises.is_not(None)
        await connection.execute(update(sessions).where(*organising).values(person=None))
        await audit.forget_persons(connection, gone)
        for column in (
            sessions.c.person,
            accounts.c.person,
            schema.invitations.c.person,
            passes.c.person,
            schema.admissions.c.person,
            schema.reply_drafts.c.person,
            table.c.id,
        ):
            await connection.execute(delete(column.table).where(column.in_(gone)))
    return gone


async def forget_organisers(connection: AsyncConnection, workspace: WorkspaceId) -> None:
    """End the right of browsers to a workspace; one that has no other right is forgotten."""
    theirs = sessions.c.organises == workspace
    await connection.execute(delete(passes).where(passes.c.workspace == workspace))
    await connection.execute(delete(sessions).where(theirs, sessions.c.person.is_(None)))
    ended = {"organises": None, "organises_until": None}
    await connection.execute(update(sessions).where(theirs).values(ended))
