"""What goes wrong with Discord's REST when a test says so."""

from __future__ import annotations

from tests.fakes.common.faults import Fault, Faults, Json

_SAID = {
    401: "401: Unauthorized",
    403: "Missing Permissions",
    429: "You are being rate limited.",
    500: "500: Internal Server Error",
    502: "502: Bad Gateway",
}


class DiscordFaults(Faults):
    """The faults that are armed. Routes are named as `POST /channels/{channel_id}/messages`."""

    def answer(
        self,
        route: str,
        status: int,
        *,
        times: int = 1,
        after: bool = False,
        code: int = 0,
        retry_after: float = 0.0,
        everywhere: bool = False,
        via: bool = True,
    ) -> Fault:
        """Answer the route's next requests with an error; `everywhere` is a 429 for all routes.

        Without `via` a 429 looks as if a proxy before Discord had sent it.
        """
        body: Json = {"message": _SAID.get(status, f"{status}"), "code": code}
        headers = {"Via": "1.1 google"} if via else {}
        if status == 429:
            body |= {"retry_after": retry_after, "global": everywhere}
            headers["Retry-After"] = str(retry_after)
            headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        return self._arm(Fault(route, status, times, after, body, headers))
