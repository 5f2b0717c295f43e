"""Question banks as data: JSON, YAML and JSON lines, whoever defined their fields.

A record is an object with a field for the question; a mapping from texts to answers is a bank as
well. OpenTriviaDB, Red's trivia, CrowdAnki and the lists of many a quiz site are read by this.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from bot.core.documents import Lines
from bot.importing.containers.choices import chosen
from bot.importing.containers.fields import Field, field_named
from bot.importing.containers.guesses import renamed
from bot.importing.containers.html import markdown_of
from bot.importing.containers.reading import (
    MAX_CARDS,
    MAX_DEPTH,
    Card,
    TextContainer,
    Unreadable,
    alternatives,
    left_out,
)

Data: TypeAlias = Any
"""Whatever JSON or YAML holds: it is asked at each step what it is."""

_MOST_NODES = 500_000  # aliases in YAML can name more than any memory holds
_ABOUT = frozenset(
    {"author", "authors", "description", "config", "title", "name", "version", "licence", "license"}
)
_TOPICS = frozenset({"category", "name", "title", "topic"})
_RIGHT = ("correct", "iscorrect", "is_correct", "isright", "right", "isanswer", "answer")
_FALSE = ("", "0", "false", "no", "none", "null")
_SAMPLE = 50  # entries of a list by which it is told what it holds
_TEXTS = (Field.OPTION, Field.ANSWER, Field.QUESTION)


def _recognise_json(text: str, _name: str) -> str:
    begin = text.lstrip()[:1]
    if begin not in ("{", "["):
        return ""
    try:
        return "JSON" if isinstance(_loaded(text), dict | list) else ""
    except ValueError:
        return ""


def _loaded(text: str) -> Data:  # whatever JSON holds
    try:
        return json.loads(text)
    except RecursionError as error:
        raise Unreadable(
            "its JSON is nested too deep; export it as a plain list of questions"
        ) from error
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        return [json.loads(line) for line in lines]


def _read_json(text: str) -> Iterator[Card]:
    yield from _Bank().cards(_loaded(text))


_KEY_LINE = re.compile(
    r"""(?:- )?[ ]*(?:"(?:[^"\\]|\\.){1,2000}"|'(?:[^']|''){1,2000}'|[^\s#>*`|-][^\n]{0,2000}?)"""
    r":(?:[ ].*)?$"
)
_ITEM_LINE = re.compile(r"[ ]*- ")
_FEWEST = 3  # entries of a mapping from names to meanings
_MOSTLY = 0.95  # of the lines


def _recognise_yaml(text: str, name: str) -> str:
    """A text that a parser reads and that has hardly anything besides keys and items."""
    named = name.lower().endswith((".yaml", ".yml"))
    if not named and not _begins_with_keys(text):
        return ""
    lines = [
        line for line in text.split("\n") if line.strip() and not line.startswith(("#", "---"))
    ]
    keys = sum(1 for line in lines if ":" in line and _KEY_LINE.match(line))
    if not keys:
        return ""
    if not named:
        items = sum(1 for line in lines if _ITEM_LINE.match(line))
        if not items or keys + items < _MOSTLY * len(lines) or not any(map(_opens_list, lines)):
            return ""
        try:
            _yaml(text)
        except Unreadable:
            return ""
    return f"{keys} keys of YAML"


def _begins_with_keys(text: str) -> bool:
    """Whether the lines may be keys and items: a text is told by its first others."""
    others, most = 0, (1 - _MOSTLY) * (text.count("\n") + 1) + 1
    for line in text.split("\n"):
        if line[:1].isalpha() and not (":" in line and _KEY_LINE.match(line)):
            others += 1
            if others > most:
                return False
    return True


def _opens_list(line: str) -> bool:
    return line.rstrip().endswith(":") and not _ITEM_LINE.match(line)


def _yaml(text: str) -> Data:  # whatever YAML holds
    try:
        # Every value stays the text that it is: no dates, no true, nothing is made of it.
        return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506  # builds texts, lists and mappings alone
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise Unreadable(f"its YAML is broken{where}; mend that line and try again") from error


def _read_yaml(text: str) -> Iterator[Card]:
    yield from _Bank().cards(_yaml(text))


def cards_in(values: Iterable[Data]) -> Iterator[Card]:
    """Yield the cards of the records in several values, counted through. Raises Unreadable."""
    bank = _Bank()
    for value in values:
        yield from bank.cards(value)


class _Bank:
    """Reads records wherever they are in a value, in order."""

    def __init__(self) -> None:
        self.count = 0
        self.nodes = 0

    def cards(self, value: Data, depth: int = 0, section: str = "") -> Iterator[Card]:
        self.nodes += 1
        if self.nodes > _MOST_NODES or self.count > MAX_CARDS:
            raise Unreadable(
                "it holds more than anybody could have written; leave out what is repeated"
            )
        if depth > MAX_DEPTH:
            raise Unreadable("it is nested too deep; export it as a plain list of questions")
        if isinstance(value, list):
            yield from self._of_list(value, depth, section)
        elif isinstance(value, dict):
            yield from self._of_mapping(value, depth, section)

    def _of_list(self, value: Sequence[Data], depth: int, section: str) -> Iterator[Card]:
        """Yield the cards in a list; what is none among records is left out and said."""
        are_records = any(
            isinstance(each, dict) and self._record(each, section) for each in value[:_SAMPLE]
        )
        if not are_records:
            value = renamed(value)
        for each in value:
            before = self.count
            yield from self.cards(each, depth + 1, section)
            if are_records and self.count == before:
                self.count += 1
                yield left_out(Lines(self.count, self.count), "no question")

    def _of_mapping(self, value: Mapping[str, Data], depth: int, section: str) -> Iterator[Card]:
        if (card := self._record(value, section)) or (card := self._note(value, section)):
            self.count += 1
            yield card
            return
        here = _topic(value) or section
        texts = {str(key): each for key, each in value.items() if str(key).casefold() not in _ABOUT}
        if _is_bank(texts, depth):
            for question, answers in texts.items():
                self.count += 1
                answer = alternatives(map(_words, _listed(answers)))
                yield Card(_words(question), answer, Lines(self.count, self.count), (), section)
            return
        for each in value.values():
            yield from self.cards(each, depth + 1, here)

    def _record(self, value: Mapping[str, Data], section: str) -> Card | None:
        """Return the card of an object with a question and something to answer it."""
        fields: dict[Field, Data] = {}
        open_for_answer = False  # it has a field for the answer, with nothing in it
        lettered = "b" in value or "B" in value
        for key, each in value.items():
            field = None if lettered and key in ("a", "A") else field_named(str(key))
            if field is None or field in fields:
                continue
            if each not in (None, ""):
                fields[field] = each
            elif field in (Field.ANSWER, Field.CORRECT):
                open_for_answer = True
        question = fields.get(Field.QUESTION)
        if question is None:
            question = fields[Field.QUESTION] = _unnamed_question(value, fields)
        if isinstance(question, dict):  # as the API of The Trivia API has it
            question = question.get("text")
        if not isinstance(question, str) or not question.strip():
            return None
        if len(fields) + open_for_answer < 2:  # noqa: PLR2004  # a question alone names a document
            return None
        place = self.count + 1
        options, answer = _answered(value, fields)
        if why := fields.get(Field.EXPLANATION):
            answer = "\n\n".join(filter(None, (answer, _words(why))))
        topic = fields.get(Field.SECTION)
        named = _words(topic) if isinstance(topic, str) else section
        return Card(_words(question), answer, Lines(place, place), options, named)

    def _note(self, value: Mapping[str, Data], section: str) -> Card | None:
        """Return the card of one of Anki's notes as CrowdAnki writes them."""
        fields = value.get("fields")
        if not isinstance(fields, list) or len(fields) < 2 or "note_model_uuid" not in value:  # noqa: PLR2004  # front and back
            return None
        texts = [_words(each) for each in fields if isinstance(each, str)]
        place = self.count + 1
        return Card(
            texts[0], "\n\n".join(filter(None, texts[1:])), Lines(place, place), (), section
        )


def _unnamed_question(value: Mapping[str, Data], fields: dict[Field, Data]) -> Data:
    """Return the text of an object that offers options, or that schema.org calls a question."""
    if value.get("@type") == "Question":
        answers = value.get("acceptedAnswer", value.get("suggestedAnswer"))
        fields[Field.ANSWER] = [
            each.get("text", "") for each in _listed(answers) if isinstance(each, dict)
        ]
        return value.get("name") or value.get("text")
    answers = fields.get(Field.ANSWER)
    flagged = isinstance(answers, list) and all(isinstance(each, dict) for each in answers)
    offered = (fields.get(Field.OPTIONS), fields.get(Field.WRONG), answers if flagged else None)
    told = any(isinstance(each, list) and len(each) > 1 for each in offered)
    named = (value.get(key) for key in ("text", "title", "name", "content", "body"))
    return next((each for each in named if isinstance(each, str) and each), None) if told else None


def _topic(value: Mapping[str, Data]) -> str:
    """Return what an object around records calls itself, "" for nothing."""
    topics = (value[key] for key in value if str(key).casefold() in _TOPICS)
    return next((each for each in topics if isinstance(each, str)), "")


def _is_bank(texts: Mapping[str, Data], depth: int) -> bool:
    """Whether a mapping goes from questions to answers, and not from names of fields to values."""
    plain = [key for key, each in texts.items() if _is_answer(each)]
    if not plain or len(plain) < len(texts):
        return False
    worded = sum(1 for key in plain if " " in key.strip() or "?" in key)
    if 2 * worded > len(plain):
        return True
    # Names with sentences for values, and nothing around them, are terms with their meanings.
    meanings = sum(1 for each in texts.values() if isinstance(each, str) and " " in each.strip())
    known = any(field_named(key) for key in plain)
    return depth == 0 and not known and 2 * meanings > len(plain) >= _FEWEST


def _is_answer(value: Data) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, str | int | float) for each in value)
    return isinstance(value, str | int | float) and value != ""


def _listed(value: Data) -> list[Data]:
    return value if isinstance(value, list) else [value]


def _answered(
    record: Mapping[str, Data], fields: Mapping[Field, Data]
) -> tuple[tuple[str, ...], str]:
    """Return a record's options and answer."""
    wrong = [_words(each) for each in _listed(fields.get(Field.WRONG, []))]
    right = fields.get(Field.ANSWER, fields.get(Field.CORRECT))
    if wrong and {each.casefold() for each in wrong} <= {"true", "false"}:
        return (), _words(right)  # a statement offers nothing else
    if wrong:
        answers = [_words(each) for each in _listed(right if right is not None else [])]
        # Which one is right stands in no place of its own: their order must not tell.
        return _shuffled([*answers, *wrong]), alternatives(answers)
    offered = fields.get(Field.OPTIONS)
    if offered is None and isinstance(right, list | dict) and _holds_options(right):
        offered, right = right, fields.get(Field.CORRECT)
        right = None if right is offered else right
    lettered = "b" in record or "B" in record
    numbered = tuple(
        _words(each)
        for key, each in record.items()
        if (field_named(str(key)) is Field.OPTION or (lettered and key in ("a", "A"))) and each
    )
    keys, options, marked = _offered(offered) if offered is not None else ([], numbered, [])
    if right is None:
        return options, _joined(marked)
    if offered is not None and not _are_numbers(offered):
        # A number says which of some texts is right, though one of them is a number too.
        right = [_by_place(options, each) for each in _listed(right)]
    named = [_named(keys, options, each) for each in _listed(right)]
    return options, _joined([text for texts in named for text in texts])


def _are_numbers(offered: Data) -> bool:
    values = offered.values() if isinstance(offered, dict) else _listed(offered)
    return any(isinstance(each, int | float) for each in values)


def _by_place(options: Sequence[str], key: Data) -> Data:
    """Return the option that a number names, counted from 0, and other keys as they are."""
    if not isinstance(key, int) or isinstance(key, bool) or str(key) not in options:
        return key
    return options[key] if 0 <= key < len(options) else key


def _named(keys: Sequence[str], options: Sequence[str], key: Data) -> list[str]:
    """Return the options that a record's answer names; numbers count from 0, as programs do."""
    if isinstance(key, dict):
        key = next((key[each] for each in ("text", "value", "label", "answer") if each in key), "")
    if isinstance(key, bool):
        return [str(key)]
    text = _words(key)
    if text in keys:
        return [options[keys.index(text)]]
    first = 1 if text == str(len(options)) and text.isdecimal() else 0
    return chosen(options, text, first=first) if options else [text]


def _holds_options(value: Data) -> bool:
    each = value.values() if isinstance(value, dict) else value
    return isinstance(value, dict) or any(isinstance(one, dict) for one in each)


def _offered(value: Data) -> tuple[list[str], tuple[str, ...], list[str]]:
    """Return the options' keys, their texts, and those that call themselves right."""
    if isinstance(value, dict):
        return [str(key) for key in value], tuple(map(_words, value.values())), []
    keys, texts, marked = [], [], []
    for each in _listed(value):
        text = _option_text(each)
        if text:
            texts.append(text)
            keys.append(_option_key(each))
            marked += [text] if _is_marked(each, text) else []
    return keys, tuple(texts), marked


def _option_text(option: Data) -> str:
    if not isinstance(option, dict):
        return _words(option)
    texts = [option[key] for key in ("text", "content", "value", "label", "body") if key in option]
    texts += [each for key, each in option.items() if field_named(str(key)) in _TEXTS]
    return next((_words(each) for each in texts if isinstance(each, str)), "")


def _option_key(option: Data) -> str:
    if not isinstance(option, dict):
        return ""
    return str(next((option[key] for key in ("id", "key", "label") if key in option), ""))


def _is_marked(option: Data, text: str) -> bool:
    """Whether an option says of itself that it is right: `{"text": "Oslo", "correct": true}`."""
    if not isinstance(option, dict):
        return False
    flags = {str(key).casefold(): str(flag).casefold() for key, flag in option.items()}
    return any(flags.get(name, "") not in (*_FALSE, text.casefold()) for name in _RIGHT)


def _joined(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)


def _shuffled(options: Sequence[str]) -> tuple[str, ...]:
    """Return the options in an order that tells nothing: by the alphabet."""
    return tuple(sorted(options, key=str.casefold))


def _words(value: Data) -> str:
    """Return a value as Markdown; OpenTriviaDB writes entities."""
    if isinstance(value, dict):
        value = next((each for each in value.values() if isinstance(each, str)), "")
    if isinstance(value, list):
        return "\n".join(f"- {_words(each)}" for each in value if not isinstance(each, list | dict))
    text = str(value)
    return markdown_of(text) if re.search(r"</?[a-zA-Z]", text) else html.unescape(text).strip()


JSON = TextContainer("JSON", _recognise_json, _read_json)
YAML = TextContainer("YAML", _recognise_yaml, _read_yaml)
