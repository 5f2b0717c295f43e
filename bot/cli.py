"""The commands. Exit codes: 0, 1 what was asked cannot be done, 2 wrong use or configuration."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.progress import Progress

from bot import __version__, database_commands, operator_commands
from bot.console import err, out, print_result, ready_settings
from bot.errors import MemberError, OperatorError
from bot.presentation import terminal
from bot.presentation.errors import words_for

app = typer.Typer(
    name="roundtable",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(operator_commands.app)
app.add_typer(database_commands.app, name="database")


def main() -> None:
    """Run a command and end the process with its exit code."""
    with _told():
        app()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except MemberError as error:
        _fail(words_for(error), 1)
    except OperatorError as error:
        _fail(words_for(error), 2)


def _fail(words: str, code: int) -> NoReturn:
    err.print(words)
    sys.exit(code)


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that is told each file as it is begun; shows a bar to people who wait."""
    with Progress(console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("Reading", total=total + 1)

        def begun(file: str) -> None:
            bar.update(task, advance=1, description=f"Reading {file}")

        yield begun


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"roundtable {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[  # typer calls _version; the function itself has no use for it
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """One question, everybody's answers side by side.

    Settings come from the environment or a .env file: ROUNDTABLE_DATA (folder, default "data"),
    ROUNDTABLE_DATABASE_URL (default: a file in that folder),
    ROUNDTABLE_WEB_HOST, ROUNDTABLE_WEB_PORT, ROUNDTABLE_WEB_URL, ROUNDTABLE_CONTENT,
    ROUNDTABLE_LOG_LEVEL, ROUNDTABLE_METRICS_TOKEN.
    """


@app.command()
def serve() -> None:
    """Start the room and print its two links. Ctrl-C stops it."""
    from bot import app as room  # noqa: PLC0415  # the web stack, for this command only

    def ready(links: room.Links) -> None:
        out.print(terminal.ready_words(links.join, links.admin))

    asyncio.run(room.serve(ready_settings(), ready))


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="Documents with answers to the same questions.", metavar="FILE..."),
    ],
    *,
    deck: Annotated[
        str | None, typer.Option(help="The deck's name. Default: the first document's title.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(help="The file with the answers you trust. Default: the first.")
    ] = None,
    add: Annotated[
        bool, typer.Option("--add", help="Add to the deck of that name if it is there.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show all, store nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read documents, line their questions up, and store them as a deck."""
    from bot import commands  # noqa: PLC0415  # heavy imports, for this command only

    with _progress(len(files), quiet=as_json) as progress:
        plan = asyncio.run(
            commands.import_files(
                ready_settings(),
                files,
                deck=deck,
                reference=reference,
                add=add,
                dry_run=dry_run,
                progress=progress,
            )
        )
    print_result(plan, terminal.import_words, terminal.import_json, as_json)


@app.command()
def decks(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """List the decks with their sources."""
    from bot import commands  # noqa: PLC0415  # heavy imports, for this command only

    found = asyncio.run(commands.list_decks(ready_settings()))
    print_result(found, terminal.decks_words, terminal.decks_json, as_json)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="A few words of a question; typos do no harm.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Look up the five best questions, with scores.

    The answers of the best one follow, unless it is open in a round.
    """
    from bot import commands  # noqa: PLC0415  # heavy imports, for this command only

    found = asyncio.run(commands.ask(ready_settings(), text))
    print_result(found, terminal.ask_words, terminal.ask_json, as_json)
    if not found:
        raise typer.Exit(1)
