"""PgBouncer in transaction mode before PostgreSQL: work goes through it, notices past it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import URL

from bot.core.models import GroupId
from bot.database import writing_context
from bot.services.live import Topic
from bot.services.services import Services
from bot.settings import Settings
from tests.fakes.eventually import eventually
from tests.fakes.patience import PATIENCE_S
from tests.fakes.ports import free_port
from tests.fakes.postgres import PostgresServer

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="pgbouncer is not installed")

CONFIG = """
[databases]
* = host={folder} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
user = {user}
"""


@pytest.fixture
def pooled(postgres: PostgresServer, postgres_url: URL, tmp_path: Path) -> Iterator[URL]:
    """The test's database behind a pooler with three connections."""
    port, file = free_port(), tmp_path / "pgbouncer.ini"
    is_root = os.geteuid() == 0  # which it refuses to be
    user = postgres.folder.owner() if is_root else ""  # whose socket it is
    text = CONFIG.format(folder=postgres.folder, port=port, user=user)
    file.write_text(text if is_root else text.replace("user = \n", ""))
    tmp_path.chmod(0o755)
    assert PGBOUNCER is not None
    with subprocess.Popen([PGBOUNCER, "-q", str(file)], stderr=subprocess.DEVNULL) as process:
        try:
            yield URL.create(
                "postgresql+asyncpg", "postgres", None, "127.0.0.1", port, postgres_url.database
            )
        finally:
            process.terminate()


async def test_two_workers_do_their_work_through_it_and_hear_each_other_past_it(
    pooled: URL, postgres_url: URL, tmp_path: Path
) -> None:
    query = {"prepared_statement_cache_size": "0"}
    settings = Settings(
        data=tmp_path,
        database_url=pooled.update_query_dict(query).render_as_string(hide_password=False),
        listen_url=postgres_url.render_as_string(hide_password=False),
        _env_file=None,
    )

    async def there() -> bool:
        try:
            await (
                await asyncpg.connect(pooled.set(drivername="postgresql").render_as_string())
            ).close()
        except (OSError, asyncpg.PostgresError):
            return False
        return True

    await eventually(there)
    async with writing_context(settings) as one, writing_context(settings) as other:
        first, second = Services(one), Services(other)
        with second.live.listen(Topic.MEMBERS) as heard:
            group = await first.groups.local()
            made = await asyncio.gather(*(first.groups.new_room(f"Room {n}") for n in range(8)))
            names = {each.name for _, each in await second.groups.rooms()}
            assert {each.name for each in made} <= names
            await second.rounds.tick()
            async with asyncio.timeout(PATIENCE_S):
                while (GroupId(group.id), Topic.MEMBERS) not in await heard.changes(1.0):
                    first.live.publish(group.id, Topic.MEMBERS)
