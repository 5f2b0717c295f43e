"""Whatever comes in whatever order, a roster says what is true, or asks again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import Channel, ChannelId, GroupId
from bot.platforms.slack import rosters
from bot.platforms.slack.rosters import Rosters
from tests.fakes.clock import Clock

STUDY = Channel(ChannelId("c"), GroupId("g"), "slack", "C1", "T1")
PEOPLE = ("U1", "U2", "U3")
WITHIN_S = 60
SETTLES = timedelta(seconds=10)
_TURNS = 30  # more than a question waits for one after the other

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["join", "leave", "ask", "ask", "change"]), st.integers(0, 2)),
        st.tuples(st.sampled_from(["hear", "lose"]), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.sampled_from([1, 9, 11, 61])),
        st.tuples(st.sampled_from(["page", "read", "reconnect", "archive"]), st.just(0)),
    ),
    max_size=40,
)


@dataclass
class Moment:
    """How things were, and what had been heard by then."""

    time: datetime
    members: frozenset[str]


@dataclass
class Question:
    """Somebody asks. `heard` are the events that come in meanwhile."""

    user: str
    asked_at: datetime
    answer: asyncio.Task[bool]
    heard: int = 0


@dataclass
class Client:
    """What the rosters ask. A page has one person at most, as they are when it comes."""

    story: Story
    retry_handlers: list[object] = field(default_factory=list)

    async def conversations_members(self, *, channel: str, limit: int, cursor: str) -> Any:
        await self.story.page()
        number = int(cursor or 0)
        cursor = str(number + 1) if number + 1 < len(PEOPLE) else ""
        page = [PEOPLE[number]] if PEOPLE[number] in self.story.members else []
        return {"members": page, "response_metadata": {"next_cursor": cursor}}

    async def users_info(self, *, user: str) -> Any:
        return {"user": {"team_id": "T1", "deleted": False}}


@dataclass
class Story:
    """A Slack whose pages come when the story says so, and whose events in any order, or never."""

    clock: Clock = field(default_factory=Clock)
    members: set[str] = field(default_factory=set)
    events: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    heard_of: dict[str, tuple[int, str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    is_over: bool = False
    pages: int = 0

    def __post_init__(self) -> None:
        self.rosters = Rosters(self, self.clock.now)

    async def of(self, team: str) -> Any:
        """Be the `Clients` of every workspace."""
        return Client(self)

    async def page(self) -> None:
        """Wait until the story lets a page come."""
        self.pages += 1
        if not self.is_over:
            page = asyncio.get_running_loop().create_future()
            self.waiting.append(page)
            await page

    # What happens

    async def step(self, what: str, number: int) -> None:
        match what:
            case "join" | "leave":
                self.move(what, PEOPLE[number])
            case "hear" | "lose" if self.events:
                event = self.events.pop(number % len(self.events))
                if what == "hear":
                    self.hear(*event)
            case "ask":
                self.ask(PEOPLE[number])
            case "wait":
                self.clock.advance(timedelta(seconds=number))
            case "page" if self.waiting:
                self.waiting.pop(0).set_result(None)
            case "read":
                while self.waiting:
                    self.waiting.pop(0).set_result(None)
                    await self.go_on()
            case "change" | "reconnect" | "archive":
                self.upset(what, PEOPLE[number])
        self.note()
        await self.go_on()

    def move(self, what: str, user: str) -> None:
        if (what == "join") != (user in self.members):
            self.members ^= {user}
            self.events.append((what, user))

    def hear(self, what: str, user: str) -> None:
        tell = self.rosters.joined if what == "join" else self.rosters.left
        tell(STUDY.address, user)
        self.heard_of[user] = (len(self.moments), what)
        self.count()

    def upset(self, what: str, user: str) -> None:
        if what == "change":
            self.rosters.account_changed("T1", user)
        elif what == "reconnect":
            self.rosters.forget_all()
        else:
            self.rosters.forget(STUDY.address)
        self.count()

    def count(self) -> None:
        for question in self.questions:
            question.heard += 1

    def ask(self, user: str) -> None:
        asking = self.rosters.may_read(STUDY, f"T1:{user}", within_s=WITHIN_S)
        self.questions.append(Question(user, self.clock.now(), asyncio.ensure_future(asking)))

    def note(self) -> None:
        self.moments.append(Moment(self.clock.now(), frozenset(self.members)))

    async def go_on(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        for question in [each for each in self.questions if each.answer.done()]:
            self.questions.remove(question)
            self.check(question)

    def check(self, question: Question) -> None:
        """The answer was true at a moment that is young enough, and after what was heard."""
        first, what = self.heard_of.get(question.user, (0, ""))
        oldest = question.asked_at - timedelta(seconds=WITHIN_S)
        recent = [each for each in self.moments[first:] if each.time >= oldest]
        true = {question.user in each.members for each in recent}
        answer = question.answer.result()
        settling = what == "leave" and self.clock.now() < self.moments[first].time + SETTLES
        if not answer and (settling or question.heard >= rosters._MOST_TRIES):
            return
        assert answer in true

    async def end(self) -> None:
        """Let everything be told, and what was left settle."""
        self.is_over = True
        for event in self.events:
            self.hear(*event)
        self.note()
        for page in self.waiting:
            page.set_result(None)
        await self.go_on()
        assert self.questions == []
        self.clock.advance(SETTLES)


async def _told(happening: list[tuple[str, int]]) -> None:
    story = Story()
    story.note()
    for step in happening:
        await story.step(*step)
    await story.end()
    for user in PEOPLE:
        may = await story.rosters.may_read(STUDY, f"T1:{user}", within_s=0)
        assert may == (user in story.members)


@given(steps)
def test_an_answer_is_true_after_all_that_was_heard_of_the_person_or_it_is_no(happening):
    asyncio.run(_told(happening))


@pytest.mark.parametrize(
    "happening",
    [
        # it is told that they came, when the roster was read before
        [("ask", 0), ("read", 0), ("join", 0), ("hear", 0), ("ask", 0), ("read", 0)],
        # it is told that they left, when their page was read and others were not
        [("join", 0), ("ask", 0), ("page", 0), ("leave", 0), ("hear", 1), ("read", 0)],
        # the same, and that they came while nobody asks for them
        [("ask", 1), ("page", 0), ("join", 0), ("hear", 0), ("read", 0), ("ask", 0), ("read", 0)],
        # the joining is told after the leaving
        [("join", 0), ("leave", 0), ("hear", 1), ("hear", 0), ("ask", 0), ("page", 0), ("ask", 0)],
        # the leaving is told when they are back
        [("join", 0), ("leave", 0), ("join", 0), ("hear", 2), ("ask", 0), ("hear", 1), ("ask", 0)],
    ],
)
async def test_what_is_told_late_or_in_another_order_does_no_harm(happening):
    await _told(happening)


async def test_who_came_unheard_is_refused_by_no_roster_from_before():
    story = Story(is_over=True)
    assert not await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)
    story.members.add("U1")
    story.clock.advance(timedelta(seconds=6))

    assert await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)


async def test_a_stranger_who_asks_again_and_again_has_a_channel_read_once_in_a_while():
    story = Story(is_over=True)
    for _ in range(5):
        assert not await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)

    assert story.pages == len(PEOPLE)


async def test_what_is_remembered_of_comings_and_goings_is_bounded(monkeypatch):
    monkeypatch.setattr(rosters, "_MOST_MOVES", 3)
    story = Story(is_over=True)
    story.members = {"U1"}
    assert await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)
    story.members.clear()
    story.rosters.left(STUDY.address, "U1")
    for number in range(3):
        story.rosters.joined("C2", f"U{number}")

    assert len(story.rosters._moves) == 3
    assert not await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)


async def test_a_channel_with_more_people_than_a_roster_holds_is_unknown(monkeypatch):
    monkeypatch.setattr(rosters, "_MOST_PAGES", 2)
    story = Story(is_over=True)
    story.members = set(PEOPLE)

    assert not await story.rosters.may_read(STUDY, "T1:U1", within_s=WITHIN_S)
