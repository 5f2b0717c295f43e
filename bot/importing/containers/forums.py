"""Threads of forums as they were copied from a page: a question, its answers, and much around them.

A question is its title and its first post, the answer the accepted post and all others below it.
Comments, votes and what else the page shows are listed as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.documents import Lines
from bot.importing.containers.listings import lists_questions
from bot.importing.containers.posts import Post, has_text, read_posts
from bot.importing.containers.reading import Card, TextContainer, left_out, runs_but
from bot.importing.containers.thread_lines import Kind, ThreadLine, read_thread_lines
from bot.importing.questions import Look, asks, look, sentences

_PAGE = "page"
_FEWEST_FRAMED = 2  # lines of a page around the posts of a thread
_FEWEST_WORDS = 25  # of a post that stands above the first name
_MOST_TITLES = 1
_FRAMING = frozenset({Kind.FRAME, Kind.ACCEPTED, Kind.COUNT, Kind.ASKED, Kind.CARD, Kind.VOTES})
_MOST_TAGS = 6
_NO_TAG_SIGNS = str.maketrans(",[]", "   ")
_LABEL = re.compile(r"(?:title|thread|topic|subject|question)[ ]?:[ ]+", re.IGNORECASE)
_TITLE_LABEL = re.compile(r"(?:title|thread|topic)[ ]?:[ ]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Thread:
    """A thread from its first line to its last one; `title` is one of its lines."""

    title: ThreadLine
    question: Post
    answers: Sequence[Post]
    lines: Lines


def _threads(text: str) -> list[_Thread]:
    lines = read_thread_lines(text.split("\n"))
    return list(_asked_pages(lines)) or list(_headed_thread(lines))


def _recognise(text: str, _name: str) -> str:
    threads = _threads(text)
    answers = sum(len(thread.answers) for thread in threads)
    many = "a thread" if len(threads) == 1 else f"{len(threads)} threads"
    return f"{many} of a forum with {answers} posts that answer" if threads else ""


def _read(text: str) -> list[Card]:
    raws = text.split("\n")
    cards: list[Card] = []
    for thread in _threads(text):
        cards.append(_card(thread))
        cards += _aside(raws, thread)
    return cards


def _card(thread: _Thread) -> Card:
    title = _LABEL.sub("", thread.title.raw.strip(" \t#*_"), count=1)
    question = "\n\n".join(filter(None, (title, thread.question.text)))
    ordered = sorted(thread.answers, key=lambda post: not post.is_accepted)
    return Card(question, "\n\n".join(post.text for post in ordered), thread.lines)


def _aside(raws: Sequence[str], thread: _Thread) -> Iterator[Card]:
    """Yield the lines of a thread that no post has, in runs."""
    kept = {line.number for post in (thread.question, *thread.answers) for line in post.lines}
    kept.add(thread.title.number)
    for run in runs_but(kept, raws, thread.lines):
        yield left_out(run, _PAGE)


# A question's own page: "Asked 3 years ago" below its title, "2 Answers" above them.


def _asked_pages(lines: Sequence[ThreadLine]) -> Iterator[_Thread]:
    begins = [title for at, line in enumerate(lines) if line.kind is Kind.ASKED
              and (title := _title_above(lines, at)) is not None]  # fmt: skip
    begins = begins or _labelled(lines) or _signed_question(lines)
    for begin, end in pairwise([*begins, len(lines)]):
        if thread := _asked(lines[begin:end]):
            yield thread


def _title_above(lines: Sequence[ThreadLine], at: int) -> int | None:
    """Return the place of a question's title above "Asked ...", None below its post."""
    for place in range(at - 1, max(-1, at - 8), -1):
        line = lines[place]
        if line.kind is Kind.TEXT:
            alone = place == 0 or lines[place - 1].kind is not Kind.TEXT
            lower = lines[at].raw.lstrip(" *_>")[:1].islower()
            return place if alone and not (lower and place) else None
        if line.kind not in (Kind.BLANK, Kind.FRAME, Kind.VOTES, Kind.CARD):
            return None
    return None


def _labelled(lines: Sequence[ThreadLine]) -> list[int]:
    """Return the lines that call themselves titles, where an answer is signed below each."""
    texts = ((at, line.raw.strip(" \t#*_")) for at, line in enumerate(lines)
             if line.kind is Kind.TEXT)  # fmt: skip
    begins = [at for at, text in texts if _TITLE_LABEL.match(text)]
    parts = (lines[begin:end] for begin, end in pairwise([*begins, len(lines)]))
    signed = all(any(line.verb == "answered" for line in part) for part in parts)
    return begins if signed else []


def _signed_question(lines: Sequence[ThreadLine]) -> list[int]:
    """Return the first line of a page whose question and answers are signed below their posts."""
    verbs = [(line.verb or "asked") for line in lines if line.kind in (Kind.SIGNED, Kind.ASKED)]
    counted = any(line.kind is Kind.COUNT for line in lines)
    asked = "asked" in verbs or counted
    if "answered" not in verbs or not asked or _titles(lines) > _MOST_TITLES:
        return []
    return [at for at, line in enumerate(lines) if line.kind is Kind.TEXT][:1]


def _asked(lines: Sequence[ThreadLine]) -> _Thread | None:
    end = next((at for at, line in enumerate(lines) if at and line.kind is Kind.END), len(lines))
    lines = lines[:end]
    above = _answers_begin(lines)
    if above is None:
        return None
    head = next((at for at, line in enumerate(lines[:above]) if line.kind is Kind.ASKED), 0)
    first = head + 1 if head and not has_text(lines[1:head]) else 1
    question = next(iter(read_posts(lines[first:above])), Post())
    answers = read_posts(lines[above:])
    if not answers:
        return None
    question = replace(question, lines=_without_tags(question.lines))
    last = max(line.number for line in lines if line.kind is not Kind.BLANK)
    return _Thread(lines[0], question, answers, Lines(lines[0].number, last))


def _answers_begin(lines: Sequence[ThreadLine]) -> int | None:
    """Return where the answers begin: at their number, or below what signs the question."""
    counted = next((at for at, line in enumerate(lines) if line.kind is Kind.COUNT), None)
    if counted is not None:
        return counted
    signed = [at for at, line in enumerate(lines) if line.kind is Kind.SIGNED]
    answered = next((at for at in signed if lines[at].verb == "answered"), None)
    places = (at for at, line in enumerate(lines[:answered])
              if line.verb == "asked" or line.kind is Kind.ASKED)  # fmt: skip
    asked = next((at for at in places if at > 1 and has_text(lines[1:at])), None)
    return asked if asked is not None else answered


def _without_tags(lines: Sequence[ThreadLine]) -> list[ThreadLine]:
    """Return a post's lines without the tags below it."""
    kept = list(lines)
    while kept and kept[-1].kind is Kind.BLANK:
        kept.pop()
    if len(kept) > 1 and kept[-2].kind is Kind.BLANK and _are_tags(kept[-1].raw):
        kept.pop()
    return kept


def _are_tags(raw: str) -> bool:
    words = raw.translate(_NO_TAG_SIGNS).split()
    plain = all((word.islower() and word[-1].isalnum()) or word in ("c++", "c#") for word in words)
    ended = raw[:1] in "#-*" or raw.rstrip().endswith(".")
    return 0 < len(words) <= _MOST_TAGS and plain and not ended


# Posts below each other, each below the name of who wrote it and when.


def _headed_thread(lines: Sequence[ThreadLine]) -> Iterator[_Thread]:
    end = next((at for at, line in enumerate(lines) if line.kind is Kind.END and at), len(lines))
    lines = lines[:end]
    heads = [at for at, line in enumerate(lines) if line.kind in (Kind.HEAD, Kind.SIGNED)]
    framed = sum(1 for line in lines if line.kind in _FRAMING)
    if len(heads) < 2 or framed < _FEWEST_FRAMED or _titles(lines) > _MOST_TITLES:  # noqa: PLR2004
        return
    posts = read_posts(lines[heads[0] :])
    above = [line for line in lines[: heads[0]] if line.kind is Kind.TEXT]
    title, question, answers = _parted(lines[: heads[0]], above, posts)
    if title is None or not answers or not _asks(title, question):
        return
    asker = question.name
    answers = [post for post in answers if not asker or post.name != asker]
    last = max(line.number for line in lines if line.kind is not Kind.BLANK)
    if answers and not lists_questions(title.raw, question.text):
        yield _Thread(title, question, _solved(lines, answers), Lines(title.number, last))


def _titles(lines: Sequence[ThreadLine]) -> int:
    """Return how many lines have a heading's or a number's mark and ask."""
    marked = (line.raw.lstrip("> \t") for line in lines if line.kind is Kind.TEXT)
    return sum(1 for raw in marked if raw[:1] in "#0123456789" and raw
               and look(raw.lstrip("#0123456789.) ")) is Look.QUESTION)  # fmt: skip


def _parted(
    head: Sequence[ThreadLine], above: Sequence[ThreadLine], posts: Sequence[Post]
) -> tuple[ThreadLine | None, Post, Sequence[Post]]:
    """Return a thread's title, the post that asks, and those that answer."""
    if not posts:
        return None, Post(), ()
    if not above:
        first, *rest = posts
        title = next(line for line in first.lines if line.kind is Kind.TEXT)
        body = [line for line in first.lines if line.number > title.number]
        return title, replace(first, lines=body), rest
    title = _title(above)
    below = [line for line in head if line.number > title.number]
    words = sum(len(line.raw.split()) for line in below if line.kind is Kind.TEXT)
    counted = any(line.kind is Kind.COUNT for line in below) or posts[0].answers
    if words >= _FEWEST_WORDS or counted:
        body = [line for line in below if line.kind in (Kind.TEXT, Kind.BLANK)]
        return title, Post(body), posts
    return title, posts[0], posts[1:]


def _title(above: Sequence[ThreadLine]) -> ThreadLine:
    headings = [line for line in above if line.raw.lstrip().startswith("#")]
    asking = [line for line in above if look(line.raw.strip(" \t#*_")) is Look.QUESTION]
    return (headings[-1:] or asking or above)[0]


def _asks(title: ThreadLine, question: Post) -> bool:
    texts = (title.raw.strip(" \t#*_"), *question.text.split("\n"))
    return any(asks(each) for text in texts for each in sentences(text))


def _solved(lines: Sequence[ThreadLine], answers: Sequence[Post]) -> Sequence[Post]:
    """Return the answers, that accepted which the page names above them as what solved it."""
    if any(post.is_accepted for post in answers):
        return answers
    said = (line.raw.strip() for line in lines if line.kind is Kind.FRAME)
    solver = next((raw[len("Solved by ") :] for raw in said if raw.startswith("Solved by ")), "")
    named = [post for post in answers if post.name and solver.split(" in ")[0] == post.name]
    return [replace(post, is_accepted=post in named[:1]) for post in answers]


FORUM = TextContainer("forum thread", _recognise, _read)
