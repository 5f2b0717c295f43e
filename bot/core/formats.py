"""The formats that documents are read in, by the names under which one can be chosen."""

from __future__ import annotations

CONTAINERS = (
    "Jupyter notebook", "Moodle XML", "HTML", "JSON", "Anki text", "LaTeX", "org", "GIFT", "Logseq",
    "Obsidian", "Aiken", "terms", "YAML", "table",
)  # fmt: skip
"""What a text may be besides notes."""

LAYOUTS = ("details", "cards", "flattened", "numbered", "marked", "inline")
"""How notes may be written."""


def format_named(name: str) -> str:
    """Return the format of that name, whatever its case, spaces and dashes; "" for none."""
    return {_plain(each): each for each in (*LAYOUTS, *CONTAINERS)}.get(_plain(name), "")


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
