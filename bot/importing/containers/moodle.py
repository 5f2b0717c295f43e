"""Moodle's question bank as XML.

Source: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.core.documents import Lines
from bot.core.ids import question_id
from bot.core.uploads import may_be_picture
from bot.importing.albums import Album, decoded
from bot.importing.containers.choices import Choice, answers_of, best_of, options_of
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import (
    GAP,
    Card,
    TextContainer,
    Unreadable,
    alternatives,
    left_out,
    section_of,
)

_QUIZ = re.compile(r"<quiz\b")
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_ASKS_NOTHING = frozenset({"category", "description", "random", "randomsamatch"})
_WHY_LEFT = {"category": "heading", "description": "text between questions"}
_FEEDBACK = ("feedback", "generalfeedback", "hint")  # beside the answer: it is no part of it
_MANY = frozenset(
    {"multichoice", "multichoiceset", "truefalse", "calculatedmulti", "kprime", "mtf"}
)
_EMBEDDED = re.compile(
    r"\{\d{0,3}:(?P<kind>[A-Z_]{1,24}):(?P<body>(?:[^{}\\]|\\.){1,4000})\}", re.IGNORECASE
)
_FILE = re.compile(r"@@PLUGINFILE@@(?P<path>/[^\s\"'<>()]{1,500})")
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")


def _recognise(text: str, _name: str) -> str:
    return "a <quiz> of <question>" if _QUIZ.search(text, 0, 4_000) and "<question" in text else ""


def _read(text: str) -> Iterator[Card]:
    return _read_pictures(text, Album())


def _read_pictures(text: str, album: Album) -> Iterator[Card]:
    try:
        root = fromstring(_DECLARED.sub("", text).strip(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(
            "it declares a document type or entities, which are not read; export it again"
        ) from error
    except (ParseError, RecursionError) as error:
        raise Unreadable(f"its XML is broken ({error}); export the questions again") from error
    _put_files(root, album)
    section = ""
    for number, question in enumerate(root.iter("question"), 1):
        kind = question.get("type", "")
        if kind == "category":
            section = section_of(_text(question.find("category")))
        card = _card(question, kind, number, section) if kind not in _ASKS_NOTHING else None
        yield card or left_out(Lines(number, number), _WHY_LEFT.get(kind, "no question"))
        if card and any(_text(each).strip() for tag in _FEEDBACK for each in question.iter(tag)):
            yield left_out(Lines(number, number), "feedback")


def _card(question: Element, kind: str, number: int, section: str) -> Card | None:
    stem = _text(question.find("questiontext")) or _text(question.find("name"))
    stem, options, answer = _asked(question, kind, stem)
    if not stem.strip():
        return None
    id_ = question_id((question.findtext("idnumber") or "").strip())
    return Card(stem, answer, Lines(number, number), options, section, id_)


def _asked(question: Element, kind: str, stem: str) -> tuple[str, tuple[str, ...], str]:
    """Return a question's text, options and answer."""
    if kind == "essay":
        return stem, (), _guidance(question)
    if pairs := _pairs(question):
        return stem, (), pairs
    if _EMBEDDED.search(stem):
        return _embedded(stem)
    if _PLACE.search(stem):
        return _places(question, stem)
    if kind == "ordering":
        texts = [_text(answer) for answer in question.findall("answer")]
        return stem, tuple(sorted(texts)), "\n".join(f"1. {text}" for text in texts)
    return (stem, *_chosen(question, kind))


def _chosen(question: Element, kind: str) -> tuple[tuple[str, ...], str]:
    """Return the options and the answer of a question whose answers have their worth."""
    choices = [_choice(answer) for answer in question.findall("answer")]
    if kind == "truefalse":
        return (), answers_of(choices).capitalize()
    if kind in _MANY:
        return options_of(choices), answers_of(choices)
    best = alternatives(best_of(choices))
    return (), best or _guidance(question)


def _choice(answer: Element) -> Choice:
    text, by = _text(answer), (answer.findtext("tolerance") or "").strip()
    try:
        worth = float(answer.get("fraction", "0"))
    except ValueError:
        worth = 0.0
    return Choice(f"{text} ± {by}" if by.strip("0.") else text, worth)


def _guidance(question: Element) -> str:
    """Return what an essay's marker is told, or what everybody is told afterwards."""
    return _text(question.find("graderinfo")) or _text(question.find("generalfeedback"))


def _pairs(question: Element) -> str:
    pairs = [(_text(each), _text(each.find("answer"))) for each in question.findall("subquestion")]
    return "\n".join(f"- {left} → {right}" for left, right in pairs if left and right)


def _places(question: Element, stem: str) -> tuple[str, tuple[str, ...], str]:
    """Read words that are chosen for, or dragged to, numbered places in the text."""
    offered = [_text(each) for tag in ("selectoption", "dragbox") for each in question.findall(tag)]
    right = [offered[int(at) - 1] for at in _PLACE.findall(stem) if 0 < int(at) <= len(offered)]
    answer = right[0] if len(right) == 1 else "\n".join(f"- {text}" for text in right)
    return _PLACE.sub(GAP, stem), tuple(offered), answer


def _embedded(stem: str) -> tuple[str, tuple[str, ...], str]:
    """Read answers embedded in the text: `{1:MULTICHOICE:wrong~=right#why}`."""
    places = list(_EMBEDDED.finditer(stem))
    found = [_parts(place["body"]) for place in places]
    options: tuple[str, ...] = ()
    if len(places) == 1 and "CHOICE" in places[0]["kind"].upper():
        options = options_of(found[0])
    rights = [next(iter(best_of(choices)), "") for choices in found]
    answer = rights[0] if len(rights) == 1 else "\n".join(f"- {text}" for text in rights)
    return _EMBEDDED.sub(GAP, stem), options, answer


def _parts(body: str) -> list[Choice]:
    choices = []
    for part in re.split(r"(?<!\\)~", body):
        text = re.split(r"(?<!\\)#", part, maxsplit=1)[0].strip()
        weight = re.match(r"%(-?\d{1,3}(?:\.\d{1,9})?)%", text)
        worth = float(weight[1]) if weight else 100.0 if text.startswith("=") else 0.0
        text = text[weight.end() :] if weight else text.removeprefix("=")
        choices.append(Choice(re.sub(r"\\(.)", r"\1", text).strip(), worth))
    return choices


def _text(element: Element | None) -> str:
    """Return an element's text as Markdown."""
    if element is None:
        return ""
    inner = element.find("text")
    text = (inner if inner is not None else element).text or ""
    form = element.get("format", "html")
    return text.strip() if form in ("markdown", "plain_text") else markdown_of(text)


def _put_files(root: Element, album: Album) -> None:
    """Put the files of each element into the album, and their addresses into its text."""
    for holder in root.iter():
        inner = holder.find("text")
        text = (inner.text or "") if inner is not None else ""
        if inner is None or "@@PLUGINFILE@@" not in text:
            continue
        found = {
            (file.get("path") or "/") + (file.get("name") or ""): file
            for file in holder.findall("file")
        }
        addresses = {
            path: album.put(decoded(file.text or ""), file.get("name") or "")
            for path, file in found.items()
            if may_be_picture(file.get("name") or "")
        }
        inner.text = _FILE.sub(partial(_address, addresses), text)


def _address(known: Mapping[str, str], file: re.Match[str]) -> str:
    path = unquote(file["path"])
    return known.get(path, path.removeprefix("/"))


MOODLE_XML = TextContainer("Moodle XML", _recognise, _read, _read_pictures)
