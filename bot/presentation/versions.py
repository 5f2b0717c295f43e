"""What a newer version of a document changes, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from bot.core.feedback import beginning_of
from bot.core.import_changes import Edit, Version
from bot.core.text import plain

_MOST_EDITS = 5
_STOPS = (".", "!", "?", "…")
_AROUND, _MOST_WORDS = 3, 12  # words before a difference, and of it


def version_words(version: Version) -> str:
    """Return all that is told of a newer version of a document, in one paragraph."""
    edits = edits_words(version)
    return " ".join((version_head(version), *edits))


def version_head(version: Version) -> str:
    """Return how many answers a newer version changes, and by what it was told."""
    changed = ", ".join(
        f"{number} {what}"
        for number, what in (
            (version.same, "as before"),
            (version.changed, "changed"),
            (version.added, "new"),
            (version.removed, "gone"),
        )
        if number
    )
    told = " by what it says" if version.alike else ""
    old = version.source
    return (
        f"{version.file} is a newer version of {old.name} by {old.author}{told}, and takes its "
        f"place. Answers: {changed or 'none'}."
    )


def edits_words(version: Version) -> list[str]:
    """Return a sentence for each of the first answers that change or go, and how many more do."""
    said = [_edit_words(each) for each in version.edits[:_MOST_EDITS]]
    more = len(version.edits) - len(said)
    return [*said, *([f"And {more} more."] if more else [])]


def _edit_words(edit: Edit) -> str:
    asked = f"“{beginning_of(edit.question)}”"
    if not edit.after:
        return f"To {asked} it says nothing any more."
    before, after = shown(edit)
    stop = "" if after.endswith(_STOPS) else "."
    return f"To {asked}: “{before}” becomes “{after}”{stop}"


def shown(edit: Edit) -> tuple[str, str]:
    """Return where the two answers differ, as readable text where more than marks differ."""
    before, after = plain(edit.before), plain(edit.after)
    return differing(before, after) if before != after else differing(edit.before, edit.after)


def differing(before: str, after: str) -> tuple[str, str]:
    """Return where two texts differ, a few words of each from there on.

    A few words before that are the same stand above, so that the place is found.
    """
    old, new = before.split(), after.split()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    begin = max(0, same - _AROUND)
    return _part(old, begin), _part(new, begin)


def _part(words: Sequence[str], begin: int) -> str:
    part = words[begin : begin + _AROUND + _MOST_WORDS]
    opens = "… " if begin else ""
    goes_on = " …" if begin + len(part) < len(words) else ""
    return f"{opens}{' '.join(part)}{goes_on}"
