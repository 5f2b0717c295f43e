"""Who is in a group, and which browser may act for whom."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from bot.core.limits import MAX_NAME, checked_line
from bot.core.models import GroupId, Identity, Member, MemberId, RoundId, Session
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
    """Who a browser's token stands for; neither member nor admin for an unknown one."""

    group: GroupId
    member: Member | None = None
    admin: bool = False


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

        Raises NotAllowed for a wrong secret, TextEmpty, TextTooLong and NameTaken for a name.
        """
        if not await self.holds(group, "member", secret):
            raise NotAllowed("member")
        name = checked_line(name, "name", MAX_NAME)
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            await tx.groups.lock([group])
            if await tx.members.named(group, name) is not None:
                raise NameTaken(name)
            member = await self._add(tx, group, name)
            await tx.members.add_identity(Identity(group, "web", member.id, member.id))
            token = await self._remember(tx, group, token, member=member.id)
            return member, token

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
            known = await tx.members.find_identity(group, platform, subject)
            if known is None:
                member = await self._new(tx, group, name)
                await tx.members.add_identity(Identity(group, platform, subject, member.id))
            elif await _is_to_follow(tx, known, name):
                member = await tx.members.update(known.id, name=name)
            else:
                member = known
            return member

    async def find_platform(self, group: GroupId, platform: str, subject: str) -> Member | None:
        """Return the member with this account, None for nobody's."""
        async with self._context.store.reading() as tx:
            return await tx.members.find_identity(group, platform, subject)

    async def participant(self, platform: str, address: str, subject: str) -> Participant | None:
        """Return who an account is in a workspace, None for a workspace that is not known."""
        async with self._context.store.reading() as tx:
            return await tx.members.participant(platform, address, subject)

    async def participant_in(self, round_: RoundId, platform: str, subject: str) -> Participant:
        """Return who an account is in the group of a round. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.members.participant_in(round_, platform, subject)

    async def subject(self, member: MemberId, platform: str) -> str | None:
        """Return the platform's id of the member, None for one who has no account there."""
        async with self._context.store.reading() as tx:
            return await tx.members.subject(member, platform)

    async def become_admin(self, group: GroupId, secret: str, token: str | None = None) -> str:
        """Return a token with the admin's right. Raises NotAllowed for a wrong secret."""
        if not await self.holds(group, "admin", secret):
            raise NotAllowed("admin")
        async with self._context.store.writing() as tx:
            return await self._remember(tx, group, token, admin=True)

    async def visitor(self, group: GroupId, token: str | None) -> Visitor:
        """Return who the token stands for."""
        if not token:
            return Visitor(group)
        async with self._context.store.reading() as tx:
            session = await tx.members.find_session(_hash(token))
            if session is None or session.group != group:
                return Visitor(group)
            member = await tx.members.get(session.member) if session.member else None
        return Visitor(group, member, session.admin)

    async def set_reminders(self, member: MemberId, wanted: bool) -> Member:
        """Remind the member of rounds that close soon, or not. Raises NotFound."""
        async with self._context.store.writing() as tx:
            return await tx.members.update(member, reminders=wanted)

    async def leave(self, token: str) -> None:
        """Forget the browser; the member and their replies stay."""
        async with self._context.store.writing() as tx:
            await tx.members.remove_session(_hash(token))

    async def _new(self, tx: Transaction, group: GroupId, name: str) -> Member:
        if await tx.members.named(group, name) is not None:
            names = {name_key(each.name) for each in await tx.members.of_group(group)}
            name = free_name(name, names, MAX_NAME)
        return await self._add(tx, group, name)

    async def _add(self, tx: Transaction, group: GroupId, name: str) -> Member:
        member = Member(MemberId(self._context.new_id()), group, name, self._context.clock())
        await tx.members.add(member)
        return member

    async def _remember(
        self,
        tx: Transaction,
        group: GroupId,
        token: str | None,
        member: MemberId | None = None,
        admin: bool = False,
    ) -> str:
        if token and await tx.members.extend_session(
            _hash(token), group, member=member, admin=admin
        ):
            return token
        token = self._context.new_secret()
        now = self._context.clock()
        await tx.members.add_session(Session(_hash(token), group, now, member, admin))
        return token


async def _is_to_follow(tx: Transaction, member: Member, name: str) -> bool:
    """Say whether the member is to be called this instead, after their one account."""
    if member.name == name or len(await tx.members.identities_of(member.id)) > 1:
        return False
    return await tx.members.named(member.group, name) in (None, member)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
