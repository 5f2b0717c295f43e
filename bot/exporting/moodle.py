"""Each author's answers as Moodle's XML: essays, the answer for who marks and who has answered.

Source: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.core.contents import Entry, Sheet
from bot.core.formats import category_of

# What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = 100


def written(_title: str, sheet: Sheet) -> bytes:
    """Return one author's answers."""
    quiz, section = Element("quiz"), ""
    for entry in sheet.entries:
        if entry.question.section != section:
            section = entry.question.section
            category = SubElement(quiz, "question", type="category")
            _text(category, "category", category_of(section))
        _essay(quiz, entry, sheet.source.author)
    indent(quiz)
    document: bytes = tostring(quiz, encoding="utf-8", xml_declaration=True)
    return document


def _essay(quiz: Element, entry: Entry, author: str) -> None:
    answer = "\n\n".join(entry.answers)
    question = SubElement(quiz, "question", type="essay")
    _text(question, "name", " ".join(entry.question.text.split())[:_NAME])
    _text(question, "questiontext", entry.question.text, "markdown")
    _text(question, "generalfeedback", answer, "markdown")
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "idnumber").text = entry.question.id
    SubElement(question, "responseformat").text = "editor"
    SubElement(question, "responserequired").text = "1"
    _text(question, "graderinfo", answer, "markdown")
    _text(SubElement(question, "tags"), "tag", author)


def _text(parent: Element, tag: str, text: str, form: str = "") -> None:
    element = SubElement(parent, tag, {"format": form} if form else {})
    SubElement(element, "text").text = _UNSAYABLE.sub("", text)
