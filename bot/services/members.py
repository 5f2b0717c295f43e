"""Who is in a group, by their accounts or by a join link."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace

from bot.core.audit import Act
from bot.core.ids import is_id
from bot.core.limits import MAX_NAME, checked_line
from bot.core.models import (
    Account,
    Channel,
    GroupId,
    Member,
    MemberId,
    Person,
    PersonId,
    Session,
)
from bot.core.naming import free_look, safe_line
from bot.core.read_models import Participant, Seat
from bot.errors import NameTaken, NotAllowed, NotFound
from bot.services.audit import note
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.sessions import find_session, hash_of, tell_ended
from bot.storage.transaction import Transaction

_UNNAMED = "Member"


class MemberService:
    """Members, and the secret that opens a room to who is in no chat."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def secret(self, group: GroupId) -> str:
        """Return the secret of the join link of a group's room, made once; "" if switched off.

        It begins with the group that the room was made for, by which it is found.
        """
        name = _join_key(group)
        async with self._context.store.reading() as tx:
            known = await tx.key_values.find(name)
        if known is not None:
            return known
        async with self._context.store.writing() as tx:
            return await tx.key_values.ensure(name, self._new_secret(group))

    async def find_secret(self, group: GroupId) -> str:
        """Return the secret of a room's join link; "" where there is none, or it is off."""
        async with self._context.store.reading() as tx:
            return await tx.key_values.find(_join_key(group)) or ""

    async def switch_joining(self, group: GroupId, *, on: bool) -> str:
        """Let people join by a link that was never given before, or by none; return its secret."""
        secret = self._new_secret(group) if on else ""
        async with self._context.store.writing() as tx:
            await tx.groups.get(group)
            await tx.key_values.put(_join_key(group), secret)
            act = Act.JOINING_ON if on else Act.JOINING_OFF
            await note(tx, self._context, act, group=group)
        return secret

    async def invited_to(self, secret: str) -> Channel | None:
        """Return the room that a join link opens, None for one that opens nothing.

        It takes the same time whatever was guessed of a room's secret.
        """
        home = GroupId(secret.partition(".")[0])
        known = await self.find_secret(home) if is_id(home) else ""
        # What was guessed may be anything, half a surrogate pair too.
        guessed = secret.encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(known.encode(), guessed) or not known:
            return None
        async with self._context.store.reading() as tx:
            return await tx.groups.find_room(home)

    async def join(
        self, secret: str, name: str, token: str | None = None, browser: str = ""
    ) -> tuple[Member, str]:
        """Let somebody into a room; return who they are, and the token that stands for them now.

        It is the token's person, or somebody new; `browser` says which it is. Raises NotAllowed for
        a wrong secret, TextEmpty, TextTooLong and NameTaken for a name.
        """
        room = await self.invited_to(secret)
        if room is None:
            raise NotAllowed("member")
        group = room.group
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            await tx.groups.lock([group])
            before = await find_session(tx, token, self._context.clock())
            person = before.person if before else None
            known = await tx.members.find(group, person) if person else None
            member = known or await self._named(tx, group, person, name)
            await self._admit(tx, room, member.person)
            fresh = await self._remember(tx, before, member.person, browser)
        tell_ended(self._context.live, [before] if before else [])
        return member, fresh

    async def of_person(self, group: GroupId, person: PersonId) -> Member:
        """Return who a person is in a group; the first call makes them a member. Raises NotFound.

        They are called what they are in another of their groups, or else by their platform.
        """
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            if group not in await tx.groups.lock([group]):
                raise NotFound("group", group)
            if person not in await tx.persons.lock([person]):
                raise NotFound("person", person)
            others = await tx.members.of_persons([person])
            known = next((each for each in others if each.group == group), None)
            name = others[-1].name if others else (await tx.persons.get(person)).name
            return known or await self._new(tx, person, group, name or _UNNAMED)

    async def somebody(self, platform: str, subject: str, name: str) -> PersonId:
        """Return whose account this is; the first call makes them, as a member of no group."""
        async with self._context.store.writing() as tx:
            person = await tx.persons.find(platform, subject)
            if person is not None:
                return person
            new = Account(platform, subject, PersonId(self._context.new_id()))
            return await tx.persons.ensure(new, safe_line(name, "", MAX_NAME))

    async def person(self, person: PersonId) -> Person:
        """Return the person. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.persons.get(person)

    async def find(self, group: GroupId, person: PersonId) -> Member | None:
        """Return who a person is in a group, None for no member."""
        async with self._context.store.reading() as tx:
            return await tx.members.find(group, person)

    async def seats(self, group: GroupId) -> Sequence[Seat]:
        """Return the group's members as organisers see them, who came first first."""
        async with self._context.store.reading() as tx:
            return await tx.members.seats(group)

    async def memberships(self, person: PersonId) -> Sequence[Member]:
        """Return who a person is in all of their groups, the oldest first."""
        async with self._context.store.reading() as tx:
            return await tx.members.of_persons([person])

    async def of_platform(self, group: GroupId, platform: str, subject: str, name: str) -> Member:
        """Return the member with this account; the first call makes them. Raises NotFound.

        Their name is the one that the platform shows, made safe, with a number where it is taken.
        It follows a change there when the new one is free and they have no other account.
        """
        known = await self.find_platform(group, platform, subject)
        return await self.ensured(known, group, platform, subject, name)

    async def ensured(
        self, known: Member | None, group: GroupId, platform: str, subject: str, name: str
    ) -> Member:
        """Return the member with this account as `of_platform` does; `known` is who they were."""
        name = safe_line(name, _UNNAMED, MAX_NAME)
        if known is not None:
            if known.name == name:
                return known
            async with self._context.store.reading() as tx:
                if not await _is_to_follow(tx, known, name):
                    return known
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            if group not in await tx.groups.lock([group]):
                raise NotFound("group", group)
            person, known = await tx.members.meet(group, platform, subject)
            if person is None:
                new = Account(platform, subject, PersonId(self._context.new_id()))
                person = await tx.persons.ensure(new)
                if person != new.person:  # somebody else's by now, who may be a member
                    _, known = await tx.members.meet(group, platform, subject)
            if known is None:
                member = await self._new(tx, person, group, name)
            elif await _is_to_follow(tx, known, name):
                member = await tx.members.update(known.id, name=name)
                await tx.posted.follow_name(member.id, self._context.clock())
            else:
                member = known
            return member

    async def follow(self, platform: str, subject: str, name: str) -> None:
        """Let an account's members be called what the platform shows now, as `of_platform` does."""
        for known in await self.everywhere(platform, subject):
            await self.ensured(known, known.group, platform, subject, name)

    async def find_platform(self, group: GroupId, platform: str, subject: str) -> Member | None:
        """Return the member with this account, None for nobody's."""
        async with self._context.store.reading() as tx:
            return await tx.members.with_account(group, platform, subject)

    async def everywhere(self, platform: str, subject: str) -> Sequence[Member]:
        """Return who an account's person is in all of their groups, whatever they can read."""
        async with self._context.store.reading() as tx:
            person = await tx.persons.find(platform, subject)
            return await tx.members.of_persons([person]) if person else ()

    async def participant(
        self, platform: str, address: str, channel: str, subject: str
    ) -> Participant | None:
        """Return who an account is in a channel, None for a workspace that is not known."""
        async with self._context.store.reading() as tx:
            return await tx.members.participant(platform, address, channel, subject)

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return a person's accounts on all platforms."""
        async with self._context.store.reading() as tx:
            return await tx.persons.accounts(person)

    async def set_reminders(self, member: MemberId, wanted: bool) -> Member:
        """Remind the member of rounds that close soon, or not. Raises NotFound."""
        async with self._context.store.writing() as tx:
            return await tx.members.update(member, reminders=wanted)

    async def _named(
        self, tx: Transaction, group: GroupId, person: PersonId | None, name: str
    ) -> Member:
        """Make a member by the name that they chose. Raises TextEmpty, TextTooLong, NameTaken."""
        name = checked_line(name, "name", MAX_NAME)
        if await tx.members.named(group, name) is not None:
            raise NameTaken(name)
        if person is None:
            person = PersonId(self._context.new_id())
            await tx.persons.add(Person(person))
        member = self._made(person, group, name)
        await tx.members.add(member)
        return member

    async def _admit(self, tx: Transaction, room: Channel, person: PersonId) -> None:
        """Let a person read a room, by an account that is the browser's."""
        accounts = await tx.persons.accounts(person)
        if all(each.platform != room.platform for each in accounts):
            await tx.persons.add_account(Account(room.platform, person, person))
        await tx.persons.admit(room.id, person)

    def _new_secret(self, group: GroupId) -> str:
        return f"{group}.{self._context.new_secret()}"

    def _made(self, person: PersonId, group: GroupId, name: str) -> Member:
        id_ = MemberId(self._context.new_id())
        return Member(id_, person, group, name, self._context.clock())

    async def _new(self, tx: Transaction, person: PersonId, group: GroupId, name: str) -> Member:
        member = self._made(person, group, name)
        if await tx.members.add_if_free(member):
            return member
        names = [each.name for each in await tx.members.of_group(group)]
        member = replace(member, name=free_look(name, names))
        await tx.members.add(member)
        return member

    async def _remember(
        self, tx: Transaction, before: Session | None, person: PersonId, browser: str
    ) -> str:
        """Return a token that nobody had before: the one there was must not open more by now."""
        token, now = self._context.new_secret(), self._context.clock()
        after = Session(hash_of(token), now, person, browser=browser)
        if before is not None:
            await tx.persons.remove_session(before.token_hash)
            until = before.organises_until
            after = replace(after, organises=before.organises, organises_until=until)
        await tx.persons.add_session(after)
        return token


async def _is_to_follow(tx: Transaction, member: Member, name: str) -> bool:
    """Say whether the member is to be called this instead, after their one account."""
    if member.name == name or len(await tx.persons.accounts(member.person)) > 1:
        return False
    return await tx.members.is_free(member.group, name, but=member.id)


def _join_key(group: GroupId) -> str:
    return f"join:{group}"
