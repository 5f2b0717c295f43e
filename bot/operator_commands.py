"""The commands of whoever runs the room: back up, restore, see whether all is well."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.console import err, out, print_result, ready_settings
from bot.errors import NotConfirmed

app = typer.Typer()

_File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


@app.command()
def backup(
    file: _File,
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Copy the database to a file, also beside a running room."""
    from bot import backups  # noqa: PLC0415  # heavy imports, for this command only

    holdings = asyncio.run(backups.back_up(ready_settings(), file, overwrite=force))
    out.print(f"{file}: {backups.holdings_words(holdings)}.")


@app.command()
def restore(
    file: _File,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the database's place. The room must be stopped.

    The present database is kept beside it.
    """
    from bot import backups  # noqa: PLC0415  # heavy imports, for this command only

    settings = ready_settings()
    if not (yes or _confirmed(f"Replace the room's database by {file}?")):
        err.print("Nothing was changed.")
        raise typer.Exit(1)
    restored = asyncio.run(backups.restore(settings, file))
    out.print(f"Restored {backups.holdings_words(restored.holdings)}.")
    if restored.kept is not None:
        out.print(f"The database that was there is {restored.kept} now.")


def _confirmed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise NotConfirmed("--yes")
    return typer.confirm(question, err=True)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check what a room stands on, and say what to do about each thing that is wrong."""
    from bot.doctor import (  # noqa: PLC0415  # heavy imports, for this command only
        any_failed,
        data,
        examine,
        words,
    )

    findings = asyncio.run(examine())
    print_result(findings, words, data, as_json)
    if any_failed(findings):
        raise typer.Exit(1)
