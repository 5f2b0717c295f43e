"""Every word of a container is in a question, an answer or what is listed as left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from bot.importing.albums import Album
from bot.importing.containers import Reading, open_bytes, open_text
from bot.importing.lines import normalise
from tests.unit.importing.containers.office import package, pdf, spreadsheet, word
from tests.unit.importing.containers.reading import read

_WORD = re.compile(r"zq\d{3}")
_LINES = [
    "What is a #?", "A # grain.", "More on #", "Why is a # baked?", "Because of #.", "# and #",
    "How does # rise?", "By #.",
]  # fmt: skip


def counted(text: str) -> str:
    """Return a text with a word of its own for each `#` that stands alone."""
    parts = re.split(r"(?<![#\w])#(?![#+\w])", text)
    words = (f"zq{number:03}" for number in range(len(parts)))
    return "".join(part + next(words) for part in parts[:-1]) + parts[-1]


def lines() -> list[str]:
    return counted("\n".join(_LINES)).split("\n")


def _word() -> tuple[bytes, str]:
    said = lines()
    return word([("Heading2" if "?" in line else "", line) for line in said]), "\n".join(said)


def _pdf() -> tuple[bytes, str]:
    said = lines()
    page = [(50.0, 740.0 - 14 * at, line) for at, line in enumerate(said)]
    return pdf([page]), "\n".join(said)


def _html() -> tuple[bytes, str]:
    page = counted(
        "<!doctype html><h1>#</h1><p># begins</p><h2>What is a #?</h2><p>A # <b>#</b> <code>#"
        "</code></p><ul><li>#<ul><li>#</li></ul></li></ul><table><tr><th>#</th><th>#</th></tr><tr><td>#"
        "</td><td>#</td></tr></table><pre>#</pre><blockquote>#</blockquote><h2>Why bake #?</h2>"
        "<p>For # <a href='http://a.example/'>#</a> <img alt='#' src='a.png'></p><figure>"
        "<figcaption>#</figcaption></figure><dl><dt>#</dt><dd>#</dd></dl><details><summary>Is # so?"
        "</summary>#</details><p>#</p><address>#</address>"
    )
    return page.encode(), page


_ROWS = [
    ["Question", "Answer", "Notes"], *(["What is #?", "A # grain", "#"] for _ in range(3)),
    ["", "# alone", ""], ["Why #?", "", ""],
]  # fmt: skip


def _csv() -> tuple[bytes, str]:
    text = counted("\n".join(map(",".join, _ROWS)))
    return text.encode(), text


def _spreadsheet() -> tuple[bytes, str]:
    text = counted("\n".join(map("\t".join, _ROWS)))
    return spreadsheet([line.split("\t") for line in text.split("\n")]), text


def _package() -> tuple[bytes, str]:
    text = counted("\n".join(f"{at}\tWhat is #?\tA # grain" for at in range(3)) + "\n3\t\t#")
    return package([line.split("\t") for line in text.split("\n")]), text


def _org() -> tuple[bytes, str]:
    text = counted(
        "#+TITLE: #\n# before\n* # Bread\n# opens\n** What is a #?\nA # grain /#/ =#=.\n- #\n"
        "*** # below\n#\n** Why is # baked?\nFor #.\n| # | # |\n* # Notes\n# ends\n"
    )
    return text.encode(), text


def _drill() -> tuple[bytes, str]:
    text = counted(
        "* What is #? :drill:\nOf #.\n** Answer\nA # grain.\n** # more\n#\n** Hint\n#\n"
        "* Why #? :drill:\nFor #.\n* # apart\n#\n"
    )
    return text.encode(), text


def _latex() -> tuple[bytes, str]:
    text = counted(
        "\\documentclass{exam}\n\\begin{document}\n# before\n\\begin{questions}\n\\question What is"
        " a #?\n\\begin{choices}\\choice #\n\\CorrectChoice #\n\\choice #\n\\end{choices}\n"
        "\\begin{solution} A # grain \\textbf{#} $ # $ \\end{solution}\n\\question Why #?\n"
        "\\begin{itemize}\\item #\n\\end{itemize}\n\\end{questions}\n# after\n\\end{document}\n"
    )
    return text.encode(), text


def _notebook() -> tuple[bytes, str]:
    written = counted("# Bread of #\n\n#|**What is a #?**|A # grain|# = 1|**Why #?**|For #|#")
    kinds = ["markdown", "markdown", "markdown", "code", "markdown", "markdown", "raw"]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": 1} if kind == "code" else {})
        for kind, source in zip(kinds, written.split("|"), strict=True)
    ]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return text.encode(), text


KINDS = {
    "docx": _word, "pdf": _pdf, "html": _html, "csv": _csv, "xlsx": _spreadsheet, "apkg": _package,
    "org": _org, "drill.org": _drill, "tex": _latex, "ipynb": _notebook,
}  # fmt: skip
_OF_RECORDS = {"xlsx", "apkg"}


def _text_read(name: str, data: bytes) -> str:
    """Return the text whose lines the document's places count."""
    album = Album()
    reading = open_bytes(data, album)
    if reading is None:
        text = normalise(data.decode())
        reading = open_text(name, text, album) or Reading("", "", text=text)
    return reading.text


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_container_is_kept_or_listed(kind: str) -> None:
    made: Callable[[], tuple[bytes, str]] = KINDS[kind]
    data, source = made()
    document = read(data, f"notes.{kind}")
    told = [document.title]
    for item in document.items:
        told += [item.question, item.section, *(answer.text for answer in item.answers)]
    counted_by = source if kind in _OF_RECORDS else _text_read(f"notes.{kind}", data)
    for left in document.skipped:
        assert left.reason
        told += counted_by.split("\n")[left.lines.first - 1 : left.lines.last]
    assert document.items
    assert set(_WORD.findall(source)) <= set(_WORD.findall("\n".join(told)))
