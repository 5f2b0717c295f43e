"""Who deletes themselves organises nothing any more, and hears nothing of channels, if others can.

A place's `owner` is who hears what goes wrong there: to leave nobody would leave it unheard.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.audit import Act, Actor
from bot.core.models import Account, Channel, Group, Workspace, WorkspaceId
from bot.services.audit import note
from bot.services.context import Context
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Named:
    """Where accounts are named as organisers."""

    workspaces: Sequence[Workspace] = ()
    groups: Sequence[Group] = ()


@dataclass(frozen=True, slots=True)
class Stays:
    """What goes on naming somebody who deletes themselves: nobody else is there to be told.

    Workspaces that they brought the bot into or own, and channels there which they set up.
    """

    workspaces: Sequence[Workspace] = ()
    channels: Sequence[Channel] = ()


async def named_in(tx: Transaction, accounts: Collection[Account]) -> Named:
    """Return where any of the accounts is an organiser by name."""
    workspaces = [await tx.workspaces.organised_by(each) for each in accounts]
    groups = {each.id: each for one in accounts for each in await tx.groups.organised_by(one)}
    return Named([each for found in workspaces for each in found], list(groups.values()))


async def dismiss(
    tx: Transaction, context: Context, accounts: Collection[Account]
) -> frozenset[WorkspaceId]:
    """Take accounts out of where they are named, as whoever has locked all that may do.

    Return the workspaces. The log says no name: who it is about is gone.
    """
    words = {_word(each) for each in accounts}
    by = Actor(next((each.platform for each in accounts), ""))
    found = await named_in(tx, accounts)
    for workspace in found.workspaces:
        left = [e for e in workspace.organisers if f"{workspace.platform}:{e}" not in words]
        await tx.workspaces.update(workspace, organisers=tuple(left))
        await note(tx, context, Act.ORGANISER_DISMISSED, workspace=workspace.id, actor=by)
    for group in found.groups:
        others = tuple(each for each in group.organisers if each not in words)
        await tx.groups.update(group.id, organisers=others)
        await note(tx, context, Act.ORGANISER_DISMISSED, group=group.id, actor=by)
    for account in accounts:
        for channel, heir in await _heirs(tx, account):
            if heir is not None:
                await tx.groups.update_channel(channel.id, owner=heir)
    return frozenset(each.id for each in found.workspaces)


async def stays(tx: Transaction, accounts: Collection[Account]) -> Stays:
    """Return what would go on naming whoever has the accounts."""
    workspaces = [await tx.workspaces.owned_by(each) for each in accounts]
    owned = [pair for each in accounts for pair in await _heirs(tx, each)]
    return Stays(
        [each for found in workspaces for each in found],
        [channel for channel, heir in owned if heir is None],
    )


async def _heirs(tx: Transaction, account: Account) -> list[tuple[Channel, str | None]]:
    """Return the channels that an account set up, each with who is told instead, None for nobody.

    Whoever answers for the workspace, else who organises it or the group by name.
    """
    found = list[tuple[Channel, str | None]]()
    for channel in await tx.groups.owned_by(account):
        workspace = await tx.workspaces.find(channel.platform, channel.workspace)
        own = f"{channel.platform}:"
        named = (await tx.groups.get(channel.group)).organisers
        others = [each.removeprefix(own) for each in named if each.startswith(own)]
        if workspace is not None:
            others = [workspace.owner, *workspace.organisers, *others]
        heirs = (each for each in others if each and each != account.subject)
        found.append((channel, next(heirs, None)))
    return found


def _word(account: Account) -> str:
    return f"{account.platform}:{account.subject}"
