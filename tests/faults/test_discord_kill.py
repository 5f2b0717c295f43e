"""A process that is killed while it talks to Discord: what it said is there once, in the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from bot.services.context import Context
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Upload
from tests.fakes.discord.entities import MEDIA_GALLERY, walk
from tests.fakes.discord.seen import Seen
from tests.fakes.pictures import drawn
from tests.faults.discord_scenario import Scenario
from tests.faults.discord_study import CONFIRM, DEFER, EDIT, LOOK, POST, THREAD, found_study
from tests.faults.discord_trial import AFTER_IT, WITHIN_THE_NONCE, Point, Trial
from tests.faults.invariants import revealed
from tests.faults.study import (
    CLOSING,
    LATER_THAT_DAY,
    OPENING,
    REMINDING,
    TALLY_AFTER,
    Study,
    check_invariants,
)
from tests.processes.pool import ProcessPool
from tests.profiles import either

ANSWERS = either(3, 100)
WITH_PICTURES, SENDERS = either(2, 60), 2
SKETCH = Upload("sketch.png", drawn())
TAKEN = "\N{WHITE HEAVY CHECK MARK}"
# The reveal, a look at where it stands, the line that leads there.
TOLD = (THREAD, POST, LOOK, POST)
REPLIES = ["The gluten relaxes.", "It tastes better."]


@pytest.fixture
async def study(discord: FakeDiscord, store: Store, clock: Clock) -> Study:
    return await found_study(discord, store, clock)


@pytest.fixture
def scenario(discord_scenario: Scenario) -> Scenario:
    return discord_scenario


@pytest.fixture
async def empty_trial(
    process_pool: ProcessPool, study: Study, clock: Clock, clock_jumps: bool
) -> AsyncIterator[Trial]:
    trial = Trial(process_pool, study, clock, clock_jumps=clock_jumps)
    async with trial.ending():
        yield trial


@pytest.fixture
async def trial(empty_trial: Trial, scenario: Scenario) -> Trial:
    """With one process."""
    await empty_trial.start(scenario)
    return empty_trial


@pytest.mark.parametrize(
    ("engine_name", "point", "gap"),
    [
        ("sqlite", Point.UNSENT, WITHIN_THE_NONCE),
        ("sqlite", Point.HELD, WITHIN_THE_NONCE),
        ("sqlite", Point.HELD, AFTER_IT),
        ("sqlite", Point.TAKEN, WITHIN_THE_NONCE),
        ("sqlite", Point.TAKEN, AFTER_IT),
        ("sqlite", Point.ANSWERED, AFTER_IT),
        # The two workers below have the rest.
        ("postgresql", Point.UNSENT, WITHIN_THE_NONCE),
        ("postgresql", Point.ANSWERED, AFTER_IT),
    ],
)
async def test_killed_at_every_message_of_a_round_each_is_there_once(
    *, trial: Trial, study: Study, store: Store, point: Point, gap: timedelta
):
    await _live_through_a_round(trial, study, point, gap, (*TOLD, EDIT))

    await check_invariants(study, store, REPLIES)


@pytest.mark.parametrize("engine_name", ["postgresql"])  # SQLite has one process at a time
@pytest.mark.parametrize(
    ("point", "gap", "closing"),
    [
        (Point.HELD, WITHIN_THE_NONCE, TOLD),
        (Point.TAKEN, WITHIN_THE_NONCE, TOLD),
        (Point.TAKEN, AFTER_IT, TOLD),
        # While one dies of the line, the other marks the question as closed.
        (Point.HELD, WITHIN_THE_NONCE, (THREAD, POST, EDIT)),
    ],
)
async def test_with_one_of_two_workers_killed_at_every_message_each_is_there_once(
    *,
    empty_trial: Trial,
    scenario: Scenario,
    study: Study,
    store: Store,
    point: Point,
    gap: timedelta,
    closing: tuple[str, ...],
):
    for shards in ("0/2", "1/2"):
        await empty_trial.start(replace(scenario, shards=shards))
    await _live_through_a_round(empty_trial, study, point, gap, closing)

    await check_invariants(study, store, REPLIES)


async def test_a_request_that_discord_acts_on_after_the_next_process_looked_adds_nothing(
    trial: Trial, study: Study, discord: FakeDiscord
):
    hold = discord.faults.hold(POST)
    await trial.begin(OPENING)
    await trial.kill(hold)
    discord.faults._holds.remove(hold)  # for the requests to come
    await trial.replace(WITHIN_THE_NONCE)
    await trial.turn()
    assert len(study.channel.messages) == 1

    hold.release()
    await trial.turn()

    assert discord.rest.calls[POST] == 2
    assert len(study.channel.messages) == 1


async def test_a_reply_is_kept_when_its_author_saw_the_confirmation_and_nobody_else_did(
    trial: Trial, study: Study, discord: FakeDiscord
):
    await trial.turn(OPENING)
    hold = discord.faults.hold(CONFIRM, after=True)
    seen = await study.answer(study.ann, "The gluten relaxes.")
    assert seen.text.startswith("Saved")
    await trial.kill(hold)
    hold.release()
    await trial.replace(WITHIN_THE_NONCE)
    await trial.turn(CLOSING)

    assert "The gluten relaxes." in study.reveal.text


@pytest.mark.parametrize("route", [DEFER, CONFIRM])
async def test_a_form_that_the_kill_left_without_an_answer_can_be_sent_again(
    trial: Trial, study: Study, discord: FakeDiscord, route: str
):
    await trial.turn(OPENING)
    form = await study.ann.press(study.question, "Answer")
    hold = discord.faults.hold(route)
    first = asyncio.create_task(study.ann.submit(form, {"answer-0": "The gluten relaxes."}))
    await trial.kill(hold)
    first.cancel()
    hold.release()
    await trial.replace(WITHIN_THE_NONCE)

    seen = await study.ann.submit(form, {"answer-0": "The gluten relaxes."})
    await trial.turn(CLOSING)

    assert seen.text.startswith("Saved")
    assert study.reveal.text.count("The gluten relaxes.") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_whatever_step_kills_the_process_every_answer_is_stored_once(
    trial: Trial, study: Study, store: Store, clock: Clock, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    services = Services(Context(store, clock=clock.now))
    channel = await services.groups.find_channel("discord", str(study.channel.id))
    assert channel is not None
    await services.groups.configure_channel(channel.id, written=True)
    await trial.turn(OPENING)

    answers = list[str]()
    for number in range(ANSWERS):
        answers += await _answer_while_it_dies(trial, study, store, number, chance.randint(1, 80))
    assert trial.deaths
    async with store.reading() as tx:
        (round_,) = await tx.rounds.open_now(study.group)
    await trial.turn(CLOSING)

    assert sorted(await revealed(services, round_)) == sorted(answers)


async def _answer_while_it_dies(
    trial: Trial, study: Study, store: Store, number: int, step: int
) -> list[str]:
    """Let two people answer while a process dies of it, and have another one: both are stored."""
    server, guild = study.server, study.channel.guild
    writer, sender = (guild.member(f"{role} {number}") for role in ("Writer", "Sender"))
    form = await sender.press(study.question, "Answer")
    await trial.arm(step)
    written, sent = f"Written by hand {number}.", f"Sent by form {number}."
    said = await writer.say(study.channel, written, reply_to=study.question)
    sending = asyncio.create_task(sender.submit(form, {study.ANSWER: sent}))

    async def all_is_told() -> None:
        await server.until(lambda: TAKEN in said.reactions)
        await sending

    await trial.perish(asyncio.create_task(all_is_told()))
    is_told = sending.done() and sending.exception() is None and "Saved" in sending.result().text
    stored = await _stored(store)
    assert written in stored or TAKEN not in said.reactions
    assert sent in stored or not is_told
    sending.cancel()

    await trial.replace(WITHIN_THE_NONCE)
    await server.until(lambda: TAKEN in said.reactions)
    if not is_told:
        assert "Saved" in (await sender.submit(form, {study.ANSWER: sent})).text
    return [written, sent]


@pytest.mark.parametrize("engine_name", ["sqlite"])
async def test_whatever_step_kills_the_process_an_answer_has_its_pictures_and_is_revealed_once(
    trial: Trial, study: Study, store: Store, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    await trial.turn(OPENING)

    senders = [study.channel.guild.member(f"Sender {number}") for number in range(SENDERS)]
    for number in range(WITH_PICTURES):
        text, sender = f"Sent by form {number}.", senders[number % SENDERS]
        form = await sender.press(study.question, "Answer")
        send = partial(sender.submit, form, {study.ANSWER: text, "pictures": [SKETCH]})
        await trial.arm(chance.randint(1, 90))
        await _illustrate_while_it_dies(trial, study, store, send, text)
    assert trial.deaths
    point = chance.choice([Point.HELD, Point.TAKEN, Point.ANSWERED])
    await trial.strike(POST, point, AFTER_IT, CLOSING)
    await trial.turn()
    await trial.turn()

    (reveal,) = [each for each in study.thread if "Sent by form" in each.text]
    galleries = [each for each in walk(reveal.components) if each["type"] == MEDIA_GALLERY]
    assert sum(len(each["items"]) for each in galleries) == SENDERS
    assert len(reveal.attachments) == 1  # they are all the same picture, which is sent once


async def _illustrate_while_it_dies(
    trial: Trial,
    study: Study,
    store: Store,
    send: Callable[[], Coroutine[Any, Any, Seen]],
    text: str,
) -> None:
    """Send a form with a picture while a process dies of it, and have another one take it."""
    sending = asyncio.create_task(send())
    await trial.perish(sending)
    is_told = not sending.cancelled() and sending.done() and sending.exception() is None
    is_told = is_told and "With 1 picture" in sending.result().text
    assert not is_told or text in await _illustrated(study, store)

    await trial.replace(WITHIN_THE_NONCE)
    if not is_told:
        assert "With 1 picture" in (await send()).text
    assert (await _illustrated(study, store)).count(text) == 1


async def _illustrated(study: Study, store: Store) -> list[str]:
    """Return the answers that have a picture whose file is there."""
    async with store.reading() as tx:
        (round_,) = await tx.rounds.open_now(study.group)
        replies = [each for each in await tx.replies.of_round(round_.id) if each.pictures]
        ids = {id_ for each in replies for id_ in each.pictures}
        there = {id_ for id_ in ids if await tx.pictures.file(id_) is not None}
    return [each.text for each in replies if there.issuperset(each.pictures)]


async def _stored(store: Store) -> list[str]:
    async with store.connect() as connection:
        return list(await connection.scalars(select(schema.replies.c.text)))


async def _live_through_a_round(
    trial: Trial, study: Study, point: Point, gap: timedelta, closing: Sequence[str]
) -> None:
    """Strike at every request that tells something, and find people's answers between them.

    `closing` has the routes of those at the end of the round, as they come.
    """
    await trial.strike(POST, point, gap, OPENING)
    await trial.turn()
    await study.answer(study.ann, REPLIES[0])
    await study.answer(study.cy, REPLIES[1])
    await study.bo.press(study.question, "Remind me")
    await trial.strike(EDIT, point, gap, LATER_THAT_DAY)
    await trial.strike(POST, point, gap, REMINDING)
    await trial.turn()
    for route in closing:
        await trial.strike(route, point, gap, CLOSING)
    await trial.turn()
    await study.rate(study.ann)
    await trial.strike(POST, point, gap, CLOSING + 2 * TALLY_AFTER)
    await trial.turn()
