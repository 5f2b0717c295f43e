"""Files from outside, on their way to a deck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.models import WorkspaceId


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from outside, before anything was read of it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """Uploads that wait for an admin to look at the preview and say yes."""

    id: str
    workspace: WorkspaceId
    created_at: datetime
    files: tuple[Upload, ...]
