"""What admins have at hand on the fake Discord."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.e2e.club import Club
from tests.fakes.discord import FakeDiscord, Guild, Permission, Person, Upload
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.seen import Seen
from tests.fakes.eventually import eventually
from tests.fakes.study_deck import store_deck


async def second_deck(club: Club, title: str = "More bread") -> None:
    """Give the server another deck with the same questions."""
    store = club.bot.services.workspaces._context.store
    workspace = (await club.workspace()).id
    await store_deck(store, workspace, club.clock.now() + timedelta(seconds=1), title)
    club.bot.services.lookup.forget(workspace)


async def other_guild(club: Club, server: FakeDiscord) -> tuple[Guild, Channel, Person]:
    """Invite the bot into another server."""
    guild = server.guild("Tea club")
    channel, olga = guild.channel("leaves"), guild.member("Olga", Permission.MANAGE_GUILD)

    async def has_entered() -> bool:
        return await club.bot.services.workspaces.find("discord", str(guild.id)) is not None

    await eventually(has_entered)
    return guild, channel, olga


def silenced(channel: Channel, *permissions: Permission) -> Channel:
    """Deny the bot something in a channel."""
    assert channel.guild is not None
    for permission in permissions:
        channel.overwrite(channel.guild.world.bot, deny=permission)
    return channel


def said(seen: Seen) -> str:
    """Return what is to be read now: a mark that is escaped shows as itself."""
    return re.sub(r"\\([^\w\s])", r"\1", seen.text)


def file(name: str, text: str) -> Upload:
    return Upload(name, text.encode())
