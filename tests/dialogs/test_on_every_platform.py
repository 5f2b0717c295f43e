"""A week of a study group: one script, the same words on every platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.core.models import Group
from bot.services.services import Services
from tests.dialogs.in_memory import InMemory
from tests.dialogs.on_discord import OnDiscord
from tests.dialogs.on_slack import OnSlack
from tests.dialogs.on_terminal import OnTerminal
from tests.dialogs.script import Stage, play
from tests.fakes import discord, slack
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck


@pytest.fixture(params=["memory", "discord", "slack", "terminal"])
async def stage(
    *,
    request: pytest.FixtureRequest,
    restarted: Callable[[], Services],
    clock: Clock,
    room: Group,
    deck: StudyDeck,
) -> AsyncIterator[Stage]:
    """A platform with a group that has a deck, and an admin called Mara."""
    if request.param == "memory":
        yield InMemory(restarted, clock, room, deck)
        return
    started = {"discord": _on_discord, "slack": _on_slack, "terminal": _on_terminal}
    async with AsyncExitStack() as stack:
        made = await started[request.param](stack, restarted(), clock)
        await made.begin()
        yield made


async def _on_discord(stack: AsyncExitStack, services: Services, clock: Clock) -> OnDiscord:
    stack.enter_context(discord.hurried())
    server = await stack.enter_async_context(await discord.FakeDiscord.start(clock.now))
    stack.enter_context(server.connection())
    return OnDiscord(server, services, clock, stack)


async def _on_terminal(stack: AsyncExitStack, services: Services, clock: Clock) -> OnTerminal:
    folder = stack.enter_context(TemporaryDirectory())
    return OnTerminal(Path(folder) / "door.json", services, clock, stack)


async def _on_slack(stack: AsyncExitStack, services: Services, clock: Clock) -> OnSlack:
    stack.enter_context(slack.hurried())
    stack.enter_context(slack.without_proxies())
    server = await stack.enter_async_context(await slack.FakeSlack.start(clock.now))
    return OnSlack(server, services, clock, stack)


async def test_a_week_from_the_first_question_to_the_last(stage: Stage):
    await play(
        stage,
        """
        Mara> open
        room< Baking bread · question 1 of 3
        room< Why does bread dough rest before it is shaped?
        room< Nobody has answered yet

        Ann> ask why does dough rest
        Ann< Why does bread dough rest before it is shaped?
        Ann< This question is open right now. Answer it first: …
        Ann> answer It needs a nap.
        Ann< Saved: your answer counts. You can change it until the round closes.
        Ann< Organisers may take a deck along as files, for others to study with. …
        Ann> answer The gluten relaxes.
        Ann< Saved: your new answer counts. You can change it until the round closes.
        Bo> remind
        Bo< You will be reminded…
        Ann> ask why does dough rest
        Ann< The gluten relaxes while it rests. A relaxed dough stretches without tearing.

        clock> +23h
        Bo< You asked to be reminded of this question: you have not answered it yet.
        Bo> answer It tastes better.
        Bo< Saved: your answer counts. You can change it until the round closes.

        bot> restarts
        clock> +1h
        room< Baking bread · question 1
        room< Why does bread dough rest before it is shaped?
        room< The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        room< The gluten relaxes.
        room< It tastes better.
        room< Resting lets the gluten relax, so that it can be stretched.
        Ann> reveal
        Ann< The gluten relaxes while it rests. A relaxed dough stretches without tearing.
        Ann< The gluten relaxes.
        Ann> rate got it
        Ann< You said: Got it. Nobody sees who said what. …
        Bo> rate missed
        Bo< You said: Missed. Nobody sees who said what. …
        Bo> vote Ann
        Bo< Your vote is for Ann’s answer. Nobody sees who said what. …
        Ann> me
        Ann< 1 answer so far.
        Ann< Current streak: 1 round.

        clock> +24h
        room< How it went
        room< In their own words: 1 missed, 1 got it.
        room< Most helpful, with 1 of 1 vote: Ann’s answer
        """,
    )


async def test_a_schedule_a_called_off_question_and_a_deck_s_end(stage: Stage):
    await play(
        stage,
        """
        Mara> anonymous
        Mara> schedule every day 09:00; UTC; 8
        clock> +21h
        room< Why does bread dough rest before it is shaped?
        Ann> answer The gluten relaxes.
        Ann< Saved: your answer counts. …
        clock> +8h
        room< The gluten relaxes.

        Mara> pause
        clock> +24h
        Mara> resume
        clock> +16h
        room< What does steam do in the first minutes of baking?
        Mara> skip
        room< This question was skipped. Nothing is revealed.
        Ann> past
        Ann< Why does bread dough rest before it is shaped?

        clock> +24h
        room< When is a sourdough starter ready to use?
        clock> +24h
        admins< Every question of “Baking bread” has been asked in … Its schedule has stopped; …
        room< Nobody replied this time.
        """,
    )


async def test_whoever_is_late_or_asks_for_nothing_is_told_so(stage: Stage):
    await play(
        stage,
        """
        Ann> past
        Ann< No question has been closed yet. When one is, its answers show here.
        Mara> open
        room< Why does bread dough rest before it is shaped?
        Ann> ask xylophone
        Ann< No question fits. Try other words, or fewer.
        Mara> close
        room< Nobody replied this time.
        Ann> answer Too late for this one.
        Ann< This round had closed before your answer arrived, so it was not saved…
        """,
    )
