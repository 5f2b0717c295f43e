"""Where a deck's answers come from, in words."""

from __future__ import annotations

from bot.core.deck_edits import OWN
from bot.core.models import Source

_WRITTEN_HERE = "written here"


def file_words(source: Source) -> str:
    """Return the file that an answer stands in; what organisers wrote themselves is in none."""
    return _WRITTEN_HERE if source.format == OWN else source.name


def origin_words(source: Source) -> str:
    """Return a document's file and format."""
    return _WRITTEN_HERE if source.format == OWN else f"{source.name}, {source.format}"
