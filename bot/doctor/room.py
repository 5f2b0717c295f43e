"""What a room that runs says of itself: it knows what a look from outside cannot tell."""

from __future__ import annotations

import asyncio
import json
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from bot.doctor.findings import Finding, Outcome, failure
from bot.settings import Settings

_PATIENCE_S = 3.0
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # asked at, not listened on


async def beside_room(settings: Settings, part: str, finding: Finding) -> Finding:
    """Return the finding, or that the room which runs here has another opinion of the part."""
    if finding.outcome is Outcome.FAILURE:
        return finding
    said = (await asyncio.to_thread(_readiness, settings)).get(part, "ok")
    if said == "ok":
        return finding
    return failure(
        f"{finding.sentence} But the room that runs says: {said}.",
        "If what it says is over, wait a minute; else start the room anew with these settings.",
    )


async def is_room(settings: Settings) -> bool:
    """Tell whether what listens where this room would is one that runs."""
    return "scheduler" in await asyncio.to_thread(_readiness, settings)


def _readiness(settings: Settings) -> dict[str, str]:
    """Return what the room says of its parts, nothing where no room answers."""
    host = _ANYWHERE.get(settings.web_host, settings.web_host)
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    opener = build_opener(ProxyHandler({}))  # this machine is never behind a proxy
    try:
        with opener.open(f"http://{host}:{settings.web_port}/readyz", timeout=_PATIENCE_S) as got:
            return _parts(got.read())
    except HTTPError as error:  # 503: something is not well
        return _parts(error.read())
    except (URLError, OSError, ValueError):
        return {}


def _parts(body: bytes) -> dict[str, str]:
    try:
        parts = json.loads(body)
    except ValueError:
        return {}
    return {str(name): str(said) for name, said in parts.items()} if isinstance(parts, dict) else {}
