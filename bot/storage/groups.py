"""Groups, their channels, and the channels that a round is told in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    false,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.deliveries import DeliveryState
from bot.core.ids import PictureId
from bot.core.models import (
    Account,
    Channel,
    ChannelId,
    ChannelSettings,
    Group,
    GroupId,
    MemberId,
    Naming,
    PersonId,
    RoundId,
    Workspace,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.lent_texts import take_out_of_groups
from bot.storage.persons import remove_strangers
from bot.storage.pictures import remove_unused
from bot.storage.repository import Repository, padded, parts_of


class GroupChanges(TypedDict, total=False):
    """What changes of a group; the fields of `Group`."""

    name: str
    naming: Naming
    late: bool
    organisers: tuple[str, ...]


class ChannelChanges(ChannelSettings, total=False):
    """What changes of a channel; the fields of `Channel`."""

    group: GroupId
    address: str
    name: str
    gone: bool
    left_out: bool


# Made once: it is asked for every page.
_WITH_CHANNELS = (
    select(schema.groups, schema.channels)
    .join(schema.channels, schema.channels.c.group == schema.groups.c.id)
    .where(schema.groups.c.id.in_(bindparam("of", expanding=True)))
    .order_by(schema.channels.c.id)
)


class GroupRepository(Repository):
    """Groups and the channels where they talk."""

    async def add(self, group: Group) -> None:
        await self._insert(schema.groups, [group])

    async def get(self, group: GroupId) -> Group:
        query = select(schema.groups).where(schema.groups.c.id == group)
        return await self._get(Group, query, NotFound("group", group))

    async def namings(self, groups: Collection[GroupId]) -> Mapping[GroupId, Naming]:
        """Return how each of the groups shows who replied."""
        table = schema.groups
        query = select(table.c.id, table.c.naming).where(table.c.id.in_(padded(groups)))
        return {row.id: row.naming for row in await self._connection.execute(query)}

    async def update(self, group: GroupId, **changes: Unpack[GroupChanges]) -> Group:
        """Write what is named, and return the group as it is then."""
        query = update(schema.groups).where(schema.groups.c.id == group).values(**changes)
        return await self._get(Group, query.returning(schema.groups), NotFound("group", group))

    async def ensure(self, group: Group, channel: Channel) -> Group:
        """Add the group with its channel unless it is there; return the one there."""
        await self._insert_new(schema.groups, [group])
        await self._insert_new(schema.channels, [channel])
        return await self.get(group.id)

    async def lock(self, groups: Iterable[GroupId]) -> frozenset[GroupId]:
        """Return those there are; other writers that ask for one wait until this one has ended."""
        table = schema.groups
        query = select(table.c.id).where(table.c.id.in_(padded(groups))).order_by(table.c.id)
        # Not the strongest lock: rows that refer to a group may still be written by anybody.
        return await self._set(query.with_for_update(key_share=True))

    async def lock_everything(self, groups: Collection[GroupId]) -> None:
        """Let nobody else change anything of these groups before this transaction ends."""
        waiting = schema.deliveries
        for table in (schema.schedules, schema.groups, schema.rounds):
            await self._lock_rows(table, groups, table.c.id)
        await self._lock_rows(schema.members, groups, schema.members.c.id, whole=True)
        # In the order in which dispatchers take them: one that just sends has the oldest.
        pending = waiting.c.state == DeliveryState.PENDING
        await self._lock_rows(waiting, groups, waiting.c.created_at, waiting.c.key, only=pending)
        # Only now, when whoever locked any of these is done: nobody adds to these groups any more.
        await self._lock_rows(schema.groups, groups, schema.groups.c.id, whole=True)

    async def of_workspace(self, workspace: Workspace) -> frozenset[GroupId]:
        """Return the groups that have a channel in the workspace, or were founded there."""
        table = schema.channels
        there = table.c.platform == workspace.platform, table.c.workspace == workspace.address
        now, founded = select(table.c.group).where(*there), select(table.c.home).where(*there)
        return await self._set(now.union(founded))

    async def remove_alone(self, groups: Collection[GroupId]) -> None:
        """Remove those of the groups that have no channel, with everything of theirs."""
        table = schema.channels
        query = select(table.c.group).union(select(table.c.home))
        alone = set(groups) - await self._set(query)
        members = schema.members
        people = await self._set(select(members.c.person).where(members.c.group.in_(alone)))
        await take_out_of_groups(self._connection, alone)
        for each in reversed(schema.metadata.sorted_tables):
            if each not in schema.OF_NO_GROUP:
                await self._connection.execute(delete(each).where(_is_of(each, alone)))
        for group in alone:
            await forget_secrets(self._connection, group)
        await remove_strangers(self._connection, people)
        await remove_unused(self._connection)

    async def add_channel(self, channel: Channel) -> None:
        await self._insert(schema.channels, [channel])

    async def update_channel(
        self, channel: ChannelId, **changes: Unpack[ChannelChanges]
    ) -> Channel:
        """Write what is named, and return the channel as it is then."""
        table = schema.channels
        query: Executable = select(table).where(table.c.id == channel)
        if changes:
            query = update(table).where(table.c.id == channel).values(**changes).returning(table)
        return await self._get(Channel, query, NotFound("channel", channel))

    async def channel(self, channel: ChannelId) -> Channel:
        query = select(schema.channels).where(schema.channels.c.id == channel)
        return await self._get(Channel, query, NotFound("channel", channel))

    async def channels_of(self, channels: Iterable[ChannelId]) -> Mapping[ChannelId, Channel]:
        """Return those of the channels that there are."""
        wanted = set(channels)
        if not wanted:
            return {}
        query = select(schema.channels).where(schema.channels.c.id.in_(wanted))
        return {each.id: each for each in await self._all(Channel, query)}

    async def organised_by(self, account: Account) -> Sequence[Group]:
        """Return the groups where the account is an organiser by name."""
        word = f"{account.platform}:{account.subject}"
        table = schema.groups
        named = type_coerce(table.c.organisers, Text)
        query = select(table).where(named.contains(word, autoescape=True))
        found = await self._all(Group, query.order_by(table.c.id))
        return [each for each in found if word in each.organisers]

    async def owned_by(self, account: Account) -> Sequence[Channel]:
        """Return the channels that the account set up."""
        table = schema.channels
        theirs = table.c.platform == account.platform, table.c.owner == account.subject
        return await self._all(Channel, select(table).where(*theirs).order_by(table.c.id))

    async def around(self, channel: ChannelId) -> frozenset[GroupId]:
        """Return the group that a channel answers for, and the one that was founded there."""
        table = schema.channels
        query = select(table.c.group, table.c.home).where(table.c.id == channel)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("channel", channel)
        return frozenset(GroupId(each) for each in row)

    async def find_channel(self, platform: str, address: str) -> Channel | None:
        table = schema.channels
        query = select(table).where(table.c.platform == platform, table.c.address == address)
        return await self._find(Channel, query)

    async def writing(self, platform: str) -> Mapping[str, bool]:
        """Return whether answers may be written in a platform's channels, by their addresses."""
        table = schema.channels
        query = select(table.c.address, table.c.written).where(table.c.platform == platform)
        rows = await self._connection.execute(query)
        return {row.address: bool(row.written) for row in rows}

    async def find_room(self, home: GroupId) -> Channel | None:
        """Return the room on the web that was made for a group, wherever it is linked to."""
        table = schema.channels
        query = select(table).where(table.c.platform == "web", table.c.home == home)
        return await self._find(Channel, query.order_by(table.c.id).limit(1))

    async def rooms(self) -> Sequence[Channel]:
        """Return all rooms on the web."""
        table = schema.channels
        query = select(table).where(table.c.platform == "web").order_by(table.c.id)
        return await self._all(Channel, query)

    async def channels(self, group: GroupId) -> Sequence[Channel]:
        table = schema.channels
        query = select(table).where(table.c.group == group).order_by(table.c.id)
        return await self._all(Channel, query)

    async def with_channels(
        self, groups: Iterable[GroupId]
    ) -> Mapping[GroupId, tuple[Group, Sequence[Channel]]]:
        """Return those of the groups that have channels, and these."""
        kinds = (Group, schema.groups.c), (Channel, schema.channels.c)
        found: dict[GroupId, tuple[Group, list[Channel]]] = {}
        for row in await self._connection.execute(_WITH_CHANNELS, {"of": padded(groups)}):
            (group, channel), _ = parts_of(row, *kinds)
            found.setdefault(group.id, (group, []))[1].append(channel)
        return found

    async def channels_of_workspace(self, platform: str, address: str) -> Sequence[Channel]:
        """Return a workspace's channels without those that are gone."""
        table = schema.channels
        query = select(table).where(
            table.c.platform == platform, table.c.workspace == address, table.c.gone.is_(False)
        )
        return await self._all(Channel, query.order_by(table.c.id))

    async def workspaces_of(self, channels: Collection[ChannelId]) -> Mapping[ChannelId, str]:
        """Return the address of each channel's workspace."""
        table = schema.channels
        query = select(table.c.id, table.c.workspace).where(table.c.id.in_(padded(channels)))
        return {row.id: row.workspace for row in await self._connection.execute(query)}

    async def in_reach(self, groups: Iterable[GroupId]) -> Mapping[GroupId, Sequence[Channel]]:
        """Return each group's channels that can be asked something now."""
        table = schema.channels
        query = _in_reach().where(table.c.group.in_(padded(groups)), table.c.left_out.is_(False))
        found = defaultdict[GroupId, list[Channel]](list)
        for channel in await self._all(Channel, query):
            found[channel.group].append(channel)
        return found

    async def add_audiences(self, audiences: Mapping[RoundId, Iterable[Channel]]) -> None:
        """Note, once and for all, which channels each round is told in."""
        await self._insert(
            schema.audience,
            (
                {"round": round_, "channel": channel.id}
                for round_, channels in audiences.items()
                for channel in channels
            ),
        )

    async def audiences(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Sequence[Channel]]:
        """Return of each round's audience the channels where something can be posted now."""
        table, audience = schema.channels, schema.audience
        query = _in_reach().join(audience, audience.c.channel == table.c.id)
        query = query.where(audience.c.round.in_(set(rounds))).add_columns(audience.c.round)
        found = defaultdict[RoundId, list[Channel]](list)
        for row in await self._connection.execute(query):
            (channel,), (round_,) = parts_of(row, (Channel, table.c))
            found[round_].append(channel)
        return found

    async def told_in(self, round_: RoundId) -> Sequence[Channel]:
        """Return a round's whole audience, whatever became of its channels."""
        table, audience = schema.channels, schema.audience
        query = select(table).join(audience, audience.c.channel == table.c.id)
        query = query.where(audience.c.round == round_).order_by(table.c.id)
        return await self._all(Channel, query)

    async def told_in_of(self, rounds: Iterable[RoundId]) -> Mapping[RoundId, Sequence[Channel]]:
        """Return each round's whole audience, as `told_in`."""
        table, audience = schema.channels, schema.audience
        query = select(table, audience.c.round).join(audience, audience.c.channel == table.c.id)
        query = query.where(audience.c.round.in_(set(rounds))).order_by(table.c.id)
        found = defaultdict[RoundId, list[Channel]](list)
        for row in await self._connection.execute(query):
            (channel,), (round_,) = parts_of(row, (Channel, table.c))
            found[round_].append(channel)
        return found

    async def of_picture(self, picture: PictureId) -> Sequence[Channel]:
        """Return the channels where somebody may see a picture.

        In these a round was told that has it in a reply, or that is of a deck which shows it, or
        their group has planned one of such a deck.
        """
        table, audience, links = schema.channels, schema.audience, schema.reply_pictures
        rounds, planned = schema.rounds, schema.schedules
        told = select(audience.c.channel).join(links, links.c.round == audience.c.round)
        shelf = schema.deck_pictures
        decks = select(shelf.c.deck).where(shelf.c.picture == picture)
        asked = select(audience.c.channel).join(rounds, rounds.c.id == audience.c.round)
        query = select(table).where(
            or_(
                table.c.id.in_(told.where(links.c.picture == picture)),
                table.c.id.in_(asked.where(rounds.c.deck.in_(decks))),
                table.c.group.in_(select(planned.c.group).where(planned.c.deck.in_(decks))),
            )
        )
        return await self._all(Channel, query.order_by(table.c.id))

    async def heard_in(self, group: GroupId) -> Sequence[Channel]:
        """Return the channels where the group talks, and where any of its rounds was told."""
        table, audience, rounds = schema.channels, schema.audience, schema.rounds
        told = select(audience.c.channel).join(rounds, rounds.c.id == audience.c.round)
        told = told.where(rounds.c.group == group)
        query = select(table).where(or_(table.c.group == group, table.c.id.in_(told)))
        return await self._all(Channel, query.order_by(table.c.id))

    async def awaiting(self, members: Collection[MemberId]) -> Sequence[Channel]:
        """Return the channels where a question was told that awaits a reply by these members."""
        table, audience, known = schema.channels, schema.audience, schema.members
        rounds, replies = schema.rounds, schema.replies
        groups = select(known.c.group).where(known.c.id.in_(members))
        replied = replies.c.round == rounds.c.id, replies.c.member.in_(members)
        told = select(audience.c.channel).join(rounds, rounds.c.id == audience.c.round)
        told = told.where(schema.is_open, rounds.c.group.in_(groups))
        told = told.where(~select(replies.c.round).where(*replied).exists())
        query = select(table).where(table.c.id.in_(told)).order_by(table.c.id)
        return await self._all(Channel, query)

    async def of_channels(self, channels: Collection[ChannelId]) -> Sequence[Group]:
        """Return the groups of these channels, in the order of their names."""
        table, groups = schema.channels, schema.groups
        its = select(table.c.group).where(table.c.id.in_(channels))
        query = select(groups).where(groups.c.id.in_(its)).order_by(groups.c.name, groups.c.id)
        return await self._all(Group, query)

    async def near(self, person: PersonId | None, places: Collection[str]) -> Sequence[Channel]:
        """Return the channels that a person may be able to read: nothing says that they can.

        Those of their groups, and the others in the same workspaces or in those named.
        """
        table, members = schema.channels, schema.members
        groups = select(members.c.group).where(members.c.person == person)
        own = or_(table.c.group.in_(groups), table.c.home.in_(groups))
        same = table.alias("same")
        beside = select(same.c.id).where(
            or_(same.c.group.in_(groups), same.c.home.in_(groups)),
            same.c.platform == table.c.platform,
            same.c.workspace == table.c.workspace,
        )
        query = select(table).where(or_(own, beside.exists(), table.c.workspace.in_(places)))
        return await self._all(Channel, query.order_by(table.c.id))

    async def _lock_rows(
        self,
        table: Table,
        groups: Iterable[GroupId],
        *order: Column[Any],
        whole: bool = False,
        only: ColumnElement[bool] | None = None,
    ) -> None:
        owner = table.c.id if table is schema.groups else table.c.group
        query = select(table.primary_key.columns[0]).where(owner.in_(set(groups)))
        if only is not None:
            query = query.where(only)
        # A whole lock also keeps others from adding rows that refer to these.
        query = query.order_by(*order).with_for_update(key_share=not whole)
        await self._connection.execute(query)


def _in_reach() -> Select[Any]:
    """Channels that were not deleted, in workspaces that did not send the bot away."""
    table, workspaces = schema.channels, schema.workspaces
    there = and_(
        workspaces.c.platform == table.c.platform, workspaces.c.address == table.c.workspace
    )
    query = select(table).outerjoin(workspaces, there).order_by(table.c.id)
    return query.where(table.c.gone.is_(False), workspaces.c.left_at.is_(None))


async def forget_secrets(connection: AsyncConnection, group: GroupId) -> None:
    """Remove the secrets of the group's links, which have its id in their names."""
    name = schema.key_values.c.name
    query = delete(schema.key_values).where(name.endswith(f":{group}", autoescape=True))
    await connection.execute(query)


def _is_of(table: Table, groups: Collection[GroupId]) -> ColumnElement[bool]:
    """Return the condition for the groups' rows: those that name one, or a row that does."""
    if table is schema.groups:
        return table.c.id.in_(groups)
    if "group" in table.c:
        return table.c.group.in_(groups)
    return or_(
        false(),
        *(
            key.parent.in_(select(key.column).where(_is_of(key.column.table, groups)))
            for key in table.foreign_keys
        ),
    )
