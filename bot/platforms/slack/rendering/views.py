"""Modals and the Home tab: neutral messages in Slack's views, and fields to write in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from bot.core.view import Message
from bot.platforms.chat_text.pages import Page
from bot.platforms.chat_text.wrapping import parts_of, short
from bot.platforms.slack.rendering.blocks import action_blocks
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.pages import pages_of
from bot.platforms.slack.rendering.rich_text import Block, context, plain_text
from bot.presentation import paging

# https://docs.slack.dev/reference/views/modal-views and home-tab-views
_MOST_BLOCKS = 100
_LONGEST_TITLE = 24
_LONGEST_METADATA = 3_000
_LONGEST_ID = 255
_LONGEST_LABEL = 2_000
_FIELD = 3_000
# What a field is given at first, so that there is room to go on in.
_PART = 2_500
# Slack tells no limit for a view's length; three messages' worth is surely read by nobody.
_LARGEST_VIEW = 27_000  # bytes of JSON

View = dict[str, Any]


def modal(
    message: Message,
    *,
    title: str,
    close: str,
    callback_id: str,
    submit: str = "",
    inputs: Sequence[Block] = (),
    metadata: str = "",
) -> View:
    """Return a form: the message, the `inputs`, and what the message's actions press.

    A title or a button of more than 24 characters is cut, a message of several pages to its first
    one. `metadata` comes back when the form is sent in. Raises ValueError for more inputs and
    actions than there is room for, and for metadata or an id that is too long.
    """
    if len(metadata) > _LONGEST_METADATA or len(callback_id) > _LONGEST_ID:
        raise ValueError(f"{callback_id!r} or its metadata is too long")
    blocks = [*_shown(pages_of(message, tables=False, files=False)[:2], most=1), *inputs]
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(short(title, _LONGEST_TITLE)),
        "close": plain_text(short(close, _LONGEST_TITLE)),
        "blocks": _checked([*blocks, *action_blocks(message.actions, count())]),
        "private_metadata": metadata,
    }
    return {**view, "submit": plain_text(short(submit, _LONGEST_TITLE))} if submit else view


def home(messages: Sequence[Message], last: Sequence[Block] = ()) -> View:
    """Return the Home tab: each message with its actions, one below the other, then the `last`.

    What there is no room for is left out, which is said at the end. Raises ValueError for more
    actions than there is room for.
    """
    ids = count()
    blocks: list[Block] = []
    for message in messages:
        actions = action_blocks(message.actions, ids)
        shown = [*_shown(pages_of(message, tables=False, files=False), most=2), *actions]
        if blocks and not _fits([*blocks, *shown, *last]):
            blocks.append(context(paging.MORE))
            break
        blocks += shown
    return {"type": "home", "blocks": _checked([*blocks, *last] or [context(paging.NO_TEXT)])}


def text_inputs(name: str, label: str, text: str = "", *, hint: str = "") -> list[Block]:
    """Return as many fields as the text needs, so that there is room to go on in.

    Their ids are `<name>:<n>`, n counted from 0; `written` puts them together again. Only the
    first must be filled in.
    """
    parts = list(parts_of(text, _PART)) or [""]
    if len(parts[-1]) > _PART // 2:
        parts.append("")
    return [
        _input(f"{name}:{number}", label if number == 0 else paging.continued_words(label), part)
        | ({"hint": plain_text(short(hint, _LONGEST_LABEL))} if hint and number == 0 else {})
        | {"optional": number > 0}
        for number, part in enumerate(parts)
    ]


def written(values: Mapping[str, Mapping[str, Mapping[str, Any]]], name: str) -> str:
    """Return what was written in all of a form's fields called `name`, out of `state.values`."""
    return "".join(_written(values, name))


def _written(values: Mapping[str, Mapping[str, Mapping[str, Any]]], name: str) -> Iterator[str]:
    for number in count():
        field = values.get(f"{name}:{number}")
        if field is None:
            return
        yield field[name]["value"] or ""


def _input(block_id: str, label: str, text: str) -> Block:
    name, _, _ = block_id.rpartition(":")
    element: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": True,
        "max_length": _FIELD,
    }
    if text:
        element["initial_value"] = text
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(short(label, _LONGEST_LABEL)),
        "element": element,
    }


def _shown(pages: Sequence[Page[Block]], *, most: int) -> list[Block]:
    """Return the blocks of the first pages, and that there are more of them."""
    blocks = [block for page in pages[:most] for block in page.parts]
    return [*blocks, context(paging.MORE)] if len(pages) > most else blocks


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) < _MOST_BLOCKS and size(list(blocks)) <= _LARGEST_VIEW


def _checked(blocks: list[Block]) -> list[Block]:
    if len(blocks) > _MOST_BLOCKS:
        raise ValueError(f"{len(blocks)} blocks are too many for one view")
    return blocks
