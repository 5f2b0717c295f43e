"""What can be typed. Exit codes: 0, 1 what was asked cannot be done, 2 wrong use or configuration.

A command loads what it needs when it runs, so that nobody waits for what another one needs.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import __version__
from bot.cli import subcommands
from bot.cli.running import AsJson, Unchecked, confirmed, run

if TYPE_CHECKING:
    from bot.bootstrap import Links
    from bot.errors import MemberError, OperatorError

app = typer.Typer(
    name="roundtable",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
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
    from bot.doctor.tokens import TypedTokens
    from bot.presentation.terminal import ready_words
    from bot.workers.arrival import ArrivalLoop

    def ready(links: Links) -> None:
        show(ready_words(links.join, links.desk))

    settings = ready_settings()
    run(bootstrap.serve(settings, ready, tokens=TypedTokens(settings)), ArrivalLoop)


@app.command()
def chat(
    name: Annotated[
        str, typer.Argument(help="What the others call you. Default: your account.")
    ] = "",
    *,
    organiser: Annotated[
        bool, typer.Option("--organiser", help="Come as somebody who may plan and change.")
    ] = False,
) -> None:
    """Study in this terminal. The first to come starts the room; others join in more terminals.

    The room stops when the terminal that started it is left.
    """
    from bot.cli import chat as chat_work
    from bot.settings import load_settings
    from bot.workers.arrival import ArrivalLoop

    run(chat_work.chat(load_settings(), name, organises=organiser), ArrivalLoop)


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Documents with answers to the same questions, or folders and archives of them.",
            metavar="FILE...",
        ),
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
    format_: Annotated[
        str | None, typer.Option("--format", help="How to read them, whatever they look like.")
    ] = None,
    replace: Annotated[
        bool | None,
        typer.Option(
            "--replace/--keep-both",
            help="What becomes of a document that a file seems to be a newer version of.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read documents, line their questions up, and store them as a deck."""
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result, reading_bar, ready_settings
    from bot.presentation import terminal

    with reading_bar(len(files), quiet=as_json) as progress:
        plan = run(
            deck_work.import_files(
                ready_settings(),
                files,
                deck=deck,
                reference=reference,
                add=add,
                dry_run=dry_run,
                format_=format_,
                replace=replace,
                progress=progress,
            )
        )
    words = terminal.import_words if dry_run else terminal.stored_words
    print_result(plan, words, terminal.import_json, as_json)


@app.command()
def decks(as_json: AsJson = False) -> None:
    """List the decks with their sources."""
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result
    from bot.presentation import terminal
    from bot.settings import load_settings

    found = run(deck_work.list_decks(load_settings()))
    print_result(found, terminal.decks_words, terminal.decks_json, as_json)


@app.command()
def export(
    deck: Annotated[str, typer.Argument(help="The deck's name.")],
    *,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files go.")],
    format_: Annotated[
        str, typer.Option("--format", help="pack, markdown, csv, apkg, moodle, gift or rounds.")
    ] = "pack",
    texts: Annotated[
        bool, typer.Option("--texts", help="With --format rounds: the texts of the answers, too.")
    ] = False,
    group: Annotated[
        str | None,
        typer.Option(
            "--group",
            help="A web room: with the deck go the answers of its members who agreed to that, "
            "without it none. With --format rounds: the room, if not the first one.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a deck as files that others read, and that can be imported again.

    Every author has a file; pack.toml says whose each is, and which is the reference. The format
    rounds writes what a web room was asked of the deck, and how that went, as one table; groups in
    chats have `/quiz export`.
    """
    from bot.cli import exports
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import terminal

    if format_.strip().lower() == exports.ROUNDS:
        work = exports.export_rounds(
            ready_settings(), deck, to, group=group, texts=texts, force=force
        )
    else:
        work = exports.export_deck(
            ready_settings(), deck, to, format_=format_, group=group, force=force
        )
    made = run(work)
    print_result(made, terminal.written_words, terminal.written_json, as_json)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="A few words of a question; typos do no harm.")],
    as_json: AsJson = False,
) -> None:
    """Look up the five best questions, with scores.

    The answers of the best one follow, unless it is open in a round.
    """
    from bot.cli import decks as deck_work
    from bot.cli.console import print_result
    from bot.presentation import terminal
    from bot.settings import load_settings

    found = run(deck_work.ask(load_settings(), text))
    print_result(found, terminal.ask_words, terminal.ask_json, as_json)
    if not found:
        raise typer.Exit(1)


@app.command()
def review(deck: Annotated[str, typer.Argument(help="The deck's name.")]) -> None:
    """Go through the answers of a deck whose place is a guess, and decide each with a key."""
    from bot.cli import review as review_work
    from bot.cli.console import ready_settings, show
    from bot.presentation.review import ASK_KEY, ASK_QUESTION, reviewed_words

    terminal = review_work.Terminal(
        show,
        lambda: str(typer.prompt(ASK_KEY)).strip().lower()[:1],
        lambda: str(typer.prompt(ASK_QUESTION)),
    )
    show(reviewed_words(run(review_work.review(ready_settings(), deck, terminal))))


@app.command()
def backup(
    file: _Backup,
    *,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Copy the database to a file, also beside a running room."""
    from bot.cli.console import ready_settings, show
    from bot.cli.database import holdings_words
    from bot.database import back_up

    holdings = run(back_up(ready_settings(), file, overwrite=force))
    show(f"{file}: {holdings_words(holdings)}.")


@app.command()
def restore(
    file: _Backup,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    unchecked: Unchecked = False,
) -> None:
    """Put a backup in the database's place. The room must be stopped.

    The present database is kept beside it. A backup that was changed is refused.
    """
    from bot.cli import database
    from bot.cli.console import ready_settings, show

    settings = ready_settings()
    if not (yes or confirmed(f"Replace the room's database by {file}?")):
        show("Nothing was changed.", err=True)
        raise typer.Exit(1)
    restored = run(database.restore(settings, file, unchecked=unchecked))
    show(f"Restored {database.holdings_words(restored.holdings)}.")
    if restored.kept is not None:
        show(f"The database that was there is {restored.kept} now.")


@app.command()
def upgrade() -> None:
    """Come to this version: back up, migrate, start, and see that it answers. The room is stopped.

    Take the new version first. What goes back is printed before anything is changed.
    """
    from bot.cli import upgrade as upgrade_work
    from bot.cli.console import ready_settings, show

    run(upgrade_work.upgrade(ready_settings(), show))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check what a room stands on, and say what to do about each thing that is wrong."""
    from bot.cli.console import print_result
    from bot.doctor import examine
    from bot.doctor.findings import any_failed, data, words

    findings = run(examine())
    print_result(findings, words, data, as_json)
    if any_failed(findings):
        raise typer.Exit(1)


@app.command("slack-manifest")
def slack_manifest(
    prefix: Annotated[
        str, typer.Option(help="Call the commands /PREFIX-quiz and so on, and one /PREFIX.")
    ] = "",
    http: Annotated[
        str, typer.Option(metavar="URL", help="Be told by Slack at this address; not Socket Mode.")
    ] = "",
    names: Annotated[
        str, typer.Option(help="short (/quiz and so on), roundtable (/roundtable alone), or both.")
    ] = "both",
) -> None:
    """Print the manifest of a Slack app, to paste where one makes it from a manifest, as JSON."""
    import json
    import re

    from bot.bootstrap import slack_manifest as made

    if not re.fullmatch(r"(?:[a-z0-9][a-z0-9_-]{0,20})?", prefix):
        raise typer.BadParameter("up to 21 small letters, digits and dashes", param_hint="--prefix")
    if http and not re.fullmatch(r"https://[^\s/?#]+(?:/[^\s?#]*)?", http):
        raise typer.BadParameter("Slack takes an https:// address alone", param_hint="--http")
    if names not in {"both", "short", "roundtable"}:
        raise typer.BadParameter("both, short or roundtable", param_hint="--names")
    try:
        manifest = made(names, prefix, http)
    except ValueError as error:
        own = prefix.rpartition("-")[2]
        words = f"“{own}” is a command of its own; choose another word, or “{prefix}-study”"
        raise typer.BadParameter(words, param_hint="--prefix") from error
    typer.echo(json.dumps(manifest, ensure_ascii=False, indent=2))
    if prefix or names == "roundtable":
        commands = [each["command"] for each in manifest["features"]["slash_commands"]]
        called = next((each for each in commands if each.endswith("quiz")), commands[0])
        typer.echo(f"Then let the room know: ROUNDTABLE_SLACK_COMMAND={called}", err=True)


@app.command("log")
def log_(
    group: Annotated[str | None, typer.Option(help="The name of a group; default: all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Tell what organisers changed, with who and when, the newest first."""
    from bot.cli import log as log_work
    from bot.cli.console import print_result, ready_settings
    from bot.presentation import audit

    found = run(log_work.read_log(ready_settings(), group, limit))
    log = audit.Log(tuple(found.entries), found.names, found.groups)
    print_result(log, audit.log_words, audit.log_json, as_json)


app.add_typer(subcommands.database_app, name="database")
app.add_typer(subcommands.groups_app, name="groups")
app.add_typer(subcommands.keys_app, name="keys")
app.add_typer(subcommands.pack_app, name="pack")
app.add_typer(subcommands.secrets_app, name="secrets")
