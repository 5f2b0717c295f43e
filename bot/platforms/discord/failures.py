"""What goes wrong between Discord and us, as the port and the log know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
import discord

from bot.platforms.port import (
    ChannelGone,
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnclear,
    DirectMessagesClosed,
    MessageGone,
    PersonGone,
)

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
UNKNOWN_USER = 10013
UNKNOWN_INTERACTION = 10062
ARCHIVED = 50083
THREAD_EXISTS = 160004
TOO_MANY_THREADS = 160006
TAG_REQUIRED = 40067
CANNOT_WRITE_TO_USER = 50007
_PERSON: Mapping[int, tuple[type[PersonGone], str]] = {
    CANNOT_WRITE_TO_USER: (
        DirectMessagesClosed,
        "this person takes no direct messages from Roundtable",
    ),
    UNKNOWN_USER: (PersonGone, "this person is not on Discord any more"),
}
# What no later attempt changes, but somebody there can.
_UNTIL_CHANGED: Mapping[int, str] = {
    TOO_MANY_THREADS: "the server has as many open threads and posts as Discord allows; close some",
    TAG_REQUIRED: (
        "each post there needs a tag, and there is none that everybody may give; add one in the "
        "channel’s settings, or turn “Require people to select tags when posting” off"
    ),
}
_CLOSED_TO_US = frozenset({50001, 50013})  # Missing Access, Missing Permissions
_TOO_MANY = 429
_UNAUTHORIZED = 401


def is_for_this_place_alone(refusal: discord.HTTPException) -> bool:
    """Say whether another place may take what this one refused: it is not about us, or the line."""
    is_of_discord = isinstance(refusal, discord.DiscordServerError)
    return not is_of_discord and refusal.status not in (_TOO_MANY, _UNAUTHORIZED)


@contextmanager
def as_port_failures() -> Iterator[None]:
    """Raise what `bot.platforms.port` promises instead of discord.py's and aiohttp's errors."""
    try:
        yield
    except discord.RateLimited as error:
        raise DeliveryFailed("Discord asks to wait", error.retry_after) from error
    except discord.DiscordServerError as error:
        raise DeliveryUnclear(f"Discord failed with {error.status}") from error
    except discord.HTTPException as error:
        raise _refused(error) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise DeliveryUnclear(f"the line to Discord broke ({type(error).__name__})") from error


def _refused(error: discord.HTTPException) -> Exception:
    if error.code in _PERSON:
        kind, words = _PERSON[error.code]
        return kind(words)
    if error.code in _CLOSED_TO_US:
        return ChannelGone(error.text or "Discord does not allow it")
    if error.code in (UNKNOWN_CHANNEL, UNKNOWN_MESSAGE):
        return MessageGone("it was deleted")
    return _failed(error)


def _failed(error: discord.HTTPException) -> DeliveryFailed:
    if error.code in _UNTIL_CHANGED:
        return DeliveryRefused(_UNTIL_CHANGED[error.code])
    if error.status == _TOO_MANY:
        return DeliveryFailed("Discord asks to wait", retry_after(error))
    if error.status == _UNAUTHORIZED:
        return DeliveryFailed("Discord does not know the token any more")
    return DeliveryFailed(f"Discord refused it with {error.status}: {error.text}")


def retry_after(error: discord.HTTPException) -> float | None:
    """Return for how many seconds Discord asks to be left alone, None where it does not."""
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None
