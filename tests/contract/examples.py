"""Values of every model, as hostile and as precise as storage may ever be handed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

from hypothesis import strategies as st

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, WebMessage
from bot.core.documents import Lines, Status
from bot.core.feedback import Rating, ReminderRequest, SelfRating, Vote
from bot.core.invitations import Invitation
from bot.core.models import (
    Account,
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Group,
    GroupId,
    Member,
    MemberId,
    Naming,
    PersonId,
    Question,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Session,
    Source,
    SourceId,
    Workspace,
    WorkspaceId,
)
from bot.core.pictures import PictureFile, picture_id
from bot.core.uploads import ImportDraft, Upload
from bot.storage.transaction import Transaction

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
G = GroupId("g")
WORKSPACE = Workspace(WorkspaceId("w"), "chat", "example", "Bakers", NOON)
CHANNEL = Channel(ChannelId("c"), G, "chat", "room", WORKSPACE.address)
ANN = Member(MemberId("ann"), PersonId("ann"), G, "Ann", NOON)
DECK = Deck(DeckId("d"), WORKSPACE.id, "Bread", NOON)
SOURCE = Source(SourceId("s"), DECK.id, "a.md", "Mara", "", "numbered", "hash", NOON)
QUESTION = Question(QuestionId("q"), DECK.id, 0, "Why?")
ROUND = Round(RoundId("r"), G, DECK.id, QUESTION.id, RoundState.OPEN, NOON, NOON + HOUR)
DELIVERY = Delivery(
    DeliveryKey("k"), DeliveryKind.QUESTION, G, CHANNEL.id, NOON, ROUND.id, platform="chat"
)

_numbers = count(1)


def fresh(kind: str) -> str:
    """Return an id that no other test of this run has."""
    return f"{kind}{next(_numbers)}"


NASTY = (
    "",
    "Robert'); DROP TABLE replies;--",
    "both \"quotes\" and 'quotes' and `ticks`",
    "👩‍💻 🇺🇦 e\u0301 ﷽ \u202egnirts",
    "line\nfeed\ttab\\backslash %s %(x)s :name ?",
    "\u2028\u200b\ufeff",
    "x" * 300_000,
)

# PostgreSQL takes no NUL in a text, and nothing that is checked has one.
TEXTS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
)
LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(-timedelta(hours=11))]
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001  # hypothesis adds the zone
SPANS = st.integers(60, 31 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


_IDS = st.text("0123456789", min_size=1, max_size=20)


def groups() -> st.SearchStrategy[Group]:
    return st.builds(
        lambda name, naming, organisers: Group(GroupId(fresh("g")), name, naming, organisers),
        LINES,
        st.sampled_from(Naming),
        st.lists(_IDS.map("chat:{}".format)).map(tuple),
    )


@st.composite
def channels(draw: st.DrawFn, group: GroupId) -> Channel:
    return Channel(
        id=ChannelId(fresh("c")),
        group=group,
        platform="web",
        address=fresh("address") + draw(LINES),
        workspace=draw(LINES),
        name=draw(LINES),
        gone=draw(st.booleans()),
        owner=draw(st.just("") | _IDS),
        mention_role=draw(st.none() | _IDS),
        threads=draw(st.booleans()),
        written=draw(st.booleans()),
        announces=draw(st.booleans()),
    )


@st.composite
def members(draw: st.DrawFn, group: GroupId) -> Member:
    id_ = MemberId(fresh("m"))
    return Member(id_, PersonId(fresh("p")), group, f"{id_} {draw(LINES)}", draw(TIMES))


@st.composite
def accounts(draw: st.DrawFn, person: PersonId) -> Account:
    return Account("web", fresh("s") + draw(LINES), person)


@st.composite
def sessions(draw: st.DrawFn, person: PersonId, workspace: WorkspaceId) -> Session:
    until = draw(TIMES)
    who, rights = draw(
        st.sampled_from(
            [(person, (None, None)), (None, (workspace, until)), (person, (workspace, until))]
        )
    )
    used, browser = draw(st.none() | TIMES), draw(st.sampled_from(["", "Firefox on Linux"]))
    return Session(fresh("hash"), draw(TIMES), who, *rights, used, browser)


@st.composite
def decks(draw: st.DrawFn, workspace: WorkspaceId) -> Deck:
    return Deck(
        id=DeckId(fresh("d")),
        workspace=workspace,
        title=fresh("title") + draw(LINES),
        created_at=draw(TIMES),
        language=draw(st.sampled_from(["english", "arabic"])),
        reference=draw(st.none() | st.just(SourceId("any"))),
        pack=draw(st.none() | LINES),
    )


@st.composite
def sources(draw: st.DrawFn, deck: DeckId) -> Source:
    return Source(
        id=SourceId(fresh("s")),
        deck=deck,
        name=draw(LINES),
        author=draw(LINES),
        title=draw(TEXTS),
        format=draw(LINES),
        content_hash=fresh("hash"),
        imported_at=draw(TIMES),
        position=draw(st.integers(0, 10_000)),
    )


@st.composite
def questions(draw: st.DrawFn, deck: DeckId) -> Question:
    place = draw(st.integers(0, 10_000))
    return Question(QuestionId(fresh("q")), deck, place, draw(TEXTS), draw(TEXTS))


@st.composite
def answers(draw: st.DrawFn, question: QuestionId, source: SourceId) -> Answer:
    return Answer(
        id=AnswerId(fresh("a")),
        question=question,
        source=source,
        text=draw(TEXTS),
        status=draw(st.sampled_from(Status)),
        confidence=draw(st.floats(0, 1)),
        lines=Lines(draw(st.integers(1, 10**6)), draw(st.integers(1, 10**6))),
        position=draw(st.integers(0, 1000)),
    )


@st.composite
def rounds(draw: st.DrawFn, group: GroupId, question: Question) -> Round:
    return Round(
        id=RoundId(fresh("r")),
        group=group,
        deck=question.deck,
        question=question.id,
        # One open round a question is all there may be.
        state=draw(st.sampled_from([RoundState.CLOSED, RoundState.SKIPPED])),
        opened_at=draw(TIMES),
        closes_at=draw(TIMES),
        closed_at=draw(st.none() | TIMES),
        schedule=draw(st.none() | st.just(ScheduleId("gone"))),
        occurrence=None,
    )


def picture(shown: str) -> PictureFile:
    """Return a picture of a word."""
    data = shown.encode()
    return PictureFile(picture_id(data), "image/png", 4, 3, data)


@st.composite
def replies(draw: st.DrawFn, round_: RoundId, member: MemberId) -> Reply:
    return Reply(round_, member, draw(TEXTS), draw(st.integers(1, 10**6)), draw(TIMES))


@st.composite
def ratings(draw: st.DrawFn, round_: RoundId, member: MemberId) -> SelfRating:
    return SelfRating(round_, member, draw(st.sampled_from(Rating)), draw(TIMES))


@st.composite
def votes(draw: st.DrawFn, round_: RoundId, member: MemberId, author: MemberId) -> Vote:
    return Vote(round_, member, author, draw(TIMES))


@st.composite
def reminder_requests(draw: st.DrawFn, round_: RoundId, member: MemberId) -> ReminderRequest:
    return ReminderRequest(round_, member, draw(TIMES))


@st.composite
def schedules(draw: st.DrawFn, group: GroupId, deck: DeckId) -> Schedule:
    return Schedule(
        id=ScheduleId(fresh("s")),
        group=group,
        deck=deck,
        recurrence=draw(LINES),
        zone="America/Argentina/ComodRivadavia",
        window=draw(SPANS),
        grace=draw(SPANS),
        next_at=draw(st.none() | TIMES),
    )


@st.composite
def deliveries(
    draw: st.DrawFn, group: GroupId, channel: ChannelId, round_: RoundId | None
) -> Delivery:
    return Delivery(
        key=DeliveryKey(fresh("key")),
        kind=draw(st.sampled_from(DeliveryKind)),
        group=group,
        channel=channel,
        platform="chat",
        created_at=draw(TIMES),
        round=round_,
        note=draw(TEXTS),
        attempts=draw(st.integers(0, 10_000)),
        next_attempt_at=draw(st.none() | TIMES),
        sent_at=draw(st.none() | TIMES),
        external_id=draw(st.none() | LINES),
        failure=draw(st.none() | TEXTS),
    )


@st.composite
def web_messages(draw: st.DrawFn, channel: ChannelId) -> WebMessage:
    return WebMessage(
        channel=channel,
        key=DeliveryKey(fresh("key")),
        summary=draw(TEXTS),
        posted_at=draw(TIMES),
        subject=draw(st.none() | st.just("round")),
        for_admins=draw(st.booleans()),
    )


@st.composite
def drafts(draw: st.DrawFn, workspace: WorkspaceId) -> ImportDraft:
    files = draw(st.lists(st.builds(Upload, LINES, st.binary(max_size=2000)), max_size=4))
    return ImportDraft(fresh("draft"), workspace, draw(TIMES), tuple(files))


@st.composite
def workspaces(draw: st.DrawFn) -> Workspace:
    return Workspace(
        id=WorkspaceId(fresh("w")),
        platform="chat",
        address=fresh("workspace"),
        name=draw(LINES),
        joined_at=draw(TIMES),
        left_at=draw(st.none() | TIMES),
        owner=draw(st.just("") | _IDS),
        organisers=tuple(draw(st.lists(_IDS))),
    )


@st.composite
def invitations(draw: st.DrawFn, group: GroupId, person: PersonId) -> Invitation:
    whose, who = draw(st.sampled_from([(group, None), (None, person)]))
    return Invitation(fresh("hash"), draw(TIMES), whose, who)


async def add_round(tx: Transaction, **changes: Any) -> None:
    """Add the round with these changes."""
    await tx.rounds.add(replace(ROUND, **changes))
