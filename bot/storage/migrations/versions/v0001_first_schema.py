"""The first schema.

Until 0.1.0 is released it may change, and stands in `bot.storage.schema` alone: whoever changes it
gives this revision another name, in the list of all of them, so that a database made before is
refused in words. The release writes out here what the tables were then.
"""

from __future__ import annotations

from alembic import op

from bot.storage.migrations import REVISIONS
from bot.storage.schema import metadata

revision = REVISIONS[0]
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
