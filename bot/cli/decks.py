"""What `roundtable import`, `decks` and `ask` do, between the terminal and the services."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.core.import_changes import Version
from bot.core.import_plan import ImportPlan
from bot.core.import_request import ImportRequest
from bot.core.import_warnings import LeftOut
from bot.core.read_models import DeckSummary, Found, Reader
from bot.core.uploads import Upload
from bot.database import reading_context, trying_context, writing_context
from bot.errors import (
    DocumentError,
    NewerVersion,
    UnreadableDocuments,
)
from bot.services.acting import TERMINAL, act_as
from bot.services.decks import DeckService
from bot.services.groups import LOCAL_CHANNEL, LOCAL_GROUP, LOCAL_WORKSPACE, GroupService
from bot.services.uploads import Progress, Stage, files_within, pictures_of, upload_of
from bot.settings import Settings

_BEST = 5


async def import_files(
    settings: Settings,
    files: Sequence[Path],
    *,
    deck: str | None,
    reference: str | None,
    add: bool,
    dry_run: bool,
    format_: str | None,
    replace: bool | None,
    progress: Progress,
) -> ImportPlan:
    """Import documents, or only say what an import would make. Raises ImportRefused.

    `replace` says whether what looks like a newer version of a document takes its place, None that
    this is to be asked.
    """
    folders = [file for file in files if file.is_dir()]
    files = [each for file in files for each in files_within(file)]
    uploads, left_out = _uploads(files)
    pictures = [each for folder in folders for each in pictures_of(folder, uploads)]
    request = ImportRequest(
        workspace=LOCAL_WORKSPACE,
        files=uploads,
        format=format_,
        pictures=tuple(pictures),
        left_out=left_out,
        title=deck,
        reference=reference and _as_given(reference, files),
        add=add,
        keep_both=replace is False,
    )
    if dry_run:
        async with trying_context(settings) as context:
            return await DeckService(context).plan(request, progress)
    async with writing_context(settings) as context:
        await GroupService(context).local()
        act_as(TERMINAL)
        decks = DeckService(context)
        plan = await decks.plan(request, progress)
        if replace is None:
            _ask_about_versions(plan)
        progress(Stage.STORING, "")
        await decks.store(plan)
        return plan


def _ask_about_versions(plan: ImportPlan) -> None:
    """Raises NewerVersion for a file that only its contents make one of a source."""
    for warning in plan.warnings:
        if isinstance(warning, Version) and warning.alike:
            old = warning.source
            raise NewerVersion(warning.file, old.name, old.author, warning.same)


async def list_decks(settings: Settings) -> list[DeckSummary]:
    """Return the decks. Raises NothingStored."""
    async with reading_context(settings) as context:
        return await DeckService(context).of_group(LOCAL_GROUP)


async def ask(settings: Settings, text: str) -> list[Found]:
    """Look a question up, as somebody who has replied nowhere. Raises NothingStored."""
    from bot.services.access import AccessService
    from bot.services.lookup import LookupService  # which loads what no other command needs

    async with reading_context(settings) as context:
        return await LookupService(context, AccessService(context)).search(
            Reader(frozenset([LOCAL_CHANNEL])), text, _BEST, asked=LOCAL_GROUP
        )


def _uploads(files: Sequence[Path]) -> tuple[tuple[Upload, ...], tuple[LeftOut, ...]]:
    """Return the files, and those that cannot be had. Raises UnreadableDocuments for nothing."""
    uploads: list[Upload] = []
    problems: list[DocumentError] = []
    for file in files:
        try:
            uploads.append(upload_of(file))
        except DocumentError as problem:
            problems.append(problem)
    if not uploads:
        raise UnreadableDocuments(tuple(problems))
    return tuple(uploads), tuple(LeftOut(problem.name, problem) for problem in problems)


def _as_given(reference: str, files: Sequence[Path]) -> str:
    """Return the file that somebody means who names it in another way, such as without folder."""
    for file in files:
        if Path(reference) == file or file.name == reference:
            return str(file)
    return reference
