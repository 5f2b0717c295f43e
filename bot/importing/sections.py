"""Headings between the items: what opens a section, what closes the last answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.importing.headings import Headings, names_answers_part, parts_of_answers
from bot.importing.labels import is_title_of
from bot.importing.languages import every
from bot.importing.lines import LONGEST_TITLE, SourceLine
from bot.importing.tails import without_tails


def _by_beginning(titles: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for title in sorted(titles):
        found.setdefault(title[:3], []).append(title)
    return found


# Titles under which books and their readers put more questions ...
_MORE_QUESTIONS = _by_beginning(every("more"))
# ... and under which a reader's notes leave the questions behind.
_AFTERWORDS = _by_beginning(every("notes"))
_CHAPTER_WORDS = every("chapter")
_TITLE_WORDS = 4
_MOST_PARTED = 0.34  # of the answers may have headings within them where headings are sections
_SECTIONS = 3
_DEEPEST = 6
_CHAPTER = 2  # a heading of this level or above ends the last answer
_ALIKE = 0.86  # one or two letters wrong in a short title
_FEWEST_LETTERS, _MOST_WRONG = 6, 3
_WORDS = re.compile(r"[^\W_]+")


def title_text(line: SourceLine) -> str:
    """Return a line's words as a title: no emphasis, colon or trailing marks."""
    return line.text.strip("*_#: \t")


def opens_questions(line: SourceLine) -> bool:
    """Whether a line stands alone as the title of more questions, spelling mistakes allowed."""
    return bool(_part(line) & _MORE)


def is_afterword(line: SourceLine) -> bool:
    """Whether a line is the title of notes that answer no question."""
    return bool(_part(line) & _NOTES)


_MORE, _NOTES = 1, 2


def _part(line: SourceLine) -> int:
    """Return of which parts a line is the title, as flags."""
    if line.part is None:
        line.part = _titled(line)
    return line.part


def _titled(line: SourceLine) -> int:
    text = title_text(line).casefold()
    more, notes = _MORE_QUESTIONS.get(text[:3]), _AFTERWORDS.get(text[:3])
    if not (more or notes) or len(line.text) > LONGEST_TITLE or line.fenced:
        return 0
    if line.bullet and not line.heading:
        return 0
    stands_out = line.heading or line.emphasis or line.text.endswith(":")
    return (_MORE if more and _is_one_of(text, more) else 0) | (
        _NOTES if notes and stands_out and _is_one_of(text, notes) else 0
    )


def _is_one_of(text: str, titles: Sequence[str]) -> bool:
    return text in titles or (
        len(text) >= _FEWEST_LETTERS
        and any(
            abs(len(text) - len(title)) <= _MOST_WRONG
            and SequenceMatcher(None, text, title).ratio() >= _ALIKE
            for title in titles
        )
    )


def is_section(line: SourceLine) -> bool:
    """Whether a line names a part of a document: `Chapter 3`, `Further questions`, `Notes`."""
    if opens_questions(line) or is_afterword(line):
        return True
    words = _WORDS.findall(title_text(line)[:LONGEST_TITLE].casefold())
    counts = any(word.isdecimal() or (len(word) == 1 and word.isalpha()) for word in words[:2])
    return counts and not _CHAPTER_WORDS.isdisjoint(words[:2])


_TITLED = 12  # lines in which a document's title stands
_ASKING_TITLE = every("more") | every("question")


def is_titled_as_questions(lines: Sequence[SourceLine]) -> bool:
    """Whether a document calls itself questions or exercises: `# Interview questions: design`.

    Then what it heads with an instruction is asked, and is no step of a tutorial.
    """
    title = next((line.text for line in lines[:_TITLED] if line.heading), "")
    return not _ASKING_TITLE.isdisjoint(_WORDS.findall(title.casefold()))


def is_title(line: SourceLine) -> bool:
    """Whether a line can only be a title: a heading, or a known section title."""
    return line.heading > 0 or _part(line) > 0


# What every weblog has below an entry; one-word links ("Reply") follow these and tell nothing.
_PAGE_FOOTER = re.compile(
    r"""share[ ](?:this|on)\b.{0,20} | (?:tags|categories|filed[ ]under|tagged)[ ]?:.*
      | filed[ ]under[ ].*
      | posted[ ](?:on|in|by|at)\b.* | leave[ ]a[ ](?:reply|comment).* | (?:©|copyright)[ ].*
      | \(c\)[ ](?:19|20)\d\d.*
      | (?:previous|next|older|newer|related)[ ](?:post|posts|article|articles|page|entries)\b.*
      | edit[ ](?:this[ ]page|on[ ]github).* | powered[ ]by[ ].* | \d{1,4}[ ]comments?
      | (?:last[ ](?:updated|modified|edited|revised|changed))\b.*
      | back[ ]to[ ]top | all[ ]rights[ ]reserved.*
      | next[ ](?:meeting|session|week|time|class)[ ]?:.*
      | \d{1,5}[ ](?:likes?|claps?|upvotes?|replies|views|reactions)
      | (?:we|this[ ]site)[ ]uses?[ ]cookies.* | subscribe[ ]to[ ].* | like[ ]this
      | reprinted[ ](?:with|by)[ ]permission\b.*
      | you[ ](?:may|might)[ ]also[ ](?:like|enjoy|be[ ]interested[ ]in)\b.*
      | (?:(?:my|your|total|final|quiz)[ ])*(?:score|result|grade|mark)s?[ ]?[:=]?[ ]
        \d{1,4}[ ]?(?:/|of|out[ ]of)[ ]?\d{1,4}\b.*
      | (?:thank[ ]you|thanks)[ ](?:so[ ]much[ ])?for[ ]reading\b.*""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_FOOTER = 80


# How an author takes leave below an entry, in a sentence or two.
_SIGN_OFF = re.compile(
    r"(?:thank[ ]you|thanks)(?:[ ](?:so|very)[ ]much|[ ]a[ ]lot)?[ ]for[ ](?:reading|stopping)\b"
    r"|if[ ]you[ ](?:enjoyed|liked|found)[ ](?:this|it)\b|originally[ ]published\b"
    r"|happy[ ](?:learning|reading|studying|coding|interviewing)\b|stay[ ]tuned\b"
    r"|until[ ]next[ ]time\b|(?:i[ ])?hope[ ](?:this|it|that|you|these)\b|feel[ ]free[ ]to\b"
    r"|(?:please[ ])?let[ ]me[ ]know\b|please[ ](?:comment|share|like|subscribe|leave[ ]a)\b"
    r"|would[ ]you[ ]like[ ]me[ ]to\b|want[ ]me[ ]to\b|shall[ ]i\b|let[ ]me[ ]know\b"
    r"|good[ ]luck\b|all[ ]the[ ]best\b|see[ ]you\b"
    r"|that(?:'s|’s|[ ]is)[ ](?:it|all)(?:[.!]|[ ](?:for[ ](?:now|today|this)|folks)\b)",
    re.IGNORECASE,
)
_LONGEST_SIGN_OFF = 300
_LINK_TARGET = re.compile(r"(?<=\])\([^()\n]{0,200}\)")


def is_page_footer(line: SourceLine) -> bool:
    """Whether a line is what a weblog prints below the text: tags, links, a comment form."""
    if len(line.text) > _LONGEST_SIGN_OFF or line.fenced or line.quote or line.number is not None:
        return False
    said = title_text(line) or line.text
    if _SIGN_OFF.match(said.lstrip("=~- ")):
        return True
    said = _LINK_TARGET.sub("", said) if "](" in said else said
    return len(said) <= _LONGEST_FOOTER and _PAGE_FOOTER.fullmatch(said) is not None


def _is_outer(line: SourceLine) -> bool:
    """Whether a heading names a part of the document, and not of an answer as `Note` may."""
    return is_section(line) and not names_answers_part(line)


def item_ends(lines: Sequence[SourceLine], spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return where each item's text ends, `spans` being (first, body) of each question in order.

    An item ends before a title that leads to what follows, with the introduction below it: before a
    heading as high as its own, and before any where few answers have headings within them, those by
    which an answer is parted aside. After the last one, notes and references end it.
    """
    headings = Headings(lines)
    own = {at for at in parts_of_answers(lines, spans, headings) if not _is_outer(lines[at])}
    headings = Headings([line for line in headings.lines if line.index not in own])
    starts = [first for first, _ in spans[1:]]
    plain = [
        any(not _opens_part(line) for line in headings.within(body, following))
        for (first, body), following in zip(spans, starts, strict=False)
        if not lines[first].heading
    ]
    parted = sum(plain) <= max(1.0, _MOST_PARTED * len(plain))
    level = _DEEPEST if parted else 0
    ends = [
        _item_end(lines, span, following, level, headings)
        for span, following in zip(spans[:-1], starts, strict=True)
    ]
    last = _DEEPEST if _lead_on(headings, spans, ends) else 0
    ends += [_item_end(lines, span, None, last, headings) for span in spans[-1:]]
    if len(spans) > _SECTIONS - 1:
        ends[-1] = _leaving(lines, spans, ends)
    return without_tails(lines, [(body, end) for (_, body), end in zip(spans, ends, strict=True)])


def _leaving(
    lines: Sequence[SourceLine], spans: Sequence[tuple[int, int]], ends: Sequence[int]
) -> int:
    """Return where the last item ends: before what stands in no other answer and parts a text.

    A rule is such, and a title in bold below questions in bold.
    """
    first, begin = spans[-1]
    bold = _is_bold_line(lines[first])
    partings = (
        at
        for at in range(begin, ends[-1])
        if lines[at].is_rule or _is_heading(lines[at]) or (bold and _is_bold_title(lines[at]))
    )
    at = next(partings, None)
    if at is None or all(line.blank for line in lines[begin:at]):
        return ends[-1]
    parts = _is_rule if lines[at].is_rule else _is_bold_line
    parts = _is_heading if lines[at].heading else parts
    within = (
        parts(lines[place])
        for (_, body), end in zip(spans[:-1], ends, strict=False)
        for place in range(body, end)
    )
    return ends[-1] if any(within) else at


def _is_rule(line: SourceLine) -> bool:
    return line.is_rule


def _is_heading(line: SourceLine) -> bool:
    return line.heading > 0 and not _opens_part(line)


def _is_bold_line(line: SourceLine) -> bool:
    mark = line.emphasis
    return bool(mark) and not line.fenced and line.text.rstrip(": ").endswith(mark)


def _is_bold_title(line: SourceLine) -> bool:
    few = len(line.text.split()) <= _MOST_CAPITALS
    return few and _is_bold_line(line) and not line.label and not _opens_part(line)


def _lead_on(headings: Headings, spans: Sequence[tuple[int, int]], ends: Sequence[int]) -> bool:
    """Whether headings stand between items in several places, and in no answer.

    Then one below the last item leads away from it as well.
    """
    between = 0
    for (_, body), end, (following, _) in zip(spans, ends, spans[1:], strict=False):
        if headings.within(body, end):
            return False
        between += bool(headings.within(end, following))
    return between >= _SECTIONS


def _item_end(
    lines: Sequence[SourceLine],
    span: tuple[int, int],
    following: int | None,
    level: int,
    headings: Headings,
) -> int:
    first, body = span
    end = _end(lines, body, following, headings)
    level = lines[first].heading or level
    above = (line for line in headings.within(body, end) if line.heading <= level)
    return next((line.index for line in above if not _opens_part(line)), end)


def _opens_part(line: SourceLine) -> bool:
    """Whether a heading names a part of the item: `#### Answer: D`, `### Solution`."""
    return bool(line.label) or is_title_of(line.text, "answer") or is_title_of(line.text, "correct")


def item_end(lines: Sequence[SourceLine], begin: int, following: int | None) -> int:
    """Return where an item's text ends: before the titles and rules that lead to what follows.

    `begin` is the first line after the question, `following` the next question's first line,
    None after the last question (then notes and references end the item).
    """
    part = lines[begin:following] if following is not None else ()
    return _end(lines, begin, following, Headings(part))


def _end(lines: Sequence[SourceLine], begin: int, following: int | None, headings: Headings) -> int:
    if following is None:
        return _before_folds(lines, begin, _before_afterword(lines, begin))
    # A heading introduces more questions, a remark of the book's below it or not.
    above = (line.index for line in headings.within(begin, following) if opens_questions(line))
    end = next(above, following)
    for index in range(end - 1, begin - 1, -1):
        if _leads_away(lines, index, begin):
            end = index
        elif not lines[index].blank:
            break
    return end


_FOLD = re.compile(r"[ \t]*(?:</?details\b[^<>]{0,100}>[ \t]*|<summary>.{0,200}</summary>[ \t]*)+")


def _is_outer_fold(lines: Sequence[SourceLine], begin: int, index: int) -> bool:
    """Whether a line opens or closes a fold around several items, and none within this one."""
    if lines[index].fenced or not _FOLD.fullmatch(lines[index].raw):
        return False
    opened = 0
    for line in lines[begin:index]:
        opened += line.raw.count("<details") - line.raw.count("</details")
        if opened < 0:
            return True
    return opened == 0


def _before_folds(lines: Sequence[SourceLine], begin: int, end: int) -> int:
    """Return where the last item ends: before what closes the folds that it stands in."""
    for index in range(end - 1, begin - 1, -1):
        if not lines[index].blank and not _is_outer_fold(lines, begin, index):
            break
        end = end if lines[index].blank else index
    return end


def _leads_away(lines: Sequence[SourceLine], index: int, begin: int) -> bool:
    """Whether a line below an answer belongs to what follows: a rule, a title, a fold around it."""
    line = lines[index]
    if line.is_rule or is_title(line) or _is_in_capitals(lines, index, begin):
        return True
    if "<" in line.raw[:12]:
        return _is_outer_fold(lines, begin, index)
    apart = lines[index - 1].blank and bool(line.emphasis or _PART.fullmatch(line.text))
    return apart and is_section(line)


# `Part B. Short answers`, `Chapter 4`: with its number alone, or a sign between it and the words.
_PART = re.compile(
    r"[^\W\d_]{1,20}[ ](?:\d{1,3}|[A-Z]|[IVX]{1,5})(?:[ ]?[.:)\u2013\u2014-][ ]\S[^.?!]{0,60})?"
)


def _is_in_capitals(lines: Sequence[SourceLine], index: int, begin: int) -> bool:
    """Whether a line below an answer stands alone in capitals, as titles do: `SECTION B`."""
    line = lines[index]
    if line.marked or not line.text.isupper() or not lines[index - 1].blank:
        return False
    words = line.text.rstrip(":").split()
    if not 1 < len(words) <= _MOST_CAPITALS or not all(map(str.isalnum, words)):
        return False
    answered = any(not lines[at].blank for at in range(begin, index))
    return answered and (index + 1 >= len(lines) or lines[index + 1].blank)


_MOST_CAPITALS = 6  # words


def _before_afterword(lines: Sequence[SourceLine], begin: int) -> int:
    for line in lines[begin:]:
        if is_afterword(line) or is_page_footer(line) or _opens_chapter(line):
            return _before_rule(lines, begin, line.index)
    return len(lines)


def _opens_chapter(line: SourceLine) -> bool:
    if not 0 < line.heading <= _CHAPTER:
        return False
    return is_title_of(line.text, "key") or not _opens_part(line)


def _before_rule(lines: Sequence[SourceLine], begin: int, end: int) -> int:
    """Return a place, before the rule that stands above it where there is one."""
    at = end
    while at > begin and (lines[at - 1].blank or lines[at - 1].is_rule):
        at -= 1
    return at if any(line.is_rule for line in lines[at:end]) else end


_RESTART = re.compile(r"[A-Z][^.?!:]{2,38}:?$")


def may_restart(lines: Sequence[SourceLine], index: int) -> bool:
    """Whether numbering may start again after this line: a title, or a short line on its own."""
    line = lines[index]
    if (line.number is not None or line.blank) and not line.heading:
        return False
    if is_title(line):
        return True
    if line.marked or line.blank or line.is_rule:
        return False
    title = title_text(line)
    counted = _PART.fullmatch(title) is not None  # `Round 2: Music`
    if len(title) > LONGEST_TITLE or not (counted or _RESTART.match(title)):
        return False
    alone = index == 0 or lines[index - 1].blank
    followed = index + 1 >= len(lines) or lines[index + 1].blank
    few = counted or len(line.text.split()) <= _TITLE_WORDS
    return alone and followed and (few or bool(line.emphasis))
