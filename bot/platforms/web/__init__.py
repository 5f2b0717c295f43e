"""The web room: the same study group in a browser, server-rendered, live where scripts run."""

from __future__ import annotations

from bot.platforms.web.app import make_web_app
from bot.platforms.web.pages.health import Watch
from bot.platforms.web.platform import WebPlatform

__all__ = ["Watch", "WebPlatform", "make_web_app"]
