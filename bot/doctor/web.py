"""The web room: where it listens, and what members type."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.doctor.database import is_room_running
from bot.doctor.findings import Finding, failure, ok, warning
from bot.errors import AddressUnusable, PortInUse
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
    is_local = _is_this_machine(urlsplit(url).hostname or "")
    if is_local and not _is_this_machine(settings.web_host):
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


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
