"""What the operator reads while Roundtable runs: on standard error, a line an event.

An event names what it is about by `round`, `group`, `schedule`, `delivery` and `request`, never by
what people wrote or are called.
"""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor


def configure_logs(level: str) -> None:
    """Write events from `level` on: in words to a terminal, as JSON to anything else.

    Tracebacks come without local variables: those hold people's replies and secrets.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    rendering = _rendering(in_words=sys.stderr.isatty())
    structlog.configure(
        processors=[*_about(), *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    _bring_libraries_in(max(number, logging.WARNING), rendering)


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


def _bring_libraries_in(level: int, rendering: list[Processor]) -> None:
    """Give what libraries log the same form.

    Their warnings at the least, whatever level is set: below that the database's driver logs every
    value that it stores, and the web server every address with the secret in it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_about(), structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
