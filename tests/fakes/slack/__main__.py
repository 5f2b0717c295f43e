"""Run the fake by itself: `python -m tests.fakes.slack --port 8471`, with a workspace to try."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime

from tests.fakes.slack.server import FakeSlack


async def _serve(port: int) -> None:
    async with await FakeSlack.start(lambda: datetime.now(UTC), port) as slack:
        channel = slack.workspace("Bread club").channel("study")
        print(slack.api_url, slack.bot_token, slack.app_token)  # noqa: T201  # what the caller wants to know
        print(f"secret {slack.signing_secret}, channel {channel.id}")  # noqa: T201  # as above
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8471)
    asyncio.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
