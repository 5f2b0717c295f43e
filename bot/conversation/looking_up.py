"""A question that was looked up: its pages, and showing it to everybody in the channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.visit import Visit
from bot.core.models import QuestionId
from bot.core.showing import Found
from bot.core.view import Action
from bot.presentation.lookup import NOTHING_FOUND, found_message
from bot.presentation.sharing import SHARED, shared_message


async def search(visit: Visit, query: str) -> None:
    """Show the question that fits best, and lead to the next best."""
    await visit.hold()
    found = await visit.services.lookup.search(visit.group.id, await visit.reader(), query)
    if not found:
        await visit.say(NOTHING_FOUND)
        return
    best, *others = found
    await _show(
        visit, best, 1, [Action("found", each.question.text, each.question.id) for each in others]
    )


async def show(visit: Visit, subject: str) -> None:
    """Show a page of a question; the subject is a question, or a question and a page."""
    await visit.hold()
    question, _, page = subject.partition(":")
    found = await visit.services.lookup.question(
        visit.group.id, await visit.reader(), QuestionId(question)
    )
    await _show(visit, found, int(page or 1))


async def share(visit: Visit, subject: str) -> None:
    """Post a question where it was looked up, as somebody sees it who has not replied to it."""
    await visit.hold()
    found = await visit.services.lookup.question(visit.group.id, None, QuestionId(subject))
    member = await visit.member()
    await visit.share(shared_message(found, member.name), Action("found", "", subject))
    await visit.say(SHARED)


async def _show(visit: Visit, found: Found, page: int, others: Sequence[Action] = ()) -> None:
    message, id_ = found_message(found), found.question.id
    await visit.show(
        message,
        page,
        turn=Action("found", "", id_),
        actions=(*message.actions, Action("share", "Share", id_), *others),
    )
