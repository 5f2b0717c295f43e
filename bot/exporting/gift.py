"""Each author's answers as GIFT: essays whose general feedback is the answer.

Source: https://docs.moodle.org/en/GIFT_format, and what Moodle's `question/format/gift/format.php`
writes: which characters it escapes, and ids in comments.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.contents import Sheet
from bot.core.formats import GIFT_BEGINNING, category_of
from bot.core.pictures import without_pictures

_ESCAPED = str.maketrans({each: f"\\{each}" for each in "\\#=~{}:"} | {"\n": "\\n", "\r": ""})


def written(title: str, sheet: Sheet) -> bytes:
    """Return one author's answers."""
    return "\n".join(_lines(title, sheet)).encode()


def _lines(title: str, sheet: Sheet) -> Iterator[str]:
    yield from (f"{GIFT_BEGINNING} {title}, {sheet.source.author}", "")
    section = ""
    for number, entry in enumerate(sheet.entries, 1):
        if entry.question.section != section:
            section = entry.question.section
            yield from (f"$CATEGORY: {category_of(section)}", "")
        answer = without_pictures("\n\n".join(entry.answers)).translate(_ESCAPED)
        yield f"// [id:{entry.question.id}]"
        inside = f"####{answer}" if answer else ""
        text = without_pictures(entry.question.text).translate(_ESCAPED)
        yield from (f"::{number}::[markdown]{text}{{{inside}}}", "")
