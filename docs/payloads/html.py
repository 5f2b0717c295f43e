"""HTML that only we write."""

from __future__ import annotations

from typing import LiteralString

from markupsafe import Markup


def html(template: LiteralString, *parts: str) -> Markup:
    """Put parts into HTML of ours; those that are no Markup are text and escaped."""
    return Markup(template).format(*parts)  # noqa: S704  # the template stands in our code
