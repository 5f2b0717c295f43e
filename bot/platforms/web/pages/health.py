"""Addresses for the operator's machines: does it run, is it ready, how is it doing."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot import __version__
from bot.core.backups import Standing
from bot.monitoring import Pulse
from bot.platforms.port import ChatState, Reach
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import sender_of, site_of
from bot.platforms.web.security import is_sent_to_this_machine
from bot.services.statistics import OK

# https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
_PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Watch:
    """The loops that have to go round, and the token that opens the metrics to other machines.

    `chats` are the connections to platforms, by their names; `backups` tells how those are.
    """

    pulses: Mapping[str, Pulse] = field(default_factory=dict)
    metrics_token: str | None = None
    chats: Mapping[str, ChatState] = field(default_factory=dict)
    backups: Callable[[], Awaitable[Standing]] | None = None


async def alive(_request: Request) -> Response:
    """Say that the process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """Say of each part whether it works; 503 unless all of the room's own do.

    A chat that is away is told and does not count: who asks here decides whether people are sent to
    this room, and on the web it works without. No other worker would be better off. Why a chat is
    away, and how backups fail, may name files and machines: it is for the operator's alone.
    """
    watch, is_operators = _watch(request), _is_operators(request)
    report = await site_of(request).services.statistics.condition()
    report |= {name: _condition(pulse) for name, pulse in watch.pulses.items()}
    status = 200 if set(report.values()) == {OK} else 503
    told: dict[str, object] = {
        name: _reach(state, why=is_operators) for name, state in watch.chats.items()
    }
    if watch.backups is not None:
        standing, now = await watch.backups(), site_of(request).services.clock()
        told["backups"] = _backups(standing, now, why=is_operators)
    if _is_from_this_machine(request):
        told["version"] = __version__
    return JSONResponse(report | told, status)


async def metrics(request: Request) -> Response:
    """Return the figures for Prometheus, to this machine and to who has the token."""
    try:
        has_token = _has_token(request)
    except WebRefusal as error:
        return PlainTextResponse(error.words, error.status, {"Retry-After": str(error.retry_s)})
    if not (has_token or _is_from_this_machine(request)):
        words = "Metrics are for this machine, and for who sends ROUNDTABLE_METRICS_TOKEN.\n"
        return PlainTextResponse(words, 403)
    services = site_of(request).services
    for name, state in _watch(request).chats.items():
        for reach in Reach:
            services.metrics.platform_state.labels(name, reach).set(int(state.reach is reach))
    text = services.metrics.text(await services.statistics.stocktaking())
    return Response(text, media_type=_PROMETHEUS_TEXT)


def _watch(request: Request) -> Watch:
    return cast(Watch, request.app.state.watch)


def _backups(standing: Standing, now: datetime, *, why: bool) -> dict[str, object]:
    """Return how backups are, for a machine: they are told and do not count, as chats are."""
    age = standing.age(now)
    told: dict[str, object] = {
        "keep": standing.keep,
        "age_seconds": None if age is None else round(age.total_seconds()),
        "late": standing.is_late(now),
    }
    return told | ({"failure": standing.failure, "free_bytes": standing.free} if why else {})


def _reach(state: ChatState, *, why: bool) -> str:
    if state.reach is Reach.CONNECTED:
        return OK
    since = state.since.astimezone(UTC)
    told = f"{state.reach} since {since:%Y-%m-%d %H:%M:%S} UTC"
    return f"{told}: {state.reason}" if why else told


def _condition(pulse: Pulse) -> str:
    return OK if pulse.is_alive else f"not heard of for {pulse.silent_for:.0f} seconds"


def _is_operators(request: Request) -> bool:
    """Say whether it comes from this machine, or from one that has the token for figures."""
    try:
        return _is_from_this_machine(request) or _has_token(request)
    except WebRefusal:  # who guesses is told what strangers are
        return False


def _has_token(request: Request) -> bool:
    """Say whether it brings the token. Raises WebRefusal (429) for who guesses."""
    token = _watch(request).metrics_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token is None or scheme.lower() != "bearer":
        return False
    guesses, sender = site_of(request).guesses, sender_of(request)
    guesses.begin(sender, given)
    is_right = secrets.compare_digest(given.strip().encode(), token.encode())
    if is_right:
        guesses.right(sender, given)
    return is_right


def _is_from_this_machine(request: Request) -> bool:
    """Say so of a request that nobody passed on: a proxy here speaks for people elsewhere."""
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        is_local = ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return is_local and is_sent_to_this_machine(request.headers)
