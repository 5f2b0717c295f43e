"""What a person can read now: of channels on platforms, asked there, and of the web's, stored here.

Nothing else lets anybody read: not that they replied, nor that they organise, nor an account that
cannot read the channel itself. The platforms are asked outside of transactions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    Group,
    GroupId,
    Member,
    MemberId,
    PersonId,
    RoundId,
)
from bot.core.read_models import Participant, Reader
from bot.errors import NotFound, ReadersUnknown
from bot.services.context import Context
from bot.storage.transaction import Transaction

# What a platform knows may be this old; each has a worst delay of its own besides.
RECENT_S = 300.0
# Before somebody is written to, who may not have looked for long.
FRESH_S = 60.0
_AT_ONCE = 16
_STORED = "web"
"""The platform whose readers are kept in our own storage."""


class Readers(Protocol):
    """What a platform knows about who reads its channels. It asks there whenever it must."""

    async def may_read(self, channel: Channel, subject: str, *, within_s: float) -> bool | None:
        """Say whether an account of the platform's can read the channel; None is unknown.

        What is known may be `within_s` seconds old, and the platform's own worst delay at most.
        Nobody reads a channel that is gone, nor does an account that cannot be found. Unknown it
        is where the platform does not answer: nobody is shown anything by that.
        """


@dataclass(frozen=True, slots=True)
class Keys:
    """What lets somebody read: their accounts, and the channels of the web they were let into."""

    accounts: Sequence[Account]
    admitted: frozenset[ChannelId]


class WebReaders:
    """Who was let into a room of the web reads its channel: a `Readers`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def may_read(
        self,
        channel: Channel,
        subject: str,
        *,
        within_s: float,  # noqa: ARG002  # what is stored is always right
    ) -> bool:
        """Say whether the person whose account it is was let in."""
        async with self._context.store.reading() as tx:
            person = await tx.persons.find(_STORED, subject)
            return person is not None and await tx.persons.is_admitted(channel.id, person)


class AccessService:
    """Tells who sees what. A platform that is not connected lets nobody read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._platforms: dict[str, Readers] = {_STORED: WebReaders(context)}

    def ask(self, platform: str, readers: Readers) -> None:
        """Ask these from now on about the platform's channels."""
        self._platforms[platform] = readers

    async def here(self, platform: str, subject: str, channel: Channel | None) -> Reader:
        """Return who acts in a channel, which by that they can read: what was told there is theirs.

        Of a channel where nothing was ever asked they see what is everybody's.
        """
        async with self._context.store.reading() as tx:
            person = await tx.persons.find(platform, subject)
            members = await tx.members.of_persons([person]) if person else ()
            heard = await tx.groups.heard_in(channel.group) if channel else ()
            keys = await _keys_of(tx, platform, subject, person)
        proven = [channel.id] if channel else []
        others = await self._readable([each for each in heard if each != channel], keys)
        return _reader([*proven, *others], (member.id for member in members))

    async def pressed(
        self, platform: str, subject: str, round_: RoundId, address: str
    ) -> tuple[Participant, Reader]:
        """Return who acts on a round in the channel of that address, "" for elsewhere.

        They come with the round's group, and with the channel if it was told there. Raises NotFound
        to whoever can read no channel in which it was told: to them it does not exist. While the
        platform does not tell that raises ReadersUnknown.
        """
        async with self._context.store.reading() as tx:
            found = await tx.members.participant_in(round_, platform, subject)
            known = found.member
            person = known.person if known else await tx.persons.find(platform, subject)
            members = await tx.members.of_persons([person]) if person else ()
            told = await tx.groups.told_in(round_)
        there = platform, address
        here = next((each for each in told if (each.platform, each.address) == there), None)
        account = Account(platform, subject, person or PersonId(""))
        reader = await self._of_told(account, round_, told, members, here)
        return replace(found, channel=here), reader

    async def anywhere(self, platform: str, subject: str) -> Reader:
        """Return who asks outside of channels: with all that they can read anywhere."""
        async with self._context.store.reading() as tx:
            person = await tx.persons.find(platform, subject)
            keys = await _keys_of(tx, platform, subject, person)
            near, members = await _near(tx, keys, person)
        return _reader(await self._readable(near, keys), (member.id for member in members))

    async def of_person(self, person: PersonId) -> Reader:
        """Return who a person is, with all that they can read anywhere."""
        async with self._context.store.reading() as tx:
            keys = await keys_of(tx, person)
            near, members = await _near(tx, keys, person)
        return _reader(await self._readable(near, keys), (member.id for member in members))

    async def of_group(self, person: PersonId, group: GroupId) -> Reader:
        """Return who a person is, with what they can read of the channels where a group talks."""
        async with self._context.store.reading() as tx:
            keys = await keys_of(tx, person)
            members = await tx.members.of_persons([person])
            channels = await tx.groups.channels(group)
        return await self.reader(channels, keys, members)

    async def among(self, person: PersonId, channels: Collection[Channel]) -> Reader:
        """Return who a person is, with what they can read of these channels."""
        async with self._context.store.reading() as tx:
            keys = await keys_of(tx, person)
            members = await tx.members.of_persons([person])
        return await self.reader(channels, keys, members)

    async def reader(
        self, channels: Collection[Channel], keys: Keys, members: Iterable[Member]
    ) -> Reader:
        """Return who is these members and has these keys, with what they can read of channels."""
        return _reader(await self._readable(channels, keys), (member.id for member in members))

    async def withholding(self, reader: Reader) -> Reader:
        """Return the reader with the other channels where a question awaits their reply.

        Its answers are withheld from them wherever they look. Of a group that they can read no
        more they are not even told that it asks anything. While a platform does not tell, they are
        withheld: that somebody learns too little is the lesser harm.
        """
        if not reader.members:
            return reader
        async with self._context.store.reading() as tx:
            awaiting = await tx.groups.awaiting(reader.members)
            others = [each for each in awaiting if each.id not in reader.channels]
            if not others:
                return reader
            keys = await keys_of(tx, *await tx.persons.of_members(reader.members))
        readable = await self._readable(others, keys, if_unknown=True)
        return replace(reader, channels=reader.channels.union(readable))

    async def may_be_told(self, channel: Channel, subject: str) -> bool | None:
        """Say whether an account, to which something of a channel's is sent, can read it still.

        None while its platform does not tell.
        """
        return await self._may_read(
            channel, Account(channel.platform, subject, PersonId("")), FRESH_S
        )

    async def groups(self, reader: Reader) -> list[Group]:
        """Return the groups that the reader can read a channel of, in the order of their names."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.of_channels(reader.channels))

    async def _of_told(
        self,
        account: Account,
        round_: RoundId,
        told: Collection[Channel],
        members: Iterable[Member],
        here: Channel | None,
    ) -> Reader:
        """Return who reads a round's audience: proven in one of its channels, or asked for."""
        if here is not None:
            readable = [here.id]
        else:
            person = account.person or None
            async with self._context.store.reading() as tx:
                keys = await _keys_of(tx, account.platform, account.subject, person)
            readable, unknown = await self._judged(told, keys)
            if not readable and unknown and account.platform in self._platforms:
                raise ReadersUnknown(account.platform)
        if not readable:
            raise NotFound("round", round_)
        return _reader(readable, (member.id for member in members))

    async def _readable(
        self,
        channels: Collection[Channel],
        keys: Keys,
        *,
        if_unknown: bool = False,
    ) -> list[ChannelId]:
        readable, unknown = await self._judged(channels, keys)
        return [*readable, *(unknown if if_unknown else ())]

    async def _judged(
        self, channels: Collection[Channel], keys: Keys
    ) -> tuple[list[ChannelId], list[ChannelId]]:
        """Return the channels that the keys let read, and those of which that is not told now."""
        stored = [each.id for each in channels if each.platform == _STORED]
        pairs = [
            (channel, each)
            for channel in channels
            for each in keys.accounts
            if each.platform == channel.platform != _STORED
        ]
        judged = list(zip(pairs, await self._all(pairs), strict=True))
        readable = [channel.id for (channel, _), may in judged if may]
        unknown = [channel.id for (channel, _), may in judged if may is None]
        return [*readable, *(each for each in stored if each in keys.admitted)], unknown

    async def _all(self, pairs: Sequence[tuple[Channel, Account]]) -> list[bool | None]:
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one(channel: Channel, account: Account) -> bool | None:
            async with limit:
                return await self._may_read(channel, account, RECENT_S)

        return await asyncio.gather(*(one(*pair) for pair in pairs))

    async def _may_read(self, channel: Channel, account: Account, within_s: float) -> bool | None:
        # An account of a connected workspace's is for the platform to judge.
        if account.platform != channel.platform:
            return False
        readers = self._platforms.get(channel.platform)
        if readers is None:
            return None
        return await readers.may_read(channel, account.subject, within_s=within_s)


def _reader(channels: Iterable[ChannelId], members: Iterable[MemberId]) -> Reader:
    return Reader(frozenset(channels), frozenset(members))


async def keys_of(tx: Transaction, *persons: PersonId) -> Keys:
    """Return what lets people read, of all of them together."""
    found = (await keys_of_each(tx, persons)).values()
    accounts = [account for keys in found for account in keys.accounts]
    return Keys(accounts, frozenset().union(*(keys.admitted for keys in found)))


async def keys_of_each(tx: Transaction, persons: Iterable[PersonId]) -> Mapping[PersonId, Keys]:
    """Return what lets each of these people read; of who has nothing, nothing."""
    return {person: Keys(*has) for person, has in (await tx.persons.keys(persons)).items()}


async def _keys_of(tx: Transaction, platform: str, subject: str, person: PersonId | None) -> Keys:
    if person is None:
        return Keys([Account(platform, subject, PersonId(""))], frozenset())
    return await keys_of(tx, person)


async def _near(
    tx: Transaction, keys: Keys, person: PersonId | None
) -> tuple[Sequence[Channel], Sequence[Member]]:
    """Return the channels that somebody may be able to read, and who they are in groups."""
    places = {place for each in keys.accounts if (place := each.workspace)}
    members = await tx.members.of_persons([person]) if person else ()
    return await tx.groups.near(person, places), members
