"""Slack's blocks read as its clients and its servers read them, apart from the renderer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

# Of the rich text's elements, those that our messages have, with the keys that they may have.
ELEMENTS = {
    "text": {"type", "text", "style"},
    "link": {"type", "url", "text", "style"},
    "date": {"type", "timestamp", "format", "fallback"},
}
CONTAINERS = {
    "rich_text_section": set(ELEMENTS),
    "rich_text_quote": set(ELEMENTS),
    "rich_text_preformatted": {"text"},
    "rich_text_list": {"rich_text_section"},
}
_URL = re.compile(r"https?://[\x21-\x7e]+|mailto:[\x21-\x7e]+@[\x21-\x7e]+", re.IGNORECASE)


def walked(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object in the blocks, from the outside in."""
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from walked(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from walked(inner)


def words_of(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return all that is seen, in order, without what keeps it apart."""
    texts = (
        each.get("text", each.get("fallback", each.get("url")))
        for each in walked(list(blocks))
        if each.get("type") in {*ELEMENTS, "plain_text", "raw_text"}
    )
    return squeezed("".join(text for text in texts if isinstance(text, str)))


def squeezed(text: str) -> str:
    """Return the text without space and without what nobody sees."""
    return re.sub("[\\s\u200b-\u200f\u061c\u2060\u2066-\u2069\ufe00-\ufe0f]+", "", text)


def check(blocks: Sequence[dict[str, Any]], *, most: int = 50) -> None:
    """Fail for what Slack would refuse, and for anything that acts on somebody."""
    assert 1 <= len(blocks) <= most
    parsed = Block.parse_all(blocks)
    assert all(parsed)
    for each in parsed:
        each.to_dict()
    assert sum(block["type"] == "table" for block in blocks) <= 1
    for block in blocks:
        _check_block(block)


def _check_block(block: dict[str, Any]) -> None:
    match block["type"]:
        case "rich_text":
            assert block["elements"]
            for container in block["elements"]:
                _check_container(container, CONTAINERS)
        case "header":
            _check_text(block["text"], 150)
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            for element in block["elements"]:
                _check_text(element, 3000)
        case "table":
            _check_table(block)
        case kind:
            assert kind in ("divider", "actions", "input")


def _check_container(container: Mapping[str, Any], known: Mapping[str, set[str]]) -> None:
    inner = known[container["type"]]
    assert container["elements"]
    for element in container["elements"]:
        if element["type"] == "rich_text_section":
            _check_container(element, known)
            continue
        assert element["type"] in inner
        assert set(element) <= ELEMENTS[element["type"]]
        assert element.get("text", "date")
        assert len(element.get("text", "")) <= 3000
        assert "url" not in element or _URL.fullmatch(element["url"])


def _check_text(text: Mapping[str, Any], limit: int) -> None:
    assert text["type"] == "plain_text"
    assert text["emoji"] is False
    assert 1 <= len(text["text"].encode("utf-16-le")) // 2 <= limit


def _check_table(table: Mapping[str, Any]) -> None:
    rows = table["rows"]
    assert 2 <= len(rows) <= 100
    assert len({len(row) for row in rows}) == 1
    assert 2 <= len(rows[0]) <= 20
    assert len(table["column_settings"]) == len(rows[0])
    for row in rows:
        for cell in row:
            assert cell["type"] == "raw_text"
            assert cell["text"]
