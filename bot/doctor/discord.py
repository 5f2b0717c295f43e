"""Discord: whether the token is good, the toggles are set, and how the bot is invited."""

from __future__ import annotations

from bot.doctor.findings import Finding, failure, ok
from bot.errors import OperatorError
from bot.presentation.errors import words_for
from bot.settings import Settings


async def token(settings: Settings) -> Finding:
    """Log in as the bot would, without going online."""
    if settings.discord_token is None:
        return ok("Discord is not used: there is no ROUNDTABLE_DISCORD_TOKEN.")
    # Only here: without a token nothing of Discord is loaded.
    from bot.platforms.discord.token_check import UnreachableDiscord, try_login  # noqa: PLC0415

    try:
        login = await try_login(settings)
    except OperatorError as error:
        return failure("Discord does not let the bot in.", words_for(error))
    except UnreachableDiscord as error:
        return failure(
            f"Discord cannot be reached ({error}).",
            "See whether this machine can open https://discord.com; the bot tries again by itself.",
        )
    return ok(f"The bot is {login.name}, in {login.servers} servers. Invite it: {login.invitation}")
