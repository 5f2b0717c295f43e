"""Texts as the look-up compares them: words without what one types now with, now without.

Case, accents and Arabic vowel signs go; `C++` and `C#` stay words of their own. Scripts that are
written without spaces are cut into overlapping pairs of signs, Hangul as well, whose spaces and
particles vary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.text import plain

# Python's \w leaves out the vowel signs and tone marks of Thai, Devanagari and their like.
_SIGNS = "".join(
    chr(code) for code in range(0x0900, 0x1900) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
# Bopomofo, Hangul, kana and Han; Thai, Lao, Burmese and Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?<![^\W_])(?:[a-z]\w*\+\+|[a-z]#)(?![\w#+])|[^\W_]+(?:[{_SIGNS}]+[^\W_]*)*")
# What many texts of ASCII are read by at once: their words, and what may be more than punctuation.
_TEXTS_AT_ONCE = 500  # a millisecond: nobody else in the process runs meanwhile
_LOOK_AGAIN = "\0"
_ASCII_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(32, 127)}
_ASCII_WORDS |= dict.fromkeys(map(ord, "`*_[]<>&\\#~+"), _LOOK_AGAIN) | {127: _LOOK_AGAIN}
_ASCII_WORDS |= {code: _LOOK_AGAIN for code in range(32) if chr(code) != "\n"}
_MAY_MARK = frozenset(" -(0123456789")  # as the first sign of a line
_ASCII_WORD = re.compile("[a-z0-9]+")
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_SIGN = re.compile(f"[^{_SIGNS}][{_SIGNS}]*")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# A sign of these is a word, or the root of one: Chinese characters, and syllables of Korean.
_ROOT = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7a3]")
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}  # of each katakana

# What makes `plain` necessary; most questions have none of it.
_MARKUP = re.compile(r"[^ -~]|[`*_\[\]<>&\\#~]|^[ \t]*(?:[+-]|\(?\d{1,3}[.)])")

_ACCENT = re.compile("(?<=[a-z\u0370-\u03ff])[\u0300-\u036f]+")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u0640]+")
# Letters that Unicode does not take apart; the last signs of an Arabic word, which people mix up.
_PLAIN_LETTER = str.maketrans(
    dict(
        zip("øłđðıħёةىکی", "olddihеهيكي", strict=True),  # noqa: RUF001  # no Latin letters all
        æ="ae", œ="oe", þ="th",
    )
)  # fmt: skip
_DIGRAPH = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдезийклмнопрстуфыэіґαβγδεζηικλμνξοπρσςτυφω",
            "abvgdeziyklmnoprstufyeigavgdeziiklmnxoprsstyfo",
            strict=True,
        ),
        ж="zh", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ь="", ю="yu", я="ya", ї="yi",
        є="ye", θ="th", χ="ch", ψ="ps",
    )
)  # fmt: skip


def spelled(text: str) -> str:
    """Return the text's words joined by single spaces; `Bayes' rule` is `bayes rule`."""
    return " ".join(_words(_folded(_line(text))))


def all_spelled(texts: Sequence[str]) -> Iterator[str]:
    """Yield each text as it is `spelled`, in a third of the time where most are plain English."""
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[first : first + _TEXTS_AT_ONCE]
        joined = "\n".join([text if text.isascii() and "\n" not in text else "" for text in some])
        lines = joined.translate(_ASCII_WORDS).split("\n")
        for text, line in zip(some, lines, strict=True):
            if not line or text[0] in _MAY_MARK or _LOOK_AGAIN in line:
                yield spelled(text)
            else:
                yield " ".join(line.split())


def is_unspaced(word: str) -> bool:
    """Tell whether a word of `spelled` is one or two signs of a script without spaces."""
    return _IS_UNSPACED.match(word) is not None


def other_spellings(text: str) -> dict[str, str]:
    """Return in which other way people type words of the text, and each word as it is `spelled`.

    `Köln` may be typed `koeln`, and `привет` `privet`; without accents it is the same word anyway.
    Katakana may be typed as hiragana.
    """
    if text.isascii():
        return {}
    found = dict[str, str]()
    for word in _WORD.findall(unicodedata.normalize("NFC", _line(text))):
        if not word.isascii():
            folded = _folded(word)
            other = _folded(word.translate(_DIGRAPH)).translate(_LATIN)
            if other != folded and other.isascii():
                found[other] = folded
            elif (other := folded.translate(_HIRAGANA)) != folded:
                found |= zip(_pieces(other), _pieces(folded), strict=True)
    return found


def is_root(word: str) -> bool:
    """Tell whether a word of `spelled` is one sign that may be a word by itself."""
    return len(word) == 1 and _ROOT.match(word) is not None


def roots(word: str) -> list[str]:
    """Return the signs by which a pair of `spelled` may be known: its roots, without endings.

    In Korean the first one, for particles and endings stand behind; none in an alphabet.
    """
    signs = _ROOT.findall(word) if len(word) > 1 and is_unspaced(word) else []
    return signs[:1] if signs and _SYLLABLE.match(signs[0]) else signs


def _line(text: str) -> str:
    """Return the text without markup, case-folded."""
    return (plain(text) if _MARKUP.search(text) else text).casefold()


def _folded(line: str) -> str:
    if line.isascii():
        return line
    apart = _ACCENT.sub("", unicodedata.normalize("NFD", line.translate(_PLAIN_LETTER)))
    return unicodedata.normalize("NFC", _POINTS.sub("", apart)).translate(_PLAIN_LETTER)


def _words(line: str) -> list[str]:
    if line.isascii():
        return (_WORD if "+" in line or "#" in line else _ASCII_WORD).findall(line)
    found = _WORD.findall(line)
    return [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    if not _IS_UNSPACED.search(word):
        return [word]
    return [piece for run in _RUN.findall(word) for piece in _pairs(run)]


def _pairs(run: str) -> list[str]:
    """Return each two neighbouring signs of an unspaced run, and any other run as it is."""
    if not is_unspaced(run):
        return [run]
    signs = _SIGN.findall(run)
    return [first + second for first, second in pairwise(signs)] or signs
