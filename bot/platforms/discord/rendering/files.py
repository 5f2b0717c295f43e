"""One file with a sentence above it."""

from __future__ import annotations

from io import BytesIO

import discord
from discord.ui import File, LayoutView, TextDisplay

from bot.platforms.discord.rendering.layout import Sheet


def file_sheet(words: str, name: str, data: bytes) -> Sheet:
    """Return our words and the file; `name` is plain ASCII without spaces."""
    view = LayoutView(timeout=None)
    view.add_item(TextDisplay(words))
    view.add_item(File(f"attachment://{name}"))
    return Sheet(view, [discord.File(BytesIO(data), filename=name)])
