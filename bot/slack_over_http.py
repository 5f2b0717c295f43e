"""The composition root's part for Slack over HTTP: with one workspace's token, or with OAuth.

Loaded only where there are settings for it.
"""

from __future__ import annotations

from slack_sdk.oauth import OAuthStateUtils

from bot.platforms.slack.http import SlackOverHttp
from bot.platforms.slack.installations import Installations, Register
from bot.platforms.slack.workspaces import OneWorkspace
from bot.services.seeding import SeedContent, leave_empty
from bot.services.services import Services
from bot.settings import Settings
from bot.storage.slack import SlackInstallations, SlackStates
from bot.storage.store import SqlStore


def slack_over_http(
    services: Services, store: SqlStore, settings: Settings, seed_content: SeedContent = leave_empty
) -> SlackOverHttp:
    """Return what takes Slack's requests, and gives workspaces a way to install the app."""
    if settings.slack_client_id is None:
        return SlackOverHttp(services, OneWorkspace(services, settings, seed_content))
    register = _register(store, settings.slack_client_id)
    installations = Installations(services, settings, seed_content, register)
    return SlackOverHttp(services, installations, installations.routes)


def _register(store: SqlStore, client_id: str) -> Register:
    kept = SlackInstallations(store, client_id)
    states = SlackStates(store, OAuthStateUtils.default_expiration_seconds)
    return Register(kept, states, kept.of_team)
