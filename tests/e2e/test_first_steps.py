"""Who brings the bot into a Discord server is told once what to do first."""

from __future__ import annotations

import pytest

from bot.services.services import Services
from tests.e2e.admins import said
from tests.e2e.club import Club
from tests.e2e.roundtable import on_discord
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.people import Person
from tests.fakes.eventually import eventually

pytestmark = pytest.mark.usefixtures("waits")
STEPS = ["Try a question", "Import notes", "Plan a daily question", "Help"]


async def test_who_owns_the_server_is_told_once_whatever_starts_again(
    club: Club, discord_server: FakeDiscord, services: Services
):
    owner = await _joined(club, discord_server)
    async with on_discord(services, discord_server):
        await discord_server.gateway.caught_up()

    (told,) = owner.dms
    assert "Welcome to Roundtable" in told.text
    assert told.labels == STEPS


async def test_who_invited_it_while_it_was_away_is_told_at_its_next_start(
    discord_server: FakeDiscord, services: Services
):
    discord_server.guild("Bread club")
    async with on_discord(services, discord_server):
        await discord_server.gateway.caught_up()
    owner = discord_server.world.person(discord_server.guild("Tea club").owner)
    async with on_discord(services, discord_server):
        await eventually(lambda: _is_true(owner.dms))

    assert owner.dms[0].labels == STEPS


async def test_where_direct_messages_are_closed_it_is_said_in_a_channel(
    club: Club, discord_server: FakeDiscord
):
    guild = discord_server.guild("Tea club", with_bot=False)
    study = guild.channel("study")
    guild.owner.accepts_dms = False
    guild.add_bot()
    await eventually(lambda: _is_true(study.messages))

    assert f"<@{guild.owner.id}>" in study.messages[0].text
    assert study.messages[0].labels == STEPS


async def test_its_buttons_say_what_to_do_and_help_lists_what_can_be_typed(
    club: Club, discord_server: FakeDiscord
):
    owner = await _joined(club, discord_server)
    (told,) = owner.dms
    shown = {}
    for label in STEPS:
        shown[label] = said(await owner.press(told, label))

    assert "“/quiz open”" in shown["Try a question"]
    assert "“/deck import”" in shown["Import notes"]
    assert "“/schedule add”" in shown["Plan a daily question"]
    assert "/ask: Find a question and its answers" in shown["Help"].replace("\\", "")


async def test_help_lists_what_organisers_type_to_who_organises_in_their_direct_message(
    club: Club, discord_server: FakeDiscord
):
    owner = await _joined(club, discord_server)
    pressed = said(await owner.press(owner.dms[0], "Help"))
    typed = said(await owner.slash(owner.dm, "roundtable help"))
    member = said(await club.ann.slash(club.ann.dm, "roundtable help"))

    assert ["/quiz open" in each for each in (pressed, typed, member)] == [True, True, False]


async def test_what_takes_the_place_of_the_first_steps_leads_back_to_them(club: Club):
    steps = await club.mara.slash(club.study, "roundtable setup")
    told = await club.mara.press(steps.message, "Import notes")
    assert told.message.labels == ["First steps"]
    again = await club.mara.press(told.message, "First steps")
    assert again.message.labels == STEPS


async def test_in_a_channel_they_ask_and_plan_for_organisers_alone(
    discord_server: FakeDiscord, club: Club
):
    other = discord_server.guild("Tea club", with_bot=False)
    tea, boss = other.channel("tea"), other.member("Boss", Permission.MANAGE_GUILD)
    member = other.member("Member")
    other.owner.accepts_dms = False
    other.add_bot()
    await eventually(lambda: _is_true(tea.messages))
    (told,) = tea.messages
    refused = said(await member.press(told, "Plan a daily question"))
    planned = await boss.press(told, "Plan a daily question")
    asked = said(planned)

    assert "Only organisers can do this" in refused
    assert "no deck yet" in asked or "Which one?" in asked


async def test_a_channel_that_is_set_up_is_greeted_once_after_its_first_question(
    club: Club, discord_server: FakeDiscord
):
    await club.mara.slash(club.study, "quiz open", deck="Baking bread")
    await club.bot.turn()
    await club.bot.turn()
    await club.close()
    await club.mara.slash(club.study, "quiz open", deck="Baking bread")
    await club.bot.turn()

    greeted = [each for each in club.study.messages if "I am Roundtable" in each.text]
    assert greeted == [club.study.messages[1]]
    assert "/ask: Find" in said(await club.ann.press(greeted[0], "Help")).replace("\\", "")
    assert "The first question comes" not in greeted[0].text


async def test_where_questions_are_planned_the_greeting_says_when_the_first_one_comes(club: Club):
    plan = {"deck": "Baking bread", "when": "every day 09:00", "zone": "UTC"}
    await club.mara.slash(club.study, "schedule add", **plan)
    await club.bot.turn()
    await club.mara.slash(club.study, "schedule add", **{**plan, "when": "every day 10:00"})
    await club.bot.turn()

    (greeting,) = club.study.messages
    assert "The first question comes <t:" in greeting.text


async def _joined(club: Club, discord_server: FakeDiscord) -> Person:
    owner = discord_server.world.person(discord_server.guild("Tea club").owner)
    await eventually(lambda: _is_true(owner.dms))
    return owner


async def _is_true(messages: list) -> bool:
    return bool(messages)
