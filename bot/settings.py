"""Every setting, its default and its check. Nothing else reads the environment."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AnyHttpUrl, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import BadSettings

_PREFIX = "ROUNDTABLE_"
_CHECKOUT = Path(__file__).resolve().parent.parent


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
        validate_default=True,
    )

    data: Path = Path("data")
    """The folder of the database."""

    content: Path = _CHECKOUT / "content"
    """The folder of the packs that are loaded at start."""

    web_host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    """0 takes a free port."""

    web_url: AnyHttpUrl | None = None
    """The address that members type, when it is not the host and port."""

    log_level: Literal["debug", "info", "warning", "error"] = "warning"

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

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "roundtable.db"

    @property
    def database_url(self) -> str:
        """The same as SQLAlchemy has it."""
        return f"sqlite+aiosqlite:///{self.database}"

    def room_url(self, port: int) -> str:
        """Return the room's address without a slash at its end; `port` is the one bound."""
        if self.web_url is not None:
            return str(self.web_url).rstrip("/")
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return f"http://{host}:{port}"


def load_settings() -> Settings:
    """Return the settings. Raises BadSettings with every problem at once."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSettings(tuple(_problem(each) for each in error.errors())) from error


def _problem(error: ErrorDetails) -> tuple[str, str]:
    where = "_".join(str(part) for part in error["loc"])
    return _PREFIX + where.upper(), error["msg"].removeprefix("Value error, ")


def _is_unspecified(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
