"""Discord without a channel: all groups that somebody reads, each by its name."""

from __future__ import annotations

import pytest

from bot.services.services import Services
from tests.e2e.admins import said
from tests.e2e.club import QUESTION, Club, asked, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord
from tests.fakes.study_deck import QUESTIONS

pytestmark = pytest.mark.usefixtures("waits")


async def test_direct_messages_show_all_groups_that_somebody_reads_each_by_its_name(
    club: Club, discord_server: FakeDiscord
):
    other = club.guild.channel("other")
    await club.ask()
    await club.answer(club.ann, "Rest.")
    await club.mara.slash(other, "quiz open", question=QUESTIONS[1])
    await club.bot.turn()
    form = await club.ann.press(asked(other)[-1], "Answer")
    assert "Saved" in (await club.ann.submit(form, {"answer-0": "Crust."})).text
    await club.close()

    rounds = said(await club.ann.slash(club.ann.dm, "rounds"))
    page = said(await club.ann.slash(club.ann.dm, "me show"))
    found = await club.ann.slash(club.ann.dm, "ask", question="steam")

    for words in ("#study in Bread club", "#other in Bread club"):
        assert words in rounds
        assert words in page
    assert "Steam keeps the crust soft" in found.text
    assert "Share" not in found.message.labels


async def test_where_nothing_is_asked_it_is_said_that_there_is_nothing_to_look_up(club: Club):
    none = said(await club.ann.slash(club.study, "ask", question="steam"))
    await club.ask()
    other = said(await club.ann.slash(club.study, "ask", question="pasta"))

    assert "There is nothing to look up so far" in none
    assert "No question fits" in other


async def test_what_is_for_one_group_points_to_its_channel_from_a_direct_message(club: Club):
    seen = await club.ann.slash(club.ann.dm, "me leave")

    assert "Use it in the channel where the group is asked" in said(seen)


async def test_a_process_without_the_server_in_cache_answers_in_direct_messages(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock) as club:
        await club.ask()
        await club.answer(club.ann, "Rest.")
        await club.close()
        guild = club.guild
    # Direct messages come to shard 0; of so many shards the server is in another one.
    count = next(each for each in range(2, 20) if (guild.id >> 22) % each != 0)
    async with on_discord(services, discord_server, discord_shards=f"0/{count}") as bot:
        assert bot.connection._client is not None
        assert bot.connection._client.get_guild(guild.id) is None
        stranger = discord_server.guild("Tea club").member("Cy")
        seen = await club.ann.slash(club.ann.dm, "rounds")
        listed = said(seen)
        nothing = await stranger.slash(stranger.dm, "rounds")
        shown = await club.ann.press(seen.message, seen.message.labels[0])

    assert QUESTION in listed
    assert "#study in Bread club" in listed
    assert "gluten" in shown.text
    assert QUESTION not in nothing.text
