"""Take the README's picture of Discord: `python -m docs.discord_picture` writes `docs/discord.png`.

The real bot asks the first question of the shipped pack on the fake Discord, three people answer,
a day passes; what it sent is laid out in a look of our own.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.importing.packs import find_packs, read_pack
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from docs.payloads import Panel, Reading, page
from docs.payloads.pictures import take
from docs.picture import REPLIES
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.connection import hurried

PICTURE = Path(__file__).with_name("discord.png")
CONTENT = Path(__file__).resolve().parents[1] / "content"
DECK = "Models in Production"


def main() -> None:
    """Write the picture."""
    with TemporaryDirectory() as folder, hurried():
        html = asyncio.run(payload_page(Path(folder) / "roundtable.db"))
    take(html, PICTURE)


async def payload_page(database: Path) -> str:
    """Return the page with the question, the form and the reveal of a round."""
    engine, clock = make_engine(f"sqlite+aiosqlite:///{database}"), Clock()
    try:
        await migrate(engine)
        services = Services(Context(Store(engine), clock=clock.now))
        async with await FakeDiscord.start(clock.now) as server:
            with server.connection():
                return await _played(server, services, clock)
    finally:
        await engine.dispose()


async def _load_packs(services: Services) -> None:
    for folder in find_packs(CONTENT):
        await services.packs.load(read_pack(folder))


async def _played(server: FakeDiscord, services: Services, clock: Clock) -> str:
    guild = server.guild("Reading group")
    study = guild.channel("study")
    async with on_discord(services, server) as bot:
        await _load_packs(services)
        admin = guild.member("Admin", Permission.MANAGE_GUILD)
        await admin.slash(study, "quiz open", deck=DECK)
        await bot.turn()
        asked = clock.now()
        names = {}
        for name, text in REPLIES.items():
            person = guild.member(name)
            names[str(person.user.id)] = name
            form = await person.press(study.messages[0], "Answer")
            await person.submit(form, {"answer-0": text})
            clock.advance(timedelta(minutes=5))
        await bot.turn()
        question = study.messages[0].components
        clock.advance(timedelta(hours=24))
        await bot.turn()
        (reveal,) = [said for thread in guild.threads.values() for said in thread.messages]
        return page(
            "What the bot sends",
            [
                [
                    Panel("In the channel", question),
                    Panel("Answer opens a form", form.modal.data["components"], form.modal.title),
                ],
                [Panel("A day later, in the thread", reveal.components)],
            ],
            Reading(asked, names),
        )


if __name__ == "__main__":
    main()
