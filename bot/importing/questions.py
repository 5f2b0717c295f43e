# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""What reads like a question: its sentences, where it ends, its clean text.

Only function words, question words and the verbs of instructions are known here, never a subject.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from bot.importing.labels import without_points
from bot.importing.languages import LANGUAGES
from bot.importing.vocabulary import (
    ABBREVIATIONS,
    ADDED_VERBS,
    ASKING_ENDINGS,
    AUXILIARIES,
    INSTRUCTIONS,
    OPEN_WORDS,
    QUESTION_MARKS,
    QUESTION_WORDS,
    STATEMENT_WORDS,
    STUDY_VERBS,
    TASK_VERBS,
    TELLING_ENDINGS,
    UNSPACED_OPENINGS,
)

# What is longer than this is no question; looking further would only cost time.
LONGEST_QUESTION = 1_500
# What may stand behind the mark that ends a sentence.
CLOSERS = "\"'”’)]*_` \t\u00a0»“）」』】"

_ADDRESS = re.compile(r"\b(?:you|your|you're|you'll|you'd|yourself)\b", re.IGNORECASE)
_END = re.compile(r"[.?!…？؟。！।]{1,5}[\"'”’)\]*_`）」』]{0,4}")
_QUESTION_MARKS = tuple(QUESTION_MARKS)
_FULL_STOPS = "。！।"  # of scripts that leave no space behind them
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Each of these signs counts as a word, as each is one or a good part of one.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_LONGEST_UNSPACED = 80  # characters of a question that is told by its ends
# What stands behind it is asked, although it is a statement.
_VERDICTS = [language.words("verdicts") for language in LANGUAGES.values()] + [("right", "wrong")]
_EITHER = "|".join(
    rf"{yes}[ \t]?(?:or|/|oder|ou|o|of|или|чи|veya|lub|nebo|czy|hay)[ \t]?{no}"
    for yes, no in (words[:2] for words in _VERDICTS)
)
_TRUE_OR_FALSE = re.compile(
    rf"[*_(¿]{{0,3}}(?:{_EITHER})[)*_]{{0,3}}[ \t\u00a0]?[:?.]", re.IGNORECASE
)
_SEE_ON = QUESTION_WORDS | {"if", "whether", "for"}  # "See if ..." asks, "See page 3" refers
_OPENING = re.compile(r"[^\W_]+")
_LONGEST_OPENING = 80  # characters in which the first word begins
# The answer begins without a full stop before it: "Describe the crust It is brown".
_RUN_ON_WORDS = "|".join(sorted(map(str.capitalize, STATEMENT_WORDS - {"a", "i", "no"})))
_RUN_ON = re.compile(rf"(?<=[^\W_])[ \t](?=(?:{_RUN_ON_WORDS}),?[ \t][a-z])")
_LABELLED = re.compile(r"[^\s:?.,][^:?.,]{0,60}:\s")
_FEWEST_WORDS, _FEWEST_OPEN_WORDS = 2, 4  # of a question with and without its mark
_REAL_WORD = 3  # letters of a word that is hardly an abbreviation
_LONGEST_LABEL, _LONGEST_INTRODUCTION = 5, 15  # words before a colon, before a comma
_HIDING = re.compile(r"[`(\[]")
# A note in brackets, stars or a tag behind a question are not part of what it says.
_ASIDE = re.compile(
    r"(?:[ \t]{0,4}(?:[(\[（][^()\[\]（）]{1,120}[)\]）]|[*★☆⭐✨🔥\ufe0f\u200b]{1,6}"
    r"|#[\w/-]{1,40}|\{[#:.][^{}]{1,80}\}))"
    r"{1,3}[ \t]{0,4}$"
)

_CODE_TAG = re.compile(r"</?(?:code|tt|kbd)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|p|br|em|strong|span|div|a|font|h[1-6]|sub|sup|summary)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
# Read from left to right: an escape gives its character, a name such as __init__ stays, marks go.
_MARK = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!$<>@~|])|(?P<name>\b__\w{1,40}__\b)|\*\*\*?"
    # A gap to be filled: four and more, or three that enclose nothing.
    r"|(?P<gap>_{4,}|(?<![^\s(\[])___(?=[\s.,;:?!)\]]|$))"
    r"|(?<![^\W_])__?(?=[^\s_])|(?<=[^\s_])__?(?![^\W_])|(?<!\w)\*(?=[^\s*])|(?<=[^\s*])\*(?!\w)"
)
_MARKS = re.compile(r"[\\`*_<&#]")
_LEFT_OVER = re.compile(r"\s{1,20}#{1,6}$")

_ENDS_ASIDE = frozenset(")]）}*★☆⭐✨🔥\ufe0f\u200b")


class Look(IntEnum):
    """How much a text reads like something asked."""

    NONE = 0
    TASK = 1  # "Build a ...": as likely a step of an answer
    STUDY = 2  # "Explain ...": asked of a reader
    QUESTION = 3  # ends in a question mark


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the text's beginning; joined they are that text again.

    Dots of abbreviations, numbers, code spans and brackets end no sentence; a question mark does
    so even where the space after it was lost.
    """
    text = text[:LONGEST_QUESTION]
    first_end = _END.search(text)
    if first_end is None or first_end.end() == len(text):
        if text:
            yield text
        return
    hidden = _hidden(text) if _HIDING.search(text) else [False] * len(text)
    begin = 0
    for end in _END.finditer(text):
        if hidden[end.start()] or not _ends_sentence(text, end):
            continue
        following = len(text) - len(text[end.end() :].lstrip())
        yield text[begin:following]
        begin = following
    if begin < len(text):
        yield text[begin:]


def _hidden(text: str) -> list[bool]:
    """Return for every character whether it stands in a code span or inside brackets."""
    hidden: list[bool] = []
    in_code, depth = False, 0
    spans = text.count("`") // 2 * 2
    for character in text:
        if character == "`" and spans:
            in_code, spans = not in_code, spans - 1
        elif not in_code and character in "([":
            depth += 1
        hidden.append(in_code or depth > 0)
        if not in_code and character in ")]":
            depth = max(0, depth - 1)
    # A bracket that never closes hides nothing, or one smiley would hide the document.
    return hidden if depth == 0 else [False] * len(text)


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    after = text[end.end() : end.end() + 1]
    if not after:
        return True
    mark = end[0]
    if mark[0] in _FULL_STOPS or "？" in mark:
        return True
    if "?" in mark or "؟" in mark:
        return _question_mark_ends(text, end)
    if not after.isspace():
        return False
    word = text[: end.start()].rsplit(None, 1)[-1].lower().lstrip("(") if end.start() else ""
    if mark == "." and (word in ABBREVIATIONS or re.fullmatch(r"[a-z](\.[a-z])*", word)):
        return bool(len(word) == 1 and word in "xy")
    following = text[end.end() :].lstrip()[:1]
    # Hasty notes go on in lower case; after a real word that is a new sentence all the same.
    return not following.islower() or (len(word) >= _REAL_WORD and word.isalpha())


def _question_mark_ends(text: str, end: re.Match[str]) -> bool:
    after = text[end.end()]
    if not after.isspace():
        return after.isupper() or after == "-"
    closed = end[0].rstrip("*_`")[-1] in "\"'”’)]"
    following = text[end.end() :].lstrip()[:1]
    return not (closed and following.islower())


@lru_cache(maxsize=8_192)
def look(text: str) -> Look:
    """Return how much the whole text reads like one thing asked, of one or more sentences."""
    text = text.strip()
    if not text or len(text) >= LONGEST_QUESTION or not _may_ask(text) or _is_speech(text):
        return Look.NONE
    text = without_aside(text)
    parts = list(sentences(text))
    if asks(parts[-1]):
        return _question_look(text, _first_words(text))
    first = sentence_look(parts[0])
    if first is Look.NONE or text.endswith((":", ",", ";")):
        return Look.NONE
    if len(_first_words(text)) < _FEWEST_WORDS + (first is Look.TASK):
        return Look.NONE
    following = parts[2:] if _poses_statement(parts[0]) else parts[1:]
    return first if all(_joins(first, part) for part in following) else Look.NONE


def _may_ask(text: str) -> bool:
    """Whether a text can ask at all: a cheap test that spares most lines the reading."""
    begin = text[:LONGEST_QUESTION]
    if "?" in begin or _TRUE_OR_FALSE.match(begin):
        return True
    if not begin.isascii() and (
        any(mark in begin for mark in QUESTION_MARKS) or _asks_unmarked(begin)
    ):
        return True
    opening = _OPENING.search(begin, 0, _LONGEST_OPENING)
    word = opening[0].lower() if opening else ""
    return word in INSTRUCTIONS or word in OPEN_WORDS or _after_comma(begin) in INSTRUCTIONS


def may_be_question(text: str) -> bool:
    """Whether a text has a question mark of any script: what has none is no `Look.QUESTION`."""
    return "?" in text or (not text.isascii() and any(mark in text for mark in QUESTION_MARKS))


def sentence_look(sentence: str) -> Look:
    """Return how much one sentence reads like something asked."""
    words = _first_words(sentence)
    if asks(sentence):
        return _question_look(sentence, words)
    if not words or words[0][0].islower() or not words[0][0].isalpha():
        return Look.NONE
    if not sentence.isascii() and _asks_unmarked(sentence):
        return Look.STUDY
    if _TRUE_OR_FALSE.match(sentence):
        return Look.STUDY
    return Look.TASK if _lost_its_mark(sentence, words) else _instruction_look(sentence, words)


def _instruction_look(sentence: str, words: list[str]) -> Look:
    verb = words[0].lower()
    if verb not in INSTRUCTIONS:
        verb = _verb_after_introduction(sentence)
    if verb in STUDY_VERBS:
        return Look.STUDY
    refers = words[0] == "See" and words[1:2] and words[1] not in _SEE_ON
    return Look.TASK if verb in TASK_VERBS and not refers else Look.NONE


def _question_look(text: str, words: list[str]) -> Look:
    """Return the look of a text that ends in a question mark: a piece of a question is none."""
    is_piece = len(words) < _FEWEST_WORDS or _starts_inside(text, words[0])
    return Look.NONE if is_piece or _labelled(text) else Look.QUESTION


def _poses_statement(sentence: str) -> bool:
    """Whether the next sentence is what is asked: `True or false? The sun is a star.`"""
    found = _TRUE_OR_FALSE.match(sentence)
    return found is not None and not sentence[found.end() :].strip()


def _is_speech(text: str) -> bool:
    """Whether a text is in quotation marks from end to end, as what people in a story say."""
    return text[0] in '"“«' and text[-1] in '"”»'


def _lost_its_mark(text: str, words: list[str]) -> bool:
    """Whether a text begins as a question (`What is ...`) and simply stops, its mark forgotten."""
    if len(words) < _FEWEST_OPEN_WORDS:
        return False
    first, second, *rest = (word.lower() for word in words)
    begins = first in OPEN_WORDS and second in AUXILIARIES
    # `Which layers do we need`, but not `What the reader does is ...`.
    names = first in _NAMING_WORDS and second not in STATEMENT_WORDS
    begins = begins or (names and not AUXILIARIES.isdisjoint(rest))
    return begins and text.rstrip(CLOSERS)[-1:].isalnum()


_NAMING_WORDS = frozenset({"what", "which"})


_GAP = re.compile(r"_{3,}|\.{5,}|…{2,}")
_FEWEST_AROUND = 3  # words around a gap that is to be filled


def has_gap(text: str) -> bool:
    """Whether a text is a sentence with room for what is asked: `The capital of Peru is ____.`"""
    if "___" not in text and "....." not in text and "……" not in text:
        return False
    text = text[:LONGEST_QUESTION]
    return _GAP.search(text) is not None and len(_words(_GAP.sub(" ", text))) >= _FEWEST_AROUND


def asks(sentence: str) -> bool:
    return sentence.rstrip(CLOSERS).endswith(_QUESTION_MARKS)


def without_aside(text: str) -> str:
    """Return a question without the note, stars or tags behind its mark; other texts as they are.

    `How is blood made? (Try to recall it first!)` asks what it asks without the bracket.
    """
    if text[-1:] not in _ENDS_ASIDE and "#" not in text[-40:]:
        return text
    if asks(text) or len(text) >= LONGEST_QUESTION:
        return text
    found = _ASIDE.search(text, max(0, len(text) - 400))
    bare = text[: found.start()] if found else text
    return bare if found and asks(bare) else text


def _asks_unmarked(text: str) -> bool:
    """Whether a text asks by how it ends or begins, in languages that need no mark for it."""
    if len(text) > _LONGEST_UNSPACED:
        return False
    bare = text.strip(CLOSERS + ".。।!！「『（(")
    if not bare or bare.isascii():
        return False
    if bare.endswith(TELLING_ENDINGS):
        return True
    if _UNSPACED.match(bare[-1]) is None:
        return False
    return bare.endswith(ASKING_ENDINGS) or bare.startswith(UNSPACED_OPENINGS)


def _starts_inside(text: str, first: str) -> bool:
    """Whether a text begins in the middle of a sentence, as the rest of a broken line does."""
    word = first.lower()
    return text[:1].islower() and word not in QUESTION_WORDS and word not in INSTRUCTIONS


def _words(text: str) -> list[str]:
    text = text[:LONGEST_QUESTION].replace("’", "'")
    if not text.isascii():
        text = _UNSPACED.sub(r" \g<0> ", text)
    return _WORD.findall(text)


def _first_words(text: str) -> list[str]:
    """Return a text's first words, as many as are ever asked for."""
    text = text[:LONGEST_QUESTION]
    if "’" in text:
        text = text.replace("’", "'")
    if not text.isascii():
        text = _UNSPACED.sub(r" \g<0> ", text)
    return [found[0] for found in islice(_WORD.finditer(text), _FEWEST_OPEN_WORDS)]


def _labelled(text: str) -> bool:
    """Whether a label opens the text (`Levers: what ...?`): an answer's point, not a question."""
    found = _LABELLED.match(text.lstrip("*_` "))
    if not found or _TRUE_OR_FALSE.match(text):
        return False
    words = _words(found[0])
    first = words[0].lower() if words else ""
    # "What is meant by: ..." and "Explain the following: ..." have their colon inside the sentence.
    return (
        len(words) <= _LONGEST_LABEL and first not in QUESTION_WORDS and first not in INSTRUCTIONS
    )


def _verb_after_introduction(sentence: str) -> str:
    """Return the verb after the first comma: `For example, write ...`, `Before that, guess ...`."""
    verb = _after_comma(sentence)
    if verb not in INSTRUCTIONS:
        return ""
    return verb if len(_words(sentence.partition(",")[0])) <= _LONGEST_INTRODUCTION else ""


def _after_comma(text: str) -> str:
    at = text.find(",")
    word = _WORD.search(text, at) if at >= 0 else None
    return word[0] if word else ""


@lru_cache(maxsize=8_192)
def split_question(text: str) -> tuple[str, str]:
    """Split a text that begins with a question into the question and what follows it.

    The question is the run of asking sentences from the first one on; a statement may lead up to
    a question mark. Returns `("", text)` when nothing is asked.
    """
    parts = list(sentences(text)) if _may_ask(text) else []
    asked = _asked_count(parts)
    if not asked:
        return "", text
    question = "".join(parts[:asked])
    run_on = None if "?" in parts[0] else _RUN_ON.search(parts[0])
    if run_on and len(_words(parts[0][: run_on.start()])) >= _FEWEST_OPEN_WORDS:
        question = parts[0][: run_on.start()]
    return question.strip(), text[len(question) :].strip()


def _asked_count(parts: list[str]) -> int:
    first = sentence_look(parts[0]) if parts else Look.NONE
    if first is Look.NONE:
        return _led_up_count(parts)
    count = 2 if _poses_statement(parts[0]) else 1
    while count < len(parts) and _joins(first, parts[count]):
        count += 1
    return count


def _joins(first: Look, sentence: str) -> bool:
    """Whether a later sentence belongs to the question that a sentence of look `first` began.

    After a question mark another question or a clear request does; after an instruction another
    instruction or an address to the reader does ("You will need ...").
    """
    here = sentence_look(sentence)
    words = _first_words(sentence)
    if here is Look.QUESTION or (asks(sentence) and words and words[0].lower() in QUESTION_WORDS):
        return True
    if first is not Look.QUESTION:
        return here is not Look.NONE or _ADDRESS.search(sentence) is not None
    requested = here is not Look.NONE and words[0].lower() in ADDED_VERBS
    return requested and sentence.rstrip(CLOSERS).endswith((".", "!"))


def instructs_reader(text: str) -> bool:
    """Whether a paragraph tells its reader what to do: `Run it. You should see a number.`"""
    told = any(sentence_look(sentence) is not Look.NONE for sentence in sentences(text))
    return told or _ADDRESS.search(text) is not None


def _led_up_count(parts: list[str]) -> int:
    """Count the sentences up to the first question when one statement leads up to it."""
    asked = [sentence_look(part) is Look.QUESTION for part in parts[:2]]
    if asked != [False, True] or _labelled(parts[0]):
        return 0
    count = 2
    while count < len(parts) and sentence_look(parts[count]) is Look.QUESTION:
        count += 1
    return count


@lru_cache(maxsize=8_192)  # several layouts find the same questions
def clean_question(text: str) -> str:
    """Return a question as plain inline Markdown: no emphasis, escapes or tags; code kept."""
    text = without_points(text)
    if not _MARKS.search(text):
        return " ".join(text.split())
    text = html.unescape(_TAG.sub("", _CODE_TAG.sub("`", text)))
    pieces = text.split("`")
    # Every second piece is code, where marks are characters.
    pieces[::2] = [_without_emphasis(piece) for piece in pieces[::2]]
    return _LEFT_OVER.sub("", " ".join("`".join(pieces).split()))


def _without_emphasis(text: str) -> str:
    return _MARK.sub(lambda found: found["escaped"] or found["name"] or found["gap"] or "", text)
