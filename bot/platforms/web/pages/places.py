"""Where the room's group is besides the room, as the admin's pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Channel, ChannelId
from bot.core.places import Home
from bot.platforms.web.request_context import RequestContext
from bot.presentation.places import channel_words


@dataclass(frozen=True, slots=True)
class Places:
    """The group's homes and channels; `names` is what each channel is called."""

    homes: Sequence[Home]
    channels: Sequence[Channel]
    names: Mapping[ChannelId, str]

    def channels_in(self, home: Home) -> list[Channel]:
        """Return where the group talks in a home."""
        address = (home.platform, home.address)
        return [each for each in self.channels if (each.platform, each.home) == address]


async def places(context: RequestContext) -> Places:
    """Return where the group is at home, and where it talks."""
    homes = await context.services.homes.of_group(context.group.id)
    channels = await context.services.groups.channels(context.group.id)
    by_address = {(home.platform, home.address): home for home in homes}
    names = {each.id: _name(each, by_address.get((each.platform, each.home))) for each in channels}
    return Places(homes, channels, names)


def _name(channel: Channel, home: Home | None) -> str:
    words = channel_words(channel, None, home)
    words = f"{words[:1].upper()}{words[1:]}"
    # Only the platform knows what a channel is called; its id tells two of one home apart.
    return f"{words} ({channel.address})" if home else words
