"""Names that look alike, whatever scripts their letters are of, by Unicode's rules.

The skeleton is that of https://www.unicode.org/reports/tr39/#Confusable_Detection, of which
confusable_homoglyphs has the data, though not the rule. A Greek name is a name like any other: only
another that looks the same is the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def look_key(name: str) -> str:
    """Return what names have in common that look the same.

    Two that differ in capitals alone may differ here, as a Greek Nu looks like N, and a small one
    like v; those have the same `name_key`.
    """
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    skeleton = unicodedata.normalize("NFD", "".join(map(_prototype, letters)))
    return " ".join(skeleton.casefold().split())


@lru_cache(maxsize=4096)
def _prototype(letter: str) -> str:
    """Return the letters that stand for all which look like this one; itself for most.

    The data has them side by side: each that looks like a prototype with it alone, and the
    prototype with all of those. Of two that have but each other, the longer stands for both: m
    looks like rn.
    """
    # Read by whoever takes a name, and by nobody else: it is half a megabyte.
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415

    alike: list[str] = [each["c"] for each in confusables_data.get(letter, ())]
    if len(alike) != 1:
        return letter
    (other,) = alike
    others = len(confusables_data.get(other, ()))
    return other if others > 1 else min(letter, other, key=lambda each: (-len(each), each))
