"""What somebody is told when what they asked for cannot be done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import structlog

from bot.core.view import Line, Message
from bot.errors import MemberError
from bot.platforms.discord.failures import UNKNOWN_INTERACTION
from bot.platforms.discord.interactions import NativeInteraction
from bot.platforms.discord.rendering.layout import layout
from bot.platforms.discord.rendering.pages import pages_of
from bot.presentation.errors import words_for
from bot.presentation.errors.faults import FAULT

_log = structlog.get_logger()


@asynccontextmanager
async def refusing(native: NativeInteraction) -> AsyncIterator[None]:
    """Tell the person in words, privately, whatever the block raises; log what is our fault."""
    try:
        yield
    except MemberError as error:
        await _tell(native, words_for(error))
    except discord.NotFound as error:
        if error.code != UNKNOWN_INTERACTION:
            await _fault(native, error)
        else:
            _log.warning("interaction answered too late", interaction=native.id)
    except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
        await _fault(native, error)


async def _fault(native: NativeInteraction, error: Exception) -> None:
    _log.error("interaction failed", interaction=native.id, exc_info=error)
    await _tell(native, FAULT)


async def _tell(native: NativeInteraction, words: str) -> None:
    message = Message(summary=words, blocks=(Line(words),))
    view = layout(pages_of(message), 1).view
    try:
        if native.response.is_done():
            await native.edit_original_response(view=view, attachments=[])
        elif native.type is discord.InteractionType.autocomplete:
            await native.response.autocomplete([])
        else:
            await native.response.send_message(view=view, ephemeral=True)
    except discord.HTTPException as error:
        # There is no other way to them: the token is used up, or Discord is down.
        _log.warning("refusal not told", interaction=native.id, reason=str(error))
