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
from bot.platforms.web.streams import Streams
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


def _desk_routes() -> list[BaseRoute]:
    """Return what is for those readers of a group who organise it."""

    def shown(path: str, handler: GroupHandler) -> Route:
        return Route(f"/g/{{group}}/admin{path}", organisers(handler))

    def sent(path: str, handler: GroupHandler) -> Route:
        return Route(f"/g/{{group}}/admin{path}", organisers(handler), methods=["POST"])

    return [
        shown("", admin.overview),
        shown("/setup", setup.show_name),
        sent("/setup", setup.set_name),
        shown("/setup/start", setup.show_start),
        sent("/setup/start", setup.choose_start),
        shown("/setup/chats", setup.show_chats),
        sent("/setup/chats/discord", setup.check_discord),
        sent("/setup/chats/slack", setup.check_slack),
        shown("/setup/chats/slack-manifest", setup.slack_manifest),
        shown("/setup/others", setup.show_others),
        sent("/rounds", admin.open_round),
        shown("/rounds.csv", admin.export_rounds),
        shown("/rounds/{round}/close", admin.confirm_close),
        sent("/rounds/{round}/close", admin.close_round),
        shown("/rounds/{round}/skip", admin.confirm_skip),
        sent("/rounds/{round}/skip", admin.skip_round),
        sent("/schedules", schedules.add),
        shown("/schedules/preview", schedules.preview),
        shown("/schedules/{schedule}", schedules.show),
        sent("/schedules/{schedule}", schedules.change),
        sent("/schedules/{schedule}/pause", schedules.pause),
        sent("/schedules/{schedule}/resume", schedules.resume),
        sent("/schedules/{schedule}/skip", schedules.skip),
        sent("/schedules/{schedule}/remove", schedules.remove),
        sent("/messages", admin.send_again),
        shown("/log", audit.show),
        sent("/joining", keys.switch_joining),
        sent("/desk-links", keys.renew_desk_links),
        shown("/members", seats.show),
        shown("/members/{member}/remove", seats.confirm_removal),
        sent("/members/{member}/remove", seats.remove),
        sent("/members/{member}/recovery", seats.recover),
        sent("/places/code", linking.invite),
        sent("/places/join", linking.ask),
        sent("/places/link", linking.link),
        sent("/places/leave", linking.leave),
        sent("/naming", admin.set_naming),
        sent("/late", admin.set_late),
        shown("/decks/{deck}", decks.show),
        sent("/decks/{deck}", decks.change),
        shown("/decks/{deck}/export", decks.export),
        sent("/decks/{deck}/copy", decks.copy),
        sent("/decks/{deck}/reference", decks.choose_reference),
        sent("/decks/{deck}/undo", decks.undo),
        shown("/decks/{deck}/remove", decks.confirm_removal),
        sent("/decks/{deck}/remove", decks.remove),
        sent("/decks/{deck}/restore", decks.restore),
        shown("/decks/{deck}/review", review.show),
        sent("/decks/{deck}/review", review.decide),
        shown("/decks/{deck}/challenges", challenges.show_open),
        sent("/decks/{deck}/challenges", challenges.decide),
        shown("/decks/{deck}/suggestions", suggestions.show),
        sent("/decks/{deck}/suggestions", suggestions.decide),
        shown("/decks/{deck}/withdraw", decks.confirm_withdrawal),
        sent("/decks/{deck}/withdraw", decks.withdraw),
        shown("/decks/{deck}/questions/{question}", decks.question),
        sent("/decks/{deck}/questions/{question}", decks.edit_question),
        sent("/decks/{deck}/questions/{question}/answers", decks.edit_answer),
        sent("/decks/{deck}/questions/{question}/replies", decks.ask_for_reply),
        shown("/import", imports.choose_files),
        sent("/import", imports.upload),
        shown("/import/{draft}", imports.preview),
        sent("/import/{draft}", imports.store),
        sent("/import/{draft}/discard", imports.discard),
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
