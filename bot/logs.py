"""What the operator reads while Roundtable runs: on standard error, a line an event.

An event names what it is about by `round`, `group`, `schedule`, `delivery` and `request`, never by
what people wrote or are called.
"""

from __future__ import annotations

import atexit
import logging
import sys
import time
from collections.abc import Callable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_WINDOW_S = 60.0
_IN_WINDOW = 30
_KINDS = 1_000  # of lines that are counted at a time: each is a place in some code
_LEFT_OUT = "lines left out"


def configure_logs(level: str) -> None:
    """Write events from `level` on: in words to a terminal, as JSON to anything else.

    Tracebacks come without local variables: those hold people's replies and secrets.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    rendering = _rendering(in_words=sys.stderr.isatty())
    repeats = RepeatLimit(_tell_left_out)
    atexit.register(repeats.tell)
    structlog.configure(
        processors=[*_about(), repeats.process, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _bring_libraries_in(max(number, logging.WARNING), rendering, repeats)


class RepeatLimit:
    """Lets a warning or an error be written some 30 times a minute, and counts the rest of them.

    What strangers can cause at will would else fill the disk. Lines below a warning are there for
    who asked for each of them. `tell` is called for a line with how many of it were left out, once
    its minute is over and something else is logged, or the process ends.
    """

    def __init__(
        self, tell: Callable[[str, int], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._tell = tell
        self._now = now
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def process(self, _logger: WrappedLogger, level: str, event: EventDict) -> EventDict:
        """Drop an event of ours that was written often enough."""
        line = str(event["event"])
        if level in ("debug", "info") or line == _LEFT_OUT or self._may_pass(level, line):
            return event
        raise structlog.DropEvent

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a library's line is to be written.

        It is known before its values are in, and by its first line: asyncio names a task below.
        """
        line, _, _ = str(record.msg).partition("\n")
        return record.levelno < logging.WARNING or self._may_pass(record.name, line)

    def tell(self) -> None:
        """Tell what was left out so far."""
        told, self._seen = self._seen, {}
        for (_, line), (_, count) in told.items():
            if count > _IN_WINDOW:
                self._tell(line, count - _IN_WINDOW)

    def _may_pass(self, source: str, line: str) -> bool:
        now = self._now()
        self._end_windows(now)
        if (source, line) not in self._seen and len(self._seen) >= _KINDS:
            self.tell()
        began, count = self._seen.get((source, line), (now, 0))
        self._seen[source, line] = began, count + 1
        return count < _IN_WINDOW

    def _end_windows(self, now: float) -> None:
        # They stand in the order in which they began.
        while self._seen:
            (source, line), (began, count) = next(iter(self._seen.items()))
            if now < began + _WINDOW_S:
                return
            del self._seen[source, line]
            if count > _IN_WINDOW:
                self._tell(line, count - _IN_WINDOW)


def _tell_left_out(line: str, count: int) -> None:
    structlog.get_logger().warning(_LEFT_OUT, line=line, count=count)


def _about() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendering(*, in_words: bool) -> list[Processor]:
    if in_words:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _bring_libraries_in(level: int, rendering: list[Processor], repeats: RepeatLimit) -> None:
    """Give what libraries log the same form.

    Their warnings at the least, whatever level is set: below that the database's driver logs every
    value that it stores, and the web server every address with the secret in it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(repeats.filter)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_about(), structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
