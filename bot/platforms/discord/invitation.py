"""The link by which a server's admin lets the bot in."""

from __future__ import annotations

import discord

from bot.platforms.discord.permissions import invited_with

SCOPES = ("bot", "applications.commands")


def invitation(application: int) -> str:
    """Return the link, with what the bot needs to be allowed."""
    return discord.utils.oauth_url(application, permissions=invited_with(), scopes=SCOPES)
