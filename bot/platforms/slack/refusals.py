"""What somebody is told when what they asked for cannot be done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.core.view import Line, Message
from bot.errors import MemberError
from bot.platforms.slack.responder import Responder
from bot.presentation.errors import words_for
from bot.presentation.errors.faults import FAULT

_log = structlog.get_logger()


@asynccontextmanager
async def refusing(responder: Responder) -> AsyncIterator[None]:
    """Tell the person in words, privately, whatever the block raises; log what is our fault."""
    try:
        yield
    except MemberError as error:
        await _tell(responder, words_for(error))
    except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
        _log.error("interaction failed", user=responder.caller.user, exc_info=error)
        await _tell(responder, FAULT)


async def _tell(responder: Responder, words: str) -> None:
    try:
        await responder.show(Message(summary=words, blocks=(Line(words),)))
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        # There is no other way to them: what takes answers is used up, or Slack is down.
        _log.warning("refusal not told", user=responder.caller.user, reason=str(error))
