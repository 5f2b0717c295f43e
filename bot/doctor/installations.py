"""The workspaces that installed the app on Slack: how many of their tokens are of use still."""

from __future__ import annotations

from sqlalchemy import select

from bot.database import connecting
from bot.doctor.findings import Finding, ok, warning
from bot.presentation.humanize import count, several
from bot.settings import Settings
from bot.storage import schema
from bot.storage.engine import Engine, reading
from bot.storage.migrations import is_migrated
from bot.storage.token_cipher import KEY_FILE, TokenCipher, keys_in, new_key
from bot.storage.transaction import Store

_MOST_ASKED = 50
_MOST_NAMED = 3


async def installations(settings: Settings, url: str) -> Finding:
    """Ask Slack about each token, of those who installed last, and see which cannot be read."""
    tokens = await _tokens(settings)
    if not tokens:
        return ok(f"Workspaces install Roundtable at {url}; none has so far.")
    refused = await _refused(settings, tokens)
    unreadable = sorted(team for team, token in tokens.items() if token is None)
    if not refused and not unreadable:
        return ok(
            f"Workspaces install Roundtable at {url}; the tokens of "
            f"{count(len(tokens), 'workspace')} are good."
        )
    return warning(
        f"Of {count(len(tokens), 'workspace')} that installed Roundtable, Slack refuses the token "
        f"of {_named(sorted(refused))}, and no key decrypts that of {_named(unreadable)}.",
        f"Let their organisers install it again at {url}. A key that is missing can be added to "
        "ROUNDTABLE_SECRET_KEY.",
    )


def _named(teams: list[str]) -> str:
    if not teams:
        return "none"
    more = "" if len(teams) <= _MOST_NAMED else " and others"
    return f"{len(teams)} ({several(teams[:_MOST_NAMED])}{more})"


async def _tokens(settings: Settings) -> dict[str, str | None]:
    """Return the tokens of those who are there, by workspace; None for what cannot be read."""
    if not (settings.on_postgresql or settings.database.is_file()):
        return {}
    async with connecting(settings.database_url) as engine:
        if not await is_migrated(engine):
            return {}
        here = await _there(engine)
        # For Slack alone, whose libraries it loads.
        from bot.storage.slack import SlackInstallations  # noqa: PLC0415

        cipher = TokenCipher(_keys(settings))
        kept = SlackInstallations(Store(engine), settings.slack_client_id or "", cipher)
        return {team: token for team, token in (await kept.tokens()).items() if team in here}


async def _there(engine: Engine) -> set[str]:
    workspaces = schema.workspaces.c
    query = select(workspaces.address).where(
        workspaces.platform == "slack", workspaces.left_at.is_(None)
    )
    async with reading(engine) as connection:
        return set(await connection.scalars(query))


def _keys(settings: Settings) -> tuple[str, ...]:
    folder = settings.folder
    if settings.secret_keys or not (folder / KEY_FILE).is_file():
        return settings.secret_keys or (new_key(),)  # one that opens nothing: looking makes no file
    return keys_in(folder)


async def _refused(settings: Settings, tokens: dict[str, str | None]) -> list[str]:
    from bot.platforms.slack.workspaces import client_with, is_dead  # noqa: PLC0415  # as above

    asked = [(team, token) for team, token in tokens.items() if token][-_MOST_ASKED:]
    return [team for team, token in asked if await is_dead(client_with(token, settings))]
