"""Pieces into messages: as many as fit, and what is left."""

from __future__ import annotations

from collections.abc import Sequence

from bot.platforms.slack.rendering.pieces import LEAST_ROOM, Piece


def weight_of(pieces: Sequence[Piece]) -> int:
    """Return at most how many bytes of JSON the pieces take."""
    return sum(piece.weight for piece in pieces)


def take(pieces: Sequence[Piece], room: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the first pieces that together take at most `room` bytes, and those left.

    At least something of the first, if the room is at least `LEAST_ROOM`. A piece is cut where as
    much as that is left for it.
    """
    taken: list[Piece] = []
    for number, piece in enumerate(pieces):
        needed = piece.weight
        if needed <= room:
            taken.append(piece)
            room -= needed
            continue
        left = pieces[number:]
        must = not taken
        cut = piece.cut(room, forced=must) if must or room >= LEAST_ROOM else None
        if cut is not None:
            taken.append(cut[0])
            left = (*((cut[1],) if cut[1] else ()), *pieces[number + 1 :])
        return tuple(taken), tuple(left)
    return tuple(taken), ()
