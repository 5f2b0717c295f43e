"""Slack: whether the tokens are good, and how workspaces let the bot in."""

from __future__ import annotations

from bot.doctor.findings import Finding, failure, ok
from bot.errors import OperatorError
from bot.presentation.errors import words_for
from bot.settings import Settings


async def tokens(settings: Settings) -> Finding:
    """Show Slack the tokens as the bot would, without going online."""
    if not settings.on_slack:
        return ok("Slack is not used: there is no ROUNDTABLE_SLACK_BOT_TOKEN and no client id.")
    # Only here: without a token nothing of Slack is loaded.
    from bot.platforms.slack.installations import INSTALL  # noqa: PLC0415
    from bot.platforms.slack.token_check import UnreachableSlack, check_tokens  # noqa: PLC0415

    if settings.slack_bot_token is None:
        url = f"{str(settings.web_url).rstrip('/')}{INSTALL}"
        return ok(f"Workspaces install Roundtable at {url}; each brings its own token.")
    try:
        login = await check_tokens(settings)
    except OperatorError as error:
        return failure("Slack does not let the bot in.", words_for(error))
    except UnreachableSlack as error:
        return failure(
            f"Slack cannot be reached ({error}).",
            "See whether this machine can open https://slack.com; the bot tries again by itself.",
        )
    way = "Socket Mode" if settings.slack_app_token is not None else "HTTP at /slack/events"
    return ok(f"The bot is {login.name} in the workspace {login.workspace}, through {way}.")
