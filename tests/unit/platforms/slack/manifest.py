"""Reads the app's manifest: the part of YAML that it is written in, which needs no library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).parents[4] / "deploy" / "slack-manifest.yaml"
_WORDS = {"true": True, "false": False}


def read_manifest(path: Path = MANIFEST) -> dict[str, Any]:
    """Return mappings, lists of mappings or of words, and words, numbers, switches, "strings"."""
    lines = [
        (len(line) - len(line.lstrip()), line.strip())
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    made, rest = _node(lines)
    assert rest == []
    assert isinstance(made, dict)
    return made


def _node(lines: list[tuple[int, str]]) -> tuple[Any, list[tuple[int, str]]]:
    indent, first = lines[0]
    made: Any = [] if first.startswith("- ") else {}
    while lines and lines[0][0] == indent:
        text = lines[0][1]
        if isinstance(made, list):
            item, lines = _item(lines, text.removeprefix("- "), indent)
            made.append(item)
            continue
        key, _, value = text.partition(":")
        assert key not in made, f"{key} is there twice"
        if value:
            made[key], lines = _scalar(value.strip()), lines[1:]
        else:
            made[key], lines = _node(lines[1:])
    return made, lines


def _item(lines: list[tuple[int, str]], text: str, indent: int) -> tuple[Any, list[Any]]:
    if ": " in text:
        return _node([(indent + 2, text), *lines[1:]])
    return _scalar(text), lines[1:]


def _scalar(text: str) -> Any:
    if text.startswith('"'):
        return json.loads(text)
    # What YAML would read as something else must be quoted.
    assert not set(text[:1]) & set("'[]{}&*!|>%@`#,?-") or text in _WORDS, text
    assert not {": ", " #"} & {text[at : at + 2] for at in range(len(text))}, text
    return int(text) if text.isdecimal() else _WORDS.get(text, text)
