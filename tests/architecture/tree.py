"""A copy of the bot in which something is imported that should not be."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_LINTER = Path(__file__).with_name("linter.py")
_HEADING = re.compile(r"^(.+)\n-+\n", re.MULTILINE)
_LINK = re.compile(r"(\w[\w.]*) -> (\w[\w.]*) \(l\.")


def contracts() -> dict[str, dict[str, Any]]:
    """Return every contract's options by its name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["name"]: each for each in settings["tool"]["importlinter"]["contracts"]}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the linter said of a tree: the words of each broken contract by its name."""

    passed: bool
    broken: dict[str, str]

    @property
    def links(self) -> set[tuple[str, str]]:
        """Every import that was found fault with: who imports, what is imported."""
        return {link for words in self.broken.values() for link in _LINK.findall(words)}


class Tree:
    """A copy of what the linter looks at."""

    def __init__(self, folder: Path, linter: Popen[str]) -> None:
        self._folder = folder
        self._linter = linter

    @contextmanager
    def with_lines(self, lines: dict[str, str]) -> Iterator[None]:
        """Add lines at the end of modules while the block lasts; one that is not there is made."""
        before = {}
        for module, text in lines.items():
            file = self.file(module)
            before[file] = file.read_text(encoding="utf-8") if file.exists() else None
            file.write_text(f"{before[file] or ''}\n{text}\n", encoding="utf-8")
        try:
            yield
        finally:
            for file, text_before in before.items():
                if text_before is None:
                    file.unlink()
                else:
                    file.write_text(text_before, encoding="utf-8")

    def file(self, module: str) -> Path:
        """Return where a module is, or would be."""
        path = self._folder.joinpath(*module.split("."))
        return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")

    def lint(self) -> Verdict:
        """Return what `lint-imports` says."""
        assert self._linter.stdin is not None
        assert self._linter.stdout is not None
        self._linter.stdin.write("\n")
        self._linter.stdin.flush()
        code, printed = json.loads(self._linter.stdout.readline())
        _, _, faults = printed.partition("Broken contracts\n----------------\n")
        _, *parts = _HEADING.split(faults)
        return Verdict(code == 0, dict(zip(parts[::2], parts[1::2], strict=True)))


@contextmanager
def copied_tree(folder: Path) -> Iterator[Tree]:
    """Copy the tree into the folder, and keep a linter running there."""
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    wide = os.environ | {"COLUMNS": "1000"}  # so that no line of the report is broken
    command = [sys.executable, _LINTER]
    with Popen(command, cwd=folder, env=wide, stdin=PIPE, stdout=PIPE, text=True) as linter:
        yield Tree(folder, linter)
