"""Questions told from answers by their marks: plain lines over quotes or bullets, headings, bold.

A reader uses one mark for questions and another for answers, and may change both midway. Each
mark is a possible reading of a line ("here, bullets are the questions"); the cheapest sequence of
readings over the document is found as a shortest path (Viterbi), so a question inside an answer's
list costs a little and changing one's mind costs more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.importing.assembly import ItemDraft
from bot.importing.enclosed import enclosed, is_enclosed
from bot.importing.headings import names_answers_part
from bot.importing.labels import ANSWER, QUESTION
from bot.importing.lines import NESTED, SourceLine, joined, starts_paragraph, wraps_on
from bot.importing.questions import (
    Look,
    asks,
    look,
    may_be_question,
    sentence_look,
    sentences,
)
from bot.importing.sections import (
    is_afterword,
    is_page_footer,
    is_section,
    item_ends,
    opens_questions,
)
from bot.importing.tails import speaks_of_people
from bot.importing.vocabulary import QUESTION_WORDS, STUDY_VERBS

_SWITCH = 2.5
_MISSED_QUESTION = 1.0
_MISSED_INSTRUCTION = 0.2
_UNASKING = 0.3
_MOST_MODES = 6
_LONGEST_TITLE = 120
_FEWEST_WORDS = 3  # of a sentence that is a question by its place
_NEVER_ASKING = frozenset({"", "answer", "fold", "indented", "ordinal"})
# Marks that are seldom below anything but a question, where they are below most questions.
_ANSWERING = frozenset({"answer", "fold", "indented", "quote"})
# `TCP vs UDP`, `Difference between ...`: a title that can only be asked.
_COMPARES = re.compile(
    r"\b(?:vs\.?|versus)[ ]|^(?:the )?(?:differences?|unterschiede?|diff[ée]rences?|diferencias?"
    r"|diferenças?|differenz[ae]|verschil(?:len)?|разница|отличи[ея]|різниця)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)  # to freeze it takes longer than to read it
class _Block:
    """A line with the lines that a question on it would wrap onto (`body` is after them)."""

    line: SourceLine
    shape: str
    look: Look
    text: str
    body: int
    inline: str = ""
    introduced: bool = False
    """Whether it is a point below words that end in a colon: what they announce, not a question."""


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the questions that a document sets apart by marks, as drafts in order."""
    blocks = _blocks(lines)
    modes = _modes(blocks)
    if not modes:
        return []
    reading = _cheapest_reading(blocks, modes)
    questions = _questions(lines, blocks, reading)
    ends = item_ends(lines, [(one.line.index, one.body) for one in questions])
    drafts = [_draft(one, end) for one, end in zip(questions, ends, strict=True)]
    drafts = drafts[:-1] if _is_farewell(lines, questions) else drafts
    return _without_places(lines, drafts)


def _is_farewell(lines: Sequence[SourceLine], questions: Sequence[_Block]) -> bool:
    """Whether the last one is what whoever asks says at the end: `Anna: That was all.`"""
    if len(questions) < _FEWEST_ASKED or questions[-1].shape != "label":
        return False
    *others, last = questions
    answered = last.inline or any(not each.blank for each in lines[last.body :])
    if answered or not last.text.endswith((".", "!")) or look(last.text) is not Look.NONE:
        return False
    return sum(1 for each in others if asks(each.text)) >= _MOSTLY_ASKED * len(others)


_FEWEST_ASKED, _MOSTLY_ASKED = 5, 0.8
# `1.1 What is ...?`, `2.3.4) ...`: as worksheets count their tasks.
_PLACE = re.compile(r"[*_]{0,3}\d{1,3}(?:\.\d{1,3}){1,3}[.):]?[*_]{0,3}[ \t]+(?=\S)")
_FEWEST_PLACES, _MOSTLY_PLACED = 3, 0.6


def _without_places(lines: Sequence[SourceLine], drafts: list[ItemDraft]) -> list[ItemDraft]:
    """Take the numbers of a section and a task off, where most have them.

    What has none there, asks nothing and is not answered, is a section's title.
    """
    placed = [bool(_PLACE.match(each.question)) for each in drafts]
    if sum(placed) < max(_FEWEST_PLACES, _MOSTLY_PLACED * len(drafts)):
        return drafts
    return [
        replace(each, question=_PLACE.sub("", each.question, count=1)) if has else each
        for each, has in zip(drafts, placed, strict=True)
        if has or _says_more(lines, each) or look(each.question) >= Look.STUDY
    ]


def _says_more(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    return bool(draft.inline) or not all(line.blank for line in lines[draft.body : draft.end])


def _blocks(lines: Sequence[SourceLine]) -> list[_Block]:
    blocks: list[_Block] = []
    covered = 0
    for line in lines:
        shape = shape_of(line)
        if not shape or line.index < covered:
            continue
        block = _block(lines, line, shape)
        covered = block.body if block.look is Look.QUESTION else covered
        block.introduced = _is_introduced(block, blocks[-1] if blocks else None)
        blocks.append(block)
    return blocks


def _is_introduced(block: _Block, above: _Block | None) -> bool:
    """Whether a point stands below `For example:`, or right below such a point."""
    if block.shape not in _POINTS or above is None:
        return False
    if above.shape == block.shape:
        return above.introduced and block.line.index <= above.body + 1
    return above.shape == "plain" and above.text.endswith(_COLONS) and above.look is Look.NONE


_POINTS = frozenset({"bullet", "ordinal"})
_COLONS = (":", "\uff1a")


def shape_of(line: SourceLine) -> str:
    """Return the name of a line's marks; "" where no question can stand."""
    if line.shape is None:
        line.shape = _shape_of(line)
    return line.shape


_LABELLED = {ANSWER: "answer", QUESTION: "label"}


def _shape_of(line: SourceLine) -> str:
    if line.fenced or line.is_rule or line.blank or not line.text:
        return ""
    if not (line.marked or line.emphasis or line.indent >= NESTED or line.text[0] == "<"):
        return "plain"
    if line.label in _LABELLED:
        return _LABELLED[line.label]
    if line.indent >= NESTED:
        return "indented"
    if line.text[:8].casefold() == "<details":
        return "fold"
    outer = f"h{line.heading}" if line.heading else "quote" if line.quote else ""
    outer = outer or ("ordinal" if line.number is not None else _bullet(line))
    return " ".join(filter(None, (outer, "bold" if _is_emphasised(line) else ""))) or "plain"


def _bullet(line: SourceLine) -> str:
    """Return the shape of a bullet: pictograms differ, as those of questions and answers do."""
    if not line.bullet:
        return ""
    if line.bullet.endswith(">"):
        return f"sign {line.bullet}"
    return "bullet" if line.bullet < "\u2190" or line.bullet in "▪●○■" else f"sign {line.bullet}"


def _is_emphasised(line: SourceLine) -> bool:
    """Whether emphasis encloses the line, or the question with which it begins."""
    if not line.emphasis:
        return False
    if line.text.endswith(line.emphasis) and line.text.count(line.emphasis) == 1:
        return True
    return look(line.text.partition(line.emphasis)[0]) is not Look.NONE


def _block(lines: Sequence[SourceLine], line: SourceLine, shape: str) -> _Block:
    text, body = line.text, line.index + 1
    question, rest = _lead(line, shape)
    if rest and look(question) is not Look.NONE:
        return _Block(line, shape, look(question), question, body, rest)
    if closed := enclosed(lines, line, line.index):
        text, body = closed
    last, quoted = min(len(lines), line.index + 4), shape == "quote"
    while body < last and wraps_on(text, lines[body], joins_questions=quoted, quote=line.quote):
        text, body = joined(text, lines[body].text), body + 1
    here = Look.QUESTION if shape == "label" else line.look if text is line.text else look(text)
    if here is Look.NONE and _is_enclosed(line, text) and _asks_first(text):
        here = Look.QUESTION
    if here is Look.NONE:
        return _Block(line, shape, line.look, line.text, line.index + 1)
    return _Block(line, shape, here, text, body)


_MOST_SENTENCES = 3  # of a question that goes on after its mark


def _is_enclosed(line: SourceLine, text: str) -> bool:
    """Whether a line is set apart from end to end: what stands there is one thing."""
    return bool(line.heading) or is_enclosed(line, text)


def _asks_first(text: str) -> bool:
    """Whether a text asks in its first sentence: `What is a loop? Give the book's example.`"""
    if not may_be_question(text):
        return False
    parts = [part.strip(" *_") for part in islice(sentences(text), _MOST_SENTENCES + 1)]
    return len(parts) <= _MOST_SENTENCES and sentence_look(parts[0]) is Look.QUESTION


def _lead(line: SourceLine, shape: str) -> tuple[str, str]:
    """Return the question that a label or emphasis sets apart from the answer on its line."""
    if shape == "label":
        return line.split
    if not shape.endswith("bold"):
        return "", ""
    question, _, rest = line.text.partition(line.emphasis)
    return question.strip(), rest.strip(" :\t")


def _modes(blocks: Sequence[_Block]) -> list[str]:
    asking = Counter(block.shape for block in blocks if block.look is Look.QUESTION)
    usual = [shape for shape, _ in asking.most_common() if shape not in _NEVER_ASKING]
    return usual[:_MOST_MODES]


def _cost(block: _Block, mode: str) -> float:
    if block.shape == mode:
        return _UNASKING if block.look is Look.NONE else 0.0
    if block.look is Look.NONE:
        return 0.0
    if block.introduced:
        return _MISSED_INSTRUCTION
    return _MISSED_QUESTION if block.look is Look.QUESTION else _MISSED_INSTRUCTION


def _cheapest_reading(blocks: Sequence[_Block], modes: Sequence[str]) -> list[str]:
    """Return for every block the mark that means a question there."""
    if len(modes) == 1:
        return [modes[0]] * len(blocks)
    costs = [0.0] * len(modes)
    came_from: list[list[int]] = []
    for block in blocks:
        cheapest = min(range(len(modes)), key=costs.__getitem__)
        origins = [
            at if costs[at] <= costs[cheapest] + _SWITCH else cheapest for at in range(len(modes))
        ]
        costs = [
            costs[origin] + (_SWITCH if origin != at else 0.0) + _cost(block, modes[at])
            for at, origin in enumerate(origins)
        ]
        came_from.append(origins)
    at = min(range(len(modes)), key=costs.__getitem__)
    reading: list[str] = []
    for origins in reversed(came_from):
        reading.append(modes[at])
        at = origins[at]
    return reading[::-1]


def _questions(
    lines: Sequence[SourceLine], blocks: Sequence[_Block], reading: Sequence[str]
) -> list[_Block]:
    apart = {mode: _answers_apart(blocks, reading, mode) for mode in set(reading)}
    siblings = _Siblings(lines, blocks, reading)
    tight = _is_tight(lines, blocks)
    close = _answers_are_close(lines, blocks)
    loud = _are_in_capitals(blocks)
    bold = {mode for mode in apart if _are_in_bold(blocks, reading, mode)}
    margin = min((one.line.indent for one in blocks if one.shape == "label"), default=0)
    questions: list[_Block] = []
    leads = {mode for mode in apart if _lead_is_asked(blocks, reading, mode)}
    for at, (block, mode) in enumerate(zip(blocks, reading, strict=True)):
        if mode in leads and (lead := _asked_lead(block, mode)):
            questions.append(lead)
            continue
        inside = mode == "label" and block.line.indent >= margin + NESTED
        if block.shape != mode or inside or _is_part_title(block.line):
            continue
        if (loud and not block.text.isupper()) or (mode in bold and _is_in_italics(block)):
            continue
        if at == 0 and apart[mode] in _ANSWERING and _is_title(blocks, apart[mode]):
            continue
        if apart[mode]:
            asked = block.look is not Look.NONE or _asks_by_place(blocks, at, apart[mode])
        else:
            asked = _asks_among_answers(lines, block, tight)
        answers = not close or not lines[block.line.index - 1].blank
        above = questions[-1] if answers and questions and questions[-1] is blocks[at - 1] else None
        placed = at + 1 < len(blocks) and blocks[at + 1].shape == apart[mode]
        if block.look is not Look.QUESTION and not placed and _goes_on_quoted(lines, block):
            continue
        asked = asked and (placed or not _is_answer_in_words(block, above, not apart[mode]))
        if (asked or siblings.have(at, mode)) and any(map(str.isalnum, block.text)):
            questions.append(block)
    return questions


def _is_part_title(line: SourceLine) -> bool:
    return opens_questions(line) or is_afterword(line)


def _is_in_italics(block: _Block) -> bool:
    return len(block.line.emphasis) < _BOLD


def _is_title(blocks: Sequence[_Block], answers: str) -> bool:
    """Whether a text's first line only begins as an instruction does: `Study guide, part 2`."""
    first, below = blocks[0], blocks[1] if len(blocks) > 1 else None
    unanswered = below is None or below.shape != answers
    return first.look is Look.TASK and unanswered and not first.text.endswith((".", ":"))


def _are_in_capitals(blocks: Sequence[_Block]) -> bool:
    """Whether what asks is written in capitals throughout: then nothing else is a question."""
    asking = [one.text for one in blocks if one.look is Look.QUESTION]
    return len(asking) >= _FEWEST_WORDS and sum(map(str.isupper, asking)) >= 0.9 * len(asking)


def _are_in_bold(blocks: Sequence[_Block], reading: Sequence[str], mode: str) -> bool:
    """Whether nearly all that asks with a mark is in bold: what is in italics then is told."""
    marks = [
        len(one.line.emphasis)
        for one, each in zip(blocks, reading, strict=True)
        if one.shape == mode == each and one.line.emphasis and one.look is Look.QUESTION
    ]
    bold = sum(1 for count in marks if count >= _BOLD)
    return bold >= _FEWEST_LEADS and bold >= _MOSTLY_BOLD * len(marks)


_MOSTLY_BOLD = 0.75


def _asked_lead(block: _Block, mode: str) -> _Block | None:
    """Return a block as the question in bold with which it begins and what stands behind it."""
    mark = block.line.emphasis
    if block.shape != mode.removesuffix("bold").rstrip() or len(mark) < _BOLD:
        return None
    question, closed, rest = block.line.text.partition(mark)
    if not closed or not rest.strip() or not any(map(str.isalnum, question)):
        return None
    # `**Note:** ...` is a point of an answer.
    if (question.endswith(":") or rest.startswith(":")) and look(question) is Look.NONE:
        return None
    line = block.line
    return _Block(line, mode, Look.STUDY, question.strip(" :"), line.index + 1, rest.strip(" :\t"))


def _lead_is_asked(blocks: Sequence[_Block], reading: Sequence[str], mode: str) -> bool:
    """Whether what is bold at the beginning of a line is mostly asked, its answer behind it."""
    if not mode.endswith("bold"):
        return False
    here = [one for one, each in zip(blocks, reading, strict=True) if each == mode]
    asked = sum(1 for one in here if one.shape == mode and one.look > Look.TASK and one.inline)
    return asked >= _FEWEST_LEADS and 2 * asked > sum(1 for one in here if _asked_lead(one, mode))


_BOLD = 2  # signs that make a text bold
_FEWEST_LEADS = 3

# Of the lines with one mark, so many must ask for the others between them to be questions too.
_LEAST_ALIKE = {"h": 0.4, "label": 0.0, "bold": 0.75, "bullet": 0.75, "quote": 0.75}
_FEWEST_ALIKE = 2  # askers
_LEAST_ANSWERED = 0.4  # of the lines with the mark ask, where a mark of their own tells answers
_MOSTLY_ANSWERED = 0.6  # of the questions have an answer with the same mark


@dataclass(slots=True)
class _Kin:
    """What lines with one mark have in common where enough of them ask; places are of blocks."""

    emphasis: str
    answers: str
    first: int
    final: int
    """The last line in bold that asks by its place alone, 0 for none."""
    end: int
    """Where what may follow the last one that asks ends."""
    all_alike: bool


class _Siblings:
    """Which blocks are questions because those before and after them are.

    What has the mark of its neighbours, and an answer below as they have, is what they are, though
    it is a statement, a title or `A versus B`. It is asked of those that do not ask by their words.
    """

    def __init__(
        self, lines: Sequence[SourceLine], blocks: Sequence[_Block], reading: Sequence[str]
    ) -> None:
        self._lines, self._blocks = lines, blocks
        kin = {mode: _kin(blocks, reading, mode) for mode in set(reading)}
        self._kin = {mode: one for mode, one in kin.items() if one is not None}

    def have(self, at: int, mode: str) -> bool:
        """Whether a block of the mark is one of them."""
        kin, block = self._kin.get(mode), self._blocks[at]
        if kin is None or block.line.emphasis != kin.emphasis:
            return False
        if kin.all_alike and kin.final == at > 0:
            return True
        within = (
            (kin.all_alike and kin.first < at < kin.end)
            or _begins_by_asking(block.text)
            or _is_above(self._blocks, at, kin.answers)
        )
        return within and _has_a_questions_place(self._lines, self._blocks, at, mode, kin.answers)


def _kin(blocks: Sequence[_Block], reading: Sequence[str], mode: str) -> _Kin | None:
    alike = [at for at, one in enumerate(blocks) if one.shape == mode == reading[at]]
    asking = [at for at in alike if blocks[at].look is not Look.NONE or asks(blocks[at].text)]
    if len(asking) < _FEWEST_ALIKE:
        return None
    emphasis = Counter(blocks[at].line.emphasis for at in asking).most_common(1)[0][0]
    count = sum(1 for at in alike if blocks[at].line.emphasis == emphasis)
    answers = _answering_mark(blocks, asking)
    least = _least_alike(mode)
    # What stands between answers of another mark each time has a mark of its own.
    if mode in ("quote", "bold") and _alternates(blocks, alike):
        least = min(least, _LEAST_BETWEEN)
    if len(asking) < min(least, _LEAST_ANSWERED if answers else 2.0) * count:
        return None
    last = asking[-1]
    end = last
    if mode.startswith("h"):
        end = _end_of_part(blocks, last)
    final = _final(blocks, alike, asking) if mode == "bold" else 0
    return _Kin(emphasis, answers, asking[0], final, end, len(asking) >= least * count)


_FEWEST_BEFORE = 3  # questions in bold
_LONGEST_PAGE_TITLE = 5  # words


def _final(blocks: Sequence[_Block], alike: Sequence[int], asking: Sequence[int]) -> int:
    """Return the place of a last line in bold that asks as others do without a mark, 0 for none.

    One bold line below the last that asks may be a page's own title. It is their sibling where it
    is a sentence, or where others between them are titles too.
    """
    behind = [at for at in alike if at > asking[-1]]
    if len(behind) != 1 or len(asking) < _FEWEST_BEFORE or behind[0] + 1 >= len(blocks):
        return 0
    block = blocks[behind[0]]
    between = len([at for at in alike if asking[0] < at < asking[-1]]) > len(asking) - 2
    words = len(block.text.split())
    sentence = block.text.rstrip("*_").endswith(".") or words > _LONGEST_PAGE_TITLE
    said = (between or sentence) and words >= _FEWEST_WORDS
    below = Counter(blocks[at + 1].shape for at in asking).most_common(1)[0][0]
    calm = len(asking) > _FEWEST_BEFORE and blocks[behind[0] + 1].shape == below
    calm = calm and _is_calm(blocks[behind[0] :])
    return behind[0] if (said or calm) and not is_page_footer(block.line) else 0


def _is_calm(blocks: Sequence[_Block]) -> bool:
    """Whether a title and what stands below it are about a subject, as a card is.

    An author who takes leave speaks of himself or his readers, calls out, or links to more.
    """
    texts = [block.line.raw for block in blocks]
    if any("](" in text or "http" in text or text.rstrip(" *_").endswith("!") for text in texts):
        return False
    return not any(speaks_of_people(text) for text in texts) and not _LEAVES.search(texts[0])


_LEAVES = re.compile(
    r"\b(?:about|thoughts|wrap|wrapping|closing|recap|bonus|disclaimer|author|contact|next|previous"
    r"|more|related|update|updates|edit|changelog|copyright|final|outro|end|p\.?s|fin|schluss|ende"
    r"|fazit)\b",
    re.IGNORECASE,
)


_LEAST_BETWEEN, _MOSTLY_BETWEEN = 0.5, 0.9


def _alternates(blocks: Sequence[_Block], alike: Sequence[int]) -> bool:
    below = [blocks[at + 1] for at in alike if at + 1 < len(blocks)]
    shape = blocks[alike[0]].shape
    return sum(1 for one in below if one.shape != shape) >= _MOSTLY_BETWEEN * len(alike)


_IN_A_PART = 3  # headings of this level or below stand in a part of the document


def _end_of_part(blocks: Sequence[_Block], last: int) -> int:
    """Return where headings behind the last question are no longer its siblings.

    Below others of their kind in a part they are; at the top of a document they may be about
    anything, as `## About me` is.
    """
    level = blocks[last].line.heading
    higher = [at for at, one in enumerate(blocks) if 0 < one.line.heading < level]
    if level < _IN_A_PART and len(higher) < _FEWEST_ALIKE:
        return last
    return next((at for at in higher if at > last), len(blocks))


def _answering_mark(blocks: Sequence[_Block], asking: Sequence[int]) -> str:
    """Return the mark of its own below most of these questions, "" for none."""
    below = Counter(blocks[at + 1].shape for at in asking if at + 1 < len(blocks))
    shape, count = below.most_common(1)[0] if below else ("", 0)
    return shape if shape in _ANSWERING and count > _MOSTLY_ANSWERED * len(asking) else ""


def _is_above(blocks: Sequence[_Block], at: int, answers: str) -> bool:
    return bool(answers) and at + 1 < len(blocks) and blocks[at + 1].shape == answers


def _begins_by_asking(text: str) -> bool:
    compares = len(text) < _LONGEST_TITLE and _COMPARES.search(text) is not None
    return compares or sentence_look(next(sentences(text), "")) is not Look.NONE


def _least_alike(mode: str) -> float:
    if mode.endswith("bold"):
        return _LEAST_ALIKE["bold"]
    return _LEAST_ALIKE.get("bullet" if mode.startswith("sign") else mode.rstrip("123456"), 2.0)


def _has_a_questions_place(
    lines: Sequence[SourceLine], blocks: Sequence[_Block], at: int, mode: str, answers: str
) -> bool:
    block = blocks[at]
    if is_section(block.line) or block.line.indent >= NESTED or names_answers_part(block.line):
        return False
    ends = mode.endswith("bold") and not block.line.heading
    if ends and block.text.rstrip("*_").endswith(".") and not _begins_by_asking(block.text):
        return False
    if not block.line.heading:
        if mode == "label" or asks(block.text) or _is_above(blocks, at, answers):
            return True
        return len(block.text.split()) >= _FEWEST_WORDS
    at = block.line.index + 1
    while at < len(lines) and lines[at].blank:
        at += 1
    below = lines[at] if at < len(lines) else None
    # A heading right above a deeper one is the title of a part.
    level = block.line.heading
    return below is not None and not below.heading > level and not below.is_rule


def _answers_are_close(lines: Sequence[SourceLine], blocks: Sequence[_Block]) -> bool:
    """Whether answers mostly stand right below their question, no blank line between."""
    asked = [one for one in blocks if one.look is Look.QUESTION and one.body < len(lines)]
    return 2 * sum(1 for one in asked if not lines[one.body].blank) > len(asked)


def _goes_on_quoted(lines: Sequence[SourceLine], block: _Block) -> bool:
    """Whether a plain line right below a quote belongs to it, as Markdown reads it."""
    index = block.line.index
    return block.shape == "plain" and index > 0 and lines[index - 1].quote > 0


def _answers_apart(blocks: Sequence[_Block], reading: Sequence[str], mode: str) -> str:
    """Return the mark of the answers below questions of this mark, "" when it is the same one."""
    below = Counter(
        after.shape
        for block, after, here in zip(blocks, blocks[1:], reading, strict=False)
        if here == mode == block.shape and block.look is Look.QUESTION
        if not (after.shape == mode and after.look is Look.QUESTION)
    )
    usual = below.most_common(1)
    if mode != "plain":
        # A mark of its own tells a question whatever the answer looks like.
        return usual[0][0] if usual and usual[0][0] != mode else "any"
    if not usual or usual[0][0] == mode or usual[0][1] < 0.6 * below.total():
        return ""
    return usual[0][0]


def _asks_by_place(blocks: Sequence[_Block], at: int, answers: str) -> bool:
    """Whether a line stands where questions stand although it does not read like one.

    It is a sentence on its own, right above an answer, and what precedes it is an answer's end.
    """
    block = blocks[at]
    if block.line.heading and asks(block.text):
        return True
    if block.line.heading:
        return block.text.endswith(".") and len(block.text.split()) >= _FEWEST_WORDS
    # A title stands right above points as the questions do, and below the last of others.
    titled = answers == "bullet" and block.shape == "plain" and not block.text.endswith((":", ","))
    if answers != "quote" and not titled and not block.text.endswith((".", "?")):
        return False
    if (
        block.text.endswith(":")
        or (len(block.text.split()) < _FEWEST_WORDS and not asks(block.text))
        or not block.text[:1].isupper()
    ):
        return False
    return _stands_between(blocks, at, answers)


def _stands_between(blocks: Sequence[_Block], at: int, answers: str) -> bool:
    """Whether an answer begins on the next line, and the block above is one too."""
    block = blocks[at]
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    above = blocks[at - 1] if at else None
    return (
        below is not None
        and below.shape == answers
        and below.line.index == block.line.index + 1
        and above is not None
        and above.shape == answers
    )


def _is_tight(lines: Sequence[SourceLine], blocks: Sequence[_Block]) -> bool:
    """Whether plain questions mostly follow the line above without a blank line."""
    plain = [one for one in blocks if one.shape == "plain" and one.look is Look.QUESTION]
    later = [one for one in plain if one.line.index]
    tight = sum(1 for one in later if not starts_paragraph(lines, one.line))
    return tight * 2 > len(later)


def _asks_among_answers(lines: Sequence[SourceLine], block: _Block, tight: bool) -> bool:
    """Whether a plain line asks where the answers are plain lines too."""
    if tight and not _may_follow(lines, block.line):
        return False
    if not tight and not starts_paragraph(lines, block.line):
        return False
    if block.look is Look.TASK:
        return block.body >= len(lines) or lines[block.body].blank
    return block.look is not Look.NONE


def _may_follow(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a question can begin here: verse breaks its sentences over the lines."""
    above = lines[line.index - 1].text if line.index else ""
    if above.endswith((",", ":", ";")):
        return False
    words = line.text.split(None, 2)[:2]
    return any(word.strip("*_`\"'").lower() in _OPENINGS for word in words)


_OPENINGS = QUESTION_WORDS | STUDY_VERBS


def _is_answer_in_words(block: _Block, above: _Block | None, among: bool) -> bool:
    """Whether an instruction is the answer ("Use a ...") although it is marked like questions.

    A book's task is a sentence with its full stop; among answers that look like questions, what
    stands right under a question answers it.
    """
    if block.look is not Look.TASK or block.line.heading or block.line.emphasis:
        return False
    unended = not block.text.rstrip("\"'”’)*_").endswith((".", "!", "?"))
    return unended or (among and above is not None)


def _draft(block: _Block, end: int) -> ItemDraft:
    return ItemDraft(
        block.text, block.line.index, block.body, end, block.inline, block.line.number,
        is_sure=block.shape == "label",
    )  # fmt: skip
