"""What every command stands on: the two streams, the settings, and results in words or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console

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
