"""British and American spellings of English words as one: what words are stemmed from.

The result is a key to compare by, never shown: what it makes of other words may be none.
"""

from __future__ import annotations

import re

# What ends in these letters and has no other spelling: `promise`, `precise`, `franchise`.
_NO_ENDING = (
    "adver", "chem", "compr", "comprom", "conc", "dem", "enterpr", "exc", "exerc", "exper",
    "franch", "inc", "merchand", "mor", "parad", "prec", "prem", "prom", "repr", "surm", "surpr",
    "trea",
)  # fmt: skip
# `organise`, `quantisation`; `raise`, `revise` and `wise` are spelled one way.
_ISE = re.compile(
    r"(?<=[a-z]{2}[bcdfghj-npr-tz])"
    + "".join(rf"(?<!\A{each})(?<!\A{each}t)" for each in _NO_ENDING)
    + r"is(?=(?:e[drs]?|ers|ing|able|ation(?:s|al)?)\Z)"
)
_YSE = re.compile(r"(?<=l)yz(?=(?:e[drs]?|ers|ing)\Z)")  # analyse, as in analysis
_OUR = re.compile(
    r"\A((?:dis|mis|un)?(?:ard|arm|behavi|cand|clam|col|endeav|fav|ferv|flav|glam|harb|hon|hum|lab"
    r"|neighb|od|ranc|rig|rum|sav|splend|tum|val|vap|vig))our"
)
_RE = re.compile(r"(calib|cent|fib|lit|lust|meag|met|reconnoit|sab|spect|theat)re(?=[ds]?\Z)")
_OGUE = re.compile(r"(?<=[a-z]{2}[lr]og)ue(?=s?\Z)")  # catalogue, analogue
_SINGLE = {
    "aluminium": "aluminum", "cheque": "check", "cheques": "checks", "defence": "defense",
    "defences": "defenses", "grey": "gray", "greys": "grays", "licence": "license",
    "licences": "licenses", "offence": "offense", "offences": "offenses", "practise": "practice",
    "practised": "practiced", "practises": "practices", "practising": "practicing",
    "programme": "program", "programmes": "programs", "sceptic": "skeptic",
    "sceptical": "skeptical", "sulphate": "sulfate", "sulphur": "sulfur", "tyre": "tire",
    "tyres": "tires",
}  # fmt: skip


def one_spelling(word: str) -> str:
    """Return an English word, case-folded, so that both of its spellings give the same."""
    if word in _SINGLE:
        return _SINGLE[word]
    # Most words have none of the letters: each is spared the search.
    if "is" in word:
        word = _ISE.sub("iz", word)
    if "lyz" in word:
        word = _YSE.sub("ys", word)
    if "our" in word:
        word = _OUR.sub(r"\1or", word)
    if "re" in word:
        word = _RE.sub(r"\1er", word)
    return _OGUE.sub("", word) if "ogue" in word else word
