"""A deck whose question and answer show pictures, imported as anybody imports one."""

from __future__ import annotations

from datetime import timedelta

from bot.core.import_request import ImportRequest
from bot.core.models import GroupId, Round, WorkspaceId
from bot.core.uploads import Upload
from bot.importing.pictures import read_picture
from bot.services.services import Services
from tests.fakes.pictures import drawn

ASKED, ANSWERED = (read_picture(drawn(each)) for each in ("teal", "red"))
_NOTES = """# Crumbs

## What is this ![a loaf, cut open](img/teal.png)?

A crumb. Its pores are wide:

![wide pores](img/red.png)
"""


def notes() -> tuple[Upload, ...]:
    """Return a document and its pictures, as a folder brings them."""
    pictures = [Upload(f"n/img/{name}.png", drawn(name)) for name in ("teal", "red")]
    return (Upload("n/crumbs.md", _NOTES.encode()), *pictures)


async def asked(services: Services, workspace: WorkspaceId, group: GroupId) -> Round:
    """Import the deck into a workspace, and ask its question for a day."""
    plan = await services.decks.plan(ImportRequest(workspace, notes()))
    deck = await services.decks.store(plan)
    (question,) = await services.decks.questions(group, deck.id)
    return await services.rounds.open_question(group, question.id, timedelta(days=1))
