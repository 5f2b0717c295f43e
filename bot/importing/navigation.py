# ruff: noqa: RUF001  # signs of pages and words of other scripts are what it is about
"""What leads about a page and not to an answer, in any language: the way back to its top, links to
the pages before and after it, and the name under a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.importing.languages import every
from bot.importing.lines import SourceLine
from bot.importing.questions import Look

_LONGEST = 200
# Arrows, triangles and what else stands around such words; a link's address is taken off before.
_AROUND = " \t>#*_|-+()[]{}<\u2b06\u2b05\u27a1\u2191\u21a5\u21d1\u21e7\u2190\u2192\u25b2\u25b6\u25c0\u21a9\u2934\u23eb\u261d\ufe0f«»‹›–—^~.:：🔝🔼👆"  # noqa: E501
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]{0,100})\]\([^()\n]{0,200}\)"
    r"|</?(?:a|b|i|em|strong|span|su[bp]|p|div|center)\b[^<>\n]{0,200}>"
)
_PARTS = re.compile(r"[|·•/]|[ ]{3,}|(?<=\s)[-–—](?=\s)")
_ARROWS = frozenset("\u2b05\u27a1\u2190\u2192\u25b6\u25c0«»‹›")
_TOP, _TURNING = every("top"), every("turning")
_BEGINNING = 2
_BY_BEGINNING = {
    begin: tuple(each for each in _TOP | _TURNING if each.startswith(begin))
    for begin in {each[:_BEGINNING] for each in _TOP | _TURNING}
}


def leads_about(line: SourceLine) -> bool:
    """Whether a line is nothing but a way back to the top, or links to other pages of a site."""
    raw = line.raw
    if len(raw) > _LONGEST or line.fenced:
        return False
    opening = raw.lstrip(_AROUND).casefold()
    known = _BY_BEGINNING.get(opening[:_BEGINNING], ())
    if not opening.startswith(known) and "<a" not in raw:
        return False
    text = _LINK.sub(lambda found: found["text"] or "", raw)
    parts = [part.casefold() for each in _PARTS.split(text) if (part := each.strip(_AROUND))]
    if not parts or not all(part in _TOP or part in _TURNING for part in parts):
        return False
    linked = text != raw or not _ARROWS.isdisjoint(raw) or len(parts) > 1
    return linked or all(part in _TOP and part not in _TURNING for part in parts)


_LAST_LINES, _MOST_SIGNED = 12, 4
_SENT = re.compile(
    r"(?:sent from my|sent via|get outlook for|von meinem .{1,30} gesendet|gesendet von meinem"
    r"|envoyé de mon|envoyé depuis mon|enviado desde mi|enviado do meu|inviato da|verzonden vanaf"
    r"|отправлено с|надіслано з|wysłano z|odesláno z|iphoneから送信)\b.{0,60}",
    re.IGNORECASE,
)
_CLOSING = every("closing")
_LONGEST_NAME = 40


def signature(lines: Sequence[SourceLine]) -> Iterator[int]:
    """Yield the lines at the end of a text that sign it, as under a message.

    What begins them is `--` alone on its line, what a telephone adds, or `Regards,` above a name.
    """
    written = [line for line in lines[-_LAST_LINES:] if not line.blank]
    for at, line in enumerate(written[1:], 1):
        rest = written[at:]
        if len(rest) <= _MOST_SIGNED and _signs(line, rest[1:]):
            yield from (each.index for each in rest)
            return


def _signs(line: SourceLine, below: Sequence[SourceLine]) -> bool:
    if line.fenced or line.marked:
        return False
    named = all(
        len(each.raw) <= _LONGEST_NAME and not (each.marked or each.is_question) for each in below
    )
    raw = line.raw.strip()
    if raw == "--":
        return bool(below) and not any(each.marked or each.is_question for each in below)
    if _SENT.fullmatch(raw):
        return named
    closing = raw.endswith((",", "!")) and raw.rstrip(",!").casefold() in _CLOSING
    return closing and bool(below) and named


# Who speaks in a chat with a model, above each turn.
_ASKER = re.compile(
    r"[#*_> ]{0,6}(?:you said|you|user|human|prompt|me)[*_]{0,2}:?[*_]{0,2}", re.IGNORECASE
)
_MODEL = re.compile(
    r"[#*_> ]{0,6}(?:chatgpt(?: said)?|gpt-?\d?\w{0,2}|assistant|claude|gemini|copilot|response|ai)"
    r"[*_]{0,2}:?[*_]{0,2}",
    re.IGNORECASE,
)
_LONGEST_TURN, _MOST_LINES = 300, 6


def turns(lines: Sequence[SourceLine]) -> Iterator[int]:
    """Yield the lines of a chat with a model that say who speaks, and short ones of who asks it.

    What the model says holds the questions there, and their answers.
    """
    heads = [line for line in lines if len(line.raw) < _LONGEST_NAME and line.raw.strip()]
    models = [line.index for line in heads if _MODEL.fullmatch(line.raw.strip())]
    askers = [line.index for line in heads if _ASKER.fullmatch(line.raw.strip())]
    if not models or not askers or askers[0] > models[0]:
        return
    spans = [
        range(at, next((model for model in models if model > at), len(lines))) for at in askers
    ]
    counted = sum(1 for line in lines if line.number is not None and line.look >= Look.STUDY)
    if counted <= len(askers):  # then it is the turns that ask
        return
    for span in spans:
        said = [lines[at] for at in span[1:] if not lines[at].blank]
        if len(said) > _MOST_LINES or any(line.number is not None or line.bullet for line in said):
            yield span.start
        elif sum(len(line.raw) for line in said) <= _LONGEST_TURN:
            yield from span
    for at in models:
        yield at
        yield from _preamble(lines, at + 1)


def _preamble(lines: Sequence[SourceLine], at: int) -> Iterator[int]:
    """Yield a paragraph of one line with which a turn begins: `Sure! Here are two more.`"""
    while at < len(lines) and lines[at].blank:
        at += 1
    alone = at + 1 < len(lines) and lines[at + 1].blank and not lines[at].marked
    if alone and not lines[at].is_question and len(lines[at].raw) <= _LONGEST_TURN:
        yield at
