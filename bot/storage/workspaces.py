"""Where Roundtable is installed, and the codes that link what is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Executable,
    Select,
    Text,
    and_,
    delete,
    select,
    type_coerce,
    update,
)

from bot.core.deliveries import DeliveryState
from bot.core.invitations import Invitation
from bot.core.models import (
    SHIPPED,
    Account,
    GroupId,
    Workspace,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.audit import forget_workspace
from bot.storage.persons import forget_organisers
from bot.storage.pictures import remove_unused
from bot.storage.repository import Repository


class WorkspaceChanges(TypedDict, total=False):
    """What changes of a workspace; the fields of `Workspace`."""

    organisers: tuple[str, ...]
    owner: str
    name: str
    left_at: datetime | None


class WorkspaceRepository(Repository):
    """Servers and workspaces, and the codes that join their groups."""

    async def ensure(self, workspace: Workspace) -> Workspace:
        """Add the workspace unless it is there; return the one there."""
        if await self._insert_once(schema.workspaces, workspace):
            return workspace
        query = select(schema.workspaces).where(_itself(workspace.platform, workspace.address))
        return await self._get(Workspace, query, NotFound("workspace", workspace.address))

    async def ensure_library(self, now: datetime) -> None:
        """Add the library of shipped packs, where nobody talks, unless it is there."""
        library = Workspace(SHIPPED, "pack", "shipped", "Library", now)
        await self._insert_once(schema.workspaces, library)

    async def find(self, platform: str, address: str) -> Workspace | None:
        query = select(schema.workspaces).where(_itself(platform, address))
        return await self._find(Workspace, query)

    async def name_of(self, workspace: WorkspaceId) -> str:
        """Return what a workspace is called. Raises NotFound."""
        query = select(schema.workspaces.c.name).where(schema.workspaces.c.id == workspace)
        name = await self._connection.scalar(query)
        if name is None:
            raise NotFound("workspace", workspace)
        return str(name)

    async def addresses_of(self, workspace: WorkspaceId) -> tuple[str, str]:
        """Return a workspace's platform, and its address there. Raises NotFound."""
        table = schema.workspaces
        query = select(table.c.platform, table.c.address).where(table.c.id == workspace)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("workspace", workspace)
        return row.platform, row.address

    async def find_for_update(self, platform: str, address: str) -> Workspace | None:
        """Find a workspace that nobody else changes meanwhile."""
        query = select(schema.workspaces).where(_itself(platform, address))
        return await self._find(Workspace, query.with_for_update(key_share=True))

    async def update(self, workspace: Workspace, **changes: Unpack[WorkspaceChanges]) -> Workspace:
        """Write what is named, and return the workspace as it is then."""
        table, itself = schema.workspaces, _itself(workspace.platform, workspace.address)
        query: Executable = select(table).where(itself)
        if changes:
            query = update(table).where(itself).values(**changes).returning(table)
        return await self._get(Workspace, query, NotFound("workspace", workspace.address))

    async def of_group(self, group: GroupId) -> Sequence[Workspace]:
        """Return where the group has a channel."""
        table = schema.workspaces
        query = select(table).where(of_workspaces_of(group))
        return await self._all(Workspace, query.order_by(table.c.platform, table.c.address))

    async def organised_by(self, account: Account) -> Sequence[Workspace]:
        """Return the workspaces where the account is an organiser by name."""
        table = schema.workspaces
        query = select(table).where(
            table.c.platform == account.platform,
            type_coerce(table.c.organisers, Text).contains(account.subject, autoescape=True),
        )
        found = await self._all(Workspace, query.order_by(table.c.id))
        return [each for each in found if account.subject in each.organisers]

    async def owned_by(self, account: Account) -> Sequence[Workspace]:
        """Return the workspaces that the account owns, or brought the bot into."""
        table = schema.workspaces
        theirs = table.c.platform == account.platform, table.c.owner == account.subject
        return await self._all(Workspace, select(table).where(*theirs).order_by(table.c.name))

    async def lock(self, workspace: WorkspaceId) -> None:
        """Let no other writer that asks for it go on before this one has ended."""
        query = select(schema.workspaces.c.id).where(schema.workspaces.c.id == workspace)
        await self._connection.execute(query.with_for_update(key_share=True))

    async def of_platform(self, platform: str) -> Sequence[Workspace]:
        table = schema.workspaces
        query = select(table).where(table.c.platform == platform).order_by(table.c.address)
        return await self._all(Workspace, query)

    async def left_before(self, time: datetime) -> Sequence[Workspace]:
        """Return the workspaces that the bot was sent away from before a time."""
        table = schema.workspaces
        channels, decks = schema.channels, schema.decks
        there = channels.c.platform == table.c.platform, channels.c.workspace == table.c.address
        # One that is kept for the sake of a deck has nothing more to remove.
        is_purged = and_(
            ~select(channels.c.id).where(*there).exists(),
            select(decks.c.id).where(decks.c.workspace == table.c.id).exists(),
        )
        query = select(table).where(table.c.left_at < time, ~is_purged).order_by(table.c.left_at)
        return await self._all(Workspace, query)

    async def drop_waiting(self, workspace: Workspace) -> None:
        """Let nothing more go out to the workspace's channels that waits to."""
        table = schema.deliveries
        waiting = table.c.channel.in_(_channels(workspace)), table.c.state == DeliveryState.PENDING
        ended = {"state": DeliveryState.DROPPED, "next_attempt_at": None, "leased_until": None}
        await self._connection.execute(update(table).where(*waiting).values(ended))

    async def remove(self, workspace: Workspace) -> None:
        """Take the workspace out, which has no channel any more.

        Of its decks stays what another workspace's group was asked, with its answers, and as long
        as there is any of that, the workspace's name.
        """
        await self._remove_decks(workspace)
        itself = _itself(workspace.platform, workspace.address)
        await self._forget_installations(itself)
        await forget_organisers(self._connection, workspace.id)
        await forget_workspace(self._connection, workspace.id)
        decks = schema.decks.c.workspace == workspace.id
        if not await self._count(schema.decks, decks):
            await self._connection.execute(delete(schema.workspaces).where(itself))

    async def remove_channels(self, workspace: Workspace) -> None:
        """Take the workspace's channels out, with all that went there."""
        there = _channels(workspace)
        sent = schema.deliveries, schema.archived_deliveries
        for table in (schema.web_messages, *sent, schema.audience):
            await self._connection.execute(delete(table).where(table.c.channel.in_(there)))
        await self._connection.execute(delete(schema.channels).where(_is_in(workspace)))

    async def _remove_decks(self, workspace: Workspace) -> None:
        drafts, decks, questions = schema.drafts, schema.decks, schema.questions
        edits, history = schema.deck_edits, schema.reference_changes
        its = select(decks.c.id).where(decks.c.workspace == workspace.id)
        unasked = select(questions.c.id).where(
            questions.c.deck.in_(its), questions.c.id.not_in(select(schema.rounds.c.question))
        )
        unused = its.where(decks.c.id.not_in(select(schema.rounds.c.deck)))
        sources, answers, schedules = schema.sources, schema.answers, schema.schedules
        for query in (
            delete(drafts).where(drafts.c.workspace == workspace.id),
            # What decks that stay said before: nobody is there any more to undo an edit.
            delete(edits).where(edits.c.deck.in_(its)),
            *(
                delete(decided).where(decided.c.deck.in_(its))
                for decided in (schema.decided_wordings, schema.decided_answers)
            ),
            delete(answers).where(answers.c.question.in_(unasked)),
            delete(history).where(history.c.deck.in_(its)),
            delete(questions).where(questions.c.id.in_(unasked)),
            delete(schedules).where(schedules.c.deck.in_(its)),
            delete(sources).where(sources.c.deck.in_(unused)),
            delete(decks).where(decks.c.id.in_(unused)),
        ):
            await self._connection.execute(query)
        await remove_unused(self._connection)

    async def _forget_installations(self, where: ColumnElement[bool]) -> None:
        """Remove what platforms' libraries keep of the workspaces for which a condition holds."""
        workspaces = schema.workspaces
        teams = select(workspaces.c.address).where(workspaces.c.platform == "slack", where)
        for table in (schema.slack_bots, schema.slack_installations):
            await self._connection.execute(delete(table).where(table.c.team_id.in_(teams)))

    async def invite(self, invitation: Invitation) -> None:
        await self._insert(schema.invitations, [invitation])

    async def find_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Return what a code is for; None when there is none, or it is too old."""
        table = schema.invitations
        query = select(table).where(table.c.code_hash == code_hash, table.c.expires_at > now)
        return await self._find(Invitation, query)

    async def take_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Use a code up and return what it was for; None when there is none, or it is too old."""
        table = schema.invitations
        query = delete(table).where(table.c.code_hash == code_hash).returning(table)
        found = await self._find(Invitation, query)
        return found if found is not None and found.expires_at > now else None

    async def remove_old_invitations(self, now: datetime) -> None:
        """Remove the codes that are too old to join anything."""
        table = schema.invitations
        await self._connection.execute(delete(table).where(table.c.expires_at <= now))


def of_workspaces_of(group: GroupId | WorkspaceId) -> ColumnElement[bool]:
    """Return the condition for the workspaces in which a group has a channel."""
    table, channels = schema.workspaces, schema.channels
    there = channels.c.platform == table.c.platform, channels.c.workspace == table.c.address
    return select(channels.c.id).where(channels.c.group == group, *there).exists()


def _itself(platform: str, address: str) -> ColumnElement[bool]:
    table = schema.workspaces
    return and_(table.c.platform == platform, table.c.address == address)


def _is_in(workspace: Workspace) -> ColumnElement[bool]:
    table = schema.channels
    return and_(table.c.platform == workspace.platform, table.c.workspace == workspace.address)


def _channels(workspace: Workspace) -> Select[Any]:
    return select(schema.channels.c.id).where(_is_in(workspace))
