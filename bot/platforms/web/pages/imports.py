"""Documents in: upload, look at what was found, say yes or no."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from bot.core.import_plan import ImportPlan, ImportRequest
from bot.core.models import ImportDraft
from bot.errors import DeckExists, MemberError, NoAnchors
from bot.platforms.web.forms import Form, read_uploads
from bot.platforms.web.pages.import_overview import overview
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.request_context import RequestContext, see_other
from bot.presentation.decks import import_summary


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the admin chose on the preview; `title` is None before they chose anything."""

    title: str | None
    reference: str | None
    add: bool
    authors: dict[str, str]

    def request(self, draft: ImportDraft) -> ImportRequest:
        """Return the import that they ask for."""
        return ImportRequest(
            draft.group, draft.files, self.title, self.reference, self.add, self.authors
        )


async def choose_files(context: RequestContext) -> Response:
    """Show the form that takes files."""
    return context.page("import.html", problem=None)


async def upload(context: RequestContext) -> Response:
    """Keep the files for the preview; what cannot be read is told at once, all of it."""
    try:
        files = await read_uploads(context.request, "files")
        await _refuse_unreadable(context, ImportRequest(context.group.id, files))
    except MemberError as error:
        return context.page("import.html", status_of(error), problem=words_of(error))
    draft = await context.services.decks.draft(context.group.id, files)
    return see_other(f"/admin/import/{draft.id}")


async def _refuse_unreadable(context: RequestContext, request: ImportRequest) -> None:
    # The preview can mend these two: another name, or a deck that has the questions.
    with suppress(DeckExists, NoAnchors):
        await context.services.decks.plan(request)


async def preview(context: RequestContext) -> Response:
    """Show what storing the documents would make of them."""
    draft = await context.services.decks.drafted(context.group.id, context.path("draft"))
    choices = _choices(Form(context.request.query_params), draft)
    return await _preview(context, draft, choices)


async def store(context: RequestContext) -> Response:
    """Store the documents as the preview showed them."""
    draft = await context.services.decks.drafted(context.group.id, context.path("draft"))
    choices = _choices(await context.form(), draft)
    try:
        plan = await context.services.decks.plan(choices.request(draft))
        deck = await context.services.decks.store(plan)
    except MemberError:
        return await _preview(context, draft, choices)
    await context.services.decks.discard(context.group.id, draft.id)
    return see_other(f"/admin/decks/{deck.id}")


async def discard(context: RequestContext) -> Response:
    """Throw the documents away."""
    await context.services.decks.discard(context.group.id, context.path("draft"))
    return see_other("/admin/import")


async def _preview(context: RequestContext, draft: ImportDraft, choices: ImportChoices) -> Response:
    plan, problem = await _planned(context, draft, choices)
    # Thousands of questions take a while to render; others are served meanwhile.
    return await asyncio.to_thread(
        context.page,
        "preview.html",
        status_of(problem) if problem else 200,
        draft=draft,
        choices=choices,
        title=_title(choices, plan, problem),
        problem=words_of(problem) if problem else None,
        exists=isinstance(problem, DeckExists),
        found=overview(plan) if plan else None,
        summary=import_summary(plan) if plan else "",
    )


async def _planned(
    context: RequestContext, draft: ImportDraft, choices: ImportChoices
) -> tuple[ImportPlan | None, MemberError | None]:
    try:
        return await context.services.decks.plan(choices.request(draft)), None
    except MemberError as error:
        return None, error


def _title(choices: ImportChoices, plan: ImportPlan | None, problem: MemberError | None) -> str:
    if plan is not None:
        return plan.deck.title
    return choices.title or (problem.title if isinstance(problem, DeckExists) else "")


def _choices(form: Form, draft: ImportDraft) -> ImportChoices:
    authors = {
        file.name: author
        for number, file in enumerate(draft.files)
        if (author := form.text(f"author-{number}").strip())
    }
    names = {file.name for file in draft.files}
    reference = form.text("reference")
    return ImportChoices(
        title=form.text("title") if "title" in form.data else None,
        reference=reference if reference in names else None,
        add=form.text("add") == "yes",
        authors=authors,
    )
