"""Drawing is a process of its own, which may fail without anybody else's noticing."""

from __future__ import annotations

import asyncio
import json

from bot.services.drawings import DrawingService


async def test_what_is_asked_for_again_is_drawn_once_and_what_is_no_map_not_at_all():
    drawings = DrawingService()
    told = json.dumps({"rows": [["Ann", ["FOUND"]]], "counts": [1], "dark": False})
    first, second, broken = await asyncio.gather(
        drawings.map(told), drawings.map(told), drawings.map("{}")
    )
    assert first is not None
    assert first is second
    assert first.startswith(b"\x89PNG")
    assert broken is None
