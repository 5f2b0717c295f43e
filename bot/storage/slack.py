"""Where Slack's workspaces installed the app: slack_sdk's stores in our transactions.

Loaded only where the app is installed through OAuth: without that nothing of Slack is.
"""

from __future__ import annotations

from typing import cast

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from sqlalchemy import RowMapping, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.transaction import Store


class SlackInstallations(AsyncSQLAlchemyInstallationStore):
    """The installations of one app, in any number of workspaces, each with its own token."""

    def __init__(self, store: Store, client_id: str) -> None:
        super().__init__(client_id, _as_engine(store))

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002  # slack_sdk's own signature
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,  # noqa: ARG002  # as above
    ) -> Installation | None:
        """Return the latest one of the workspace itself; of a person there is none.

        Nobody is asked for a token of their own.
        """
        if team_id is None or user_id is not None:
            return None
        row = await self._latest(self.installations, team_id)
        return SQLAlchemyInstallationStore.build_installation_entity(row) if row else None

    async def of_team(self, team: str) -> Bot | None:
        """Return the workspace's latest installation, whichever enterprise it belongs to."""
        row = await self._latest(self.bots, team)
        return SQLAlchemyInstallationStore.build_bot_entity(row) if row else None

    async def _latest(self, table: Table, team: str) -> RowMapping | None:
        query = (
            select(table)
            .where(table.c.team_id == team, table.c.client_id == self.client_id)
            .where(table.c.bot_token.is_not(None))
            .order_by(table.c.installed_at.desc())
            .limit(1)
        )
        async with self.engine.connect() as connection:
            return (await connection.execute(query)).mappings().one_or_none()


def _as_engine(store: Store) -> AsyncEngine:
    # Of an engine slack_sdk uses `begin` and `connect` alone. With the store's, its writers wait
    # for their turn on SQLite like ours, and what only reads takes no lock.
    return cast(AsyncEngine, store)
