"""`roundtable database`: from one engine to the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import Progress

from bot.console import err, out, ready_settings
from bot.settings import checked_database_url

app = typer.Typer(no_args_is_help=True)


def _checked(url: str) -> str:
    try:
        return checked_database_url(url)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@app.callback()
def _database() -> None:
    """Move the room's data between SQLite and PostgreSQL."""


@app.command()
def copy(
    to: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="postgresql://USER:PASSWORD@HOST/DATABASE",
            callback=_checked,
            show_default=False,
        ),
    ],
) -> None:
    """Copy everything into an empty database.

    Stop the room first. Then set ROUNDTABLE_DATABASE_URL to the new address. Back again works the
    same way, with sqlite+aiosqlite:///FILE.
    """
    from bot import opening  # noqa: PLC0415  # heavy imports, for this command only

    with _bar() as progress:
        copied = asyncio.run(opening.copy_database(ready_settings(), to, progress))
    for table in copied:
        out.print(f"{table.name:12} {table.rows:>9,} rows  {table.checksum[:12]}")
    out.print("Everything arrived as it was.")


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Copying")

        def copied(table: str, done: int, total: int) -> None:
            bar.update(task, description=f"Copying {table}", completed=done, total=total)

        yield copied
