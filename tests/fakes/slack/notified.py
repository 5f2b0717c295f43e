"""Whom a message notifies, and where its links lead: control sequences, which Slack acts on.

Slack's reference, "Formatting text with mrkdwn": `<@U…>`, `<!subteam^S…>`, `<!channel>`, `<!here>`,
`<!everyone>` and `<https://…|label>` act unless `<` is escaped, in code as well. Bare `@names` act
with `link_names` or `parse=full` alone. In `plain_text` nothing acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.slack.errors import Json
from tests.fakes.slack.reading import leaves

if TYPE_CHECKING:
    from tests.fakes.slack.entities import User, Workspace

_SEQUENCE = re.compile(r"<([^<>]+)>")
_BARE = re.compile(r"(?<![\w<])@([\w.-]+)")
_BROADCASTS = ("channel", "here", "everyone")


@dataclass(frozen=True)
class Notified:
    """Whom a message really notified."""

    users: tuple[User, ...] = ()
    groups: tuple[str, ...] = ()
    channel: bool = False
    here: bool = False
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.groups or self.channel or self.here or self.everyone)


def notified(
    workspace: Workspace, text: str, blocks: list[Json], *, names: bool = False
) -> Notified:
    """Return whom a message notifies; `names` parses bare `@names` in its text too."""
    found = list(_acting(text, blocks))
    if names:
        found += [_bare(workspace, name) for name in _BARE.findall(text)]
    users = [workspace.users[one[1:]] for one in found if one[1:] in workspace.users]
    return Notified(
        users=tuple(dict.fromkeys(user for user in users if f"@{user.id}" in found)),
        groups=tuple(one.removeprefix("!subteam^") for one in found if one.startswith("!subteam^")),
        **{name: f"!{name}" in found for name in _BROADCASTS},
    )


def links(text: str, blocks: list[Json]) -> list[str]:
    """Return where a message's marked links lead, in order."""
    sequences = (one for one in _acting(text, blocks) if one[0] not in "@!#")
    return list(dict.fromkeys(sequences))


def _bare(workspace: Workspace, name: str) -> str:
    if name in _BROADCASTS:
        return f"!{name}"
    ids = {user.name.lower(): user.id for user in workspace.users.values()}
    return f"@{ids.get(name.lower(), '')}"


def _acting(text: str, blocks: list[Json]) -> Iterator[str]:
    for part in [text, *(part for block in blocks for part in _marked(block))]:
        yield from (found.split("|")[0] for found in _SEQUENCE.findall(part))
    for block in blocks:
        for rich in _rich(block):
            yield from filter(None, map(_acting_leaf, leaves(rich)))


def _marked(block: Json) -> Iterator[str]:
    if block.get("type") == "markdown":
        yield block["text"]
    texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
    for text in texts:
        if isinstance(text, dict) and text.get("type") == "mrkdwn":
            yield text["text"]


def _rich(block: Json) -> Iterator[Json]:
    if block.get("type") == "rich_text":
        yield block
    for row in block.get("rows", []):
        yield from (cell for cell in row if cell.get("type") == "rich_text")


def _acting_leaf(leaf: Json) -> str:
    match leaf["type"]:
        case "user":
            return f"@{leaf['user_id']}"
        case "usergroup":
            return f"!subteam^{leaf['usergroup_id']}"
        case "broadcast":
            return f"!{leaf['range']}"
        case "link":
            return str(leaf["url"])
        case _:
            return ""
