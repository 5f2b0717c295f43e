"""How the app is installed, and what its tokens are good for."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e_slack.refusals import error_of
from tests.fakes.slack import Channel, FakeSlack, Workspace


async def test_a_wrong_a_dead_and_a_missing_token_are_told_apart(
    slack: FakeSlack, bread_club: Workspace
) -> None:
    other = slack.workspace("Other club")
    tokens = {
        "": "not_authed",
        "xoxb-wrong": "invalid_auth",
        slack.app_token: "not_allowed_token_type",
        bread_club.bot_token: "token_revoked",
        other.bot_token: "account_inactive",
    }
    slack.installation(bread_club).revoke()
    other.uninstall()
    for token, error in tokens.items():
        client = AsyncWebClient(token, base_url=slack.api_url)
        assert (await error_of(client.auth_test()))["error"] == error


async def test_a_scope_that_is_missing_is_named(
    client: AsyncWebClient, slack: FakeSlack, study: Channel
) -> None:
    installation = slack.installation(study.workspace)
    installation.scopes = frozenset({"chat:write"})
    for call, needed in (
        (client.conversations_history(channel=study.id), "channels:history"),
        (client.users_list(), "users:read"),
    ):
        answer = await error_of(call)
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
        assert answer["provided"] == "chat:write"


# slack_sdk's own call
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_the_app_is_installed_by_the_oauth_flow(slack: FakeSlack) -> None:
    workspace = slack.workspace("Bread club", with_bot=False)
    ann = workspace.member("Ann")
    application = slack.application
    page = (
        "https://slack.com/oauth/v2/authorize?state=s-1&scope=chat:write,commands"
        f"&client_id={application.client_id}&redirect_uri=http://127.0.0.1/slack/oauth"
    )
    back = slack.authorize(page, ann)
    assert back.endswith("state=s-1")
    code = back.partition("code=")[2].partition("&")[0]
    client = AsyncWebClient(base_url=slack.api_url)
    login = {"client_id": application.client_id, "client_secret": application.client_secret}
    exchange = {"code": code, "redirect_uri": "http://127.0.0.1/slack/oauth"}
    installed = await client.oauth_v2_access(**login, **exchange)
    assert installed["access_token"] == workspace.bot_token
    assert installed["scope"] == "chat:write,commands"
    for wrong, error in (
        (login | exchange, "code_already_used"),
        (login | exchange | {"code": "x"}, "invalid_code"),
        (login | exchange | {"client_secret": "x"}, "bad_client_secret"),
    ):
        assert (await error_of(client.oauth_v2_access(**wrong)))["error"] == error


async def test_the_manifest_says_what_the_app_may_and_hears(slack: FakeSlack) -> None:
    slack.application.apply(
        {
            "features": {
                "slash_commands": [{"command": "/ask"}],
                "shortcuts": [{"name": "Use", "type": "message", "callback_id": "use"}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
        }
    )
    workspace = slack.workspace("Bread club")
    assert slack.installation(workspace).scopes == {"chat:write"}
    assert slack.application.commands == {"/ask"}
    assert slack.application.shortcuts["Use"].on_message
    assert slack.application.events == {"message.im"}
