"""GIFT, the text form of Moodle's question bank.

Source: https://docs.moodle.org/en/GIFT_format
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.documents import Lines
from bot.core.formats import GIFT_BEGINNING
from bot.core.ids import question_id
from bot.importing.containers.choices import Choice, answers_of, best_of, options_of
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import (
    GAP,
    Card,
    TextContainer,
    alternatives,
    left_out,
    section_of,
)

_CATEGORY = re.compile(r"^[ \t]*\$CATEGORY:[ \t]*(.*)$", re.MULTILINE)
_TITLE = re.compile(r"::(?:[^\\:]|\\.|:(?!:))*::")
_FORMAT = re.compile(r"[ \t\n]*\[(html|moodle|plain|markdown)\][ \t]*")
_ESCAPE = re.compile(r"\\([~=#{}:\\])")
_LINE_FEED = re.compile(r"\\n")
_LINE_END = "\n"
_BACKSLASH = "\uf8fe"  # of nobody's alphabet: it stands for one that escapes nothing
_COMMENTED_ID = re.compile(r"\[id:([^\]\n]{1,300})\]")
_WEIGHT = re.compile(r"[ \t\n]*%(-?[\d.,]{1,12})%")
_BOOLEAN = re.compile(r"[ \t\n]*(TRUE|FALSE|T|F)[ \t\n]*(?:$|(?<!\\)#)", re.IGNORECASE)
_BLOCK = re.compile(r"(?<!\\)\{[^{}]*(?:\\[{}][^{}]*){0,2000}(?<!\\)\}")
_SURE = re.compile(r"(?<!\\)\{[ \t\n]*(?:[=~#]|%|TRUE\b|FALSE\b|T[ \t\n]*[}#]|F[ \t\n]*[}#]|\})")
_FEEDBACK = re.compile(r"(?<!\\)#[ \t\n]*[^\s=~#]")
_ARROW = " → "
_LONGEST = 100  # lines of a question whose braces never close


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    first: int
    last: int
    section: str
    id: str = ""


# LaTeX, and what builders of sites have in braces.
_OF_OTHERS = ("\\documentclass", "{% ", "{{< ", "{{% ")


def _recognise(text: str, name: str) -> str:
    if text.startswith(GIFT_BEGINNING):
        return "its first line"
    if text.lstrip()[:1] in "<[" or any(mark in text for mark in _OF_OTHERS):
        return ""
    blocks = [each for each in _blocks(text) if each.text.strip()]
    sure = sum(1 for each in blocks if _SURE.search(each.text))
    # Code in braces is no bank: most of its paragraphs are no questions with answers.
    enough = 1 if name.lower().endswith(".gift") or "::" in text else 0.5 * len(blocks)
    if not sure or sure < enough or "```" in text:
        return ""
    return f"answers in braces with = and ~ in {sure} paragraphs"


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the paragraphs; a blank line inside of braces ends none."""
    section, id_, kept, first, depth = "", "", list[str](), 0, 0
    lines = text.replace("\\\\", _BACKSLASH).split("\n")
    for number, line in enumerate([*lines, ""], 1):
        if category := _CATEGORY.match(line):
            section = section_of(category[1])
            line = ""  # noqa: PLW2901  # it ends a paragraph like a blank one
        if line.lstrip().startswith("//"):
            found = _COMMENTED_ID.search(line)
            id_ = question_id(found[1]) if found and not kept else id_
            continue
        if line.strip() or (depth > 0 and number <= len(lines) and 0 < len(kept) < _LONGEST):
            first = first if kept else number
            kept.append(line)
            depth += _opened(line)
        elif kept:
            yield _Block("\n".join(kept), first, number - 1, section, id_)
            id_, kept, depth = "", [], 0
    if kept:
        yield _Block("\n".join(kept), first, first + len(kept) - 1, section, id_)


def _opened(line: str) -> int:
    plain = line.replace("\\{", "").replace("\\}", "")
    return plain.count("{") - plain.count("}")


def _read(text: str) -> Iterator[Card]:
    for block in _blocks(text):
        body = block.text.strip()
        title = _TITLE.match(body)
        body = body[title.end() :] if title else body
        if card := _card(body, block, _plain(title[0][2:-2]) if title else ""):
            yield card
            if _has_feedback(body):
                yield left_out(card.lines, "feedback")


def _has_feedback(body: str) -> bool:
    """Whether the braces say more than an essay's guidance behind a #, which is no answer."""
    found = _BLOCK.search(body)
    inside, _, general = found[0][1:-1].strip().partition("####") if found else ("", "", "")
    remarks = _FEEDBACK.search(inside.removeprefix("#"))
    return bool(remarks or (inside.strip() and general.strip()))


def _card(body: str, block: _Block, title: str) -> Card | None:
    form = _FORMAT.match(body)
    body = body[form.end() :] if form else body
    found = _BLOCK.search(body)
    lines = Lines(block.first, block.last)
    if found is None:
        # A description asks nothing; a question whose braces were forgotten does.
        asks = body.rstrip().endswith("?")
        return Card(_shown(body, form), "", lines, (), block.section) if asks else None
    before, after = body[: found.start()].rstrip(), body[found.end() :].strip()
    stem = f"{before} {GAP}{'' if after[:1] in '.,;:!?' else ' '}{after}" if after else before
    options, answer = _answered(found[0][1:-1], form)
    return Card(_shown(stem, form) or title, answer, lines, options, block.section, block.id)


def _answered(inside: str, form: re.Match[str] | None) -> tuple[tuple[str, ...], str]:
    """Return the options and the answer that braces hold."""
    inside, _, feedback = inside.partition("####")
    if not inside.strip():
        return (), _shown(feedback, form)  # an essay's, or that of one without answers
    if boolean := _BOOLEAN.match(inside):
        return (), "True" if boolean[1].upper() in ("T", "TRUE") else "False"
    if inside.lstrip().startswith("#"):
        return (), _numeric(inside.lstrip()[1:])
    marked = _marked(inside)
    choices = [_choice(mark, text, form) for mark, text in marked]
    if pairs := [choice.text for choice in choices if _ARROW in choice.text]:
        return (), "\n".join(f"- {pair}" for pair in pairs)
    if any(mark == "~" for mark, _ in marked):
        return options_of(choices), answers_of(choices)
    return (), alternatives(best_of(choices))


def _marked(inside: str) -> list[tuple[str, str]]:
    """Return what follows each unescaped = and ~, with that mark."""
    marks = list(re.finditer(r"(?<!\\)[=~]", inside))
    ends = [mark.start() for mark in marks[1:]] + [len(inside)]
    return [(mark[0], inside[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]


def _choice(mark: str, text: str, form: re.Match[str] | None) -> Choice:
    weight = _WEIGHT.match(text)
    text = text[weight.end() :] if weight else text
    text = re.split(r"(?<!\\)#", text, maxsplit=1)[0]
    worth = float(weight[1].replace(",", ".")) if weight else 100.0 if mark == "=" else 0.0
    if re.search(r"(?<!\\)->", text):
        left, _, right = text.partition("->")
        return Choice(f"{_shown(left, form)}{_ARROW}{_shown(right, form)}", worth)
    return Choice(_shown(text, form), worth)


def _numeric(inside: str) -> str:
    """Return the number that is accepted in full: `1822:5`, `1.5..2`, or several with weights."""
    choices = [_choice(mark, text, None) for mark, text in _marked(inside)]
    best = best_of(choices)
    return alternatives(map(_tolerance, best or [re.split(r"(?<!\\)#", inside, maxsplit=1)[0]]))


def _tolerance(text: str) -> str:
    number, _, by = text.strip().partition(":")
    if ".." in number:
        return number.replace("..", " to ")
    return f"{number.strip()} ± {by.strip()}" if by.strip().strip("0.") else number.strip()


def _shown(text: str, form: re.Match[str] | None) -> str:
    if form is not None and form[1] in ("markdown", "plain"):
        return _plain(text, _LINE_END)
    text = _plain(text)
    is_html = form is not None and form[1] == "html"
    return (
        markdown_of(text) if is_html or re.search(r"</?[a-z]{1,10}[ >/]|&\w{2,6};", text) else text
    )


def _plain(text: str, line_end: str = " ") -> str:
    text = _LINE_FEED.sub(line_end, text)
    return _ESCAPE.sub(r"\1", text).replace(_BACKSLASH, "\\").strip()


GIFT = TextContainer("GIFT", _recognise, _read)
