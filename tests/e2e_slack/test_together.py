"""A group that is installed on Slack and on Discord: one round, one close, one reveal in each."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.core.models import GroupId
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e.roundtable import on_discord
from tests.e2e_slack.running import Running, on_slack
from tests.fakes import discord, slack
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.study_deck import QUESTIONS, store_deck

pytestmark = pytest.mark.usefixtures("waits")
_CODE = re.compile(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b")


@dataclass
class Together:
    """A channel on each, Ann on both, Bo on Slack and Cy on Discord."""

    bot: Running
    study: slack.Channel
    leaves: discord.Channel
    ann: slack.Person
    bo: slack.Person
    mara: slack.Person
    discord_ann: discord.Person
    cy: discord.Person
    olga: discord.Person
    clock: Clock

    async def link(self) -> None:
        """Let the admins join their groups."""
        made = await self.mara.slash(self.study, "/link", "create")
        asked = await self.olga.slash(self.leaves, "link join", code=_code(made.text))
        joined = await self.olga.press(asked.message, "Link this channel")
        assert "Linked" in joined.text

    async def link_ann(self) -> None:
        """Let Ann say that both accounts are hers."""
        made = await self.ann.slash(self.study, "/mine", "link")
        await self.discord_ann.slash(self.leaves, "me link", code=_code(made.text))

    async def close(self) -> None:
        """Let a day pass, and what is due happen."""
        self.clock.advance(timedelta(hours=24))
        await self.bot.turn()

    async def answer_on_slack(self, who: slack.Person, text: str) -> slack.Seen:
        """Press Answer, write, send."""
        form = await who.press(self.study.messages[0], "Answer")
        return await who.submit(form, {"answer:0": text})

    async def answer_on_discord(self, who: discord.Person, text: str) -> discord.Seen:
        """Press Answer, write, send."""
        form = await who.press(self.leaves.messages[0], "Answer")
        return await who.submit(form, {"answer-0": text})

    async def group(self) -> GroupId:
        """Return the group of both places."""
        find = self.bot.services.groups.find_channel
        here, there = await find("slack", self.study.id), await find("discord", str(self.leaves.id))
        assert here is not None
        assert there is not None
        assert here.group == there.group
        return here.group


def _guild(channel: discord.Channel) -> discord.Guild:
    assert channel.guild is not None
    return channel.guild


def _code(text: str) -> str:
    found = _CODE.search(text)
    assert found is not None, text
    return found[0]


@pytest.fixture
async def together(
    slack: slack.FakeSlack, study: slack.Channel, services: Services, clock: Clock
) -> AsyncIterator[Together]:
    async with AsyncExitStack() as stack:
        stack.enter_context(discord.hurried())
        server = await stack.enter_async_context(await discord.FakeDiscord.start(clock.now))
        stack.enter_context(server.connection())
        guild = server.guild("Tea club")
        leaves = guild.channel("leaves")
        there = await stack.enter_async_context(on_discord(services, server))
        others = {"discord": there.connection.platform}
        bot = await stack.enter_async_context(on_slack(services, slack, clock, others))
        made = Together(
            bot=bot,
            study=study,
            leaves=leaves,
            ann=study.workspace.member("Ann"),
            bo=study.workspace.member("Bo"),
            mara=study.workspace.member("Mara", is_admin=True),
            discord_ann=guild.member("Annie"),
            cy=guild.member("Cy"),
            olga=guild.member("Olga", discord.Permission.MANAGE_GUILD),
            clock=clock,
        )
        workspace = await services.workspaces.find("slack", study.workspace.id)
        assert workspace is not None
        await store_deck(services.workspaces._context.store, workspace.id, clock.now())
        services.lookup.forget(workspace.id)
        await services.groups.found(Place("slack", study.workspace.id, study.id, "study"))
        await made.link()
        await made.mara.slash(study, "/quiz", "open")
        await bot.turn()
        yield made
    assert slack.refused == []


async def test_a_question_is_asked_in_both_places(together: Together):
    assert QUESTIONS[0] in together.study.messages[0].text
    assert QUESTIONS[0] in together.leaves.messages[0].text
    open_now = await together.bot.services.cards.open_now(
        await see_all(together.bot.services, await together.group())
    )
    assert len(open_now) == 1


async def test_answers_from_both_are_counted_and_revealed_together_once(together: Together):
    await together.answer_on_slack(together.bo, "The gluten relaxes.")
    await together.answer_on_discord(together.cy, "It tastes better.")
    together.clock.advance(timedelta(seconds=10))
    await together.bot.turn()
    for card in (together.study.messages[0], together.leaves.messages[0]):
        assert "2 people have answered" in card.text

    await together.close()

    (on_slack_,) = together.study.thread(together.study.messages[0])
    thread = together.leaves.messages[0].thread
    assert thread is not None
    (on_discord_,) = thread.messages
    for reveal in (on_slack_, on_discord_):
        assert reveal.text.count("The gluten relaxes.") == 1
        assert reveal.text.count("It tastes better.") == 1
    _, line = together.leaves.messages
    assert "The answers are in." in line.text
    assert f"/channels/{_guild(together.leaves).id}/{thread.id})" in line.text
    assert "It tastes better." not in line.text
    async with together.bot.services.workspaces._context.store.reading() as tx:
        assert len(await tx.cards.closed(await see_all(tx, await together.group()), 10)) == 1


async def test_a_member_on_both_is_counted_once_with_the_later_answer(together: Together):
    await together.answer_on_slack(together.ann, "It naps.")
    await together.link_ann()
    await together.answer_on_discord(together.discord_ann, "The gluten relaxes.")
    together.clock.advance(timedelta(seconds=10))
    await together.bot.turn()
    for card in (together.study.messages[0], together.leaves.messages[0]):
        assert "1 person has answered" in card.text

    await together.close()

    (reveal,) = together.study.thread(together.study.messages[0])
    assert "The gluten relaxes." in reveal.text
    assert "It naps." not in reveal.text
    assert "Annie" not in reveal.text


async def test_an_admin_of_either_place_closes_for_both(together: Together):
    await together.answer_on_slack(together.bo, "The gluten relaxes.")
    asked = await together.olga.slash(together.leaves, "quiz close")
    await together.olga.press(asked.message, "Close and reveal")
    await together.bot.turn()

    assert "Closed" in together.study.messages[0].text
    assert "Closed" in together.leaves.messages[0].text
    assert len(together.study.thread(together.study.messages[0])) == 1


async def test_what_is_lost_in_one_place_is_told_there_and_keeps_nothing_from_the_other(
    together: Together,
):
    together.study.archive()
    await together.close()
    thread = together.leaves.messages[0].thread
    assert thread is not None

    assert len(thread.messages) == 1
    assert together.study.thread(together.study.messages[0]) == []
    assert any("archived" in message.text for message in together.mara.dms)
    refused = together.mara.user.workspace.world.refused
    assert {answer["error"] for _, answer in refused} == {"is_archived"}
    refused.clear()
