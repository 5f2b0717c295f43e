"""The site's application: its addresses and what stands in front of them."""

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

from bot.errors import MemberError
from bot.platforms.port import PlatformRoute, TokenChecks
from bot.platforms.web import live
from bot.platforms.web.arrival import AT_ONCE, Turns, timed
from bot.platforms.web.cookies import Cookies
from bot.platforms.web.live import Streams
from bot.platforms.web.middleware import FaultPage, RequestLog, no_such_page, refused
from bot.platforms.web.pages import (
    admin,
    audit,
    challenges,
    comments,
    decks,
    feedback,
    groups,
    health,
    imports,
    joining,
    keys,
    later_replies,
    linking,
    lookup,
    me,
    own_words,
    pictures,
    reading_decks,
    reply_drafts,
    reveals,
    review,
    rounds,
    schedules,
    sessions,
    setup,
    suggestions,
)
from bot.platforms.web.pages import members as seats
from bot.platforms.web.pages.health import Watch
from bot.platforms.web.rendering import STATIC, make_environment
from bot.platforms.web.request_context import (
    GroupHandler,
    Handler,
    Site,
    anybody,
    members,
    organisers,
    persons,
    readers,
    signed_in,
)
from bot.platforms.web.reveals import Reveals
from bot.platforms.web.security import HostGuard, OriginGuard, SecurityHeaders
from bot.platforms.web.sending import kept
from bot.services.services import Services


def make_web_app(
    services: Services,
    public_url: str,
    watch: Watch | None = None,
    routes: Sequence[PlatformRoute] = (),
    most_streams: int = 400,
    *,
    tokens: TokenChecks | None = None,
) -> Starlette:
    """Return the site; `public_url` is how people reach it, without a path.

    `routes` are what other platforms answer at the same address. `most_streams` is how many pages
    may be live at a time, and `tokens` looks at those that are typed.
    """
    cookies = Cookies(services, public_url)
    environment = make_environment()
    reveals = Reveals(environment)
    site = Site(services, public_url.rstrip("/"), environment, cookies, reveals)
    signed = frozenset((route.method, route.path) for route in routes if route.signed)
    app = Starlette(
        routes=[
            *(Route(route.path, route.answer, methods=[route.method]) for route in routes),
            *_routes(),
        ],
        middleware=[
            Middleware(RequestLog, metrics=services.metrics),
            Middleware(SecurityHeaders),
            Middleware(FaultPage, site=site),
            Middleware(HostGuard, public_url=public_url, signed=signed),
            Middleware(OriginGuard, public_url=public_url, signed=signed),
        ],
        exception_handlers={MemberError: refused, HTTPException: no_such_page},
    )
    app.state.site = site
    app.state.turns = Turns(AT_ONCE)
    app.state.counts = live.Counts(services)
    app.state.streams = Streams(most_streams)
    app.state.watch = watch or Watch()
    app.state.tokens = tokens
    return app


def _routes() -> list[BaseRoute]:
    # They are looked through in this order, so what everybody asks for comes first.
    return [
        *_group_routes(),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
        Mount("/static", _HashedFiles(directory=STATIC)),
        Route("/", anybody(groups.show)),
        Route("/pictures/{picture}", anybody(pictures.show)),
        Route("/join", anybody(joining.ask_name)),
        Route("/join", anybody(joining.join), methods=["POST"]),
        Route("/enter", anybody(joining.ask_to_enter)),
        Route("/enter", anybody(joining.enter), methods=["POST"]),
        *_own_routes(),
        *_desk_routes(),
    ]


def _own_routes() -> list[BaseRoute]:
    """Return what is a person's, whatever groups they are in."""

    def sent(path: str, handler: Handler) -> Route:
        return Route(path, persons(handler), methods=["POST"])

    return [
        Route("/me", persons(me.show)),
        Route("/me/data", persons(me.download)),
        Route("/me/delete", persons(me.confirm_delete)),
        sent("/me/delete", me.delete),
        Route("/me/deleted", anybody(me.deleted)),
        Route("/me/sessions", signed_in(sessions.show)),
        sent("/me/sessions/end", sessions.end),
        sent("/me/sessions/end-others", sessions.end_others),
        Route("/me/sessions/desk", signed_in(sessions.close_desk), methods=["POST"]),
        Route("/log-out", signed_in(sessions.log_out), methods=["POST"]),
        Route("/logged-out", anybody(sessions.logged_out)),
        Route("/me/left", anybody(me.left)),
        sent("/me/accounts/code", me.invite_account),
        sent("/me/accounts/join", me.join_account),
        sent("/me/groups/{group}/reminders", me.set_reminders),
        sent("/me/notices", me.set_preferences),
        sent("/me/away", me.go_away),
        sent("/me/sharing", me.share),
        Route("/me/groups/{group}/leave", persons(me.confirm_leave)),
        sent("/me/groups/{group}/leave", me.leave),
    ]


def _group_routes() -> list[BaseRoute]:
    """Return what is for whoever reads a group."""

    def said(path: str, handler: GroupHandler) -> Route:
        endpoint = timed(members(handler))
        return Route(f"/g/{{group}}/rounds/{{round}}{path}", endpoint, methods=["POST"])

    return [
        said("/reply", rounds.save),
        Route("/g/{group}", kept(readers(rounds.home))),
        Route("/g/{group}/events", readers(live.events)),
        Route("/g/{group}/lookup", kept(readers(lookup.results), compressed=False)),
        Route("/g/{group}/lookup/suggestions", kept(readers(lookup.suggestions), compressed=False)),
        Route("/g/{group}/questions/{question}", kept(readers(lookup.question))),
        Route("/g/{group}/rounds", kept(readers(rounds.past))),
        Route("/g/{group}/rounds/{round}", kept(readers(rounds.show))),
        Route("/g/{group}/decks", readers(reading_decks.list_all)),
        Route("/g/{group}/decks/{deck}", readers(reading_decks.show)),
        Route("/g/{group}/decks/{deck}/suggest", members(suggestions.ask)),
        Route("/g/{group}/decks/{deck}/suggest", members(suggestions.send), methods=["POST"]),
        Route(
            "/g/{group}/decks/{deck}/suggest/back", members(suggestions.take_back), methods=["POST"]
        ),
        Route("/g/{group}/rounds/{round}/map", kept(readers(reveals.show_map))),
        Route("/g/{group}/rounds/{round}/words", kept(readers(reveals.word_by_word))),
        said("/withdraw", rounds.withdraw),
        Route("/g/{group}/rounds/{round}/draft", members(reply_drafts.keep), methods=["POST"]),
        said("/rating", feedback.rate),
        said("/vote", feedback.vote),
        said("/again", later_replies.save),
        said("/again/withdraw", later_replies.withdraw),
        said("/lending", challenges.lend),
        said("/challenges", challenges.make),
        said("/challenges/{challenge}", challenges.change),
        said("/comments", comments.add),
        said("/comments/{comment}", comments.change),
        said("/confidence", own_words.be_sure),
        said("/claims", own_words.claim),
    ]


def _shown(path: str, handler: GroupHandler) -> Route:
    """Return the address of a page for those readers of a group who organise it."""
    return Route(f"/g/{{group}}/admin{path}", organisers(handler))


def _sent(path: str, handler: GroupHandler) -> Route:
    """Return the address that takes what they send."""
    return Route(f"/g/{{group}}/admin{path}", organisers(handler), methods=["POST"])


def _desk_routes() -> list[BaseRoute]:
    """Return what is for those readers of a group who organise it."""
    return [
        _shown("", admin.overview),
        _sent("/rounds", admin.open_round),
        _shown("/rounds.csv", admin.export_rounds),
        _shown("/rounds/{round}/close", admin.confirm_close),
        _sent("/rounds/{round}/close", admin.close_round),
        _shown("/rounds/{round}/skip", admin.confirm_skip),
        _sent("/rounds/{round}/skip", admin.skip_round),
        _sent("/messages", admin.send_again),
        _shown("/log", audit.show),
        _sent("/joining", keys.switch_joining),
        _sent("/desk-links", keys.renew_desk_links),
        _shown("/members", seats.show),
        _shown("/members/{seat}/remove", seats.confirm_removal),
        _sent("/members/{seat}/remove", seats.remove),
        _sent("/members/{seat}/recovery", seats.recover),
        _sent("/places/code", linking.invite),
        _sent("/places/join", linking.ask),
        _sent("/places/link", linking.link),
        _sent("/places/leave", linking.leave),
        _sent("/naming", admin.set_naming),
        _sent("/late", admin.set_late),
        *_setup_routes(),
        *_schedule_routes(),
        *_edit_routes(),
        *_import_routes(),
    ]


def _setup_routes() -> list[BaseRoute]:
    """Return the first steps of a room."""
    return [
        _shown("/setup", setup.show_name),
        _sent("/setup", setup.set_name),
        _shown("/setup/start", setup.show_start),
        _sent("/setup/start", setup.choose_start),
        _shown("/setup/chats", setup.show_chats),
        _sent("/setup/chats/discord", setup.check_discord),
        _sent("/setup/chats/slack", setup.check_slack),
        _shown("/setup/chats/slack-manifest", setup.slack_manifest),
        _shown("/setup/others", setup.show_others),
    ]


def _schedule_routes() -> list[BaseRoute]:
    """Return what asks by the clock."""
    return [
        _sent("/schedules", schedules.add),
        _shown("/schedules/preview", schedules.preview),
        _shown("/schedules/{schedule}", schedules.show),
        _sent("/schedules/{schedule}", schedules.change),
        _sent("/schedules/{schedule}/pause", schedules.pause),
        _sent("/schedules/{schedule}/resume", schedules.resume),
        _sent("/schedules/{schedule}/skip", schedules.skip),
        _sent("/schedules/{schedule}/remove", schedules.remove),
    ]


def _edit_routes() -> list[BaseRoute]:
    """Return what puts a deck right."""
    return [
        _shown("/decks/{deck}", decks.show),
        _sent("/decks/{deck}", decks.change),
        _shown("/decks/{deck}/export", decks.export),
        _sent("/decks/{deck}/copy", decks.copy),
        _sent("/decks/{deck}/reference", decks.choose_reference),
        _sent("/decks/{deck}/order", decks.move),
        _sent("/decks/{deck}/undo", decks.undo),
        _shown("/decks/{deck}/remove", decks.confirm_removal),
        _sent("/decks/{deck}/remove", decks.remove),
        _sent("/decks/{deck}/restore", decks.restore),
        _shown("/decks/{deck}/review", review.show),
        _sent("/decks/{deck}/review", review.decide),
        _shown("/decks/{deck}/challenges", challenges.show_open),
        _sent("/decks/{deck}/challenges", challenges.decide),
        _shown("/decks/{deck}/suggestions", suggestions.show),
        _sent("/decks/{deck}/suggestions", suggestions.decide),
        _shown("/decks/{deck}/withdraw", decks.confirm_withdrawal),
        _sent("/decks/{deck}/withdraw", decks.withdraw),
        _shown("/decks/{deck}/questions/{question}", decks.question),
        _sent("/decks/{deck}/questions/{question}", decks.edit_question),
        _sent("/decks/{deck}/questions/{question}/answers", decks.edit_answer),
        _sent("/decks/{deck}/questions/{question}/replies", decks.ask_for_reply),
    ]


def _import_routes() -> list[BaseRoute]:
    """Return the way of a document into a deck."""
    return [
        _shown("/import", imports.choose_files),
        _sent("/import", imports.upload),
        _shown("/import/{draft}", imports.preview),
        _sent("/import/{draft}", imports.store),
        _sent("/import/{draft}/discard", imports.discard),
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
