"""Tokens shown to Discord and Slack: whose they are, and what the bot lacks there.

Nothing goes online, and nothing of a token is kept. What is loaded is of that platform alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping

from bot.doctor.findings import Finding, Outcome, failure, ok, warning
from bot.errors import OperatorError
from bot.platforms.port import TokenFinding
from bot.presentation.errors import words_for
from bot.presentation.humanize import count, several
from bot.settings import Settings

_MOST_NAMED = 3
_LONGEST_S = 20.0
_AGAIN = ", and check again; a running room does so by itself."


async def discord_token(settings: Settings, *, has_run: bool) -> Finding:
    """Return what Discord says of the token; a bot that `has_run` has registered its commands."""
    from bot.platforms.discord.token_check import UnreachableDiscord, try_login

    try:
        login = await try_login(settings)
    except OperatorError as error:
        return failure("Discord does not let the bot in.", words_for(error))
    except UnreachableDiscord as error:
        return failure(
            f"Discord cannot be reached ({error}).",
            f"See whether this machine can open https://discord.com{_AGAIN}",
        )
    who = f"The bot is {login.name}, in {count(login.servers, 'server')}."
    if login.unregistered and has_run:
        names = ", ".join(f"“{name}”" for name in login.unregistered)
        return warning(
            f"{who} Discord does not have these commands of it as they are here: {names}.",
            "Another program with the same token has put its own in their place, or they are an "
            "earlier version’s: give each program a token of its own, then start the room again, "
            "which registers them.",
        )
    if login.lacking:
        return warning(
            f"{who} {_lacking(login.lacking)}",
            f"Open the invite link again, which grants it all: {login.invitation}",
        )
    return ok(f"{who} Invite it: {login.invitation}")


def _lacking(lacking: Mapping[str, tuple[str, ...]]) -> str:
    """Return "Its roles lack Attach Files in Bread club, and something in 2 more servers."."""
    named = [f"{several(each)} in {name}" for name, each in list(lacking.items())[:_MOST_NAMED]]
    more = len(lacking) - _MOST_NAMED
    rest = f", and something in {count(more, 'more server')}" if more > 0 else ""
    return f"Its roles there lack {'; '.join(named)}{rest}."


async def slack_tokens(settings: Settings) -> Finding:
    """Return what Slack says of the tokens of one workspace."""
    from bot.platforms.slack.workspaces import UnreachableSlack, check_tokens

    try:
        async with asyncio.timeout(_LONGEST_S):
            login = await check_tokens(settings)
    except OperatorError as error:
        return failure("Slack does not let the bot in.", words_for(error))
    except (UnreachableSlack, TimeoutError) as error:
        return failure(
            f"Slack cannot be reached ({str(error) or type(error).__name__}).",
            f"See whether this machine can open https://slack.com{_AGAIN}",
        )
    way = "Socket Mode" if settings.slack_app_token is not None else "HTTP at /slack/events"
    who = f"The bot is {login.name} in the workspace {login.workspace}, through {way}."
    if login.lacking:
        return warning(
            f"{who} The app lacks {several(login.lacking)}.",
            "It was made from another manifest: paste this version's on your app's page, “App "
            "Manifest”, and install the app again. “roundtable slack-manifest” prints it.",
        )
    return ok(who)


class TypedTokens:
    """Tokens that somebody types to have them looked at: a `bot.platforms.port.TokenChecks`."""

    def __init__(self, settings: Settings) -> None:
        """Look where the settings say that the platforms are."""
        self._settings = settings

    async def discord(self, token: str, *, message_content: bool) -> TokenFinding:
        """Return whose token it is, and what the bot lacks."""
        asked = self._settings.with_discord(token, message_content=message_content)
        return await _told(discord_token(asked, has_run=False))

    async def slack(self, bot_token: str, app_token: str) -> TokenFinding:
        """Return whose tokens these are, and what the app lacks."""
        asked = self._settings.with_slack(bot_token, app_token)
        return await _told(slack_tokens(asked))

    def slack_manifest(self) -> Mapping[str, object]:
        """Return what Slack is told of an app on Socket Mode."""
        from bot.platforms.slack.manifest import manifest

        return manifest()


async def _told(looking: Awaitable[Finding]) -> TokenFinding:
    found = await looking
    return TokenFinding(
        good=found.outcome is not Outcome.FAILURE,
        sentence=found.sentence,
        remedy=found.remedy,
    )
