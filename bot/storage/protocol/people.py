"""Groups, their members, and the places where they are installed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.invitations import Invitation
from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    GroupId,
    Identity,
    Member,
    MemberId,
    Reply,
    Session,
    Workspace,
)


class Groups(Protocol):
    """Groups and the channels where they talk."""

    async def add(self, group: Group) -> None: ...
    async def get(self, group: GroupId) -> Group: ...
    async def find(self, group: GroupId) -> Group | None: ...
    async def all(self) -> Sequence[Group]: ...
    async def change(self, group: Group) -> None: ...
    async def ensure(self, group: Group, channel: Channel) -> Group:
        """Add the group with its channel unless it is there; return the one there."""

    async def lock(self, groups: Iterable[GroupId]) -> None:
        """Let other writers that ask for one of these groups wait until this one has ended."""

    async def add_channel(self, channel: Channel) -> None: ...
    async def change_channel(self, channel: Channel) -> None: ...
    async def channel(self, channel: ChannelId) -> Channel: ...
    async def channels(self, group: GroupId) -> Sequence[Channel]: ...
    async def find_channel(self, platform: str, address: str) -> Channel | None: ...


class Workspaces(Protocol):
    """Servers and workspaces, and the codes that join their groups."""

    async def ensure(self, workspace: Workspace) -> Workspace:
        """Add the workspace unless it is there; return the one there."""

    async def find(self, platform: str, address: str) -> Workspace | None: ...
    async def to_change(self, platform: str, address: str) -> Workspace | None:
        """Find a workspace that nobody else changes, nor joins its group to another, meanwhile."""

    async def change(self, workspace: Workspace) -> None: ...
    async def drop_waiting(self, workspace: Workspace) -> None:
        """Let nothing more go out to the workspace's channels that waits to."""

    async def of_group(self, group: GroupId) -> Sequence[Workspace]: ...
    async def of_platform(self, platform: str) -> Sequence[Workspace]: ...
    async def left_before(self, time: datetime) -> Sequence[Workspace]:
        """Return the workspaces that the bot was sent away from before a time."""

    async def remove(self, workspace: Workspace) -> None:
        """Take the workspace out, with its channels and all that went there."""

    async def invite(self, invitation: Invitation) -> None: ...
    async def find_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Return what a code is for; None when there is none, or it is too old."""

    async def take_invitation(self, code_hash: str, now: datetime) -> Invitation | None:
        """Use a code up and return what it was for; None when there is none, or it is too old."""


class Members(Protocol):
    """Members, their accounts on the platforms, and the browsers they use."""

    async def add(self, member: Member) -> None: ...
    async def get(self, member: MemberId) -> Member: ...
    async def change(self, member: Member) -> None: ...
    async def named(self, group: GroupId, name: str) -> Member | None: ...
    async def of_group(self, group: GroupId) -> Sequence[Member]: ...
    async def add_identity(self, identity: Identity) -> None: ...
    async def find_identity(self, group: GroupId, platform: str, subject: str) -> Member | None: ...
    async def subject(self, member: MemberId, platform: str) -> str | None:
        """Return the platform's id of the member, None for one who has no account there."""

    async def identities_of(self, member: MemberId) -> Sequence[Identity]: ...
    async def identities_in(self, group: GroupId) -> Sequence[Identity]:
        """Return the accounts of all of the group's members."""

    async def hold(self, members: Iterable[MemberId]) -> frozenset[MemberId]:
        """Return those there are, none of whom is removed before this transaction ends."""

    async def to_remove(self, member: MemberId) -> Member:
        """Get a member about whom nobody else writes anything before this transaction ends."""

    async def remove(self, member: MemberId) -> None:
        """Remove the member with their accounts, browsers, codes and reminders.

        What they replied and said is to be removed before. An admin's browser stays one.
        """

    async def add_session(self, session: Session) -> None: ...
    async def find_session(self, token_hash: str) -> Session | None: ...
    async def change_session(self, session: Session) -> None: ...
    async def remove_session(self, token_hash: str) -> None: ...


class Merging(Protocol):
    """Two that become one. Nothing of either is lost."""

    async def hold(self, groups: Collection[GroupId]) -> None:
        """Let nobody else change anything of these groups before this transaction ends."""

    async def join_groups(self, goes: GroupId, stays: GroupId) -> None:
        """Give all of one group to another, and remove it. Both are held.

        No name or title may be in both, and who has one account in both is one member already.
        What is still to be told of a round goes to the channels that its group had.
        """

    async def join_members(
        self, into: Mapping[MemberId, MemberId], *, keep_both: bool
    ) -> Sequence[Reply]:
        """Give all of each member to the one they go into, and remove them. Their groups are held.

        Nobody who goes is one into whom others go. Where both replied in one round, the later saved
        text stays. The earlier one stays above it when the round is over, or with `keep_both`; else
        it is returned. Of ratings, votes and reminder requests the later stays; a vote for
        oneself is taken back.
        """


class Removal(Protocol):
    """What is to leave nothing behind."""

    async def remove_group(self, group: GroupId) -> None:
        """Remove a group with everything of it, in every table."""
