"""Where groups meet: the web room's port and address, and the tokens for Discord and Slack.

Without a token nothing of a chat is loaded.
"""

from __future__ import annotations

from bot.doctor.database import is_room_running
from bot.doctor.findings import Finding, failure, ok, warning
from bot.doctor.installations import installations
from bot.doctor.room import beside_room, is_room
from bot.doctor.tokens import discord_token, slack_tokens
from bot.errors import AddressUnusable, PortInUse
from bot.presentation.web import is_this_machine, opens_here_alone
from bot.settings import Settings
from bot.workers.server import listening


async def port(settings: Settings) -> Finding:
    """Check that the room can listen where it is to."""
    place = f"Port {settings.web_port} on {settings.web_host}"
    try:
        with listening(settings.web_host, settings.web_port):
            pass
    except PortInUse:
        if is_room_running(settings):
            return ok(f"{place} is in use while the room runs.")
        if settings.on_postgresql and await is_room(settings):
            return ok(f"{place} is in use by a room that runs: a worker, if on the same database.")
        return failure(
            f"{place} is in use by something else.",
            "Stop what listens there, or set ROUNDTABLE_WEB_PORT to another port.",
        )
    except AddressUnusable as error:
        return failure(
            f"{place} cannot be used ({error.reason}).",
            "Set ROUNDTABLE_WEB_HOST and ROUNDTABLE_WEB_PORT to an address of this machine.",
        )
    return ok("The room takes a free port." if settings.web_port == 0 else f"{place} is free.")


async def address(settings: Settings) -> Finding:
    """Check that members can open the address, and that nobody on the way can read along."""
    url = settings.room_url(settings.web_port)
    is_local = opens_here_alone(url)
    if is_local and (settings.discord_token is not None or settings.on_slack):
        return warning(
            f"The links that people get in chats say {url}, which opens on this machine alone.",
            "Set ROUNDTABLE_WEB_URL to an address that they can reach.",
        )
    if is_local and not is_this_machine(settings.web_host):
        return warning(
            f"The room listens on {settings.web_host}, but its links say {url}.",
            "Set ROUNDTABLE_WEB_URL to the address that members elsewhere type.",
        )
    if not is_local and not url.startswith("https:"):
        return warning(
            f"Members open {url}, so everybody on the way can read links and answers.",
            "Put a proxy with a certificate before the room, and set ROUNDTABLE_WEB_URL to its "
            "https address.",
        )
    for_whom = "on this machine alone" if is_local else "through https"
    return ok(f"Members open {url}, {for_whom}.")


async def discord(settings: Settings) -> Finding:
    """Log in as the bot would, without going online."""
    if settings.discord_token is None:
        return ok("Discord is not used: there is no ROUNDTABLE_DISCORD_TOKEN.")
    finding = await discord_token(settings, has_run=is_room_running(settings))
    return await beside_room(settings, "discord", finding)


async def slack(settings: Settings) -> Finding:
    """Show Slack the tokens as the bot would, without going online."""
    if not settings.on_slack:
        return ok("Slack is not used: there is no ROUNDTABLE_SLACK_BOT_TOKEN and no client id.")
    if settings.slack_bot_token is not None:
        return await beside_room(settings, "slack", await slack_tokens(settings))
    from bot.platforms.slack.installations import INSTALL

    url = f"{str(settings.web_url).rstrip('/')}{INSTALL}"
    return await beside_room(settings, "slack", await installations(settings, url))
