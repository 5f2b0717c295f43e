"""Who is in a group, and which browser may act for whom."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.limits import MAX_NAME, checked_line
from bot.core.models import (
    Account,
    GroupId,
    Member,
    MemberId,
    Person,
    PersonId,
    RoundId,
    Session,
)
from bot.core.naming import free_name, safe_line
from bot.core.read_models import Participant
from bot.core.text import name_key
from bot.errors import NameTaken, NotAllowed, NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.transaction import Transaction

_UNNAMED = "Member"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a browser's token stands for; neither member nor admin for an unknown one.

    A `person` without `member` is in other groups alone.
    """

    group: GroupId
    member: Member | None = None
    admin: bool = False
    person: PersonId | None = None


class MemberService:
    """Joining, sessions, and the two secrets that open a room."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def secret(self, group: GroupId, right: str) -> str:
        """Return the secret of the group's join or admin link, made once; `right` is which."""
        name = f"{right}:{group}"
        async with self._context.store.reading() as tx:
            known = await tx.key_values.find(name)
        if known is not None:
            return known
        async with self._context.store.writing() as tx:
            return await tx.key_values.ensure(name, self._context.new_secret())

    async def holds(self, group: GroupId, right: str, secret: str) -> bool:
        """Say whether the secret is the group's; takes the same time whatever was guessed."""
        known = (await self.secret(group, right)).encode()
        # What was guessed may be anything, half a surrogate pair too.
        return hmac.compare_digest(known, secret.encode("utf-8", "surrogatepass"))

    async def join(
        self, group: GroupId, secret: str, name: str, token: str | None = None
    ) -> tuple[Member, str]:
        """Make a member and return them with the token that stands for them.

        It is the token's person, or somebody new. Raises NotAllowed for a wrong secret, TextEmpty,
        TextTooLong and NameTaken for a name.
        """
        if not await self.holds(group, "member", secret):
            raise NotAllowed("member")
        name = checked_line(name, "name", MAX_NAME)
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            await tx.groups.lock([group])
            session = await _session(tx, token)
            person = session.person if session else None
            known = await tx.members.find(group, person) if person else None
            if known is not None and token:
                return known, token
            if await tx.members.named(group, name) is not None:
                raise NameTaken(name)
            if person is None:
                person = await self._person(tx)
            member = self._made(person, group, name)
            await tx.members.add(member)
            for channel in await tx.groups.channels(group):
                if channel.platform == "web":
                    await tx.persons.admit(channel.id, person)
            return member, await self._remember(tx, token, person=person)

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
            if known is None:
                new = Account(platform, subject, PersonId(self._context.new_id()))
                member = await self._new(tx, person or await tx.persons.ensure(new), group, name)
            elif await _is_to_follow(tx, known, name):
                member = await tx.members.update(known.id, name=name)
            else:
                member = known
            return member

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

    async def participant_in(self, round_: RoundId, platform: str, subject: str) -> Participant:
        """Return who an account is in the group of a round. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.members.participant_in(round_, platform, subject)

    async def accounts(self, person: PersonId) -> Sequence[Account]:
        """Return a person's accounts on all platforms."""
        async with self._context.store.reading() as tx:
            return await tx.persons.accounts(person)

    async def become_admin(self, group: GroupId, secret: str, token: str | None = None) -> str:
        """Return a token with the admin's right. Raises NotAllowed for a wrong secret."""
        if not await self.holds(group, "admin", secret):
            raise NotAllowed("admin")
        async with self._context.store.writing() as tx:
            return await self._remember(tx, token, admin=group)

    async def visitor(self, group: GroupId, token: str | None) -> Visitor:
        """Return who the token stands for."""
        if not token:
            return Visitor(group)
        async with self._context.store.reading() as tx:
            session = await _session(tx, token)
            if session is None:
                return Visitor(group)
            person = session.person
            member = await tx.members.find(group, person) if person else None
        return Visitor(group, member, session.admin == group, person)

    async def set_reminders(self, member: MemberId, wanted: bool) -> Member:
        """Remind the member of rounds that close soon, or not. Raises NotFound."""
        async with self._context.store.writing() as tx:
            return await tx.members.update(member, reminders=wanted)

    async def leave(self, token: str) -> None:
        """Forget the browser; the person and their replies stay."""
        async with self._context.store.writing() as tx:
            await tx.persons.remove_session(_hash(token))

    async def _person(self, tx: Transaction) -> PersonId:
        """Make somebody whom no platform knows: a browser's is their one account."""
        person = PersonId(self._context.new_id())
        await tx.persons.add(Person(person))
        await tx.persons.add_account(Account("web", person, person))
        return person

    def _made(self, person: PersonId, group: GroupId, name: str) -> Member:
        id_ = MemberId(self._context.new_id())
        return Member(id_, person, group, name, self._context.clock())

    async def _new(self, tx: Transaction, person: PersonId, group: GroupId, name: str) -> Member:
        member = self._made(person, group, name)
        if await tx.members.add_if_free(member):
            return member
        names = {name_key(each.name) for each in await tx.members.of_group(group)}
        member = replace(member, name=free_name(name, names, MAX_NAME))
        await tx.members.add(member)
        return member

    async def _remember(
        self,
        tx: Transaction,
        token: str | None,
        person: PersonId | None = None,
        admin: GroupId | None = None,
    ) -> str:
        if token and await tx.persons.extend_session(_hash(token), person=person, admin=admin):
            return token
        token = self._context.new_secret()
        now = self._context.clock()
        await tx.persons.add_session(Session(_hash(token), now, person, admin))
        return token


async def _session(tx: Transaction, token: str | None) -> Session | None:
    return await tx.persons.find_session(_hash(token)) if token else None


async def _is_to_follow(tx: Transaction, member: Member, name: str) -> bool:
    """Say whether the member is to be called this instead, after their one account."""
    if member.name == name or len(await tx.persons.accounts(member.person)) > 1:
        return False
    return await tx.members.named(member.group, name) in (None, member)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
