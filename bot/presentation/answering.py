"""The words of the form in which an answer is written."""

from __future__ import annotations

YOUR_ANSWER = "Your answer"
PRIVATE = "Only you see it until the round closes."
SAVE = "Save"
CANCEL = "Cancel"
