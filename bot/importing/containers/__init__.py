"""What is not written as plain notes: pages, notebooks, office files, flash cards, question banks.

A container is recognised by what is in it; a file's name only counts where its contents do not say.
"""

from __future__ import annotations

from bot.importing.containers.opening import (
    FORMATS,
    ZIP,
    is_archive,
    open_bytes,
    open_text,
    responses_of,
    unpacked,
)
from bot.importing.containers.reading import Reading, Unreadable, card_document

__all__ = [
    "FORMATS", "ZIP", "Reading", "Unreadable", "card_document", "is_archive", "open_bytes",
    "open_text", "responses_of", "unpacked",
]  # fmt: skip
