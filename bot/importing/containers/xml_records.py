"""Question banks and cards as XML of anybody's making: elements are read as records are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.importing.containers.reading import MAX_DEPTH, Card, TextContainer, Unreadable
from bot.importing.containers.records import cards_in

_DECLARED = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_COMMENTS = re.compile(r"(?:\s*<!--.{0,2000}?-->)*\s*", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z][\w.\-]{0,60})")
# What is read as a page, and what a converter of pages writes.
_PAGES = frozenset(
    """html head body div p span table details section article ul ol h1 h2 h3 h4 a b i img svg
    main center nav header footer dl blockquote pre br""".split()  # noqa: SIM905  # a list of words
)


def _recognise(text: str, _name: str) -> str:
    declared = _DECLARED.match(text)
    begin = _COMMENTS.match(text, declared.end() if declared else 0)
    root = _ROOT.match(text, begin.end() if begin else 0)
    if root is None or root[1].casefold() in _PAGES:
        return ""
    closes = text.rstrip().endswith(f"</{root[1]}>")
    return f"<{root[1]}> with elements of its own" if closes else ""


def _read(text: str) -> Iterator[Card]:
    try:
        root = fromstring(_DECLARED.sub("", text, count=1).strip())
    except DefusedXmlException as error:
        raise Unreadable(
            "it declares entities of its own, which are not read; export the questions again"
        ) from error
    except (ParseError, RecursionError) as error:
        raise Unreadable(f"its XML is broken ({error}); export the questions again") from error
    yield from cards_in([_data(root, 0)])


def _data(element: Element, depth: int) -> Any:  # noqa: ANN401  # whatever the element holds
    """Return an element as JSON would have it: its text, a list of the same, or an object."""
    if depth > MAX_DEPTH:
        raise Unreadable("it is nested too deep; export it as a plain list of questions")
    children = list(element)
    text = (element.text or "").strip()
    if not children:
        return {**element.attrib, "text": text} if element.attrib else text
    grouped: dict[str, list[Any]] = {}
    for child in children:
        grouped.setdefault(_name(child), []).append(_data(child, depth + 1))
    if len(grouped) == 1 and not element.attrib and not text:
        only = next(iter(grouped.values()))
        return only if len(only) > 1 else {_name(children[0]): only[0]}
    values = {name: each if len(each) > 1 else each[0] for name, each in grouped.items()}
    return {**element.attrib, **({"text": text} if text else {}), **values}


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


XML = TextContainer("XML", _recognise, _read)
