"""Whatever a stranger, or a member's browser gone mad, sends: an answer, and no fault of ours."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.core.models import Group
from bot.services.services import Services
from tests.conftest import ENGINES
from tests.profiles import scaled
from tests.unit.platforms.web.browsing import ORIGIN, Browser

ODD = (
    b"",
    b"\x00",
    b"9" * 5_000,
    b"-1",
    b"1e309",
    b"nan",
    b"\xff\xfe",
    "é\u202e\u0000".encode(),
    b"../../etc/passwd",
    b"%00",
    b'a=b; a="c"; =; roundtable_session_=\xff',
    b"bytes=9-1,-0,99999999999999999999-",
    b"multipart/form-data",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=x",
    b"application/x-www-form-urlencoded; charset=utf-9",
    b"[::1",
    b"http://[",
    b"Thu, 99 Foo 9999 99:99:99 GMT",
)
NAMES = (
    b"accept-language",
    b"authorization",
    b"content-length",
    b"content-type",
    b"cookie",
    b"host",
    b"if-modified-since",
    b"if-none-match",
    b"if-range",
    b"last-event-id",
    b"origin",
    b"range",
    b"referer",
    b"user-agent",
    b"x-forwarded-for",
)
odd = st.sampled_from(ODD) | st.binary(max_size=40)
headers = st.lists(st.tuples(st.sampled_from(NAMES), odd), max_size=4)
bodies = st.sampled_from(
    (b"text=%00&based_on=1e9&name=%ff", b"--x\r\n\r\n\r\n--x--", b"--x\r\nContent-Disp", b"key")
)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def _answer(app: Starlette, sent: dict[str, object], body: bytes | list[bytes]) -> int:
    """Return the status, None of which means that nothing was answered."""
    parts = [body] if isinstance(body, bytes) else body
    status = 0

    async def receive() -> dict[str, object]:
        if not parts:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: dict[str, object]) -> None:
        nonlocal status
        status = int(str(message.get("status", status)))

    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "root_path": "",
        "client": ("127.0.0.1", 4711),
        "server": ("127.0.0.1", 8080),
        **sent,
    }
    await app(scope, receive, send)
    return status


def _addresses(app: Starlette) -> list[tuple[str, str]]:
    """Return every method and address but those of streams, which do not end."""
    routes = [each for each in app.routes if isinstance(each, Route)]
    found = {
        (method, route.path)
        for route in routes
        for method in route.methods or ()
        if not route.path.endswith("/events")
    }
    return sorted(found | {("GET", "/static/{file}"), ("GET", "/{nothing}")})


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=scaled(4_000))
async def test_no_request_is_a_fault_of_ours(
    *,
    data: st.DataObject,
    app: Starlette,
    cleo: Browser,
    admin: Browser,
    services: Services,
    database_url: URL,
    room: Group,
):
    method, pattern = data.draw(st.sampled_from(_addresses(app)))
    raw = re.sub(
        r"\{(\w+)\}",
        lambda found: (
            "local"
            if found[1] == "group" and data.draw(st.booleans())
            else data.draw(odd).decode("latin-1").replace("/", "")
        ),
        pattern,
    )
    query = data.draw(st.sampled_from((b"", b"q=%00%ff", b"key=%00", b"pass=%ff", b"refused=%00")))
    who = data.draw(st.sampled_from((None, cleo, admin)))
    given_ = [(b"host", b"127.0.0.1:8080"), (b"origin", ORIGIN.encode())]
    if who is not None:
        cookies = "; ".join(f"{name}={value}" for name, value in who.client.cookies.items())
        given_.append((b"cookie", cookies.encode()))
    if method == "POST":
        given_.append((b"content-type", b"application/x-www-form-urlencoded"))
    odd_ones = dict(data.draw(headers))
    given_ = [(name, odd_ones.pop(name, value)) for name, value in given_] + list(odd_ones.items())
    sent = {
        "method": method,
        "path": unquote(raw),
        "raw_path": raw.encode("latin-1"),
        "query_string": query,
        "headers": given_,
    }

    with capture_logs() as log:
        status = await _answer(app, sent, data.draw(bodies))

    assert status < 500, sent
    assert [each for each in log if each["log_level"] in ("error", "critical")] == []
