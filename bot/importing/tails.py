"""What stands at the end of an answer and is none of it: a part's title, an author's last words.

Nothing in such a line tells, so the other answers do: a line counts the document's parts where
others like it do, and what only the last of many answers has below a gap is the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from bot.importing.languages import every
from bot.importing.lines import LONGEST_TITLE, SourceLine

Span = tuple[int, int]
"""The first line below a question, and the line after its answer."""

_NUMBER = re.compile(
    r"\d{1,3}|(?<![^\W_])(?:[IVX]{1,4}|[A-H])(?![^\W_])|[一二三四五六七八九十]{1,3}(?=[、．.])"  # noqa: RUF001  # of Chinese
)
# What stands behind a part's number is its own: `Part B: Essays`.
_OWN_WORDS = re.compile(r"(?<=#)[ ]?[、．.:)–-].*$")  # noqa: RUF001  # of Chinese
_ENDED = (".", "?", "!", ":", ";", ",", "…", "。", "？", "！")  # noqa: RUF001  # of other scripts
_FEWEST = 5  # answers by which the last one is judged
_FEWEST_WITHOUT = 6  # ... where what parts it would be its second paragraph
_MOST_ANSWERED = 0.2  # of the questions of a list that has no answers
_TITLE_WORDS, _LAST_WORDS = 5, 40
_LONGEST_SHAPE = 80  # characters of a line that are compared
_LAST_LINES = 3
_PICTOGRAMS = "\u2190"  # signs from here on are pictures: one that stands nowhere else is no point


def without_tails(lines: Sequence[SourceLine], spans: Sequence[Span]) -> list[int]:
    """Return where each item's text ends, what closes it without being its own left out."""
    ends = [end for _, end in spans]
    written = [_written(lines, *span) for span in spans]
    counting = _parts(lines, spans, written) | _said_above(lines, spans, written)
    counting |= _bold_titles(lines, spans, written)
    first = spans[0][0] if spans else 0
    most = max(1, round(_MOST_ANSWERED * len(spans)))
    bare = len(spans) >= _FEWEST and sum(_answers(lines, own) for own in written) <= most
    for at, own in enumerate(written):
        if not own:
            continue
        if (notes := _footnotes(lines, own)) is not None:
            ends[at] = notes
            continue
        last = own[-1]
        # What is all of an answer among others that have one is the answer.
        if (last in counting and (bare or len(own) > 1)) or (
            bare and _stands_as_title(lines, last)
        ):
            ends[at] = last
        elif (
            at == len(spans) - 1
            and (begin := _farewell(lines, written, first, bare=bare)) is not None
        ):
            ends[at] = begin
    return ends


def _written(lines: Sequence[SourceLine], begin: int, end: int) -> list[int]:
    """Return the places of an answer's lines that say something."""
    return [at for at in range(begin, end) if not (lines[at].blank or lines[at].is_rule)]


_OPTION = re.compile(r"[ \t]{0,12}(?:[-*][ \t])?[(\[]?[A-Ha-h][.)\]][ \t]")


def _answers(lines: Sequence[SourceLine], own: Sequence[int]) -> bool:
    """Whether what stands below a question may answer it: no options, no title alone."""
    said = [at for at in own if not _OPTION.match(lines[at].raw)]
    return bool(said) and not (len(said) == 1 and _stands_as_title(lines, said[0]))


def _parts(
    lines: Sequence[SourceLine], spans: Sequence[Span], written: Sequence[Sequence[int]]
) -> set[int]:
    """Return the places of lines that count parts: alike but for a number, between the items."""
    first = spans[0][0] if spans else 0
    above = [at for at in range(max(0, first - 8), first) if not lines[at].blank]
    ending = [own for own in written[:-1] if own and _counts(lines, own[-1])]
    # Two of a shape in an answer are its points.
    parting = [
        own[-1]
        for own in ending
        if _shape(lines[own[-1]]) not in [_shape(lines[at]) for at in own[:-1]]
    ]
    alike: dict[str, list[int]] = {}
    for at in (*filter(partial(_counts, lines), above), *parting):
        alike.setdefault(_shape(lines[at]), []).append(at)
    return {
        at
        for places in alike.values()
        if len({lines[at].text for at in places}) == len(places) > 1
        for at in places
    }


def _counts(lines: Sequence[SourceLine], at: int) -> bool:
    return _stands_as_title(lines, at) and _NUMBER.search(lines[at].text) is not None


def _said_above(
    lines: Sequence[SourceLine], spans: Sequence[Span], written: Sequence[Sequence[int]]
) -> set[int]:
    """Return the places of what ends an answer in the words of a line above all questions.

    A page says it, again and again: `Advertisement`.
    """
    first = spans[0][0] if spans else 0
    above = {lines[at].text for at in range(max(0, first - _ABOVE), first) if lines[at].text}
    ending = (own[-1] for own in written if own)
    return {at for at in ending if lines[at].text in above and _stands_as_title(lines, at)}


def _bold_titles(
    lines: Sequence[SourceLine], spans: Sequence[Span], written: Sequence[Sequence[int]]
) -> set[int]:
    """Return the places of what ends several answers in bold, alone and no sentence: titles.

    Where the questions themselves are bold nothing of the kind is told.
    """
    if any(_is_bold_title(lines, begin - 1) for begin, _ in spans):
        return set()
    first = spans[0][0] if spans else 0
    above = [at for at in range(max(0, first - _ABOVE), first) if _is_bold_title(lines, at)]
    ending = {own[-1] for own in written[:-1] if len(own) > 1 and _is_bold_title(lines, own[-1])}
    told = len(ending) + bool(above)
    return ending if _FEWEST_TITLES <= told <= _MOST_TITLED * len(spans) else set()


def _is_bold_title(lines: Sequence[SourceLine], at: int) -> bool:
    line = lines[at]
    mark = line.emphasis
    bare = line.text.removesuffix(mark) if len(mark) > 1 else ""
    if not bare or bare == line.text or mark in bare or line.marked or bare.endswith(_ENDED[:3]):
        return False
    return len(bare) <= LONGEST_TITLE and (not at or lines[at - 1].blank)


_FEWEST_TITLES, _MOST_TITLED = 2, 0.5
_ABOVE = 12  # lines in which a page says what it repeats
_FOOTNOTE = re.compile(r"[ \t]{0,3}(?P<mark>\[\^[^\]\s]{1,40}\]):[ \t]")


def _footnotes(lines: Sequence[SourceLine], own: Sequence[int]) -> int | None:
    """Return where footnotes begin at the end of an answer that refers to none of them.

    An author gathers those of all answers below the last one.
    """
    begin = next((at for at in own[1:] if lines[at].text[:2] == "[^"), None)
    if begin is None:
        return None
    marks = [found["mark"] for at in own if (found := _FOOTNOTE.match(lines[at].raw))]
    said = "\n".join(lines[at].raw for at in own if at < begin)
    return None if any(mark in said for mark in marks) else begin


def _shape(line: SourceLine) -> str:
    return _OWN_WORDS.sub("", _NUMBER.sub("#", line.text[:_LONGEST_SHAPE], count=1))


def _stands_as_title(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a line without marks stands alone, in a few words that end no sentence."""
    line = lines[at]
    if line.marked or len(line.text) > LONGEST_TITLE or line.text[:1].islower():
        return False
    if line.text.endswith(_ENDED) or len(line.text.split()) > _TITLE_WORDS:
        return False
    return not at or lines[at - 1].blank or lines[at - 1].is_rule


def _farewell(
    lines: Sequence[SourceLine], written: Sequence[Sequence[int]], first: int, *, bare: bool
) -> int | None:
    """Return where the last words of a text begin in its last answer, None where there are none.

    They stand below a gap, as no other answer has one, and are a few lines of plain text.
    """
    last, others = written[-1], [own for own in written[:-1] if own]
    told = (
        _speaker(lines, last, first), _repeated(lines, last, others, first),
        _sources(lines, last, others), _aside(lines, last, others),
    )  # fmt: skip
    if (begin := next((at for at in told if at is not None), None)) is not None:
        return begin
    gap = next((at for at in reversed(last) if lines[at - 1].blank), None)
    if gap is None or last.index(gap) < len(last) - _LAST_LINES:
        return None
    signs = {lines[at].bullet for own in others for at in own}
    tail = [lines[at] for at in last[last.index(gap) :]]
    if any(_is_told(line) and (line.bullet < _PICTOGRAMS or line.bullet in signs) for line in tail):
        return None
    if gap == last[0]:
        return gap if bare else None
    signed = lines[gap].bullet >= _PICTOGRAMS and max(signs, default="") >= _PICTOGRAMS
    return gap if signed or _stands_out(lines, tail, others) else None


_SPEAKER = re.compile(r"(?P<name>[^\W\d_][^:\n?.]{1,30}):[ ]")


def _speaker(lines: Sequence[SourceLine], last: Sequence[int], first: int) -> int | None:
    """Return where somebody speaks in the last answer who spoke above all the questions."""
    above = (_SPEAKER.match(line.raw) for line in lines[: max(0, first - 1)] if not line.label)
    names = {found["name"] for found in above if found and found["name"].isupper()}
    said = ((at, _SPEAKER.match(lines[at].raw)) for at in last[1:]) if names else ()
    return next((at for at, found in said if found and found["name"] in names), None)


def _aside(
    lines: Sequence[SourceLine], last: Sequence[int], others: Sequence[Sequence[int]]
) -> int | None:
    """Return where a line in italics is the last paragraph of all, as no other answer has one."""
    at = last[-1]
    if len(last) < _FEWEST_LINES or not lines[at - 1].blank or not _is_slanted(lines[at]):
        return None
    slanted = any(_is_slanted(lines[each]) for own in others for each in own)
    return None if slanted or len(others) < _FEWEST_ASIDE else at


_FEWEST_LINES, _FEWEST_ASIDE = 2, 3  # of the last answer; others without such a line


def _is_slanted(line: SourceLine) -> bool:
    mark, text = line.emphasis, line.text
    return len(mark) == 1 and not line.bullet and text.endswith(mark) and text.count(mark) == 1


_SOURCES = re.compile(
    r"[*_]{0,3}(?:(?:main |my )?(?:sources?|references?|bibliography|works cited|further reading)"
    r"|quellen?|literatur|fuentes?|bibliograf[ií]a|références?|fontes?|fonti|bronnen|источники"
    r"|джерела|źródła|参考文献|出典|参考)[*_]{0,3}[ ]?[:\uff1a]",
    re.IGNORECASE,
)


def _sources(
    lines: Sequence[SourceLine], last: Sequence[int], others: Sequence[Sequence[int]]
) -> int | None:
    """Return where a text names its sources below its last answer, as below no other."""
    begin = next((at for at in last[1:] if _names_sources(lines, at)), None)
    if begin is None or len(others) < _FEWEST - 1:
        return None
    return None if any(_names_sources(lines, at) for own in others for at in own) else begin


def _names_sources(lines: Sequence[SourceLine], at: int) -> bool:
    return lines[at - 1].blank and _SOURCES.match(lines[at].raw) is not None


def _repeated(
    lines: Sequence[SourceLine], last: Sequence[int], others: Sequence[Sequence[int]], first: int
) -> int | None:
    """Return where a page says again what it said above all questions, in several short lines.

    A site has its buttons, its counts and its author's name above a text and below it.
    """
    above = {lines[at].text for at in range(max(0, first - _HEAD), first)} - {""}
    said = {lines[at].text for own in others for at in own}
    again = [
        at for at in last[1:]
        if lines[at].text in above and lines[at].text not in said
        and len(lines[at].text) <= LONGEST_TITLE
    ]  # fmt: skip
    if len({lines[at].text for at in again}) < _FEWEST_AGAIN:
        return None
    begin = again[0]
    while begin - 1 > last[0] and not lines[begin - 1].blank:
        begin -= 1
    return begin if begin > last[0] and lines[begin - 1].blank else None


_HEAD, _FEWEST_AGAIN = 40, 2  # lines above the first question; lines that come again


def _stands_out(
    lines: Sequence[SourceLine], tail: Sequence[SourceLine], others: Sequence[Sequence[int]]
) -> bool:
    """Whether these words take leave as no other answer does, none with a paragraph below a gap.

    A last answer may be the only one that goes on below a gap. What leaves calls out, speaks of its
    writer or reader or of the questions, or stands further out or further off than the answers.
    """
    calm = not any(lines[at].text.endswith(_CALLS) for own in others for at in own)
    if calm and tail[-1].text.endswith(_CALLS) and len(others) >= _FEWEST_CALM:
        return True
    parted = any(
        lines[at - 1].blank and not _is_told(lines[at]) for own in others for at in own[1:]
    )
    if parted or len(others) < _FEWEST_WITHOUT - 1:
        return False
    return _is_apart(lines, tail, others) or _speaks(
        tail, [lines[at] for own in others for at in own]
    )


def _is_apart(
    lines: Sequence[SourceLine], tail: Sequence[SourceLine], others: Sequence[Sequence[int]]
) -> bool:
    """Whether words stand below two blank lines, or at the margin below answers further in."""
    begin = tail[0].index
    if begin > 1 and lines[begin - 2].blank:
        return True
    return tail[0].indent < min(lines[at].indent for own in others for at in own)


def _speaks(tail: Sequence[SourceLine], others: Sequence[SourceLine]) -> bool:
    """Whether words name people or questions, and no other answer does."""
    said = _named(tail)
    return bool(said) and said.isdisjoint(_named(others))


def _named(lines: Sequence[SourceLine]) -> frozenset[str]:
    return frozenset(word for line in lines for word in _people(line.text, _LEAVING))


def speaks_of_people(text: str) -> bool:
    """Whether a text names its writer or its readers: `I hope that you ...`."""
    return any(_people(text, _PEOPLE))


def _people(text: str, words: frozenset[str]) -> Iterator[str]:
    if _I.search(text):
        yield "i"
    text = text.casefold().replace("’", "'")
    yield from words.intersection(_WORD_ENDS.split(text))
    if not text.isascii():
        yield from (word for word in _UNSPACED if word in text)


_PEOPLE = every("people")


_LEAVING = every("people") | every("more") | every("question")
_UNSPACED = tuple(
    word
    for word in every("people")
    if "\u0e00" <= word[0] <= "\u0e7f" or "\u3040" <= word[0] <= "\u9fff"
)
_I = re.compile(r"(?<![^\W_])I(?=[ ][a-z])")  # a word of other languages in small letters
_WORD_ENDS = re.compile(r"[\s,.!?;:()\[\]\"…।*_]+")


_CALLS = ("!", "！")  # noqa: RUF001  # of other scripts
_FEWEST_CALM = 4  # answers, none of which calls out as the last words do


def _is_told(line: SourceLine) -> bool:
    """Whether a line is what answers are made of: code, a point, a table, a label, many words."""
    marked = line.fenced or line.bullet or line.quote or line.label or line.number is not None
    return bool(marked or "|" in line.text or len(line.text.split()) > _LAST_WORDS)
