"""What Slack accepts as blocks of a message, a modal or the Home tab.

Limits are those of Slack's reference, "Blocks"; a second opinion comes from slack_sdk's own
models. That all blocks of a message hold about 13,000 characters is not documented, but answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.fakes.slack.element_limits import (
    ACCESSORIES,
    ACTIONS,
    IN_INPUT,
    check_element,
    check_image,
    check_text,
)
from tests.fakes.slack.errors import Json, Problems, Refused
from tests.fakes.slack.reading import words

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_CHARACTERS = 13_000
MOST_MARKDOWN = 12_000

_EVERYWHERE = {"actions", "context", "divider", "header", "image", "input", "rich_text", "section"}
_KINDS = {
    "message": _EVERYWHERE | {"file", "markdown", "table", "video"},
    "modal": _EVERYWHERE | {"video"},
    "home": _EVERYWHERE | {"video"},
}
_MARKED = ("mrkdwn", "plain_text")
_RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
# What an innermost element must carry, by its type.
_LEAVES = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "emoji": "name",
    "broadcast": "range",
    "date": "timestamp",
    "color": "value",
    "team": "team_id",
}
_RAW_CELLS = {"raw_text", "raw_number"}


def check_blocks(blocks: object, surface: str = "message") -> None:
    """Raise Refused for blocks that Slack would not take on that surface."""
    problems = Problems()
    listed = problems.amount("/blocks", blocks, MOST_BLOCKS[surface], least=0)
    _BlockCheck(problems, surface).check(listed)
    problems.refuse("invalid_blocks")
    _ask_the_sdk(listed)
    if surface == "message":
        _totals(listed)


def _totals(blocks: list[Json]) -> None:
    if sum(map(len, words(blocks))) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MOST_MARKDOWN:
        raise Refused("msg_blocks_too_long")
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise Refused("invalid_attachments", ("[ERROR] only_one_table_allowed",))


def _ask_the_sdk(blocks: list[Json]) -> None:
    for index, block in enumerate(Block.parse_all(blocks)):
        try:
            block.to_dict()
        except SlackObjectFormationError as wrong:
            raise Refused("invalid_blocks", (f"[ERROR] {wrong} [/blocks/{index}]",)) from wrong


class _BlockCheck:
    """Checks the blocks of one surface."""

    def __init__(self, problems: Problems, surface: str) -> None:
        self._problems = problems
        self._surface = surface
        self._ids: set[str] = set()

    def check(self, blocks: list[Json]) -> None:
        """Note what is wrong."""
        for index, block in enumerate(blocks):
            path = f"/blocks/{index}"
            if not isinstance(block, dict) or block.get("type") not in _KINDS[self._surface]:
                kind = block.get("type") if isinstance(block, dict) else None
                self._problems.add(f"{path}/type", f"unsupported type: {kind}")
                continue
            self._own_id(path, block)
            self._by_kind(path, block)

    def _own_id(self, path: str, block: Json) -> None:
        self._problems.optional(path, block, "block_id", 255, 1)
        own = block.get("block_id")
        if own in self._ids:
            self._problems.add(f"{path}/block_id", f"block_id {own!r} already exists")
        if own:
            self._ids.add(own)

    def _by_kind(self, path: str, block: Json) -> None:
        checks: Mapping[str, Callable[[str, Json], None]] = {
            "section": self._section,
            "header": self._header,
            "context": self._context,
            "actions": self._actions,
            "image": self._image,
            "input": self._input,
            "rich_text": self._rich_text,
            "markdown": self._markdown,
            "table": self._table,
        }
        if check := checks.get(block["type"]):
            check(path, block)

    def _section(self, path: str, block: Json) -> None:
        if block.get("text") is None and not block.get("fields"):
            self._problems.add(path, "missing required field: text or fields")
        if block.get("text") is not None:
            check_text(self._problems, f"{path}/text", block["text"], 3000, _MARKED)
        if block.get("fields") is not None:
            fields = self._problems.amount(f"{path}/fields", block["fields"], 10)
            for index, text in enumerate(fields):
                check_text(self._problems, f"{path}/fields/{index}", text, 2000, _MARKED)
        if block.get("accessory") is not None:
            check_element(self._problems, f"{path}/accessory", block["accessory"], ACCESSORIES)

    def _header(self, path: str, block: Json) -> None:
        check_text(self._problems, f"{path}/text", block.get("text"), 150)

    def _context(self, path: str, block: Json) -> None:
        elements = self._problems.amount(f"{path}/elements", block.get("elements"), 10)
        for index, element in enumerate(elements):
            where = f"{path}/elements/{index}"
            if isinstance(element, dict) and element.get("type") == "image":
                check_image(self._problems, where, element)
            else:
                check_text(self._problems, where, element, 3000, _MARKED)

    def _actions(self, path: str, block: Json) -> None:
        elements = self._problems.amount(f"{path}/elements", block.get("elements"), 25)
        taken: set[str] = set()
        for index, element in enumerate(elements):
            where = f"{path}/elements/{index}"
            check_element(self._problems, where, element, ACTIONS)
            own = element.get("action_id") if isinstance(element, dict) else None
            if own in taken:
                self._problems.add(f"{where}/action_id", f"action_id {own!r} already exists")
            if own:
                taken.add(own)

    def _image(self, path: str, block: Json) -> None:
        check_image(self._problems, path, block)
        if block.get("title") is not None:
            check_text(self._problems, f"{path}/title", block["title"], 2000)

    def _input(self, path: str, block: Json) -> None:
        check_text(self._problems, f"{path}/label", block.get("label"), 2000)
        if block.get("hint") is not None:
            check_text(self._problems, f"{path}/hint", block["hint"], 2000)
        kinds = IN_INPUT if self._surface == "modal" else IN_INPUT - {"file_input"}
        check_element(self._problems, f"{path}/element", block.get("element"), kinds)

    def _markdown(self, path: str, block: Json) -> None:
        self._problems.length(f"{path}/text", block.get("text"), MOST_MARKDOWN)

    def _rich_text(self, path: str, block: Json) -> None:
        elements = self._problems.amount(f"{path}/elements", block.get("elements"), 10_000)
        for index, part in enumerate(elements):
            self._rich_part(f"{path}/elements/{index}", part, _RICH_PARTS)

    def _rich_part(self, path: str, part: Json, kinds: set[str]) -> None:
        kind = part.get("type")
        if kind not in kinds:
            self._problems.add(f"{path}/type", f"unsupported type: {kind}")
            return
        if kind == "rich_text_list" and part.get("style") not in {"bullet", "ordered"}:
            self._problems.add(f"{path}/style", "must be bullet or ordered")
        least = 1 if kind == "rich_text_list" else 0
        elements = self._problems.amount(f"{path}/elements", part.get("elements"), 10_000, least)
        for index, one in enumerate(elements):
            where = f"{path}/elements/{index}"
            if kind == "rich_text_list":
                self._rich_part(where, one, {"rich_text_section"})
            else:
                self._leaf(where, one)

    def _leaf(self, path: str, leaf: Json) -> None:
        needed = _LEAVES.get(leaf.get("type", ""))
        if needed is None:
            self._problems.add(f"{path}/type", f"unsupported type: {leaf.get('type')}")
        elif leaf.get(needed) in {None, ""}:
            self._problems.add(f"{path}/{needed}", f"missing required field: {needed}")

    def _table(self, path: str, block: Json) -> None:
        rows = self._problems.amount(f"{path}/rows", block.get("rows"), 100)
        for index, row in enumerate(rows):
            cells = self._problems.amount(f"{path}/rows/{index}", row, 20)
            for column, cell in enumerate(cells):
                self._cell(f"{path}/rows/{index}/{column}", cell)
        if block.get("column_settings") is not None:
            settings = f"{path}/column_settings"
            self._problems.amount(settings, block["column_settings"], 20, 0)

    def _cell(self, path: str, cell: Json) -> None:
        if cell.get("type") == "rich_text":
            self._rich_text(path, cell)
        elif cell.get("type") not in _RAW_CELLS:
            self._problems.add(f"{path}/type", f"unsupported type: {cell.get('type')}")
        elif cell.get("type") == "raw_text":
            self._problems.length(f"{path}/text", cell.get("text"), 10_000)
