"""Getting onto Discord, staying there, and what happens when it does not go as wished."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.errors import DiscordIntentMissing, DiscordTokenRefused
from bot.platforms.discord.connection import DiscordConnection
from bot.platforms.discord.token_check import try_login
from bot.platforms.port import Reach
from bot.presentation.errors import words_for
from bot.services.services import Services
from tests.e2e.club import QUESTION, Club
from tests.e2e.roundtable import on_discord, settings_for
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Intent
from tests.fakes.eventually import eventually
from tests.fakes.patience import PATIENCE_S

pytestmark = pytest.mark.usefixtures("waits")


async def test_a_wrong_token_is_told_at_start(discord_server: FakeDiscord, services: Services):
    settings = settings_for(discord_server).model_copy(
        update={"discord_token": SecretStr("mistyped")}
    )
    with pytest.raises(DiscordTokenRefused) as refused:
        await DiscordConnection(services, settings).start()

    assert "ROUNDTABLE_DISCORD_TOKEN" in words_for(refused.value)


async def test_a_missing_toggle_is_named_at_start(discord_server: FakeDiscord, services: Services):
    discord_server.application.toggles = Intent(0)
    settings = settings_for(discord_server, discord_message_content=True)
    with pytest.raises(DiscordIntentMissing) as missing:
        await DiscordConnection(services, settings).start()

    assert "Message Content Intent" in words_for(missing.value)


async def test_without_that_wish_the_toggle_may_be_off(
    discord_server: FakeDiscord, services: Services
):
    discord_server.application.toggles = Intent(0)
    async with on_discord(services, discord_server) as bot:
        assert bot.connection._client is not None
        assert not bot.connection._client.intents.message_content


async def test_an_outage_at_start_keeps_nobody_from_starting(
    discord_server: FakeDiscord, services: Services
):
    discord_server.go_down()
    connection = DiscordConnection(services, settings_for(discord_server))
    await connection.start()
    discord_server.come_up()

    running = asyncio.create_task(connection.run())
    await discord_server.gateway.connected()
    await connection.stop()
    await asyncio.gather(running, return_exceptions=True)


async def test_commands_are_registered_once_and_again_only_when_they_changed(
    discord_server: FakeDiscord, services: Services
):
    for _ in range(3):
        async with on_discord(services, discord_server):
            pass
    assert discord_server.commands.puts == {None: 1}

    application = discord_server.application.id
    await services.key_values.put(f"discord-commands:{application}", "of another version")
    async with on_discord(services, discord_server):
        pass
    assert discord_server.commands.puts == {None: 2}


@pytest.mark.parametrize("what", ["all", "one", "another's"])
async def test_commands_that_another_program_overwrote_are_registered_at_the_next_start(
    discord_server: FakeDiscord, services: Services, what: str
):
    async with on_discord(services, discord_server):
        pass
    ours = discord_server.commands.registered()
    assert not (await try_login(settings_for(discord_server))).unregistered
    theirs = {"name": "quiz", "description": "Another program's own"}
    kept = [each for each in ours if each["name"] != "quiz"]
    left = {"all": [], "one": kept, "another's": [*kept, theirs]}[what]
    discord_server.commands.overwrite(None, left)
    told = await try_login(settings_for(discord_server))
    assert told.unregistered == tuple(
        sorted(each["name"] for each in ours if what == "all" or each["name"] == "quiz")
    )

    async with on_discord(services, discord_server):
        found = {each["name"]: each["description"] for each in discord_server.commands.registered()}
    assert found == {each["name"]: each["description"] for each in ours}


async def test_a_command_that_is_not_ours_any_more_says_what_to_do(
    club: Club, discord_server: FakeDiscord
):
    old = {"name": "oven", "description": "What another command was once called"}
    discord_server.commands.overwrite(None, [old])

    assert "has changed" in (await club.ann.slash(club.study, "oven")).text


async def test_a_line_that_is_cut_is_resumed_and_what_was_missed_is_done(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    discord_server.gateway.drop()
    pressing = asyncio.create_task(club.ann.press(club.question, "Answer"))

    form = await asyncio.wait_for(pressing, PATIENCE_S)

    assert QUESTION in form.modal.text


async def test_the_metrics_tell_whether_the_connection_is_up(
    club: Club, discord_server: FakeDiscord, services: Services
):
    def connected() -> float | None:
        metric = services.metrics.connected.labels("discord", "0")
        return metric._value.get()

    assert connected() == 1
    discord_server.go_down()

    async def is_down() -> bool:
        return connected() == 0

    await eventually(is_down)
    discord_server.come_up()


async def test_a_session_that_cannot_be_resumed_is_made_anew(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    discord_server.gateway.forget_sessions()
    discord_server.gateway.drop()
    await discord_server.until(lambda: discord_server.gateway.identifies == 2)
    await discord_server.gateway.connected()

    seen = await club.answer(club.ann, "Still here.")

    assert seen.text.startswith("Saved")


async def test_a_malformed_event_ends_this_client_and_the_next_one_goes_on(
    discord_server: FakeDiscord, services: Services
):
    connection = DiscordConnection(services, settings_for(discord_server))
    await connection.start()
    running = asyncio.create_task(connection.run())
    await discord_server.gateway.connected()
    discord_server.gateway.send_malformed()
    (ended,) = await asyncio.gather(running, return_exceptions=True)
    assert isinstance(ended, Exception)  # the supervisor runs it again

    async with on_discord(services, discord_server):
        pass


async def test_a_token_that_is_reset_ends_the_connection_for_good(
    discord_server: FakeDiscord, services: Services
):
    connection = DiscordConnection(services, settings_for(discord_server))
    await connection.start()
    running = asyncio.create_task(connection.run())
    await discord_server.gateway.connected()
    discord_server.application.token = "another"  # noqa: S105  # no secret of anybody
    await discord_server.gateway.close(4004)

    assert (await asyncio.gather(running, return_exceptions=True)) == [None]
    assert connection.state.reach is Reach.REFUSED
    assert "4004" in connection.state.reason


async def test_while_discord_is_down_the_log_has_one_line_and_one_more_when_it_is_back(
    *,
    club: Club,
    discord_server: FakeDiscord,
    caplog: pytest.LogCaptureFixture,
    waits: list[float],
):
    state = club.bot.connection.state
    assert state.reach is Reach.CONNECTED
    caplog.clear()
    tried = len(waits)
    with capture_logs() as told:
        discord_server.go_down()

        async def has_tried() -> bool:
            return len(waits) > tried + 3 and state.reach is Reach.CONNECTING

        await eventually(has_tried)
        discord_server.come_up()

        async def is_back() -> bool:
            return state.reach is Reach.CONNECTED

        await eventually(is_back)

    assert [each["event"] for each in told if each["log_level"] in ("warning", "error")] == [
        "platform not connected",
        "platform connected",
    ]
    assert [each.getMessage() for each in caplog.records if "reconnect" in each.getMessage()] == []


async def test_buttons_and_open_forms_work_after_a_restart(
    club: Club, discord_server: FakeDiscord, services: Services
):
    await club.ask()
    form = await club.ann.press(club.question, "Answer")
    await club.bot.connection.stop()

    async with on_discord(services, discord_server):
        seen = await club.ann.submit(form, {"answer-0": "Across a restart."})
        again = await club.bo.press(club.question, "Answer")

    assert seen.text.startswith("Saved")
    assert QUESTION in again.modal.text


@pytest.mark.parametrize("part", ["0/2", "1/2"])
async def test_a_process_runs_its_part_of_the_shards(
    discord_server: FakeDiscord, services: Services, part: str
):
    guilds = [discord_server.guild(f"Guild {number}") for number in range(4)]
    async with on_discord(services, discord_server, discord_shards=part) as bot:
        client = bot.connection._client
        assert client is not None
        seen = {guild.id for guild in client.guilds}

    mine = int(part[0])
    assert seen == {guild.id for guild in guilds if (guild.id >> 22) % 2 == mine}


async def test_a_server_that_sends_the_bot_away_keeps_its_data_and_finds_it_again(
    club: Club, discord_server: FakeDiscord, services: Services
):
    before = await club.workspace()
    await club.ask()
    await club.answer(club.ann, "It relaxes.")
    club.guild.remove_bot()

    async def is_left() -> bool:
        return (await club.workspace()).left_at is not None

    await eventually(is_left)
    await club.close()
    club.guild.add_bot()

    async def is_back() -> bool:
        return (await club.workspace()).left_at is None

    await eventually(is_back)
    assert (await club.workspace()).id == before.id
    assert len(await services.decks.of_group(before.id)) == 1

    await club.bot.turn()
    assert "It relaxes." in club.thread.messages[0].text


async def test_leaving_while_the_bot_was_away_is_noticed_at_its_return(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    stays, goes = discord_server.guild("Stays"), discord_server.guild("Goes")
    async with on_discord(services, discord_server):
        pass
    goes.remove_bot()
    async with on_discord(services, discord_server):
        workspace = await services.workspaces.find("discord", str(goes.id))
        assert workspace is not None

        async def is_left() -> bool:
            found = await services.workspaces.find("discord", str(goes.id))
            return found is not None and found.left_at is not None

        await eventually(is_left)
    kept = await services.workspaces.find("discord", str(stays.id))
    assert kept is not None
    assert kept.left_at is None


async def test_every_interaction_is_acknowledged_before_anything_slow(
    club: Club, discord_server: FakeDiscord
):
    await club.ask()
    form = await club.ann.press(club.question, "Answer")
    saved = await club.ann.submit(form, {"answer-0": "Rest."})
    listed = await club.ann.slash(club.study, "rounds")

    assert saved.deferred
    assert listed.deferred
