"""Containers that are whole outside and nonsense inside: each is read, or refused in words.

`tests/unit/importing/test_fuzzing.py` has documents of text broken anywhere; here what a container
holds is put together anew, so that its reader comes as far as what nobody would write.
"""

from __future__ import annotations

import io
import json
import random
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

import pytest
from PIL import Image

from bot.errors import DocumentError, PictureRefused
from bot.importing import read_document
from bot.importing.containers.pdf import text_of
from bot.importing.containers.reading import Unreadable
from bot.importing.pictures import read_picture
from tests.profiles import either, fault_seed
from tests.unit.importing.containers.office import package, pdf, spreadsheet, word, zipped

# Libraries warn of what they pass over.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
SECONDS = either(0.5, 120)  # of the processor's time, for each kind
_Broken = Callable[[random.Random], tuple[str, bytes]]
Json = Any

_VALUES = (
    None, True, False, 0, -1, 1.5, 10**30, "", "What is dough?", "Flour.", "A", "1", "2) x", "```",
    "![x](attachment:a.png)", ["A", "B"], [[1]], {}, [], "x" * 50,
)  # fmt: skip
_NAMES = (
    "question", "questions", "answer", "answers", "options", "correct", "front", "back", "cells",
    "source", "outputs", "metadata", "text", "title", "data", "term", "definition", "image/png",
    "attachments", "flds", "tmpls", "qfmt", "afmt", "name", "language_info", "nbformat", "x", "7",
)  # fmt: skip
_NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["1. What is dough?\n"]},
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": ["print(1)"],
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["1"]},
                {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBOR"}},
            ],
        },
        {
            "cell_type": "markdown",
            "metadata": {},
            "attachments": {"a.png": {"image/png": "iVBOR"}},
            "source": ["Flour. ![x](attachment:a.png)"],
        },
    ],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
_BANK = [
    {"question": "What is dough?", "options": ["Flour", "Sand"], "answer": "Flour"},
    {"question": "Why rest?", "correct_answer": "a", "incorrect_answers": ["b", "c"]},
]
_TEXTS = {
    "xml": '<?xml version="1.0"?><quiz><question type="multichoice"><questiontext format="html">'
    '<text><![CDATA[<p>What is dough?</p>]]></text><file name="a.png" encoding="base64">iVB</file>'
    '</questiontext><answer fraction="100"><text>Flour</text></answer></question></quiz>',
    "yaml": "- question: What is dough?\n  answer: &x Flour\n- question: Why?\n  answer: *x\n",
    "gift": "::a::What is dough?{=Flour ~Sand#no}\n\n$CATEGORY: a/b\n\nM?{=a -> b =c -> d}\n",
    "org": "* What is dough?\n:PROPERTIES:\n:ID: x\n:END:\nFlour\n* Why? :drill:\n** So\nRest\n",
    "tex": "\\documentclass{exam}\\begin{document}\\begin{questions}\\question What is dough?"
    "\\begin{solution}Flour\\end{solution}\\question Why?\\begin{choices}\\choice a"
    "\\CorrectChoice b\\end{choices}\\end{questions}\\end{document}",
    "mbox": "From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b\nSubject: What is dough?\n"
    "Message-ID: <1@x>\n\nWhat?\n\nFrom b@c Mon Jan  1 00:00:00 2024\nFrom: b@c\n"
    "Subject: Re: What is dough?\nIn-Reply-To: <1@x>\n"
    "Content-Type: text/plain; charset=utf-8\n\n> What?\nFlour=20\n",
    "js": "const all = [{question: `What is it?`, answer: 'Flour', at: 2}, new Q('Why?', [1])];\n",
}
_BITS = (
    '"', "'", "{", "}", "[", "]", "<", ">", "&#x110000;", "&x;", "<![CDATA[", "]]>", "\\", "\\u",
    "9" * 5_000, "1e999", "NaN", "-1", "<<: *x", "&a [*a]", "!!python/object:x", "%YAML 9.9\n",
    "\t",
    "Content-Type: text/plain; charset=zzz\n", "=?utf-8?q?=ff?=",
    "Content-Transfer-Encoding: base64\n",
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\\begin{", "\\end{choices}", "{=", "->",
    "f'{", "0x", "\x00", "\ud800", "<w:tbl/>", "<w:r>", 'r:embed="z"', 't="s"', 't="d"',
    'r="XFD999999"',
)  # fmt: skip


def _value(chance: random.Random, depth: int = 3) -> Json:
    kind = chance.random()
    if not depth or kind < 0.5:
        return chance.choice(_VALUES)
    parts = [_value(chance, depth - 1) for _ in range(chance.randint(0, 5))]
    return parts if kind < 0.75 else {chance.choice(_NAMES): each for each in parts}


def _places(of: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    return [path, *(place for key, each in inner for place in _places(each, (*path, key)))]


def _mutated(chance: random.Random, of: Json) -> str:
    """Return JSON in which some of the values are others."""
    for _ in range(chance.randint(1, 3)):
        value = _value(chance)
        *above, last = chance.choice(_places(of)) or (None, None)
        if last is None:
            return json.dumps(value)
        of = inner = json.loads(json.dumps(of))
        for key in above:
            inner = inner[key]
        inner[last] = value
    return json.dumps(of)


def _soiled(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        gone = chance.randint(1, 30) if chance.random() < 0.4 else 0
        text = text[:at] + ("" if gone else chance.choice(_BITS)) + text[at + gone :]
    return text


def _of_json(chance: random.Random) -> tuple[str, bytes]:
    name, seed = chance.choice([("x.ipynb", _NOTEBOOK), ("x.json", _BANK)])
    return name, _mutated(chance, seed).encode()


def _of_text(chance: random.Random) -> tuple[str, bytes]:
    ending = chance.choice(list(_TEXTS))
    return f"x.{ending}", _soiled(chance, _TEXTS[ending]).encode("utf-8", "surrogatepass")


def _package(models: str, decks: str, fields: object = "1\x1fWhat?\x1fFlour.") -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(
            "CREATE TABLE col (models, decks); CREATE TABLE notes (id, mid, flds);"
            "CREATE TABLE cards (nid, did);"
        )
        database.execute("INSERT INTO col VALUES (?, ?)", (models, decks))
        database.execute("INSERT INTO notes VALUES (1, 7, ?)", (fields,))
        database.commit()
        return zipped({"collection.anki2": database.serialize(), "media": "{}"})


def _of_anki(chance: random.Random) -> tuple[str, bytes]:
    models = {"7": {"flds": [{"name": "Front"}], "tmpls": [{"qfmt": "{{Front}}", "afmt": "x"}]}}
    decks = {"1": {"name": "Default"}, "2": {"name": "Food::Bread"}}
    return "x.apkg", _package(_mutated(chance, models), _mutated(chance, decks))


def _of_zip(chance: random.Random) -> tuple[str, bytes]:
    """Return an office file whose parts are soiled, and at times the archive around them."""
    table = spreadsheet([["Question", "Answer"], ["What is dough?", "Flour"], ["Why?", 3.5]])
    text = word([("", "1. What is dough?"), ("", "Flour.")], picture=("x", _picture("PNG")))
    cards = package([("1", "What?", "Flour.")], {"a.png": _picture("PNG")})
    name, whole = chance.choice([("x.xlsx", table), ("x.docx", text), ("x.apkg", cards)])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    for part in chance.sample(list(members), k=min(2, len(members))):
        inside = members[part].decode("latin-1")
        values = list(re.finditer('"[^"<>]*"', inside))
        if values and chance.random() < 0.5:
            value = chance.choice(values)
            new = chance.choice([each for each in _BITS if '"' not in each])
            inside = f'{inside[: value.start()]}"{new}"{inside[value.end() :]}'
        else:
            inside = _soiled(chance, inside)
        members[part] = inside.encode("latin-1", "replace")
    return name, _torn(chance, zipped(members)) if chance.random() < 0.3 else zipped(members)


def _torn(chance: random.Random, data: bytes) -> bytes:
    torn = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        torn[chance.randrange(len(torn))] = chance.randrange(256)
    return bytes(torn)


def _picture(kind: str) -> bytes:
    made = Image.Exif()
    made[0x0112], made[0x010E] = 6, "dough"  # how it is turned, and what is on it
    held = io.BytesIO()
    Image.effect_noise((24, 16), 50).convert("RGB").save(held, kind, exif=made)
    return held.getvalue()


_KINDS = {
    "json": _of_json,
    "text": _of_text,
    "anki": _of_anki,
    "zip": _of_zip,
}


@pytest.mark.parametrize("kind", _KINDS)
def test_a_container_of_nonsense_is_read_or_refused_in_words(kind: str):
    chance, broken = random.Random(fault_seed()), _KINDS[kind]  # noqa: S311  # to be repeated
    until = time.process_time() + SECONDS
    while time.process_time() < until:
        name, data = broken(chance)
        try:
            read_document(name, data)
        except DocumentError:
            continue
        except Exception as error:
            raise AssertionError((name, data)) from error


def test_a_pdf_of_nonsense_is_read_or_refused_in_words():
    chance = random.Random(fault_seed())  # noqa: S311  # to be repeated
    whole = pdf([[(50, 700, "1. What is dough?"), (50, 680, "Flour.")]])
    until = time.process_time() + SECONDS
    while time.process_time() < until:
        torn = _torn(chance, whole)
        try:
            text_of(torn)  # here, where a process for each would take most of the time
        except Unreadable:
            continue
        except Exception as error:
            raise AssertionError(torn) from error


def test_a_picture_of_nonsense_is_kept_or_refused_in_words():
    chance = random.Random(fault_seed())  # noqa: S311  # to be repeated
    seeds = [_picture(kind) for kind in ("PNG", "JPEG", "WEBP")]
    until = time.process_time() + SECONDS
    while time.process_time() < until:
        data = _torn(chance, chance.choice(seeds))
        try:
            read_picture(data)
        except PictureRefused:
            continue
        except Exception as error:
            raise AssertionError(data) from error


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("models.apkg", _package("[]", "{}")),
        ("ids.apkg", _package('{"abc": {}}', "{}")),
        ("fields.apkg", _package('{"7": {"flds": ["x"], "tmpls": ["y"]}}', "{}")),
        ("deep.apkg", _package("[" * 100_000, "{}")),
        ("nothing.apkg", _package("null", "null", None)),
        ("decks.apkg", _package("{}", '{"1": [], "99999999999999999999": {}}')),
        ("list.ipynb", json.dumps({**_NOTEBOOK, "metadata": []}).encode()),
        ("two.ipynb", json.dumps({"nbformat": 2, "worksheets": [{"cells": [{}]}]}).encode()),
        ("none.tex", _TEXTS["tex"].replace("\\choice a\\CorrectChoice b", "").encode()),
        ("long.js", b"const all = [{question: 'Why?', answer: 'So', at: " + b"9" * 5_000 + b"}];"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_nobody_would_write_broke_a_reader_once(name: str, data: bytes):
    with suppress(DocumentError):
        read_document(name, data)
