"""Which server stands in Discord's place."""

from __future__ import annotations

import discord
from discord.gateway import DiscordWebSocket
from yarl import URL


def point_at(api_url: str, gateway_url: str) -> None:
    """Talk to another server than Discord's own, in the whole process.

    discord.py 2.7 keeps both addresses on these classes; a bot that resumes goes to the address
    that the server gave it.
    """
    discord.http.Route.BASE = api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
