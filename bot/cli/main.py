"""What can be typed. Exit codes: 0, 1 what was asked cannot be done, 2 wrong use or configuration.

A command loads what it needs when it runs, so that nobody waits for what another one needs.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot import __version__

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from bot.bootstrap import Links
    from bot.errors import MemberError, OperatorError

T = TypeVar("T")

app = typer.Typer(
    name="roundtable",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_database = typer.Typer(
    no_args_is_help=True, help="Move the room's data between SQLite and PostgreSQL."
)

_secrets = typer.Typer(
    no_args_is_help=True, help="Make and change the keys that tokens are encrypted with."
)
_groups = typer.Typer(help="List the rooms on the web, or make another one.")

_keys = typer.Typer(no_args_is_help=True, help="Make the links anew that lead into rooms.")

_AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
_Unchecked = Annotated[
    bool, typer.Option("--unchecked", help="Take a backup without its checksum, or against it.")
]
_Backup = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]


def main() -> None:
    """Run a command and end the process with its exit code."""
    # What is imported stays until the end. Looking through it for garbage, while it is loaded and
    # once more at the end, took a third of a short command's time.
    gc.disable()
    try:
        app()
    except SystemExit:  # how every command ends
        raise
    except _told() as error:
        _fail(error)
    finally:
        gc.freeze()


def _told() -> tuple[type[MemberError], type[OperatorError]]:
    from bot.errors import MemberError, OperatorError

    return MemberError, OperatorError


def _fail(error: MemberError | OperatorError) -> NoReturn:
    from bot.cli.console import show
    from bot.errors import OperatorError
    from bot.presentation.errors import words_for

    show(words_for(error), err=True)
    sys.exit(2 if isinstance(error, OperatorError) else 1)


def _run(work: Coroutine[Any, Any, T], loop: Callable[[], AbstractEventLoop] | None = None) -> T:
    import asyncio

    gc.freeze()
    gc.enable()
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"roundtable {__version__}")
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
    """Start the room and print the links that lead in. Ctrl-C stops it."""
    from bot import bootstrap
    from bot.cli.console import ready_settings, show
    from bot.presentation.terminal import ready_words
    from bot.workers.arrival import ArrivalLoop

    def ready(links: Links) -> None:
        show(ready_words(links.join, links.desk))

    _run(bootstrap.serve(ready_settings(), ready), ArrivalLoop)


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
    as_json: _AsJson = False,
) -> None:
    """Read documents, line their questions up, and store them as a deck."""
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result, reading_bar, ready_settings
    from bot.presentation import terminal

    with reading_bar(len(files), quiet=as_json) as progress:
        plan = _run(
            deck_work.import_files(
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
def decks(as_json: _AsJson = False) -> None:
    """List the decks with their sources."""
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result
    from bot.presentation import terminal
    from bot.settings import load_settings

    found = _run(deck_work.list_decks(load_settings()))
    print_result(found, terminal.decks_words, terminal.decks_json, as_json)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="A few words of a question; typos do no harm.")],
    as_json: _AsJson = False,
) -> None:
    """Look up the five best questions, with scores.

    The answers of the best one follow, unless it is open in a round.
    """
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result
    from bot.presentation import terminal
    from bot.settings import load_settings

    found = _run(deck_work.ask(load_settings(), text))
    print_result(found, terminal.ask_words, terminal.ask_json, as_json)
    if not found:
        raise typer.Exit(1)


@app.command()
def backup(
    file: _Backup,
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Copy the database to a file, also beside a running room."""
    from bot.cli.console import ready_settings, show
    from bot.cli.database import back_up, holdings_words

    holdings = _run(back_up(ready_settings(), file, overwrite=force))
    show(f"{file}: {holdings_words(holdings)}.")


@app.command()
def restore(
    file: _Backup,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    unchecked: _Unchecked = False,
) -> None:
    """Put a backup in the database's place. The room must be stopped.

    The present database is kept beside it. A backup that was changed is refused.
    """
    from bot.cli import database
    from bot.cli.console import ready_settings, show

    settings = ready_settings()
    if not (yes or _confirmed(f"Replace the room's database by {file}?")):
        show("Nothing was changed.", err=True)
        raise typer.Exit(1)
    restored = _run(database.restore(settings, file, unchecked=unchecked))
    show(f"Restored {database.holdings_words(restored.holdings)}.")
    if restored.kept is not None:
        show(f"The database that was there is {restored.kept} now.")


def _confirmed(question: str) -> bool:
    from bot.errors import NotConfirmed

    if not sys.stdin.isatty():
        raise NotConfirmed("--yes")
    return typer.confirm(question, err=True)


@app.command()
def doctor(as_json: _AsJson = False) -> None:
    """Check what a room stands on, and say what to do about each thing that is wrong."""
    from bot.cli.console import print_result
    from bot.doctor import examine
    from bot.doctor.findings import any_failed, data, words

    findings = _run(examine())
    print_result(findings, words, data, as_json)
    if any_failed(findings):
        raise typer.Exit(1)


app.add_typer(_database, name="database")
app.add_typer(_groups, name="groups")
app.add_typer(_keys, name="keys")
app.add_typer(_secrets, name="secrets")


@_secrets.command("new")
def new_secret() -> None:
    """Print a new key for ROUNDTABLE_SECRET_KEY."""
    from bot.cli.console import show
    from bot.storage.token_cipher import new_key

    show(new_key())


@_secrets.command("rotate")
def rotate_secrets() -> None:
    """Encrypt every token of a workspace anew.

    With the first key of ROUNDTABLE_SECRET_KEY, after which the others can go; without that
    setting with a new key, in the file that has it. The room must be stopped on SQLite; workers on
    PostgreSQL are to know the new key already.
    """
    from bot.cli import secrets
    from bot.cli.console import ready_settings, show
    from bot.presentation.terminal import rotated_words

    done, unreadable = _run(secrets.rotate(ready_settings()))
    show(rotated_words(done, unreadable))
    if unreadable:
        raise typer.Exit(1)


@_groups.callback(invoke_without_command=True)
def groups(context: typer.Context, as_json: _AsJson = False) -> None:
    """List the rooms on the web with their join links, and a link to their organisers' desk.

    That link opens one browser, once; each call makes another.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.cli import groups as group_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import terminal

    listed = _run(group_work.list_rooms(ready_settings()))
    print_result(listed, terminal.rooms_words, terminal.rooms_json, as_json)


@_groups.command("new")
def new_group(
    name: Annotated[str, typer.Argument(help="What the group is called.")],
    as_json: _AsJson = False,
) -> None:
    """Make another study group with a room of its own, and print the links that lead in."""
    from bot.cli import groups as group_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import terminal

    made = _run(group_work.new_room(ready_settings(), name))
    print_result(made, terminal.rooms_words, terminal.rooms_json, as_json)


@_keys.command()
def rotate(
    group: Annotated[
        str | None, typer.Option(help="One group's join link alone; default: all links.")
    ] = None,
    end_sessions: Annotated[
        bool, typer.Option("--end-sessions", help="Sign out whom the old links let in.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: _AsJson = False,
) -> None:
    """Make new join links and desk links; the old ones open nothing any more.

    Beside a running room on SQLite, pages that are open notice it within a minute.
    """
    from bot.cli import keys
    from bot.cli.console import print_result, ready_settings, show
    from bot.presentation import terminal

    settings = ready_settings()
    planned = _run(keys.plan_rotation(settings, group))
    show(terminal.rotation_words(planned, end=end_sessions), err=True)
    if not (yes or _confirmed("Go on?")):
        show("Nothing was changed.", err=True)
        raise typer.Exit(1)
    done = _run(keys.rotate(settings, group, end=end_sessions))
    print_result(done, terminal.rooms_words, terminal.rooms_json, as_json)


@app.command("log")
def log_(
    group: Annotated[str | None, typer.Option(help="The name of a group; default: all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries.")] = 50,
    as_json: _AsJson = False,
) -> None:
    """Tell what organisers changed, with who and when, the newest first."""
    from bot.cli import log as log_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import audit

    found = _run(log_work.read_log(ready_settings(), group, limit))
    log = audit.Log(tuple(found.entries), found.names, found.groups)
    print_result(log, audit.log_words, audit.log_json, as_json)


def _checked_url(url: str) -> str:
    from bot.settings import checked_database_url

    try:
        return checked_database_url(url)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@_database.command()
def copy(
    to: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="postgresql://USER:PASSWORD@HOST/DATABASE",
            callback=_checked_url,
            show_default=False,
        ),
    ],
    *,
    unchecked: _Unchecked = False,
) -> None:
    """Copy everything into an empty database.

    Stop the room first. Then set ROUNDTABLE_DATABASE_URL to the new address. Back again works the
    same way, with sqlite+aiosqlite:///FILE.
    """
    from bot.cli import database
    from bot.cli.console import copying_bar, ready_settings, show

    with copying_bar() as progress:
        copied = _run(database.copy_database(ready_settings(), to, progress, unchecked=unchecked))
    for table in copied:
        show(f"{table.name:12} {table.rows:>9,} rows  {table.checksum[:12]}")
    show("Everything arrived as it was.")
