"""Any number of workspaces install the app with a browser, and each is a workspace of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from bot.core.models import ScheduleState
from bot.core.schedules import Plan
from bot.platforms.slack.installations import INSTALL, REDIRECT, SCOPES
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.e2e_slack.serving import PUBLIC, Worker, serving, through_oauth
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.slack import FakeSlack, Person, Workspace
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import QUESTIONS, StudyDeck, store_deck
from tests.unit.platforms.slack.manifest import read_manifest

pytestmark = [
    pytest.mark.usefixtures("waits", "room"),
    # slack_sdk's own call of oauth.v2.access
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]
_WITHIN = {"Host": urlsplit(PUBLIC).netloc}


@pytest.fixture
async def worker(
    slack: FakeSlack,
    services: Services,
    store: Store,
    clock: Clock,
) -> AsyncIterator[Worker]:
    """A worker for every workspace."""
    async with serving(services, store, through_oauth(slack), clock) as running:
        await slack.point_at(running.events)
        yield running


@pytest.fixture
async def browser(worker: Worker) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that keeps cookies, and knows the room by its public name."""
    async with httpx.AsyncClient(base_url=worker.url, headers=_WITHIN, trust_env=False) as browser:
        yield browser


async def _begin(browser: httpx.AsyncClient) -> tuple[str, str]:
    """Return Slack's page, and the cookie that a browser would bring back over https."""
    begun = await browser.get(INSTALL)
    assert begun.status_code == 302
    return begun.headers["Location"], begun.headers["Set-Cookie"].partition(";")[0]


def _way_back(url: str) -> str:
    assert url.startswith(PUBLIC + REDIRECT)
    return url.removeprefix(PUBLIC)


async def _install(browser: httpx.AsyncClient, slack: FakeSlack, who: Person) -> httpx.Response:
    page, cookie = await _begin(browser)
    back = _way_back(slack.authorize(page, who))
    return await browser.get(back, headers={"Cookie": cookie})


async def _club(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack, name: str
) -> tuple[Workspace, Person, StudyDeck]:
    workspace = slack.workspace(name, with_bot=False)
    mara = workspace.member("Mara", is_admin=True)
    assert (await _install(browser, slack, mara)).status_code == 200
    ours = await worker.services.workspaces.find("slack", workspace.id)
    assert ours is not None
    return workspace, mara, await store_deck(worker.store, ours.id, worker.clock.now())


async def test_an_admin_installs_the_app_and_its_workspace_is_a_home_at_once(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace = slack.workspace("Bread club", with_bot=False)
    mara = workspace.member("Mara", is_admin=True)
    done = await _install(browser, slack, mara)

    assert (done.status_code, "installed in Bread club" in done.text) == (200, True)
    ours = await worker.services.workspaces.find("slack", workspace.id)
    assert ours is not None
    assert (ours.name, ours.owner) == ("Bread club", f"{workspace.id}:{mara.id}")
    assert slack.installation(workspace).scopes == set(SCOPES)


async def test_whoever_installs_the_app_is_told_what_to_do_first_and_nobody_else_is(
    browser: httpx.AsyncClient, slack: FakeSlack, worker: Worker
):
    workspace = slack.workspace("Bread club", with_bot=False)
    mara, ann = workspace.member("Mara", is_admin=True), workspace.member("Ann")
    study = workspace.channel("study")
    await _install(browser, slack, mara)

    (welcome,) = mara.dms
    assert "Welcome to Roundtable" in welcome.text
    steps = ["Try a question", "Import notes", "Plan a daily question", "Help"]
    assert welcome.labels == steps
    assert (ann.dms, study.messages) == ([], [])
    assert "For organisers" in (await mara.press(welcome, "Help")).text
    imported = await mara.press(welcome, "Import notes")
    assert "Send me the files" in imported.text


async def test_an_installation_is_whole_though_slack_does_not_take_the_welcome(
    browser: httpx.AsyncClient, slack: FakeSlack, worker: Worker
):
    workspace = slack.workspace("Bread club", with_bot=False)
    mara = workspace.member("Mara", is_admin=True)
    slack.faults.answer("conversations.open", 200, error="user_disabled", times=9)
    done = await _install(browser, slack, mara)

    assert done.status_code == 200
    assert mara.dms == []
    assert await worker.services.workspaces.find("slack", workspace.id) is not None


async def test_workspaces_are_asked_each_with_its_own_token(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    for name in ("Bread club", "Soup club"):
        workspace, mara, _ = await _club(worker, browser, slack, name)
        study = workspace.channel("study")
        await mara.join(study)
        await mara.slash(study, "/quiz", "open")
        await worker.dispatcher.deliver_due()
        assert len(study.messages) == 1
        form = await mara.press(study.messages[0], "Answer")
        seen = await mara.submit(form, {"answer:0": "The gluten relaxes."})
        assert "Saved: your answer counts." in seen.text


async def test_an_installation_lasts_over_a_restart_and_serves_every_worker(
    worker: Worker,
    browser: httpx.AsyncClient,
    slack: FakeSlack,
    restarted: Callable[[], Services],
):
    workspace, mara, _ = await _club(worker, browser, slack, "Bread club")
    study = workspace.channel("study")
    await mara.join(study)
    settings, again = through_oauth(slack), restarted()
    async with serving(again, worker.store, settings, worker.clock) as other:
        assert slack.http is not None
        slack.http.url = other.events
        seen = await mara.slash(study, "/quiz", "open")

    assert QUESTIONS[0] in seen.text


async def _rows(store: Store) -> dict[str, int]:
    async with store.connect() as connection:
        everything = {
            table.name: len((await connection.execute(select(table))).all())
            for table in (schema.slack_bots, schema.slack_installations, schema.workspaces)
        }
        everything["workspaces"] -= 1  # the library
        return everything


async def test_nothing_is_installed_by_a_link_that_did_not_begin_in_this_browser(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    mara = slack.workspace("Bread club", with_bot=False).member("Mara")
    page, cookie = await _begin(browser)
    back = _way_back(slack.authorize(page, mara))
    forged = f"{REDIRECT}?code=x&state=made-up"

    refused = [
        await browser.get(back),
        await browser.get(forged),
        await browser.get(forged, headers={"Cookie": "slack-app-oauth-state=made-up"}),
        await browser.get(f"{REDIRECT}?error=access_denied"),
    ]
    assert [answer.status_code for answer in refused] == [400, 400, 401, 200]
    assert all("Nothing was installed" in answer.text for answer in refused)
    assert set((await _rows(worker.store)).values()) == {0}
    assert (await browser.get(back, headers={"Cookie": cookie})).status_code == 200
    used = await browser.get(back, headers={"Cookie": cookie})
    assert used.status_code == 401


async def test_a_code_that_slack_does_not_take_installs_nothing(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    page, cookie = await _begin(browser)
    state = cookie.partition("=")[2]
    answer = await browser.get(f"{REDIRECT}?code=x&state={state}", headers={"Cookie": cookie})

    assert state in page
    assert answer.status_code == 401
    assert set((await _rows(worker.store)).values()) == {0}


async def test_who_begins_to_install_and_never_comes_back_leaves_nothing_here(
    worker: Worker, browser: httpx.AsyncClient
):
    with counted_statements(worker.store._engine) as seen:
        for _ in range(30):
            await _begin(browser)

    # What runs in the background may look something up meanwhile.
    assert seen.transactions < 30


async def _has_left(worker: Worker, workspace: Workspace) -> bool:
    ours = await worker.services.workspaces.find("slack", workspace.id)
    assert ours is not None
    return ours.left_at is not None


async def test_a_workspace_that_uninstalls_pauses_and_keeps_everything(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace, mara, deck = await _club(worker, browser, slack, "Bread club")
    services = worker.services
    study = workspace.channel("study")
    await mara.join(study)
    await mara.slash(study, "/quiz", "open")
    channel = await services.groups.find_channel("slack", study.id)
    assert channel is not None
    plan = Plan(deck=deck.id, when="every day 09:00", zone="UTC", window=timedelta(hours=8))
    schedule = await services.schedules.add(channel.group, plan)
    before = await _rows(worker.store)

    workspace.uninstall()

    await eventually(lambda: _has_left(worker, workspace))
    (paused,) = await services.schedules.of_group(channel.group)
    assert (paused.id, paused.state) == (schedule.id, ScheduleState.PAUSED)
    assert await _rows(worker.store) == before


async def test_the_admins_hear_where_their_group_is_besides(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    bread, mara, _ = await _club(worker, browser, slack, "Bread club")
    soup = slack.workspace("Soup club", with_bot=False)
    lou = soup.member("Lou", is_admin=True)
    await _install(browser, slack, lou)
    here, there = bread.channel("study"), soup.channel("study")
    for person, channel in ((mara, here), (lou, there)):
        await person.join(channel)
    await mara.slash(here, "/quiz", "open")
    ours = await worker.services.groups.find_channel("slack", here.id)
    assert ours is not None
    code = await worker.services.linking.invite(ours.group)
    asked = await lou.slash(there, "/link", f"join {code}")
    await lou.press(asked.message, "Link this channel")
    await worker.dispatcher.deliver_due()

    soup.uninstall()
    await eventually(lambda: _has_left(worker, soup))
    worker.clock.advance(timedelta(seconds=2))
    await worker.dispatcher.deliver_due()

    assert any("sent away from Soup club" in message.text for message in mara.dms)


async def test_two_workspaces_in_one_group_are_each_told_and_reminded_by_their_own_bot(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    bread, mara, _ = await _club(worker, browser, slack, "Bread club")
    soup = slack.workspace("Soup club", with_bot=False)
    lou = soup.member("Lou", is_admin=True)
    await _install(browser, slack, lou)
    here, there = bread.channel("study"), soup.channel("bowl")
    ann, lee = bread.member("Ann"), soup.member("Lee")
    await mara.slash(here, "/schedule", 'add when="monday 03:00" zone=UTC')
    made = await mara.slash(here, "/link", "create")
    code = next(each for each in made.text.split() if len(each) == len("ABCDE-FGHJK"))
    asked = await lou.slash(there, "/link", f"join {code}")
    await lou.press(asked.message, "Link this channel")
    opened = await mara.slash(here, "/quiz", "open")
    # The other workspace's channel cannot be led to from here.
    led = f"<#{here.id}>"
    far = "#bowl in Soup club"
    assert f"{led} and {far}" in opened.text or f"{far} and {led}" in opened.text
    await worker.dispatcher.deliver_due()
    for person, channel in ((ann, here), (lee, there)):
        await person.press(channel.messages[-1], "Remind me")
    worker.clock.advance(timedelta(hours=23))
    await worker.services.rounds.tick()
    for _ in range(3):
        await worker.dispatcher.deliver_due()
        worker.clock.advance(timedelta(seconds=2))

    for person in (ann, lee):
        assert [QUESTIONS[0] in each.text for each in person.dms] == [True]
    assert slack.refused == []


async def test_somebody_of_a_connected_workspace_without_the_app_answers_in_the_shared_channel(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    bread, mara, _ = await _club(worker, browser, slack, "Bread club")
    partner = slack.workspace("Partner Ltd", with_bot=False)
    study, pat = bread.channel("study"), bread.stranger("Pat Partner", partner)
    study.invite(pat)
    await mara.slash(study, "/quiz", "open")
    await worker.dispatcher.deliver_due()
    form = await pat.press(study.messages[0], "Answer")
    seen = await pat.submit(form, {"answer:0": "From the partner."})

    assert "Saved" in seen.text
    assert await worker.services.workspaces.find("slack", partner.id) is None


async def test_who_installed_the_app_is_an_organiser_without_running_the_workspace(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    await _club(worker, browser, slack, "Bread club")
    soup = slack.workspace("Soup club", with_bot=False)
    ina, study = soup.member("Ina"), soup.channel("study")
    await _install(browser, slack, ina)

    seen = await ina.slash(study, "/quiz", "status")

    assert "Nothing was asked in this channel so far" in seen.text


async def test_a_workspace_that_installs_again_is_there_again_with_a_new_token(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack
):
    workspace, mara, _ = await _club(worker, browser, slack, "Bread club")
    study = workspace.channel("study")
    await mara.join(study)
    workspace.uninstall()
    await eventually(lambda: _has_left(worker, workspace))

    await _install(browser, slack, mara)
    study.add_bot()
    seen = await mara.slash(study, "/quiz", "open")

    assert not await _has_left(worker, workspace)
    assert QUESTIONS[0] in seen.text


async def test_a_farewell_that_comes_after_the_new_installation_is_none(
    worker: Worker, browser: httpx.AsyncClient, slack: FakeSlack, clock: Clock
):
    workspace, mara, _ = await _club(worker, browser, slack, "Bread club")
    assert slack.http is not None
    slack.http.url = "http://127.0.0.1:9/"  # just then the worker is away
    workspace.uninstall()
    await slack.until(lambda: all(each.failed for each in slack.deliveries.pending))
    await _install(browser, slack, mara)
    slack.http.url = worker.events
    clock.advance(timedelta(minutes=1))
    slack.time_passed()
    await slack.quiet()
    await worker.chat.stop()

    assert not await _has_left(worker, workspace)
    assert [each.attempts for each in slack.deliveries.all[-2:]] == [2, 2]


def test_what_installers_are_asked_for_is_what_the_manifest_names():
    assert list(SCOPES) == read_manifest()["oauth_config"]["scopes"]["bot"]
