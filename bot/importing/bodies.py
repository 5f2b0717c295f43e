"""What stands below a question, taken apart: more of the question, its options, the answer.

What an item means depends on the others: letters are options where most items have them or a key
says which is right, and points of an answer elsewhere; what stands above an answer's label is the
question's where most items have the label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.importing.asked_below import (
    are_quoted_alone,
    ask_in_parts,
    asked_below,
    points_at_code,
    quoted_below,
)
from bot.importing.folds import has_fold, stands_below_code, unfolded
from bot.importing.forms import is_of_form, lines_of_form, sign_of, without_sign
from bot.importing.labels import (
    ANSWER,
    EXPLANATION,
    HINT,
    OFFER,
    OWN,
    as_title,
    is_title_of,
    read_label,
)
from bot.importing.languages import every
from bot.importing.lines import SourceLine
from bot.importing.option_keys import Key, letters_of, named_by, read_key
from bot.importing.option_marks import CIRCLED
from bot.importing.options import (
    Choice,
    Option,
    options_within,
    read_choice,
    read_points,
)
from bot.importing.placeholders import says_nothing
from bot.importing.questions import Look, look

_LONGEST_LABEL = 40
_NEAR_KEY = 6  # lines below a question with its options on its own line
_FEWEST_BOLD, _MOSTLY_BOLD = 2, 0.8
_FEWEST_ALIKE = 3  # items with options that make options of them without any key
_FEWEST_OPEN, _MOST_ANSWERED = 5, 0.1  # questions of a list that has no answers
_CHOOSING = tuple(every("choose"))
# What code below a question does is asked, and not which code would do it.
_ABOUT_CODE = re.compile(
    r"\b(?:output|following|below|this|these|snippet|wrong with)\b"
    r"|\bwill (?:\w{1,20} )?(?:print|log|be)\b",
    re.IGNORECASE,
)
# Of the letters that stand alone, `I` is a word and `A` one at times.
_NAMED_LETTER = re.compile(
    r"(?<![^\W_])(?:[B-HJ](?![^\W_])|A(?=[.,;:)]|[ ](?:and|or|is|was|nor)[ ]|$))|\([a-j]\)"
)


@dataclass(slots=True)  # nobody changes one; to freeze it takes as long as to read it
class Raw:
    """An item's lines below its question, folds opened, and what stood behind the question.

    `keyed` are the lines of a key elsewhere that answer it, `quote` counts the quote marks before
    the question.
    """

    question: str
    inline: str
    lines: tuple[SourceLine, ...]
    choice: Choice | None = None
    key: Key | None = None
    key_at: int = -1
    keyed: tuple[SourceLine, ...] = ()
    quote: int = 0

    @property
    def decided(self) -> bool:
        """Whether the item itself says which option is right."""
        return self.choice is not None and (
            bool(self.choice.right()) or (self.key is not None and bool(self._keyed()))
        )

    def _keyed(self) -> list[Option]:
        return self.choice.by_letter(self.key.letters) if self.choice and self.key else []

    def right(self) -> list[Option]:
        """Return the options that the key or a mark says are right."""
        return self._keyed() or (self.choice.right() if self.choice else [])


@dataclass(slots=True)  # nobody changes one; to freeze it takes as long as to read it
class Body:
    """`more` is Markdown below the question's own line that belongs to it; `answer` are lines.

    `texts` come before the lines: what was on the question's line, or the right options. `aside`
    maps a line's index to why it is in neither.
    """

    more: str = ""
    texts: tuple[str, ...] = ()
    answer: tuple[SourceLine, ...] = ()
    aside: dict[int, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    question: str = ""
    """What is asked, where the question's own line has the options too."""


def read_bodies(items: Sequence[Raw], *, lettered: bool = True) -> list[Body]:
    """Return what the lines of each item are, decided for the document.

    Where options are not `lettered`, their letters are for the key alone and are left out with it,
    save where the item's own words name one.
    """
    below = any(stands_below_code(item.lines) for item in items)
    opened = [
        replace(item, lines=tuple(unfolded(item.lines, labelled=below)))
        if has_fold(item.lines)
        else item
        for item in items
    ]
    if sign := sign_of(opened):
        opened = [replace(item, lines=without_sign(item, sign)) for item in opened]
    if form := lines_of_form(opened):
        bodies = read_bodies([_without(item, form) for item in opened], lettered=lettered)
        for item, body in zip(opened, bodies, strict=True):
            body.aside |= dict.fromkeys(_places(item, form), "page")
        return bodies
    # Where a key has a letter for each question, `A text` is an option too.
    bare = any(line.raw.startswith("^ ") for item in opened for line in item.lines[:2]) or (
        any(item.keyed for item in opened)
        and all(len(item.keyed[0].text) == 1 for item in opened if item.keyed)
    )
    read = _with_bold_options([_with_choice(item, bare=bare) for item in opened])
    read = _with_marked_points(read)
    quiz = _is_quiz(read)
    chosen = not quiz and _only_offers(read)
    if not (quiz or chosen) and are_quoted_alone(read):
        return [_quoted_on(item) for item in read]
    labelled = _is_labelled(read)
    open_ = _is_unanswered(read)
    return [
        _chosen(item, item.choice, lettered=lettered)
        if quiz and item.choice
        else _offered(item)
        if chosen or (open_ and _is_code(item))
        else _labelled(item, labelled=labelled)
        for item in read
    ]


def _quoted_on(item: Raw) -> Body:
    """Return an item of a text that quotes its questions, the rest of the quote with the question.

    `> 3. Which is true?` has its options in the lines of the same quote below.
    """
    more = quoted_below(item)
    if not more:
        return _labelled(item, labelled=False)
    asked = "\n".join(re.sub(r"^[ \t]*>[ ]?", "", line.raw) for line in item.lines[:more])
    return Body(asked.strip("\n"), (), item.lines[more:])


def _places(item: Raw, form: frozenset[str]) -> list[int]:
    return [line.index for line in item.lines if is_of_form(line, form)]


def _without(item: Raw, form: frozenset[str]) -> Raw:
    return replace(item, lines=tuple(line for line in item.lines if not is_of_form(line, form)))


def _with_choice(item: Raw, *, bare: bool) -> Raw:
    choice = read_choice(item.lines, bare=bare)
    if choice is not None and _asks_in_parts(choice):
        choice = None
    if item.keyed:
        item = replace(item, lines=(*item.lines, *item.keyed))
    if choice is None:
        return _with_options_within(item)
    if any(_kind(line) == ANSWER for line in item.lines[: choice.first]):
        return item
    for at in range(choice.end, len(item.lines)):
        lone = at in (_next_text(item.lines, choice.end), len(item.lines) - len(item.keyed))
        key = read_key(item.lines[at], lone=lone)
        if key and choice.by_letter(key.letters):
            return replace(item, choice=choice, key=key, key_at=at)
        if named := named_by(item.lines[at], choice):
            return replace(item, choice=named, key_at=at)
    return replace(item, choice=choice)


def _asks_in_parts(choice: Choice) -> bool:
    """Whether letters count the parts of a question, `(a) Which ...? (b) Why ...?`, each asked."""
    asked = sum(1 for option in choice.options if look(option.text) >= Look.STUDY)
    return bool(choice.options[0].letter) and 2 * asked > len(choice.options)


def _with_options_within(item: Raw) -> Raw:
    """Return an item with the options on its question's line, where a key below names one."""
    found = options_within(f"{item.question} {item.inline}".strip())
    if found is None:
        return item
    keys = ((at, read_key(line, lone=True)) for at, line in enumerate(item.lines[:_NEAR_KEY]))
    at, key = next(((at, key) for at, key in keys if key), (-1, None))
    if key is None:
        return item
    choice = Choice(found[1], 0, 0)
    if not choice.by_letter(key.letters):
        return item
    return replace(item, question=found[0], inline="", choice=choice, key=key, key_at=at)


def _with_bold_options(items: Sequence[Raw]) -> list[Raw]:
    """Take the options that alone are bold as right, where nearly all questions have such."""
    offering = [item for item in items if item.choice]
    bold = [item for item in offering if item.choice and item.choice.standing_out()]
    if len(bold) < _FEWEST_BOLD or len(bold) < _MOSTLY_BOLD * len(offering):
        return list(items)
    return [
        replace(item, choice=_with_right(item.choice)) if item.choice and not item.decided else item
        for item in items
    ]


def _with_marked_points(items: Sequence[Raw]) -> list[Raw]:
    """Take points as options where nearly all questions have such, and some of them marked.

    What marks the right ones is a sign or a word beside them, or that they alone are bold.
    """
    if any(item.choice for item in items):
        return list(items)
    offered = [(item, read_points(item.lines) if not item.inline else None) for item in items]
    offering = [choice for _, choice in offered if choice]
    if len(offering) < max(_FEWEST_BOLD, _MOSTLY_BOLD * len(items)):
        return list(items)
    for right in (Choice.right, Choice.standing_out):
        marked = sum(1 for one in offering if 0 < len(right(one)) < len(one.options))
        if marked >= _MOSTLY_BOLD * len(offering):
            bold = right is Choice.standing_out
            return [
                replace(item, choice=_with_right(one) if bold and one else one)
                for item, one in offered
            ]
    return list(items)


def _with_right(choice: Choice) -> Choice:
    right = choice.standing_out()
    marked = (replace(one, is_right=one in right) for one in choice.options)
    return replace(choice, options=tuple(marked))


def _next_text(lines: Sequence[SourceLine], at: int) -> int:
    while at < len(lines) and lines[at].blank:
        at += 1
    return at


def _is_quiz(items: Sequence[Raw]) -> bool:
    """Whether the letters and boxes below these questions are options to choose from."""
    offering = [item for item in items if item.choice]
    if any(item.decided for item in offering):
        return True
    apart = [item for item in offering if item.choice and (item.choice.tells or item.choice.boxed)]
    if len(apart) >= min(_FEWEST_ALIKE, len(items)) and 2 * len(apart) > len(items):
        return True
    others = [item for item in items if not item.choice]
    # Among questions that nothing answers, letters below some offer what to choose.
    if apart and len(others) >= _FEWEST_OPEN and not any(map(_says_something, others)):
        return len(apart) == len(offering)
    return _are_alike(items)


_FEWEST_OPTIONS, _LONGEST_OPTION = 3, 60  # of questions whose options any list may count
_MOSTLY_ALIKE = 0.9


def _are_alike(items: Sequence[Raw]) -> bool:
    """Whether as many short points stand below each question, and nothing else: options.

    A list that answers has as many points as there are to tell.
    """
    choices = [item.choice for item in items if item.choice and _has_nothing_else(item)]
    if len(choices) < max(_FEWEST_ALIKE, _MOSTLY_ALIKE * len(items)):
        return False
    listing = sum(1 for item in items if _asks_for_several(item.question))
    if _MOST_LISTING * len(items) < listing:
        return False
    usual, count = Counter(len(choice.options) for choice in choices).most_common(1)[0]
    texts = [option.text for choice in choices for option in choice.options]
    short = all(len(text) <= _LONGEST_OPTION for text in texts)
    said = sum(1 for text in texts if text.endswith((".", "。")))
    alike = usual >= _FEWEST_OPTIONS and count >= _MOSTLY_ALIKE * len(choices)
    return alike and short and 2 * said < len(texts)


_MOST_LISTING = 0.34  # of questions that a list may answer
_SEVERAL = re.compile(
    r"\b(?:[2-9]|two|three|four|five|six|zwei|drei|vier|fünf|sechs|deux|trois|quatre|cinq|six|dos"
    r"|tres|cuatro|cinco|seis|dois|três|quatro|due|tre|quattro|cinque|sei|twee|drie|vijf|zes|две|два"
    r"|три|четыре|пять|дві|чотири|iki|üç|dört|beş)\b|[两二三四五六][个種种条點点つ]|[두세네] ?가지",
    re.IGNORECASE,
)


def _asks_for_several(question: str) -> bool:
    """Whether a list answers a question: `Name three grains`, `What are the 4 kinds of dough?`"""
    return look(question) in (Look.STUDY, Look.TASK) or _SEVERAL.search(question) is not None


def _has_nothing_else(item: Raw) -> bool:
    if item.choice is None or item.inline:
        return False
    return all(line.blank for line in item.lines[item.choice.end :])


def _only_offers(items: Sequence[Raw]) -> bool:
    """Whether most questions ask to choose, among points that no letter tells apart."""
    listed = sum(1 for item in items if item.lines and all(_is_point(one) for one in item.lines))
    if 2 * listed <= len(items):
        return False
    choosing = sum(1 for item in items if _asks_to_choose(item.question))
    return 2 * choosing >= len(items)


def _is_unanswered(items: Sequence[Raw]) -> bool:
    """Whether hardly a question has anything below it but code: a list of questions alone.

    Code below most of them answers them, unless it is what they ask about.
    """
    said = [item for item in items if _says_something(item)]
    coded = [item for item in said if _is_code(item)]
    if len(items) < _FEWEST_OPEN or len(said) - len(coded) > _MOST_ANSWERED * len(items):
        return False
    about = sum(
        1 for item in coded if _ABOUT_CODE.search(item.question) or points_at_code(item.question)
    )
    return 2 * len(coded) < len(items) or 2 * about > len(coded)


def _says_something(item: Raw) -> bool:
    return bool(item.inline) or any(not line.blank for line in item.lines)


def _is_code(item: Raw) -> bool:
    """Whether nothing but code stands below a question."""
    return not item.inline and all(line.fenced or line.blank for line in item.lines)


def _asks_to_choose(question: str) -> bool:
    folded = question.casefold()
    return any(word in folded for word in _CHOOSING)


def _is_point(line: SourceLine) -> bool:
    return bool(line.bullet) or line.blank or line.fenced or line.indent > 0


def _is_labelled(items: Sequence[Raw]) -> bool:
    labelled = sum(1 for item in items if any(_kind(line) == ANSWER for line in item.lines))
    return 2 * labelled > len(items)


def _offered(item: Raw) -> Body:
    """Return an item whose lines all belong to the question: code, or options with none right."""
    if any(line.fenced for line in item.lines):
        more = _dedented(item.lines)
    else:
        more = "\n".join(line.raw.strip() for line in item.lines if not line.blank)
    return Body(more, (item.inline,) if item.inline else ())


def _dedented(lines: Sequence[SourceLine]) -> str:
    depth = min(len(each.raw) - len(each.raw.lstrip()) for each in lines if each.text)
    return "\n".join(line.raw.rstrip()[depth:] for line in lines).strip("\n")


def _chosen(item: Raw, choice: Choice, *, lettered: bool) -> Body:
    aside: dict[int, str] = {}
    stem = [line for line in item.lines[: choice.first] if not _set_aside(line, aside)]
    rest = [
        line
        for at, line in enumerate(item.lines)
        if at >= choice.end
        and at != item.key_at
        and not (at < item.key_at and is_title_of(line.text, "answer"))  # above the key alone
    ]
    right = item.right()
    texts = [f"- {option.text}" if len(right) > 1 else option.text for option in right]
    if item.key and item.key.rest and not _says_again(item.key.rest, texts):
        texts.append(item.key.rest)
    explained = _labelled(Raw("", "", tuple(_not_again(rest, right))), labelled=True)
    above = "\n".join(filter(None, [item.inline, _markdown(stem)]))
    named = lettered or _names_a_letter(item, choice)
    more = "\n\n".join(filter(None, [above, _listed(choice, lettered=named)]))
    told = [*texts, *([explained.more] if explained.more else []), *explained.texts]
    asked = item.question if not choice.end else ""
    return Body(more, tuple(told), explained.answer, aside | explained.aside, choice.options, asked)


def _not_again(lines: Sequence[SourceLine], right: Sequence[Option]) -> list[SourceLine]:
    """Return the lines below a key without the first where that only repeats the right option."""
    said = {letters_of(option.text) for option in right}
    first = next((at for at, line in enumerate(lines) if line.text), None)
    if first is None or lines[first].fenced or letters_of(lines[first].text) not in said:
        return list(lines)
    return [*lines[:first], *lines[first + 1 :]]


def _says_again(rest: str, texts: Sequence[str]) -> bool:
    """Whether a key repeats the option behind its letter."""
    bare = letters_of(rest)
    return any(bare and bare == letters_of(text) for text in texts)


def _names_a_letter(item: Raw, choice: Choice) -> bool:
    """Whether an option or an explanation points at another by its letter: `Both A and C`."""
    outside = (
        line.text
        for at, line in enumerate(item.lines)
        if at != item.key_at and not choice.first <= at < choice.end
    )
    rest = item.key.rest if item.key else ""
    said = [item.question, rest, *outside, *(option.text for option in choice.options)]
    return any(_NAMED_LETTER.search(text) for text in said)


def _listed(choice: Choice, *, lettered: bool) -> str:
    return "\n".join(
        f"- {_lettered(option.letter) if lettered else ''}{_continued(option.text)}"
        for option in choice.options
    )


def _lettered(letter: str) -> str:
    if not letter:
        return ""
    return f"{letter} " if letter in CIRCLED else f"{letter}: "


def _continued(text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"  {line}" if line else "" for line in rest)])


def _markdown(lines: Sequence[SourceLine]) -> str:
    return "\n".join(line.raw.rstrip() for line in lines).strip("\n ")


def _is_hint(text: str) -> bool:
    """Whether a line of nothing but code is a hint: `hint: sorted(...)`."""
    label = read_label(text)
    return label is not None and label.kind == HINT


_PARTING = frozenset({ANSWER, OWN, HINT, EXPLANATION, OFFER})


def _kind(line: SourceLine) -> str:
    """Return what part of an item a line opens by its label or title, "" for none."""
    if line.fenced:
        return ""
    if line.label in _PARTING:
        return line.label
    if line.text[:1] == "`" and line.text.endswith("`") and _is_hint(line.text.strip("` ")):
        return HINT
    if len(line.text) > _LONGEST_LABEL or not (
        line.heading or line.emphasis or line.text.endswith((":", "：", "."))  # noqa: RUF001  # a colon
    ):
        return ""
    if line.text.endswith(":") and _TOLD_TWICE.match(line.text):
        return ANSWER
    return _TITLED.get(as_title(line.text), "")


# Where a word is in two fields the later one counts.
_TITLED = {
    **dict.fromkeys(every("explanation"), EXPLANATION),
    **dict.fromkeys(every("hint"), HINT),
    **dict.fromkeys(every("answer") | every("correct"), ANSWER),
    **dict.fromkeys(every("own"), OWN),
}
# `Answers before the lesson:`, `Answer after reading:`: the same question answered again.
_TOLD_TWICE = re.compile(
    r"(?:my )?(?:first |second |initial |final )?(?:answers?|notes?|guess) "
    r"(?:before|after|when|while|on|from|first|second|attempt|\(?\d)\b",
    re.IGNORECASE,
)


# What a bank says of a question and not in it: `**Difficulty:** easy | **Type:** theory`.
_FACT = re.compile(
    r"[*_]{0,3}(?:difficulty|level|type|topic|topics|tags?|category|points|marks|time|source"
    r"|reference|domain|subject|asked (?:in|by)|frequency|skill|learning objective"
    r"|schwierigkeit|thema|punkte|dificultad|tema|difficulté|niveau)[*_]{0,3}[ ]?:[*_]{0,3}"
    r"[ ]?[^|.?!]{1,60}(?:[|·•]|$)",
    re.IGNORECASE,
)


def _without_facts(lines: Sequence[SourceLine], aside: dict[int, str]) -> list[SourceLine]:
    """Return the lines above an answer's label without those that only classify the question."""
    kept = []
    for line in lines:
        if ":" in line.text[:40] and not line.fenced and _FACT.match(line.text):
            aside[line.index] = "note"
        else:
            kept.append(line)
    return kept


def _set_aside(line: SourceLine, aside: dict[int, str]) -> bool:
    if _kind(line) == HINT:
        aside[line.index] = "hint"
        return True
    return False


@dataclass(slots=True)
class _Segment:
    kind: str
    lines: list[SourceLine]

    @property
    def says_something(self) -> bool:
        text = "\n".join(line.raw for line in self.lines).strip()
        return bool(text) and not says_nothing(text)


def _segments(lines: Sequence[SourceLine]) -> Iterator[_Segment]:
    current = _Segment("", [])
    depth = None
    for line in lines:
        kind = _kind(line)
        if kind and (depth is None or line.indent <= depth + 1):
            yield current
            depth = line.indent
            current = _Segment(kind, [_unlabelled(line, kind)])
        else:
            current.lines.append(line)
    yield current


def _unlabelled(line: SourceLine, kind: str) -> SourceLine:
    """Take the label off a line; a title says nothing else."""
    if kind == EXPLANATION:
        return line
    text = line.text if line.label else ""
    mark = line.emphasis
    if mark and text.endswith(mark) and text.count(mark) == 1:
        text = text.removesuffix(mark)
    return SourceLine(
        line.index, text, text, number=line.number, delimiter=line.delimiter, emphasis=mark,
        fenced=line.fenced, is_rule=line.is_rule, is_boilerplate=line.is_boilerplate,
    )  # fmt: skip


_WHOLE = ("", EXPLANATION)  # what parts no item


def _labelled(item: Raw, *, labelled: bool) -> Body:
    """Return an item by the labels within it, as it stands where there are none."""
    if all(_kind(line) in _WHOLE for line in item.lines):
        below = 0 if item.inline else asked_below(item.question, item.lines)
        if below:
            return Body(_dedented(item.lines[:below]), (), item.lines[below:])
        return Body("", (item.inline,) if item.inline else (), item.lines)
    first, *parts = _segments(item.lines)
    if not any(part.kind != EXPLANATION for part in parts):
        return Body("", (item.inline,) if item.inline else (), item.lines)
    aside: dict[int, str] = {}
    offers = [part for part in parts if part.kind == OFFER]
    if offers:
        # What is said of a choice above its options, such as its kind, is neither.
        aside.update({line.index: "note" for line in first.lines if line.raw.strip()})
        asked = [line for part in offers for line in part.lines if line.raw.strip()]
        kept = _answer_parts([part for part in parts if part.kind != OFFER], aside)
        return Body(_markdown(asked), (item.inline,) if item.inline else (), tuple(kept), aside)
    answers = _answer_parts(parts, aside)
    above = first.lines if first.says_something else []
    has_answer = any(part.kind == ANSWER for part in parts)
    if has_answer and (labelled or ask_in_parts(above)):
        above = _without_facts(above, aside)
        more = "\n".join(filter(None, [item.inline, _markdown(above)]))
        return Body(more, (), tuple(answers), aside)
    return Body("", (item.inline,) if item.inline else (), (*above, *answers), aside)


def _answer_parts(parts: Sequence[_Segment], aside: dict[int, str]) -> list[SourceLine]:
    lines: list[SourceLine] = []
    several = sum(1 for part in parts if part.kind in (ANSWER, OWN)) > 1
    for part in parts:
        if part.kind == HINT:
            aside.update({line.index: "hint" for line in part.lines if line.raw.strip()})
        elif part.kind not in (OWN, ANSWER) or part.says_something or not several:
            lines += part.lines
    if not lines and parts:
        said = next((part for part in parts if part.kind != HINT), None)
        lines = list(said.lines) if said else _below_hint(parts[-1].lines, aside)
    return lines


def _below_hint(lines: Sequence[SourceLine], aside: dict[int, str]) -> list[SourceLine]:
    """Return what stands below the paragraph of a hint, which no label parts from it."""
    blank = next((at for at, line in enumerate(lines) if at and line.blank), len(lines))
    rest = [line for line in lines[blank:] if line.raw.strip()]
    for line in rest:
        aside.pop(line.index, None)
    return list(lines[blank:]) if rest else list(lines)
