"""Where a group is installed on a platform, and where one message of its goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.models import Channel, DeliveryKey, GroupId, MemberId

MAX_WORKSPACE_NAME = 200
INVITED_FOR = timedelta(minutes=15)
KEPT_AFTER_LEAVING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A server or workspace on a platform, the group that it belongs to, and its settings.

    `address` is the platform's id for it, as are those of people and roles: the `owner` is told
    what admins should know, `admins` may do what an admin does, `mention_role` is mentioned with
    each question. With `threads` all that follows a question goes into its thread; with `written` a
    reply may be written there too. `left_at` is when the bot was sent away.
    """

    platform: str
    address: str
    group: GroupId
    name: str
    joined_at: datetime
    left_at: datetime | None = None
    owner: str = ""
    admins: tuple[str, ...] = ()
    mention_role: str | None = None
    threads: bool = True
    written: bool = False


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that can be used once: by an admin to join groups, by a member to join accounts.

    Only the code's hash is kept. `member` is None for a group's.
    """

    code_hash: str
    group: GroupId
    expires_at: datetime
    member: MemberId | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where one message goes. Ids are the platform's own.

    It was not sent before `since`. `under` is the message it belongs to, in a thread of its own
    where `thread` says so. A `person` alone may read it; the role `mention_role` is mentioned.
    """

    channel: Channel
    key: DeliveryKey
    since: datetime
    under: str | None = None
    thread: bool = True
    person: str | None = None
    mention_role: str | None = None
