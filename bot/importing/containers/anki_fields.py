"""What Anki's fields have besides HTML: formulas of four kinds, sounds, remarks of add-ons.

Sources: https://docs.ankiweb.net/math.html, https://docs.ankiweb.net/editing.html
"""

from __future__ import annotations

import re

_ASIDE = re.compile(r"\[sound:[^\]\n]{1,300}\]|\[anki:[^\]\n]{1,60}\](?:\[/anki:[^\]\n]{1,60}\])?")
# None goes on over another beginning, so that each sign is looked at once.
_SHOWN = re.compile(
    r'<anki-mathjax block="true">([^<>]{1,2000})</anki-mathjax>'
    r"|\[\$\$\]((?:(?!\[/?\$).){1,2000})\[/\$\$\]|\\\[((?:(?!\\[\[\]]).){1,2000})\\\]",
    re.DOTALL,
)
_INLINE = re.compile(
    r"<anki-mathjax(?: block=\"false\")?>([^<>]{1,2000})</anki-mathjax>"
    r"|\[\$\]((?:(?!\[/?\$).){1,2000})\[/\$\]|\[latex\]((?:(?!\[/?latex).){1,2000})\[/latex\]"
    r"|\\\(((?:(?!\\[()]).){1,2000})\\\)",
    re.DOTALL,
)


def field_html(field: str) -> str:
    """Return a field as HTML alone, its formulas between dollar signs."""
    if "[" not in field and "\\" not in field and "<anki" not in field:
        return field
    return _INLINE.sub(_in_line, _SHOWN.sub(_on_lines, _ASIDE.sub("", field)))


def _on_lines(found: re.Match[str]) -> str:
    return f"$${_tex(found)}$$"


def _in_line(found: re.Match[str]) -> str:
    tex = _tex(found)
    # What is for LaTeX itself may bring its own signs, or an environment.
    return tex if tex.startswith(("$", "\\begin")) else f"${tex}$"


def _tex(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group is not None).strip()
