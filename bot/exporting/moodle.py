"""Each author's answers as Moodle's XML: essays, the answer for who marks and who has answered.

Source: https://docs.moodle.org/en/Moodle_XML_format
"""

from __future__ import annotations

from base64 import b64encode
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.core.contents import Entry, Sheet
from bot.core.formats import NOT_IN_XML, category_of
from bot.core.pictures import named_in, with_files, without_pictures

_NAME = 100
_TALLEST = 25_000  # lines of an answer that whoever marks it is shown as well


def written(_title: str, sheet: Sheet) -> bytes:
    """Return one author's answers."""
    quiz, section = Element("quiz"), ""
    for entry in sheet.entries:
        if entry.question.section != section:
            section = entry.question.section
            category = SubElement(quiz, "question", type="category")
            _text(category, "category", category_of(section))
        _essay(quiz, entry, sheet)
    indent(quiz)
    document: bytes = tostring(quiz, encoding="utf-8", xml_declaration=True)
    return document


def _essay(quiz: Element, entry: Entry, sheet: Sheet) -> None:
    answer = "\n\n".join(entry.answers)
    question = SubElement(quiz, "question", type="essay")
    title = without_pictures(entry.question.text)
    _text(question, "name", " ".join(title.split())[:_NAME])
    _illustrated(question, "questiontext", entry.question.text, sheet)
    _illustrated(question, "generalfeedback", answer, sheet)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "idnumber").text = entry.question.id
    SubElement(question, "responseformat").text = "editor"
    SubElement(question, "responserequired").text = "1"
    if answer.count("\n") < _TALLEST:  # said twice, it would be more than is read again
        _illustrated(question, "graderinfo", answer, sheet)
    _text(SubElement(question, "tags"), "tag", sheet.source.author)


def _illustrated(parent: Element, tag: str, text: str, sheet: Sheet) -> None:
    """Write a text with the files of its pictures."""
    there = {each.id: each for each in sheet.pictures}
    named = with_files(text, there, lambda picture: f"@@PLUGINFILE@@/{picture.file_name}")
    element = _text(parent, tag, named, "markdown")
    for id_ in sorted(named_in(text) & there.keys()):
        file = {"name": there[id_].file_name, "path": "/", "encoding": "base64"}
        SubElement(element, "file", file).text = b64encode(there[id_].data).decode()


def _text(parent: Element, tag: str, text: str, form: str = "") -> Element:
    element = SubElement(parent, tag, {"format": form} if form else {})
    SubElement(element, "text").text = NOT_IN_XML.sub("", text)
    return element
