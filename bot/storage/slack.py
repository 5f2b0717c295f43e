"""Where Slack's workspaces installed the app: slack_sdk's stores in our transactions.

Loaded only where the app is installed through OAuth: without that nothing of Slack is.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import structlog
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import (
    AsyncSQLAlchemyInstallationStore,
    SQLAlchemyInstallationStore,
)
from sqlalchemy import RowMapping, Select, Table, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import schema
from bot.storage.token_cipher import EncryptedToken, TokenCipher
from bot.storage.transaction import Store

_log = structlog.get_logger()
_SECRET = frozenset(
    {
        "bot_token",
        "bot_refresh_token",
        "user_token",
        "user_refresh_token",
        "incoming_webhook_url",
        "incoming_webhook_configuration_url",
    }
)


class SlackInstallations(AsyncSQLAlchemyInstallationStore):
    """The installations of one app, in any number of workspaces, each with its own token.

    Tokens are encrypted in the database. A workspace whose token no key decrypts is told once to
    the log, and is as one that is to install the app again.
    """

    def __init__(self, store: Store, client_id: str, cipher: TokenCipher) -> None:
        super().__init__(client_id, _as_engine(store))
        self._cipher = cipher
        self._unreadable: set[str] = set()
        for table in (self.bots, self.installations):
            for name in _SECRET.intersection(table.c.keys()):
                table.c[name].type = EncryptedToken(cipher)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002  # slack_sdk's own signature
        team_id: str | None,
        is_enterprise_install: bool | None = False,  # noqa: ARG002  # as above
    ) -> Bot | None:
        """Return the workspace's latest installation."""
        return None if team_id is None else await self.of_team(team_id)

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

    async def tokens(self) -> dict[str, str | None]:
        """Return each workspace's latest token, None for one that no key decrypts, newest last."""
        c = self.bots.c
        query = (
            select(c.team_id, c.bot_token)
            .where(c.client_id == self.client_id, c.team_id.is_not(None))
            .where(c.bot_token.is_not(None))
            .order_by(c.installed_at)
        )
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {row.team_id: row.bot_token for row in rows}

    async def expiring(self, team: str) -> tuple[str, datetime] | None:
        """Return a workspace's refresh token and when its token expires; None for one that stays.

        Not out of slack_sdk's entities: they take the database's UTC for this machine's time.
        """
        row = await self._latest(self.installations, team)
        if row is None or not row["bot_refresh_token"] or row["bot_token_expires_at"] is None:
            return None
        return row["bot_refresh_token"], row["bot_token_expires_at"].replace(tzinfo=UTC)

    async def renew(self, team: str, token: str, refresh_token: str, expires_at: datetime) -> None:
        """Keep a new token and its refresh token instead of those of the latest installation."""
        values = {
            "bot_token": token,
            "bot_refresh_token": refresh_token,
            "bot_token_expires_at": expires_at.astimezone(UTC).replace(tzinfo=None),
        }
        async with self.engine.begin() as connection:
            for table in (self.bots, self.installations):
                latest = self._latest_of(table, team).with_only_columns(table.c.id)
                of_row = update(table).where(table.c.id == latest.scalar_subquery())
                await connection.execute(of_row.values(values))

    def _latest_of(self, table: Table, team: str) -> Select[Any]:
        return (
            select(table)
            .where(table.c.team_id == team, table.c.client_id == self.client_id)
            .where(table.c.bot_token.is_not(None))
            .order_by(table.c.installed_at.desc())
            .limit(1)
        )

    async def _latest(self, table: Table, team: str) -> RowMapping | None:
        async with self.engine.connect() as connection:
            found = await connection.execute(self._latest_of(table, team))
            row: RowMapping | None = found.mappings().one_or_none()
        if row is not None and row["bot_token"] is None:  # one is there, but no key decrypts it
            self._tell_unreadable(team)
            return None
        return row

    def _tell_unreadable(self, team: str) -> None:
        if team not in self._unreadable:
            self._unreadable.add(team)
            _log.error("slack token unreadable", team=team, setting="ROUNDTABLE_SECRET_KEY")

    async def encrypt_anew(self) -> tuple[int, int]:
        """Encrypt every token with the first key; return how many, and how many no key decrypts."""
        done = unreadable = 0
        async with self.engine.begin() as connection:
            for table in (schema.slack_bots, schema.slack_installations):
                names = sorted(_SECRET.intersection(table.c.keys()))
                columns = [table.c.id, *(table.c[name] for name in names)]
                for row in (await connection.execute(select(*columns))).mappings().all():
                    stored = {name: row[name] for name in names if row[name] is not None}
                    anew = {name: self._cipher.encrypt_anew(each) for name, each in stored.items()}
                    changed = {name: each for name, each in anew.items() if each is not None}
                    done, unreadable = done + len(changed), unreadable + len(anew) - len(changed)
                    if changed:
                        of_row = update(table).where(table.c.id == row["id"])
                        await connection.execute(of_row.values(changed))
        return done, unreadable


def _as_engine(store: Store) -> AsyncEngine:
    # Of an engine slack_sdk uses `begin` and `connect` alone. With the store's, its writers wait
    # for their turn on SQLite like ours, and what only reads takes no lock.
    return cast(AsyncEngine, store)
