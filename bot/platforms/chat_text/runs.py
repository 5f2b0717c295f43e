"""People's words within a line, as runs of one style, and which addresses among them are links.

A link shows its address and no label, so that nobody is sent where it does not say: a label is
words with the address behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from enum import IntFlag
from typing import NamedTuple

from bot.core.view import Mention
from bot.presentation import prose
from bot.presentation.prose import Block, Span


class Style(IntFlag):
    """How a run is shown."""

    PLAIN = 0
    STRONG = 1
    EMPHASIS = 2
    STRIKE = 4
    CODE = 8


class Run(NamedTuple):
    """Characters of one style, lines ended by newlines; with a `url` a link that shows `text`.

    With an `at` (Unix time in seconds) it is a time that each reader sees in their own zone, and
    `text` what is shown where that fails. With a `channel` (the platform's own id) it leads there,
    and `text` is what it is called.
    """

    text: str
    style: Style = Style.PLAIN
    url: str = ""
    at: int | None = None
    channel: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether the run cannot be cut."""
        return bool(self.url or self.channel) or self.at is not None

    def part(self, start: int, end: int | None) -> Run:
        """Return some of the run's characters."""
        return self._replace(text=self.text[start:end])


# What a platform follows when an address of at most `LONGEST_ADDRESS` ASCII characters is pressed;
# "" where it would follow nothing.
LinkTo = Callable[[str], str]

# Longer addresses are shown as text: a link cannot be cut where a message ends.
LONGEST_ADDRESS = 400
_NEW_LINE = Run("\n")
_ADDRESS = re.compile(r"https?://[\w\-.~:/?#@!$&'()*+,;=%]*[\w\-/=%&#+]", re.ASCII | re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w\-.~:/?#@!$&'()*+,;=%\[\]]", re.ASCII)


def runs_of(spans: Iterable[Span], link_to: LinkTo, style: Style = Style.PLAIN) -> Iterator[Run]:
    """Yield the runs of a line; one may be empty."""
    for span in spans:
        match span:
            case prose.Text(text):
                yield from _literal(text, link_to, style)
            case prose.Code(text):
                yield Run(text, style | Style.CODE)
            case prose.LineBreak():
                yield _NEW_LINE
            case prose.Strong(inner):
                yield from runs_of(inner, link_to, style | Style.STRONG)
            case prose.Emphasis(inner):
                yield from runs_of(inner, link_to, style | Style.EMPHASIS)
            case prose.Strike(inner):
                yield from runs_of(inner, link_to, style | Style.STRIKE)
            case prose.Link(url, inner):
                yield from _link(url, inner, link_to, style)


def one_line(blocks: Iterable[Block], link_to: LinkTo) -> tuple[Run, ...]:
    """Return the blocks' words on one line, without what they were laid out as."""
    runs: list[Run] = []
    for block in blocks:
        if runs:
            runs.append(Run(" "))
        if isinstance(block, prose.Paragraph):
            runs += _unbroken(runs_of(block.spans, link_to))
        else:
            runs.append(Run(" ".join(prose.plain_text((block,)).split())))
    return tuple(run for run in runs if run.text)


def time_run(at: datetime) -> Run:
    """Return a time that each reader sees in their own zone; to the second."""
    fallback = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return Run(fallback, at=int(at.timestamp()))


def mentioning(text: str, mentions: Iterable[Mention]) -> Iterator[Run]:
    """Yield our own words, each channel that they name as what leads there."""
    leads = {each.name: each for each in mentions if each.name}
    if not leads:
        yield Run(text)
        return
    # The longest first: one channel's name may begin with another's.
    names = "|".join(map(re.escape, sorted(leads, key=len, reverse=True)))
    for part in re.split(rf"({names})(?![\w-])", text):
        if (found := leads.get(part)) is None or not found.address:
            yield Run(part)
            continue
        yield Run(part.removesuffix(found.club), channel=found.address)
        yield Run(found.club)


def without_space(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs that have a text, without the space that they begin with."""
    filled = [run for run in runs if run.text]
    for index, run in enumerate(filled):
        if text := run.text.lstrip():
            return (run._replace(text=text), *filled[index + 1 :])
    return ()


def _literal(text: str, link_to: LinkTo, style: Style) -> Iterator[Run]:
    """Yield words as they are, and the addresses among them as links."""
    start = 0
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        if target := _target(found[0], link_to):
            yield Run(text[start : found.start()], style)
            yield Run(target, style, target)
            start = found.end()
    yield Run(text[start:], style)


def _link(url: str, spans: tuple[Span, ...], link_to: LinkTo, style: Style) -> Iterator[Run]:
    """Yield a label as words, and its address behind it as a link."""
    label, address = prose.plain_line(spans).strip(), prose.address_of(url)
    shown = Run(address, style, _target(_quoted(url), link_to))
    if label in ("", url, address):
        yield shown
        return
    # A label may look like an address of its own: it is shown as words.
    yield from (run._replace(url="") for run in _unbroken(runs_of(spans, link_to, style)))
    yield from (Run(" (", style), shown, Run(")", style))


def _unbroken(runs: Iterable[Run]) -> Iterator[Run]:
    return (run._replace(text=run.text.replace("\n", " ")) for run in runs)


def _target(url: str, link_to: LinkTo) -> str:
    return link_to(url) if len(url) <= LONGEST_ADDRESS else ""


def _quoted(url: str) -> str:
    return _UNSAFE.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), url
    )
