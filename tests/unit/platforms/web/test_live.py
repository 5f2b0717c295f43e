"""Server-sent events: what is told while a page is open, and that the stream ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.core.models import Group, Member, Round
from bot.platforms.web import live
from bot.platforms.web.live import MOST_OF_ONE, Streams
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import Browser


class Stream:
    """A request for /events that stays open, as a server would hold it."""

    def __init__(self, app: Starlette, browser: Browser) -> None:
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._gone = asyncio.Event()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/g/local/events",
            "raw_path": b"/g/local/events",
            "query_string": b"",
            "headers": [(b"host", b"127.0.0.1:8080"), (b"cookie", browser.cookie.encode())],
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._sent.put))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            return await self._sent.get()

    async def event(self) -> tuple[str, Any]:
        name, data = (await self.next())["body"].decode().strip().splitlines()
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def leave(self) -> None:
        self._gone.set()
        async with asyncio.timeout(PATIENCE_S):
            await self.task


@asynccontextmanager
async def opened(app: Starlette, browser: Browser) -> AsyncIterator[Stream]:
    stream = Stream(app, browser)
    start = await stream.next()
    assert (b"content-type", b"text/event-stream; charset=utf-8") in start["headers"]
    assert (await stream.next())["body"].startswith(b"retry:")
    yield stream
    await stream.leave()


async def test_a_reply_tells_how_many_and_never_what(
    app: Starlette, cleo: Browser, services: Services, open_round: Round, bo: Member
):
    async with opened(app, cleo) as stream:
        await services.replies.save(open_round.id, bo, "my secret thought", 0)
        assert await stream.event() == ("counts", {open_round.id: "1 person has answered"})


async def test_a_closing_tells_every_page_to_look_again(
    app: Starlette, cleo: Browser, services: Services, open_round: Round
):
    async with opened(app, cleo) as stream:
        await services.rounds.close(open_round.group, open_round.id)
        assert await stream.event() == ("changed", {"topics": ["rounds"], "within": 0})


async def test_whoever_has_a_page_open_is_told_that_a_deck_was_changed(
    app: Starlette, cleo: Browser, services: Services, deck: StudyDeck
):
    async with opened(app, cleo) as stream:
        await services.deck_edits.rename(LOCAL_WORKSPACE, deck.id, "Rolls", "Baking bread")
        assert await stream.event() == ("changed", {"topics": ["decks"], "within": 0})


async def test_many_pages_are_told_to_look_at_times_of_their_own(
    app: Starlette, cleo: Browser, services: Services, open_round: Round
):
    streams: Streams = app.state.streams
    async with opened(app, cleo) as stream:
        with ExitStack() as others:
            for number in range(200):
                assert others.enter_context(streams.place(f"person {number}"))
            await services.rounds.close(open_round.group, open_round.id)
            told = await stream.event()

    assert told == ("changed", {"topics": ["rounds"], "within": 905})


def test_a_crowd_is_never_spread_over_more_than_four_seconds():
    streams = Streams(10_000)
    with ExitStack() as crowd:
        for number in range(5_000):
            crowd.enter_context(streams.place(f"person {number}"))
        assert streams.spread_ms == 4_000


async def test_the_stream_ends_when_the_room_closes(
    app: Starlette, cleo: Browser, services: Services
):
    async with opened(app, cleo) as stream:
        services.live.close()
        assert (await stream.next())["more_body"] is False
        async with asyncio.timeout(PATIENCE_S):
            await stream.task


async def test_a_stream_that_is_asked_for_after_the_closing_ends_at_once(
    app: Starlette, cleo: Browser, services: Services
):
    services.live.close()
    async with opened(app, cleo) as stream:
        assert (await stream.next())["more_body"] is False


async def test_a_visitor_who_leaves_is_listened_for_no_more(
    app: Starlette, cleo: Browser, services: Services
):
    async with opened(app, cleo):
        assert len(services.live._listeners) == 1
    assert not services.live._listeners


async def test_who_may_not_read_the_room_any_more_hears_nothing_more(
    *,
    app: Starlette,
    cleo: Browser,
    services: Services,
    store: Store,
    open_round: Round,
    bo: Member,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(live, "RIGHTS_LAST_S", 0.0)
    async with opened(app, cleo) as stream:
        async with store.writing() as tx:
            me = await tx.members.named(open_round.group, "Cleo")
            assert me is not None
            await tx.persons.dismiss(me.person, open_round.group)
        await services.replies.save(open_round.id, bo, "my secret thought", 0)
        said = await stream.next()
        while said.get("body") == b": still here\n\n":
            said = await stream.next()
        assert (said.get("body"), said["more_body"]) == (b"", False)


async def test_who_is_removed_hears_nothing_more_at_once(
    app: Starlette, cleo: Browser, services: Services, store: Store, open_round: Round
):
    async with opened(app, cleo) as stream:
        async with store.reading() as tx:
            me = await tx.members.named(open_round.group, "Cleo")
        assert me is not None
        await services.profile.delete(me.person)
        assert (await stream.next())["more_body"] is False


async def test_one_persons_pages_are_live_up_to_a_number_and_others_ask_again_later(
    app: Starlette, cleo: Browser, dan: Browser
):
    async with AsyncExitStack() as stack:
        for _ in range(MOST_OF_ONE):
            await stack.enter_async_context(opened(app, cleo))
        refused, told = Stream(app, cleo), Stream(app, dan)
        for stream, retry in ((refused, b"retry: 60000\n\n"), (told, b"retry: 2000\n\n")):
            assert (await stream.next())["status"] == 200
            assert (await stream.next())["body"].startswith(retry)
        assert await refused.next() == {
            "type": "http.response.body",
            "body": b"",
            "more_body": False,
        }
        await refused.leave()
        await told.leave()
    async with opened(app, cleo):  # the places are free again
        pass


async def test_all_pages_together_leave_connections_for_what_is_soon_over(
    services: Services, room: Group
):
    streams = Streams(2)
    with ExitStack() as stack:
        places = [stack.enter_context(streams.place(str(number))) for number in range(4)]
    assert places == [True, True, False, False]
    assert not streams._of
