"""What a command's work comes to is handed on, and never written out on the way."""

from __future__ import annotations

from bot.cli.running import run


class Large:
    """A result that would take seconds and as much memory to write out."""

    def __repr__(self) -> str:
        raise AssertionError("nobody asked for it")


def test_a_large_result_is_returned_without_being_written_out() -> None:
    result = Large()

    async def work() -> Large:
        return result

    assert run(work()) is result
