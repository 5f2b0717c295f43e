"""A process that is killed anywhere between an answer's arrival and its being stored loses none."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import URL

from bot.core.models import Round
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.running import on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import FakeSlack, Message, Person, Seen, hurried, without_proxies
from tests.faults.invariants import revealed
from tests.faults.slack_listening import Listening, listen
from tests.faults.slack_study import SlackStudy, found_study
from tests.faults.study import CLOSING, OPENING
from tests.processes.pool import Process, ProcessPool
from tests.profiles import either
from tests.totals import count

KILLS = either(4, 200)
# As many as an undisturbed process takes for what people do at once here, and some more.
_STEPS = 160
TAKEN = "white_check_mark"
MOMENT = timedelta(seconds=4)  # longer than Slack waits for an acknowledgement
LATER = timedelta(minutes=5)


@dataclass
class People:
    """Those who act at once: one writes under the question, one sends a form, one presses."""

    writer: Person
    sender: Person
    presser: Person
    form: Seen
    said: list[Message] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, str]:
        """What the two answer."""
        return f"Written by {self.writer.name}.", f"Sent by {self.sender.name}."


@dataclass
class Trial:
    """A group with an open question, and one process after the other."""

    process_pool: ProcessPool
    study: SlackStudy
    store: Store
    clock: Clock
    url: str
    log: Path
    deaths: int = 0

    @asynccontextmanager
    async def undisturbed(self) -> AsyncIterator[Services]:
        """Have a process here that nobody kills, and let it do what is due."""
        services = Services(Context(self.store, clock=self.clock.now))
        with hurried(), without_proxies():
            async with on_slack(services, self.study.server, self.clock) as running:
                await running.turn()
                yield services
                await running.turn()

    async def die(self, people: People, step: int) -> None:
        """Let people act while a process listens that dies at a step of it."""
        process, study = await self._start(step), self.study
        written, sent = people.texts
        people.said.append(await people.writer.say(study.channel, written, thread=study.question))
        acting = [
            asyncio.create_task(people.sender.submit(people.form, {study.ANSWER: sent})),
            asyncio.create_task(people.presser.press(study.question, "Remind me")),
        ]
        self.deaths += await self._wait(process, lambda: not self.study.server.deliveries.pending)
        process.send(SIGKILL)
        assert await process.ended() == -SIGKILL, self.log.read_text()
        count("kills")
        self.clock.advance(MOMENT)
        self.study.server.time_passed()
        self.study.server.changes.tell()
        for task in acting:
            task.cancel()
        await asyncio.gather(*acting, return_exceptions=True)

    async def _start(self, dies_at: int) -> Process:
        server = self.study.server
        scenario = Listening(
            self.url,
            server.bot_token,
            server.app_token,
            server.api_url,
            self.clock.now().isoformat(),
            dies_at,
        )
        process = self.process_pool.start_logged(listen, scenario, log=self.log)
        greeted = server.sockets.greeted
        await self._wait(process, lambda: server.sockets.greeted > greeted)
        return process

    async def _wait(self, process: Process, holds: Callable[[], object]) -> bool:
        """Wait until it holds, or the process is dead; say whether it is."""
        ending = asyncio.create_task(process.ended())
        coming = asyncio.create_task(self.study.server.until(holds))
        await asyncio.wait({ending, coming}, return_when=asyncio.FIRST_COMPLETED)
        is_dead = ending.done()
        for task in (ending, coming):
            task.cancel()
        await asyncio.gather(ending, coming, return_exceptions=True)
        return is_dead

    async def stored(self) -> list[str]:
        """Return every text that is stored."""
        async with self.store.reading() as tx:
            (round_,) = await tx.rounds.open_now(self.study.group)
            return [each.text for each in await tx.replies.of_round(round_.id)]


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[FakeSlack]:
    async with await FakeSlack.start(clock.now) as server:
        yield server


@pytest.fixture
async def trial(
    *,
    process_pool: ProcessPool,
    slack: FakeSlack,
    store: Store,
    clock: Clock,
    database_url: URL,
    tmp_path: Path,
) -> Trial:
    study = await found_study(slack, store, clock)
    url = database_url.render_as_string(hide_password=False)
    return Trial(process_pool, study, store, clock, url, tmp_path / "log")


async def test_whatever_step_kills_the_process_every_answer_is_stored_once(trial: Trial, seed: int):
    chance = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    trial.clock.set(OPENING)
    async with trial.undisturbed() as services:
        channel = await services.groups.find_channel("slack", trial.study.channel.id)
        assert channel is not None
        await services.groups.configure_channel(channel.id, written=True)
    everybody = await _gathered(trial)

    for people in everybody:
        await trial.die(people, chance.randint(1, _STEPS))
        await _check_what_was_told(trial, people)

    assert trial.deaths
    trial.clock.advance(LATER)
    await _finish(trial, everybody)
    assert sorted(await trial.stored()) == sorted(text for each in everybody for text in each.texts)
    await _check_reveal(trial, everybody)


async def _gathered(trial: Trial) -> list[People]:
    """Let everybody open their form."""
    workspace, gathered = trial.study.channel.workspace, list[People]()
    async with trial.undisturbed():
        for number in range(KILLS):
            names = (f"{role} {number}" for role in ("Writer", "Sender", "Presser"))
            writer, sender, presser = (workspace.member(name) for name in names)
            form = await sender.press(trial.study.question, "Answer")
            gathered.append(People(writer, sender, presser, form))
    return gathered


async def _check_what_was_told(trial: Trial, people: People) -> None:
    """No mark, closed form or word that it was saved without a stored answer."""
    stored, (written, sent) = await trial.stored(), people.texts
    assert written in stored or TAKEN not in people.said[0].reactions
    assert sent in stored or people.sender.modal is not None
    assert sent in stored or not any("Saved" in each.text for each in people.sender.private)


async def _finish(trial: Trial, everybody: list[People]) -> None:
    """Have the bot back; who has a form open still sends it again."""
    async with trial.undisturbed():
        for people in everybody:
            if people.sender.modal is not None:
                sent = {trial.study.ANSWER: people.texts[1]}
                assert (await people.sender.submit(people.form, sent)).text.startswith("Saved")
        await trial.study.server.until(
            lambda: all(TAKEN in each.said[0].reactions for each in everybody), "every mark"
        )


async def _check_reveal(trial: Trial, everybody: list[People]) -> None:
    async with trial.store.reading() as tx:
        round_: Round = (await tx.rounds.open_now(trial.study.group))[0]
    trial.clock.set(CLOSING)
    async with trial.undisturbed() as services:
        shown = await revealed(services, round_)
    assert sorted(shown) == sorted(text for each in everybody for text in each.texts)
