"""What goes wrong between Slack and us, as the port knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.port import (
    ChannelGone,
    DeliveryFailed,
    DeliveryUnclear,
    MessageGone,
    PersonGone,
)

# https://api.slack.com/methods/chat.postMessage#errors, and what the workspace can take from us.
_GONE = {
    "channel_not_found": "it was deleted, or Roundtable was not invited to it",
    "not_in_channel": "Roundtable was not invited to it: type /invite there",
    "is_archived": "it was archived",
    "thread_not_found": "the question was deleted",
    "cant_update_message": "the message is not ours any more",
    "account_inactive": "the app was uninstalled",
    "token_revoked": "the token was revoked",
    "invalid_auth": "the token was revoked",
    "not_authed": "there is no token for this workspace",
    "missing_scope": "the app lacks a permission: install it again",
    "restricted_action": "the workspace lets only some people post there",
}
_NOBODY = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible"})
UNREACHABLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
_TOO_MANY = 429
_SERVER_ERROR = 500


@contextmanager
def as_port_failures() -> Iterator[None]:
    """Raise what `bot.platforms.port` promises instead of slack_sdk's and aiohttp's errors."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(error) from error
    except UNREACHABLE as error:
        raise DeliveryUnclear(f"the line to Slack broke ({type(error).__name__})") from error


def code_of(error: SlackApiError) -> str:
    """Return Slack's own word for what went wrong, "" for none."""
    return str(error.response.get("error", ""))


def _refused(error: SlackApiError) -> Exception:
    code, status = code_of(error), error.response.status_code
    if code in _NOBODY:
        return PersonGone("this person cannot be written to")
    if code == "message_not_found":
        return MessageGone("it was deleted")
    if code in _GONE:
        return ChannelGone(_GONE[code])
    if status == _TOO_MANY or code == "ratelimited":
        return DeliveryFailed("Slack asks to wait", _retry_after(error))
    if status >= _SERVER_ERROR:
        return DeliveryUnclear(f"Slack failed with {status}")
    return DeliveryFailed(f"Slack refused it: {code or status}")


def _retry_after(error: SlackApiError) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None
