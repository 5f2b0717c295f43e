"""What each refusal and failure is called, and what to do about it."""

from __future__ import annotations

from bot.presentation.errors import imports, members, operators  # noqa: F401  # they add their words
from bot.presentation.errors.words import words_for

__all__ = ["words_for"]
