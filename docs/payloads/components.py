"""Discord's components as HTML.

Component types are numbered as in https://discord.com/developers/docs/components/reference; those
are here that the bot sends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from docs.payloads.html import html
from docs.payloads.markdown import Reading, markdown

Json = Mapping[str, Any]

_PARAGRAPH = 2  # the style of a text input with several lines
_BUTTONS = {1: "primary", 2: "secondary", 3: "primary", 4: "danger", 5: "secondary", 6: "secondary"}


def laid_out(components: Iterable[Json], reading: Reading) -> Markup:
    """Return a message's or a modal's components as HTML.

    Raises ValueError for one of a type that the bot does not send.
    """
    return Markup("\n").join(_component(each, reading) for each in components)


def _component(component: Json, reading: Reading) -> Markup:
    show = _SHOWN.get(component["type"])
    if show is None:
        raise ValueError(f"a component of type {component['type']} is not laid out")
    return show(component, reading)


def _row(row: Json, reading: Reading) -> Markup:
    return html('<div class="row">{}</div>', laid_out(row["components"], reading))


def _button(button: Json, _: Reading) -> Markup:
    style = _BUTTONS[button["style"]]
    off = Markup(" disabled") if button.get("disabled") else ""
    label = button.get("label") or ""
    return html('<button type="button" class="{}"{}>{}</button>', style, off, label)


def _select(select: Json, _: Reading) -> Markup:
    options: Sequence[Json] = select.get("options") or ()
    names = [select.get("placeholder") or "", *(option["label"] for option in options)]
    listed = Markup("").join(html("<option>{}</option>", name) for name in names)
    return html('<select aria-label="{}">{}</select>', names[0], listed)


def _text_input(field: Json, _: Reading) -> Markup:
    value, placeholder = field.get("value") or "", field.get("placeholder") or ""
    if field.get("style") == _PARAGRAPH:
        # HTML drops a line break right after the tag.
        template = '<textarea rows="6" placeholder="{}">\n{}</textarea>'
        return html(template, placeholder, value)
    return html('<input type="text" placeholder="{}" value="{}">', placeholder, value)


def _upload(_: Json, __: Reading) -> Markup:
    return Markup('<input type="file">')


def _text(text: Json, reading: Reading) -> Markup:
    return html('<div class="text">{}</div>', markdown(text["content"], reading))


def _file(file: Json, _: Reading) -> Markup:
    name = file.get("name") or str(file["file"]["url"]).rpartition("/")[2]
    return html('<p class="file">{}</p>', name)


def _separator(_: Json, __: Reading) -> Markup:
    return Markup("<hr>")


def _container(container: Json, reading: Reading) -> Markup:
    colour = container.get("accent_color")
    style = "" if colour is None else f"--bar: #{int(colour):06x}"
    inner = laid_out(container["components"], reading)
    return html('<section class="container" style="{}">{}</section>', style, inner)


def _label(label: Json, reading: Reading) -> Markup:
    field = label["component"]
    needed = "" if field.get("required", True) else Markup(' <span class="small">optional</span>')
    told = label.get("description")
    description = html('<span class="small">{}</span>', told) if told else ""
    template = '<label><span class="label">{}{}</span>{}{}</label>'
    return html(template, label["label"], needed, description, _component(field, reading))


_SHOWN: Mapping[int, Callable[[Json, Reading], Markup]] = {
    1: _row,
    2: _button,
    **dict.fromkeys((3, 5, 6, 7, 8), _select),
    4: _text_input,
    10: _text,
    13: _file,
    14: _separator,
    17: _container,
    18: _label,
    19: _upload,
}
