"""Which browser a request comes from, in words by which its owner knows it again."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

_LONGEST = 100  # characters, as many as are kept of it
_READ = 1_000  # of what a browser says of itself, which may be anything


async def browser_of(request: Request) -> str:
    """Return "Firefox on Linux", "" where the browser does not say what it is."""
    said = request.headers.get("user-agent", "")[:_READ]
    # The first time it makes ready a thousand patterns, which takes a third of a second.
    return await asyncio.to_thread(_named, said)


def _named(user_agent: str) -> str:
    from ua_parser import parse_os, parse_user_agent  # noqa: PLC0415  # for who signs in alone

    browser, system = parse_user_agent(user_agent), parse_os(user_agent)
    families = (each.family for each in (browser, system) if each is not None)
    return " on ".join(families)[:_LONGEST]
