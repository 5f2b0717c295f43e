"""Run the fake by itself: `python -m tests.fakes.discord --port 8470`, with a guild to try."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from tests.fakes.discord.server import FakeDiscord


async def _serve(port: int) -> None:
    async with await FakeDiscord.start(lambda: datetime.now(UTC), port) as discord:
        channel = discord.guild("Bread club").channel("study")
        print(discord.api_url, discord.gateway_url)  # noqa: T201  # what the caller wants to know
        print(f"token {discord.application.token}, channel {channel.id}")  # noqa: T201  # as above
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8470)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
