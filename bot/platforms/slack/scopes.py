"""What the app asks a workspace to be allowed. `deploy/slack-manifest.yaml` names the same."""

from __future__ import annotations

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:write",
    "team:read",
    "users:read",
)
