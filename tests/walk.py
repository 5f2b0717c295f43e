"""What a walk through a chat presses and looks for: a channel's secrets, and every action."""

from __future__ import annotations

from bot.chat.actions import ANSWER, OF_ROUNDS
from bot.core.import_plan import ImportRequest
from bot.core.models import Deck, WorkspaceId
from bot.core.uploads import Upload
from bot.services.services import Services

NOTES = "\n\n".join(
    f"## {n}. SECRETQUESTION{n} why does the {word} drift?\n\nSECRETANSWER{n} the {word} ages."
    for n, word in enumerate(("clock", "compass", "anchor"), 1)
)
BREAD = (
    "## 1. Why does dough rest?\n\nThe gluten relaxes.\n\n## 2. What is steam for?\n\nThe crust."
)
QUESTIONS, ANSWERS, REPLIES = "SECRETQUESTION", "SECRETANSWER", "SECRETREPLY"
SECRETS = (QUESTIONS, ANSWERS, REPLIES, "SECRETDECK")

# What each button is about.
ROUND, QUESTION, DECK, SCHEDULE, DRAFT, ALL = (
    "round",
    "question",
    "deck",
    "schedule",
    "draft",
    "all",
)
ACTIONS: dict[str, str] = {
    **dict.fromkeys((ANSWER, *OF_ROUNDS), ROUND),
    "found": QUESTION,
    "share": QUESTION,
    "rounds": ROUND,
    "delete-me": ALL,
    "leave": ALL,
    "quiz-close": ROUND,
    "quiz-skip": ROUND,
    "status": ALL,
    "send-again": ALL,
    "decks": ALL,
    "deck": DECK,
    "schedules": ALL,
    "openings": SCHEDULE,
    "schedule-remove": SCHEDULE,
    "link": ALL,
    "deck-copy": DECK,
    "preview": DRAFT,
    "import": DRAFT,
    "import-add": DRAFT,
    "discard": DRAFT,
}


async def import_deck(services: Services, workspace: WorkspaceId, title: str, notes: str) -> Deck:
    """Make a deck of notes."""
    files = (Upload(f"{title.lower()}.md", notes.encode()),)
    return await services.decks.store(
        await services.decks.plan(ImportRequest(workspace, files, title))
    )
