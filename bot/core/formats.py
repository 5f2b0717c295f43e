"""The formats that documents are read in, by the names under which one can be chosen."""

from __future__ import annotations

import hashlib
import re

CONTAINERS = (
    "Roundtable notes", "Jupyter notebook", "Moodle XML", "XML", "MDX", "HTML", "JSON",
    "source code", "AsciiDoc", "Anki text", "LaTeX", "org", "GIFT", "mailing list",
    "forum thread", "Logseq", "Obsidian", "terms", "YAML", "table",
)  # fmt: skip
"""What a text may be besides notes."""

LAYOUTS = ("details", "cards", "flattened", "numbered", "marked", "Aiken", "inline", "pairs")
"""How notes may be written."""


def format_named(name: str) -> str:
    """Return the format of that name, whatever its case, spaces and dashes; "" for none."""
    return {_plain(each): each for each in (*LAYOUTS, *CONTAINERS)}.get(_plain(name), "")


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to say: https://www.w3.org/TR/xml/#charsets."""
NOT_IN_ANKI = re.compile("\x1f")
"""What ends a field of Anki's."""

CSV_HEAD = ("Roundtable id", "Section", "Question (Markdown)", "Answer (Markdown)", "Author")
"""The columns that an exported table has. A heading with "(Markdown)" has cells without HTML."""

GIFT_BEGINNING = "// Roundtable:"
"""How an exported file of GIFT begins, in a comment."""

ANKI_FIELDS = (
    "Question", "Answer", "Section", "Question (Markdown)", "Answer (Markdown)", "Check",
    "Roundtable id",
)  # fmt: skip
"""The fields of an exported note: what Anki shows, then as what it was written.

The check is `anki_check` of what is shown, and wrong when somebody changed that in Anki.
"""


def anki_check(question: str, answer: str) -> str:
    """Return what tells whether a note still shows what was exported, 20 hexadecimal digits."""
    return hashlib.sha256(f"{question}\x1f{answer}".encode()).hexdigest()[:20]


def category_of(section: str) -> str:
    """Return a section as a category of Moodle's, its top for none."""
    name = " ".join(section.split()).replace("/", "//")
    return f"$course$/top/{name}" if name else "$course$/top"


# What begins with one of these is a formula to a spreadsheet, in Japanese the wide ones too:
# https://owasp.org/www-community/attacks/CSV_Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SHIELD = "'"


def inert_cell(text: str) -> str:
    """Return a text that no spreadsheet runs, with an apostrophe before what it would."""
    return f"{_SHIELD}{text}" if text.startswith((*_FORMULA, _SHIELD)) else text


def cell_text(cell: str) -> str:
    """Return the text of a cell that `inert_cell` may have written."""
    is_shielded = cell[:1] == _SHIELD and cell[1:2] in (*_FORMULA, _SHIELD)
    return cell[1:] if is_shielded else cell
