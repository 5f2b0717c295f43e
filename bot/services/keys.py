"""Join links and desk links made anew, and the end of what the old ones opened, if so wished."""

from __future__ import annotations

from bot.core.audit import Act
from bot.core.models import GroupId, WorkspaceId
from bot.services.audit import note
from bot.services.context import Context
from bot.services.sessions import hash_of, tell_ended


class KeyService:
    """Ends what links opened. A room is named by the group that it was made for."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def joined_browsers(self, home: GroupId, token: str | None = None) -> int:
        """Return how many browsers `sign_joined_out` would sign out."""
        async with self._context.store.reading() as tx:
            room = await tx.groups.find_room(home)
            return await tx.persons.count_admitted(room.id, but=_hash(token)) if room else 0

    async def open_desks(self, workspace: WorkspaceId, token: str | None = None) -> int:
        """Return in how many browsers, but the one with the token, a workspace's desk is open."""
        now = self._context.clock()
        async with self._context.store.reading() as tx:
            return await tx.persons.count_desks(workspace, now, but=_hash(token))

    async def sign_joined_out(self, home: GroupId, token: str | None = None) -> int:
        """Sign out whom a room's join links let in, but the browser with the token.

        They stay members; a recovery link, or their chat, brings each back. Return how many
        browsers those were.
        """
        async with self._context.store.writing() as tx:
            room = await tx.groups.find_room(home)
            if room is None:
                return 0
            ended = await tx.persons.remove_admitted_sessions(room.id, but=_hash(token))
            await note(tx, self._context, Act.JOINED_SIGNED_OUT, group=room.group)
        tell_ended(self._context.live, ended)
        return len(ended)

    async def renew_desk_links(
        self, workspace: WorkspaceId, *, end: bool = False, token: str | None = None
    ) -> int:
        """Let no desk link be good any more that was made before.

        With `end` the desk closes in every browser where it is open, but that with the token.
        Return how many those were.
        """
        async with self._context.store.writing() as tx:
            await tx.persons.remove_desk_passes(workspace)
            closed = await tx.persons.close_desks(workspace, but=_hash(token)) if end else []
            act = Act.DESKS_CLOSED if end else Act.DESK_LINKS_RENEWED
            await note(tx, self._context, act, workspace=workspace)
        tell_ended(self._context.live, closed)
        return len(closed)


def _hash(token: str | None) -> str:
    return hash_of(token) if token else ""
