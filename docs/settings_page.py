"""Write the pages that the settings make: `python -m docs.settings_page`.

`docs/settings.md` and `deploy/.env.example` have every field of `Settings` with its default and
what its docstring says.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / "deploy" / ".env.example"
_WIDTH = 96
_ABOUT = (
    "From the environment, or from a file `.env` where Roundtable is started, which "
    "[deploy/.env.example](../deploy/.env.example) is a start for. All wrong ones are told at "
    "once, and so is a name that is no setting."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the environment, its default as it is written there, its meaning."""

    name: str
    default: str
    meaning: str


def all_settings() -> Iterator[Setting]:
    """Yield every setting in the order of `Settings`. Raises KeyError for one without a meaning."""
    meanings = dict(_meanings())
    for name, field in settings.Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        if name == "content":
            default = "content"
        yield Setting(f"ROUNDTABLE_{name.upper()}", default.lower(), meanings[name])


def _meanings() -> Iterator[tuple[str, str]]:
    """Yield each field with the docstring that follows it: Python keeps none for attributes."""
    source = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    (model,) = (
        each for each in source.body if isinstance(each, ast.ClassDef) and each.name == "Settings"
    )
    for field, text in zip(model.body, model.body[1:], strict=False):
        said = _text_of(text)
        if said and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            yield field.target.id, " ".join(said.split())


def _text_of(statement: ast.stmt) -> str:
    """Return what a statement says that is a text alone, as a docstring is."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return str(statement.value.value)
    return ""


def page() -> str:
    """Return the page of the documentation."""
    parts = ["# Settings", _ABOUT]
    for each in all_settings():
        default = f"By default `{each.default}`." if each.default else "By default none."
        parts += [f"## `{each.name}`", f"{each.meaning} {default}"]
    return "\n\n".join(parts) + "\n"


def example() -> str:
    """Return the example of a `.env`, in which nothing is set."""
    return "\n".join(line for each in all_settings() for line in _commented(each))


def _commented(setting: Setting) -> Iterator[str]:
    line = "#"
    for word in setting.meaning.replace("`", "").split():
        if len(line) + len(word) >= _WIDTH:
            yield line
            line = "#"
        line += f" {word}"
    yield line
    yield f"#{setting.name}={setting.default}"
    yield ""


def main() -> None:
    """Write both files."""
    PAGE.write_text(page(), encoding="utf-8")
    EXAMPLE.write_text(example(), encoding="utf-8")


if __name__ == "__main__":
    main()
