"""What goes wrong between Slack and us, as the port knows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.port import ChannelGone, DeliveryFailed, DeliveryUnclear, MessageGone, PersonGone

# https://api.slack.com/methods/chat.postMessage#errors, and what the workspace can take from us.
_GONE = {
    "channel_not_found": "it was deleted, or Roundtable was not invited to it",
    "not_in_channel": "Roundtable was not invited to it: type /invite there",
    "is_archived": "it was archived",
    "account_inactive": "the app was uninstalled",
    "token_revoked": "the token was revoked",
    "invalid_auth": "the token was revoked",
    "not_authed": "there is no token for this workspace",
    "missing_scope": "the app lacks a permission: install it again",
    "restricted_action": "the workspace lets only some people post there",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_thread_only_channel": "it takes nothing but replies in threads",
    "ekm_access_denied": "the workspace lets nobody post at present",
    "team_access_not_granted": "the app was not let into this workspace",
    "cant_delete_message": "it can neither be changed nor deleted; delete the message there",
    "compliance_exports_prevent_deletion": (
        "the workspace lets no message be changed or deleted any more; delete it there"
    ),
}
_LOST = {"message_not_found": "it was deleted"}
# It stands there as it was: "the team message edit settings", and an app that was installed anew.
NOT_EDITABLE = frozenset({"edit_window_closed", "cant_update_message"})
_NOBODY = frozenset(
    {"user_not_found", "user_disabled", "cannot_dm_bot", "user_not_visible"}
    | {"messages_tab_disabled"}
)
# The question was deleted, or is itself in a thread: nothing is to be read there.
NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
# "It's possible some aspect of the operation succeeded before the error was raised."
_BROKEN = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
UNREACHABLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
# What Slack's methods are called that change nothing.
_READS = (".info", ".list", ".members", ".history", ".replies", ".conversations", "auth.test")
_TOO_MANY = 429
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})  # the latter says chat.postMessage
_SERVER_ERROR = 500


@contextmanager
def as_port_failures(*, to_person: bool = False) -> Iterator[None]:
    """Raise what `bot.platforms.port` promises instead of slack_sdk's and aiohttp's errors.

    What is meant `to_person` fails for that person alone: no channel is gone with them.
    """
    try:
        yield
    except SlackApiError as error:
        failure = _refused(error)
        if to_person and isinstance(failure, ChannelGone):
            raise PersonGone(f"this person cannot be written to: {failure}") from error
        raise failure from error
    except UNREACHABLE as error:
        raise DeliveryUnclear(f"the line to Slack broke ({type(error).__name__})") from error


def is_passing(error: SlackApiError) -> bool:
    """Say whether the same request may be answered otherwise a while later."""
    return is_broken(error) or _asks_to_wait(error)


def is_broken(error: SlackApiError) -> bool:
    """Say whether Slack failed, which leaves open whether it did what it was asked."""
    code = code_of(error)
    broke = not code or code in _BROKEN or _status(error) >= _SERVER_ERROR
    return broke and not _asks_to_wait(error)


def _asks_to_wait(error: SlackApiError) -> bool:
    return _status(error) == _TOO_MANY or code_of(error) in _RATE_LIMITED


def is_for_thread_alone(error: SlackApiError) -> bool:
    """Say whether its channel may take what a thread refused: one that is locked, deleted, ..."""
    return code_of(error) not in _GONE and not is_passing(error)


def why_gone(code: str) -> str:
    """Return in words why nothing can be posted somewhere, by Slack's word for it."""
    return _GONE[code]


def asking_once(client: AsyncWebClient) -> AsyncWebClient:
    """Return the client as one that tries nothing again by itself.

    slack_sdk sends a message again when the line broke after Slack had taken it, and waits for as
    long as Slack asks, in the middle of a request.
    """
    once = copy(client)
    once.retry_handlers = []
    return once


class ReadsAgain(AsyncRetryHandler):
    """Asks again what Slack failed to tell: reading twice does no harm, as writing twice would."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002  # how often is looked at before
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002  # slack_sdk's own handler sees to the line
    ) -> bool:
        is_read = request.url.rpartition("/")[2].partition("?")[0].endswith(_READS)
        return is_read and response is not None and response.status_code >= _SERVER_ERROR


def code_of(error: SlackApiError) -> str:
    """Return Slack's own word for what went wrong, "" for none.

    What is no JSON, as a proxy's page, slack_sdk hands on as a text or as aiohttp's response.
    """
    return _said(error, "error")


def scope_needed(error: SlackApiError) -> str:
    """Return the permission that Slack misses, "" for another refusal."""
    return _said(error, "needed")


def _said(error: SlackApiError, name: str) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get(name, "")) if isinstance(data, dict) else ""


def retry_after(error: SlackApiError) -> float | None:
    """Return for how many seconds Slack asks to be left alone, None where it does not."""
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


def _refused(error: SlackApiError) -> Exception:
    code = code_of(error)
    if code in _NOBODY:
        return PersonGone("this person cannot be written to")
    if code in _LOST:
        return MessageGone(_LOST[code])
    if code in _GONE:
        return ChannelGone(_GONE[code])
    if _asks_to_wait(error):
        return DeliveryFailed("Slack asks to wait", retry_after(error))
    if is_broken(error):
        return DeliveryUnclear(f"Slack failed with {code or _status(error)}")
    return DeliveryFailed(f"Slack refused it: {code}")


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
