"""A command that waits for a choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pending:
    """What somebody on a platform asked for: a command with its options, of which `option` is open.

    `offered` has the values that it can take, each with its words.
    """

    platform: str
    subject: str
    command: str
    options: dict[str, str]
    option: str
    offered: tuple[tuple[str, str], ...]
