"""The first run: four steps that can each be left out, with tokens shown to the platforms."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import discord
import pytest
from pydantic import AnyHttpUrl, AnyWebsocketUrl
from starlette.applications import Starlette

from bot.core.models import Group, Round, RoundState
from bot.doctor.tokens import TypedTokens
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.web import make_web_app
from bot.platforms.web.guesses import MOST_WRONG
from bot.services.context import utc_now
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.services import Services
from bot.settings import Settings
from tests.fakes.discord import FakeDiscord, Intent, Permission
from tests.fakes.members import see
from tests.fakes.ports import free_port
from tests.fakes.slack import FakeSlack, without_proxies
from tests.fakes.study_deck import StudyDeck
from tests.unit.platforms.web.browsing import ORIGIN, Browser, Page
from tests.unit.platforms.web.conftest import Browse

SETUP = "/g/local/admin/setup"
DISCORD, SLACK = f"form[action^='{SETUP}/chats/discord']", f"form[action^='{SETUP}/chats/slack']"


@pytest.fixture
async def fake_discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    # Both are changed for the whole process by who connects, and are put back here.
    for owner, name in (
        (discord.http.Route, "BASE"),
        (discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    async with await FakeDiscord.start(utc_now) as server:
        yield server


@pytest.fixture
async def fake_slack() -> AsyncIterator[FakeSlack]:
    with without_proxies():
        async with await FakeSlack.start(utc_now) as server:
            yield server


@pytest.fixture
def app(services: Services, room: Group) -> Starlette:
    """The application where both platforms are away."""
    return _app(services, f"http://127.0.0.1:{free_port()}")


def _app(services: Services, api: str, gateway: str = "ws://127.0.0.1:9") -> Starlette:
    settings = Settings(
        discord_api_url=AnyHttpUrl(api),
        discord_gateway_url=AnyWebsocketUrl(gateway),
        slack_api_url=AnyHttpUrl(api),
    )
    return make_web_app(services, ORIGIN, tokens=TypedTokens(settings))


async def _try_discord(browser: Browser, token: str, **more: str) -> Page:
    return await browser.submit(await browser.get(f"{SETUP}/chats"), DISCORD, token=token, **more)


async def _try_slack(browser: Browser, bot: str, app: str) -> Page:
    page = await browser.get(f"{SETUP}/chats")
    return await browser.submit(page, SLACK, bot_token=bot, app_token=app)


async def _founder(app: Starlette, services: Services) -> Browser:
    browser = Browser(app)
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    await browser.submit(await browser.get(f"/enter?pass={secret}"), "form[action='/enter']")
    return browser


async def test_the_founder_is_led_from_the_desk_link_and_others_go_to_the_desk(
    browse: Browse, services: Services, room: Group
):
    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    stranger = await browse()
    asked = await stranger.get(f"/enter?pass={secret}")
    first = await stranger.submit(asked, "form[action='/enter']")
    assert (first.path, first.status) == (SETUP, 200)

    named = await stranger.submit(first, f"form[action='{SETUP}']", name="  Bread\tclub ")
    assert named.path == f"{SETUP}/start"
    assert (await services.groups.get(room.id)).name == "Bread club"

    secret = await services.sessions.desk_pass(LOCAL_WORKSPACE)
    again = await browse()
    later = await again.submit(await again.get(f"/enter?pass={secret}"), "form[action='/enter']")
    assert later.path == "/g/local/admin"
    assert later.has(f"a[href='{SETUP}']")


async def test_each_step_can_be_left_out_and_leads_on_to_the_desk(admin: Browser):
    path, seen = SETUP, []
    while path != "/g/local/admin":
        page = await admin.get(path)
        assert page.status == 200
        seen.append(path)
        assert page.one("[aria-current=step]").attributes["href"] == path
        onward = page.html.css("main .actions a.button")[0].attributes["href"]
        assert onward
        path = onward
    assert seen == [SETUP, f"{SETUP}/start", f"{SETUP}/chats", f"{SETUP}/others"]


async def test_a_name_that_cannot_be_is_asked_for_again(admin: Browser, services: Services):
    page = await admin.submit(await admin.get(SETUP), f"form[action='{SETUP}']", name=" \u200b ")

    assert (page.status, page.path.partition("?")[0]) == (422, SETUP)
    assert page.has("#problem")
    assert (await services.groups.begun(Group("local", "").id)).nothing


async def test_a_deck_to_start_with_is_planned_as_it_was_typed(
    admin: Browser, services: Services, room: Group, deck: StudyDeck
):
    form = f"form[action='{SETUP}/start']"
    page = await admin.get(f"{SETUP}/start")
    wrong = await admin.submit(page, form, time="whenever")
    assert wrong.status == 422
    assert wrong.one("#start-time").attributes["value"] == "whenever"
    done = await admin.submit(page, form, time="weekdays 18:30", zone="Europe/Paris")

    assert done.path == f"{SETUP}/chats"
    [schedule] = await services.schedules.of_group(room.id)
    assert (schedule.deck, schedule.zone) == (deck.id, "Europe/Paris")
    assert "18:30" in (await admin.get(f"{SETUP}/start")).words


async def test_who_starts_with_nothing_has_the_first_question_called_off_unless_it_is_answered(
    browse: Browse, services: Services, open_round: Round
):
    admin, ann = await browse(admin=True), await browse("Ann")
    start = await admin.get(f"{SETUP}/start")
    await ann.post(f"/g/local/rounds/{open_round.id}/reply", {"text": "It rests."})
    await admin.submit(start, f"form[action='{SETUP}/start']", deck="nothing")
    [card] = await services.cards.open_now(see())
    assert card.round.state is RoundState.OPEN

    await ann.post(f"/g/local/rounds/{open_round.id}/withdraw")
    await admin.submit(start, f"form[action='{SETUP}/start']", deck="nothing")
    assert not await services.cards.open_now(see())
    notes = await admin.submit(start, f"form[action='{SETUP}/start']", deck="notes")
    assert notes.path == "/g/local/admin/import"


async def test_discord_s_word_on_a_token_is_told_and_the_token_is_not_repeated(
    services: Services, room: Group, fake_discord: FakeDiscord
):
    guild = fake_discord.guild("Bread club")
    app = _app(services, fake_discord.api_url, fake_discord.gateway_url)
    founder = await _founder(app, services)
    token = fake_discord.application.token

    good = await _try_discord(founder, f" {token} ")
    assert good.status == 200
    assert "in 1 server" in good.words
    assert "ROUNDTABLE_DISCORD_TOKEN=the token" in good.text
    wrong = await _try_discord(founder, "mistyped.token")
    assert wrong.status == 422
    assert "Discord does not know the token" in wrong.words
    assert "ROUNDTABLE_DISCORD_TOKEN=the token" not in wrong.text
    fake_discord.application.toggles = Intent(0)
    content = await _try_discord(founder, token, content="on")
    assert "Switch on “Message Content Intent”" in content.words
    guild.everyone.permissions = Permission.VIEW_CHANNEL
    lacking = await _try_discord(founder, token)
    assert "lack “Send Messages”, “Send Messages in Threads”" in lacking.words
    assert "in Bread club" in lacking.words
    for told in (good, wrong, content, lacking):
        assert token not in told.text
        assert "mistyped.token" not in told.text


async def test_slack_s_word_on_both_tokens_is_told_and_what_the_manifest_lacks(
    services: Services, room: Group, fake_slack: FakeSlack
):
    founder = await _founder(_app(services, fake_slack.api_url), services)
    manifest = await founder.client.get(f"{SETUP}/chats/slack-manifest")
    fake_slack.application.apply(json.loads(manifest.text))
    workspace = fake_slack.workspace("Bread club")
    bot, app = workspace.installation.token, fake_slack.application.app_token

    async def told(bot: str, app: str) -> str:
        shown = await _try_slack(founder, bot, app)
        assert bot not in shown.text
        return shown.words

    assert "in the workspace Bread club, through Socket Mode." in await told(bot, app)
    assert "the wrong way round" in await told(app, bot)
    assert "begins with xoxb-; this is a person's token" in await told("xoxp-1-a", app)
    assert "ROUNDTABLE_SLACK_BOT_TOKEN" in await told("xoxb-wrong", app)
    assert "ROUNDTABLE_SLACK_APP_TOKEN" in await told(bot, "xapp-wrong")
    fake_slack.application.app_token_scopes = frozenset()
    assert "lacks the scope “connections:write”" in await told(bot, app)
    fake_slack.application.app_token_scopes = frozenset({"connections:write"})
    workspace.installation.scopes = frozenset(SCOPES) - {"users:read"}
    assert "The app lacks “users:read”. It was made from another manifest" in await told(bot, app)


async def test_a_platform_that_cannot_be_reached_is_told(admin: Browser):

    with without_proxies():
        away = await _try_discord(admin, "a.token")
        gone = await _try_slack(admin, "xoxb-1", "xapp-1")
    assert "Discord cannot be reached" in away.words
    assert "Slack cannot be reached" in gone.words
    blank = await _try_discord(admin, "a b")
    assert "That is no token" in blank.words


async def test_only_who_has_the_site_s_own_desk_is_led_and_may_try_tokens(
    browse: Browse, services: Services, room: Group
):
    club = await services.workspaces.enter("chat", "7", "Club")
    member = await services.members.of_platform(room.id, "chat", "7:1", "Boss")
    await services.groups.name_organisers(room.id, ("chat:7:1",))
    code = await services.sessions.sign_in_pass("chat", "7:1", club.id)
    named = await browse("Nan")
    await named.post("/enter", {"pass": code})
    assert member.group == room.id
    for path in ("", "/start", "/chats", "/others", "/chats/slack-manifest"):
        assert (await named.get(f"{SETUP}{path}")).status in (403, 404), path
    for path in ("", "/start", "/chats/discord", "/chats/slack"):
        assert (await named.post(f"{SETUP}{path}", {"token": "x"})).status in (403, 404), path
    elsewhere = await (await browse(admin=True)).client.post(
        f"{SETUP}/chats/discord", data={"token": "x"}, headers={"Origin": "http://evil.example"}
    )
    assert elsewhere.status_code == 403


async def test_who_tries_many_tokens_is_slowed_down(app: Starlette, admin: Browser):
    for number in range(MOST_WRONG):
        app.state.site.guesses.begin("127.0.0.1", f"token {number}")

    assert (await _try_slack(admin, "xoxb-1", "xapp-1")).status == 429
