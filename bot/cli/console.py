"""What every command stands on: streams, settings, results in words or as JSON, progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

from bot.logs import configure_logs
from bot.settings import Settings, load_settings

T = TypeVar("T")

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def ready_settings() -> Settings:
    """Return the settings, with the logs as they say. Raises BadSettings."""
    settings = load_settings()
    configure_logs(settings.log_level)
    return settings


def print_result(
    value: T, words: Callable[[T], str], data: Callable[[T], object], as_json: bool
) -> None:
    """Print a command's result for people, or for programs."""
    if as_json:
        # Not through rich: it would wrap and style what a program reads.
        sys.stdout.write(json.dumps(data(value), ensure_ascii=False, indent=2) + "\n")
    else:
        out.print(words(value))


@contextmanager
def reading_bar(files: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function that is told each file as it is begun; shows a bar to people who wait."""
    with Progress(console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("Reading", total=files + 1)

        def begun(file: str) -> None:
            bar.update(task, advance=1, description=f"Reading {file}")

        yield begun


@contextmanager
def copying_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told a table, and how many of its rows are copied of how many."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("Copying")

        def copied(table: str, done: int, total: int) -> None:
            bar.update(task, description=f"Copying {table}", completed=done, total=total)

        yield copied
