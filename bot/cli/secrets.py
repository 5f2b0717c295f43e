"""What `roundtable secrets` does: keys for tokens, and every token under the first of them."""

from __future__ import annotations

from bot.database import writing_context
from bot.errors import NothingEncrypted
from bot.settings import Settings
from bot.storage.slack import SlackInstallations
from bot.storage.token_cipher import TokenCipher, keep_keys, keys_in, new_key


async def rotate(settings: Settings) -> tuple[int, int]:
    """Encrypt every token anew; return how many, and how many none of the keys decrypts.

    With the first of the keys that are set, or else with a new one, which then is alone in its
    file. Raises NothingEncrypted, and as `writing_context`.
    """
    if settings.slack_client_id is None:
        raise NothingEncrypted
    if settings.secret_keys:
        return await _encrypt_anew(settings, settings.secret_keys)
    folder = settings.folder
    keys = (new_key(), *keys_in(folder))
    keep_keys(folder, keys)  # whatever happens in between, each token has its key
    done, unreadable = await _encrypt_anew(settings, keys)
    keep_keys(folder, keys if unreadable else keys[:1])
    return done, unreadable


async def _encrypt_anew(settings: Settings, keys: tuple[str, ...]) -> tuple[int, int]:
    async with writing_context(settings) as context:
        kept = SlackInstallations(context.store, settings.slack_client_id or "", TokenCipher(keys))
        return await kept.encrypt_anew()
