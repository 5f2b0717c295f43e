"""A room, a browser, and people who come in. Each test has a room of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import CHROMIUM, DESKTOP, PHONE, Screen, running_chromium
from tests.browser.person import Person
from tests.processes.pool import ProcessPool
from tests.processes.roundtable import Room, running_room

Arrive = Callable[..., Person]


# Not for the whole session: playwright holds an event loop, which tests of other folders bring.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, for all tests of this folder."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("there is no chromium on this machine")
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def room(process_pool: ProcessPool, tmp_path: Path) -> Iterator[Room]:
    """A room that has just been started for the first time: one question is open."""
    with running_room(process_pool, tmp_path) as room:
        yield room


@pytest.fixture(params=[DESKTOP, PHONE], ids=lambda screen: screen.name)
def screen(request: pytest.FixtureRequest) -> Screen:
    """A desktop, then a phone."""
    screen: Screen = request.param
    return screen


@contextmanager
def arriving(chromium: Browser, room: Room) -> Iterator[Arrive]:
    """Let somebody sit down at a browser of their own, and join if a name is given.

    At the end nothing may have gone wrong in any of the browsers.
    """
    people: list[Person] = []

    def arrive(name: str = "", screen: Screen = DESKTOP, scripts: bool = True) -> Person:
        people.append(Person(chromium, room, screen, scripts))
        if name:
            people[-1].join(name)
        return people[-1]

    yield arrive
    for person in people:
        person.leave()
    assert [problem for person in people for problem in person.problems] == []


@pytest.fixture
def arrive(chromium: Browser, room: Room) -> Iterator[Arrive]:
    """Let somebody sit down in the test's own room."""
    with arriving(chromium, room) as arrive:
        yield arrive


@pytest.fixture
def admin(arrive: Arrive) -> Person:
    """The admin, at a desktop."""
    person = arrive()
    person.enter_as_admin()
    return person
