"""Tokens as they lie in the database: encrypted with keys that do not lie there, nor in a backup.

Of several keys the first encrypts and each decrypts, so that one can follow another:
https://cryptography.io/en/latest/fernet/#cryptography.fernet.MultiFernet.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from bot.errors import FolderUnusable
from bot.folders import make_private

KEY_FILE = "secret.key"
_BETWEEN = ","


class TokenCipher:
    """Encrypts with the first key, decrypts with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take keys as `new_key` makes them; one at least."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, token: str) -> str:
        """Return the token as it is to be stored."""
        return self._fernet.encrypt(token.encode()).decode()

    def decrypt(self, stored: str) -> str | None:
        """Return the token, None for what none of the keys encrypted."""
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken:
            return None

    def encrypt_anew(self, stored: str) -> str | None:
        """Return what is stored as the first key encrypts it, None as `decrypt` does."""
        try:
            return self._fernet.rotate(stored.encode()).decode()
        except InvalidToken:
            return None


class EncryptedToken(TypeDecorator[str]):
    """A column of tokens: what no key decrypts is read as None."""

    impl = String
    cache_ok = False  # a statement that is kept would keep its keys

    def __init__(self, cipher: TokenCipher) -> None:
        """Encrypt and decrypt with the cipher."""
        super().__init__()
        self._cipher = cipher

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's own signature
        """Return what is stored."""
        return None if value is None else self._cipher.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # as above
        """Return what was meant."""
        return None if value is None else self._cipher.decrypt(value)


def new_key() -> str:
    """Return a new key: 32 random bytes in URL-safe Base64."""
    return Fernet.generate_key().decode()


def keys_in(folder: Path) -> tuple[str, ...]:
    """Return the keys that are kept beside the database, making the first. Raises FolderUnusable.

    They are in a file of their own, which no backup of the database takes along.
    """
    file = folder / KEY_FILE
    try:
        if not file.exists():
            make_private(folder)
            keep_keys(folder, [new_key()])
        return tuple(file.read_text(encoding="ascii").strip().split(_BETWEEN))
    except OSError as error:
        raise FolderUnusable(folder, error.strerror or str(error)) from error


def keep_keys(folder: Path, keys: Sequence[str]) -> None:
    """Write the keys in the place of those that are there, for this user alone."""
    handle, name = tempfile.mkstemp(prefix=f".{KEY_FILE}.", dir=folder)  # of mode 0600
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(_BETWEEN.join(keys) + "\n")
        written.flush()
        os.fsync(written.fileno())
    Path(name).replace(folder / KEY_FILE)
