"""Files that people share in a chat to have them imported."""

from __future__ import annotations

HOW_TO_IMPORT = (
    "Send me the files in a direct message, or in a channel with a message that mentions me. For "
    "files that are there already, choose “Import these notes” in the menu of their message."
)
ELSEWHERE = "it is kept elsewhere; upload the file itself"


def status_words(status: int) -> str:
    """Return what a server's answer that holds no file means."""
    return f"it could not be fetched (status {status})"
