"""A process that is killed anywhere between an answer's arrival and its being stored loses none."""

from __future__ import annotations

import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from bot.core.models import Round
from tests.fakes.eventually import eventually
from tests.fakes.slack import Message, Person, Seen
from tests.faults.invariants import revealed
from tests.faults.slack_trial import Trial
from tests.faults.study import CLOSING, OPENING
from tests.profiles import either

KILLS = either(4, 200)
# As many as an undisturbed process takes for what people do at once here, and some more.
_STEPS = 220
TAKEN = "white_check_mark"
LATER = timedelta(minutes=5)


@dataclass
class People:
    """Those who act at once: one writes under the question, one to the bot alone.

    One sends a form, one presses.
    """

    writer: Person
    whisperer: Person
    sender: Person
    presser: Person
    form: Seen
    said: list[Message] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, str, str]:
        """What the three answer."""
        return (
            f"Written by {self.writer.name}.",
            f"Whispered by {self.whisperer.name}.",
            f"Sent by {self.sender.name}.",
        )


async def test_whatever_step_kills_the_process_every_answer_is_stored_once(
    slack_trial: Trial, seed: int
):
    chance = random.Random(seed)  # noqa: S311  # to be repeated, not to be secret
    slack_trial.clock.set(OPENING)
    async with slack_trial.undisturbed() as services:
        channel = await services.groups.find_channel("slack", slack_trial.study.channel.id)
        assert channel is not None
        await services.groups.configure_channel(channel.id, written=True)
    everybody = await _gathered(slack_trial)

    for people in everybody:
        await slack_trial.die(chance.randint(1, _STEPS), *_acts(slack_trial, people))
        await _check_what_was_told(slack_trial, people)

    assert slack_trial.deaths
    slack_trial.clock.advance(LATER)
    await _finish(slack_trial, everybody)
    assert sorted(await _stored(slack_trial)) == sorted(
        text for each in everybody for text in each.texts
    )
    await _check_reveal(slack_trial, everybody)


async def _gathered(trial: Trial) -> list[People]:
    """Let everybody open their form."""
    workspace, gathered = trial.study.channel.workspace, list[People]()
    async with trial.undisturbed():
        for number in range(KILLS):
            names = (f"{role} {number}" for role in ("Writer", "Whisperer", "Sender", "Presser"))
            writer, whisperer, sender, presser = (workspace.member(name) for name in names)
            form = await sender.press(trial.study.question, "Answer")
            gathered.append(People(writer, whisperer, sender, presser, form))
    return gathered


def _acts(trial: Trial, people: People) -> list[Coroutine[Any, Any, object]]:
    study, (written, whispered, sent) = trial.study, people.texts

    async def write() -> None:
        people.said.append(await people.writer.say(study.channel, written, thread=study.question))

    return [
        write(),
        people.whisperer.say(people.whisperer.dm, whispered),
        people.sender.submit(people.form, {study.ANSWER: sent}),
        people.presser.press(study.question, "Remind me"),
    ]


async def _stored(trial: Trial) -> list[str]:
    """Return every text that is stored."""
    async with trial.store.reading() as tx:
        (round_,) = await tx.rounds.open_now(trial.study.group)
        return [each.text for each in await tx.replies.of_round(round_.id)]


async def _check_what_was_told(trial: Trial, people: People) -> None:
    """No mark, closed form or word that it was saved without a stored answer."""
    stored, (written, whispered, sent) = await _stored(trial), people.texts
    assert written in stored or TAKEN not in people.said[0].reactions
    assert whispered in stored or not any("Saved" in each.text for each in people.whisperer.dms)
    assert sent in stored or people.sender.modal is not None
    assert sent in stored or not any("Saved" in each.text for each in people.sender.private)


async def _finish(trial: Trial, everybody: list[People]) -> None:
    """Have the bot back; who has a form open still sends it again."""
    async with trial.undisturbed():
        for people in everybody:
            if people.sender.modal is not None:
                sent = {trial.study.ANSWER: people.texts[2]}
                assert (await people.sender.submit(people.form, sent)).text.startswith("Saved")
        await trial.study.server.until(
            lambda: all(TAKEN in each.said[0].reactions for each in everybody), "every mark"
        )
        for people in everybody:  # one after the other, in the order in which they are looked for
            await eventually(partial(_is_whispered, trial, people))


async def _is_whispered(trial: Trial, people: People) -> bool:
    return people.texts[1] in await _stored(trial)


async def _check_reveal(trial: Trial, everybody: list[People]) -> None:
    async with trial.store.reading() as tx:
        round_: Round = (await tx.rounds.open_now(trial.study.group))[0]
    trial.clock.set(CLOSING)
    async with trial.undisturbed() as services:
        shown = await revealed(services, round_)
    assert sorted(shown) == sorted(text for each in everybody for text in each.texts)
