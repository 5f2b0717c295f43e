"""The diagram of `docs/architecture.md` is the tree, and its imports are as it draws them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
_LAYERS = re.compile(r"^```\n(cli\n.*?)^```", re.MULTILINE | re.DOTALL)


def _drawn() -> tuple[dict[str, int], dict[str, int]]:
    """Return how deep each room is drawn, and each platform within theirs."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (diagram,) = _LAYERS.findall(text)
    rooms, platforms = dict[str, int](), dict[str, int]()
    for depth, line in enumerate(diagram.splitlines()):
        room, _, within = line.partition("  ")
        rooms |= dict.fromkeys(room.split(" | "), depth)
        for level, names in enumerate(within.strip().split(", on ") if within else ()):
            platforms |= dict.fromkeys(names.split(" | "), level)
    return rooms, platforms


def _imports() -> Iterator[tuple[list[str], list[str]]]:
    """Yield each import of one of our modules by another, as the parts of their names."""
    for file in (ROOT / "bot").rglob("*.py"):
        parts = list(file.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{each.name}" for each in node.names]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            else:
                continue
            yield from ((parts, name.split(".")) for name in names if name.startswith("bot."))


def test_every_room_is_drawn_and_none_that_is_not_there() -> None:
    there = {each.stem for each in (ROOT / "bot").iterdir() if each.suffix in {"", ".py"}}
    inside = {each.stem for each in (ROOT / "bot" / "platforms").iterdir()}
    rooms, platforms = _drawn()

    assert set(rooms) == there - {"__init__", "__main__", "__pycache__", "py"}
    assert set(platforms) == inside - {"__init__", "__pycache__"}


def test_every_import_goes_down_in_the_diagram() -> None:
    rooms, platforms = _drawn()
    against = set[tuple[str, str]]()
    for importer, imported in _imports():
        above, below = importer[1], imported[1]
        if above in rooms and below in rooms and above != below and rooms[above] >= rooms[below]:
            against.add((above, below))
        inside = above == below == "platforms" and len(importer) > 2 and importer[2] != imported[2]
        if inside and platforms[importer[2]] >= platforms[imported[2]]:
            against.add((importer[2], imported[2]))

    assert against == set()
