"""What becomes of channels on their platforms: closed and open again, renamed, with another id.

A platform tells what happened, perhaps twice: nothing here minds. Of a channel where nothing was
ever asked nothing is kept; of one that workspaces share, what its own workspace is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum

from bot.core.limits import MAX_WORKSPACE_NAME
from bot.core.models import Channel
from bot.core.naming import safe_line
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import STILL_NEWS, Notice, about_channel, make_up, tell_admins
from bot.services.pausing import CHANNEL_GONE, go_on, pause_unheard
from bot.storage.transaction import Transaction

_NOT_THERE = "it is not there any more"


class MentionLost(StrEnum):
    """How whom questions mention was lost, as the notice is called that says so."""

    ROLE = "role-gone"
    GROUP = "user-group-gone"
    PERSON = "mentioned-gone"


class ChannelService:
    """Follows the platforms."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def of_workspace(self, platform: str, workspace: str) -> list[Channel]:
        """Return the channels of a workspace that are known, and there as far as is known."""
        async with self._context.store.reading() as tx:
            return list(await tx.groups.channels_of_workspace(platform, workspace))

    async def close(
        self, platform: str, workspace: str, address: str, reason: str = _NOT_THERE
    ) -> None:
        """Note that nothing can be told or read there now; pause what reaches nobody else.

        Where something was going on, who set the channel up and the group's others are told.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            found = await _found(tx, platform, workspace, address)
            if found is None or found.gone:
                return
            # Schedules before channels: everybody locks in one order.
            planned = await tx.schedules.of_groups_for_update([found.group])
            await tx.groups.update_channel(found.id, gone=True)
            in_reach = (await tx.groups.in_reach([found.group])).get(found.group, ())
            is_told = any(each.reason == CHANNEL_GONE for each in planned)
            is_busy = await tx.rounds.open_now(found.group) or any(each.next_at for each in planned)
            if is_busy and not is_told:
                about = f"{found.id}:{now.timestamp()}"
                home = await tx.workspaces.find(platform, workspace)
                values = about_channel(found, home) | {"reason": reason}
                del values["address"]  # nothing leads there any more
                if reason == _NOT_THERE:
                    values["deleted"] = "yes"
                notice = Notice(found.group, about, CHANNEL_GONE, values)
                told = {found.group: [found, *in_reach]}
                await tell_admins(tx, [notice], now, channels=told)
            await pause_unheard(tx, planned, in_reach, CHANNEL_GONE)
        self._publish(found)

    async def open(self, platform: str, workspace: str, address: str) -> None:
        """Note that the channel is there again, and tell there how rounds ended meanwhile.

        What paused because it was out of reach goes on, and organisers hear of that.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            found = await _found(tx, platform, workspace, address)
            if found is None:
                return
            planned = await tx.schedules.of_groups_for_update([found.group])
            if found.gone:
                back = await tx.groups.update_channel(found.id, gone=False)
                await make_up(tx, [back], now)
            else:
                await tx.deliveries.revive_questions([found.group], now)
                await tx.deliveries.revive_reveals([found.id], now - STILL_NEWS, now)
                await tx.deliveries.revive_greetings([found.id], now)
            await go_on(tx, planned, now)
        self._publish(found)

    async def out_of_reach(self, platform: str, workspace: str) -> list[Channel]:
        """Return the channels of whose groups something rests because one could not be reached.

        And those where a question that is open still, a late reveal or the greeting could not be
        posted.
        """
        async with self._context.store.reading() as tx:
            resting = await tx.schedules.resting_in(platform, workspace, CHANNEL_GONE)
            since = self._context.clock() - STILL_NEWS
            unasked = await tx.deliveries.unasked_in(platform, workspace, since)
        return list({each.id: each for each in (*resting, *unasked)}.values())

    async def role_gone(self, platform: str, workspace: str, roles: Collection[str]) -> None:
        """Mention no role with a question any more that is none of `roles`, all that there are.

        Who set the channel up, and the group's others, hear of it.
        """

        def is_lost(channel: Channel) -> bool:
            return channel.mention_role is not None and channel.mention_role not in roles

        await self._unmention(platform, workspace, is_lost, MentionLost.ROLE)

    async def mention_gone(
        self, platform: str, workspace: str, who: str, lost: MentionLost
    ) -> None:
        """Mention with no question any more who was `lost`; organisers hear of it, as of a role."""
        await self._unmention(platform, workspace, lambda each: each.mention_role == who, lost)

    async def _unmention(
        self, platform: str, workspace: str, is_lost: Callable[[Channel], bool], how: MentionLost
    ) -> None:
        if not any(is_lost(each) for each in await self.of_workspace(platform, workspace)):
            return
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            known = await tx.groups.channels_of_workspace(platform, workspace)
            home = await tx.workspaces.find(platform, workspace)
            notices = list[Notice]()
            for each in filter(is_lost, known):
                await tx.groups.update_channel(each.id, mention_role=None)
                values = about_channel(each, home) | {"of_role": each.id}
                about = f"{each.id}:{now.timestamp()}"
                notices.append(Notice(each.group, about, how.value, values))
            await tell_admins(tx, notices, now)

    async def rename(self, platform: str, workspace: str, address: str, name: str) -> None:
        """Call it as its platform does, and a group so that was called after it."""
        async with self._context.store.writing() as tx:
            found = await _found(tx, platform, workspace, address)
            if found is not None:
                name = safe_line(name, found.name, MAX_WORKSPACE_NAME)
                await tx.groups.update_channel(found.id, name=name)
                if (await tx.groups.get(found.group)).name == found.name:
                    await tx.groups.update(found.group, name=name)

    async def move(self, platform: str, workspace: str, old: str, new: str) -> None:
        """Let a channel have another address, unless that is another channel's already."""
        async with self._context.store.writing() as tx:
            found = await _found(tx, platform, workspace, old)
            if found is not None and await tx.groups.find_channel(platform, new) is None:
                await tx.groups.update_channel(found.id, address=new)

    def _publish(self, channel: Channel) -> None:
        self._context.live.publish(channel.group, Topic.ROUNDS)


async def _found(tx: Transaction, platform: str, workspace: str, address: str) -> Channel | None:
    found = await tx.groups.find_channel(platform, address)
    return found if found is not None and found.workspace == workspace else None
