"""Every setting, its default and its check. Nothing else reads the environment."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from dotenv import dotenv_values
from pydantic import (
    AnyHttpUrl,
    AnyWebsocketUrl,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSettings

_PREFIX = "ROUNDTABLE_"
_SQLITE = "sqlite+aiosqlite:///"
_POSTGRESQL = ("postgresql+asyncpg", "postgresql", "postgres")
_EXAMPLE = "postgresql://USER:PASSWORD@HOST/DATABASE"
_QUERY = {"host", "port", "ssl", "sslmode", "prepared_statement_cache_size"}
_SHARDS = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?/(?P<all>\d{1,5})")
_KEY_BYTES = 32
_PACKAGE = Path(__file__).resolve().parent


def _shipped_content() -> Path:
    """Return the packs that the wheel has inside the package, or else the checkout's beside it."""
    inside = _PACKAGE / "content"
    return inside if inside.is_dir() else _PACKAGE.parent / "content"


class Settings(BaseSettings):
    """Read from the environment, then from `.env` in the working directory.

    A field is set by its name in capitals with `ROUNDTABLE_` before it.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # a password may be in it
        validate_default=True,
    )

    data: Path = Path("data")
    """The folder of the database; back it up, and keep it to yourself: it holds secrets."""

    database_url: Annotated[str, Field(repr=False)] = ""
    """A PostgreSQL database, for many workers; by default the SQLite file in the data folder."""

    listen_url: Annotated[str, Field(repr=False)] = ""
    """The same database past a pooler in transaction mode, for the one connection that listens."""

    content: Path = _shipped_content()
    """The folder of the packs that are loaded at start, by default those that are shipped."""

    web_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Where the room listens; `0.0.0.0` is on every network."""

    web_port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    """The port that it listens at; 0 takes a free one."""

    web_url: AnyHttpUrl | None = None
    """The address that members type, when it is not the host and port, as behind a proxy."""

    trusted_proxies: str = "127.0.0.1, ::1"
    """Whose `X-Forwarded-For` and `-Proto` are believed: addresses and networks, or `none`."""

    backups: Annotated[int, Field(ge=0, le=1_000)] = 0
    """How many backups stay in the data folder’s `backups`, where one a day is made; 0 for none."""

    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """What the log on standard error tells: `debug`, `info`, `warning` or `error`."""

    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    """Opens `/metrics` to other machines than this one; 16 characters or more."""

    discord_token: SecretStr | None = None
    """Lets the bot into Discord; without it nothing of Discord is loaded."""

    discord_message_content: bool = False
    """Reads what members write in a question's thread, where their group allows that."""

    discord_shards: str = ""
    """The part of the bot that this process is, as `0-3/16`: shards 0 to 3 of 16 in all."""

    discord_api_url: AnyHttpUrl | None = None
    """Another server in Discord's place, with the next one."""

    discord_gateway_url: AnyWebsocketUrl | None = None
    """The gateway of that server."""

    slack_bot_token: SecretStr | None = None
    """Lets the bot into one Slack workspace; without it or a client id, no part of Slack loads."""

    slack_app_token: SecretStr | None = None
    """Connects the bot through Socket Mode, which needs no public address."""

    slack_signing_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    """Lets Slack come to the room's own server at `/slack/events`, instead of Socket Mode."""

    slack_client_id: str | None = None
    """Lets any number of workspaces install the app at `/slack/install`, with the next one."""

    slack_client_secret: SecretStr | None = None
    """Proves to Slack that it is this app that they install."""

    slack_command: Annotated[str, Field(pattern=r"^(?:/[a-z0-9][a-z0-9_-]{0,40})?$")] = ""
    """One command of the app as Slack has it, such as `/study-quiz` where it has a prefix.

    Words name commands so until the first one is typed, and then as that.
    """

    slack_api_url: AnyHttpUrl | None = None
    """Another server in Slack's place."""

    secret_key: SecretStr | None = None
    """Encrypts the tokens of workspaces that installed the app on Slack.

    Keys that `roundtable secrets new` prints, with commas, of which the first encrypts. Needed on
    PostgreSQL, where all workers have the same; without it a file `secret.key` is made beside the
    SQLite database.
    """

    @field_validator("secret_key")
    @classmethod
    def _keys_that_every_worker_has(
        cls, keys: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        if keys is not None:
            if not all(map(_is_key, keys.get_secret_value().split(","))):
                raise ValueError("write what “roundtable secrets new” prints, a comma between two")
        elif info.data.get("slack_client_id") and not _is_file(info.data.get("database_url", "")):
            raise ValueError(
                "workspaces' tokens are encrypted, and every worker needs the same key: set this "
                "one to what “roundtable secrets new” prints"
            )
        return keys

    @field_validator("slack_app_token")
    @classmethod
    def _an_app_token_with_a_bot_token(
        cls, token: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        if token is not None and info.data.get("slack_bot_token") is None:
            raise ValueError("set ROUNDTABLE_SLACK_BOT_TOKEN and this one, or none of the two")
        return token

    @field_validator("slack_signing_secret")
    @classmethod
    def _one_way_from_slack(
        cls, secret: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        by_socket = info.data.get("slack_app_token") is not None
        if secret is not None and by_socket:
            raise ValueError("set ROUNDTABLE_SLACK_APP_TOKEN for Socket Mode or this one for HTTP")
        if secret is None and not by_socket and info.data.get("slack_bot_token") is not None:
            raise ValueError(
                "besides ROUNDTABLE_SLACK_BOT_TOKEN, set ROUNDTABLE_SLACK_APP_TOKEN for Socket "
                "Mode or this one for HTTP"
            )
        return secret

    @field_validator("slack_client_id")
    @classmethod
    def _one_token_or_many(cls, client: str | None, info: ValidationInfo) -> str | None:
        one = info.data.get("slack_bot_token") is not None
        signed = info.data.get("slack_signing_secret") is not None
        if client is None:
            if signed and not one:
                raise ValueError(
                    "ROUNDTABLE_SLACK_SIGNING_SECRET goes with ROUNDTABLE_SLACK_BOT_TOKEN for one "
                    "workspace, or with this one for many"
                )
            return None
        if one:
            raise ValueError(
                "set ROUNDTABLE_SLACK_BOT_TOKEN for one workspace or this one for many"
            )
        if not signed:
            raise ValueError("set ROUNDTABLE_SLACK_SIGNING_SECRET too")
        if info.data.get("web_url") is None:
            raise ValueError("set ROUNDTABLE_WEB_URL too: Slack sends installers back there")
        return client

    @field_validator("slack_client_secret")
    @classmethod
    def _both_keys_of_slack(
        cls, secret: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        if "slack_client_id" in info.data and (secret is None) != (
            info.data["slack_client_id"] is None
        ):
            raise ValueError("set ROUNDTABLE_SLACK_CLIENT_ID and this one, or none of the two")
        return secret

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_that_there_can_be(cls, text: str) -> str:
        proxies_of(text)
        return text

    @field_validator("discord_shards")
    @classmethod
    def _shards_that_there_are(cls, text: str) -> str:
        if text:
            shards_of(text)
        return text

    @field_validator("discord_gateway_url")
    @classmethod
    def _both_addresses_of_discord(
        cls, url: AnyWebsocketUrl | None, info: ValidationInfo
    ) -> AnyWebsocketUrl | None:
        if (url is None) != (info.data.get("discord_api_url") is None):
            raise ValueError("set ROUNDTABLE_DISCORD_API_URL and this one, or none of the two")
        return url

    @field_validator("web_url")
    @classmethod
    def _an_open_host_has_an_address(
        cls, url: AnyHttpUrl | None, info: ValidationInfo
    ) -> AnyHttpUrl | None:
        if url is None and _is_unspecified(info.data.get("web_host", "")):
            raise ValueError(
                "a room that listens on every address needs the address that members type"
            )
        return url

    @field_validator("database_url")
    @classmethod
    def _a_database_that_we_run_on(cls, url: str, info: ValidationInfo) -> str:
        return checked_database_url(url or f"{_SQLITE}{info.data['data'] / 'roundtable.db'}")

    @field_validator("listen_url")
    @classmethod
    def _a_server_to_listen_to(cls, url: str) -> str:
        checked = checked_database_url(url) if url else ""
        if checked and _is_file(checked):
            raise ValueError(f"write {_EXAMPLE}: a file has nobody to listen to")
        return checked

    @property
    def on_postgresql(self) -> bool:
        """Whether the database is on a server, where several workers may use it."""
        return not _is_file(self.database_url)

    @property
    def database(self) -> Path:
        """The SQLite file, where it is one."""
        return Path(self.database_url.removeprefix(_SQLITE))

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that are set; none where they are in a file."""
        return tuple(self.secret_key.get_secret_value().split(",")) if self.secret_key else ()

    @property
    def real_database(self) -> Path:
        """The SQLite file itself, wherever links lead: who locks or replaces it means this one."""
        return self.database.resolve()

    @property
    def folder(self) -> Path:
        """Where backups, keys and indexes are: beside the SQLite file, else in the data folder."""
        return self.data.resolve() if self.on_postgresql else self.real_database.parent

    @property
    def shards(self) -> tuple[Sequence[int], int] | None:
        """This process's shards on Discord and the number of all; None leaves it to Discord."""
        return shards_of(self.discord_shards) if self.discord_shards else None

    @property
    def proxies(self) -> Sequence[str]:
        """The addresses and networks of proxies whose `X-Forwarded-*` is believed."""
        return proxies_of(self.trusted_proxies)

    @property
    def on_slack(self) -> bool:
        """Whether there is anything to be on Slack with."""
        return self.slack_bot_token is not None or self.slack_client_id is not None

    def elsewhere(self, url: str) -> Settings:
        """Return the same settings for another database, whose address is checked."""
        return self.model_copy(update={"database_url": url})

    def with_discord(self, token: str, *, message_content: bool) -> Settings:
        """Return the same settings with another token for Discord, which is not checked."""
        changed = {"discord_token": SecretStr(token), "discord_message_content": message_content}
        return self.model_copy(update=changed)

    def with_slack(self, bot_token: str, app_token: str) -> Settings:
        """Return the same settings with other tokens for Socket Mode, which are not checked."""
        changed = {
            "slack_bot_token": SecretStr(bot_token),
            "slack_app_token": SecretStr(app_token),
            "slack_signing_secret": None,
        }
        return self.model_copy(update=changed)

    def room_url(self, port: int) -> str:
        """Return the room's address without a slash at its end; `port` is the one bound."""
        if self.web_url is not None:
            return str(self.web_url).rstrip("/")
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return f"http://{host}:{port}"


def environment_with(**values: str) -> dict[str, str]:
    """Return this process's environment with other values of some settings, for another one."""
    changed = {f"ROUNDTABLE_{name.upper()}": value for name, value in values.items()}
    kept = {name: each for name, each in os.environ.items() if name.upper() not in changed}  # noqa: TID251  # here
    return kept | changed


def load_settings() -> Settings:
    """Return the settings. Raises BadSettings with every problem at once."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(tuple(_problem(each) for each in error.errors())) from error


def checked_database_url(url: str) -> str:
    """Return the address with its driver. Raises ValueError, which does not repeat the address."""
    if url.startswith(_SQLITE) and url != _SQLITE:
        return url
    scheme, _, rest = url.partition("://")
    if scheme not in _POSTGRESQL:
        raise ValueError(f"write {_EXAMPLE}, or {_SQLITE}FILE")
    url = f"{_POSTGRESQL[0]}://{rest}"
    if not _is_address(url):
        raise ValueError(
            f"write {_EXAMPLE}, with every / : @ ? # and % of the password as %2F %3A %40 %3F %23 "
            "and %25"
        )
    return url


def shards_of(text: str) -> tuple[Sequence[int], int]:
    """Return the shards and their number in all: "0-3/16" or "5/16". Raises ValueError."""
    match = _SHARDS.fullmatch(text.strip())
    if match is None:
        raise ValueError("write FIRST-LAST/ALL, as 0-3/16")
    first, count = int(match["first"]), int(match["all"])
    last = int(match["last"] or first)
    if not first <= last < count:
        raise ValueError(f"of {count} shards the first is 0 and the last is {count - 1}")
    return range(first, last + 1), count


def proxies_of(text: str) -> Sequence[str]:
    """Return the addresses and networks: "10.0.0.1, 10.1.0.0/16" or "none". Raises ValueError."""
    if text.strip().lower() == "none":
        return ()
    try:
        return tuple([str(_network(each.strip())) for each in text.split(",")])
    except ValueError as error:
        raise ValueError(
            "write addresses and networks with commas between them, as 127.0.0.1, 10.1.0.0/16, "
            "or none"
        ) from error


def _network(text: str) -> IPv4Address | IPv6Address | IPv4Network | IPv6Network:
    return ip_network(text) if "/" in text else ip_address(text)


def _is_file(database_url: str) -> bool:
    return database_url.startswith(_SQLITE)


def _is_key(text: str) -> bool:
    """Say whether it is a Fernet key: 32 bytes, https://github.com/fernet/spec."""
    try:
        return len(base64.urlsafe_b64decode(text)) == _KEY_BYTES
    except ValueError:
        return False


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        named = parts.port is None or parts.hostname is not None
    except ValueError:
        return False
    database = parts.path.removeprefix("/")
    return bool(
        named and database and "/" not in database and not parts.fragment and query.keys() <= _QUERY
    )


def unknown_settings() -> list[str]:
    """Return what is set under our prefix and is no setting, such as a misspelt name."""
    known = {f"{_PREFIX}{name}".upper() for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(".env"))}  # noqa: TID251  # here
    return sorted(name for name in given - known if name.startswith(_PREFIX))


def _problem(error: ErrorDetails) -> tuple[str, str]:
    where = "_".join(str(part) for part in error["loc"])
    return _PREFIX + where.upper(), error["msg"].removeprefix("Value error, ")


def _is_unspecified(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
