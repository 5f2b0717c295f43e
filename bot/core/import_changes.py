"""What an import changes of a deck that is there: versions, questions and wordings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot.core.documents import ParsedDocument, Status
from bot.core.models import Answer, Question, QuestionId, Source, SourceId
from bot.core.text import plain

_SAME_WORK = 0.5  # of the answers of the shorter document stand in the longer
_SAME_WORK_BY_NAME = 0.2  # where the file is called alike or the author is named
_FEWEST = 2  # answers that two documents share, but by chance
_SHORTEST = 4  # words; "A layer of straw" anybody may write
_LONG = 8  # words; two authors hardly write so many alike
_REWORDED = 0.6  # of the words of the shorter of two answers
_VERSION = re.compile(
    r"(?:[ _.\-]*(?:\(\d{1,3}\)|\[\d{1,3}\]|v(?:er(?:sion)?)?[ _.\-]?\d[\d.]*|copy|kopie|final|new"
    r"|neu|updated?|revised|draft|\d{4}-?\d\d-?\d\d|\d{1,3}))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a newer version says to a question in another way; `after` is "" where it is gone."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """A file that takes the place of a source: how many answers stay, change, come and go.

    `alike` says that its contents tell it; else it is called the same. `edits` are those that
    change or go, in the order of the questions.
    """

    file: str
    source: Source
    alike: bool
    same: int = 0
    changed: int = 0
    added: int = 0
    removed: int = 0
    edits: tuple[Edit, ...] = ()


def versions(
    names: Sequence[str],
    authors: Sequence[str],
    documents: Sequence[ParsedDocument],
    sources: Sequence[Source],
    answers: Sequence[Answer],
    *,
    keep_both: bool,
) -> dict[int, Source]:
    """Return which documents are newer versions of which sources: those called the same, and those
    that say half of the same, unless they are to stand beside them.

    `authors` are those that were named for the documents, "" where none was.
    """
    by_name = {source.name: source for source in sources}
    found = {at: by_name[name] for at, name in enumerate(names) if name in by_name}
    if keep_both:
        return found
    said = _said(answers)
    for at, document in enumerate(documents):
        free = [each for each in sources if each not in found.values()]
        if at not in found and free:
            new = frozenset(_texts(text.text for item in document.items for text in item.answers))
            best = max(free, key=lambda each: len(new & said.get(each.id, frozenset())))
            if _is_same_work(new, said.get(best.id, frozenset()), names[at], authors[at], best):
                found[at] = best
    return found


def _said(answers: Iterable[Answer]) -> dict[SourceId, frozenset[str]]:
    texts: dict[SourceId, set[str]] = {}
    for answer in answers:
        if answer.status is Status.ANSWERED:
            texts.setdefault(answer.source, set()).update(_texts([answer.text]))
    return {source: frozenset(found) for source, found in texts.items()}


def _texts(answers: Iterable[str]) -> Iterator[str]:
    for answer in answers:
        words = plain(answer).casefold().split()
        if len(words) >= _SHORTEST:
            yield " ".join(words)


def _is_same_work(
    new: frozenset[str], old: frozenset[str], name: str, author: str, source: Source
) -> bool:
    shared = len(new & old)
    by_name = _bare(name) == _bare(source.name) or (
        author.casefold() == source.author.casefold() if author else False
    )
    share = shared / max(1, min(len(new), len(old)))
    if by_name:
        return shared > 0 and share >= _SAME_WORK_BY_NAME
    if not shared or share < _SAME_WORK:
        return False
    return shared >= min(_FEWEST, len(new)) or _is_told_by_one(new, old)


def _is_told_by_one(new: frozenset[str], old: frozenset[str]) -> bool:
    """Whether two documents of few answers share a long one, or have another that was reworded."""
    if any(len(text.split()) >= _LONG for text in new & old):
        return True
    return any(_is_reworded(one, other) for one in new - old for other in old - new)


def _is_reworded(one: str, other: str) -> bool:
    words, others = frozenset(one.split()), frozenset(other.split())
    return len(words & others) >= _REWORDED * min(len(words), len(others))


def _bare(name: str) -> str:
    """Return a file's name without folder, ending, and what only tells its version."""
    stem = PurePath(name.replace("\\", "/")).stem
    return (_VERSION.sub("", stem) or stem).casefold().strip(" _-.")


def compared(
    file: str,
    source: Source,
    old: Sequence[Answer],
    new: Sequence[Answer],
    questions: Iterable[Question],
    *,
    alike: bool,
) -> Version:
    """Return what a newer version changes; `old` and `new` are the two documents' answers.

    `questions` are those that the old one answers, and perhaps others.
    """
    before, after = _by_question(old), _by_question(new)
    both = before.keys() & after.keys()
    same = sum(1 for question in both if before[question] == after[question])
    return Version(
        file,
        source,
        alike,
        same=same,
        changed=len(both) - same,
        added=len(after.keys() - before.keys()),
        removed=len(before.keys() - after.keys()),
        edits=tuple(
            Edit(each.text, "\n\n".join(before[each.id]), "\n\n".join(after.get(each.id, ())))
            for each in questions
            if each.id in before and before[each.id] != after.get(each.id)
        ),
    )


def _by_question(answers: Iterable[Answer]) -> Mapping[QuestionId, tuple[str, ...]]:
    found: dict[QuestionId, list[str]] = {}
    for answer in answers:
        found.setdefault(answer.question, []).append(answer.text)
    return {question: tuple(texts) for question, texts in found.items()}


def left_behind(
    questions: Sequence[Question],
    gone: Sequence[Answer],
    asked: Iterable[QuestionId],
    *,
    alone: bool,
) -> Iterator[Question]:
    """Yield the questions that no document has any more.

    `gone` are the answers of versions that are replaced, `asked` the questions that a document
    asks or answers then; `alone` says that no other document stays, so that what was left empty
    in the old version is known to be gone, too.
    """
    still = set(asked)
    answered = {answer.question for answer in gone}
    for question in questions:
        if question.id not in still and (alone or question.id in answered):
            yield question
