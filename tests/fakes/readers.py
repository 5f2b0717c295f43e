"""What a platform knows about who reads its channels, as a test says."""

from __future__ import annotations

from bot.core.models import Channel


class FakeReaders:
    """A `Readers`: everybody reads a channel, or those whom `let_in` names; nobody what is shut.

    It knows nothing while it is `silent`.
    """

    def __init__(self, *, everybody: bool = False) -> None:
        self.everybody = everybody
        self.silent = False
        self.asked: list[tuple[str, str]] = []
        self._let_in: set[tuple[str, str]] = set()
        self._shut_out: set[tuple[str, str]] = set()

    def let_in(self, channel: Channel, *subjects: str) -> None:
        """Let them read the channel from now on."""
        self._let_in |= {(channel.address, subject) for subject in subjects}
        self._shut_out -= self._let_in

    def shut_out(self, channel: Channel, *subjects: str) -> None:
        """Let them read it no more."""
        self._shut_out |= {(channel.address, subject) for subject in subjects}
        self._let_in -= self._shut_out

    async def may_read(
        self,
        channel: Channel,
        subject: str,
        *,
        within_s: float,  # what a test says is never old
    ) -> bool | None:
        place = channel.address, subject
        self.asked.append(place)
        if self.silent:
            return None
        return place in self._let_in or (self.everybody and place not in self._shut_out)
