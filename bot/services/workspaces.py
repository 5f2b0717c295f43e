"""Servers and workspaces that Roundtable enters, and is sent away from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from bot.core import schedules
from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import (
    GroupId,
    ScheduleState,
    Workspace,
    WorkspaceId,
)
from bot.core.naming import safe_line
from bot.errors import NotFound
from bot.services.audit import note_organisers
from bot.services.context import Context
from bot.services.groups import LOCAL_WORKSPACE, with_changes
from bot.services.live import Topic
from bot.services.outbox import InReach, Notice, make_up, tell_admins
from bot.services.pausing import DECK_AWAY, LEFT, go_on, pause_unheard
from bot.services.sessions import sign_out, tell_ended
from bot.storage.transaction import Transaction

KEPT_AFTER_LEAVING = timedelta(days=30)
_UNNAMED = "Study group"


class WorkspaceService:
    """Workspaces of whatever platform. What is asked for twice, or by two workers, happens once."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def enter(self, platform: str, address: str, name: str, owner: str = "") -> Workspace:
        """Return the workspace; the first call makes it known.

        What was there before the bot was sent away is there again, unless it was purged; what
        paused by that goes on, and how rounds ended meanwhile is told.
        """
        name = safe_line(name, _UNNAMED, MAX_WORKSPACE_NAME)
        known = await self.find(platform, address)
        if known is not None and known.left_at is None and known.name == name:
            return known
        async with self._context.store.writing() as tx:
            found = await tx.workspaces.find_for_update(platform, address)
            if found is None:
                id_, now = WorkspaceId(self._context.new_id()), self._now()
                made = Workspace(id_, platform, address, name, now, owner=owner)
                return await tx.workspaces.ensure(made)
            owner = found.owner or owner
            entered = await tx.workspaces.update(found, name=name, left_at=None, owner=owner)
            groups = await tx.groups.of_workspace(entered)
            if found.left_at is not None:
                groups |= await tx.schedules.groups_asked_of(entered.id)
                planned = await tx.schedules.of_groups_for_update(groups)
                back = await tx.groups.channels_of_workspace(platform, address)
                await make_up(tx, back, self._now())
                await go_on(tx, planned, self._now())
        self._publish(groups)
        return entered

    async def find(self, platform: str, address: str) -> Workspace | None:
        """Return the workspace, left or not."""
        async with self._context.store.reading() as tx:
            return await tx.workspaces.find(platform, address)

    async def of_group(self, group: GroupId) -> list[Workspace]:
        """Return the servers and workspaces where the group has a channel."""
        async with self._context.store.reading() as tx:
            found = await tx.workspaces.of_group(group)
        return [each for each in found if each.id != LOCAL_WORKSPACE]

    async def of_platform(self, platform: str) -> list[Workspace]:
        """Return every workspace on the platform."""
        async with self._context.store.reading() as tx:
            return list(await tx.workspaces.of_platform(platform))

    async def leave(self, platform: str, address: str) -> None:
        """Note that the bot was sent away; pause what reaches nobody, or has no deck, any more.

        The admins of its groups hear of it wherever else these are.
        """
        now = self._now()
        async with self._context.store.writing() as tx:
            workspace = await tx.workspaces.find_for_update(platform, address)
            if workspace is None or workspace.left_at is not None:
                return
            await tx.workspaces.update(workspace, left_at=now)
            groups, channels = await self._silence(tx, workspace)
            await tx.workspaces.drop_waiting(workspace)
            about = f"{platform}:{address}:{now.timestamp()}"
            values = {"platform": platform, "name": workspace.name}
            notices = [Notice(group, about, "workspace-left", values) for group in sorted(groups)]
            await tell_admins(tx, notices, now, channels=channels)
        self._publish(groups)

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

    async def has_any(self, platform: str) -> bool:
        """Say whether it was ever installed on a platform."""
        async with self._context.store.reading() as tx:
            return bool(await tx.workspaces.of_platform(platform))

    async def purge_due(self) -> int:
        """Remove what was kept for workspaces that were left too long ago; return how many."""
        before = self._now() - KEPT_AFTER_LEAVING
        async with self._context.store.reading() as tx:
            due = await tx.workspaces.left_before(before)
        return sum([await self._purge(workspace, before) for workspace in due])

    async def set_owner(self, workspace: Workspace, owner: str) -> Workspace:
        """Let an account of its platform's own it. Raises NotFound."""
        async with self._context.store.writing() as tx:
            return await tx.workspaces.update(workspace, owner=owner)

    async def name_organisers(
        self, workspace: Workspace, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> Workspace:
        """Let these accounts of its platform's organise, or not any more. Raises NotFound.

        Whoever may from now on, or may not any more, is signed out on the web.
        """
        platform, address = workspace.platform, workspace.address
        async with self._context.store.writing() as tx:
            found = await tx.workspaces.find_for_update(platform, address)
            if found is None:
                raise NotFound("workspace", address)
            organisers = with_changes(found.organisers, add, remove)
            before = {(platform, each) for each in found.organisers}
            named = {(platform, each) for each in organisers}
            after = await tx.workspaces.update(found, organisers=organisers)
            ended = await sign_out(tx, before ^ named)
            await note_organisers(tx, self._context, before, named, workspace=found.id)
        tell_ended(self._context.live, ended)
        return after

    async def _silence(
        self, tx: Transaction, workspace: Workspace
    ) -> tuple[frozenset[GroupId], InReach]:
        """Pause what the workspace's groups had planned, and others with its decks.

        Return all of them, and where they still can be told anything.
        """
        groups = await tx.groups.of_workspace(workspace)
        asked = await tx.schedules.groups_asked_of(workspace.id)
        planned = await tx.schedules.of_groups_for_update(groups | asked)
        channels = await tx.groups.in_reach(groups | asked)
        for group in sorted(groups | asked):
            its = [each for each in planned if each.group == group]
            await pause_unheard(tx, its, channels.get(group, ()), LEFT)
        decks = await tx.decks.ids_of(workspace.id)
        await tx.schedules.update_progress(
            schedules.paused(schedule, DECK_AWAY)
            for schedule in planned
            if schedule.state is ScheduleState.ACTIVE
            and schedule.deck in decks
            and channels.get(schedule.group)
        )
        return groups | asked, channels

    async def _purge(self, workspace: Workspace, before: datetime) -> bool:
        async with self._context.store.writing() as tx:
            found = await tx.workspaces.find_for_update(workspace.platform, workspace.address)
            if found is None or found.left_at is None or found.left_at >= before:
                return False
            groups = await tx.groups.of_workspace(found)
            await tx.groups.lock_everything(groups)
            await tx.workspaces.remove_channels(found)
            await tx.groups.remove_alone(groups)
            await tx.workspaces.remove(found)
        self._context.live.publish(found.id, Topic.DECKS)
        self._publish(groups, Topic.ROUNDS, Topic.MEMBERS)
        return True

    def _publish(self, groups: Iterable[GroupId], *topics: Topic) -> None:
        for group in groups:
            for topic in topics or (Topic.ROUNDS,):
                self._context.live.publish(group, topic)

    def _now(self) -> datetime:
        return self._context.clock()
