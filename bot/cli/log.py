"""What `roundtable log` does, between the terminal and the services."""

from __future__ import annotations

from bot.core.models import GroupId
from bot.core.naming import meant
from bot.database import reading_context
from bot.services.audit import AuditPage, AuditService
from bot.services.groups import GroupService
from bot.settings import Settings


async def read_log(settings: Settings, group: str | None, limit: int) -> AuditPage:
    """Return the newest entries, of one web room's group or of all. Raises NotFound."""
    async with reading_context(settings) as context:
        wanted: GroupId | None = None
        if group is not None:
            rooms = await GroupService(context).rooms()
            wanted = meant("group", group, {of.id: of.name for _, of in rooms})
        return await AuditService(context).page(limit, group=wanted)
