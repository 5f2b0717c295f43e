"""Slack's blocks as HTML: those that the bot sends.

https://docs.slack.dev/reference/block-kit
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, LiteralString

from markupsafe import Markup, escape

from docs.payloads.html import html

Json = Mapping[str, Any]

_STYLES: tuple[tuple[str, LiteralString], ...] = (
    ("code", "<code>{}</code>"),
    ("strike", "<s>{}</s>"),
    ("italic", "<em>{}</em>"),
    ("bold", "<strong>{}</strong>"),
)
_SELECTS = ("static_select", "multi_users_select", "conversations_select")
_PICKERS = {"timepicker": "initial_time", "number_input": "initial_value"}


def laid_out(blocks: Iterable[Json]) -> Markup:
    """Return a message's or a view's blocks as HTML.

    Raises ValueError for one of a type that the bot does not send.
    """
    return Markup("\n").join(_shown(block, _BLOCKS) for block in blocks)


def _shown(part: Json, known: Mapping[str, Callable[[Json], Markup]]) -> Markup:
    show = known.get(part["type"])
    if show is None:
        raise ValueError(f"a {part['type']} is not laid out")
    return show(part)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


# --- rich text -------------------------------------------------------------------------------


def _rich_text(block: Json) -> Markup:
    inner = Markup("\n").join(_shown(part, _PARTS) for part in block["elements"])
    return html('<div class="text">{}</div>', inner)


def _inline(part: Json) -> Markup:
    return Markup("").join(_shown(leaf, _LEAVES) for leaf in part["elements"])


def _paragraph(part: Json) -> Markup:
    return html("<p>{}</p>", _inline(part))


def _quote(part: Json) -> Markup:
    return html("<blockquote><p>{}</p></blockquote>", _inline(part))


def _code(part: Json) -> Markup:
    text = "".join(leaf["text"] for leaf in part["elements"])
    return html("<pre><code>{}</code></pre>", text)


def _list(part: Json) -> Markup:
    items = Markup("").join(html("<li>{}</li>", _inline(each)) for each in part["elements"])
    if part["style"] == "bullet":
        return html("<ul>{}</ul>", items)
    return html('<ol start="{}">{}</ol>', str(part.get("offset", 0) + 1), items)


def _styled(leaf: Json, inner: Markup) -> Markup:
    style = leaf.get("style") or {}
    for name, template in _STYLES:
        if style.get(name):
            inner = html(template, inner)
    return inner


def _text(leaf: Json) -> Markup:
    return _styled(leaf, _lines(leaf["text"]))


def _link(leaf: Json) -> Markup:
    link = html('<a href="{}" rel="noreferrer">{}</a>', leaf["url"], leaf.get("text", leaf["url"]))
    return _styled(leaf, link)


def _date(leaf: Json) -> Markup:
    at = datetime.fromtimestamp(int(leaf["timestamp"]), UTC)
    words = f"{at:%A}, {at.day} {at:%B} {at.year}, {at:%H:%M} UTC"
    return html('<time datetime="{}">{}</time>', at.isoformat(), words)


# --- other blocks ----------------------------------------------------------------------------


def _header(block: Json) -> Markup:
    return html('<p class="title title-3">{}</p>', block["text"]["text"])


def _context(block: Json) -> Markup:
    told = Markup("<br>").join(_lines(each["text"]) for each in block["elements"])
    return html('<p class="small">{}</p>', told)


def _section(block: Json) -> Markup:
    told = html("<p>{}</p>", _lines(block["text"]["text"]))
    accessory = block.get("accessory")
    return told if accessory is None else told + _shown(accessory, _ELEMENTS)


def _table(block: Json) -> Markup:
    head, *rows = block["rows"]
    top = Markup("").join(html("<th>{}</th>", cell["text"]) for cell in head)
    body = Markup("").join(
        html("<tr>{}</tr>", Markup("").join(html("<td>{}</td>", cell["text"]) for cell in row))
        for row in rows
    )
    return html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", top, body)


def _actions(block: Json) -> Markup:
    inner = Markup("").join(_shown(each, _ELEMENTS) for each in block["elements"])
    return html('<div class="row">{}</div>', inner)


def _input(block: Json) -> Markup:
    needed = Markup(' <span class="small">optional</span>') if block.get("optional") else ""
    hint = block.get("hint")
    told = html('<span class="small">{}</span>', hint["text"]) if hint else ""
    template = '<label><span class="label">{}{}</span>{}{}</label>'
    field = _shown(block["element"], _ELEMENTS)
    return html(template, block["label"]["text"], needed, field, told)


# --- elements --------------------------------------------------------------------------------


def _button(button: Json) -> Markup:
    style = button.get("style", "secondary")
    return html('<button type="button" class="{}">{}</button>', style, button["text"]["text"])


def _select(select: Json) -> Markup:
    chosen = select.get("initial_option", {}).get("text", {}).get("text")
    placeholder = select.get("placeholder", {}).get("text")
    shown = chosen or placeholder or select.get("initial_conversation") or "Choose"
    return html("<select><option>{}</option></select>", shown)


def _boxes(boxes: Json) -> Markup:
    ticked = boxes.get("initial_options") or []
    names = [each["text"]["text"] for each in boxes["options"] if each in ticked]
    return html("<select><option>{}</option></select>", ", ".join(names))


def _writing(field: Json) -> Markup:
    # HTML drops a line break right after the tag.
    return html('<textarea rows="6">\n{}</textarea>', field.get("initial_value") or "")


def _picker(field: Json) -> Markup:
    value = field.get(_PICKERS[field["type"]]) or ""
    return html('<input type="text" value="{}">', value)


def _moment(field: Json) -> Markup:
    at = datetime.fromtimestamp(field["initial_date_time"], UTC)
    return html('<input type="text" value="{}">', f"{at:%Y-%m-%d %H:%M}")


def _upload(_: Json) -> Markup:
    return Markup('<input type="file">')


_BLOCKS: Mapping[str, Callable[[Json], Markup]] = {
    "actions": _actions,
    "context": _context,
    "divider": lambda _: Markup("<hr>"),
    "header": _header,
    "input": _input,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}
_PARTS: Mapping[str, Callable[[Json], Markup]] = {
    "rich_text_list": _list,
    "rich_text_preformatted": _code,
    "rich_text_quote": _quote,
    "rich_text_section": _paragraph,
}
_LEAVES: Mapping[str, Callable[[Json], Markup]] = {"date": _date, "link": _link, "text": _text}
_ELEMENTS: Mapping[str, Callable[[Json], Markup]] = {
    "button": _button,
    "checkboxes": _boxes,
    "datetimepicker": _moment,
    "file_input": _upload,
    "plain_text_input": _writing,
    **dict.fromkeys(_SELECTS, _select),
    **dict.fromkeys(_PICKERS, _picker),
}
