"""Servers and workspaces that Roundtable enters, is set up in, and is sent away from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack

from bot.core import schedules
from bot.core.models import Channel, ChannelId, Group, GroupId, ScheduleState
from bot.core.naming import safe_line
from bot.core.places import KEPT_AFTER_LEAVING, MAX_HOME_NAME, Home
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import reachable, tell_admins
from bot.storage.protocol import Transaction

LEFT = "left"
_UNNAMED = "Study group"


class HomeSettings(TypedDict, total=False):
    """What admins decide about their home; the fields of `Home`."""

    ping: str | None
    admins: tuple[str, ...]
    threads: bool
    written: bool
    steward: str


class HomeService:
    """Homes of whatever platform. What is asked for twice, or by two workers, happens once."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def enter(self, platform: str, address: str, name: str, steward: str = "") -> Home:
        """Return the home, with a group of its own when it is new.

        What was there before the bot was sent away is there again, unless it was purged.
        """
        name = safe_line(name, _UNNAMED, MAX_HOME_NAME)
        known = await self.find(platform, address)
        if known is not None and known.left_at is None and known.name == name:
            return known
        async with self._context.store.writing() as tx:
            found = await tx.homes.to_change(platform, address)
            if found is None:
                entered = await self._new(tx, platform, address, name, steward)
            else:
                steward = found.steward or steward
                entered = replace(found, name=name, left_at=None, steward=steward)
                await tx.homes.change(entered)
        self._context.live.publish(entered.group, Topic.ROUNDS)
        return entered

    async def find(self, platform: str, address: str) -> Home | None:
        """Return the home, left or not."""
        async with self._context.store.reading() as tx:
            return await tx.homes.find(platform, address)

    async def of_group(self, group: GroupId) -> list[Home]:
        """Return where the group is at home."""
        async with self._context.store.reading() as tx:
            return list(await tx.homes.of_group(group))

    async def of_platform(self, platform: str) -> list[Home]:
        """Return every home on the platform."""
        async with self._context.store.reading() as tx:
            return list(await tx.homes.of_platform(platform))

    async def leave(self, platform: str, address: str) -> None:
        """Note that the bot was sent away, and pause what reaches nobody any more.

        The admins hear of it wherever else their group is.
        """
        now = self._now()
        async with self._context.store.writing() as tx:
            home = await tx.homes.to_change(platform, address)
            if home is None or home.left_at is not None:
                return
            await tx.homes.change(replace(home, left_at=now))
            await pause_unheard(tx, home.group, LEFT)
            await tx.homes.drop_waiting(home)
            about = f"{platform}:{address}:{now.timestamp()}"
            await tell_admins(
                tx, home.group, about, "home-left", now, platform=platform, name=home.name
            )
        self._context.live.publish(home.group, Topic.ROUNDS)

    async def reconcile(
        self, platform: str, present: Collection[str], ours: Callable[[str], bool]
    ) -> list[Home]:
        """Note which homes were left while nobody looked, and return them.

        `present` are the addresses where the bot is; `ours` says of an address whether we would
        know: one of several connections sees a part of them.
        """
        async with self._context.store.reading() as tx:
            homes = await tx.homes.of_platform(platform)
        left = [
            home
            for home in homes
            if home.left_at is None and home.address not in present and ours(home.address)
        ]
        for home in left:
            await self.leave(platform, home.address)
        return left

    async def purge_due(self) -> int:
        """Remove what was kept for homes that were left too long ago; return how many."""
        before = self._now() - KEPT_AFTER_LEAVING
        async with self._context.store.reading() as tx:
            due = await tx.homes.left_before(before)
        return sum([await self._purge(home, before) for home in due])

    async def configure(self, home: Home, **settings: Unpack[HomeSettings]) -> Home:
        """Change what is named. Raises NotFound."""
        async with self._context.store.writing() as tx:
            changed = replace(await _held(tx, home), **settings)
            await tx.homes.change(changed)
        return changed

    async def find_channel(self, home: Home, address: str) -> Channel | None:
        """Return the home's channel, None for one where nothing was ever asked."""
        async with self._context.store.reading() as tx:
            known = await tx.groups.find_channel(home.platform, address)
        return known if known is not None and known.group == home.group else None

    async def channel(self, home: Home, address: str) -> Channel:
        """Return the home's channel; the first call makes it known.

        Raises NotFound when the home is gone, or the channel is of another home.
        """
        async with self._context.store.reading() as tx:
            known = await tx.groups.find_channel(home.platform, address)
        is_ours = known is not None and (known.home, known.group) == (home.address, home.group)
        if known is not None and is_ours and not known.gone:
            return known
        async with self._context.store.writing() as tx:
            found = await _held(tx, home)
            return await self._registered(tx, found, address)

    async def targets(self, home: Home, channel: Channel) -> tuple[ChannelId, ...]:
        """Return where a round goes that is opened in a home's channel.

        The other homes of the group answer along, each in all of its channels.
        """
        async with self._context.store.reading() as tx:
            others = [
                each.id
                for each in await reachable(tx, channel.group)
                if (each.platform, each.home) != (home.platform, home.address)
            ]
        return (channel.id, *others)

    async def _new(
        self, tx: Transaction, platform: str, address: str, name: str, steward: str
    ) -> Home:
        group = Group(GroupId(self._context.new_id()), name)
        await tx.groups.add(group)
        entered = await tx.homes.ensure(
            Home(platform, address, group.id, name, self._now(), steward=steward)
        )
        if entered.group != group.id:
            # Another worker has just made it.
            await tx.removal.remove_group(group.id)
        return entered

    async def _registered(self, tx: Transaction, home: Home, address: str) -> Channel:
        known = await tx.groups.find_channel(home.platform, address)
        if known is None:
            id_ = ChannelId(self._context.new_id())
            known = Channel(id_, home.group, home.platform, address, home.address)
            await tx.groups.add_channel(known)
        if known.home != home.address:
            raise NotFound("channel", address)
        if known.gone:
            known = replace(known, gone=False)
            await tx.groups.change_channel(known)
        return known

    async def _purge(self, home: Home, before: datetime) -> bool:
        async with self._context.store.writing() as tx:
            found = await tx.homes.to_change(home.platform, home.address)
            if found is None or found.left_at is None or found.left_at >= before:
                return False
            if await _lives_on(tx, found):
                await tx.homes.remove(found)
            else:
                await tx.removal.remove_group(found.group)
        for topic in (Topic.DECKS, Topic.ROUNDS, Topic.MEMBERS):
            self._context.live.publish(found.group, topic)
        return True

    def _now(self) -> datetime:
        return self._context.clock()


async def _held(tx: Transaction, home: Home) -> Home:
    found = await tx.homes.to_change(home.platform, home.address)
    if found is None:
        raise NotFound("home", home.address)
    return found


async def _lives_on(tx: Transaction, home: Home) -> bool:
    """Say whether the home's group has anywhere else to be: another home, or the web room."""
    others = [each for each in await tx.homes.of_group(home.group) if each != home]
    channels = await tx.groups.channels(home.group)
    return bool(others) or any(not channel.home for channel in channels)


async def pause_unheard(tx: Transaction, group: GroupId, reason: str) -> None:
    """Pause the schedules that reach no channel any more."""
    found = await tx.schedules.of_group_to_change(group)
    heard = {channel.id for channel in await reachable(tx, group)}
    for schedule in found:
        is_heard = heard & set(schedule.channels) if schedule.channels else heard
        if schedule.state is ScheduleState.ACTIVE and not is_heard:
            await tx.schedules.change(schedules.paused(schedule, reason))
