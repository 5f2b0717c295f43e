"""Groups and their channels: founded by the first question there, and their settings."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from bot.core.audit import Act
from bot.core.limits import MAX_WORKSPACE_NAME, checked_line
from bot.core.models import (
    Channel,
    ChannelId,
    ChannelSettings,
    Group,
    GroupId,
    Naming,
    Workspace,
    WorkspaceId,
)
from bot.core.naming import safe_line
from bot.errors import NotFound
from bot.services.audit import note, note_organisers
from bot.services.context import Context
from bot.services.live import EVERYWHERE, About, Scope, Topic
from bot.services.outbox import greeting_of
from bot.services.sessions import sign_out, tell_ended
from bot.storage.transaction import Transaction

LOCAL_GROUP = GroupId("local")
LOCAL_WORKSPACE = WorkspaceId("local")
LOCAL_CHANNEL = ChannelId("local-web")
_UNNAMED = "Study group"
_LOCAL_NAME = "Study room"  # until somebody gives it another


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a workspace's, as its platform tells of it; nothing need be known of it yet.

    `owner` is who sets it up: where nobody else did so far, they are told what organisers should
    know.
    """

    platform: str
    workspace: str
    address: str
    name: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a group of the site is: whether it has a name of its own, a schedule, a member."""

    named: bool
    planned: bool
    joined: bool

    @property
    def nothing(self) -> bool:
        """Whether nobody has done anything yet."""
        return not (self.named or self.planned or self.joined)


class GroupService:
    """Groups, the web room's among them. Whatever is asked for twice happens once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._writing: dict[str, Mapping[str, bool]] = {}
        self._changes = 0
        self._reading_writing = asyncio.Lock()

    async def local(self) -> Group:
        """Return the web room's group; the first call makes it with its channel and workspace."""
        now = self._context.clock()
        room = Channel(LOCAL_CHANNEL, LOCAL_GROUP, "web", "room", "local")
        async with self._context.store.writing() as tx:
            here = Workspace(LOCAL_WORKSPACE, "web", "local", "Web", now)
            await tx.workspaces.ensure(here)
            await tx.groups.ensure(Group(LOCAL_GROUP, _LOCAL_NAME), room)
            return await tx.groups.get((await tx.groups.channel(LOCAL_CHANNEL)).group)

    async def new_room(self, name: str) -> Group:
        """Make another group with a room of its own on the web. Raises TextEmpty, TextTooLong."""
        name = checked_line(name, "name", MAX_WORKSPACE_NAME)
        group = Group(GroupId(self._context.new_id()), name)
        async with self._context.store.writing() as tx:
            await tx.groups.add(group)
            await tx.groups.add_channel(self._room(group.id, "local"))
            await note(tx, self._context, Act.GROUP_MADE, group=group.id)
        return group

    async def open_room(self, group: GroupId) -> Channel:
        """Return the group's room on the web; the first call makes one, which is no workspace's.

        It is for people who are in no chat. What is asked from then on is told there too. Raises
        NotFound.
        """
        async with self._context.changing(group, Topic.MEMBERS) as tx:
            if group not in await tx.groups.lock([group]):
                raise NotFound("group", group)
            channels = await tx.groups.channels(group)
            known = next((each for each in channels if each.platform == "web"), None)
            if known is not None:
                return known
            room = self._room(group, "")
            await tx.groups.add_channel(room)
            return room

    async def rooms(self) -> list[tuple[Channel, Group]]:
        """Return the rooms on the web, each with the group that it answers for."""
        async with self._context.store.reading() as tx:
            rooms = await tx.groups.rooms()
            return [(room, await tx.groups.get(room.group)) for room in rooms]

    async def get(self, group: GroupId) -> Group:
        """Return the group. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.groups.get(group)

    async def channels(self, group: GroupId) -> list[Channel]:
        """Return where the group talks."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.channels(group))

    async def channel(self, channel: ChannelId) -> Channel:
        """Return a channel. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return await tx.groups.channel(channel)

    async def find_channel(self, platform: str, address: str) -> Channel | None:
        """Return the channel, None for one where nothing was ever asked."""
        async with self._context.store.reading() as tx:
            return await tx.groups.find_channel(platform, address)

    async def takes_writing(self, platform: str, address: str) -> bool:
        """Say whether answers may be written as messages in a channel.

        All channels of a platform are read once, and again when that changed: a chat tells of
        every message of every channel. Of many that are told at once the first reads for all.
        """
        return (await self._known_writing(platform)).get(address, False)

    async def may_hold_answers(self, platform: str, address: str) -> bool:
        """Say whether answers may be written in a channel, or might have been until that changed.

        It is known as `takes_writing` is.
        """
        return address in await self._known_writing(platform)

    async def _known_writing(self, platform: str) -> Mapping[str, bool]:
        known = self._writing.get(platform)
        if known is None:
            async with self._reading_writing:
                known = self._writing.get(platform)
                if known is None:
                    known = await self._read_writing(platform)
        return known

    async def _read_writing(self, platform: str) -> Mapping[str, bool]:
        changes = self._changes
        async with self._context.store.reading() as tx:
            known = await tx.groups.writing(platform)
        if changes == self._changes:
            self._writing[platform] = known
        return known

    def forget_writing(self, _group: Scope = EVERYWHERE, _about: About = None) -> None:
        """Read anew where answers may be written."""
        self._changes += 1
        self._writing.clear()

    async def found(self, place: Place) -> Channel:
        """Return the channel of the place; the first call founds its group.

        One that had been deleted is there again. Raises NotFound when the workspace is gone, or the
        channel is another workspace's.
        """
        async with self._context.store.reading() as tx:
            known = await tx.groups.find_channel(place.platform, place.address)
        if known is not None and _is_as_told(known, place):
            return known
        async with self._context.store.writing() as tx:
            if await tx.workspaces.find_for_update(place.platform, place.workspace) is None:
                raise NotFound("workspace", place.workspace)
            return await self._founded(tx, place)

    async def set_owner(self, channel: Channel, owner: str) -> None:
        """Let who planned something there hear what organisers should know. Raises NotFound.

        That is for what went well: who was refused planned nothing.
        """
        if channel.owner != owner:
            async with self._context.store.writing() as tx:
                await tx.groups.update_channel(channel.id, owner=owner)

    async def is_silent(self, group: GroupId) -> bool:
        """Say whether nothing was ever asked or planned in the group."""
        async with self._context.store.reading() as tx:
            if await tx.schedules.of_group(group):
                return False
            return not await tx.rounds.any(group)

    async def begun(self, group: GroupId) -> Begun:
        """Return what there is of the group already. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return Begun(
                named=(await tx.groups.get(group)).name != _LOCAL_NAME,
                planned=bool(await tx.schedules.of_group(group)),
                joined=bool(await tx.members.of_group(group)),
            )

    async def rename(self, group: GroupId, name: str) -> Group:
        """Call the group something. Raises NotFound, TextEmpty and TextTooLong."""
        name = checked_line(name, "name", MAX_WORKSPACE_NAME)
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            before = await tx.groups.get(group)
            if before.name == name:
                return before
            changed = await tx.groups.update(group, name=name)
            await note(tx, self._context, Act.GROUP_RENAMED, group=group, values={"name": name})
            return changed

    async def greet(self, channel: Channel, first: datetime | None = None) -> None:
        """Say in a channel, once, who asks there; `first` is when, unless a question is there."""
        async with self._context.store.writing() as tx:
            greeting = greeting_of(channel, self._context.clock(), first)
            await tx.deliveries.add([greeting])
        self._context.live.publish(channel.group, Topic.ROUNDS)

    async def configure_channel(
        self, channel: ChannelId, **settings: Unpack[ChannelSettings]
    ) -> Channel:
        """Change what is named. Raises NotFound."""
        async with self._context.store.writing() as tx:
            changed = await tx.groups.update_channel(channel, **settings)
            told = {"what": _words(settings)}
            act, group = Act.CHANNEL_CONFIGURED, changed.group
            await note(tx, self._context, act, group=group, values=told)
        if "written" in settings:
            self._context.live.publish(group, Topic.CHANNELS)
        return changed

    async def set_naming(self, group: GroupId, naming: Naming) -> Group:
        """Show names in reveals, or none."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            changed, told = await tx.groups.update(group, naming=naming), {"naming": naming.value}
            await note(tx, self._context, Act.NAMING_SET, group=group, values=told)
            return changed

    async def set_late(self, group: GroupId, *, late: bool) -> Group:
        """Take answers after the reveal, marked as late, or none."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            changed, told = await tx.groups.update(group, late=late), {"late": _on_off(late)}
            await note(tx, self._context, Act.LATE_SET, group=group, values=told)
            return changed

    async def name_organisers(
        self, group: GroupId, add: Collection[str] = (), remove: Collection[str] = ()
    ) -> Group:
        """Let these accounts plan for the group, or not any more: "platform:subject" each.

        Whoever may from now on, or may not any more, is signed out on the web. Raises NotFound.
        """
        async with self._context.store.writing() as tx:
            await tx.groups.lock([group])  # two who change it at once both do
            known = (await tx.groups.get(group)).organisers
            organisers = with_changes(known, add, remove)
            before, named = ({_account(each) for each in which} for which in (known, organisers))
            after = await tx.groups.update(group, organisers=organisers)
            ended = await sign_out(tx, before ^ named)
            await note_organisers(tx, self._context, before, named, group=group)
        tell_ended(self._context.live, ended)
        return after

    def _room(self, group: GroupId, workspace: str) -> Channel:
        id_ = self._context.new_id()
        return Channel(ChannelId(id_), group, "web", id_, workspace)

    async def _founded(self, tx: Transaction, place: Place) -> Channel:
        known = await tx.groups.find_channel(place.platform, place.address)
        name = safe_line(place.name, "", MAX_WORKSPACE_NAME)
        if known is None:
            group = Group(GroupId(self._context.new_id()), name or _UNNAMED)
            id_ = ChannelId(self._context.new_id())
            known = Channel(id_, group.id, place.platform, place.address, place.workspace)
            await tx.groups.add(group)
            await tx.groups.add_channel(known)
        if known.workspace != place.workspace:
            raise NotFound("channel", place.address)
        owner = known.owner or place.owner
        return await tx.groups.update_channel(
            known.id, name=name, owner=owner, gone=False, left_out=False
        )


def with_changes(
    named: Iterable[str], add: Collection[str], remove: Collection[str]
) -> tuple[str, ...]:
    """Return who is named once some were added and others taken out, in order."""
    return tuple(sorted({*named, *add}.difference(remove)))


def _account(word: str) -> tuple[str, str]:
    platform, _, subject = word.partition(":")
    return platform, subject


def _words(settings: ChannelSettings) -> str:
    """Return what was set, as the log has it: "written True"; whom it names is not told."""
    told = (f"{name} {value}" for name, value in settings.items() if isinstance(value, bool))
    named = (name for name, value in settings.items() if not isinstance(value, bool))
    return ", ".join([*told, *named])


def _on_off(is_on: bool) -> str:
    return "on" if is_on else "off"


def _is_as_told(known: Channel, place: Place) -> bool:
    told = (place.workspace, safe_line(place.name, "", MAX_WORKSPACE_NAME))
    has_owner = bool(known.owner or not place.owner)
    is_asked = not (known.gone or known.left_out)
    return (known.workspace, known.name) == told and has_owner and is_asked
