"""Logseq's cards: a bullet with #card is the question, what is nested below it the answer.

Source: https://docs.logseq.com/#/page/flashcards
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.documents import Lines
from bot.importing.containers.cloze import cloze_cards, has_cloze, logseq_cloze
from bot.importing.containers.reading import Card, TextContainer

CARD_TAG = re.compile(
    r"[ \t]*#(?:card|flashcard|anki-card|card-reverse|card-spaced|card/reverse|\[\[card\]\])"
    r"(?=\s|$)",
    re.IGNORECASE,
)
BULLET = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+(?P<text>.*)$")
HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<text>\S.*)$")
# One of a known name, or whose value is nothing but links: `up:: [[Salts]]`.
_PROPERTY = re.compile(
    r"[ \t]*(?:card-[\w-]{1,40}|id|collapsed|deck|tags|alias|title|type|created|updated|"
    r"background-color|heading|query-[\w-]{1,20}|direction|extra)::"
    r"|[ \t]*[^\W\dA-Z_][\w-]{0,30}::[ \t]+(?:\[\[[^\]\n]{1,200}\]\][ \t,]{0,8}){1,20}$"
)


def _is_logseq(text: str, _name: str) -> str:
    lines = text.split("\n")
    cards = [
        line
        for line in lines
        if BULLET.match(line) and (CARD_TAG.search(line) or "{{cloze" in line)
    ]
    return f"{len(cards)} bullets with #card" if cards else ""


def _read_logseq(text: str) -> Iterator[Card]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        found = BULLET.match(lines[at])
        if not found or not (CARD_TAG.search(found["text"]) or "{{cloze" in found["text"]):
            at += 1
            continue
        end = _block_end(lines, at, len(found["indent"].expandtabs(4)))
        yield from _logseq_card(lines, at, end, CARD_TAG.sub("", found["text"]).strip())
        at = end


def _block_end(lines: list[str], at: int, indent: int) -> int:
    """Return the line behind a bullet's own lines and those nested below it."""
    end = at + 1
    while end < len(lines):
        line = lines[end].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _logseq_card(lines: list[str], at: int, end: int, text: str) -> Iterator[Card]:
    rest = [line.expandtabs(4) for line in lines[at + 1 : end] if not is_property(line)]
    question, answer = [without_mark(text)], list[str]()
    for line in rest:
        # What goes on without a bullet belongs to the question, what is nested is the answer.
        (answer if answer or BULLET.match(line) else question).append(line)
    front = "\n".join(line.strip() if at == 0 else line for at, line in enumerate(question)).strip()
    gapped, hidden = logseq_cloze(front)
    place = Lines(at + 1, end)
    if gapped:
        yield Card(gapped, hidden, place)
    elif has_cloze(front):
        yield from cloze_cards(front, [], place)
    else:
        yield Card(front, _outdented(answer), place)


def without_mark(text: str) -> str:
    """Return a heading's text, any other text as it is."""
    heading = HEADING.match(text)
    return heading["text"] if heading else text


def _outdented(lines: list[str]) -> str:
    """Return nested bullets one level up; a single one is a text and no list."""
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    cut = [line[depth:] for line in lines]
    tops = [line for line in cut if line.startswith(("- ", "* ", "+ "))]
    if len(tops) == 1 and cut[0] == tops[0]:
        cut = [cut[0][2:], *(line.removeprefix("  ") for line in cut[1:])]
    return "\n".join(cut).strip()


def is_property(line: str) -> bool:
    """Whether a line is a property, which is about its block and no text of it."""
    return _PROPERTY.match(line) is not None


LOGSEQ = TextContainer("Logseq", _is_logseq, _read_logseq)
