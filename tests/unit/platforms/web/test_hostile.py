"""Whatever stands in an address, a query or a form: it is told in words, and is no fault of ours.

On both engines, as PostgreSQL takes no NUL and half a surrogate pair has no UTF-8. The walk goes
through every address that is registered; one whose fields are not on the lists here fails it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from bot.core.models import DeckId, QuestionId, Round
from bot.core.schedules import Plan
from bot.core.uploads import Upload
from bot.platforms.web.forms import Form
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from tests.conftest import ENGINES
from tests.fakes.study_deck import StudyDeck
from tests.profiles import scaled
from tests.unit.platforms.web.browsing import ORIGIN
from tests.unit.platforms.web.conftest import Browse

FAULT = 500
NUL, HALF = "a\x00b", "a\ud800b"
HOSTILE = ("\x00", NUL, HALF, "", " ", "%", "../..", "\u202e", "'; --", "x" * 5_000, "\U0001f600")
_PLAN = ("deck", "time", "zone", "hours", "reminder", "grace", "order", "seed", "at_end")
# What is read of each address beside its own parts: by GET out of the query, by POST of the form.
FIELDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/join"): ("key",),
    ("POST", "/join"): ("key", "name"),
    ("GET", "/enter"): ("pass",),
    ("POST", "/enter"): ("pass",),
    ("POST", "/me/sessions/end"): ("session",),
    ("POST", "/me/accounts/join"): ("code",),
    ("POST", "/me/groups/{group}/reminders"): ("reminders",),
    ("GET", "/g/{group}/lookup"): ("q",),
    ("GET", "/g/{group}/lookup/suggestions"): ("q",),
    ("GET", "/g/{group}/rounds"): ("before",),
    ("POST", "/g/{group}/rounds/{round}/reply"): (
        "text",
        "based_on",
        "back",
        "draft",
        "version",
        "drop",
    ),
    ("POST", "/g/{group}/rounds/{round}/draft"): ("text", "based_on", "draft", "version", "drop"),
    ("POST", "/g/{group}/rounds/{round}/rating"): ("rating",),
    ("POST", "/g/{group}/rounds/{round}/vote"): ("choice",),
    ("POST", "/g/{group}/admin/rounds"): ("question", "deck", "hours"),
    ("POST", "/g/{group}/admin/schedules"): _PLAN,
    ("GET", "/g/{group}/admin/schedules/preview"): _PLAN,
    ("GET", "/g/{group}/admin/log"): ("before",),
    ("GET", "/g/{group}"): ("refused",),
    ("GET", "/g/{group}/admin"): ("refused",),
    ("POST", "/g/{group}/admin/schedules/{schedule}"): _PLAN,
    ("POST", "/g/{group}/admin/schedules/{schedule}/pause"): ("back",),
    ("POST", "/g/{group}/admin/schedules/{schedule}/resume"): ("back",),
    ("POST", "/g/{group}/admin/schedules/{schedule}/skip"): ("opening",),
    ("POST", "/g/{group}/admin/messages"): ("key",),
    ("POST", "/g/{group}/admin/joining"): ("joining",),
    ("POST", "/g/{group}/admin/places/join"): ("code",),
    ("POST", "/g/{group}/admin/places/link"): ("code",),
    ("POST", "/g/{group}/admin/naming"): ("naming",),
    ("POST", "/g/{group}/admin/decks/{deck}/reference"): ("source",),
    ("GET", "/g/{group}/admin/import/{draft}"): ("title", "reference", "add", "author-0"),
    ("POST", "/g/{group}/admin/import/{draft}"): ("title", "reference", "add", "author-0"),
}
# What is read wherever something was refused: to show the form again, and to give a text back.
ANYWHERE = ("refused", "text")
# A stream that ends when the visitor leaves; whose it is is asked as on every page.
_ENDLESS = "/g/{group}/events"
_NOTES = b"## 1. Why does dough rest?\n\nThe gluten relaxes.\n"


@dataclass(frozen=True)
class Place:
    """A part of an address, or a field of its query or form."""

    method: str
    path: str
    name: str

    @property
    def is_part(self) -> bool:
        """Whether it is a part of the address itself."""
        return f"{{{self.name}}}" in self.path


def _places(app: Starlette) -> Iterator[Place]:
    for route in app.routes:
        if isinstance(route, Route) and route.path != _ENDLESS:
            for method in sorted((route.methods or set()) - {"HEAD"}):
                for name in (*route.param_convertors, *FIELDS.get((method, route.path), ())):
                    yield Place(method, route.path, name)


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each of them."""
    name: str = request.param
    return name


@dataclass
class Scene:
    """Somebody in the room who organises it, and one of everything that an address names."""

    app: Starlette
    client: httpx.AsyncClient
    services: Services
    ids: dict[str, str]

    async def send(self, place: Place, value: str, *, multipart: bool = False) -> httpx.Response:
        """Ask for an address that is right but for one part of it."""
        if place.path.startswith("/g/{group}/admin/import/"):
            files = (Upload("bread.md", _NOTES),)
            draft = await self.services.decks.draft(LOCAL_WORKSPACE, files)
            self.ids["draft"] = draft.id
        parts = self.ids | ({place.name: value} if place.is_part else {})
        path = place.path
        for name, part in parts.items():
            path = path.replace(f"{{{name}}}", _quoted(part))
        fields = {} if place.is_part else {place.name: value}
        for name in FIELDS.get((place.method, place.path), ()):
            fields.setdefault(name, self.ids.get(name, "1"))
        return await self._send(place.method, path, fields, multipart=multipart)

    async def _send(
        self, method: str, path: str, fields: Mapping[str, str], *, multipart: bool
    ) -> httpx.Response:
        sent = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())
        if method == "GET":
            return await self.client.get(f"{path}?{sent}")
        headers = {"Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
        content = sent.encode()
        if multipart:
            # The form's own encoding may be one in which half a pair can be written.
            headers["Content-Type"] = "multipart/form-data; charset=utf-7; boundary=edge"
            parts = (
                f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
                + value.encode("utf-7", "surrogatepass")
                + b"\r\n"
                for name, value in fields.items()
            )
            content = b"".join(parts) + b"--edge--\r\n"
        return await self.client.post(path, content=content, headers=headers)


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@pytest.fixture
async def scene(
    app: Starlette, browse: Browse, services: Services, deck: StudyDeck, open_round: Round
) -> Scene:
    browser = await browse("Cleo", admin=True)
    browser.client.follow_redirects = False
    plan = Plan(DeckId(deck.id), "09:00", "UTC", open_round.closes_at - open_round.opened_at)
    schedule = await services.schedules.add(open_round.group, plan)
    ids = {
        "group": open_round.group,
        "round": open_round.id,
        "deck": deck.id,
        "question": QuestionId(deck.questions[0].id),
        "schedule": schedule.id,
        "time": "09:00",
        "zone": "UTC",
        "hours": "24",
    }
    return Scene(app, browser.client, services, ids)


@contextmanager
def _recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Collect the names of the fields that pages ask for."""
    asked: set[str] = set()
    for how in ("text", "id"):
        original = getattr(Form, how)

        def noting(form: Form, name: str, *more: str, original: object = original) -> str:
            asked.add(name)
            return original(form, name, *more)  # type: ignore[operator,no-any-return]

        monkeypatch.setattr(Form, how, noting)
    yield asked


async def test_the_walk_knows_every_field_that_is_read(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    read: dict[tuple[str, str], set[str]] = defaultdict(set)
    with _recorded(monkeypatch) as asked:
        for place in _places(scene.app):
            asked.clear()
            await scene.send(place, "1")
            read[place.method, place.path] |= asked
    unknown = {key: names - {*FIELDS.get(key, ()), *ANYWHERE} for key, names in read.items()}
    assert {key: names for key, names in unknown.items() if names} == {}


@pytest.mark.parametrize("value", [NUL, HALF], ids=["nul", "half a pair"])
async def test_what_no_database_takes_is_refused_or_left_out_everywhere(scene: Scene, value: str):
    for place in _places(scene.app):
        answered = await scene.send(place, value)
        assert answered.status_code < FAULT, place
        if place.is_part:
            assert answered.status_code == 404, place


@settings(
    max_examples=scaled(60),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
async def test_nothing_that_is_sent_anywhere_is_a_fault_of_ours(scene: Scene, data: st.DataObject):
    values = st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=50)
    for _ in range(10):
        place = data.draw(st.sampled_from(list(_places(scene.app))))
        value, multipart = data.draw(values), data.draw(st.booleans())
        answered = await scene.send(place, value, multipart=multipart)
        assert answered.status_code < FAULT, (place, value)


@pytest.mark.parametrize("charset", ["idna", "undefined", "unicode_escape", "hex", "no-such"])
async def test_a_form_in_an_encoding_of_its_own_is_no_fault_either(scene: Scene, charset: str):
    answered = await scene.client.post(
        f"/g/local/rounds/{scene.ids['round']}/reply",
        content=b'--e\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
        b"\\ud800\xff..\r\n--e--\r\n",
        headers={
            "Origin": ORIGIN,
            "Content-Type": f"multipart/form-data; charset={charset}; boundary=e",
        },
    )
    assert answered.status_code < FAULT
