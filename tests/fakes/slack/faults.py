"""What goes wrong with Slack's Web API when a test says so."""

from __future__ import annotations

from tests.fakes.common.faults import Fault, Faults, Json

_SAID = {429: "ratelimited", 500: "internal_error", 503: "service_unavailable"}


class SlackFaults(Faults):
    """The faults that are armed. Methods are named as `chat.postMessage`.

    `response_url` and `upload` name the requests that are no methods.
    """

    def answer(
        self,
        method: str,
        status: int,
        *,
        times: int = 1,
        after: bool = False,
        error: str = "",
        retry_after: int = 1,
    ) -> Fault:
        """Answer the method's next requests with an error; with a 200 name the `error`."""
        body: Json = {"ok": False, "error": error or _SAID.get(status, f"http_{status}")}
        headers = {"Retry-After": str(retry_after)} if status == 429 else {}
        return self._arm(Fault(method, status, times, after, body, headers))
