"""HTTP mode: signed requests to the app's address.

Slack's reference, "Verifying requests from Slack" and "The Events API". The signature's time is
the machine's, not the fake clock's: the app's verifier compares it with the machine's.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tests.fakes.patience import PATIENCE_S
from tests.fakes.slack.deliveries import Delivery, Kind
from tests.fakes.slack.errors import Json
from tests.fakes.slack.world import World

_FORM = "application/x-www-form-urlencoded"
_OK = range(200, 300)


class HttpMode:
    """Sends to one address, `url`. `signed_at` is the time that signatures carry."""

    timeout_reason = "http_timeout"

    def __init__(self, world: World, url: str) -> None:
        self._world = world
        self.url = url
        self._tasks: set[asyncio.Task[None]] = set()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
        self.signed_at: Callable[[], float] = time.time
        self.failures: list[BaseException] = []

    def carry(self, delivery: Delivery) -> bool:
        """Begin to send it."""
        task = asyncio.create_task(self._carry(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return True

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()):
            self.failures.append(failure)

    async def _carry(self, delivery: Delivery) -> None:
        content_type, body = _body(delivery)
        headers = {"Content-Type": content_type} | _retried(delivery)
        try:
            status, answered, text = await self._send(body, headers)
        except aiohttp.ClientError:
            return self._world.deliveries.fail(delivery, "connection_failed")
        if status not in _OK:
            for_good = answered.get("X-Slack-No-Retry") == "1"
            return self._world.deliveries.fail(delivery, "http_error", for_good=for_good)
        return self._world.deliveries.answered(delivery.envelope, _answer(answered, text))

    async def verify(self) -> None:
        """Make sure that the app is at the address. Raises ConnectionError where it is not."""
        challenge = self._world.ids.next("challenge")
        told = {"token": "the-verification-token", "challenge": challenge}
        body = json.dumps(told | {"type": "url_verification"})
        headers = {"Content-Type": "application/json"}
        status, answered, text = await self._send(body, headers)
        if status not in _OK or challenge not in {text, _answer(answered, text).get("challenge")}:
            raise ConnectionError(f"{self.url} answered the challenge with {status} {text!r}")

    async def _send(self, body: str, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        signed = headers | self.signature(body)
        async with self._session.post(self.url, data=body.encode(), headers=signed) as response:
            return response.status, dict(response.headers), await response.text()

    def signature(self, body: str) -> dict[str, str]:
        """Return the headers that sign a body."""
        moment = str(int(self.signed_at()))
        verifier = SignatureVerifier(self._world.application.signing_secret)
        signature = verifier.generate_signature(timestamp=moment, body=body)
        return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": str(signature)}

    async def close(self) -> None:
        """Send nothing more."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()


def _body(delivery: Delivery) -> tuple[str, str]:
    match delivery.kind:
        case Kind.EVENT:
            return "application/json", json.dumps(delivery.payload)
        case Kind.COMMAND:
            return _FORM, urlencode(delivery.payload)
        case Kind.INTERACTIVE:
            return _FORM, urlencode({"payload": json.dumps(delivery.payload)})


def _retried(delivery: Delivery) -> dict[str, str]:
    if not delivery.retry:
        return {}
    return {
        "X-Slack-Retry-Num": str(delivery.retry["retry_attempt"]),
        "X-Slack-Retry-Reason": str(delivery.retry["retry_reason"]),
    }


def _answer(headers: dict[str, str], text: str) -> Json:
    if not text:
        return {}
    if headers.get("Content-Type", "").startswith("application/json"):
        answer = json.loads(text)
        return answer if isinstance(answer, dict) else {}
    return {"text": text}
