"""Pictures of documents: kept where they stand, whatever they come in, and left out in words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.documents import ParsedDocument
from bot.core.pictures import LostPicture, PictureFault, in_text, pictures_in
from bot.core.uploads import Upload
from bot.importing import Beside, read_document, take_apart
from bot.importing.pictures import read_picture
from tests.fakes.pictures import drawn
from tests.unit.importing.containers.office import new_package, package, word, zipped

Read = Callable[[bytes], ParsedDocument]
ASKED, OTHER = "What is a crumb?", "What is a crust?"


def _text(name: str, text: str) -> ParsedDocument:
    return read_document(name, text.encode())


def _beside(name: str, text: str, path: str, data: bytes) -> ParsedDocument:
    beside = Beside([Upload(path, data)])
    return read_document(name, text.encode(), find=beside.of(name))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _uri(data: bytes) -> str:
    return f"data:image/png;base64,{_base64(data)}"


def _markdown(data: bytes) -> ParsedDocument:
    text = f"## {ASKED}\n\nAs here:\n\n![pores]({_uri(data)})\n\n## {OTHER}\n\nBrown.\n"
    return _text("bread.md", text)


def _html(data: bytes) -> ParsedDocument:
    page = f"<h2>{ASKED}</h2><p>As here: <img alt='pores' src='{_uri(data)}'></p>"
    return _text("bread.html", f"<html><body>{page}<h2>{OTHER}</h2><p>Brown.</p></body></html>")


def _cell(kind: str, source: str, **more: object) -> dict[str, object]:
    return {"cell_type": kind, "source": source, "metadata": {}, **more}


def _notebook(*cells: dict[str, object]) -> ParsedDocument:
    cells = (*cells, _cell("markdown", f"## {OTHER}\n\nBrown."))
    return _text("n.ipynb", json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells}))


def _attached(data: bytes) -> ParsedDocument:
    text = f"## {ASKED}\n\nAs here: ![pores](attachment:a%20crumb.png)"
    bundle = {"a crumb.png": {"image/png": _base64(data)}}
    return _notebook(_cell("markdown", text, attachments=bundle))


def _output(data: bytes) -> ParsedDocument:
    output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": _base64(data)}}
    code = _cell("code", "plot(crumb)", outputs=[output], execution_count=1)
    return _notebook(_cell("markdown", f"## {ASKED}"), code)


def _word(data: bytes) -> ParsedDocument:
    other = [("Heading2", OTHER), ("", "Brown."), ("Heading2", ASKED), ("", "As here: ")]
    return read_document("b.docx", word(other, picture=("pores", data)))


def _card(data: bytes) -> list[list[str]]:
    return [["1", ASKED, 'As here: <img src="the crumb.png" alt="pores">'], ["2", OTHER, "Brown."]]


def _apkg(data: bytes) -> ParsedDocument:
    return read_document("b.apkg", package(_card(data), {"x.mp3": b"-", "the crumb.png": data}))


def _colpkg(data: bytes) -> ParsedDocument:
    return read_document("b.colpkg", new_package(_card(data), {"the crumb.png": data}))


def _moodle(data: bytes) -> ParsedDocument:
    fold = f'<file name="a crumb.png" path="/" encoding="base64">{_base64(data)}</file>'
    shown = '<![CDATA[As here: <img src="@@PLUGINFILE@@/a%20crumb.png" alt="pores">]]>'
    return _text(
        "bank.xml",
        f'<quiz><question type="essay"><questiontext format="html"><text>{ASKED}</text>'
        f'</questiontext><graderinfo format="html"><text>{shown}</text>{fold}</graderinfo>'
        "</question></quiz>",
    )


def _folder(data: bytes) -> ParsedDocument:
    text = f"## {ASKED}\n\n![pores](../img/a%20crumb.png)\n\n## {OTHER}\n\nBrown.\n"
    return _beside("bread/one/notes.md", text, "bread/img/a crumb.png", data)


def _obsidian(data: bytes) -> ParsedDocument:
    text = f"## {ASKED}\n\nAs here: ![[crumb.png|300]]\n\n## {OTHER}\n\nBrown.\n"
    return _beside("vault/notes.md", text, "vault/files/crumb.png", data)


def _org(data: bytes) -> ParsedDocument:
    text = f"#+TITLE: Bread\n* {ASKED}\n[[file:./img/crumb.png]]\n* {OTHER}\nBrown.\n"
    return _beside("b/notes.org", text, "b/img/crumb.png", data)


def _latex(data: bytes) -> ParsedDocument:
    text = (
        "\\documentclass{exam}\\begin{document}\\begin{questions}"
        f"\\question {ASKED}\\begin{{solution}}See: \\includegraphics[width=5cm]{{img/a_crumb}}"
        f"\\end{{solution}}\\question {OTHER}\\begin{{solution}}Brown.\\end{{solution}}"
        "\\end{questions}\\end{document}"
    )
    return _beside("b/exam.tex", text, "b/img/a_crumb.png", data)


def _table(data: bytes) -> ParsedDocument:
    return _text("c.tsv", f'{ASKED}\t<img src="{_uri(data)}">\n{OTHER}\tBrown.\n')


def _archive(data: bytes) -> ParsedDocument:
    page = f"<html><h2>{ASKED}</h2><p><img src='a_files/crumb.png'><h2>{OTHER}</h2><p>Brown.</html>"
    whole = Upload("b.zip", zipped({"a.html": page, "a_files/crumb.png": data}))
    note, picture = take_apart(whole)
    return read_document(note.name, note.data, find=Beside([picture]).of(note.name))


CONTAINERS = (
    _markdown, _html, _attached, _output, _word, _apkg, _colpkg, _moodle, _folder, _obsidian, _org,
    _latex, _table, _archive,
)  # fmt: skip


def _answer(document: ParsedDocument) -> str:
    found = {item.question: item for item in document.items}
    return found[ASKED].answers[0].text


@pytest.mark.parametrize("read", CONTAINERS)
@given(colour=st.sampled_from(["teal", "navy"]), width=st.integers(1, 60))
def test_a_picture_is_kept_where_it_stands_in_any_container(read: Read, colour: str, width: int):
    sent = drawn(colour, (width, 20))
    document, kept = read(sent), read_picture(sent)
    ((shown, said),) = pictures_in(_answer(document))
    assert (shown.id, shown.width) == (kept.id, width)
    assert in_text(kept, said) in _answer(document)
    assert [each.data for each in document.pictures] == [kept.data]
    assert (document.lost, len(document.items)) == ((), 1 if read is _moodle else 2)


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (b"<?xml version='1.0'?><svg xmlns='x'></svg>", PictureFault.DRAWING),
        (b"no picture at all", PictureFault.NO_PICTURE),
        (drawn()[:60], PictureFault.BROKEN),
        (b"\0" * (6 * 1024 * 1024), PictureFault.TOO_LARGE),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_else_is_lost(picture: bytes, fault: PictureFault):
    document = _folder(picture)
    assert [(each.name, each.fault) for each in document.lost] == [("a crumb.png", fault)]
    assert _answer(document) == "[pores]"
    assert len(document.items) == 2


def test_a_picture_that_was_not_sent_along_stays_as_it_is_written_and_is_told():
    text = f"## {ASKED}\n\nAs here: ![pores](img/crumb.png), ![](https://x.org/a.png).\n"
    document = _text("bread.md", text)
    assert document.lost == (LostPicture("crumb.png", PictureFault.MISSING),)
    assert "![pores](img/crumb.png), ![](https://x.org/a.png)" in _answer(document)


def test_a_document_shows_no_picture_that_it_does_not_bring():
    other = in_text(read_picture(drawn("red")), "a secret")
    document = _text("bread.md", f"## {ASKED}\n\nAs here: {other}\n")
    assert (_answer(document), document.pictures) == ("As here: [a secret]", ())


def test_code_that_shows_a_picture_stays_code():
    code = f"```html\n<img src='{_uri(drawn())}'>\n```"
    document = _text("bread.md", f"## {ASKED}\n\nSo:\n\n{code}\n\nand `![a](b.png)`.\n")
    assert "<img src='data:image/…'>" in _answer(document)
    assert "`![a](b.png)`" in _answer(document)
    assert (document.pictures, document.lost) == ((), ())


def test_a_picture_in_a_question_stays_with_it():
    sent = drawn()
    document = _text("bread.md", f"## What is ![this]({_uri(sent)}) crumb?\n\nBread.\n")
    assert in_text(read_picture(sent), "this") in document.items[0].question


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        ("MAX_DOCUMENT_PICTURES", 2),
        ("MAX_DOCUMENT_PIXELS", 1_700),
        ("MAX_DOCUMENT_PICTURE_BYTES", 190),
    ],
)
def test_of_more_pictures_than_a_document_may_have_the_first_are_kept(
    limit: str, kept: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"bot.importing.albums.{limit}", kept)
    shown = " ".join(f"![{each}]({_uri(drawn(each))})" for each in ("teal", "red", "blue", "red"))
    document = _text("bread.md", f"## {ASKED}\n\n{shown}\n")
    assert [said for _, said in pictures_in(_answer(document))] == ["teal", "red"]
    assert " [blue] ![red](" in _answer(document)
    assert document.lost == (LostPicture("", PictureFault.TOO_MANY),)
    assert len(document.pictures) == 2
