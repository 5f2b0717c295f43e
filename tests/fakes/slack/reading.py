"""What blocks show: their words in reading order, and the elements one can use."""

from __future__ import annotations

from collections.abc import Iterator

from tests.fakes.slack.errors import Json

SELECTS = {
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = SELECTS | PICKERS | {"checkboxes", "radio_buttons", "overflow"}
INPUTS = (CHOICES - {"overflow"}) | {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
}
PRESSED = {"button", "workflow_button"}


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with its block, in reading order."""
    for block in blocks:
        for element in _held(block):
            if element.get("type") in INPUTS | PRESSED | {"overflow"}:
                yield block, element


def _held(block: Json) -> list[Json]:
    if block.get("type") in {"actions", "context_actions"}:
        return list(block["elements"])
    return [block[name] for name in ("accessory", "element") if block.get(name)]


def words(blocks: list[Json]) -> list[str]:
    """Return what is written in the blocks, without what stands on elements."""
    return [text for block in blocks for text in _words(block) if text]


def _words(block: Json) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield from (_text(part) for part in [block.get("text"), *block.get("fields", [])])
        case "header":
            yield _text(block["text"])
        case "context":
            yield from (_text(part) for part in block["elements"] if part["type"] != "image")
        case "markdown":
            yield block["text"]
        case "image":
            yield _text(block.get("title"))
        case "input":
            yield _text(block["label"])
        case "rich_text":
            yield rich(block)
        case "table":
            yield from (" | ".join(map(_cell, row)) for row in block["rows"])


def _text(part: Json | None) -> str:
    return part["text"] if part else ""


def _cell(cell: Json) -> str:
    return rich(cell) if cell["type"] == "rich_text" else str(cell.get("text", cell.get("value")))


def rich(block: Json) -> str:
    """Return the words of a `rich_text` block."""
    return "\n".join(_rich_part(part) for part in block["elements"])


def _rich_part(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "\n".join(_rich_part(one) for one in part["elements"])
    return "".join(_leaf(one) for one in part["elements"])


def _leaf(leaf: Json) -> str:
    shown = {
        "text": leaf.get("text"),
        "link": leaf.get("text") or leaf.get("url"),
        "channel": f"<#{leaf.get('channel_id')}>",
        "user": f"<@{leaf.get('user_id')}>",
        "emoji": f":{leaf.get('name')}:",
        "date": leaf.get("fallback"),
        "broadcast": f"<!{leaf.get('range')}>",
    }
    return str(shown.get(leaf["type"]) or "")


def leaves(block: Json) -> Iterator[Json]:
    """Yield the innermost elements of a `rich_text` block."""
    for part in block.get("elements", []):
        if part["type"] == "rich_text_list":
            yield from leaves(part)
        else:
            yield from part.get("elements", [])


def label(element: Json) -> str:
    """Return what is written on an element, or stands in it while nothing is chosen."""
    shown = element.get("text") or element.get("placeholder") or {}
    return str(shown.get("text", ""))


def options(element: Json) -> list[Json]:
    """Return what a select, checkboxes or an overflow menu offers, out of its groups too."""
    grouped = [one for group in element.get("option_groups") or [] for one in group["options"]]
    return [*(element.get("options") or []), *grouped]
