"""What every error of ours is: for a member, or for an operator."""

from __future__ import annotations


class RoundtableError(Exception):
    """The root: catch it at an edge, never in the middle."""


class MemberError(RoundtableError):
    """Told to the person who asked."""


class OperatorError(RoundtableError):
    """Told to whoever runs the process."""
