"""What commands have in common before anything is loaded: options, a question, an event loop."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Unchecked = Annotated[
    bool, typer.Option("--unchecked", help="Take a backup without its checksum, or against it.")
]


def run(work: Coroutine[Any, Any, T], loop: Callable[[], AbstractEventLoop] | None = None) -> T:
    """Run a command's work to its end and return what comes of it."""
    import asyncio

    done: list[T] = []

    async def keep() -> None:
        done.append(await work)

    gc.freeze()
    gc.enable()
    with asyncio.Runner(loop_factory=loop) as runner:
        # A task's result is written out in full when the runner puts the signals back, to make the
        # words of an error that nobody sees: a large plan would take seconds and as much memory.
        # https://github.com/python/cpython/blob/3.11/Lib/signal.py#L24
        runner.run(keep())
    return done[0]


def confirmed(question: str) -> bool:
    """Ask whoever types. Raises NotConfirmed where nobody does."""
    from bot.errors import NotConfirmed

    if not sys.stdin.isatty():
        raise NotConfirmed("--yes")
    return typer.confirm(question, err=True)
