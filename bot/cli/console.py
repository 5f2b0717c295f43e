"""What every command stands on: streams, settings, results in words or as JSON, progress."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

    from bot.services.uploads import Stage

T = TypeVar("T")

# Of the characters that steer a terminal, text has only the line's end and the tabulator.
_STEERING = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def show(words: str, *, err: bool = False) -> None:
    """Print words for people, to standard error if they are not what was asked for."""
    typer.echo(words.translate(_STEERING), err=err)


def ready_settings() -> Settings:
    """Return the settings, with the logs as they say. Raises BadSettings.

    A command that only reads logs nothing; it takes them from `load_settings`.
    """
    from bot.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level)
    return settings


def print_result(
    value: T, words: Callable[[T], str], data: Callable[[T], object], as_json: bool
) -> None:
    """Print a command's result for people, or for programs."""
    if as_json:
        typer.echo(json.dumps(data(value), ensure_ascii=False, indent=2))
    else:
        show(words(value))


@contextmanager
def reading_bar(files: int, *, quiet: bool) -> Iterator[Callable[[Stage, str], None]]:
    """Give a function that is told each stage of an import as it is begun.

    People who wait see it, how many are done and for how long it goes on: a large document takes
    seconds to each.
    """
    from rich.markup import escape
    from rich.progress import TimeElapsedColumn

    from bot.services.uploads import Stage

    words = {Stage.READING: "Reading", Stage.ALIGNING: "Lining up", Stage.STORING: "Storing"}
    with _bar(TimeElapsedColumn(), quiet=quiet) as bar:
        task = bar.add_task("Reading", total=files + len(words) - 1, completed=-1)

        def begun(stage: Stage, file: str) -> None:
            bar.update(task, advance=1, description=escape(f"{words[stage]} {file}".strip()))

        yield begun


@contextmanager
def copying_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told a table, and how many of its rows are copied of how many."""
    with _bar() as bar:
        task = bar.add_task("Copying")

        def copied(table: str, done: int, total: int) -> None:
            bar.update(task, description=f"Copying {table}", completed=done, total=total)

        yield copied


def _bar(*more: ProgressColumn, quiet: bool = False) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), *Progress.get_default_columns()[:-1], *more)
    return Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    )
