"""Imports all that a process of the bot may need, so that a process forked from here need not.

That includes what the bot itself imports late, in its functions. The pages' templates are compiled.
"""

from __future__ import annotations

import re
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import bot
from bot.platforms.web.rendering import make_environment

_IMPORT = re.compile(r"^ +(?:from|import) ([a-z]\w*(?:\.\w+)*)", re.MULTILINE)
# What libraries import when they are used.
_LATE = (
    "aiosqlite",
    "asyncpg",
    "h11",
    "numpy.ma",
    "uvicorn.lifespan.off",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
# They run when they are imported.
_RUNNING = ("__main__", "migrations.env")


def _names() -> set[str]:
    """Return the bot's modules and what stands after an indented `import`."""
    folder = Path(bot.__file__).parent
    late = {
        name
        for file in folder.rglob("*.py")
        for name in _IMPORT.findall(file.read_text(encoding="utf-8"))
    }
    ours = {each.name for each in walk_packages(bot.__path__, "bot.")}
    return {each for each in ours | late if not each.endswith(_RUNNING)}


for each in (*_LATE, *sorted(_names())):
    # A word at a line's beginning may be none of an import.
    with suppress(ImportError):
        import_module(each)

_templates = make_environment()
for each in _templates.list_templates():
    _templates.get_template(each)
