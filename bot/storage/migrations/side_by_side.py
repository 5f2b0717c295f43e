"""Two versions on one database, while workers are exchanged one by one.

A schema is called `NNNN_what`, and `NNNN_what_from_MMMM` where programs of the schemas MMMM and
later go on running on it. Such a step only expands: it adds tables, indexes that forbid nothing,
and columns that may be left out. What the program of the schema before still uses is taken away by
a later step, which contracts. So every schema is from the one before it at the latest:
`tests/unit/storage/test_side_by_side.py` holds the scripts to that.
"""

from __future__ import annotations

import re

_NAME = re.compile(r"(?P<number>\d{4})_\w+?(?:_from_(?P<oldest>\d{4}))?")


def may_run(own: str, found: str) -> bool:
    """Say whether a program of the schema `own` may run on a database of the schema `found`.

    Of a later one that is so where its name says it; of an earlier one, which migrates, never.
    """
    if own == found:
        return True
    ours, theirs = _NAME.fullmatch(own), _NAME.fullmatch(found)
    if ours is None or theirs is None or theirs["oldest"] is None:
        return False
    return int(theirs["oldest"]) <= int(ours["number"]) < int(theirs["number"])
