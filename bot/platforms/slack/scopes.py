"""What the app asks a workspace to be allowed: the bot's scopes, https://docs.slack.dev/scopes."""

from __future__ import annotations

SCOPES = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read",
    "im:write", "reactions:write", "team:read", "usergroups:read", "users:read",
)  # fmt: skip
OPTIONAL = ("usergroups:read",)
"""Of these, what a workspace may leave out: https://docs.slack.dev/changelog/2026/03/16/optional-scopes.

Without it a user group that questions mention is mentioned for ever, though it was disabled.
"""
