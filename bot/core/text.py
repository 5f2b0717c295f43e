"""Plain words out of Markdown: what similarity, alignment and lookup all compare."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from bot.core.spelling import one_spelling
from bot.errors import UnknownLanguage

_FENCE = re.compile(r"^[>\t\f\v ]*(```|~~~).*$", re.MULTILINE)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]\n]{0,1000}+)\]\([^)\s]{0,2000}+\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,500}>")
_LINE_MARK = re.compile(r"^[ \t]*(?:[>#*+•-]+[ \t]+|\(?\d{1,3}[.)][ \t]+)+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!$<>@])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:_[^\W_]+)*")
# 3.14 and 1,000 are one number each, not two words: 0.5 is not 5.0. So are abbreviations.
TOKEN = re.compile(rf"\b(?:e\.g|i\.e)\b|\d+(?:[.,]\d+)+(?![^\W_])|{_WORD.pattern}")
# Looked for from the first of some backticks alone: from each of them it takes the square of it.
_THOUSANDS, _POINTED_THOUSANDS = (
    re.compile(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+") for mark in (",", r"\.")
)
_CODE_SPAN = re.compile(r"(?<!`)(`++)[^\n]*?(?<!`)\1(?!`)")
_ENTITY = re.compile(r"&#?\w{1,32};")
_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u200b": "", "\u00a0": " "})
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# What does not come apart into a letter and its accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
    | dict.fromkeys("’‘\u02bb", "'")
)

# Function words carry no subject: they would make any two English sentences look alike.
STOP_WORDS = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing don't down during each
    etc ex few for from further had has have having he her here hers him his how i i'd i'll
    i'm i've if in into is it it's its itself just let's like may me might more most must my
    no nor not of off on once one only or other our ours out over own same she should so some
    such than that that's the their them then there these they this those through to too under
    until up use used uses using very was we were what what's when where which while who whom
    why will with would you your yours e.g i.e eg ie
    """.split()  # noqa: SIM905  # a list of a hundred quoted words, one a line, reads worse
)

LANGUAGE_CODES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""The languages whose words Snowball stems, so that "baked" is found by "baking", by ISO 639-1."""

_LONGEST_LANGUAGE, _FEW = 40, 3
LANGUAGES = tuple(sorted(LANGUAGE_CODES.values()))


def plain(markdown: str) -> str:
    """Return the readable text of Markdown on one line: no marks, tags, entities or links."""
    return " ".join(_readable(markdown).split())


def _readable(text: str) -> str:
    # Most texts have few of the marks: what stands in none is spared the search for it.
    if "`" in text or "~~~" in text:
        text = _FENCE.sub(" ", text)
    if "](" in text:
        text = _IMAGE_OR_LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    # Only now: what was written as &lt;T&gt; is text and no tag.
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = text.translate(_TYPOGRAPHIC)
    if "\n" in text or not text[:1].isalpha():
        text = _LINE_MARK.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "*" in text or "_" in text or "`" in text:
        text = _EMPHASIS.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text


def words(markdown: str) -> list[str]:
    """Return the text's words, case-folded, in order; `item_tfms` and `don't` are one word each."""
    return _WORD.findall(_readable(markdown).casefold())


def tokens(markdown: str) -> list[str]:
    """Return the text's words like `words`, but `3.14`, `1,000` and `e.g` as one word each."""
    return TOKEN.findall(_readable(markdown).casefold())


def sheltered(markdown: str) -> str:
    """Return a text of the same length in which code spans, links, tags and entities are `x`.

    Where it is split, the original may be split: no mark is ever cut in two.
    """
    for mark in (_CODE_SPAN, _IMAGE_OR_LINK, _TAG, _ENTITY):
        markdown = mark.sub(lambda found: "x" * len(found[0]), markdown)
    return markdown


@lru_cache(maxsize=65_536)
def stem(word: str, language: str = "english") -> str:
    """Return the Snowball stem of one case-folded word, in English of both spellings the same.

    Of a number like `1,000` it is that without the marks between its thousands.
    """
    if (_THOUSANDS if language == "english" else _POINTED_THOUSANDS).fullmatch(word):
        return word.replace(",", "").replace(".", "")
    from Stemmer import Stemmer  # noqa: PLC0415  # most commands stem nothing

    spelled = one_spelling(word) if language == "english" else word
    # A new one each time: it holds the word that it works on, and threads would mix theirs.
    found: str = Stemmer(language, 0).stemWord(spelled)
    return found


def terms(markdown: str, language: str = "english") -> list[str]:
    """Return the stems of the words that carry the subject, in order, repeats kept."""
    return [stem(word, language) for word in words(markdown) if word not in STOP_WORDS]


def name_key(name: str) -> str:
    """Return what two names that people would take for the same have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def folded(name: str) -> str:
    """Return what a name is found by: no case, no accents, no marks between its words."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    bare = "".join(char for char in apart if not unicodedata.category(char).startswith("M"))
    return " ".join(_BETWEEN_WORDS.sub(" ", bare.casefold()).split())


def language_named(typed: str) -> str:
    """Return the language. Raises UnknownLanguage with those that are written most like it."""
    if (name := typed.strip().casefold()) not in LANGUAGES:
        if not name:
            raise UnknownLanguage("", tuple(LANGUAGES))
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # most of what is typed is known

        near = process.extract(name[:_LONGEST_LANGUAGE], LANGUAGES, scorer=fuzz.ratio, limit=_FEW)
        raise UnknownLanguage(typed, tuple(each for each, *_ in near))
    return name
