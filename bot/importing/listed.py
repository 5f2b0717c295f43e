"""Questions that a document lists first, and asks again further down, each above its answer.

The list is a table of contents without links: what is asked in it is asked once.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.importing.assembly import ItemDraft
from bot.importing.lines import SourceLine

_FEWEST, _MOSTLY = 3, 0.8  # questions, and of the listed ones those that are asked again


def without_list(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> list[ItemDraft]:
    """Return the drafts without the list above the others, where these ask it again."""
    listed = 0
    while listed < len(drafts) and _says_nothing(lines, drafts[listed]):
        listed += 1
    if listed + 1 < _FEWEST:
        return list(drafts)
    # Below the last one the words stand that lead to the answers.
    later = {_folded(draft) for draft in drafts[listed + 1 :]}
    listed += listed < len(drafts) and _folded(drafts[listed]) in later
    if listed < _FEWEST or listed == len(drafts):
        return list(drafts)
    again = {_folded(draft) for draft in drafts[listed:]}
    repeated = [draft for draft in drafts[:listed] if _folded(draft) in again]
    if len(repeated) < max(_FEWEST, _MOSTLY * listed):
        return list(drafts)
    return [draft for draft in drafts[:listed] if _folded(draft) not in again] + [*drafts[listed:]]


def _folded(draft: ItemDraft) -> str:
    return "".join(filter(str.isalnum, draft.cleaned.casefold()))


def _says_nothing(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    if draft.inline or draft.keyed or draft.answer is not None:
        return False
    below = lines[draft.body : draft.end]
    return all(line.blank or line.is_rule or line.heading for line in below)
