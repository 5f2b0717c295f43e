"""The key points of a reference beside one text."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.comparison import KeyPoint, Touch
from bot.core.read_models import Reveal
from bot.core.view import Point


def points_of(reveal: Reveal, index: int, alike: Sequence[int] = ()) -> tuple[Point, ...]:
    """Return the reference's key points, and which were found in one of `reveal.texts`.

    None where none was found in any: they would say the reference again, and of nobody anything.
    What the author of one that is `alike` says of it counts for all: they wrote the same.
    """
    if not reveal.comparison.has_marks:
        return ()
    touches = reveal.comparison.touches
    compared = zip(reveal.comparison.points, touches[index], strict=True)
    return tuple(
        _point(point, touch, any(touches[each][at].claimed for each in (index, *alike)))
        for at, (point, touch) in enumerate(compared)
    )


def _point(point: KeyPoint, touch: Touch, claimed: bool) -> Point:
    differs = touch.differs.ours if touch.differs else ""
    said = touch.said if touch.touched else ()
    return Point(point.text, touch.touched, differs, said, claimed and not touch.touched)
