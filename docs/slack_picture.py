"""Take the README's picture of Slack: `python -m docs.slack_picture` writes `docs/slack.png`.

The real bot asks the first question of the shipped pack on the fake Slack, three people answer, a
day passes; what it sent is laid out in a look of our own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bot.importing.packs import find_packs, read_pack
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from docs.payloads import Panel, Reading, page
from docs.payloads.pictures import take
from docs.picture import REPLIES
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, hurried, without_proxies

T = TypeVar("T")

PICTURE = Path(__file__).with_name("slack.png")
CONTENT = Path(__file__).resolve().parents[1] / "content"
DECK = "Models in Production"


def main() -> None:
    """Write the picture."""
    with TemporaryDirectory() as folder, hurried(), without_proxies():
        html = asyncio.run(payload_page(Path(folder) / "roundtable.db"))
    take(html, PICTURE)


async def payload_page(database: Path) -> str:
    """Return the page with the question, the forms and the reveal of a round."""
    engine, clock = make_engine(f"sqlite+aiosqlite:///{database}"), Clock()
    try:
        await migrate(engine)
        services = Services(Context(Store(engine), clock=clock.now))
        async with await FakeSlack.start(clock.now) as slack:
            study = slack.workspace("Reading group").channel("study")
            async with bread_club(slack, study, services, clock) as club:
                return await _played(club)
    finally:
        await engine.dispose()


async def _load_packs(services: Services) -> None:
    for folder in find_packs(CONTENT):
        await services.packs.load(read_pack(folder))


async def _played(club: Club) -> str:
    await _load_packs(club.services)
    decks = await club.services.decks.of_group(await club.group())
    title = next(each.deck.title for each in decks if each.deck.title == DECK)
    asking = await club.mara.slash(club.study, "/quiz")
    asking = await club.mara.select(asking, "rt-chosen-deck", title)
    picker = asking.modal
    await club.mara.submit(picker, until=lambda: club.mara.private)
    await club.turn()
    for name, text in REPLIES.items():
        person = club.study.workspace.member(name)
        await person.join(club.study)
        form = await person.press(club.study.messages[0], "Answer")
        await person.submit(form, {"answer:0": text})
        club.clock.advance(timedelta(minutes=5))
    await club.turn()
    question = club.study.messages[0]
    asked = question.blocks
    await club.close()
    (reveal,) = club.study.thread(question)
    return page(
        "What the bot sends",
        [
            [
                _form("An organiser types /quiz", _named(picker.data, club)),
                Panel("In the channel", asked),
                _form("Answer opens a form", form.modal.data),
            ],
            [Panel("A day later, in the thread", _named(reveal.blocks, club))],
        ],
        Reading(club.clock.now()),
    )


def _named(payload: T, club: Club) -> T:
    """Return a payload with names where it has ids, as a client shows them."""
    shown = json.dumps(payload).replace(club.study.id, f"#{club.study.name}")
    for person in club.study.workspace.users.values():
        shown = shown.replace(f"<@{person.id}>", f"@{person.name}")
    named: T = json.loads(shown)
    return named


def _form(caption: str, view: Mapping[str, Any]) -> Panel:
    return Panel(caption, view["blocks"], view["title"]["text"], view["submit"]["text"])


if __name__ == "__main__":
    main()
