"""A whole week on each platform, from the invitation on: what each person reads, in order.

`pytest -s tests/e2e/test_a_week.py` prints it, to be read as people would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
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
from tests.fakes.discord.seen import Seen
from tests.fakes.slack import FakeSlack, without_proxies
from tests.fakes.slack import Message as SlackMessage
from tests.fakes.slack import Person as SlackPerson
from tests.fakes.slack import hurried as slack_hurried
from tests.fakes.slack.seen import Seen as SlackSeen

ROOM, STEP_H = "everybody", 4
HOLIDAY = "weekdays 09:00 except 6 March"
# What nobody says: broken plurals and articles, averages of one, words twice, half a sentence.
_BADLY = re.compile(
    r"\b1 (?:answers|people|members|questions|replies|votes|documents|more wait)\b"
    r"|\ba (?:organiser|answer|hour|admin)\b|on an average|\b\d+\.0\b|\b([^\W\d]+) \1\b"
    r"|\.\.|[{}]|\bNone\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"<#(\w+)>")
_ID = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{24,}\b|\bid-\d+\b")


@dataclass
class Transcript:
    """Who read what, in order; what has been read already is told as a change alone."""

    clock: Clock
    places: Callable[[], Collection[str]]
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
        # What leads to a channel that is gone reads as "#unknown".
        assert set(_PLACE.findall(text)) <= set(self.places()), (who, text)
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
            assert not (badly := _BADLY.search(text)), (badly, who, text)
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

    async def press(self, who: Person, label: str, message: Message | None = None) -> None:
        self.told.does(who.user.name, f"presses {label}")
        self._answered(who, await who.press(message or self._last_with(label), label))

    async def fill(
        self, who: Person, label: str, fields: dict[str, str], message: Message | None = None
    ) -> None:
        self.told.does(who.user.name, f"presses {label} and writes {fields}")
        form = await who.press(message or self.last.message, label)
        self._answered(who, await who.submit(form, fields))

    async def answer(self, who: Person, text: str) -> None:
        self.told.does(who.user.name, f"answers “{text}”")
        form = await who.press(self._last_with("Answer"), "Answer")
        seen = await who.submit(form, {"answer-0": text})
        self._answered(who, seen)

    def _last_with(self, label: str) -> Message:
        return next(each for each in reversed(self.club.study.messages) if label in each.labels)

    def _answered(self, who: Person, seen: Seen) -> None:
        self.last = seen
        labels = " ".join(f"[{each}]" for each in seen.message.labels)
        self.told.reads(who.user.name, f"{seen.text}\n{labels}")

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
    await week.press(bo, "Sure", week.last.message)
    await week.hours(25)
    await week.press(ann, "See all answers")
    await _a_dispute(week)
    await _what_is_in_decks(week)
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
    await _what_becomes_of_places(week)


async def _a_dispute(week: DiscordWeek) -> None:
    club, ann, bo, mara = week.club, week.club.ann, week.club.bo, week.club.mara
    reveal = club.thread.messages[0]
    await week.press(ann, "Is the reference wrong?", reveal)
    wrong = {"reason.0": "It forgets the *water*.", "text.0": "The flour takes up water."}
    await week.fill(ann, "Challenge the reference", wrong)
    await week.press(bo, "Is the reference wrong?", reveal)
    await week.press(bo, "I agree: It forgets the water.", week.last.message)
    await week.turn()
    await week.press(mara, "Look at it", mara.dms[-1])
    await week.press(mara, "Accept: trust their text", week.last.message)
    await week.fill(bo, "Think again", {"answer-0": "It relaxes, and drinks."}, reveal)
    await week.press(bo, "How did I do?", reveal)
    await week.press(bo, "Partly", week.last.message)
    await week.turn()


async def _what_is_in_decks(week: DiscordWeek) -> None:
    ann, mara = week.club.ann, week.club.mara
    alike = "What does steam do in the first minute of baking?"
    await week.type(ann, "deck suggest", question=alike, answer="It shines.")
    await week.press(ann, "Suggest it anyway", week.last.message)
    await week.press(ann, "Take it back", week.last.message)
    await week.type(ann, "deck suggest", question="Why is rye sticky?", answer="Pentosans.")
    await week.turn()
    await week.press(mara, "Look at it", mara.dms[-1])
    await week.press(mara, "Decline", week.last.message)
    await week.type(mara, "deck remove", deck="Baking bread")
    await week.press(mara, "Undo", week.last.message)
    await week.type(mara, "deck show", deck="nothing")
    await week.type(mara, "settings change", late=True)
    await week.type(ann, "roundtable help")


async def _what_becomes_of_places(week: DiscordWeek) -> None:
    club, ann, mara = week.club, week.club.ann, week.club.mara
    club.study.name = "dough"
    club.guild.world.channel_changed(club.study)
    await week.turn()
    await week.type(mara, "link show")
    await week.type(ann, "me delete")
    await week.press(ann, "Delete everything", week.last.message)
    await week.turn()
    club.study.delete()
    await week.hours(24)


async def test_a_week_on_discord_reads_well(services: Services, clock: Clock):
    with hurried():
        async with await FakeDiscord.start(clock.now) as server:
            with server.connection():
                async with bread_club(server, services, clock) as club:
                    channels = club.guild.channels
                    week = DiscordWeek(club, Transcript(clock, lambda: map(str, channels)))
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

    async def press(
        self, who: SlackPerson, label: str, message: SlackMessage | None = None
    ) -> None:
        self.told.does(who.user.name, f"presses {label}")
        self._answered(who, await who.press(message or self._last_with(label), label))

    async def fill(self, who: SlackPerson, label: str, fields: dict[str, str]) -> None:
        self.told.does(who.user.name, f"presses {label} and writes {fields}")
        form, before = await who.press(self._last_with(label), label), len(who.private)
        await who.submit(form, fields, until=lambda: len(who.private) > before)
        self.told.reads(who.user.name, who.private[-1].text)

    def _last_with(self, label: str) -> SlackMessage:
        history = reversed(self.club.study.history.values())
        return next(each for each in history if label in each.labels)

    async def answer(self, who: SlackPerson, text: str) -> None:
        self.told.does(who.user.name, f"answers “{text}”")
        form = await who.press(self._last_with("Answer"), "Answer")
        seen = await who.submit(form, {"answer:0": text})
        self._answered(who, seen)

    def _answered(self, who: SlackPerson, seen: SlackSeen) -> None:
        self.last = seen
        labels = " ".join(f"[{each}]" for each in seen.message.labels)
        self.told.reads(who.user.name, f"{seen.text}\n{labels}")

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
    await week.fill(bo, "Think again", {"answer:0": "It relaxes, and drinks."})
    alike = "What does steam do in the first minute of baking?"
    await week.type(ann, "/deck", f'suggest {alike} answer="It shines."')
    await week.press(ann, "Suggest it anyway", week.last.message)
    await week.press(ann, "Take it back", week.last.message)
    await week.type(mara, "/deck", "remove Baking bread")
    await week.press(mara, "Undo", week.last.message)
    await week.type(mara, "/settings", "late=on")
    await week.type(mara, "/roundtable", "hlep")
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
    await club.heard()
    await week.hours(24)
    await week.type(mara, "/quiz", "status")
    club.study.rename("dough")
    await club.heard()
    await week.type(mara, "/link", "show")
    await week.type(ann, "/mine", "delete")
    await week.press(ann, "Delete everything", week.last.message)
    await week.turn()


async def test_a_week_on_slack_reads_well(services: Services, clock: Clock):
    with slack_hurried(), without_proxies():
        async with await FakeSlack.start(clock.now) as server:
            study = server.workspace("Bread club").channel("study")
            async with slack_club(server, study, services, clock) as club:
                week = SlackWeek(club, Transcript(clock, lambda: study.workspace.channels))
                await _week_on_slack(week)
    week.told.check()
    assert server.refused == []
