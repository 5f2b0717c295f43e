"""The web room as a place to deliver to: a message is stored for its pages."""

from __future__ import annotations

from bot.platforms.kept import KeptPlatform


class WebPlatform(KeptPlatform):
    """Its messages lead to pages."""

    name = "web"
