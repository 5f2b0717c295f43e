"""Invitations, whose codes people read to each other.

A code has ten characters that are hard to confuse, 50 bits. The alphabet is Crockford's Base 32
(https://www.crockford.com/base32.html): what looks alike is read as the same, whether letter or
digit.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.models import GroupId, PersonId

INVITED_FOR = timedelta(minutes=15)
PASS_HOLDS_FOR = timedelta(minutes=10)
"""A link that somebody asked for in a chat, where it lies about for others to find."""
ORGANISES_FOR = timedelta(hours=12)
"""How long such a link opens an organisers' desk."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_LOOKALIKES = str.maketrans("OIL", "011")
# What people type between the halves: spaces, and the dashes that phones make of one.
_BETWEEN = re.compile("[\\s\\-\u2010-\u2015\u2212]+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that can be used once: by an admin to join groups, by a person to join accounts.

    Only the code's hash is kept. It is either a `group`'s or a `person`'s.
    """

    code_hash: str
    expires_at: datetime
    group: GroupId | None = None
    person: PersonId | None = None


def code_from(secret: str) -> str:
    """Return the code that a secret of at least 50 bits stands for: "ABCDE-FGHJK"."""
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest())
    return _shown("".join(_ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH)))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed, however they did; None for what cannot be one."""
    letters = _BETWEEN.sub("", typed).upper().translate(_LOOKALIKES)
    return _shown(letters) if len(letters) == _LENGTH and set(letters) <= set(_ALPHABET) else None


def hash_of(code: str) -> str:
    """Return what is kept of a code: its SHA-256, in hexadecimal."""
    return hashlib.sha256(code.encode()).hexdigest()


def _shown(letters: str) -> str:
    return f"{letters[:5]}-{letters[5:]}"
