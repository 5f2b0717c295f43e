"""A question that a member shows to everybody where they looked it up."""

from __future__ import annotations

from dataclasses import replace

from bot.core.read_models import Found
from bot.core.view import Line, Message
from bot.presentation.lookup import found_message

SHARED = "Everybody here sees it now."


def shared_message(found: Found, by: str) -> Message:
    """Return the question as somebody sees it who has not replied to it, and who shared it."""
    message = found_message(found)
    return replace(message, blocks=(*message.blocks, Line(f"Looked up by {by}.")))
