"""Showing Slack the tokens without going online: what a look at them tells."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.errors import SlackTokenRefused
from bot.platforms.slack.failures import UNREACHABLE, code_of
from bot.platforms.slack.workspaces import REFUSED, client_with
from bot.settings import Settings


class UnreachableSlack(Exception):
    """Slack did not answer, or not with what was asked."""


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose token it is, and of which workspace."""

    name: str
    workspace: str


async def check_tokens(settings: Settings) -> TokenOwner:
    """Return whose token it is. Raises SlackTokenRefused and UnreachableSlack."""
    if settings.slack_bot_token is None:
        raise ValueError("there is no bot's token for Slack")
    client = client_with(settings.slack_bot_token.get_secret_value(), settings)
    tried = "ROUNDTABLE_SLACK_BOT_TOKEN"
    try:
        found = await client.auth_test()
        if settings.slack_app_token is not None:
            tried = "ROUNDTABLE_SLACK_APP_TOKEN"
            token = settings.slack_app_token.get_secret_value()
            await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        if code_of(error) in REFUSED:
            raise SlackTokenRefused(tried) from error
        raise UnreachableSlack(code_of(error) or str(error)) from error
    except UNREACHABLE as error:
        raise UnreachableSlack(str(error) or type(error).__name__) from error
    return TokenOwner(str(found["user"]), str(found["team"]))
