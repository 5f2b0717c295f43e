"""Pages in pieces: whatever is the same is compressed once, and the whole is what it would be."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web.pieces import Block, PiecedResponse, Run

_TEXTS = st.text(max_size=40) | st.integers(1, 9_000).map(lambda size: "<p>é</p>" * (size // 8))


@given(st.lists(_TEXTS, max_size=12), st.dictionaries(st.integers(0, 11), _TEXTS), _TEXTS)
def test_a_page_of_pieces_is_read_as_the_whole_however_it_is_sent(
    items: list[str], changes: dict[int, str], head: str
):
    pieces = Run(items).with_changes(changes)
    response = PiecedResponse([head.encode(), *pieces])

    whole = head + "".join(changes.get(at, item) for at, item in enumerate(items))
    assert bytes(response.body) == whole.encode()
    assert gzip.decompress(response.gzipped()) == whole.encode()


def test_what_nobody_has_otherwise_is_the_same_block_for_all():
    run = Run(["x" * 9_000 for _ in range(8)])

    shared = run.with_changes({})
    changed = run.with_changes({3: "mine"})

    assert all(isinstance(each, Block) for each in shared)
    others = [each for each in changed if isinstance(each, Block)]
    assert len(others) == len(shared) - 1
    assert all(each in shared for each in others)
