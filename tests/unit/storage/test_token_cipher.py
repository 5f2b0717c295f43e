"""Keys are kept for this user alone, made once, and are never a part of what is encrypted."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FolderUnusable
from bot.storage.token_cipher import TokenCipher, keep_keys, keys_in, new_key

OLD, NEW = new_key(), new_key()


@given(st.text())
def test_what_was_encrypted_is_decrypted_by_its_key_and_by_no_other(text: str):
    stored = TokenCipher([OLD]).encrypt(text)

    assert TokenCipher([NEW, OLD]).decrypt(stored) == text
    assert TokenCipher([NEW]).decrypt(stored) is None
    anew = TokenCipher([NEW, OLD]).encrypt_anew(stored)
    assert anew is not None
    assert TokenCipher([NEW]).decrypt(anew) == text


@given(st.text())
def test_what_was_never_encrypted_is_nothing(text: str):
    assert TokenCipher([OLD]).decrypt(text) is None
    assert TokenCipher([OLD]).encrypt_anew(text) is None


def test_a_key_is_made_once_for_this_user_alone(tmp_path: Path):
    folder = tmp_path / "data"

    (key,) = keys_in(folder)

    assert keys_in(folder) == (key,)
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [each.name for each in folder.iterdir()] == ["secret.key"]


def test_several_keys_are_kept_in_their_order(tmp_path: Path):
    keep_keys(tmp_path, [NEW, OLD])

    assert keys_in(tmp_path) == (NEW, OLD)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(FolderUnusable):
        keys_in(tmp_path / "file" / "data")
