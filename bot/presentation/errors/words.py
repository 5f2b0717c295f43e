"""The function that every kind of error adds its words to."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def words_for(error: Exception) -> str:
    """Return a sentence for whoever can do something about the error.

    Raises the error itself when it has no words: it is a fault, not a refusal.
    """
    raise error
