"""What organisers changed, with who and when: the audit log. It holds no answers, and no names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.models import GroupId, PersonId, WorkspaceId


class Act(StrEnum):
    """What an organiser did."""

    ROUND_OPENED = "round-opened"
    ROUND_CLOSED = "round-closed"
    ROUND_SKIPPED = "round-skipped"
    SCHEDULE_ADDED = "schedule-added"
    SCHEDULE_CHANGED = "schedule-changed"
    SCHEDULE_PAUSED = "schedule-paused"
    SCHEDULE_RESUMED = "schedule-resumed"
    OPENING_LEFT_OUT = "opening-left-out"
    SCHEDULE_REMOVED = "schedule-removed"
    DECK_IMPORTED = "deck-imported"
    DECK_COPIED = "deck-copied"
    DECK_EDITED = "deck-edited"
    EDIT_UNDONE = "edit-undone"
    DECK_REMOVED = "deck-removed"
    DECK_RESTORED = "deck-restored"
    DECK_RENAMED = "deck-renamed"
    REFERENCE_CHOSEN = "reference-chosen"
    LANGUAGE_SET = "language-set"
    NAMING_SET = "naming-set"
    LATE_SET = "late-set"
    CHANNEL_CONFIGURED = "channel-configured"
    ORGANISER_NAMED = "organiser-named"
    ORGANISER_DISMISSED = "organiser-dismissed"
    GROUP_MADE = "group-made"
    GROUP_RENAMED = "group-renamed"
    LINK_CODE_MADE = "link-code-made"
    CHANNEL_LINKED = "channel-linked"
    CHANNEL_UNLINKED = "channel-unlinked"
    JOINING_ON = "joining-on"
    JOINING_OFF = "joining-off"
    JOINED_SIGNED_OUT = "joined-signed-out"
    DESKS_CLOSED = "desks-closed"
    DESK_LINKS_RENEWED = "desk-links-renewed"
    MEMBER_REMOVED = "member-removed"
    REPLIES_REMOVED = "replies-removed"
    RECOVERY_MADE = "recovery-made"
    RECOVERY_USED = "recovery-used"
    SENT_AGAIN = "sent-again"


# What organisers of one workspace do to a group that another's are told: it is theirs as well.
CONCERNS_OTHERS = frozenset(
    {
        Act.ROUND_CLOSED,
        Act.ROUND_SKIPPED,
        Act.SCHEDULE_CHANGED,
        Act.SCHEDULE_PAUSED,
        Act.SCHEDULE_REMOVED,
        Act.CHANNEL_UNLINKED,
    }
)


# What Undo takes back on a deck's page: the entry's `values` have the id of the `edit`.
UNDOABLE = frozenset({Act.DECK_EDITED, Act.DECK_RENAMED, Act.LANGUAGE_SET})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts as an organiser, and where: by an account, as a person, or as nobody known.

    Of who came in by a desk link, or types at the terminal, only that is known. `workspace` is the
    one from which they act, None where that is none.
    """

    platform: str
    subject: str = ""
    person: PersonId | None = None
    workspace: WorkspaceId | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change. `person` made it on a platform, None for who is not known, or is gone by now.

    It was made to a group, to a workspace, or to both. `about` is the person that it is about, and
    `values` are what its words need, such as a deck's title.
    """

    id: str
    at: datetime
    act: Act
    platform: str
    person: PersonId | None = None
    group: GroupId | None = None
    workspace: WorkspaceId | None = None
    about: PersonId | None = None
    values: Mapping[str, str] = field(default_factory=dict)
