"""Pieces of Discord's markdown into messages: as many as fit, and what is left."""

from __future__ import annotations

from collections.abc import Sequence

from bot.platforms.chat_text.wrapping import length
from bot.platforms.discord.rendering.pieces import LEAST_ROOM, Piece


def joined(pieces: Sequence[Piece]) -> str:
    """Return the pieces one below the other, in Discord's markdown."""
    return "".join(
        f"{piece.before if number else ''}{piece.text()}" for number, piece in enumerate(pieces)
    )


def fitted(pieces: Sequence[Piece], room: int) -> str | None:
    """Return the pieces in Discord's markdown, None when that is over `room` characters."""
    if any(piece.overflows(room) for piece in pieces):
        return None
    text = joined(pieces)
    return text if length(text) <= room else None


def take(
    pieces: Sequence[Piece], room: int, *, forced: bool = True
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the first pieces that together take at most `room` characters, and those left.

    A piece is cut where at least `LEAST_ROOM` is left for it. Unless `forced`, when something is
    taken whatever comes, that may be nothing.
    """
    taken: list[Piece] = []
    for number, piece in enumerate(pieces):
        inner = room - (length(piece.before) if taken else 0)
        text = "" if piece.overflows(inner) else piece.text()
        if text and length(text) <= inner:
            taken.append(piece)
            room = inner - length(text)
            continue
        must = forced and not taken
        left = pieces[number:]
        cut = piece.cut(inner, forced=must) if must or inner >= LEAST_ROOM else None
        if cut is not None:
            taken.append(cut[0])
            left = (*(cut[1:] if cut[1] else ()), *pieces[number + 1 :])
        return tuple(taken), tuple(left)
    return tuple(taken), ()


def split(pieces: Sequence[Piece], limit: int) -> tuple[str, ...]:
    """Return the pieces as texts of at most `limit` characters that together say all of them.

    Raises ValueError for a limit under `LEAST_ROOM`.
    """
    if limit < LEAST_ROOM:
        raise ValueError(f"a limit of {limit} characters is less than {LEAST_ROOM}")
    texts: list[str] = []
    left = tuple(pieces)
    while left:
        taken, left = take(left, limit)
        texts.append(joined(taken))
    return tuple(texts)
