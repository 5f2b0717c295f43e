"""A form that was sent in, as it was filled in: whoever is refused goes on where they were.

Slack shows a view anew by its blocks alone; what was chosen in it comes beside them, as `state`:
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platforms.chat_text.wrapping import short
from bot.platforms.slack.rendering.fields import Values
from bot.platforms.slack.rendering.rich_text import Block, plain_text
from bot.platforms.slack.rendering.views import View

_REFUSAL = "rt-refusal"
_LONGEST = 3_000  # https://docs.slack.dev/reference/block-kit/blocks/section-block
# What an element's state calls what was chosen, and what its block has it as at first.
_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_conversation": "initial_conversation",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}
_KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def refilled(view: Mapping[str, Any], words: str = "") -> View:
    """Return a view that was sent in with what was chosen in it, below why it was refused."""
    values = view["state"]["values"]
    blocks = [each for each in view["blocks"] if each.get("block_id") != _REFUSAL]
    kept = {name: view[name] for name in _KEPT if view.get(name)}
    refusal = [_refusal(words)] if words else []
    return {**kept, "blocks": [*refusal, *(_filled(each, values) for each in blocks)]}


def _refusal(words: str) -> Block:
    return {"type": "section", "block_id": _REFUSAL, "text": plain_text(short(words, _LONGEST))}


def _filled(block: Block, values: Values) -> Block:
    if block["type"] != "input":
        return block
    element = block["element"]
    state = values.get(block["block_id"], {}).get(element["action_id"], {})
    given = {name: state[key] for key, name in _INITIAL.items() if state.get(key)}
    bare = {name: each for name, each in element.items() if name not in _INITIAL.values()}
    return {**block, "element": {**bare, **given}}
