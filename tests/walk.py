"""A walk through a chat: what the channels of its scene live through, and every action.

An open channel and a hidden one of one workspace. The hidden one has been asked a question that is
over, one that is open, and one that the open channel's people can look up as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select

from bot.chat.actions import AGAIN, ANSWER, OF_ROUNDS
from bot.core.import_request import ImportRequest
from bot.core.models import Deck, Member, Round, WorkspaceId
from bot.core.pending import Pending
from bot.core.read_models import Reader
from bot.core.schedules import Plan
from bot.core.uploads import Upload
from bot.presentation.challenges import (
    ACCEPT,
    ACCEPT_TEXT,
    ASK_FOR,
    CHALLENGE,
    DECLINE,
    LOOK,
    REPLY_ASK,
)
from bot.presentation.decks import ASK_DECK, PLAN_DECK
from bot.presentation.errors import FAULT
from bot.presentation.notices import (
    ASK,
    ASK_AGAIN,
    CHOOSE_DECK,
    CHOOSE_ROLE,
    GREET,
    PAUSE,
    RESTORE_DECK,
    RESUME,
    SHOW_LISTED,
    SHOW_SCHEDULE,
    SHOW_SCHEDULES,
    START_OVER,
    TRY_AGAIN,
)
from bot.presentation.suggestions import ANSWER as SUGGEST_ANSWER
from bot.services.groups import Place
from bot.services.services import Services
from bot.storage import schema
from tests.fakes.clock import Clock
from tests.fakes.members import see_all

NOTES = "\n\n".join(
    f"## {n}. SECRETQUESTION{n} why does the {word} drift?\n\nSECRETANSWER{n} the {word} ages."
    for n, word in enumerate(("clock", "compass", "anchor"), 1)
)
BREAD = (
    "## 1. Why does dough rest?\n\nThe gluten relaxes.\n\n## 2. What is steam for?\n\nThe crust."
)
QUESTIONS, ANSWERS, REPLIES = "SECRETQUESTION", "SECRETANSWER", "SECRETREPLY"
SECRETS = (QUESTIONS, ANSWERS, REPLIES, "SECRETDECK")
# What is looked up: of the hidden channel's deck, and of the deck that both channels are asked.
LOOKED_UP = ("SECRETQUESTION1 why does the clock drift", "What is steam for")
OWN_REPLY = "SECRETREPLY of one who left"
OTHERS_REPLY = "SECRETREPLY of one who stayed"
OPEN_REPLY = "SECRETREPLY in the open round"

# What each button is about.
ROUND, QUESTION, DECK, SCHEDULE, DRAFT, PENDING, CHOSEN_SCHEDULE, DISPUTE, SUGGESTED, ALL = (
    "round",
    "question",
    "deck",
    "schedule",
    "draft",
    "pending",
    "chosen schedule",
    "dispute",
    "suggested",
    "all",
)
ACTIONS: dict[str, str] = {
    **dict.fromkeys((ANSWER, AGAIN, CHALLENGE, *OF_ROUNDS), ROUND),
    SUGGEST_ANSWER: QUESTION,
    "found": QUESTION,
    "share": QUESTION,
    "rounds": ROUND,
    "delete-me": ALL,
    "leave": ALL,
    "come-back": ALL,
    "elsewhere": ROUND,
    "follow": ROUND,
    "choose": PENDING,
    "quiz-close": ROUND,
    "quiz-skip": ROUND,
    "status": ALL,
    "send-again": ALL,
    "decks": ALL,
    "deck": DECK,
    "schedules": ALL,
    "openings": SCHEDULE,
    "schedule-remove": SCHEDULE,
    "schedule": CHOSEN_SCHEDULE,
    "schedule-pause": SCHEDULE,
    "schedule-resume": SCHEDULE,
    "schedule-skip": SCHEDULE,
    "schedule-ask": SCHEDULE,
    "schedule-edit": SCHEDULE,
    **dict.fromkeys((ASK, SHOW_SCHEDULE, PAUSE, RESUME, CHOOSE_DECK, START_OVER), SCHEDULE),
    **dict.fromkeys((SHOW_SCHEDULES, SHOW_LISTED, CHOOSE_ROLE, GREET), ALL),
    ASK_AGAIN: QUESTION,
    RESTORE_DECK: DECK,
    TRY_AGAIN: ROUND,
    "quiz-next": ALL,
    "quiz-ask-close": ALL,
    "quiz-ask-skip": ALL,
    "link": ALL,
    **dict.fromkeys((ASK_DECK, PLAN_DECK), DECK),
    "deck-copy": DECK,
    "deck-web": DECK,
    **dict.fromkeys(("suggested", "suggested-yes", "suggested-no", "suggested-web"), DECK),
    "suggested-back": SUGGESTED,
    **dict.fromkeys(
        (
            "question-retire",
            "question-restore",
            "answer-wrong-ask",
            "answer-wrong",
            "answer-right",
            REPLY_ASK,
            ASK_FOR,
        ),
        ROUND,
    ),
    **dict.fromkeys((LOOK, ACCEPT, ACCEPT_TEXT, DECLINE), DISPUTE),
    "deck-restore": DECK,
    "preview": DRAFT,
    "import": DRAFT,
    "import-add": DRAFT,
    "import-both": DRAFT,
    "discard": DRAFT,
}


class Hands(Protocol):
    """What the people of a scene do on its platform, by their names."""

    async def turn(self) -> None:
        """Let everything happen that is due, and be told."""

    async def wish(self, who: str) -> None:
        """Ask to be reminded of the question that the hidden channel was asked last."""

    async def answer(self, who: str, text: str) -> None:
        """Answer it."""

    async def hear(self, who: str) -> None:
        """Wait until they have a direct message."""

    async def go(self, who: str) -> None:
        """Leave the hidden channel for good."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What the hidden channel lived through; `subjects` has what buttons could be about."""

    over: Round
    open: Round
    looked_up: Round
    subjects: Mapping[str, tuple[str, ...]]

    def told(self, shown: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return what of all that somebody was shown tells something of the hidden channel.

        What they typed or wrote themselves does not, nor does what another group's asks.
        """
        asked = (self.open.id, self.looked_up.id)
        return [
            (what, text)
            for what, text in shown
            if any(each in _without_own(text) for each in (*SECRETS, *asked))
        ]


def faults(shown: Iterable[tuple[str, str]]) -> list[str]:
    """Return what was answered by a fault of ours."""
    return [what for what, text in shown if FAULT in text]


def _without_own(text: str) -> str:
    for own in (LOOKED_UP[0], OWN_REPLY):
        text = text.replace(own, "")
    return text


async def lived(
    services: Services, clock: Clock, study: Place, bridge: Place, hands: Hands
) -> Lived:
    """Let both channels live: "former" and "replied" answer the hidden one, "former" goes.

    "captain" organises, reads the hidden one and answers nothing.
    """
    workspace = await services.workspaces.find(study.platform, study.workspace)
    assert workspace is not None
    bread = await import_deck(services, workspace.id, "Bread", BREAD)
    secret = await import_deck(services, workspace.id, "SECRETDECK", NOTES)
    here, hidden = [await services.groups.found(each) for each in (study, bridge)]
    await services.rounds.open_next(here.group, bread.id, timedelta(days=20))
    over = await services.rounds.open_next(hidden.group, secret.id)
    plan = Plan(secret.id, "every day 09:00", "UTC", timedelta(hours=8))
    schedule = await services.schedules.add(hidden.group, plan)
    await services.schedules.pause(hidden.group, schedule.id)
    await hands.turn()
    for who in ("former", "captain"):
        await hands.wish(who)
    clock.advance(timedelta(hours=23, minutes=50))
    await hands.turn()
    for who in ("former", "captain"):
        await hands.hear(who)
    await hands.answer("former", OWN_REPLY)
    await hands.answer("replied", OTHERS_REPLY)
    clock.advance(timedelta(hours=1))
    await hands.turn()
    loaves = await services.decks.questions(workspace.id, bread.id)
    looked_up = await services.rounds.open_question(hidden.group, loaves[1].id)
    again = await services.rounds.open_next(hidden.group, secret.id)
    await hands.turn()
    await hands.answer("replied", OPEN_REPLY)
    await hands.turn()
    disputed = await _challenged(services, over, "replied")
    suggested = await _suggested(services, over, "replied", secret)
    draft = await services.decks.draft(workspace.id, (Upload("SECRETDECK.md", NOTES.encode()),))
    # What somebody else was asked about the hidden channel's decks.
    offered = ((secret.id, "SECRETDECK"),)
    another = Pending(study.platform, "another", "deck-show", {}, "deck", offered)
    waiting = await services.pending.keep(another)
    await hands.go("former")
    questions = [*await services.decks.questions(workspace.id, secret.id), loaves[1]]
    subjects = {
        ROUND: (over.id, again.id, looked_up.id),
        QUESTION: tuple(each.id for each in questions),
        DECK: (secret.id,),
        SCHEDULE: (schedule.id,),
        DRAFT: (draft.id,),
        PENDING: (f"{waiting}:1",),
        DISPUTE: (disputed,),
        SUGGESTED: (suggested,),
        CHOSEN_SCHEDULE: (f"all:{schedule.id}",),
        ALL: ("all",),
    }
    return Lived(over, again, looked_up, subjects)


async def _challenged(services: Services, round_: Round, who: str) -> str:
    """Let a member of a round's group challenge the reference; return the challenge's id."""
    member, reader = await _somebody(services, round_, who)
    return (await services.challenges.make(round_.id, member, reader, "It is not so.", "")).id


async def _suggested(services: Services, round_: Round, who: str, deck: Deck) -> str:
    """Let a member of a round's group suggest a question; return the suggestion's id."""
    member, reader = await _somebody(services, round_, who)
    text = "SECRETQUESTION of a member"
    return (await services.suggestions.add(reader, member, deck.id, text=text, answer="")).id


async def _somebody(services: Services, round_: Round, who: str) -> tuple[Member, Reader]:
    async with services.access._context.store.reading() as tx:
        members = await tx.members.of_group(round_.group)
    (member,) = [each for each in members if each.name == who]
    return member, await see_all(services, round_.group, member)


async def import_deck(services: Services, workspace: WorkspaceId, title: str, notes: str) -> Deck:
    """Make a deck of notes."""
    files = (Upload(f"{title.lower()}.md", notes.encode()),)
    return await services.decks.store(
        await services.decks.plan(ImportRequest(workspace, files, title))
    )


# Asks the next question where it is pressed, so that it is about no other channel.
ASKS_HERE = "quiz-next"
# What whoever runs a workspace may still do with its decks, whatever they read.
OF_DECKS = {name for name, about in ACTIONS.items() if about in (DECK, DRAFT, DISPUTE)} | {"decks"}
# What belongs to groups, and to workspaces.
OF_GROUPS = (
    "schedules",
    "rounds",
    "replies",
    "ratings",
    "votes",
    "confidences",
    "claims",
    "later_replies",
    "comments",
    "challenges",
    "agreements",
    "suggestions",
    "lending_requests",
    "reminder_requests",
)
OF_WORKSPACES = ("decks", "sources", "questions", "answers", "drafts", "channels", "groups")


async def rows(services: Services, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is stored in these tables, to be compared with what is there later."""
    known = {each.name: each for each in schema.metadata.sorted_tables}
    async with services.access._context.store.reading() as tx:
        return {
            name: sorted(tuple(row) for row in await tx.connection.execute(select(known[name])))
            for name in tables
        }


def newly_asked(
    before: Mapping[str, list[tuple[object, ...]]], after: Mapping[str, list[tuple[object, ...]]]
) -> set[object]:
    """Return the groups of the rounds that came to be; nothing else of groups may have changed."""
    assert {**after, "rounds": []} == {**before, "rounds": []}
    assert set(before["rounds"]) <= set(after["rounds"])
    group = list(schema.rounds.c).index(schema.rounds.c.group)
    return {row[group] for row in set(after["rounds"]) - set(before["rounds"])}
