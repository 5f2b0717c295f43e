"""Servers and workspaces that Roundtable enters and is sent away from, and groups' settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Unpack

from bot.core import schedules
from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    GroupId,
    Naming,
    Schedule,
    ScheduleState,
    Workspace,
    WorkspaceId,
    WorkspaceSettings,
)
from bot.core.naming import safe_line
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import Notice, tell_admins
from bot.storage.transaction import Transaction

LEFT = "left"
KEPT_AFTER_LEAVING = timedelta(days=30)
LOCAL_GROUP = GroupId("local")
_UNNAMED = "Study group"
LOCAL_WORKSPACE = WorkspaceId("local")
_LOCAL_CHANNEL = Channel(ChannelId("local-web"), LOCAL_GROUP, "web", "room")


class GroupService:
    """Groups, the web room's among them, and their settings."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def local(self) -> Group:
        """Return the web room's group; the first call makes it and its channel."""
        async with self._context.store.writing() as tx:
            group = await tx.groups.ensure(Group(LOCAL_GROUP, "Study room"), _LOCAL_CHANNEL)
            now = self._context.clock()
            here = Workspace(LOCAL_WORKSPACE, "web", "local", group.id, "Web", now)
            await tx.workspaces.ensure(here)
            return group

    async def get(self, group: GroupId) -> Group:
        """Return the group. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.groups.get(group)

    async def channels(self, group: GroupId) -> list[Channel]:
        """Return where the group talks."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.channels(group))

    async def set_naming(self, group: GroupId, naming: Naming) -> Group:
        """Show names in reveals, or none."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            return await tx.groups.set_naming(group, naming)


class WorkspaceService:
    """Workspaces of whatever platform. What is asked for twice, or by two workers, happens once."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def enter(self, platform: str, address: str, name: str, owner: str = "") -> Workspace:
        """Return the workspace, with a group of its own when it is new.

        What was there before the bot was sent away is there again, unless it was purged.
        """
        name = safe_line(name, _UNNAMED, MAX_WORKSPACE_NAME)
        known = await self.find(platform, address)
        if known is not None and known.left_at is None and known.name == name:
            return known
        async with self._context.store.writing() as tx:
            found = await tx.workspaces.find_for_update(platform, address)
            if found is None:
                entered = await self._new(tx, platform, address, name, owner)
            else:
                owner = found.owner or owner
                entered = await tx.workspaces.update(found, name=name, left_at=None, owner=owner)
        self._context.live.publish(entered.group, Topic.ROUNDS)
        return entered

    async def find(self, platform: str, address: str) -> Workspace | None:
        """Return the workspace, left or not."""
        async with self._context.store.reading() as tx:
            return await tx.workspaces.find(platform, address)

    async def of_group(self, group: GroupId) -> list[Workspace]:
        """Return the servers and workspaces where the group is."""
        async with self._context.store.reading() as tx:
            found = await tx.workspaces.of_group(group)
        return [each for each in found if each.id != LOCAL_WORKSPACE]

    async def of_platform(self, platform: str) -> list[Workspace]:
        """Return every workspace on the platform."""
        async with self._context.store.reading() as tx:
            return list(await tx.workspaces.of_platform(platform))

    async def leave(self, platform: str, address: str) -> None:
        """Note that the bot was sent away, and pause what reaches nobody any more.

        The admins hear of it wherever else their group is.
        """
        now = self._now()
        async with self._context.store.writing() as tx:
            workspace = await tx.workspaces.find_for_update(platform, address)
            if workspace is None or workspace.left_at is not None:
                return
            await tx.workspaces.update(workspace, left_at=now)
            planned = await tx.schedules.of_group_for_update(workspace.group)
            channels = await tx.groups.in_reach([workspace.group])
            await pause_unheard(tx, planned, channels[workspace.group], LEFT)
            await tx.workspaces.drop_waiting(workspace)
            about = f"{platform}:{address}:{now.timestamp()}"
            values = {"platform": platform, "name": workspace.name}
            notice = Notice(workspace.group, about, "workspace-left", values)
            await tell_admins(tx, [notice], now, channels=channels)
        self._context.live.publish(workspace.group, Topic.ROUNDS)

    async def reconcile(
        self, platform: str, present: Collection[str], ours: Callable[[str], bool]
    ) -> list[Workspace]:
        """Note which workspaces were left while nobody looked, and return them.

        `present` are the addresses where the bot is; `ours` says of an address whether we would
        know: one of several connections sees a part of them.
        """
        async with self._context.store.reading() as tx:
            workspaces = await tx.workspaces.of_platform(platform)
        left = [
            workspace
            for workspace in workspaces
            if workspace.left_at is None
            and workspace.address not in present
            and ours(workspace.address)
        ]
        for workspace in left:
            await self.leave(platform, workspace.address)
        return left

    async def purge_due(self) -> int:
        """Remove what was kept for workspaces that were left too long ago; return how many."""
        before = self._now() - KEPT_AFTER_LEAVING
        async with self._context.store.reading() as tx:
            due = await tx.workspaces.left_before(before)
        return sum([await self._purge(workspace, before) for workspace in due])

    async def configure(
        self, workspace: Workspace, **settings: Unpack[WorkspaceSettings]
    ) -> Workspace:
        """Change what is named. Raises NotFound."""
        async with self._context.store.writing() as tx:
            return await tx.workspaces.update(workspace, **settings)

    async def find_channel(self, workspace: Workspace, address: str) -> Channel | None:
        """Return the workspace's channel, None for one where nothing was ever asked."""
        async with self._context.store.reading() as tx:
            known = await tx.groups.find_channel(workspace.platform, address)
        return known if known is not None and known.group == workspace.group else None

    async def channel(self, workspace: Workspace, address: str) -> Channel:
        """Return the workspace's channel; the first call makes it known.

        Raises NotFound when the workspace is gone, or the channel is of another workspace.
        """
        async with self._context.store.reading() as tx:
            known = await tx.groups.find_channel(workspace.platform, address)
        is_ours = known is not None and (known.workspace, known.group) == (
            workspace.address,
            workspace.group,
        )
        if known is not None and is_ours and not known.gone:
            return known
        async with self._context.store.writing() as tx:
            found = await _locked(tx, workspace)
            return await self._registered(tx, found, address)

    async def targets(self, workspace: Workspace, channel: Channel) -> tuple[ChannelId, ...]:
        """Return where a round goes that is opened in a workspace's channel.

        The other workspaces of the group answer along, each in all of its channels.
        """
        async with self._context.store.reading() as tx:
            others = [
                each.id
                for each in (await tx.groups.in_reach([channel.group]))[channel.group]
                if not each.gone
                and (each.platform, each.workspace) != (workspace.platform, workspace.address)
            ]
        return (channel.id, *others)

    async def _new(
        self, tx: Transaction, platform: str, address: str, name: str, owner: str
    ) -> Workspace:
        group = Group(GroupId(self._context.new_id()), name)
        await tx.groups.add(group)
        entered = await tx.workspaces.ensure(
            Workspace(
                WorkspaceId(self._context.new_id()),
                platform,
                address,
                group.id,
                name,
                self._now(),
                owner=owner,
            )
        )
        if entered.group != group.id:
            # Another worker has just made it.
            await tx.groups.remove(group.id)
        return entered

    async def _registered(self, tx: Transaction, workspace: Workspace, address: str) -> Channel:
        known = await tx.groups.find_channel(workspace.platform, address)
        if known is None:
            id_ = ChannelId(self._context.new_id())
            known = Channel(id_, workspace.group, workspace.platform, address, workspace.address)
            await tx.groups.add_channel(known)
        if known.workspace != workspace.address:
            raise NotFound("channel", address)
        if known.gone:
            await tx.groups.set_channel_gone(known.id, False)
            known = replace(known, gone=False)
        return known

    async def _purge(self, workspace: Workspace, before: datetime) -> bool:
        async with self._context.store.writing() as tx:
            found = await tx.workspaces.find_for_update(workspace.platform, workspace.address)
            if found is None or found.left_at is None or found.left_at >= before:
                return False
            if await _lives_on(tx, found):
                await tx.workspaces.remove(found)
            else:
                await tx.groups.remove(found.group)
        for topic in (Topic.DECKS, Topic.ROUNDS, Topic.MEMBERS):
            self._context.live.publish(found.group, topic)
        return True

    def _now(self) -> datetime:
        return self._context.clock()


async def _locked(tx: Transaction, workspace: Workspace) -> Workspace:
    found = await tx.workspaces.find_for_update(workspace.platform, workspace.address)
    if found is None:
        raise NotFound("workspace", workspace.address)
    return found


async def _lives_on(tx: Transaction, workspace: Workspace) -> bool:
    """Say whether the workspace's group is anywhere else: in another one, or in the web room."""
    others = [each for each in await tx.workspaces.of_group(workspace.group) if each != workspace]
    channels = await tx.groups.channels(workspace.group)
    return bool(others) or any(not channel.workspace for channel in channels)


async def check_channels(tx: Transaction, group: GroupId, channels: Collection[ChannelId]) -> None:
    """Raise NotFound for a channel that is not the group's."""
    known = {channel.id for channel in await tx.groups.channels(group)} if channels else set()
    if unknown := [each for each in channels if each not in known]:
        raise NotFound("channel", unknown[0])


async def pause_unheard(
    tx: Transaction, planned: Iterable[Schedule], in_reach: Iterable[Channel], reason: str
) -> None:
    """Pause those of a group's schedules that reach none of its channels any more."""
    heard = {channel.id for channel in in_reach if not channel.gone}
    await tx.schedules.update_progress(
        schedules.paused(schedule, reason)
        for schedule in planned
        if schedule.state is ScheduleState.ACTIVE
        and not (heard & set(schedule.channels) if schedule.channels else heard)
    )
