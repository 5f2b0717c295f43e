"""The web room's application: its addresses and what stands in front of them."""

from __future__ import annotations

import os
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.core.models import GroupId
from bot.errors import MemberError
from bot.platforms.port import PlatformRoute
from bot.platforms.web import live
from bot.platforms.web.middleware import FaultPage, RequestLog, no_such_page, refused
from bot.platforms.web.pages import (
    admin,
    feedback,
    health,
    imports,
    joining,
    lookup,
    me,
    rounds,
    schedules,
)
from bot.platforms.web.pages.health import Watch
from bot.platforms.web.rendering import STATIC, make_environment
from bot.platforms.web.request_context import Handler, Room, admins, anybody, insiders, members
from bot.platforms.web.security import HostGuard, OriginGuard, SecurityHeaders
from bot.services.services import Services


def make_web_app(
    services: Services,
    group: GroupId,
    public_url: str,
    watch: Watch | None = None,
    routes: Sequence[PlatformRoute] = (),
) -> Starlette:
    """Return the room of a group; `public_url` is how its members reach it, without a path.

    `routes` are what other platforms answer at the same address.
    """
    counts = live.counts_of(services, group)
    room = Room(services, group, public_url.rstrip("/"), make_environment(), counts)
    signed = frozenset((route.method, route.path) for route in routes if route.signed)
    app = Starlette(
        routes=[
            *(Route(route.path, route.answer, methods=[route.method]) for route in routes),
            *_routes(),
        ],
        middleware=[
            Middleware(RequestLog, metrics=services.metrics),
            Middleware(SecurityHeaders),
            Middleware(FaultPage, room=room),
            Middleware(HostGuard, public_url=public_url, signed=signed),
            Middleware(OriginGuard, public_url=public_url, signed=signed),
        ],
        exception_handlers={MemberError: refused, HTTPException: no_such_page},
    )
    app.state.room = room
    app.state.watch = watch or Watch()
    return app


def _routes() -> list[BaseRoute]:
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
        Mount("/static", _HashedFiles(directory=STATIC)),
        Route("/join", anybody(joining.ask_name)),
        Route("/join", anybody(joining.join), methods=["POST"]),
        Route("/admin/enter", anybody(joining.enter_as_admin)),
        Route("/", insiders(rounds.home)),
        Route("/events", insiders(live.events)),
        Route("/lookup", insiders(lookup.results)),
        Route("/lookup/suggestions", insiders(lookup.suggestions)),
        Route("/questions/{question}", insiders(lookup.question)),
        Route("/rounds", insiders(rounds.past)),
        Route("/rounds/{round}", insiders(rounds.show)),
        Route("/rounds/{round}/reply", members(rounds.save), methods=["POST"]),
        Route("/rounds/{round}/rating", members(feedback.rate), methods=["POST"]),
        Route("/rounds/{round}/vote", members(feedback.vote), methods=["POST"]),
        Route("/me", members(me.show)),
        Route("/me/reminders", members(me.set_reminders), methods=["POST"]),
        Route("/me/data", members(me.download)),
        Route("/me/leave", members(me.confirm_leave)),
        Route("/me/leave", members(me.leave), methods=["POST"]),
        Route("/me/left", anybody(me.left)),
        Route("/me/delete", members(me.confirm_delete)),
        Route("/me/delete", members(me.delete), methods=["POST"]),
        Route("/me/accounts/code", members(joining.invite_account), methods=["POST"]),
        Route("/me/accounts/join", members(joining.join_account), methods=["POST"]),
        Route("/me/deleted", anybody(me.deleted)),
        *_admin_routes(),
    ]


def _admin_routes() -> list[BaseRoute]:
    def sent(path: str, handler: Handler) -> Route:
        return Route(path, admins(handler), methods=["POST"])

    return [
        Route("/admin", admins(admin.overview)),
        sent("/admin/rounds", admin.open_round),
        sent("/admin/rounds/{round}/close", admin.close_round),
        Route("/admin/rounds/{round}/skip", admins(admin.confirm_skip)),
        sent("/admin/rounds/{round}/skip", admin.skip_round),
        sent("/admin/schedules", schedules.add),
        sent("/admin/schedules/preview", schedules.preview),
        Route("/admin/schedules/{schedule}", admins(schedules.show)),
        sent("/admin/schedules/{schedule}", schedules.change),
        sent("/admin/schedules/{schedule}/pause", schedules.pause),
        sent("/admin/schedules/{schedule}/resume", schedules.resume),
        sent("/admin/schedules/{schedule}/skip", schedules.skip),
        sent("/admin/schedules/{schedule}/remove", schedules.remove),
        sent("/admin/messages", admin.send_again),
        sent("/admin/places/code", joining.invite_place),
        sent("/admin/places/join", joining.ask_to_link),
        sent("/admin/places/link", joining.link_place),
        sent("/admin/places/leave", joining.leave_place),
        sent("/admin/naming", admin.set_naming),
        Route("/admin/decks/{deck}", admins(admin.deck)),
        sent("/admin/decks/{deck}/copy", admin.copy_deck),
        sent("/admin/decks/{deck}/reference", admin.choose_reference),
        Route("/admin/import", admins(imports.choose_files)),
        sent("/admin/import", imports.upload),
        Route("/admin/import/{draft}", admins(imports.preview)),
        sent("/admin/import/{draft}", imports.store),
        sent("/admin/import/{draft}/discard", imports.discard),
    ]


class _HashedFiles(StaticFiles):
    """Files whose address carries their hash, so that a browser may keep them for ever."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
