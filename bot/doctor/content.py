"""The packs that are loaded at start."""

from __future__ import annotations

from bot.doctor.findings import Finding, ok, warning
from bot.errors import BadPack
from bot.importing.packs import find_packs, read_pack
from bot.presentation.imports import count
from bot.settings import Settings


async def packs(settings: Settings) -> Finding:
    """Check that every pack can be read. A room starts without those that cannot."""
    if not settings.content.is_dir():
        return warning(
            f"There is no content folder {settings.content}, so no deck is there from the start.",
            "Set ROUNDTABLE_CONTENT to a folder with packs, or import documents.",
        )
    found = list(find_packs(settings.content))
    problems = []
    for folder in found:
        try:
            read_pack(folder)
        except BadPack as error:
            problems.append(f"{error.name}: {error.reason}")
    if problems:
        return warning(
            f"{count(len(problems), 'pack')} cannot be loaded: {'; '.join(problems)}.",
            f"Correct them as {settings.content / 'README.md'} says, or take them out.",
        )
    return ok(f"{count(len(found), 'pack')} can be loaded from {settings.content}.")
