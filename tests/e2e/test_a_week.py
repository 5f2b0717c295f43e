"""A whole week on each platform, from the invitation on: what each person reads, in order.

`pytest -s tests/e2e/test_a_week.py` prints it, to be read as people would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from bot.services.services import Services
from tests.e2e.club import QUESTION, Club, bread_club
from tests.e2e_slack.roundtable import Club as SlackClub
from tests.e2e_slack.roundtable import bread_club as slack_club
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, hurried
from tests.fakes.discord.entities import Message
from tests.fakes.discord.people import Person
from tests.fakes.slack import FakeSlack, without_proxies
from tests.fakes.slack import Person as SlackPerson
from tests.fakes.slack import hurried as slack_hurried

ROOM, STEP_H = "everybody", 4
HOLIDAY = "weekdays 09:00 except 6 March"
_ID = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{24,}\b|\bid-\d+\b")


@dataclass
class Transcript:
    """Who read what, in order; what has been read already is told as a change alone."""

    clock: Clock
    lines: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    read: list[tuple[str, str]] = field(default_factory=list)

    def does(self, who: str, what: str) -> None:
        """Tell what somebody does."""
        self.lines.append(f"\n[{self.clock.now():%a %H:%M}] {who}: {what}")

    def reads(self, who: str, text: str, key: str = "") -> None:
        """Tell what somebody reads, unless they have read it as it is."""
        if key and self.told.get(key) == text:
            return
        again = " (changed)" if key in self.told else ""
        if key:
            self.told[key] = text
        self.read.append((who, text))
        self.lines += [f"    {who}{again} | {line}" for line in text.splitlines() if line.strip()]

    def asked(self) -> int:
        """Return how many questions everybody has been asked."""
        return sum(who == ROOM and "[Answer]" in text for who, text in self.read)

    def check(self) -> None:
        """Hold all that was read to what reads well."""
        print("\n".join(self.lines))  # noqa: T201  # the week, for who asks pytest to show it
        for who, text in self.read:
            assert "may have been removed" not in text, (who, text)
            assert "Something went wrong" not in text, (who, text)
            assert not _ID.search(text), (who, text)
            paragraphs = [each for each in text.splitlines() if len(each) > 60]
            assert len(paragraphs) == len(set(paragraphs)), (who, text)


@dataclass
class DiscordWeek:
    """The people and places of the fake Discord."""

    club: Club
    told: Transcript

    async def turn(self) -> None:
        await self.club.bot.turn()
        await self.club.bot.turn()
        for each in self.club.study.messages:
            self._see(ROOM, each)
            for below in each.thread.messages if each.thread else ():
                self._see(f"{ROOM} (thread)", below)
        for who in (self.club.ann, self.club.bo, self.club.mara):
            for direct in who.dms:
                self._see(f"{who.user.name} alone", direct)

    def _see(self, who: str, message: object) -> None:
        text: str = message.text  # type: ignore[attr-defined]
        labels = " ".join(f"[{each}]" for each in message.labels)  # type: ignore[attr-defined]
        self.told.reads(who, f"{text}\n{labels}", str(message.id))  # type: ignore[attr-defined]

    async def type(self, who: Person, command: str, **options: object) -> None:
        shown = " ".join(f"{name}:{value}" for name, value in options.items())
        self.told.does(who.user.name, f"/{command} {shown}")
        self._answered(who, await who.slash(self.club.study, command, **options))

    async def press(self, who: Person, label: str, message: object = None) -> None:
        pressed = message or self._last_with(label)
        self.told.does(who.user.name, f"presses {label}")
        self._answered(who, await who.press(pressed, label))  # type: ignore[arg-type]

    async def answer(self, who: Person, text: str) -> None:
        self.told.does(who.user.name, f"answers “{text}”")
        form = await who.press(self._last_with("Answer"), "Answer")
        seen = await who.submit(form, {"answer-0": text})
        self._answered(who, seen)
        self.last = seen

    def _last_with(self, label: str) -> Message:
        return next(each for each in reversed(self.club.study.messages) if label in each.labels)

    def _answered(self, who: Person, seen: object) -> None:
        message = seen.message  # type: ignore[attr-defined]
        labels = " ".join(f"[{each}]" for each in message.labels)
        self.told.reads(who.user.name, f"{seen.text}\n{labels}")  # type: ignore[attr-defined]

    async def hours(self, count: int) -> None:
        for _ in range(0, count, STEP_H):
            self.club.clock.advance(timedelta(hours=STEP_H))
            await self.turn()


async def _week_on_discord(week: DiscordWeek) -> None:
    club, ann, bo, mara = week.club, week.club.ann, week.club.bo, week.club.mara
    await week.turn()
    await week.type(mara, "quiz open", deck="Baking bread")
    await week.turn()
    await week.answer(ann, "The gluten relaxes.")
    await week.answer(bo, "It tastes beter.")
    await week.press(bo, "Take it back", week.last.message)
    await week.answer(bo, "It tastes better.")
    await week.hours(25)
    await week.press(ann, "See all answers")
    planned = {
        "deck": "Baking bread",
        "when": HOLIDAY,
        "zone": "UTC",
        "reminder_minutes": 120,
    }
    await week.type(mara, "schedule add", **planned)
    await week.type(ann, "me notify", reveals="direct", reminder="18:00", zone="Paris")
    await week.type(bo, "me away", until="2 days")
    await week.hours(24)
    await week.press(ann, "Remind me")
    ann.user.accepts_dms = False
    await week.hours(20)
    await week.type(mara, "schedule list")
    await week.type(bo, "me away", until="off")
    await week.hours(24)
    asked = week.told.asked()
    await week.hours(64)
    assert week.told.asked() == asked  # Friday is left out, and nobody is asked at the weekend
    await week.type(mara, "schedule skip")
    await week.type(ann, "ask", question="steam")
    await week.type(ann, "rounds")
    await week.type(ann, "me show")
    del club.guild.members[bo.id]
    await week.hours(24)
    await week.type(mara, "quiz status")


async def test_a_week_on_discord_reads_well(services: Services, clock: Clock):
    with hurried():
        async with await FakeDiscord.start(clock.now) as server:
            with server.connection():
                async with bread_club(server, services, clock) as club:
                    week = DiscordWeek(club, Transcript(clock))
                    await _week_on_discord(week)
    week.told.check()
    assert any(QUESTION in text for who, text in week.told.read if who == ROOM)


@dataclass
class SlackWeek:
    """The people and places of the fake Slack."""

    club: SlackClub
    told: Transcript

    async def turn(self) -> None:
        await self.club.turn()
        study = self.club.study
        for each in study.history.values():
            if each.author.is_bot:
                self._see(ROOM if each.in_channel else f"{ROOM} (thread)", each)
        for who in (self.club.ann, self.club.bo, self.club.mara):
            for direct in who.dms:
                self._see(f"{who.user.name} alone", direct)

    def _see(self, who: str, message: object) -> None:
        text: str = message.text  # type: ignore[attr-defined]
        labels = " ".join(f"[{each}]" for each in message.labels)  # type: ignore[attr-defined]
        self.told.reads(who, f"{text}\n{labels}", f"{who}{message.ts}")  # type: ignore[attr-defined]

    async def type(self, who: SlackPerson, command: str, text: str = "") -> None:
        self.told.does(who.user.name, f"{command} {text}")
        self._answered(who, await who.slash(self.club.study, command, text))

    async def press(self, who: SlackPerson, label: str, message: object = None) -> None:
        self.told.does(who.user.name, f"presses {label}")
        pressed = message or next(
            each for each in reversed(self.club.study.messages) if label in each.labels
        )
        self._answered(who, await who.press(pressed, label))  # type: ignore[arg-type]

    async def answer(self, who: SlackPerson, text: str) -> None:
        self.told.does(who.user.name, f"answers “{text}”")
        pressed = next(
            each for each in reversed(self.club.study.messages) if "Answer" in each.labels
        )
        form = await who.press(pressed, "Answer")
        seen = await who.submit(form, {"answer:0": text})
        self._answered(who, seen)
        self.last = seen

    def _answered(self, who: SlackPerson, seen: object) -> None:
        message = seen.message  # type: ignore[attr-defined]
        labels = " ".join(f"[{each}]" for each in message.labels)
        self.told.reads(who.user.name, f"{seen.text}\n{labels}")  # type: ignore[attr-defined]

    async def hours(self, count: int) -> None:
        for _ in range(0, count, STEP_H):
            self.club.clock.advance(timedelta(hours=STEP_H))
            await self.turn()


async def _week_on_slack(week: SlackWeek) -> None:
    club, ann, bo, mara = week.club, week.club.ann, week.club.bo, week.club.mara
    await week.turn()
    await week.type(mara, "/roundtable", "setup")
    await week.type(mara, "/quiz", "open deck=Baking bread")
    await week.turn()
    await week.answer(ann, "The gluten relaxes.")
    await week.answer(bo, "It tastes beter.")
    await week.press(bo, "Take it back", week.last.message)
    await week.answer(bo, "It tastes better.")
    await week.hours(25)
    await week.press(ann, "See all answers")
    await week.type(
        mara, "/schedule", f"add deck=Baking bread when={HOLIDAY} zone=UTC reminder=2 hours"
    )
    await week.type(ann, "/mine", "notify direct reminder=18:00 zone=Paris")
    await week.type(bo, "/mine", "away until Friday")
    await week.hours(24)
    await week.press(ann, "Remind me")
    await week.hours(20)
    await week.type(mara, "/schedule", "list")
    await week.type(bo, "/mine", "away off")
    await week.hours(24)
    asked = week.told.asked()
    await week.hours(64)
    assert week.told.asked() == asked  # Friday is left out, and nobody is asked at the weekend
    await week.type(mara, "/schedule", "skip")
    await week.type(ann, "/ask", "steam")
    await week.type(ann, "/rounds")
    await week.type(ann, "/mine", "show")
    await bo.leave(club.study)
    await week.hours(24)
    await week.type(mara, "/quiz", "status")


async def test_a_week_on_slack_reads_well(services: Services, clock: Clock):
    with slack_hurried(), without_proxies():
        async with await FakeSlack.start(clock.now) as server:
            study = server.workspace("Bread club").channel("study")
            async with slack_club(server, study, services, clock) as club:
                week = SlackWeek(club, Transcript(clock))
                await _week_on_slack(week)
    week.told.check()
    assert server.refused == []
