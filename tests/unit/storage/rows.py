"""A row of each table in which people and their work are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

# More than one row where rows of a kind differ.
ROWS: dict[str, list[dict[str, Any]]] = {
    "groups": [{"id": "g", "name": "Group", "naming": "names", "organisers": ""}],
    "key_values": [{"name": "member:g", "value": "secret"}],
    "workspaces": [
        {
            "id": "w",
            "platform": "web",
            "address": "local",
            "name": "Web",
            "joined_at": NOON,
            "left_at": None,
            "owner": "",
            "organisers": "",
        }
    ],
    "channels": [
        {
            "id": "c",
            "group": "g",
            "platform": "web",
            "address": "room",
            "workspace": "local",
            "home": "g",
            "name": "Room",
            "gone": False,
            "owner": "",
            "mention_role": None,
            "threads": True,
            "written": False,
            "announces": True,
            "left_out": False,
        }
    ],
    "persons": [{"id": "p", "name": ""}],
    "accounts": [{"platform": "web", "subject": "p", "person": "p"}],
    "members": [
        {
            "id": "m",
            "person": "p",
            "group": "g",
            "name": "Ann",
            "name_key": "ann",
            "look_key": "ann",
            "joined_at": NOON,
        }
    ],
    "sessions": [{"token_hash": "h", "person": "p", "created_at": NOON, "browser": ""}],
    "decks": [
        {
            "id": "d",
            "workspace": "w",
            "title": "Bread",
            "created_at": NOON,
            "language": "english",
            "reference": "s",
            "pack": None,
        }
    ],
    "sources": [
        {
            "id": "s",
            "deck": "d",
            "name": "a.md",
            "author": "Mara",
            "title": "",
            "format": "numbered",
            "content_hash": "hash",
            "imported_at": NOON,
            "position": 0,
        }
    ],
    "questions": [{"id": "q", "deck": "d", "position": 0, "text": "Why?", "section": ""}],
    "answers": [
        {
            "id": "a",
            "question": "q",
            "source": "s",
            "text": "Because.",
            "status": "answered",
            "confidence": 0.5,
            "first_line": 1,
            "last_line": 2,
            "position": 0,
            "asked": "Why so?",
        }
    ],
    "drafts": [{"id": "f", "workspace": "w", "created_at": NOON}],
    "draft_files": [{"draft": "f", "position": 0, "name": "a.md", "data": b"\x00text"}],
    "schedules": [
        {
            "id": "p",
            "group": "g",
            "deck": "d",
            "recurrence": "0 9 * * *",
            "zone": "Europe/Paris",
            "window": 3600.0,
            "grace": 60.0,
            "next_at": NOON,
        }
    ],
    "rounds": [
        {
            "id": "r",
            "group": "g",
            "deck": "d",
            "question": "q",
            "state": "open",
            "opened_at": NOON,
            "closes_at": NOON,
            "closed_at": None,
            "schedule": "p",
            "occurrence": NOON,
            "naming": "names",
        }
    ],
    "audience": [{"round": "r", "channel": "c"}],
    "pictures": [
        {"id": "p", "media_type": "image/png", "width": 4, "height": 3, "data": b"\x00\xff"}
    ],
    "replies": [
        {
            "round": "r",
            "member": "m",
            "text": "So.",
            "revision": 2,
            "saved_at": NOON,
            "pictures": "p",
        }
    ],
    "deck_pictures": [{"deck": "d", "picture": "p"}],
    "reply_pictures": [{"round": "r", "member": "m", "picture": "p"}],
    "deliveries": [
        {
            "key": key,
            "kind": "question",
            "group": "g",
            "channel": "c",
            "platform": "web",
            "created_at": NOON,
            "round": "r",
            "note": "",
            "attempts": 1,
            "next_attempt_at": None if sent else NOON,
            "sent_at": sent,
            "external_id": None,
            "failure": None,
        }
        for key, sent in (("k1", NOON), ("k2", None))
    ],
    "archived_deliveries": [
        {
            "key": "k0",
            "kind": "notice",
            "group": "g",
            "channel": "c",
            "platform": "web",
            "created_at": NOON,
            "note": "{}",
            "state": "sent",
            "attempts": 1,
            "sent_at": NOON,
        }
    ],
    "web_messages": [
        {
            "channel": "c",
            "key": "k1",
            "summary": "A question",
            "subject": "r",
            "for_admins": False,
            "posted_at": NOON,
        }
    ],
}


def fill(connection: Connection) -> None:
    """Put the rows into a migrated database."""
    found = MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        if table.name in ROWS:
            connection.execute(table.insert(), ROWS[table.name])
