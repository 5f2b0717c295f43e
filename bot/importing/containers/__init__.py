"""What is not written as plain notes: pages, notebooks, office files, flash cards, question banks.

A container is recognised by what is in it; a file's name only counts where its contents do not say.
"""

from __future__ import annotations

from bot.importing.containers.opening import FORMATS, open_bytes, open_text
from bot.importing.containers.reading import Reading, Unreadable, card_document

__all__ = ["FORMATS", "Reading", "Unreadable", "card_document", "open_bytes", "open_text"]
