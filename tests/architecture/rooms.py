"""Who may know whom, told a second time: what the contracts are held to."""

from __future__ import annotations

from tests.architecture.tree import ROOT

_DOMAIN = {"bot.core", "bot.errors"}
_CHAT = _DOMAIN | {
    "bot.chat",
    "bot.platforms.chat_text",
    "bot.platforms.port",
    "bot.presentation",
    "bot.services",
    "bot.settings",
}
USES: dict[str, set[str]] = {
    "bot.errors": set(),
    "bot.core": {"bot.errors"},
    "bot.settings": {"bot.errors"},
    "bot.folders": {"bot.errors"},
    "bot.semantics": _DOMAIN,
    "bot.drawing": _DOMAIN,
    "bot.logs": {"bot.errors"},
    "bot.monitoring": _DOMAIN,
    "bot.importing": _DOMAIN,
    "bot.exporting": _DOMAIN,
    "bot.storage": _DOMAIN | {"bot.folders"},
    "bot.services": _DOMAIN
    | {"bot.exporting", "bot.importing", "bot.monitoring"},  # storage: see its own test
    "bot.presentation": _DOMAIN,
    "bot.chat": _DOMAIN | {"bot.presentation", "bot.services"},
    "bot.platforms.port": _DOMAIN,
    "bot.platforms.chat_text": _DOMAIN | {"bot.platforms.port", "bot.presentation"},
    "bot.platforms.kept": _DOMAIN | {"bot.platforms.port", "bot.services"},
    "bot.platforms.discord": _CHAT,
    "bot.platforms.slack": _CHAT,
    "bot.platforms.terminal": (_CHAT - {"bot.platforms.chat_text", "bot.settings"})
    | {"bot.platforms.kept"},
    "bot.platforms.web": _DOMAIN
    | {"bot.monitoring", "bot.platforms.kept", "bot.platforms.port", "bot.presentation"}
    | {"bot.services"},
    "bot.workers": _DOMAIN
    | {"bot.folders", "bot.monitoring", "bot.platforms.port", "bot.services"},
    "bot.database": _DOMAIN
    | {"bot.platforms.port", "bot.services", "bot.settings", "bot.storage"}
    | {"bot.workers"},
}
"""What each room may import; the rest of the tree starts and stops them and may import all."""

TOP = {"bot.bootstrap", "bot.doctor", "bot.cli", "bot.__main__"}

LIBRARIES: dict[str, set[str]] = {
    "aiohttp": {"bot.platforms.discord", "bot.platforms.slack"},
    "aiosqlite": {"bot.storage"},
    "alembic": {"bot.storage"},
    "async_lru": {"bot.services"},
    "asyncpg": {"bot.storage"},
    "charset_normalizer": {"bot.importing"},
    "confusable_homoglyphs": {"bot.core"},
    "cronsim": {"bot.core"},
    "cryptography": {"bot.storage"},
    "defusedxml": {"bot.importing"},
    "discord": {"bot.platforms.discord"},
    "dotenv": {"bot.settings"},
    "emoji": {"bot.platforms.chat_text"},
    "filelock": {"bot.storage"},
    "genanki": {"bot.exporting"},
    "h11": {"bot.workers.connections"},
    "jinja2": {"bot.platforms.web"},
    "markdown_it": {"bot.exporting", "bot.presentation", "bot.platforms.web"},
    "mammoth": {"bot.importing"},
    "matplotlib": {"bot.drawing"},
    "markupsafe": {"bot.platforms.web"},
    "nbformat": {"bot.importing"},
    "numpy": {"bot.core", "bot.semantics"},
    "openpyxl": {"bot.importing"},
    "orgparse": {"bot.importing"},
    "PIL": {"bot.importing"},
    "prometheus_client": {"bot.monitoring"},
    "pydantic": {"bot.settings", "bot.importing.packs"},
    "pydantic_core": {"bot.settings", "bot.importing.packs"},
    "pydantic_settings": {"bot.settings"},
    "py3langid": {"bot.importing"},
    "pylatexenc": {"bot.importing"},
    "pypdfium2": {"bot.importing"},
    "rapidfuzz": {"bot.core"},
    "regex": {"bot.presentation"},
    "rich": {"bot.cli"},
    "selectolax": {"bot.importing"},
    "slack_bolt": {"bot.platforms.slack"},
    "slack_sdk": {"bot.platforms.slack", "bot.storage.slack"},
    "Stemmer": {"bot.core"},
    "sqlalchemy": {"bot.storage", "bot.doctor.database", "bot.doctor.installations"},
    "starlette": {
        "bot.platforms.port",
        "bot.platforms.slack.http",
        "bot.platforms.slack.installations",
        "bot.platforms.web",
        "bot.workers.server",
    },
    "structlog": {
        "bot.bootstrap",
        "bot.logs",
        "bot.platforms",
        "bot.services",
        "bot.storage",
        "bot.workers",
    },
    "tomli_w": {"bot.exporting"},
    "typer": {"bot.cli"},
    "ua_parser": {"bot.platforms.web"},
    "uvicorn": {"bot.workers.connections", "bot.workers.server"},
    "yaml": {"bot.importing"},
    "wordllama": {"bot.semantics"},
    "yarl": {"bot.platforms.discord"},
    "zstandard": {"bot.importing"},
}
"""In which rooms, or single files of them, each library may be imported."""


def sample(room: str) -> str:
    """Return a module of the room: itself, or the first in it."""
    folder = ROOT.joinpath(*room.split("."))
    if not folder.is_dir():
        return room
    files = sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")
    return f"{room}.{files[0]}" if files else room


def is_in(module: str, rooms: set[str]) -> bool:
    """Say whether the module is one of the rooms, or within one."""
    return any(f"{module}.".startswith(f"{room}.") for room in rooms)
