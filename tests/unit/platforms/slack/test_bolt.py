"""What Bolt does that keeps code of ours: a test here that fails says that it may go."""

from __future__ import annotations

import itertools
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.listener import asyncio_runner

COMMAND = {"type": "command", "command": "/ask", "team_id": "T1", "user_id": "U1", "text": ""}


async def _authorize(context: AsyncBoltContext) -> AuthorizeResult:
    token = "xoxb-1"  # noqa: S105  # no token of anybody
    return AuthorizeResult(enterprise_id=None, team_id=context.team_id, bot_token=token)


def _app() -> AsyncApp:
    return AsyncApp(signing_secret="secret", authorize=_authorize)  # noqa: S106  # no app's


async def test_an_error_right_after_an_acknowledgement_still_takes_it_back(
    monkeypatch: pytest.MonkeyPatch,
):
    # The runner looks for the acknowledgement for three seconds of this clock.
    seconds = itertools.count()
    monkeypatch.setattr(asyncio_runner, "time", SimpleNamespace(time=lambda: next(seconds)))
    # slack_bolt 1.30, listener/asyncio_runner.py: `ack.response = response`, which is None there.
    app, raised = _app(), []

    @app.command("/ask")
    async def ask(ack: AsyncAck):
        await ack()
        raise LookupError

    @app.error
    async def told(error: Exception):
        raised.append(error)

    answer = await app.async_dispatch(AsyncBoltRequest(body=COMMAND, mode="socket_mode"))

    assert isinstance(raised[0], LookupError)
    assert answer.status == HTTPStatus.NOT_FOUND, "Bolt is mended: `refusing` may become app.error"
