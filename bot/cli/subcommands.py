"""Commands of two words: rooms, their links, the keys of tokens, and the database.

As in `main`, each loads what it needs when it runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import AsJson, Unchecked, confirmed, run

database_app = typer.Typer(
    no_args_is_help=True, help="Prepare the database, or move what is in it elsewhere."
)

secrets_app = typer.Typer(
    no_args_is_help=True, help="Make and change the keys that tokens are encrypted with."
)
groups_app = typer.Typer(help="List the rooms on the web, or make another one.")

keys_app = typer.Typer(no_args_is_help=True, help="Make the links anew that lead into rooms.")

pack_app = typer.Typer(no_args_is_help=True, help="Make packs of decks, and check packs.")


@pack_app.command("check")
def check_pack(
    folder: Annotated[Path, typer.Argument(help="The pack's folder.")], as_json: AsJson = False
) -> None:
    """Tell everything that is wrong with a pack at once."""
    from bot.cli import exports
    from bot.cli.console import print_result
    from bot.presentation import terminal

    checked = exports.check(folder)
    print_result(checked, terminal.check_words, terminal.check_json, as_json)
    if checked.plan is None:
        raise typer.Exit(1)


@pack_app.command("make")
def make_pack(
    deck: Annotated[str, typer.Argument(help="The deck's name.")],
    folder: Annotated[Path, typer.Argument(help="Where the pack goes.")],
    *,
    licence: Annotated[
        str, typer.Option(help="On which terms others may use it, such as CC-BY-4.0.")
    ] = "not stated",
    description: Annotated[str, typer.Option(help="What it is about, in a sentence.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite files.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a deck as a pack, which another Roundtable ships or imports."""
    from bot.cli import exports
    from bot.cli.console import print_result, ready_settings
    from bot.core.contents import Terms
    from bot.presentation import terminal

    terms = Terms(licence, description)
    made = run(
        exports.export_deck(
            ready_settings(), deck, folder, format_="pack", force=force, terms=terms
        )
    )
    print_result(made, terminal.written_words, terminal.written_json, as_json)


@secrets_app.command("new")
def new_secret() -> None:
    """Print a new key for ROUNDTABLE_SECRET_KEY."""
    from bot.cli.console import show
    from bot.storage.token_cipher import new_key

    show(new_key())


@secrets_app.command("rotate")
def rotate_secrets() -> None:
    """Encrypt every token of a workspace anew.

    With the first key of ROUNDTABLE_SECRET_KEY, after which the others can go; without that
    setting with a new key, in the file that has it. The room must be stopped on SQLite; workers on
    PostgreSQL are to know the new key already.
    """
    from bot.cli import secrets
    from bot.cli.console import ready_settings, show
    from bot.presentation.terminal import rotated_words

    done, unreadable = run(secrets.rotate(ready_settings()))
    show(rotated_words(done, unreadable))
    if unreadable:
        raise typer.Exit(1)


@groups_app.callback(invoke_without_command=True)
def groups(context: typer.Context, as_json: AsJson = False) -> None:
    """List the rooms on the web with their join links, and a link to their organisers' desk.

    That link opens one browser, once; each call makes another.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.cli import groups as group_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import terminal

    listed = run(group_work.list_rooms(ready_settings()))
    print_result(listed, terminal.rooms_words, terminal.rooms_json, as_json)


@groups_app.command("new")
def new_group(
    name: Annotated[str, typer.Argument(help="What the group is called.")],
    as_json: AsJson = False,
) -> None:
    """Make another study group with a room of its own, and print the links that lead in."""
    from bot.cli import groups as group_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import terminal

    made = run(group_work.new_room(ready_settings(), name))
    print_result(made, terminal.rooms_words, terminal.rooms_json, as_json)


@keys_app.command()
def rotate(
    group: Annotated[
        str | None, typer.Option(help="One group's join link alone; default: all links.")
    ] = None,
    end_sessions: Annotated[
        bool, typer.Option("--end-sessions", help="Sign out whom the old links let in.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make new join links and desk links; the old ones open nothing any more.

    Beside a running room on SQLite, pages that are open notice it within a minute.
    """
    from bot.cli import keys
    from bot.cli.console import print_result, ready_settings, show
    from bot.presentation import terminal

    settings = ready_settings()
    planned = run(keys.plan_rotation(settings, group))
    show(terminal.rotation_words(planned, end=end_sessions), err=True)
    if not (yes or confirmed("Go on?")):
        show("Nothing was changed.", err=True)
        raise typer.Exit(1)
    done = run(keys.rotate(settings, group, end=end_sessions))
    print_result(done, terminal.rooms_words, terminal.rooms_json, as_json)


def _checked_url(url: str) -> str:
    from bot.settings import checked_database_url

    try:
        return checked_database_url(url)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@database_app.command()
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
    unchecked: Unchecked = False,
) -> None:
    """Copy everything into an empty database.

    Stop the room first. Then set ROUNDTABLE_DATABASE_URL to the new address. Back again works the
    same way, with sqlite+aiosqlite:///FILE.
    """
    from bot.cli import database
    from bot.cli.console import copying_bar, ready_settings, show

    with copying_bar() as progress:
        copied = run(database.copy_database(ready_settings(), to, progress, unchecked=unchecked))
    widest = max(len(table.name) for table in copied)
    for table in copied:
        show(f"{table.name:{widest}} {table.rows:>9,} rows  {table.checksum[:12]}")
    show("Everything arrived as it was.")


@database_app.command()
def migrate() -> None:
    """Bring the database to this version, before any worker of it starts.

    Workers do the same by themselves when they start: this is for who wants it done apart.
    """
    from bot.cli import database
    from bot.cli.console import ready_settings, show

    before, after = run(database.migrate_database(ready_settings()))
    show("The database has this version already." if before == after else f"Brought to {after}.")
